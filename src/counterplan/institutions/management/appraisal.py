"""Arithmetic that every chooser of techniques shares; they differ in whose gain and horizon count."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.goods import Goods
from counterplan.core.variables import GRAIN
from counterplan.physics.bundles import machine_price
from counterplan.physics.costs import material_cost_of_unit, work_of_person
from counterplan.physics.integers import ratio
from counterplan.physics.parameters import Physics
from counterplan.physics.search import cost_change


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


def at_skill(labour: Array, skill_needed: Array, mean_skill: Array) -> Array:
    """Labour a unit takes with the people there are: more where the technique needs more skill than they have, as in production.

    Skill itself costs nothing here; who pays for it, or is paid for it, is the institution's.
    """
    return labour * jnp.maximum(skill_needed / jnp.maximum(mean_skill, 1e-6), 1.0)


def price_of_inputs(base_inputs: Array, mean_price: Array, sector: Array) -> Array:
    """Currency for the inputs of a unit at the start's technique."""
    return material_cost_of_unit(jnp.ones(sector.shape), base_inputs, mean_price, sector)


def price_of_machines(mean_price: Array, depreciation: Array, discount: Array | float, goods: Goods) -> Array:
    """Currency for the use of a machine, a quarter: wear and what the money could bring elsewhere."""
    return machine_price(mean_price, goods) * (depreciation + discount)


def cost_saved(
    candidate_labour: Array, candidate_materials: Array, candidate_capital: Array, technique_labour: Array, technique_materials: Array,
    technique_capital: Array, hour: Array, base_inputs: Array, mean_price: Array, sector: Array, depreciation: Array, discount: Array | float,
    goods: Goods,
) -> Array:  # fmt: skip
    """Currency a unit of product that a candidate saves.

    Args:
        hour: currency an effective hour.
    """
    return -cost_change(
        candidate_labour, candidate_materials, candidate_capital, technique_labour, technique_materials, technique_capital,
        hour, price_of_inputs(base_inputs, mean_price, sector), price_of_machines(mean_price, depreciation, discount, goods),
    )  # fmt: skip


def quarters_without_work(finding_rate: Array) -> Array:
    """Quarters that a dismissed worker expects to be without work."""
    return jnp.clip(1.0 / finding_rate, 1.0, 20.0)


MOST_OVERTIME = 0.1
"""Overtime over the norm of hours, at most (assumed)."""


def rush(storm: Array | float, target: Array, potential: Array, hours_norm: Array, sector: Array, quarter: Array) -> Array:
    """Overtime called for where the target is beyond what people and machines gave room for, most of it in the year's last quarter.

    Source: berliner-1957 (storming at the end of the plan's period), own construction (form).
    """
    lack = jnp.clip(ratio(target, potential, 1.0) - 1.0, 0.0, MOST_OVERTIME)
    late = jnp.where(quarter % 4 == 3, 1.0, 0.25)
    return jnp.where((sector == GRAIN) | (potential <= 0), 0.0, storm * late * lack * hours_norm)


def tell_ideas(
    wage: Array, workers: Array, residual_stake: Array, pay_for_effort: Array, outside_income: Array, finding_rate: Array, physics: Physics, *,
    income_share: Array | float = 0.0, norm_rise: Array | float = 0.0, displacement: Array | float,
) -> Effects:  # fmt: skip
    """Lets workers tell or keep ideas: a smooth step where the own gain passes the own loss.

    Args:
        income_share: part of the product an idea adds that reaches members as income.
        norm_rise: part of the work an idea saves that norms take back.
        displacement: share of labour saved that is dismissed.

    Equation: 1/(1 + exp(−k·(gain − loss)/w)) with an idea that saves a share s (the largest step of a search)
    of the work: gain = s·[N·residual stake + piece pay + income share·w]·annuity; loss = s·norm
    rise·w·annuity + s·displacement·max(w − outside, 0)·E[quarters without work].
    Source: carmichael-macleod-2000.
    """
    flow = workers * residual_stake + pay_for_effort + (income_share - norm_rise) * wage
    lost = displacement * jnp.maximum(wage - outside_income, 0.0) * quarters_without_work(finding_rate)
    net = physics.radius * (flow * annuity(physics.idea_discount, physics.idea_horizon) - lost)
    lead = physics.idea_steepness * net / jnp.maximum(wage, 1e-9)
    return Effects(decide={"ideas_revealed": 1.0 / (1.0 + jnp.exp(-jnp.clip(lead, -30.0, 30.0)))})
