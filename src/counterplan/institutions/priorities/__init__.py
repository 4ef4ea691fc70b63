"""Who sets investment, arms and public provision."""
