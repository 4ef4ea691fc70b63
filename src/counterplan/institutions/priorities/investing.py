"""What enterprises that decide for themselves invest, whoever sets the budget: no rule of its own."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.goods import Goods
from counterplan.core.variables import GRAIN
from counterplan.physics.bundles import machine_price
from counterplan.physics.integers import ratio
from counterplan.physics.purse import machines_lacking

FASTEST = 0.06
"""Largest order of machines over those in place, a quarter (godley-lavoie-2007 have no bound; assumed)."""


def machines_by_profit(
    open: Array, sector: Array, machines: Array, expected_sales: Array, technique_capital: Array, depreciation: Array, price: Array,
    unit_cost: Array, mean_price: Array, return_premium: Array, rescue_chance: Array,
    start_return: Array, start_machine_growth: Array, use_response: Array | float, return_response: Array | float,
    usual_use: Array | float, usual_return: Array | float, goods: Goods,
) -> Array:  # fmt: skip
    """Machines that each enterprise wants, by use of those it has and by return over the one asked for.

    Equation: I/K = clip[δ + g₀ + γ₁(u − ū) + γ₂·x, 0, .06], x = r − ρ·r₀ − premium, and (1 − chance of rescue)·x where that is a loss; g₀ and
    r₀ (by good) are the start's, so that enterprises go on as they did where nothing changes. Who has less than half of what expected
    sales take orders that half.
    Source: godley-lavoie-2007, furubotn-pejovich-1970 (premium of those who cannot sell their claim), kornai-1980 (who reckons
    to be carried does not shun losses).
    """
    stock = machines / 1e6
    use = ratio(expected_sales * technique_capital, stock, 1.5)
    back = ratio((price - unit_cost) * expected_sales, stock * machine_price(mean_price, goods))
    by_use = depreciation + start_machine_growth + use_response * (use - usual_use)
    over = back - usual_return * start_return[sector] - return_premium
    rate = by_use + return_response * jnp.where(over < 0, (1.0 - rescue_chance) * over, over)
    rate = jnp.where(sector == GRAIN, by_use, rate)
    lacking = machines_lacking(machines, technique_capital, expected_sales)
    return jnp.where(open, jnp.where(lacking > 0, lacking, jnp.clip(rate, 0.0, FASTEST) * stock), 0.0)
