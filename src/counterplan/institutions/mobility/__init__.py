"""Who may change workplace or place."""
