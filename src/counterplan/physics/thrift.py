"""What people want put aside for machines: their patience against what machines bring."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.randomness import Draws
from counterplan.core.variables import GRAIN

from .integers import ratio, single, tree_sum
from .parameters import Physics
from .places import WORKING_AGE

LIFE = 280
"""Quarters of life that people reckon with (70 years; assumed), and at least 20 more."""


def machines_elasticity(
    open: Array, sector: Array, potential: Array, capacity: Array, need_price: Array, base_inputs: Array, land_elasticity: Array,
    hands: Array | float, physics: Physics,
) -> Array:  # fmt: skip
    """Rise of net output with machines, in per cent for one per cent more of them everywhere (float64).

    Equation: Σ ε·v·y / Σ v·y; y what hands and machines allow, v value added a unit at the start's prices, ε as in `own_elasticity`.

    Args:
        hands: those who would work over those who do. Whoever decides keeps output within capacity, so where all hands beside the machines
            there are would make more than that, machines alone hold output back: ε = 1.
    """
    own = own_elasticity(sector, potential, capacity, land_elasticity, hands, physics)
    own = jnp.where((sector != GRAIN) & (own > 0.5), 1.0, own)
    added = need_price - need_price @ base_inputs
    weight = jnp.where(open, added[sector] * potential, 0.0)
    return ratio(tree_sum(own * weight), tree_sum(weight))


def own_elasticity(
    sector: Array, potential: Array, capacity: Array, land_elasticity: Array, hands: Array | float, physics: Physics
) -> Array:  # fmt: skip
    """Rise of each enterprise's output with its machines, were its hands so many times those it has (float64 [enterprise]).

    Equation: ε = ½·(y/capacity)^p = 1/[1 + h^−p·(2·(y₀/capacity)^−p − 1)], p = (1 − σ)/σ, y₀ the output with the hands it has; on farms
    times 1 − θ.
    Source: arrow-chenery-minhas-solow-1961 (derivative of the function in `production`).
    """
    power = (1.0 - physics.substitution) / physics.substitution
    by_hands = jnp.maximum(2.0 * jnp.clip(ratio(potential, capacity), 1e-6, 2.0) ** -power - 1.0, 0.0)
    return jnp.where(sector == GRAIN, 1.0 - land_elasticity, 1.0) / (1.0 + jnp.asarray(hands) ** -power * by_hands)


def machines_returns(
    sector: Array, machines: Array, potential: Array, capacity: Array, expected_harvest: Array, price: Array, inputs: Array,
    land_elasticity: Array, physics: Physics,
) -> Array:  # fmt: skip
    """Worth of what one more unit of machines would make in a quarter (currency, [enterprise]): ε·(price − inputs)·output/machines.

    Args:
        expected_harvest: units a year; price: of the product; inputs: their cost in a unit (currency).
    """
    output = jnp.where(sector == GRAIN, 0.25 * expected_harvest, jnp.minimum(potential, capacity))
    own = own_elasticity(sector, potential, capacity, land_elasticity, 1.0, physics)
    return own * jnp.maximum(price - inputs, 0.0) * ratio(output, machines / 1e6)


def hands_to_come(alive: Array, age: Array) -> Array:
    """Growth of the number of people of working age, a year: those who come of age less those who leave it (float64)."""
    young, of_age = jnp.sum(alive & (age < WORKING_AGE[0])), alive & (age >= WORKING_AGE[0]) & (age < WORKING_AGE[1])
    old = jnp.sum(of_age & (age >= WORKING_AGE[1] - WORKING_AGE[0]))
    return ratio(young - old, 0.25 * WORKING_AGE[0] * jnp.sum(of_age))


def wished_share(
    age: Array, want: Array, elasticity: Array, growth: Array, hands: Array, wear: Array, draw: Draws, physics: Physics
) -> Array:  # fmt: skip
    """Share of net output that each person wants for machines (float32 [person]).

    Equation: s = ε·(n + g + δ)/(R + γ·g + δ)·(1 − need·want), the share of balanced growth at which machines return R beyond the growth of
    consumption; R = ρ/(1 − (1 + ρ)^−H), H the years of life left, ρ own time preference, a lasting trait.
    Args:
        want: what a person lacks of food and of usual goods, 0 to 2; growth, hands, wear: a year.
    Source: cass-1965 (modified golden rule), furubotn-pejovich-1970 (horizon); own construction (need). Time preference lies between what
    capital over output implies (.05, cooley-prescott-1995) and what households' spending does (.12 to .19, lawrance-1991).
    """
    trait = (draw.lasting_bits("patience") >> 40).astype(jnp.float32) * jnp.float32(2.0**-23) - 1.0
    rate = jnp.maximum(single(physics.time_preference) * (1.0 + single(physics.wish_spread) * trait), 1e-3)
    years = 0.25 * jnp.maximum(LIFE - age, 20).astype(jnp.float32)
    back = rate / (1.0 - jnp.exp(-years * jnp.log1p(rate)))
    saved = single(elasticity * (hands + growth + wear))
    asked = back + single(physics.consumption_curvature * growth + wear)
    return saved / asked * (1.0 - single(physics.present_need) * want)
