"""Iterative facilitation between councils: rounds of proposals and of indicative prices until supply is near demand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .councils import FIRST_PRICE, Councils, next_year, propose
from .imbalance import FIRST_LIMIT, imbalance, price_step

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Facilitation:
    """What rounds of facilitation came to."""

    price: Array
    """[good], after the last round's change."""
    supply: Array
    demand: Array
    output: Array
    """[worker council]."""
    limit: Array
    """[good]: limit on the next step of the price, which the next year starts from."""
    worst: Array
    """[round]: the largest imbalance of any good."""
    blew_up: bool
    """Whether proposals stopped being finite numbers."""

    def rounds_to(self, tolerance: float) -> int | None:
        """The first round in which every good is within a tolerance; None where none is."""
        within = np.flatnonzero(self.worst <= tolerance)
        return int(within[0]) + 1 if within.size else None


def facilitate_councils(
    councils: Councils, start: Facilitation | None = None, tolerance: float = 0.05, rounds: int = 2000, fixed_step: float | None = None
) -> Facilitation:
    """Runs rounds until every good is within the tolerance, proposals blow up or rounds run out.

    Args:
        start: last year's result: its prices and limits on steps are the start; else all prices start at 700.
        tolerance: largest imbalance |2(S − D)/(S + D)| of any good at which rounds stop.
        rounds: most rounds.
        fixed_step: the factor 1.05 − ½^z of the step replaced by one number, as in early versions of the procedure.

    Returns:
        The last round's proposals, prices after it and the course of the largest imbalance.
    Source: hahnel-2021 (published code); albert-hahnel-1991 (procedure).
    """
    price = np.full(5 * councils.n_goods, FIRST_PRICE) if start is None else start.price
    limit = np.full(price.shape, FIRST_LIMIT) if start is None else start.limit
    share = 1.0 / np.bincount(councils.product)[councils.product]
    worst: list[float] = []
    while True:
        with np.errstate(over="ignore", invalid="ignore"):
            supply, demand, output = propose(councils, price, share)
            z = imbalance(supply, demand)
        worst.append(float(z.max()))
        if not np.isfinite(worst[-1]):
            return Facilitation(price, supply, demand, output, limit, np.array(worst), blew_up=True)
        step = price_step(z, limit) if fixed_step is None else np.maximum(fixed_step * np.minimum(FIRST_LIMIT, limit), 0.001)
        price, limit = price * (1.0 + np.sign(demand - supply) * step), z
        # Councils that bid strategically learn their weight slowly; at once, best replies overshoot for ever where makers are few.
        share = 0.75 * share + 0.25 * output / np.maximum(supply, 1e-300)[councils.product]
        if worst[-1] <= tolerance or len(worst) == rounds:
            return Facilitation(price, supply, demand, output, limit, np.array(worst), blew_up=False)


def two_years(
    councils: Councils, rng: np.random.Generator, tolerance: float = 0.05, rounds: int = 2000, fixed_step: float | None = None
) -> tuple[Facilitation, Facilitation]:
    """Plans a year, then the next from the prices that the first ended with, after technology and tastes have moved."""
    first = facilitate_councils(councils, None, tolerance, rounds, fixed_step)
    second = facilitate_councils(next_year(councils, rng), first, tolerance, rounds, fixed_step)
    return first, second


def consumers_gain(councils: Councils, plan: Facilitation) -> float:
    """Mean over consumer councils of Σ w ln(amount), weights adding to one, if the smaller of supply and demand is delivered.

    Private goods are divided as demanded, a public good is had by all. Differences between plans are log changes of
    consumption; only they mean something.
    """
    n = councils.n_goods
    bought = np.r_[0:n, 2 * n : 3 * n]
    weights = (councils.taste / councils.taste.sum(axis=1, keepdims=True)).mean(axis=0)
    delivered = np.minimum(plan.supply, plan.demand)[bought]
    return float(weights @ np.log(np.maximum(delivered, 1e-300)))
