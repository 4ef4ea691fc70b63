"""What stands on either side when wages are settled, whoever settles them: no rule of its own."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.goods import Goods
from counterplan.physics.bundles import machine_price
from counterplan.physics.costs import material_cost_of_unit
from counterplan.physics.integers import ratio
from counterplan.physics.leisure import preferred_hours
from counterplan.physics.parameters import Physics


def expected_inflation(price_level: Array, price_level_before: Array, bound: Array | float) -> Array:
    """Inflation a quarter that both sides expect, within a bound: the smoothed level before lags four quarters."""
    inflation = 0.25 * jnp.log(price_level / jnp.maximum(price_level_before, 1e-9))
    return jnp.clip(inflation, -bound, bound)


def outside_option(
    finding_rate: Array, separation_rate: Array, wage_level: Array, village_income: Array, outside_income: Array, kin_on_land: Array,
    mean_skill: Array, land_premium: Array | float,
) -> Array:  # fmt: skip
    """What a worker of skill 1 can expect elsewhere over time: the mean wage for the part of it that is spent in work, else life without a
    job, or the land for those who have relatives there.

    Equation: part in work = f/(f + s·(1 − f)), f the chance a quarter to find a job, s that to lose or leave one.
    Source: pissarides-2000 (value of looking for work, without discounting), layard-nickell-jackman-1991 (the same with unemployment in the
    place of flows), harris-todaro-1970 (land).
    """
    land = jnp.maximum(land_premium * village_income, outside_income)
    idle = (outside_income + kin_on_land * (land - outside_income)) / mean_skill
    in_work = finding_rate / (finding_rate + separation_rate * (1.0 - finding_rate))
    return in_work * wage_level + (1.0 - in_work) * idle


def yield_of_job(
    expected_sales: Array, output: Array, price: Array, workers: Array, mean_skill: Array, technique_materials: Array, technique_capital: Array,
    base_inputs: Array, mean_price: Array, depreciation: Array, sector: Array, usual_return: Array | float, goods: Goods,
) -> Array:  # fmt: skip
    """What a worker of skill 1 yields a quarter beyond materials, wear and the usual return on the machines used, of what is both made and
    sold (currency; 0 where nobody works).

    Source: pissarides-2000 (surplus of a job where machines could be hired out instead).
    """
    inputs = material_cost_of_unit(technique_materials, base_inputs, mean_price, sector)
    machines = technique_capital * (depreciation + usual_return) * machine_price(mean_price, goods)
    made = jnp.minimum(expected_sales, output)
    return jnp.where(workers > 0, ratio(made * jnp.maximum(price - inputs - machines, 0.0), workers * mean_skill), 0.0)


def hands_lacking(desired_workers: Array, workers: Array) -> Array:
    """Share of the people that an enterprise wants whom it did not find (float64 [enterprise], 0 where it lacks nobody)."""
    return ratio(jnp.maximum(desired_workers - workers, 0.0), desired_workers)


def settled_hours(
    hours_norm: Array, speed: Array | float, wage_level: Array, price_level: Array, start_wage: Array, start_hours_norm: Array,
    physics: Physics, pull: Array | float = 0.0, longest_week: Array | float = 0.0,
) -> Array:  # fmt: skip
    """Moves hours part of the way to what workers wish, pulled towards the longest week that enterprises would like.

    Source: boppart-krusell-2020 (wish). Workers' wish is scaled so that the start's hours are those settled at the start's unemployment.
    """
    hourly = wage_level / price_level / start_wage * start_hours_norm / jnp.maximum(hours_norm, 1.0)
    wish = preferred_hours(hourly, physics, start_hours_norm)
    return hours_norm + speed * (wish + pull * jnp.maximum(longest_week - wish, 0.0) - hours_norm)


def held_wage(move: Array, rigidity: Array | float) -> Array:
    """Change of the nominal wage (log) once a part of each fall is not carried out. Source: dickens-2007."""
    return jnp.where(move < 0, (1.0 - rigidity) * move, move)


def pay_by_hour(wage: Array, hours: Array, hours_before: Array) -> Array:
    """A quarter's wage at the same pay an hour once hours have moved (float64 [enterprise])."""
    return wage * hours / jnp.maximum(hours_before, 1.0)
