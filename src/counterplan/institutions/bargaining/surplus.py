"""What stands on either side when wages are settled, whoever settles them: no rule of its own."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.physics.costs import material_cost_of_unit
from counterplan.physics.integers import ratio
from counterplan.physics.leisure import preferred_hours
from counterplan.physics.parameters import Physics


def expected_inflation(price_level: Array, price_level_before: Array, bound: Array | float) -> Array:
    """Inflation a quarter that both sides expect, within a bound: the smoothed level before lags four quarters."""
    inflation = 0.25 * jnp.log(price_level / jnp.maximum(price_level_before, 1e-9))
    return jnp.clip(inflation, -bound, bound)


def outside_option(
    finding_rate: Array, wage_level: Array, village_income: Array, outside_income: Array, mean_skill: Array, land_premium: Array | float
) -> Array:
    """What a worker of skill 1 can expect elsewhere: the mean wage with the chance of a job, else the land or life without a job.

    Source: pissarides-2000, harris-todaro-1970.
    """
    idle = jnp.maximum(land_premium * village_income, outside_income) / mean_skill
    return finding_rate * wage_level + (1.0 - finding_rate) * idle


def yield_of_job(
    expected_sales: Array, output: Array, price: Array, workers: Array, mean_skill: Array, technique_materials: Array, base_inputs: Array,
    mean_price: Array, sector: Array,
) -> Array:  # fmt: skip
    """Value added a quarter by a worker of skill 1, of what is both made and sold (currency; 0 where nobody works)."""
    inputs = material_cost_of_unit(technique_materials, base_inputs, mean_price, sector)
    made = jnp.minimum(expected_sales, output)
    return jnp.where(workers > 0, ratio(made * (price - inputs), workers * mean_skill), 0.0)


def settled_hours(
    hours_norm: Array, voice: Array | float, longest_week: Array | float, speed: Array | float, wage_level: Array, price_level: Array,
    start_wage: Array, start_hours_norm: Array, physics: Physics,
) -> Array:  # fmt: skip
    """Moves hours part of the way to voice·(workers' own wish) + (1 − voice)·(the longest week that enterprises would like).

    Source: boppart-krusell-2020 (wish).
    """
    hourly = wage_level / price_level / start_wage * start_hours_norm / jnp.maximum(hours_norm, 1.0)
    wish = preferred_hours(hourly, physics, start_hours_norm)
    return hours_norm + speed * (voice * wish + (1.0 - voice) * longest_week - hours_norm)
