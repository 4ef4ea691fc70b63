"""How wages, norms and hours are set."""
