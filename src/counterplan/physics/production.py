"""Production from labour, machines and inputs; wear; the harvest once a year."""

from __future__ import annotations

from collections.abc import Mapping

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Conversion, Effects, millionths
from counterplan.core.randomness import Draws, normal
from counterplan.core.variables import GRAIN, Sizes

from .integers import sum_by, tree_sum
from .parameters import Physics

HARVEST_QUARTER = 2
"""The quarter of the year in which the harvest comes in (July to September)."""


def ces(a: Array, b: Array, elasticity: Array | float) -> Array:
    """Combines two potentials with a constant elasticity of substitution below one; equal ones give themselves.

    Source: arrow-chenery-minhas-solow-1961; low elasticity after easterly-fischer-1995.
    """
    power = (elasticity - 1.0) / elasticity
    smaller, larger = jnp.minimum(a, b), jnp.maximum(a, b)
    quotient = jnp.where(larger > 0, smaller / jnp.where(larger > 0, larger, 1.0), 1.0)
    mean = 0.5 + 0.5 * jnp.maximum(quotient, 1e-9) ** (-power)
    return jnp.where(smaller > 0, smaller * mean ** (1.0 / power), 0.0)


def limits(
    *, sector: Array, machines: Array, labour: Array, technique_labour: Array, technique_capital: Array, physics: Physics
) -> Effects:
    """Updates capacity (machines alone) and potential (machines and this quarter's labour) by enterprise."""
    capacity = machines.astype(jnp.float64) / 1e6 / technique_capital
    by_labour = labour / technique_labour
    potential = jnp.where(sector == GRAIN, by_labour, ces(by_labour, capacity, physics.substitution))
    return Effects(decide={"capacity": capacity, "potential": potential})


def produce(
    *, open: Array, sector: Array, potential: Array, target_output: Array, inputs: Array, base_inputs: Array, technique_materials: Array,
    machines: Array, depreciation: Array, past_output: Array, past_hours: Array, past_worn: Array, past_inputs: Array,
    labour_hours: Array, technique_labour: Array, labour_fielded: Array, input_cover: Array, quarter: Array, physics: Physics, sizes: Sizes,
) -> Effects:  # fmt: skip
    """Makes goods from what reached the enterprise, uses up inputs, wears machines out.

    Equation: output = min[potential, target] · CES over goods of (inputs in store / needed), never above either.
    Farms field labour and inputs instead; their output is the harvest. Nothing is made without inputs.
    Source: manove-1971 (substitution of inputs within a quarter), closures in docs/architecture.md.
    """
    need = base_inputs.T[sector] * technique_materials[:, None]
    wanted = jnp.where(open, jnp.minimum(potential, jnp.maximum(target_output, 0.0)), 0.0)
    wanted = jnp.where(sector == GRAIN, jnp.where(open, potential, 0.0), wanted)
    have = inputs.astype(jnp.float64) / 1e6
    asked = need * wanted[:, None]
    short = _shortage(need, asked, have, physics)
    farm_short = jnp.where(sector == GRAIN, 0.5 + 0.5 * short, short)
    made = wanted * farm_short
    used = millionths(jnp.minimum(asked, have))
    used = jnp.minimum(used, inputs)
    units = jnp.where(sector == GRAIN, 0, millionths(made))
    worn = jnp.minimum(millionths(machines.astype(jnp.float64) / 1e6 * depreciation), machines)
    at = quarter % past_output.shape[0]
    gross = sum_by(units, sector, sizes.good).astype(jnp.float64) / 1e6
    hours = sum_by(jnp.rint(labour_hours * 64).astype(jnp.int64), sector, sizes.good).astype(jnp.float64) / 64
    return Effects(
        decide={
            "output": units.astype(jnp.float64) / 1e6,
            "stood_in": jnp.sum(millionths(jnp.maximum(jnp.minimum(asked, have) - need * made[:, None], 0.0)), axis=0).astype(jnp.float64) / 1e6,
            "input_cover": 0.75 * input_cover + 0.25 * short,
            "labour_fielded": labour_fielded + jnp.where(sector == GRAIN, made * technique_labour, 0.0),
            "past_output": past_output.at[at].set(gross),
            "past_hours": past_hours.at[at].set(hours),
            "past_worn": past_worn.at[at].set(sum_by(worn, sector, sizes.good).astype(jnp.float64) / 1e6),
            "past_inputs": past_inputs.at[at].set(sum_by(used, sector, sizes.good).astype(jnp.float64) / 1e6),
        },
        conversions=(
            Conversion("inventory", units, "produced"),
            Conversion("inputs", -used, "used_as_input"),
            Conversion("machines", -worn, "worn_out", sizes.goods.machine_place),
        ),
    )


