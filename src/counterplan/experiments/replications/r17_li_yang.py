"""Policy, and not weather, made most of the fall of grain output in China after 1958."""

from __future__ import annotations

from .check import Check, missing

ID = "R17"
SOURCE = "li-yang-2005"
COMPUTES = "nothing yet: the share of the fall of grain output that goes when procurement and the diversion of labour are switched off"
CALLS = ""
EVIDENCE = "verified"
NOTE = (
    "The figure is an estimate on provincial data that is not shipped. Beside it belongs a run of a scenario of China in 1958 with "
    "procurement and the diversion of labour switched off, each alone and together; that is an experiment of minutes, not a replication of "
    "seconds."
)


def replicate() -> list[Check]:
    """Says what was published."""
    return [
        missing("share of policy", 0.61),
    ]
