"""A plan in labour time with prices of consumer goods that clear, and valuations that steer next year's targets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from .solving import run_highs
from .steering import moved_targets, scaled_values, steering_ratio

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Techniques:
    """Ways to make goods; several may make the same good."""

    makes: NDArray[np.int64]
    """[technique]: the good."""
    inputs: Array
    """[good, technique]: used up a unit of output."""
    labour: Array
    """[technique]: hours a unit of output."""
    use: Array
    """[resource, technique]: of limited resources, a unit of output."""

    @property
    def n_goods(self) -> int:
        """Goods."""
        return len(self.inputs)


@dataclass(frozen=True)
class YearPlan:
    """The best plan of a year for a basket."""

    level: float
    """Multiple of the basket that is delivered."""
    activity: Array
    """[technique]: output of each."""
    value: Array
    """[good]: what one more unit would add to the level (opportunity cost)."""
    wage: float
    """The same of an hour."""
    resource_value: Array
    """[resource]."""


def plan_year(techniques: Techniques, basket: Array, hours: float, limits: Array) -> YearPlan:
    """Chooses techniques so that a basket is delivered as many times as hours and limits allow.

    Error: PlanError where nothing bounds the plan.
    Source: kantorovich-1965.
    """
    n, ways = techniques.n_goods, techniques.makes.size
    makes = np.zeros((n, ways))
    makes[techniques.makes, np.arange(ways)] = 1.0
    rows = np.vstack([np.column_stack([techniques.inputs - makes, basket]), np.append(techniques.labour, 0.0)])
    rows = np.vstack([rows, np.column_stack([techniques.use, np.zeros(len(limits))])])
    gain = np.append(np.zeros(ways), 1.0)
    limit = np.concatenate([np.zeros(n), [hours], limits])
    found = run_highs(sp.csc_matrix(rows), limit, gain, np.zeros(ways + 1), "simplex", {})
    return YearPlan(float(found.columns[-1]), found.columns[:-1], found.duals[:n], float(found.duals[n]), found.duals[n + 1 :])


def labour_values(techniques: Techniques, activity: Array) -> Array:
    """[good]: hours in a unit, direct and in inputs, at the mean technique in use (of a good that nobody makes, at the mean of all).

    Equation: v = l + v·A. Source: morishima-1973.
    """
    n = techniques.n_goods
    made = np.bincount(techniques.makes, activity, n)
    weight = np.where(made[techniques.makes] > 0, activity / np.maximum(made[techniques.makes], 1e-300), 1.0)
    weight = weight / np.bincount(techniques.makes, weight, n)[techniques.makes]
    labour = np.bincount(techniques.makes, weight * techniques.labour, n)
    inputs = np.zeros((n, n))
    for way, good in enumerate(techniques.makes):
        inputs[:, good] += weight[way] * techniques.inputs[:, way]
    return np.asarray(np.linalg.solve((np.eye(n) - inputs).T, labour), dtype=np.float64)


@dataclass(frozen=True)
class Steered:
    """What years of plans, sales and new targets came to."""

    consumption: Array
    """[year, good]."""
    price: Array
    """[year, good]: hours at which what was made was bought."""
    value: Array
    """[year, good]: the valuation, scaled so that consumption is worth the hours that consumers were credited with."""
    resources: Array
    """[year, resource]: what was used."""
    activity: Array
    """[year, technique]: output of each."""

    def utility(self, taste: Array) -> Array:
        """[year]: Σ taste·ln consumption over goods with a taste, weights adding to one."""
        liked = taste > 0
        found: Array = np.log(np.maximum(self.consumption[:, liked], 1e-300)) @ (taste[liked] / taste.sum())
        return found


def steer(
    techniques: Techniques, taste: Array, basket: Array, hours: Array | float, limits: Array, years: int, valuation: str = "labour",
    response: float = 0.5,
) -> Steered:
    """Plans a year, sells what was made at prices that clear, and moves the basket towards goods whose price is above their value.

    Consumers spend what they were credited with for their hours in fixed shares (`taste`). Where prices equal values in every good, nothing
    moves; with a price above value the good's target rises by (price/value)^response.

    Args:
        taste: [good], shares of spending; 0 for goods that nobody consumes. It, hours and limits may have a row for each year.
        valuation: 'labour' (hours in a unit) or 'opportunity' (the programme's duals).

    Source: cottrell-cockshott-1993 (labour values); dapprich-2022 (opportunity costs).
    """
    tastes = np.broadcast_to(taste, (years, techniques.n_goods))
    labour, most = np.broadcast_to(hours, years), np.broadcast_to(limits, (years, np.shape(limits)[-1]))
    rows: list[tuple[Array, Array, Array, Array, Array]] = []
    for t in range(years):
        liked = tastes[t] > 0
        share = tastes[t] / tastes[t].sum()
        plan = plan_year(techniques, basket, float(labour[t]), most[t])
        consumed = plan.level * basket
        credit = float(techniques.labour @ plan.activity)
        price = np.where(liked, share * credit / np.maximum(consumed, 1e-300), 0.0)
        value = labour_values(techniques, plan.activity) if valuation == "labour" else plan.value
        value = scaled_values(value, credit, value @ consumed)
        rows.append((consumed, price, value, techniques.use @ plan.activity, plan.activity))
        basket = np.where(liked, moved_targets(basket, steering_ratio(price, value, credit), response), basket)
        basket = basket / max(float(basket.sum()), 1e-300)
    return Steered(*(np.array(part) for part in zip(*rows, strict=True)))
