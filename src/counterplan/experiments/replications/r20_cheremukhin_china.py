"""What China gained by reforms after 1978, in a two-sector economy with wedges."""

from __future__ import annotations

from .check import Check, missing

ID = "R20"
SOURCE = "cheremukhin-et-al-2015"
COMPUTES = "nothing yet: growth and the share of agriculture with reforms against the continued trends before them"
CALLS = ""
EVIDENCE = "verified"
NOTE = "The figures are in the authors' own summary. Parameters and wedges by year were not found in a text that could be read."


def replicate() -> list[Check]:
    """Says what was published."""
    return [
        missing("growth, points a year", 4.2),
        missing("share of agriculture, points", -23.9),
        missing("product a head in 2012 over that without reforms", 10274 / 2536),
    ]
