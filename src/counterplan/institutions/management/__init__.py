"""Who runs an enterprise and what that person gains."""
