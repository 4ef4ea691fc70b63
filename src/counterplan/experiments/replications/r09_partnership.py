"""A team that meets again works where the future weighs enough; one that meets once works a part of what is best."""

from __future__ import annotations

from scipy.optimize import brentq

from counterplan.physics import teams

from .check import Check, near

ID = "R9"
SOURCE = "holmstrom-1982"
COMPUTES = (
    "smallest discount factor at which work pays (cost .5 of what it adds; rest for ever after somebody shirks) in teams of 3, 10 and 100, by "
    "bisection over the comparison of paths; and the effort of one who plays once in a team of 10, over the best for all"
)
CALLS = "physics.teams.pay_of_member"
EVIDENCE = "derived"
NOTE = ""

COST = 0.5
THRESHOLDS = {3: 0.25, 10: 0.444, 100: 0.495}


def replicate() -> list[Check]:
    """Bisects for the discount factor."""
    checks = [near(f"discount factor, N = {n}", smallest_discount(COST, n), target, 0.0006) for n, target in THRESHOLDS.items()]
    return [*checks, near("one-shot effort, N = 10", teams.one_shot_effort(2.0, 10.0) / teams.one_shot_effort(2.0, 1.0), 0.1, 1e-12)]


def smallest_discount(cost: float, members: float) -> float:
    """Smallest discount factor at which nobody gains by shirking, when the others rest for ever afterwards."""
    rest = teams.after_shirking(False, 0.0, cost, members, others_stop=True, dissolves=False)
    return float(brentq(lambda discount: 0.5 - float(bool(teams.sustains(discount, cost, members, rest))), 0.0, 1.0, xtol=1e-9))
