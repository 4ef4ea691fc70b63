"""What a plan in labour time reckons: hours in goods, the basket that hours allow, what shops get and what it costs. No rule of its own."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from counterplan.core.goods import Goods
from counterplan.core.variables import GRAIN
from counterplan.physics.costs import labour_for
from counterplan.physics.integers import ratio, tree_sum
from counterplan.physics.parameters import Physics
from counterplan.planning.balances import material_balances
from counterplan.planning.steering import moved_targets, scaled_values, steering_ratio

from .planned import mean_by_good
from .prices import clearing_prices


def direct_labour(technique_labour: Array, start_labour: Array, capacity: Array, weight: Array, sector: Array, physics: Physics) -> Array:
    """Effective hours in a unit of each good (float64 [good]) at the use of machines that reports say: fewer where machines stand idle.

    Args:
        weight: float64 [enterprise], what enterprises say they make (`planned.weights`).
    """
    of_normal = ratio(labour_for(weight, capacity, physics.substitution), weight, 1.0)
    return mean_by_good(technique_labour * jnp.where(sector == GRAIN, 1.0, of_normal), weight, sector, start_labour)


def labour_values(
    inputs: Array, labour: Array, technique_capital: Array, depreciation: Array, weight: Array, sector: Array, goods: Goods, rounds: int
) -> Array:
    """Effective hours in a unit of each good (float64 [good]), wear of machines and the land's hours included: v ← l + v(A + D).

    As many rounds of balances as other plans have. Source: morishima-1973; `planning.labour_time.labour_values` solves it exactly.
    """
    worn = depreciation * mean_by_good(technique_capital, weight, sector, jnp.zeros(len(goods)))
    return material_balances(inputs.T + worn[:, None] * jnp.array(goods.machine), labour, labour, rounds)


def hours_in_towns(inputs: Array, labour: Array, rounds: int) -> Array:
    """Effective hours that enterprises in towns work this quarter for a unit of each good (float64 [good]): without the land, without wear."""
    towns = labour.at[GRAIN].set(0.0)
    return material_balances(inputs.T, towns, towns, rounds)


def basket_within_hours(aim: Array, common: Array, hours: Array, there: Array) -> Array:
    """As much of a basket as the hours there allow beside common orders (float64 [good]).

    With one technique a good and nothing else limited this is the best plan of `planning.labour_time.plan_year`.
    """
    return aim * ratio(jnp.maximum(there - tree_sum(hours * common), 0.0), tree_sum(hours * aim))


def left_in_shops(aim: Array, final: Array, planned: Array, inputs: Array, stocks: Array, brought: Array) -> Array:
    """What a plan that was cut leaves people of each good: their part of final uses; of grain what villages bring less what mills take.

    A twentieth of what was wanted at least, so that a good that lacks does not take all money.
    """
    used = tree_sum(inputs * planned[None, :], axis=1)
    shops = jnp.where(aim > 0, ratio(aim, final) * jnp.maximum(planned - used - stocks, 0.05 * final), 0.0)
    return shops.at[GRAIN].set(jnp.maximum(brought - used[GRAIN], 0.05 * brought))


class Sold(NamedTuple):
    """What sales say of a basket."""

    clearing: Array
    """float64 [good]: prices at which people buy what there is."""
    paid: Array
    """float64 [good]: hours in a unit at what an hour of consumer goods costs (currency)."""
    credit: Array
    """float64: what is spent on goods that have a target."""
    an_hour: Array
    """float64: currency."""


def sold_for(shops: Array, first: Array, budget: Array, taste: Array, value: Array, steered: Array, plan_price: Array, bought: int) -> Sold:
    """Prices at which all of a basket is bought, beside its hours, so scaled that what has a target costs in all what its hours cost.

    Args:
        first: float64 [good], necessities; value: hours; steered: bool [good], goods that have a target.
    Source: cottrell-cockshott-1993.
    """
    clearing = clearing_prices(shops, first, budget, taste, plan_price, bought)
    credit, worth = (tree_sum(jnp.where(steered, by_good * shops, 0.0)) for by_good in (clearing, value))
    return Sold(clearing, scaled_values(value, credit, worth), credit, ratio(credit, worth))


def sold_to_people(shops: Array, common: Array, steered: Array) -> Array:
    """Part of the final uses of each good that people buy, beside common orders (float64 [good]); all of grain.

    There is one price for a good: the mean, by who gets it, of what shops charge and what a plan in hours does.
    """
    return jnp.where(steered, ratio(shops, shops + common), 0.0).at[GRAIN].set(1.0)


def steered_basket(basket: Array, sold: Sold, steered: Array, response: Array | float) -> Array:
    """A basket moved towards what sells above its hours (float64 [good]). Source: cottrell-cockshott-1993."""
    return jnp.where(steered, moved_targets(basket, steering_ratio(sold.clearing, sold.paid, sold.credit), response), 0.0)


def got_last_year(made: Array, inputs: Array, common: Array, usual: Array, steered: Array, brought: Array) -> Array:
    """What people got a quarter in the mean of the last year, as reported: outputs less inputs and common orders (float64 [good]).

    A twentieth of what they would buy at going prices at least, so that a good that nobody made can come back; of grain what villages bring.
    """
    used = tree_sum(inputs * made[None, :], axis=1)
    got = jnp.where(steered, jnp.maximum(made - used - common, 0.05 * usual), 0.0)
    return got.at[GRAIN].set(jnp.maximum(brought - used[GRAIN], 0.05 * brought))
