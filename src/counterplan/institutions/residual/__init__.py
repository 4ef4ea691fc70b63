"""Who gets what is left in enterprises."""
