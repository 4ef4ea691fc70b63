"""Teams work over a larger range where nobody may leave, unless the threat to dissolve is the only one that is believed."""

from __future__ import annotations

import numpy as np

from counterplan.physics import teams

from .check import Check, above, near

ID = "R22"
SOURCE = "dong-dow-1993"
COMPUTES = (
    "share of 199 × 99 pairs of discount factor and cost of work at which a team of 10 works, with .15 a round outside: exit open or barred, "
    "when others answer shirking by rest or, alone, by leaving; the difference of the shares"
)
CALLS = "physics.teams.works_together"
EVIDENCE = "verified"
NOTE = (
    "Dong and Dow's ordering is the first difference, Lin's the second; which threat is believed is an assumption of either, and data have "
    "to decide."
)

MEMBERS, OUTSIDE = 10.0, 0.15
DISCOUNTS = np.linspace(0.005, 0.995, 199)[:, None]
COSTS = np.linspace(0.01, 0.99, 99)[None, :]


def replicate() -> list[Check]:
    """Counts where work is sustained."""
    rest = {exit_open: _share(exit_open, leaving=False) for exit_open in (True, False)}
    leave = {exit_open: _share(exit_open, leaving=True) for exit_open in (True, False)}
    return [
        above("barred less open, others rest", rest[False] - rest[True]),
        above("open less barred, others leave", leave[True] - leave[False]),
        near("barred without a threat: only work that pays by itself (cost below 1/N)", leave[False], float(np.mean(COSTS <= 1.0 / MEMBERS)), 0.006),
    ]


def _share(exit_open: bool, *, leaving: bool) -> float:
    """Share of pairs at which work is sustained and better than being outside, where one may go there."""
    return float(np.mean(np.asarray(teams.works_together(DISCOUNTS, COSTS, MEMBERS, OUTSIDE, float(leaving), float(exit_open)))))
