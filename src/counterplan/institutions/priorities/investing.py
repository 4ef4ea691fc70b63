"""What enterprises that decide for themselves invest, whoever sets the budget: no rule of its own."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.goods import Goods
from counterplan.core.variables import GRAIN
from counterplan.physics.bundles import machine_price
from counterplan.physics.integers import ratio
from counterplan.physics.purse import machines_lacking
from counterplan.physics.trade import sum_goods

FASTEST = 0.06
"""Largest order of machines over those in place, a quarter (godley-lavoie-2007 have no bound; assumed)."""


MOST_ASKED = 1.5
"""Use of machines, as buyers' first choices would have it, beyond which an enterprise sees no further (assumed)."""


def machines_by_profit(
    open: Array, sector: Array, machines: Array, expected_sales: Array, technique_capital: Array, depreciation: Array, price: Array,
    unit_cost: Array, mean_price: Array, market_share: Array, workers: Array, most_workers: Array, return_premium: Array,
    rescue_chance: Array, start_return: Array, start_machine_growth: Array, use_response: Array | float, share_response: Array | float,
    return_response: Array | float, usual_use: Array | float, usual_return: Array | float, goods: Goods,
) -> Array:  # fmt: skip
    """Machines that each enterprise wants, by use of those it has and by return over the one asked for.

    Equation: I/K = clip[δ + g₀ + γ₁(u − ū) + γ₂·x, 0, .06], x = r − ρ·r₀ − premium, and (1 − chance of rescue)·x where that is a loss; g₀ and
    r₀ (by good) are the start's, so that enterprises go on as they did where nothing changes. A trade's orders are shared out by
    clip[I/K + γ₃(f − v), 0, .06], v the trade's use and f the use that machines would have if an enterprise served all who come to it first
    and whom it would take on people for: machines go where buyers go, and a trade orders no more for it (γ₃ is 0 by default). Buyers do not
    choose among farms. Who has less than half of what expected sales take orders that half.
    Source: godley-lavoie-2007, dosi-fagiolo-roventini-2010 (capacity follows the demand a firm expects), furubotn-pejovich-1970
    (premium of those who cannot sell their claim), kornai-1980 (who reckons to be carried does not shun losses).
    """
    stock = machines / 1e6
    use = ratio(expected_sales * technique_capital, stock, 1.5)
    back = ratio((price - unit_cost) * expected_sales, stock * machine_price(mean_price, goods))
    held = jnp.where(open, stock, 0.0)

    def by_trade(values: Array) -> Array:
        return sum_goods(values, sector, len(goods))[sector]

    usual = by_trade(use * held) / jnp.maximum(by_trade(held), 1e-9)
    over = back - usual_return * start_return[sector] - return_premium
    by_return = return_response * jnp.where(over < 0, (1.0 - rescue_chance) * over, over)
    rate = depreciation + start_machine_growth + use_response * (use - usual_use)
    rate = jnp.where(sector == GRAIN, rate, rate + by_return)
    alone = jnp.clip(rate, 0.0, FASTEST) * held
    asked = jnp.minimum(market_share * by_trade(expected_sales), expected_sales * jnp.maximum(ratio(most_workers, workers, 1.0), 1.0))
    first = jnp.minimum(ratio(asked * technique_capital, stock, 1.5), MOST_ASKED)
    moved = jnp.clip(rate + jnp.where(sector == GRAIN, 0.0, share_response * (first - usual)), 0.0, FASTEST) * held
    wanted = jnp.where(by_trade(moved) > 0, moved * ratio(by_trade(alone), by_trade(moved)), alone)
    lacking = machines_lacking(machines, technique_capital, expected_sales)
    return jnp.where(open, jnp.where(lacking > 0, lacking, wanted), 0.0)
