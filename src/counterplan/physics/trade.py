"""Delivery and payment: goods leave sellers, reach buyers, and exactly the price is paid.

Rules of coordination decide prices, offers and who gets what; these functions turn that into pools and conversions in
which every unit and every hundredth has two sides.
"""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Account, Conversion, Effects, Pool, hundredths, millionths
from counterplan.core.variables import ARMS, CONSUMED, GOODS, GRAIN, MACHINES, MATERIALS, Sizes

from .household import Hearths, food_energy, standard_eaters
from .integers import ratio, split, sum_by, take, total, tree_sum
from .places import village_farm

N, BOUGHT = len(GOODS), len(CONSUMED)
"""Number of goods, and how many of them people buy (the first ones)."""


def sum_goods(values: Array, sector: Array) -> Array:
    """Sums a float by enterprise into its good, through integers."""
    return sum_by(jnp.rint(values * 1e6).astype(jnp.int64), sector, N).astype(jnp.float64) / 1e6


def shared_orders(demand: Array, offered: Array, weight: Array, sector: Array) -> tuple[Array, Array]:
    """Spreads demand over sellers: by weight first, then what some could not fill over what others still have.

    Returns:
        orders that each seller sees (deliveries, and its part of the buyers who were sent away), and units that it
        delivers (never above its offer).
    """
    weights = sum_goods(weight, sector)
    share = weight / jnp.maximum(weights, 1e-12)[sector]
    asked = share * demand[sector]
    first = jnp.minimum(asked, offered)
    left = offered - first
    open_demand = jnp.maximum(demand - sum_goods(first, sector), 0.0)
    fill = jnp.minimum(ratio(open_demand, sum_goods(left, sector)), 1.0)
    sold = first + left * fill[sector]
    served = jnp.maximum(sum_goods(sold, sector), 1e-9)
    sent_away = jnp.maximum(demand - served, 0.0)
    none_served = sum_goods(sold, sector) <= 1e-9
    orders = jnp.where(none_served[sector], asked, sold * (1.0 + (sent_away / served)[sector]))
    return orders, sold


def mean_prices(sold: Array, price: Array, sector: Array, before: Array) -> Array:
    """Mean price by good, weighted by units sold; where nothing is sold the price before."""
    quantity = sum_goods(sold, sector)
    value = sum_by(jnp.rint(sold * price * 1e3).astype(jnp.int64), sector, N).astype(jnp.float64) / 1e3
    return jnp.where(quantity > 1e-1, value / jnp.maximum(quantity, 1e-1), before)


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
    demand = tree_sum_rows(granted)
    asked, sold = shared_orders(demand, offered, weight, sector)
    cover = jnp.minimum(ratio(sum_goods(sold, sector), demand, 1.0), 1.0) * (1.0 - 1e-9)
    units = millionths(granted * cover)
    totals = jnp.sum(units, axis=0)
    sold_units = split(totals, jnp.minimum(millionths(sold) + 1, millionths(offered)), sector, N)
    prices = mean_prices(sold, price, sector, mean_price)
    cost = hundredths(tree_sum(units.astype(jnp.float64) / 1e6 * prices, axis=1))
    goods = jnp.broadcast_to(jnp.arange(N), units.shape)
    effects = Effects(
        pools=(
            Pool("delivery", Account("inventory"), sold_units, Account("inputs"), units, sector, goods, N),
            Pool(
                "materials", Account("deposits_enterprise"), cost, Account("deposits_enterprise"),
                hundredths(sold_units.astype(jnp.float64) / 1e6 * price), paid_to="revenue", paid_by="input_bill",
            ),
        )
    )  # fmt: skip
    return effects, asked, sold_units.astype(jnp.float64) / 1e6, prices


def tree_sum_rows(values: Array) -> Array:
    """Sums a float [enterprise, good] over enterprises, through integers."""
    return jnp.sum(jnp.rint(values * 1e6).astype(jnp.int64), axis=0).astype(jnp.float64) / 1e6


def deliver_machines(
    granted: Array, offered: Array, weight: Array, price: Array, mean_price: Array, sector: Array
) -> tuple[Effects, Array, Array, Array]:
    """Moves machines from their makers to enterprises, installs them and pays for them (as `deliver_inputs`)."""
    is_maker = sector == MACHINES
    offered = jnp.where(is_maker, offered, 0.0)
    demand = jnp.zeros(N).at[MACHINES].set(total(granted))
    asked, sold = shared_orders(demand, offered, jnp.where(is_maker, weight, 0.0), sector)
    cover = jnp.minimum(ratio(total(sold), demand[MACHINES], 1.0), 1.0) * (1.0 - 1e-9)
    units = millionths(granted * cover)
    totals = jnp.zeros(N, jnp.int64).at[MACHINES].set(jnp.sum(units))
    sold_units = split(totals, jnp.minimum(millionths(sold) + 1, millionths(offered)), sector, N)
    prices = mean_prices(sold, price, sector, mean_price)
    cost = hundredths(units.astype(jnp.float64) / 1e6 * prices[MACHINES])
    effects = Effects(
        pools=(
            Pool("delivery", Account("inventory"), sold_units, Account("machines"), units, paid_to="installed"),
            Pool(
                "machines", Account("deposits_enterprise"), cost, Account("deposits_enterprise"),
                hundredths(sold_units.astype(jnp.float64) / 1e6 * price), paid_to="revenue",
            ),
        )
    )  # fmt: skip
    return effects, asked, sold_units.astype(jnp.float64) / 1e6, prices


