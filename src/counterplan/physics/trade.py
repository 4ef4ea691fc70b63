"""Delivery and payment: goods leave sellers, reach buyers, and exactly the price is paid.

Rules of coordination decide prices, offers and who gets what; these functions turn that into pools and conversions in
which every unit and every hundredth has two sides.
"""

from __future__ import annotations

from dataclasses import fields

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from counterplan.core.common import common
from counterplan.core.effects import Account, Conversion, Effects, Pool, hundredths, millionths
from counterplan.core.goods import Goods
from counterplan.core.variables import GRAIN, Sizes

from .bundles import spread
from .household import Hearths, food_energy, hearth_demand, standard_eaters
from .integers import ratio, split, sum_by, take, total, tree_sum
from .parameters import Physics
from .places import village_farm

jax.tree_util.register_dataclass(Physics, [f.name for f in fields(Physics)], [])  # common functions take it as arrays


def sum_goods(values: Array, sector: Array, n_goods: int) -> Array:
    """Sums a float by enterprise into its good, through integers."""
    return sum_by(jnp.rint(values * 1e6).astype(jnp.int64), sector, n_goods).astype(jnp.float64) / 1e6


def shared_orders(demand: Array, offered: Array, weight: Array, sector: Array) -> tuple[Array, Array]:
    """Spreads demand over sellers: by weight first, then what some could not fill over what others still have.

    Returns:
        orders that each seller sees (deliveries, and its part of the buyers who were sent away), and units that it
        delivers (never above its offer).
    """
    n = demand.shape[0]
    weights = sum_goods(weight, sector, n)
    share = weight / jnp.maximum(weights, 1e-12)[sector]
    asked = share * demand[sector]
    first = jnp.minimum(asked, offered)
    left = offered - first
    open_demand = jnp.maximum(demand - sum_goods(first, sector, n), 0.0)
    fill = jnp.minimum(ratio(open_demand, sum_goods(left, sector, n)), 1.0)
    sold = first + left * fill[sector]
    served = jnp.maximum(sum_goods(sold, sector, n), 1e-9)
    sent_away = jnp.maximum(demand - served, 0.0)
    none_served = sum_goods(sold, sector, n) <= 1e-9
    orders = jnp.where(none_served[sector], asked, sold * (1.0 + (sent_away / served)[sector]))
    return orders, sold


def seen_orders(orders: Array, share: Array, room: Array, sector: Array, n_goods: int, counted: Array | float) -> Array:
    """Orders of a quarter (float64 [enterprise]), moved to sellers to whom more buyers came first than they served.

    Args:
        orders: as `shared_orders` adds them up; share: part of a good's buyers who come to a seller first; room: what its machines and people
            could make, and those whom it would take on; counted: part of these buyers that it counts.

    A seller counts buyers whom it sent away as far as it could make more; whoever served them counts so many fewer, so that orders add up to
    what was asked for. Where it counts none a cheap seller knows only what it has sold, and none outgrows another.
    Source: dosi-fagiolo-roventini-2010 (a firm expects the demand for its own product); own construction (the bound).
    """
    gap = share * sum_goods(orders, sector, n_goods)[sector] - orders
    gains, losses = jnp.clip(gap, 0.0, jnp.maximum(room - orders, 0.0)), jnp.maximum(-gap, 0.0)
    part = jnp.minimum(ratio(sum_goods(gains, sector, n_goods), sum_goods(losses, sector, n_goods)), 1.0)
    return orders + counted * (gains - losses * part[sector])


def mean_prices(sold: Array, price: Array, sector: Array, before: Array) -> Array:
    """Mean price by good, weighted by units sold; where nothing is sold the price before."""
    n = before.shape[0]
    quantity = sum_goods(sold, sector, n)
    value = sum_by(jnp.rint(sold * price * 1e3).astype(jnp.int64), sector, n).astype(jnp.float64) / 1e3
    return jnp.where(quantity > 1e-1, value / jnp.maximum(quantity, 1e-1), before)


