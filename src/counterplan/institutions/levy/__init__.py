"""How grain leaves the village."""