def _shortage(need: Array, asked: Array, have: Array, physics: Physics) -> Array:
    """Output over what all inputs asked for would allow, from the cover of each input (float64 [enterprise])."""
    cover = jnp.where(asked > 0, jnp.minimum(have / jnp.maximum(asked, 1e-12), 1.0), 1.0)
    power = (physics.input_substitution - 1.0) / physics.input_substitution
    weight = jnp.where(need > 0, need, 0.0)
    weight = weight / jnp.maximum(tree_sum(weight, axis=1)[:, None], 1e-12)
    mean = tree_sum(weight * jnp.maximum(cover, 1e-3) ** power, axis=1)
    return jnp.where(tree_sum(need, axis=1) > 0, mean ** (1.0 / power), 1.0)


def draw_weather(
    *, weather: Array, harvest_deviation: Array, quarter: Array, draw: Draws, physics: Physics, paths: Mapping[str, Array]
) -> Effects:
    """Draws the weather of the year's harvest, partly shared by all regions (log-normal with mean one).

    Where the scenario has a path of recorded weather, the draw is multiplied by the year's value: the harvest to be expected
    over a normal one. Without a path nothing is computed.
    """
    luck = normal(jnp.append(draw.region("weather of the region"), draw.economy("weather of the country")))
    local, shared = luck[:-1], luck[-1]
    mixed = jnp.sqrt(physics.weather_shared) * shared + jnp.sqrt(1.0 - physics.weather_shared) * local
    drawn = jnp.exp(harvest_deviation * mixed - 0.5 * harvest_deviation**2)
    if "harvest_weather" in paths:
        drawn = drawn * paths["harvest_weather"]
    return Effects(decide={"weather": jnp.where(quarter % 4 == HARVEST_QUARTER, drawn, weather)})


def harvest(
    *,
    sector: Array,
    open: Array,
    labour_fielded: Array,
    machines: Array,
    technique_labour: Array,
    technique_capital: Array,
    land: Array,
    land_elasticity: Array,
    region_soil: Array,
    region_enterprise: Array,
    start_labour: Array,
    weather: Array,
    last_harvest: Array,
    output: Array,
    past_output: Array,
    quarter: Array,
    physics: Physics,
) -> Effects:
    """Brings the harvest in, once a year; seed for the next year is set aside and sown.

    Equation: harvest = weather·soil·X^(1−θ)·(land/n)^θ, X = CES of a year's field labour and machines at the farm's
    technique, n the land a unit at the start; gross of seed, which is taken off at once.
    Source: hayami-ruttan-1985 (land elasticity), own construction (form).
    """
    is_farm = (sector == GRAIN) & open
    now = is_farm & (quarter % 4 == HARVEST_QUARTER)
    by_labour = labour_fielded / technique_labour
    by_machines = 4.0 * machines.astype(jnp.float64) / 1e6 / technique_capital
    work = ces(by_labour, by_machines, physics.substitution)
    by_land = land * region_soil[region_enterprise] * (start_labour[GRAIN] / technique_labour)
    grown = jnp.maximum(work, 1e-9) ** (1.0 - land_elasticity) * jnp.maximum(by_land, 1e-9) ** land_elasticity
    grown = grown / (1.0 - physics.seed_share)
    reaped = jnp.where(now, weather[region_enterprise] * grown, 0.0)
    units = jnp.where(now, millionths(reaped), 0)
    sown = jnp.where(now, jnp.minimum(millionths(physics.seed_share * grown), units), 0)
    at = quarter % past_output.shape[0]
    total = jnp.sum(units - sown).astype(jnp.float64) / 1e6
    return Effects(
        decide={
            "labour_fielded": jnp.where(now, 0.0, labour_fielded),
            "last_harvest": jnp.where(now, (units - sown).astype(jnp.float64) / 1e6, last_harvest),
            "output": jnp.where(now, (units - sown).astype(jnp.float64) / 1e6, output),
            "past_output": past_output.at[at, GRAIN].set(total),
        },
        conversions=(Conversion("inventory", units, "produced"), Conversion("inventory", -sown, "used_as_seed")),
    )


def spoil(*, inventory: Array, sector: Array, physics: Physics, sizes: Sizes) -> Effects:
    """Loses a share of goods in store; those that cannot be stored are lost wholly."""
    rotten = jnp.minimum(millionths(inventory.astype(jnp.float64) / 1e6 * physics.spoilage), inventory)
    lost = jnp.where(jnp.array(sizes.goods.perishable)[sector], inventory, rotten)
    return Effects(conversions=(Conversion("inventory", -lost, "spoiled"),))
