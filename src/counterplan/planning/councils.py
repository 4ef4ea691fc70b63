"""An economy of worker and consumer councils that answer indicative prices: who they are and what they propose.

Goods stand in five categories of equal size, in this order: private, intermediate and public goods (produced), then nature and labour
(in fixed supply). Inputs are intermediate goods, nature and labour.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

FIXED_SUPPLY = 1000.0
FIRST_PRICE = 700.0
INCOME = 5000.0


@dataclass(frozen=True)
class Councils:
    """Councils with the technology of each worker council and the tastes of each consumer council.

    A worker council makes Q = a·e^c·Π x_i^(b_i) and proposes what maximises λQ − Σ p_i x_i − e^k at prices p, with λ its product's.
    Effort is like an input with price 1 and exponent c/k, so that returns to scale are Σ b_i + c/k.
    """

    n_goods: int
    """Goods a category."""
    product: NDArray[np.int64]
    """[worker council]: the produced good that it makes, 0 … 3·n_goods − 1."""
    productivity: Array
    """[worker council]: a."""
    exponents: Array
    """[worker council, input]: b, 0 where an input is not used; inputs are intermediate goods, nature, labour."""
    effort_share: Array
    """[worker council]: c/k."""
    taste: Array
    """[consumer council, 2·n_goods]: weights of private, then public goods."""
    income: float = INCOME
    supply: float = FIXED_SUPPLY
    """Of each type of nature and labour."""
    limit: Array | float = np.inf
    """[worker council] or one number: most that a plant can make."""
    conduct: float = 0.0
    """0: councils take prices as given; 1: each knows that its own share of its product's proposals moves the price (Cournot)."""
    hidden: float = 0.0
    """Share of its productivity that every worker council keeps to itself in its proposals."""

    @cached_property
    def returns(self) -> Array:
        """[worker council]: returns to scale."""
        found: Array = self.exponents.sum(axis=1) + self.effort_share
        return found

    @cached_property
    def ease(self) -> Array:
        """[worker council]: ln a + Σ β_i ln β_i over inputs and effort, with a as proposals show it."""
        own = _self_entropy(self.exponents).sum(axis=1) + _self_entropy(self.effort_share)
        found: Array = np.log(self.productivity * (1.0 - self.hidden)) + own
        return found

    @cached_property
    def spending(self) -> Array:
        """[2·n_goods]: what all consumer councils spend on each private and public good, at any prices."""
        found: Array = self.income * (self.taste / self.taste.sum(axis=1, keepdims=True)).sum(axis=0)
        return found


class Proposals(NamedTuple):
    """What councils propose at some prices."""

    supply: Array
    """[good]."""
    demand: Array
    """[good]."""
    output: Array
    """[worker council]."""


def draw_councils(
    rng: np.random.Generator, n_goods: int = 10, makers: int = 100, consumers: int = 3000, returns: tuple[float, float] = (0.75, 0.85)
) -> Councils:
    """Draws an economy of the published set-up.

    Args:
        makers: worker councils a produced good; consumers: consumer councils.
        returns: range of the sum of exponents of an even council; each of n exponents is drawn from it over n.

    Source: hahnel-2021 (set-up of the published code).
    """
    workers = 3 * n_goods * makers
    uses = np.zeros((workers, 3, n_goods), dtype=bool)
    for kind, most in enumerate((4, 2, 2)):
        how_many = rng.integers(1, min(most, n_goods) + 1, workers)
        order = np.argsort(np.argsort(rng.random((workers, n_goods)), axis=1), axis=1)
        uses[:, kind] = order < how_many[:, None]
    flat = uses.reshape(workers, 3 * n_goods)
    n = flat.sum(axis=1, keepdims=True)
    exponents = np.where(flat, rng.uniform(*returns, flat.shape) / n, 0.0)
    return Councils(
        n_goods=n_goods,
        product=np.repeat(np.arange(3 * n_goods), makers),
        productivity=rng.uniform(4.0, 6.0, workers),
        exponents=exponents,
        effort_share=rng.uniform(0.05, 0.1, workers) / rng.uniform(3.0, 4.0, workers),
        taste=rng.uniform(0.025, 0.05, (consumers, 2 * n_goods)),
    )


def next_year(councils: Councils, rng: np.random.Generator) -> Councils:
    """Technology and tastes of the next year: exponents rise by 0 to .004, tastes move by −.002 to .002 (in steps of .001).

    Source: hahnel-2021 (set-up of the published code).
    """
    better = rng.integers(0, 5, councils.exponents.shape) * 0.001
    moved = (rng.integers(0, 5, councils.taste.shape) - 2) * 0.001
    return replace(
        councils, exponents=np.where(councils.exponents > 0, councils.exponents + better, 0.0), taste=np.maximum(councils.taste + moved, 1e-6)
    )


def propose(councils: Councils, price: Array, market_share: Array | None = None) -> Proposals:
    """What all councils propose at some prices.

    Equation: with decreasing returns r < 1, (1 − r)·ln Q = ln a + Σ β_i ln(λ β_i/p_i) over inputs and effort, within the
    plant's limit. With r ≥ 1 no best size exists below the limit: the council proposes its limit where that pays, else
    nothing. Inputs at an output Q cost p_i x_i = (β_i/r)·C(Q).

    Args:
        price: [5·n_goods].
        market_share: [worker council], its share of its product's proposals in the round before (used where conduct > 0).

    Source: hahnel-2021 (councils' programmes); cournot-1838 (conduct).
    """
    made = 3 * councils.n_goods
    b, r = councils.exponents, councils.returns
    log_input = np.log(np.concatenate([price[councils.n_goods : 2 * councils.n_goods], price[made:]]))
    value = np.log(price[councils.product])
    if councils.conduct and market_share is not None:
        value = value + np.log1p(-np.minimum(councils.conduct * market_share, 0.95))
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        ease = councils.ease - b @ log_input
        free = np.where(r < 1.0, (ease + r * value) / (1.0 - r), np.inf)
        log_output = np.minimum(free, np.log(councils.limit))
        log_cost = np.log(r) + (log_output - ease) / r
        idle = (r >= 1.0) & (log_cost > value + log_output)
        output = np.where(idle, 0.0, np.exp(log_output))
        cost = np.where(idle, 0.0, np.exp(log_cost))
    inputs = ((cost / r) @ b) * np.exp(-log_input)
    return _totals(councils, price, output, inputs)


def _self_entropy(x: Array) -> Array:
    """x ln x, 0 at 0."""
    found: Array = x * np.log(np.where(x > 0, x, 1.0))
    return found


def _totals(councils: Councils, price: Array, output: Array, inputs: Array) -> Proposals:
    n = councils.n_goods
    supply = np.full(5 * n, councils.supply)
    supply[: 3 * n] = np.bincount(councils.product, output, 3 * n)
    demand = np.concatenate([np.zeros(n), inputs[:n], np.zeros(n), inputs[n:]])
    bought = np.r_[0:n, 2 * n : 3 * n]
    # A public good costs each council its price over their number, and what they ask for is averaged: the number cancels.
    demand[bought] = councils.spending / price[bought]
    return Proposals(supply, demand, output)
