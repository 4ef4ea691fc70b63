"""Prices on the lists of an office. No rule of its own."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.variables import GRAIN
from counterplan.physics.integers import ratio, tree_sum
from counterplan.physics.trade import sum_goods


def list_prices(plan_price: Array, cost: Array, weight: Array, sector: Array, margin: Array | float, quarter: Array) -> Array:
    """Prices of the list: set to mean cost and a margin every five years, left alone in between (grain never follows cost)."""
    n = plan_price.shape[0]
    mean_cost = ratio(sum_goods(cost * weight, sector, n), sum_goods(weight, sector, n), 0.0)
    reform = (quarter % 20 == 0) & (quarter > 0) & (mean_cost > 0) & (jnp.arange(n) != GRAIN)
    return jnp.where(reform, (1.0 + margin) * mean_cost, plan_price)


def retail_level_kept(listed: Array, plan_price: Array, basket: Array) -> Array:
    """A new list on which people's goods, grain aside, are raised or cut alike, so that their basket costs what it did.

    Goods for producers keep cost and margin; what people's goods cost beyond theirs is the turnover tax.
    Source: nove-1977 (two levels of Soviet prices; the official retail index hardly moved), own construction (form).
    """
    sold = (jnp.arange(plan_price.shape[0]) != GRAIN) & (basket > 0)
    before, after = (tree_sum(jnp.where(sold, price * basket, 0.0)) for price in (plan_price, listed))
    return jnp.where(sold, listed * ratio(before, after, 1.0), listed)