@common
def deliver_inputs(
    granted: Array, offered: Array, weight: Array, price: Array, mean_price: Array, sector: Array
) -> tuple[Effects, Array, Array, Array]:
    """Moves inputs from sellers to enterprises and pays for them.

    Args:
        granted: float64 [enterprise, good], what each buyer gets (sums must not exceed offers).
        offered: float64 [enterprise], own product that each seller can deliver.
        weight: float64 [enterprise], how demand is spread over sellers.
        price: float64 [enterprise], price of each seller.

    Returns:
        effects, units asked of each seller, units sold by each, mean prices by good.
    """
    demand, n = tree_sum_rows(granted), granted.shape[1]
    asked, sold = shared_orders(demand, offered, weight, sector)
    cover = jnp.minimum(ratio(sum_goods(sold, sector, n), demand, 1.0), 1.0) * (1.0 - 1e-9)
    units = millionths(granted * cover)
    totals = jnp.sum(units, axis=0)
    sold_units = split(totals, jnp.minimum(millionths(sold) + 1, millionths(offered)), sector, n)
    prices = mean_prices(sold, price, sector, mean_price)
    cost = hundredths(tree_sum(units.astype(jnp.float64) / 1e6 * prices, axis=1))
    effects = Effects(
        pools=(
            Pool("delivery", Account("inventory"), sold_units, Account("inputs"), units, sector, n_groups=n),
            Pool(
                "materials", Account("deposits_enterprise"), cost, Account("deposits_enterprise"),
                hundredths(sold_units.astype(jnp.float64) / 1e6 * price), paid_to="revenue", paid_by="input_bill",
            ),
        )
    )  # fmt: skip
    return effects, asked, sold_units.astype(jnp.float64) / 1e6, prices


def beyond_inputs(stock: Array, expected_sales: Array, sector: Array, goods: Goods) -> Array:
    """Store that may go to final uses: what enterprises are expected to buy next quarter stays, since inputs are bought a quarter ahead.

    Without that a quarter of brisk shopping would take the inputs of the next, and with them what is made for shops.
    Source: own construction.
    """
    if not any(goods.mixed):
        return stock
    return jnp.maximum(stock - jnp.array(goods.kept_for_inputs)[sector] * expected_sales, 0.0)


def tree_sum_rows(values: Array) -> Array:
    """Sums a float [enterprise, good] over enterprises, through integers."""
    return jnp.sum(jnp.rint(values * 1e6).astype(jnp.int64), axis=0).astype(jnp.float64) / 1e6


@common
def deliver_machines(
    granted: Array, offered: Array, weight: Array, price: Array, mean_price: Array, sector: Array, goods: Goods
) -> tuple[Effects, Array, Array, Array]:
    """Moves machines from their makers to enterprises, installs them and pays for them (as `deliver_inputs`).

    Buyers want the goods of a machine in fixed proportions; of a good that lacks they get less, and machines count as what they hold,
    at prices of the start (as capital does in national accounts).
    """
    n, made_of = len(goods), jnp.array(goods.machine)
    is_maker = made_of[sector] > 0
    offered = jnp.where(is_maker, offered, 0.0)
    demand = spread(total(granted), goods.machine)
    asked, sold = shared_orders(demand, offered, jnp.where(is_maker, weight, 0.0), sector)
    cover = jnp.minimum(ratio(sum_goods(sold, sector, n), demand, 1.0), 1.0) * (1.0 - 1e-9)
    units, totals = _units_of_machines(granted, cover, goods)
    sold_units = split(totals, jnp.minimum(millionths(sold) + 1, millionths(offered)), sector, n)
    prices = mean_prices(sold, price, sector, mean_price)
    cost = _worth_of_machines(units, prices, goods)
    effects = Effects(
        pools=(
            _installing(sold_units, units, sector, goods),
            Pool(
                "machines", Account("deposits_enterprise"), cost, Account("deposits_enterprise"),
                hundredths(sold_units.astype(jnp.float64) / 1e6 * price), paid_to="revenue",
            ),
        )
    )  # fmt: skip
    return effects, asked, sold_units.astype(jnp.float64) / 1e6, prices


def _units_of_machines(machines: Array, cover: Array, goods: Goods) -> tuple[Array, Array]:
    """Millionths of the goods that are delivered for machines, int64 [enterprise], or [enterprise, good] where there are several; and their
    sums by good."""
    if max(goods.machine) == 1.0:
        units = millionths(machines * cover[goods.machine_place])
        return units, jnp.zeros(len(goods), jnp.int64).at[goods.machine_place].set(jnp.sum(units))
    units = millionths(machines[:, None] * (cover * jnp.array(goods.machine)))
    return units, jnp.sum(units, axis=0)


def _worth_of_machines(units: Array, prices: Array, goods: Goods) -> Array:
    """What machines cost, in hundredths (int64 [enterprise])."""
    if units.ndim == 1:
        return hundredths(units.astype(jnp.float64) / 1e6 * prices[goods.machine_place])
    return hundredths(tree_sum(units.astype(jnp.float64) / 1e6 * prices, axis=1))


