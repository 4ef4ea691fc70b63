"""What enterprises propose to make at a plan's prices, one by one. No rule of its own."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.variables import GRAIN
from counterplan.physics.costs import material_cost_of_unit
from counterplan.physics.parameters import Physics
from counterplan.physics.trade import sum_goods

from .planned import founders_hope, weights

LEAST_OFFERED = 0.5
"""Share of what it could make that an enterprise offers at any price: its people are there (assumed)."""


def proposals(
    price: Array, labour: Array, technique_materials: Array, base_inputs: Array, reported_output: Array, reported_capacity: Array,
    most: Array, expected_sales: Array, open: Array, sector: Array, physics: Physics,
) -> Array:  # fmt: skip
    """Output that each enterprise proposes at prices by good (float64 [enterprise]); farms: what they say they bring in.

    Args:
        price: float64 [good]; labour: wages in a unit at normal use of machines, at the one price of labour (currency, [enterprise]);
            most: what people and machines give room for (`planned.room`).

    Between a half of that room and the whole of it; founders propose half of what they hope for.
    """
    inputs = material_cost_of_unit(technique_materials, base_inputs, price, sector)
    worthwhile = reported_capacity * worthwhile_use(price[sector], inputs, labour, physics.substitution)
    farms = weights(open, reported_output, reported_capacity, expected_sales)
    towns = jnp.maximum(jnp.clip(worthwhile, LEAST_OFFERED * most, most), founders_hope(open, reported_output, expected_sales))
    return jnp.where(sector == GRAIN, farms, towns)


def supply_with_labour(
    made: Array, sector: Array, brought: Array, other_uses: Array, there: Array, n_goods: int
) -> Array:  # fmt: skip
    """What proposals bring by good, and labour at the end (float64 [good + 1]): of grain what villages bring less uses other than shops'."""
    supply = sum_goods(made, sector, n_goods).at[GRAIN].set(jnp.maximum(brought - other_uses, 0.05 * brought))
    return jnp.append(supply, there)


def worthwhile_use(price: Array, inputs: Array, labour: Array, substitution: Array | float) -> Array:
    """Output over capacity at which the last unit's inputs and labour cost what it fetches; nothing where no unit is worth its cost.

    Args:
        price: of the product; inputs, labour: cost of a unit at normal use of machines (all in currency); substitution: σ.

    Equation: (p − m)/h = dL/dQ with L of `costs.labour_for`: Q/C = [2 − (2h/(p − m))^(1−σ)]^(σ/(1−σ)). Of two enterprises with the same
    costs the one whose machines stand idle offers more than it makes.
    Source: albert-hahnel-1991 (councils propose what is worth its social cost), arrow-chenery-minhas-solow-1961.
    """
    fetched = jnp.maximum(price - inputs, 1e-9) / jnp.maximum(2.0 * labour, 1e-9)
    return jnp.maximum(2.0 - fetched ** -(1.0 - substitution), 0.0) ** (substitution / (1.0 - substitution))
