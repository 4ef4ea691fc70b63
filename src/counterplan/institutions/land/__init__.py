"""Who works the land and bears the harvest's risk."""
