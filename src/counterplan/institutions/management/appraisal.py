"""Arithmetic that every chooser of techniques shares; they differ in whose gain and horizon count."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.variables import MACHINES
from counterplan.physics.costs import material_cost_of_unit, work_of_person
from counterplan.physics.parameters import Physics

IDEA_HORIZON = 16.0
"""Quarters over which a worker weighs what a told idea brings (assumed; the same everywhere)."""
IDEA_DISCOUNT = 0.02
"""Discounting of that, a quarter (assumed)."""
IDEA_STEEPNESS = 3.0
"""Response of telling to the gain, in quarters of pay (assumed; range 1 to 10)."""


def annuity(discount: Array | float, quarters: Array | float, kept: Array | float = 1.0) -> Array:
    """Present value of one unit a quarter over a horizon; a share ``kept`` of it is left after each quarter.

    Equation: Σ_{t=1..H} q^t with q = kept/(1 + discount); with kept = 1 its inverse is the return that a
    member who leaves after H asks for.
    Source: furubotn-pejovich-1970.
    """
    factor = jnp.asarray(kept, jnp.float64) / (1.0 + discount)
    return factor * (1.0 - factor**quarters) / (1.0 - factor)


def price_of_labour(wage: Array, hours_norm: Array, mean_effort: Array, mean_skill: Array) -> Array:
    """Currency an effective hour."""
    return wage / jnp.maximum(work_of_person(hours_norm, mean_effort, mean_skill), 1e-6)


def price_of_inputs(base_inputs: Array, mean_price: Array, sector: Array) -> Array:
    """Currency for the inputs of a unit at the start's technique."""
    return material_cost_of_unit(jnp.ones(sector.shape), base_inputs, mean_price, sector)


def price_of_machines(mean_price: Array, depreciation: Array, discount: Array | float) -> Array:
    """Currency for the use of a machine, a quarter: wear and what the money could bring elsewhere."""
    return mean_price[MACHINES] * (depreciation + discount)


def tell_ideas(
    *,
    wage: Array,
    workers: Array,
    residual_stake: Array,
    pay_for_effort: Array,
    outside_income: Array,
    finding_rate: Array,
    income_share: Array | float,
    norm_rise: Array | float,
    displacement: Array | float,
    physics: Physics,
) -> Array:
    """Share of ideas that workers tell: a smooth step where the own gain passes the own loss.

    Args:
        income_share: part of the product an idea adds that reaches members as income.
        norm_rise: part of the work an idea saves that norms take back.
        displacement: share of labour saved that is dismissed.

    Equation: 1/(1 + exp(−k·(gain − loss)/w)) with an idea that saves a share s (the largest step of a search)
    of the work: gain = s·[N·residual stake + piece pay + income share·w]·annuity; loss = s·norm
    rise·w·annuity + s·displacement·max(w − outside, 0)·E[quarters without work].
    Source: carmichael-macleod-2000.
    """
    spell = jnp.clip(1.0 / finding_rate, 1.0, 20.0)
    flow = workers * residual_stake + pay_for_effort + (income_share - norm_rise) * wage
    lost = displacement * jnp.maximum(wage - outside_income, 0.0) * spell
    net = physics.radius * (flow * annuity(IDEA_DISCOUNT, IDEA_HORIZON) - lost)
    lead = IDEA_STEEPNESS * net / jnp.maximum(wage, 1e-9)
    return 1.0 / (1.0 + jnp.exp(-jnp.clip(lead, -30.0, 30.0)))
