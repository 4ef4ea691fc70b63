"""Handing out what a plan grants: inputs, goods in shops, machines. Every planned coordination shares it; no rule of its own."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.goods import Goods
from counterplan.core.variables import GRAIN, Sizes
from counterplan.physics.bundles import machine_price, machines_from, spread
from counterplan.physics.household import hearth_demand
from counterplan.physics.integers import ratio, sum_by, total, tree_sum
from counterplan.physics.parameters import Physics
from counterplan.physics.trade import deliver_inputs, deliver_machines, serve_people, sum_goods
from counterplan.planning.execution import absorb_gap, fill_by_priority, keep_stocks, reserved_by_region

from .planned import STOCK_NORM

INPUTS_FIRST = 1.5
"""Weight of makers of input goods over others when inputs are handed out (assumed)."""


class Links(NamedTuple):
    """Borders inside the office across which deliveries fail: between branches, between regions, or partly both."""

    wall: Array | float
    """Part of what would cross a border that does not."""
    regional: Array | float
    """0: borders between branches (ministries), 1: between regions (cells)."""
    region: Array
    """int32 [enterprise]."""
    n_regions: int


def _through_links(input_request: Array, stock: Array, for_inputs: Array, priority: Array, sector: Array, links: Links) -> Array:
    """Part of each request that is met (float64 [enterprise, good]) where the office has borders.

    Each region holds a share of its product back for its own users; the rest is handed out to all, and of that only part reaches users
    of another branch than the maker's. With a wall of 0 it is one office.
    Source: qian-xu-1993, qian-roland-xu-2006 (organisation by branch or by region), own construction (form).
    """
    n, m = links.n_regions, for_inputs.shape[0]
    cell = links.region * m + sector
    held, over = links.wall * links.regional, 1.0 - links.wall * (1.0 - links.regional)
    asked = sum_by(jnp.rint(input_request * 1e6).astype(jnp.int64), cell, m * n).astype(jnp.float64).reshape(n, m, m) / 1e6
    store = sum_by(jnp.rint(stock * 1e6).astype(jnp.int64), cell, m * n).astype(jnp.float64).reshape(n, m) / 1e6
    part = store / jnp.maximum(tree_sum(store), 1e-12)
    own = reserved_by_region(asked, part * for_inputs, held)
    left = asked - own
    filled = fill_by_priority(left.reshape(m * n, m), (1.0 - held) * for_inputs, jnp.tile(priority, n)).reshape(n, m, m)
    met = own + filled * jnp.where(jnp.eye(m, dtype=bool), 1.0, over)
    return jnp.where(asked > 0, met / jnp.maximum(asked, 1e-12), 0.0).reshape(m * n, m)[cell]


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
    stock = jnp.where(open, jnp.where(sector == GRAIN, jnp.minimum(offered_grain, inventory / 1e6), inventory / 1e6), 0.0)
    available = sum_goods(stock, sector, len(goods))
    by_user = sum_by(jnp.rint(input_request * 1e6).astype(jnp.int64), sector, len(goods)).astype(jnp.float64) / 1e6
    wanted, inputs = tree_sum(by_user), np.array(goods.inputs, int)
    first = jnp.where(wanted > 1e-9, INPUTS_FIRST, 1.0)
    if usual is not None:
        available = keep_stocks(available, wanted + consumption_plan, jnp.array(goods.mean(STOCK_NORM)) * usual, share_of_stocks)
    for_inputs = absorb_gap(available, wanted, consumption_plan, share_of_final)
    if links is None:
        filled = fill_by_priority(by_user, for_inputs, priority * first)
        rate = jnp.where(by_user > 0, filled / jnp.maximum(by_user, 1e-12), 0.0)[sector]
    else:
        rate = _through_links(input_request, stock, for_inputs, priority * first, sector, links)
    effects, asked, sold, prices = deliver_inputs(input_request * rate, stock, stock, price, mean_price, sector)
    decide = {
        "sales": sales + sold, "orders": orders + asked, "mean_price": prices,
        "demand": demand.at[inputs].set(wanted[inputs]),
        "supplied": supplied.at[inputs].set(jnp.minimum(sum_goods(sold, sector, len(goods)), wanted)[inputs]),
    }  # fmt: skip
    return Effects(decide, pools=effects.pools)


def plan_shops(
    open: Array, alive: Array, age: Array, hearth: Array, deposits_person: Array, income_person: Array, food_need: Array, home_grain: Array,
    sector: Array, price: Array, inventory: Array, offered: Array, state_order: Array, mean_price: Array, consumption: Array,
    nutrition: Array, grain_need: Array, sales: Array, orders: Array, demand: Array, supplied: Array, necessity: Array, taste: Array,
    physics: Physics, sizes: Sizes, state_first: bool,
) -> Effects:  # fmt: skip
    """Serves people at list prices; what lacks is rationed pro rata (the queue)."""
    shown = jnp.where(open, jnp.where(sector == GRAIN, jnp.minimum(offered, inventory / 1e6), inventory / 1e6), 0.0)
    prices = ratio(sum_goods(price * shown, sector, sizes.good), sum_goods(shown, sector, sizes.good), 0.0)
    prices = jnp.where(prices > 0, prices, mean_price)
    hearths = hearth_demand(
        alive, age, hearth, deposits_person, income_person, food_need, home_grain, sector, prices, necessity, taste, physics, sizes
    )
    return serve_people(
        hearths, alive, age, hearth, deposits_person, food_need, sector, price, shown, shown, state_order, state_first,
        mean_price, consumption, nutrition, grain_need, home_grain, sales, orders, demand, supplied, physics, sizes,
    )  # fmt: skip


def plan_machines(
    open: Array, sector: Array, desired_machines: Array, inventory: Array, price: Array, deposits_enterprise: Array, mean_price: Array,
    sales: Array, orders: Array, demand: Array, supplied: Array, goods: Goods, hunger: Array | float = 0.0,
) -> Effects:  # fmt: skip
    """Hands machines out in proportion to what was allotted, up to a quarter more where they lie in store.

    Args:
        hunger: machines asked for in vain beyond those allotted, over those allotted.

    Source: kornai-1980 (nobody whose budget is soft refuses machines).
    """
    stock = jnp.where(open, inventory / 1e6, 0.0)
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
