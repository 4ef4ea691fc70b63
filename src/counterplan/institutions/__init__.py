"""One folder a role, one file an option: who decides, what they see, and what they gain or lose."""
