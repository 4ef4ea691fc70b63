"""Rounds that councils take until every good is within 5 and 3 per cent of balance, in a first year and in the next.

Fifty economies of 3,000 worker and 3,000 consumer councils, drawn as in the published code and not with its random numbers; and the two known
failures of the procedure: fixed steps that are too large, and councils whose exponents add up to nearly one.
"""

from __future__ import annotations

import numpy as np

from counterplan.planning import participatory
from counterplan.planning.councils import draw_councils

from .check import Check, above, between, near

ID = "R12"
SOURCE = "hahnel-2021"
COMPUTES = (
    "mean rounds of 50 economies to 5 % and to 3 %, year 1 from prices of 700 and year 2 from year 1's; range of the 5 % rule; "
    "of four economies of 5 goods, 20 makers each and exponents of .5 to .98, those that do not settle in 2,000 rounds at steps of .05 and .12; "
    "of five with exponents that add up to .9 to 1, those whose proposals are no finite numbers any more"
)
CALLS = "planning.participatory.price_step"
EVIDENCE = "computed"
NOTE = (
    "Targets are read off the published results of the code. Tolerances are three standard errors of the difference of two means of 50. The step is "
    "limited by the imbalance of the round before (as in the published code), not by half of it, with which rounds are 17 and 46 in year 1."
)

ECONOMIES = 50
MOST = 500


def replicate() -> list[Check]:
    """Plans both years of each economy and counts rounds."""
    rows = []
    for seed in range(ECONOMIES):
        rng = np.random.default_rng(seed)
        first, second = participatory.two_years(draw_councils(rng), rng, tolerance=0.03, rounds=MOST)
        rows.append([float(plan.rounds_to(limit) or MOST) for plan in (first, second) for limit in (0.05, 0.03)])
    got = np.array(rows)
    mean = got.mean(axis=0).tolist()
    return [
        near("year 1, 5 %", mean[0], 11.18, 0.7),
        near("year 1, 3 %", mean[1], 19.26, 1.0),
        near("year 2, 5 %", mean[2], 5.20, 0.4),
        near("year 2, 3 %", mean[3], 9.04, 0.4),
        between("fewest rounds of year 1, 5 %", got[:, 0].min(), 8, 10),
        between("most rounds of year 1, 5 %", got[:, 0].max(), 12, 14),
        near("unsettled at a fixed step of .05", _unsettled(0.05), 0, 0),
        above("unsettled at a fixed step of .12", _unsettled(0.12), 0),
        near("exponents near 1: blown up", _blown_up(), 5, 0),
    ]


def _unsettled(step: float) -> int:
    """Of four economies, those that are not within 5 % after 2,000 rounds."""
    economies = [draw_councils(np.random.default_rng(seed), 5, 20, 300, (0.5, 0.98)) for seed in (0, 3, 4, 15)]
    return sum(participatory.facilitate_councils(one, rounds=2000, fixed_step=step).rounds_to(0.05) is None for one in economies)


def _blown_up() -> int:
    """Of five economies, those in which some council proposes without bound."""
    economies = [draw_councils(np.random.default_rng(seed), returns=(0.9, 1.0)) for seed in range(5)]
    return sum(participatory.facilitate_councils(one, rounds=50).blew_up for one in economies)
