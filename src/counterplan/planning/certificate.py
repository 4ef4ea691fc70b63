"""Proof that a plan is feasible and best, worked out again from the tables and the plan's own numbers, without the solver's matrix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .plan import Plan

Array = NDArray[np.float64]

EXACT = 1e-6
"""Relative residual up to which a plan counts as solved exactly."""


@dataclass(frozen=True)
class Certificate:
    """Largest violations, each as a share of the flow that it belongs to, and the gap between the plan and its valuation."""

    goods: float
    """Of a good: outputs less inputs, additions and the delivered basket, below zero."""
    stocks: float
    """Of a stock: what output needs beyond what is held."""
    labour: float
    limits: float
    negative: float
    """Of an output, an addition or a value below zero."""
    fulfilment: float
    """Of the fulfilment asked for."""
    kept: float
    """Of stocks to be kept."""
    valuation: float
    """Of an activity that would gain at the plan's valuations: output worth more than all it takes, an addition worth more than it costs."""
    gap: float
    """The sum of fulfilments against what the givens are worth at the plan's valuations, as a share of it."""

    @property
    def worst(self) -> float:
        """The largest of all."""
        return float(max(vars(self).values()))

    @property
    def exact(self) -> bool:
        """Whether the plan counts as solved exactly."""
        return self.worst <= EXACT


def certify(plan: Plan) -> Certificate:
    """Works out every violation of a plan and of its valuations, and the duality gap.

    Equation: primal: x − Ax − g − φ·target ≥ 0, K ≥ kx, l·x ≤ L, u·x ≤ cap, K_(t+1) = (1−d)K_t + g_t. Dual: what an output takes
    at the plan's valuations is worth at least the output, an addition at least the services it gives later, a basket at least one. By
    weak duality no plan can be better than the value of the givens; the gap says how far this one is from that.
    """
    e, output = plan.economy, plan.output
    size = np.maximum(np.abs(output), e.output)
    basket = plan.fulfilment[:, None] * e.target
    held = e.need[None, :] * output[:, e.stock_in]
    stock_size = np.maximum(e.need * e.output[e.stock_in], e.stock)
    stock_size = np.where(stock_size > 0, stock_size, 1.0)
    labour_size = np.maximum(np.maximum(e.labour_supply, e.labour @ e.output), 1e-300)
    end = (1.0 - e.wear) * plan.held[-1] + plan.additions[-1]
    caps = np.where(np.isfinite(e.caps), e.caps, np.inf)
    over = np.where(np.isfinite(caps), plan.used - caps, 0.0) / np.maximum(np.where(np.isfinite(caps), caps, 1.0), e.uses @ e.output + 1e-300)
    below = [-(output / e.output), -(plan.additions / stock_size), -(plan.value * e.output), -(plan.rent * stock_size)]
    return Certificate(
        goods=_most((basket - plan.consumption) / size),
        stocks=_most((held - plan.held) / stock_size),
        labour=_most((plan.labour - e.labour_supply) / labour_size),
        limits=_most(over),
        negative=max(_most(part) for part in below),
        fulfilment=_most(plan.at_least - plan.fulfilment),
        kept=_most((e.stock - end) / stock_size) if plan.keep_stocks else 0.0,
        valuation=_unpaid(plan, stock_size),
        gap=_gap(plan),
    )


def _most(values: Array) -> float:
    return float(max(np.max(values, initial=0.0), 0.0))


def _unpaid(plan: Plan, stock_size: Array) -> float:
    """The largest gain, in fulfilment for the table's output or stock, that an activity would bring at the plan's valuations."""
    e = plan.economy
    years, n = plan.output.shape
    services = np.zeros((years, n))
    for t in range(years):
        services[t] = np.bincount(e.stock_in, e.need * plan.rent[t], n)
    cost = plan.value @ e.inputs + plan.wage[:, None] * e.labour + plan.cap_value @ e.uses + services
    left, later, worst = 1.0 - e.wear, plan.final_value.copy(), 0.0
    for t in range(years - 1, -1, -1):
        if t < years - 1 or plan.keep_stocks:
            worst = max(worst, _most((later - plan.value[t, e.stock_of]) * stock_size))
        later = plan.rent[t] + left * later
    basket = 1.0 - (plan.value * e.target).sum(axis=1)
    # Above its bound a year's basket is worth exactly one; at the bound it may cost more.
    short = _most(np.where(plan.fulfilment <= plan.at_least + 1e-9, basket, np.abs(basket)))
    return max(worst, short, _most((plan.value - cost) * e.output))


def _gap(plan: Plan) -> float:
    """|Σφ − value of the givens| over Σφ."""
    worth = float(sum(givens(plan).values()))
    return abs(worth - plan.objective) / max(abs(plan.objective), 1e-9)


def givens(plan: Plan) -> dict[tuple[str, str, str], float]:
    """What each given adds to the sum of fulfilments: (kind, name, year) → value. They add up to the sum, by duality.

    Kinds: 'labour', 'limit', 'stock' (name is the good, year the industry that holds it), 'required' (what reaching the fulfilment asked for costs).
    """
    e = plan.economy
    found: dict[tuple[str, str, str], float] = {}
    for t, year in enumerate(e.years):
        found["labour", "labour", year] = float(plan.wage[t] * e.labour_supply[t])
        for r, name in enumerate(e.resources):
            if np.isfinite(e.caps[t, r]):
                found["limit", name, year] = float(plan.cap_value[t, r] * e.caps[t, r])
        if plan.at_least > 0:
            found["required", "fulfilment", year] = float(plan.at_least * (1.0 - plan.value[t] @ e.target[t]))
    for m in np.flatnonzero(plan.stock_value * e.stock):
        found["stock", e.goods[e.stock_of[m]], e.goods[e.stock_in[m]]] = float(plan.stock_value[m] * e.stock[m])
    return found
