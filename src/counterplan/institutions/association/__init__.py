"""Whether people may organise."""
