"""Moments of growth and cycles in the model that joins innovation and demand."""

from __future__ import annotations

from .check import Check, missing

ID = "R23"
SOURCE = "dosi-fagiolo-roventini-2010"
COMPUTES = "nothing yet: growth of product a year, and deviations of investment and consumption over that of product"
CALLS = ""
EVIDENCE = "memory"
NOTE = (
    "The table of the paper was searched for and not found in a text that could be read, so that the targets are from memory. The simulation "
    "takes rules from that model (mark-ups, shares of the market, arrivals) but is not that model; its own moments are stylised facts, not "
    "this table."
)


def replicate() -> list[Check]:
    """Says what was published."""
    return [
        missing("growth a year", 0.025),
        missing("deviation of investment over that of product", "> 1"),
        missing("deviation of consumption over that of product", "< 1"),
    ]
