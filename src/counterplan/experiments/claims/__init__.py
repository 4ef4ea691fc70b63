"""Experiments on claims: which cells they need, running these once, effects draw by draw, results."""
