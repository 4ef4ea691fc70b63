"""How rules get changed inside a run."""
