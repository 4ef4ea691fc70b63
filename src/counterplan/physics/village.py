"""What a village can eat, sell and sow: arithmetic that every land rule shares."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.goods import Goods
from counterplan.core.variables import GRAIN, Sizes

from .bundles import machine_price
from .household import NEED_SCALE, standard_eaters
from .integers import sum_by, tree_sum
from .places import village_farm

QUARTERS_TO_HARVEST = (2.0, 1.0, 4.0, 3.0)
"""Meals to be covered before the next harvest, by quarter of the year (after this quarter's harvest, if any)."""


def eaters_of_village(alive: Array, age: Array, hearth: Array, food_need: Array, sector: Array, sizes: Sizes) -> Array:
    """Standard eaters who belong to each farm's village (float64 [enterprise])."""
    farm = jnp.where(alive, village_farm(hearth, sector, sizes), -1)
    need = jnp.rint(standard_eaters(alive, age, food_need) * NEED_SCALE).astype(jnp.int64)
    return sum_by(need, farm, sector.shape[0]).astype(jnp.float64) / NEED_SCALE


def quarters_left(quarter: Array) -> Array:
    """Quarters that the grain in store has to last, this one included."""
    return jnp.array(QUARTERS_TO_HARVEST)[quarter % 4]


def share_out(
    inventory: Array, sector: Array, eaters: Array, wish: Array, due: Array, quarter: Array, foresight: Array | float = 1.0
) -> tuple[Array, Array]:
    """Divides a village's grain into what is eaten at home and what can leave, deliveries due first.

    Args:
        wish: grain a standard eater would eat a quarter; due: units still to be delivered this year.
        foresight: part of the quarters to the next harvest for which grain is kept back, 1 for all of them.

    Returns:
        grain a standard eater and quarter at home, and units that are left over this quarter after home and deliveries.
    """
    left = quarters_left(quarter)
    stock = jnp.where(sector == GRAIN, inventory / 1e6, 0.0)
    free = jnp.maximum(stock - due, 0.0)
    wanted = eaters * wish * left
    home_total = jnp.minimum(eaters * wish, free / (1.0 + foresight * (left - 1.0)))
    home = jnp.where(eaters > 0, home_total / jnp.maximum(eaters, 1e-9), 0.0) * 0.999
    surplus = jnp.maximum(free - wanted, 0.0) / left
    return home, surplus


def grain_for_inputs(input_request: Array, mean_price: Array, deposits_enterprise: Array, inventory: Array, quarter: Array) -> Array:
    """Grain that a village without money sells this quarter to pay for inputs, at most a quarter of what it has (float64 [enterprise]).

    Inputs that are not bought cost more grain at the next harvest than is sold for them.
    """
    lacks = jnp.maximum(tree_sum(input_request * mean_price, axis=1) - deposits_enterprise / 100.0, 0.0)
    have = inventory / 1e6 / quarters_left(quarter)
    return jnp.minimum(lacks / jnp.maximum(mean_price[GRAIN], 1e-9), 0.25 * have)


def food_to_mills(offered: Array, goods: Goods) -> Array:
    """Part of what villages offer that enterprises may buy; where mills take much of the harvest they and the shops have their parts, so that
    a bad harvest is felt by both alike and at once. Source: own construction."""
    return offered * goods.milled if goods.milled > 0 else offered


def food_to_shops(offered: Array, goods: Goods) -> Array:
    """Part of what villages offer that shops may buy."""
    return offered * (1.0 - goods.milled) if goods.milled > 0 else offered


def money_to_share(
    deposits_enterprise: Array, debt_enterprise: Array, input_bill: Array, desired_machines: Array, mean_price: Array, goods: Goods
) -> Array:  # fmt: skip
    """Money that a village can share out: beyond two quarters' inputs and the machines ordered, and as much again while it is in debt (currency)."""
    keep = 2.0 * input_bill / 100.0 + desired_machines * machine_price(mean_price, goods)
    return jnp.maximum(deposits_enterprise / 100.0 - keep - jnp.minimum(debt_enterprise / 100.0, keep), 0.0)
