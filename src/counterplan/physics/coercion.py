"""Force in work: how much effort to ask for and how much force to use, for somebody who may use either pay or force."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

Number = Array | float
STEPS = 400
"""Levels of effort that are weighed."""


class Terms(NamedTuple):
    """What whoever uses force chooses, and what it brings to both."""

    effort: Array
    """Chance of a success, 0 to 1."""
    force: Array
    profit: Array
    worker: Array
    """What the worker is left with."""


def cost_of_force(force: Number, force_cost: Number) -> Array:
    """What force takes: h·g²/2. Source: acemoglu-wolitzky-2011 (rising and convex; the square is from memory)."""
    return 0.5 * force_cost * jnp.asarray(force) ** 2


def profit_from(effort: Number, force: Number, demand: Number, outside: Number, effort_cost: Number, force_cost: Number) -> Array:
    """Profit at a level of effort and of force, with the cheapest pay and punishments that bring the effort about.

    Args:
        demand: what a success sells for; outside: what the worker has elsewhere, before force takes its part.
        effort_cost: k in c = −k·(ln(1 − a) + a), which makes success for sure impossible; force_cost: h in h·g²/2.

    Equation: d·a − a·[(1 − a)·c' + c + u − g]⁺ − (1 − a)·[−a·c' + c + u − g]⁺ − h·g²/2. What a worker has to be left with after success and after
    failure follows from the wish to work and the wish to stay; where it is positive it is paid, where it is negative it is a punishment.
    Source: acemoglu-wolitzky-2011 (form from memory; its four results are in the abstract).
    """
    a = jnp.asarray(effort)
    slope, cost = effort_cost * a / (1.0 - a), -effort_cost * (jnp.log1p(-a) + a)
    after_success = (1.0 - a) * slope + cost + outside - force
    after_failure = -a * slope + cost + outside - force
    paid = a * jnp.maximum(after_success, 0.0) + (1.0 - a) * jnp.maximum(after_failure, 0.0)
    return demand * a - paid - cost_of_force(force, force_cost)


def terms_at(force: Number, demand: Number, outside: Number, effort_cost: Number, force_cost: Number) -> Terms:
    """The effort that pays best at a given force."""
    efforts = jnp.arange(STEPS) / STEPS
    profits = profit_from(efforts, force, demand, outside, effort_cost, force_cost)
    best = jnp.argmax(profits)
    return Terms(efforts[best], jnp.asarray(force), profits[best], jnp.asarray(outside) - force)


def terms(most_force: float, demand: Number, outside: Number, effort_cost: Number, force_cost: Number) -> Terms:
    """Effort and force that pay best together, with force up to a limit."""
    forces = jnp.linspace(0.0, most_force, STEPS + 1)
    each = jax.vmap(lambda force: terms_at(force, demand, outside, effort_cost, force_cost))(forces)
    best = jnp.argmax(each.profit)
    return Terms(*(values[best] for values in each))