def _installing(sold_units: Array, units: Array, sector: Array, goods: Goods) -> Pool:
    """Moves goods out of their makers' stores into machines."""
    if units.ndim == 1:
        return Pool("delivery", Account("inventory"), sold_units, Account("machines"), units, paid_to="installed", into=goods.machine_place)
    return Pool(
        "delivery", Account("inventory"), sold_units, Account("machines"), units, sector, n_groups=len(goods), paid_to="installed",
        into=goods.machine_place,
    )  # fmt: skip


@common
def sell_to_people(
    alive: Array, age: Array, hearth: Array, deposits_person: Array, income_person: Array, food_need: Array, home_grain: Array, sector: Array,
    price: Array, shown: Array, weight: Array, state_order: Array, state_first: bool, mean_price: Array, consumption: Array, nutrition: Array,
    grain_need: Array, sales: Array, orders: Array, demand: Array, supplied: Array, necessity: Array, taste: Array, physics: Physics, sizes: Sizes,
) -> tuple[Effects, Array]:  # fmt: skip
    """Lets hearths plan by the prices of what is on show, and serves them and the budget from it (`serve_people`).

    Args:
        shown: float64 [enterprise], units on offer; weight: how buyers are spread over sellers.

    Returns:
        effects, and the mean price by good of what is on show (where nothing is, the price before).
    """
    prices = ratio(sum_goods(price * shown, sector, sizes.good), sum_goods(shown, sector, sizes.good), 0.0)
    prices = jnp.where(prices > 0, prices, mean_price)
    hearths = hearth_demand(
        alive, age, hearth, deposits_person, income_person, food_need, home_grain, sector, prices, necessity, taste, physics, sizes
    )
    served = serve_people(
        hearths, alive, age, hearth, deposits_person, food_need, sector, price, shown, weight, state_order, state_first,
        mean_price, consumption, nutrition, grain_need, home_grain, sales, orders, demand, supplied, physics, sizes,
    )  # fmt: skip
    return served, prices


def serve_people(
    hearths: Hearths, alive: Array, age: Array, hearth: Array, deposits_person: Array, food_need: Array, sector: Array, price: Array,
    offered: Array, weight: Array, state_order: Array, state_first: Array | bool, price_before: Array, consumption: Array, nutrition: Array,
    grain_need: Array, home_grain: Array, sales: Array, orders: Array, demand: Array, supplied: Array, physics: Physics, sizes: Sizes,
) -> Effects:  # fmt: skip
    """Serves hearths and the budget's orders from what sellers offer; people pay, eat and use.

    Goods are rationed pro rata where they lack (the budget's orders come first if ``state_first``). Nobody buys another good instead: what
    was meant for a good that lacked stays in the purse. Grain of the own village is eaten at home and not paid for.

    Invariant: units taken from sellers equal units used; money paid equals money received.
    """
    n, bought = sizes.good, sizes.goods.bought
    wanted_people = jnp.zeros(n).at[:bought].set(tree_sum_rows(hearths.wanted))
    offers = sum_goods(offered, sector, n)
    state_cover = jnp.minimum(ratio(offers, jnp.where(state_first, state_order, state_order + wanted_people), 1.0), 1.0)
    for_state = state_order * state_cover * (1.0 - 1e-9)
    cover = jnp.minimum(ratio(jnp.maximum(offers - for_state, 0.0), wanted_people, 1.0), 1.0) * (1.0 - 1e-9)
    asked, sold = shared_orders(wanted_people + state_order, offered, weight, sector)
    _, sold = shared_orders(jnp.minimum(wanted_people * cover + for_state, offers), offered, weight, sector)
    prices = mean_prices(sold, price, sector, price_before)

    got = millionths(hearths.wanted * cover[:bought])
    eaters_of = standard_eaters(alive, age, food_need)
    payment, used, fed = _persons_part(hearths, got, prices, alive, hearth, deposits_person, eaters_of, grain_need, sizes.goods)
    sold_units, state_part = _sellers_part(got, for_state, sold, offered, sector)
    eaten = _eaten_at_home(hearths, home_grain, sector, sizes)
    revenue = hundredths(sold_units.astype(jnp.float64) / 1e6 * price)
    bill = hundredths(tree_sum(for_state * prices))
    inputs = np.array(sizes.goods.inputs, int)  # what was asked for as input this quarter stays in the count
    return Effects(
        decide={
            "consumption": jnp.where(alive, used, 0.0),
            "nutrition": jnp.where(alive, 0.5 * nutrition + 0.5 * food_energy(fed, physics), 1.0),
            "demand": (wanted_people + state_order).at[inputs].add(demand[inputs]),
            "supplied": jnp.minimum(wanted_people * cover + for_state, offers).at[inputs].add(supplied[inputs]),
            "mean_price": prices,
            **_forced(wanted_people, got, prices),
            "sales": sales + sold_units.astype(jnp.float64) / 1e6,
            "orders": orders + asked,
            "hearth_received": hearths.received + hearths.home * hearths.eaters * prices[GRAIN],
            "hearth_eaters": hearths.eaters,
            "hearth_members": hearths.members,
        },
        pools=(
            Pool("purchase", Account("deposits_person"), payment, Account("deposits_enterprise"), revenue, paid_to="revenue"),
            Pool("purchase", Account("deposits_state"), bill[None], Account("deposits_enterprise"), revenue, paid_to="revenue"),
        ),
        conversions=(
            Conversion("inventory", -(sold_units - state_part), "consumed"),
            Conversion("inventory", -state_part, "used_by_state"),
            Conversion("inventory", -eaten, "eaten_at_home"),
        ),
    )