def serve_people(
    hearths: Hearths, alive: Array, age: Array, hearth: Array, deposits_person: Array, food_need: Array, sector: Array, price: Array,
    offered: Array, weight: Array, state_order: Array, state_first: bool, price_before: Array, consumption: Array, nutrition: Array,
    grain_need: Array, home_grain: Array, sales: Array, orders: Array, demand: Array, supplied: Array, sizes: Sizes,
) -> Effects:  # fmt: skip
    """Serves hearths and the budget's orders from what sellers offer; people pay, eat and use.

    Goods are rationed pro rata where they lack (the budget's orders come first if ``state_first``). Grain of the own
    village is eaten at home and not paid for.

    Invariant: units taken from sellers equal units used; money paid equals money received.
    """
    wanted_people = jnp.zeros(N).at[:BOUGHT].set(tree_sum_rows(hearths.wanted))
    offers = sum_goods(offered, sector)
    state_cover = jnp.minimum(ratio(offers, state_order if state_first else state_order + wanted_people, 1.0), 1.0)
    for_state = state_order * state_cover * (1.0 - 1e-9)
    cover = jnp.minimum(ratio(jnp.maximum(offers - for_state, 0.0), wanted_people, 1.0), 1.0) * (1.0 - 1e-9)
    asked, sold = shared_orders(wanted_people + state_order, offered, weight, sector)
    _, sold = shared_orders(jnp.minimum(wanted_people * cover + for_state, offers), offered, weight, sector)
    prices = mean_prices(sold, price, sector, price_before)

    got = millionths(hearths.wanted * cover[:BOUGHT])
    eaters_of = standard_eaters(alive, age, food_need)
    payment, used, fed = _persons_part(hearths, got, prices, alive, hearth, deposits_person, eaters_of, grain_need)
    sold_units, state_part = _sellers_part(got, for_state, sold, offered, sector)
    eaten = _eaten_at_home(hearths, home_grain, sector, sizes)
    revenue = hundredths(sold_units.astype(jnp.float64) / 1e6 * price)
    bill = hundredths(tree_sum(for_state * prices))
    return Effects(
        decide={
            "consumption": jnp.where(alive, used, 0.0),
            "nutrition": jnp.where(alive, 0.5 * nutrition + 0.5 * food_energy(fed), 1.0),
            "demand": (wanted_people + state_order).at[MATERIALS].set(demand[MATERIALS]),
            "supplied": jnp.minimum(wanted_people * cover + for_state, offers).at[MATERIALS].set(supplied[MATERIALS]),
            "mean_price": prices,
            "sales": sales + sold_units.astype(jnp.float64) / 1e6,
            "orders": orders + asked,
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


def _persons_part(
    hearths: Hearths, got: Array, prices: Array, alive: Array, hearth: Array, deposits_person: Array, eaters_of: Array, grain_need: Array
) -> tuple[Array, Array, Array]:
    """Shares out what hearths got, by need.

    Returns:
        by person, what is paid (hundredths), the goods used, and food over need.
    """
    cost = tree_sum(got.astype(jnp.float64) / 1e6 * prices[:BOUGHT], axis=1)
    share = jnp.minimum(ratio(cost, hearths.money), 1.0)
    inverse = jnp.where(hearths.eaters > 0, 1.0 / jnp.maximum(hearths.eaters, 1e-9), 0.0)
    grain_each = hearths.home + got[:, GRAIN] / 1e6 * inverse
    other_each = tree_sum(got[:, 1:].astype(jnp.float64), axis=1) / 1e6 * inverse
    place = jnp.where(alive, hearth, -1)
    payment = jnp.where(alive, jnp.floor(deposits_person * take(share, place)).astype(jnp.int64), 0)
    grain_of = take(grain_each.astype(jnp.float32), place) * eaters_of
    used = grain_of + take(other_each.astype(jnp.float32), place) * eaters_of
    return payment, used, take((grain_each / grain_need).astype(jnp.float32), place)


def _sellers_part(got: Array, for_state: Array, sold: Array, offered: Array, sector: Array) -> tuple[Array, Array]:
    """Millionths that each seller hands over, and the part of them that goes to the budget."""
    state_units = millionths(for_state)
    sold_units = split(state_units.at[:BOUGHT].add(jnp.sum(got, axis=0)), jnp.minimum(millionths(sold) + 1, millionths(offered)), sector, N)
    return sold_units, split(jnp.minimum(state_units, sum_by(sold_units, sector, N)), sold_units, sector, N)


def _eaten_at_home(hearths: Hearths, home_grain: Array, sector: Array, sizes: Sizes) -> Array:
    """Grain that each village eats from its own store, in millionths."""
    n = home_grain.shape[0]
    farm = village_farm(jnp.arange(sizes.hearth, dtype=jnp.int32), sector, sizes)
    eaters = sum_by(jnp.rint(hearths.eaters * 1024.0).astype(jnp.int64), farm, n).astype(jnp.float64) / 1024.0
    return millionths(home_grain * eaters)


__all__ = ["ARMS", "CONSUMED", "deliver_inputs", "deliver_machines", "mean_prices", "serve_people", "shared_orders"]
