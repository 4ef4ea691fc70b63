"""One lender carries late projects on that split lenders would stop; split lenders refuse good slow ones too."""

from __future__ import annotations

from math import sqrt

import numpy as np

from counterplan.institutions.exit import refinancing

from .check import Check, above, near

ID = "R8"
SOURCE = "dewatripont-maskin-1995"
COMPUTES = (
    "returns R of a late project at costs of monitoring 3·a²/2 and outlays of 1: where each kind of lender goes on, by search over efforts "
    "and repayments and by the simulation's rule; the band between them; and returns that cover both outlays for one lender where split "
    "lenders refuse"
)
CALLS = "institutions.exit.refinancing.worth_to_one_lender"
EVIDENCE = "derived"
NOTE = (
    "The source states the result for general costs; √2, 2 and 3/√2 are its bounds for quadratic ones. Chances of success above 1 are not "
    "reached here."
)

SLOPE, OUTLAY = 3.0, 1.0
RETURNS = np.linspace(0.5, 6.0, 1101)
STEP = RETURNS[1] - RETURNS[0]


def replicate() -> list[Check]:
    """Finds the smallest returns at which each kind of lender goes on, and would begin."""
    one = _first(refinancing.refinanced(RETURNS, SLOPE, OUTLAY, True))
    split = _first(refinancing.refinanced(RETURNS, SLOPE, OUTLAY, False))
    begins_one = _first(refinancing.worth_to_one_lender(RETURNS, SLOPE) >= 2.0 * OUTLAY)
    begins_split = _first(refinancing.worth_to_first_lender(RETURNS, SLOPE, OUTLAY) >= OUTLAY)
    inside = refinancing.refinanced(np.linspace(one, split - 2 * STEP, 50), SLOPE, OUTLAY, False)
    root = sqrt(SLOPE)
    return [
        near("one lender goes on from R/√k", one / root, sqrt(2.0), STEP),
        near("one lender, by search", _searched_one() / root, sqrt(2.0), STEP),
        near("split lenders go on from R/√k", split / root, 2.0, STEP),
        near("split lenders, by search", _searched_split() / root, 2.0, 4 * STEP),
        above("width of the band", split - one, 0.5),
        near("returns in it that split lenders carry on", int(np.sum(np.asarray(inside))), 0, 0),
        above("good slow returns that only one lender begins", begins_split - begins_one, 0.1),
    ]


def _first(yes: object) -> float:
    return float(RETURNS[int(np.argmax(np.asarray(yes)))])


def _searched_one() -> float:
    """By trying all efforts."""
    efforts = np.linspace(0.0, 1.0, 2001)
    best = (RETURNS[:, None] * efforts - 0.5 * SLOPE * efforts**2).max(axis=1)
    return _first(best >= OUTLAY)


def _searched_split() -> float:
    """By trying all repayments: the first lender answers each with the best effort, the second asks whether that pays."""
    efforts = np.linspace(0.0, 1.0, 501)
    for success in RETURNS:
        repaid = np.linspace(0.0, success, 401)
        answer = efforts[np.argmax((success - repaid)[:, None] * efforts - 0.5 * SLOPE * efforts**2, axis=1)]
        if np.any(answer * repaid >= OUTLAY):
            return float(success)
    return float("inf")
