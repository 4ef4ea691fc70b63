"""What Soviet industrialisation cost and brought, in a two-sector economy with wedges."""

from __future__ import annotations

from .check import Check, missing

ID = "R19"
SOURCE = "cheremukhin-et-al-2017"
COMPUTES = "nothing yet: welfare of policies against the continued trends before 1913, per cent"
CALLS = ""
EVIDENCE = "verified"
NOTE = (
    "The three figures are in the abstract. The working paper's appendix of 2013 has a table of calibrated parameters and one of wedges, mean and "
    "projected, of which only the list of tables could be read; without them the economy would be another one."
)


def replicate() -> list[Check]:
    """Says what was published."""
    return [
        missing("welfare 1928-40", -24),
        missing("welfare after 1941", 16),
        missing("welfare of those born in 1928", -1),
    ]
