"""Handing out what a plan grants: inputs, goods in shops, machines. Every planned coordination shares it; no rule of its own."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
from jax import Array

from counterplan.core.effects import Account, Effects, Pool, hundredths
from counterplan.core.goods import Goods
from counterplan.core.variables import GRAIN, Sizes
from counterplan.physics.bundles import machine_price, machines_from, spread
from counterplan.physics.integers import ratio, sum_by, total, tree_sum
from counterplan.physics.parameters import Physics
from counterplan.physics.trade import beyond_inputs, deliver_inputs, deliver_machines, sell_to_people, sum_goods
from counterplan.physics.village import food_to_mills, food_to_shops
from counterplan.planning.execution import absorb_gap, fill_by_priority, keep_stocks

from .borders import Links, through_links
from .planned import STOCK_NORM

INPUTS_FIRST = 1.5
"""Weight of makers of input goods over others when inputs are handed out (assumed)."""


def carry_out_supply(
    input_request: Array, consumption_plan: Array, share_of_final: Array | float, priority: Array, open: Array, sector: Array, inventory: Array,
    price: Array, mean_price: Array, offered_grain: Array, sales: Array, orders: Array, demand: Array,
    supplied: Array, goods: Goods, links: Links | None = None, usual: Array | None = None, share_of_stocks: Array | float = 1.0,
) -> Effects:  # fmt: skip
    """Rations inputs by the executor: stocks, final uses and inputs share the gap, sectors are filled by priority.

    Makers of goods that others use come first under every plan; the plan adds its own weights.

    Args:
        links: how the office is organised (None: as one); usual: float [good], output of which stocks keep their norm.
    """
    stock = jnp.where(open, jnp.where(sector == GRAIN, jnp.minimum(food_to_mills(offered_grain, goods), inventory / 1e6), inventory / 1e6), 0.0)
    available = sum_goods(stock, sector, len(goods))
    by_user = sum_by(jnp.rint(input_request * 1e6).astype(jnp.int64), sector, len(goods)).astype(jnp.float64) / 1e6
    kept = np.array(goods.mixed)  # of these, final uses are served from what is made this quarter: see `for_shops`
    kept[GRAIN] = goods.milled > 0  # shops have their own part
    final = jnp.where(kept, 0.0, consumption_plan)
    wanted, inputs = tree_sum(by_user), np.array(goods.inputs, int)
    first = jnp.where(wanted > 1e-9, INPUTS_FIRST, 1.0)
    if usual is not None:
        available = keep_stocks(available, wanted + final, jnp.array(goods.mean(STOCK_NORM)) * usual, share_of_stocks)
    for_inputs = absorb_gap(available, wanted, final, share_of_final)
    if links is None:
        filled = fill_by_priority(by_user, for_inputs, priority * first)
        rate = jnp.where(by_user > 0, filled / jnp.maximum(by_user, 1e-12), 0.0)[sector]
    else:
        rate = through_links(input_request, stock, for_inputs, priority * first, sector, links)
    effects, asked, sold, prices = deliver_inputs(input_request * rate, stock, stock, price, mean_price, sector)
    decide = {
        "sales": sales + sold, "orders": orders + asked, "mean_price": prices,
        "demand": demand.at[inputs].set(wanted[inputs]),
        "supplied": supplied.at[inputs].set(jnp.minimum(sum_goods(sold, sector, len(goods)), wanted)[inputs]),
    }  # fmt: skip
    return Effects(decide, pools=effects.pools)


def for_shops(
    stock: Array, expected_sales: Array, consumption_plan: Array, share_of_final: Array | float, sector: Array, goods: Goods
) -> Array:
    """Store that goes to final uses, of goods that are inputs too: what enterprises are not expected to buy, and of what final uses then
    lack as much as inputs bear of a gap (the same closure as `absorb_gap`)."""
    free = beyond_inputs(stock, expected_sales, sector, goods)
    if not any(goods.mixed):
        return free
    kept = sum_goods(stock - free, sector, len(goods))
    lacking = jnp.maximum(consumption_plan - sum_goods(free, sector, len(goods)), 0.0)
    released = jnp.minimum((1.0 - share_of_final) * lacking, kept)
    return free + (stock - free) * ratio(released, kept)[sector]


def plan_shops(
    open: Array, alive: Array, age: Array, hearth: Array, deposits_person: Array, income_person: Array, food_need: Array, home_grain: Array,
    sector: Array, price: Array, inventory: Array, offered: Array, state_order: Array, mean_price: Array, consumption: Array,
    nutrition: Array, grain_need: Array, sales: Array, orders: Array, demand: Array, supplied: Array, necessity: Array, taste: Array,
    expected_sales: Array, consumption_plan: Array, share_of_final: Array | float, physics: Physics, sizes: Sizes, state_first: bool,
) -> Effects:  # fmt: skip
    """Serves people at list prices; what lacks is rationed pro rata (the queue)."""
    stock = for_shops(inventory / 1e6, expected_sales, consumption_plan, share_of_final, sector, sizes.goods)
    shown = jnp.where(open, jnp.where(sector == GRAIN, jnp.minimum(food_to_shops(offered, sizes.goods), inventory / 1e6), stock), 0.0)
    served, _ = sell_to_people(
        alive, age, hearth, deposits_person, income_person, food_need, home_grain, sector, price, shown, shown, state_order, state_first,
        mean_price, consumption, nutrition, grain_need, sales, orders, demand, supplied, necessity, taste, physics, sizes,
    )  # fmt: skip
    return served


def plan_machines(
    open: Array, sector: Array, desired_machines: Array, inventory: Array, price: Array, deposits_enterprise: Array, mean_price: Array,
    sales: Array, orders: Array, demand: Array, supplied: Array, expected_sales: Array,
    goods: Goods, hunger: Array | float = 0.0,
) -> Effects:  # fmt: skip
    """Hands machines out in proportion to what was allotted, up to a quarter more where they lie in store.

    Args:
        hunger: machines asked for in vain beyond those allotted, over those allotted.

    Source: kornai-1980 (nobody whose budget is soft refuses machines).
    """
    stock = jnp.where(open, beyond_inputs(inventory / 1e6, expected_sales, sector, goods), 0.0)
    allotted = total(jnp.where(open, desired_machines, 0.0))
    more = jnp.clip(ratio(machines_from(sum_goods(stock, sector, len(goods)), goods), allotted, 1.0), 1.0, 1.25)
    afford = jnp.minimum(ratio(deposits_enterprise / 100.0, desired_machines * more * machine_price(mean_price, goods) * 1.02, 1.0), 1.0)
    wanted = jnp.where(open, desired_machines * more * afford, 0.0)
    effects, asked, sold, prices = deliver_machines(wanted, stock, stock, price, mean_price, sector, goods)
    got = sum_goods(sold, sector, len(goods))
    asked_for = jnp.sum(jnp.rint(wanted * 1e6).astype(jnp.int64)) / 1e6 * (1.0 + hunger)
    return Effects(
        decide={
            "sales": sales + sold, "orders": orders + asked, "mean_price": prices,
            "demand": demand + spread(asked_for, goods.machine), "supplied": supplied + got,
        },
        pools=effects.pools,
    )  # fmt: skip


def moved_grants(before: Array, after: Array, worth: Array) -> Pool:
    """Grants follow machines: who gets fewer than the budget paid for hands on what others get more of, no more than these take.

    Args:
        before, after: float64 [enterprise], machines; worth: grant for one (currency).
    """
    less, more = jnp.maximum(before - after, 0.0), jnp.maximum(after - before, 0.0)
    part = jnp.minimum(ratio(total(more), total(less)), 1.0)
    account = Account("deposits_enterprise")
    return Pool("grant", account, hundredths(part * less * worth), account, hundredths(more * worth))