def _forced(wanted: Array, got: Array, prices: Array) -> dict[str, Array]:
    """What persons meant to spend and what of it they kept for want of goods, both at the prices paid (currency).

    Args:
        wanted: float64 [good], units; got: int64 [hearth, good that people buy], millionths.
    """
    bought = got.shape[1]
    lacked = wanted[:bought] - jnp.sum(got, axis=0).astype(jnp.float64) / 1e6
    return {"spending_meant": tree_sum(wanted[:bought] * prices[:bought]), "spending_unmet": tree_sum(lacked * prices[:bought])}


def _persons_part(
    hearths: Hearths, got: Array, prices: Array, alive: Array, hearth: Array, deposits_person: Array, eaters_of: Array, grain_need: Array,
    goods: Goods,
) -> tuple[Array, Array, Array]:
    """Shares out what hearths got, by need.

    Returns:
        by person, what is paid (hundredths), the goods used, and food over need.
    """
    cost = tree_sum(got.astype(jnp.float64) / 1e6 * prices[: got.shape[1]], axis=1)
    share = jnp.minimum(ratio(cost, hearths.money), 1.0)
    inverse = jnp.where(hearths.eaters > 0, 1.0 / jnp.maximum(hearths.eaters, 1e-9), 0.0)
    grain_each = hearths.home + got[:, GRAIN] / 1e6 * inverse
    fed_each = _with_processed(grain_each, got, inverse, goods)
    other_each = tree_sum(got[:, 1:].astype(jnp.float64), axis=1) / 1e6 * inverse
    place = jnp.where(alive, hearth, -1)
    payment = jnp.where(alive, jnp.floor(deposits_person * take(share, place)).astype(jnp.int64), 0)
    grain_of = take(grain_each.astype(jnp.float32), place) * eaters_of
    used = grain_of + take(other_each.astype(jnp.float32), place) * eaters_of
    return payment, used, take((fed_each / grain_need).astype(jnp.float32), place)


def _with_processed(food: Array, got: Array, inverse: Array, goods: Goods) -> Array:
    """Adds the food in processed goods, in units of the food good (float64 [hearth]); got is in millionths [hearth, good]."""
    for good in range(1, goods.bought):
        if goods.energy[good] > 0:
            food = food + goods.energy[good] * got[:, good] / 1e6 * inverse
    return food


def _sellers_part(got: Array, for_state: Array, sold: Array, offered: Array, sector: Array) -> tuple[Array, Array]:
    """Millionths that each seller hands over, and the part of them that goes to the budget."""
    state_units = millionths(for_state)
    n = for_state.shape[0]
    sold_units = split(state_units.at[: got.shape[1]].add(jnp.sum(got, axis=0)), jnp.minimum(millionths(sold) + 1, millionths(offered)), sector, n)
    return sold_units, split(jnp.minimum(state_units, sum_by(sold_units, sector, n)), sold_units, sector, n)


def _eaten_at_home(hearths: Hearths, home_grain: Array, sector: Array, sizes: Sizes) -> Array:
    """Grain that each village eats from its own store, in millionths."""
    n = home_grain.shape[0]
    farm = village_farm(jnp.arange(sizes.hearth, dtype=jnp.int32), sector, sizes)
    eaters = sum_by(jnp.rint(hearths.eaters * 1024.0).astype(jnp.int64), farm, n).astype(jnp.float64) / 1024.0
    return millionths(home_grain * eaters)


__all__ = [
    "beyond_inputs", "deliver_inputs", "deliver_machines", "mean_prices", "seen_orders", "sell_to_people", "serve_people",
    "shared_orders",
]  # fmt: skip
