"""What follows when a person works less than expected."""
