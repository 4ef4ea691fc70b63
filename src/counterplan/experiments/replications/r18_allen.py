"""Investment and soft budgets made Soviet growth in the 1930s; collectivisation added little."""

from __future__ import annotations

from .check import Check, missing

ID = "R18"
SOURCE = "allen-2003"
COMPUTES = "nothing yet: growth of the 1930s with investment in machines and soft budgets, with collectivisation, and with neither"
CALLS = ""
EVIDENCE = "verified"
NOTE = (
    "The ordering is read in a review of the book. Its simulation model has equations and figures that were not read, and a model of our own "
    "with the same ordering would show nothing."
)


def replicate() -> list[Check]:
    """Says what was published."""
    return [
        missing("growth from investment and soft budgets less growth from collectivisation", "> 0"),
        missing("growth from collectivisation", "> 0"),
    ]
