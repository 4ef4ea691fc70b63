"""Settling one number from what each voter wants: the median, transfers, and one voter or a lobby as controls."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from counterplan.core.errors import InputError

Vector = np.ndarray


def median(wishes: Vector) -> float:
    """What the median voter wants: no other number has a majority against it, if wishes have one peak.

    With an even number of voters it is the lower of the two in the middle, so that it is always somebody's wish.
    Source: black-1948.
    """
    return weighted_median(wishes, np.ones(len(wishes)))


def weighted_median(wishes: Vector, weights: Vector) -> float:
    """The smallest wish up to which half of the weight lies.

    Error: InputError for no wish, a wish that is not a number, or weights that are negative or all zero.
    """
    wishes, weights = _checked(wishes), np.asarray(weights, float)
    if len(weights) != len(wishes):
        raise InputError(f"{len(weights)} weights for {len(wishes)} wishes; give one a voter.")
    if not np.all(np.isfinite(weights)) or np.any(weights < 0) or weights.sum() <= 0:
        raise InputError("weights have to be at least 0, and some above it.")
    order = np.argsort(wishes, kind="stable")
    reached = np.cumsum(weights[order])
    return float(wishes[order][int(np.searchsorted(reached, 0.5 * reached[-1] * (1.0 - 1e-12)))])


def dictator(wishes: Vector, who: int) -> float:
    """What one voter wants: a control.

    Error: InputError if there is no such voter.
    """
    wishes = _checked(wishes)
    if not 0 <= who < len(wishes):
        raise InputError(f"no voter {who}; voters are numbered from 0 to {len(wishes) - 1}.")
    return float(wishes[who])


def lobby(wishes: Vector, money: Vector, openness: float) -> float:
    """What is settled where whoever decides weighs votes and money: a control.

    Args:
        money: float64 [voter], spent on influence; openness: weight of money, 0 (the mean of voters) to 1 (the mean of money).

    Equation: (1 − λ)·mean(wishes) + λ·Σ money·wish/Σ money, which maximises (1 − λ)·welfare of voters + λ·welfare of those who pay, with
    losses that grow with the square of the distance.
    Source: grossman-helpman-1994 (a government that weighs contributions and welfare).
    """
    wishes, money = _checked(wishes), np.asarray(money, float)
    if len(money) != len(wishes) or not np.all(np.isfinite(money)) or np.any(money < 0):
        raise InputError("money has to be given for every voter, and be at least 0.")
    if not 0.0 <= openness <= 1.0:
        raise InputError(f"openness {openness}: give a number from 0 to 1.")
    paid = float(np.average(wishes, weights=money)) if money.sum() > 0 else float(np.mean(wishes))
    return float((1.0 - openness) * np.mean(wishes) + openness * paid)


class Transfer(NamedTuple):
    """What a vote by payments settles and who pays."""

    number: float
    paid: Vector
    """float64 [voter], paid less received; adds up to 0."""


def quadratic_transfer(start: float, shifts: Vector, price: float) -> Transfer:
    """Voters move a number and pay the square of their own move; the others share what each pays.

    Args:
        start: the number without votes; shifts: float64 [voter], moves bought; price: money for a move of one.

    Equation: x = start + Σ s_i; i pays p·s_i² and receives Σ_{j≠i} p·s_j²/(n − 1).
    Source: hylland-zeckhauser-1979, lalley-weyl-2018.
    Error: InputError for fewer than two voters or a price that is not above 0.
    """
    shifts = _checked(shifts)
    if len(shifts) < 2:
        raise InputError("payments are shared among the others; at least two voters are needed.")
    if not np.isfinite(price) or price <= 0:
        raise InputError(f"price {price}: give a number above 0.")
    bill = price * shifts**2
    return Transfer(float(start + shifts.sum()), bill - (bill.sum() - bill) / (len(shifts) - 1))


def best_shift(wishes: Vector, stakes: Vector, start: float, price: float) -> Vector:
    """Moves that voters buy when each takes the others' moves as given and loses stake·(x − wish)²/2 by distance.

    Equation: the moves at which stake_i·(wish_i − x) = 2·p·s_i for all i, with x = start + Σ s: x is the mean of wishes weighted by
    stakes, pulled towards the start by 2·p/Σ stakes. What a voter receives does not depend on the own move.
    Source: lalley-weyl-2018 (price takers).
    """
    wishes, stakes = _checked(wishes), np.asarray(stakes, float)
    if len(stakes) != len(wishes) or np.any(stakes < 0):
        raise InputError("stakes have to be given for every voter, and be at least 0.")
    number = (2.0 * price * start + np.sum(stakes * wishes)) / (2.0 * price + np.sum(stakes))
    shifts: Vector = stakes * (wishes - number) / (2.0 * price)
    return shifts


def _checked(wishes: Vector) -> Vector:
    wishes = np.asarray(wishes, float)
    if wishes.ndim != 1 or not len(wishes):
        raise InputError("no wishes; give one number a voter.")
    if not np.all(np.isfinite(wishes)):
        raise InputError(f"the wish of voter {int(np.argmin(np.isfinite(wishes)))} is not a number.")
    return wishes
