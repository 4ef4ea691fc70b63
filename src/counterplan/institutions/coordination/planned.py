"""What every planned coordination shares: the same executor, the same way to ask for inputs, the same shops. No rule of its own."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.randomness import Draws
from counterplan.core.variables import GRAIN, MACHINES, MATERIALS, SERVICES, Sizes
from counterplan.physics.costs import workers_for
from counterplan.physics.household import hearth_demand
from counterplan.physics.integers import ratio, sum_by, total, tree_sum
from counterplan.physics.parameters import Physics
from counterplan.physics.trade import deliver_inputs, deliver_machines, serve_people, sum_goods
from counterplan.planning.execution import absorb_gap, fill_by_priority

STRETCH = 1.1
"""Output held to be possible over what people and machines gave room for (assumed)."""
FRESH_START = 0.25
"""Share of capacity that idle enterprises are expected to use at first (assumed)."""
INPUTS_FIRST = 1.5
"""Weight of makers of input goods over others when inputs are handed out (assumed)."""
SHOP_SHARE = 0.8
"""Share of delivered grain meant for people (assumed); the rest goes to mills and workshops."""


STOCK_NORM = (0.0, 0.25, 0.0, 1.1, 0.25, 0.25)
"""Product in store before a quarter's deliveries, in quarters of output (assumed; materials are delivered first)."""


def reported_inputs(base_inputs: Array, technique_materials: Array, reported_output: Array, open: Array, sector: Array) -> Array:
    """Input coefficients as planners see them: the base coefficients at the reported outputs' mean materials use."""
    weight = jnp.where(open, jnp.maximum(reported_output, 1e-9), 0.0)
    mean = ratio(sum_goods(weight * technique_materials, sector), sum_goods(weight, sector), 1.0)
    return base_inputs * mean[None, :]


def by_enterprise(total_by_good: Array, weight: Array, sector: Array) -> Array:
    """Spreads a good's total over its enterprises by weight."""
    return total_by_good[sector] * weight / jnp.maximum(sum_goods(weight, sector), 1e-9)[sector]


def achievable(reported_capacity: Array, capacity: Array, potential: Array, open: Array, sector: Array) -> Array:
    """What planners hold to be possible, by good: somewhat above what people and machines gave room for, within capacity.

    Both are known as enterprises report them, with the same bias. Source: birman-1978 (planning from the achieved level).
    """
    bias = ratio(reported_capacity, capacity, 1.0)
    room = STRETCH * jnp.maximum(potential * bias, FRESH_START * reported_capacity)
    return sum_goods(jnp.where(open, jnp.minimum(room, reported_capacity), 0.0), sector)


def requests(
    target: Array, padding: Array, open: Array, base_inputs: Array, technique_materials: Array, inputs: Array, sector: Array
) -> Array:
    """Inputs asked for: what the target takes, padded, less what is in store (float64 [enterprise, good])."""
    need = base_inputs.T[sector] * technique_materials[:, None] * target[:, None]
    return jnp.where(open[:, None], jnp.maximum((1.5 + padding) * need - inputs / 1e6, 0.0), 0.0)


def people_for(
    target: Array, spare: Array, open: Array, sector: Array, workers: Array, capacity: Array, work_each: Array,
    technique_labour: Array, physics: Physics,
) -> Array:  # fmt: skip
    """Workers asked for, with a reserve (float64 [enterprise]); farms keep whom they have."""
    people = workers_for(target, capacity, work_each, technique_labour, physics.substitution) * (1.0 + spare)
    return jnp.where(open, jnp.where(sector == GRAIN, workers, workers + 0.5 * (people - workers)), 0.0)


def shop_plan(final: Array, offered: Array, sector: Array) -> Array:
    """Final uses that compete with inputs: of grain only what villages deliver and shops would sell, not what is eaten at home."""
    delivered = sum_goods(jnp.where(sector == GRAIN, offered, 0.0), sector)[GRAIN]
    return final.at[GRAIN].set(jnp.minimum(SHOP_SHARE * delivered, final[GRAIN]))


def stock_orders(usual: Array, inventory: Array, sector: Array, demand: Array, supplied: Array) -> Array:
    """Final demand for stocks: half of what lacks to the norm or is beyond it, and of inputs that users did not get.

    Within a half less and a twentieth more than usual output (input goods need several times that in gross output). Source: own construction.
    """
    stock = sum_goods(inventory / 1e6, sector)
    goods = jnp.arange(usual.shape[0])
    backlog = jnp.where(goods == MATERIALS, jnp.maximum(demand - supplied, 0.0), 0.0)
    gap = jnp.where(goods == GRAIN, 0.0, jnp.array(STOCK_NORM) * usual - stock) + backlog
    return jnp.clip(0.5 * gap, -0.5 * usual, 0.05 * usual)


