"""The wage that keeps people from shirking rises without bound as unemployment vanishes, so that some remains."""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq

from counterplan.physics import effort

from .check import Check, above, near

ID = "R7"
SOURCE = "shapiro-stiglitz-1984"
COMPUTES = (
    "no-shirking wage at effort cost .2, outside income .3, detection .4, separation .05 and discount .02: from the simulation's loss of a "
    "job, and from the worth of working, shirking and having no job solved together; its growth as unemployment vanishes; and the "
    "unemployment at which enterprises with falling marginal product (2 − employment) pay it"
)
CALLS = "physics.effort.quarters_of_loss"
EVIDENCE = "derived"
NOTE = (
    "The simulation itself keeps the loss at one quarter of the job's gain or more, for somebody dismissed is without work for a quarter; so "
    "there the wage rises to a limit (last line) instead of without bound, and separation and discounting are left out."
)

COST, OUTSIDE, DETECTION, SEPARATION, DISCOUNT = 0.2, 0.3, 0.4, 0.05, 0.02


def replicate() -> list[Check]:
    """Compares the wage with what a worker's own reckoning gives, and clears the market at it."""
    by_worth = brentq(lambda wage: _gain_of_shirking(wage, 0.1), 0.4, 50.0, xtol=1e-12)
    rise = np.log((_wage(1e-6) - OUTSIDE - COST) / (_wage(1e-5) - OUTSIDE - COST)) / np.log(1e-6 / 1e-5)
    idle = brentq(lambda u: _wage(u) - (2.0 - (1.0 - u)), 1e-9, 0.9)
    free = brentq(lambda u: OUTSIDE + COST - (2.0 - (1.0 - u)), -1.0, 0.9)
    bounded = effort.no_shirking_wage(COST, OUTSIDE, DETECTION, 1e9, 0.0, 0.0, shortest=1.0)
    return [
        near("wage at 10 % unemployment, formula over worths", _wage(0.1) / by_worth, 1.0, 1e-6),
        near("elasticity of the premium to unemployment near 0", rise, -1.0, 0.001),
        above("unemployment where enterprises pay the wage", idle, 0.01),
        above("unemployment more than without supervision", idle - max(free, 0.0), 0.0),
        near("wage of the simulation as unemployment vanishes", float(bounded), OUTSIDE + COST + COST / DETECTION, 1e-9),
    ]


def _finding(unemployment: float) -> float:
    """Chance of a job at which as many find one as lose one."""
    return SEPARATION * (1.0 - unemployment) / unemployment


def _wage(unemployment: float) -> float:
    return float(effort.no_shirking_wage(COST, OUTSIDE, DETECTION, _finding(unemployment), SEPARATION, DISCOUNT))


def _gain_of_shirking(wage: float, unemployment: float) -> float:
    """Worth of a job for a shirker less that for a worker, in continuous time, when others work."""
    a = _finding(unemployment)
    # Unknown: worth of a job to who works, to who shirks, and of having none.
    rows = np.array(
        [
            [DISCOUNT + SEPARATION, 0.0, -SEPARATION],
            [0.0, DISCOUNT + SEPARATION + DETECTION, -(SEPARATION + DETECTION)],
            [-a, 0.0, DISCOUNT + a],
        ]
    )
    works, shirks, _ = np.linalg.solve(rows, [wage - COST, wage, OUTSIDE])
    return float(shirks - works)