def carry_out_supply(
    input_request: Array, consumption_plan: Array, share_of_final: Array, priority: Array, open: Array, sector: Array, inventory: Array,
    price: Array, mean_price: Array, enterprise_id: Array, offered_grain: Array, sales: Array, orders: Array, demand: Array,
    supplied: Array, draw: Draws,
) -> Effects:  # fmt: skip
    """Rations inputs by the executor: final uses and inputs share the gap, sectors are filled by priority.

    Makers of goods that others use come first under every plan; the plan adds its own weights.
    """
    stock = jnp.where(open, jnp.where(sector == GRAIN, jnp.minimum(offered_grain, inventory / 1e6), inventory / 1e6), 0.0)
    available = sum_goods(stock, sector)
    by_user = sum_by(jnp.rint(input_request * 1e6).astype(jnp.int64), sector, 6).astype(jnp.float64) / 1e6
    for_inputs = absorb_gap(available, tree_sum(by_user), consumption_plan, share_of_final)
    first = jnp.where(tree_sum(by_user) > 1e-9, INPUTS_FIRST, 1.0)
    filled = fill_by_priority(by_user, for_inputs, priority * first)
    rate = jnp.where(by_user > 0, filled / jnp.maximum(by_user, 1e-12), 0.0)
    wanted = tree_sum(by_user)
    effects, asked, sold, prices = deliver_inputs(input_request * rate[sector], stock, stock, price, mean_price, sector, enterprise_id, draw)
    decide = {
        "sales": sales + sold, "orders": orders + asked, "mean_price": prices,
        "demand": demand.at[MATERIALS].set(wanted[MATERIALS]),
        "supplied": supplied.at[MATERIALS].set(jnp.minimum(sum_goods(sold, sector), wanted)[MATERIALS]),
    }  # fmt: skip
    return Effects(decide, pools=effects.pools)


def plan_shops(
    open: Array, alive: Array, age: Array, hearth: Array, deposits_person: Array, income_person: Array, food_need: Array, home_grain: Array,
    sector: Array, price: Array, inventory: Array, offered: Array, state_order: Array, mean_price: Array, consumption: Array,
    nutrition: Array, grain_need: Array, sales: Array, orders: Array, demand: Array, supplied: Array, necessity: Array, taste: Array,
    enterprise_id: Array, draw: Draws, physics: Physics, sizes: Sizes, state_first: bool,
) -> Effects:  # fmt: skip
    """Serves people at list prices; what lacks is rationed pro rata (the queue)."""
    shown = jnp.where(open, jnp.where(sector == GRAIN, jnp.minimum(offered, inventory / 1e6), inventory / 1e6), 0.0)
    prices = ratio(sum_goods(price * shown, sector), sum_goods(shown, sector), 0.0)
    prices = jnp.where(prices > 0, prices, mean_price)
    hearths = hearth_demand(
        alive, age, hearth, deposits_person, income_person, food_need, home_grain, sector, prices, necessity, taste, physics, sizes
    )
    return serve_people(
        hearths, alive, age, hearth, deposits_person, food_need, sector, price, shown, shown, state_order, state_first,
        mean_price, consumption, nutrition, grain_need, home_grain, sales, orders, demand, supplied, enterprise_id, draw, sizes,
    )  # fmt: skip


def plan_machines(
    open: Array, sector: Array, desired_machines: Array, inventory: Array, price: Array, deposits_enterprise: Array, mean_price: Array,
    enterprise_id: Array, sales: Array, orders: Array, demand: Array, supplied: Array, draw: Draws,
) -> Effects:  # fmt: skip
    """Hands machines out in proportion to what was allotted, up to a quarter more where they lie in store.

    Source: kornai-1980 (nobody whose budget is soft refuses machines).
    """
    afford = jnp.minimum(ratio(deposits_enterprise / 100.0, desired_machines * mean_price[MACHINES] * 1.02, 1.0), 1.0)
    stock = jnp.where(open, inventory / 1e6, 0.0)
    allotted = total(jnp.where(open, desired_machines, 0.0))
    more = jnp.clip(ratio(sum_goods(stock, sector)[MACHINES], allotted, 1.0), 1.0, 1.25)
    wanted = jnp.where(open, desired_machines * more * afford, 0.0)
    effects, asked, sold, prices = deliver_machines(wanted, stock, stock, price, mean_price, sector, enterprise_id, draw)
    got = sum_goods(sold, sector)
    asked_for = jnp.sum(jnp.rint(wanted * 1e6).astype(jnp.int64)) / 1e6
    return Effects(
        decide={
            "sales": sales + sold, "orders": orders + asked, "mean_price": prices,
            "demand": demand.at[MACHINES].set(asked_for), "supplied": supplied.at[MACHINES].set(got[MACHINES]),
        },
        pools=effects.pools,
    )  # fmt: skip


__all__ = [
    "MATERIALS", "SERVICES", "achievable", "by_enterprise", "carry_out_supply", "people_for", "plan_machines", "plan_shops",
    "reported_inputs", "requests", "shop_plan", "stock_orders",
]  # fmt: skip
