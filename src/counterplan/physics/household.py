"""What people want to buy: hearths pool their budgets and eat together, in every system."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.variables import GRAIN, Sizes

from .integers import count_and_sum, ratio, sum_by, take, tree_sum
from .parameters import Physics
from .places import village_farm

NEED_SCALE = 1024.0
"""Fixed point of eaters."""


MOST_WANTED = 1e6
"""Units of a good that a hearth asks for at most (some thousand times what one buys at the start): at prices near zero a wish would
else be a number that integers cannot hold."""


class Hearths(NamedTuple):
    """Hearths as buyers: eaters, money, incomes, grain from the own village, and what they would buy."""

    eaters: Array
    """float64 [hearth], standard eaters."""
    money: Array
    """float64 [hearth], currency held by members."""
    home: Array
    """float64 [hearth], units of grain from the own village, a standard eater."""
    wanted: Array
    """float64 [hearth, consumed good], units wanted at going prices."""
    members: Array
    """int64 [hearth], living persons."""
    received: Array
    """float64 [hearth], money that came in since goods were last bought, in currency."""


def standard_eaters(alive: Array, age: Array, food_need: Array) -> Array:
    """Food need of each person over a standard eater's (float32, 0 for empty slots)."""
    years = jnp.minimum(age // 4, food_need.shape[0] - 1).astype(jnp.int32)
    return jnp.where(alive, food_need.astype(jnp.float32)[years], 0.0)


def count_incomes(*, hearth_received: Array, hearth_income: Array, quarter: Array) -> Effects:
    """Smooths what hearths live on over a year. Source: own construction (incomes are compared by year, as published ones are)."""
    smoothed = jnp.where(quarter == 0, hearth_received, 0.75 * hearth_income + 0.25 * hearth_received)
    return Effects(decide={"hearth_income": smoothed})


def food_energy(grain: Array, physics: Physics) -> Array:
    """Food energy over need from grain over need: one for one up to satiety, through animals beyond it."""
    return jnp.minimum(grain, physics.satiety) + physics.feed_yield * jnp.maximum(grain - physics.satiety, 0.0)


def hearth_demand(
    alive: Array,
    age: Array,
    hearth: Array,
    deposits_person: Array,
    income_person: Array,
    food_need: Array,
    home_grain: Array,
    sector: Array,
    price: Array,
    necessity: Array,
    taste: Array,
    physics: Physics,
    sizes: Sizes,
) -> Hearths:
    """Adds up each hearth's means and needs and spreads its budget over goods.

    Equation: budget = min[N + α₁(Y − N) + α₂(M − Y), M] (N cost of necessities, Y income, M money); goods by the linear
    expenditure system: necessity first, then fixed shares of what is left, food of the own village beyond necessity counted in; where money is
    short food goes first.
    Source: godley-lavoie-2007 (budget), stone-1954 and lluch-powell-williams-1977 (goods).

    Args:
        price: float64 [good], price that people pay.
    """
    n, bought = sizes.hearth, sizes.goods.bought
    necessity, taste, price = necessity[:bought], taste[:bought], price[:bought]
    place = jnp.where(alive, hearth, -1)
    eaters_of = standard_eaters(alive, age, food_need)
    members, needs = count_and_sum(alive, jnp.rint(eaters_of * NEED_SCALE).astype(jnp.int64), place, n)
    eaters = needs.astype(jnp.float64) / NEED_SCALE
    money = sum_by(jnp.where(alive, deposits_person, 0), place, n).astype(jnp.float64) / 100.0
    received = sum_by(jnp.where(alive, income_person, 0), place, n).astype(jnp.float64) / 100.0
    farm = village_farm(jnp.arange(n, dtype=jnp.int32), sector, sizes)
    home = take(home_grain, farm, 0.0)

    needed = jnp.broadcast_to(necessity, (n, bought)).at[:, GRAIN].set(jnp.maximum(necessity[GRAIN] - home, 0.0))
    needed = needed * eaters[:, None]
    cost = tree_sum(needed * price, axis=1)
    income = jnp.minimum(received, money)
    wish = cost + physics.spend_from_income * (income - cost) + physics.spend_from_wealth * (money - income)
    budget = jnp.clip(jnp.maximum(wish, jnp.minimum(cost, money)), 0.0, money)
    food = jnp.minimum(needed[:, GRAIN], budget / price[GRAIN])
    rest = budget - food * price[GRAIN]
    other_cost = cost - needed[:, GRAIN] * price[GRAIN]
    scale = jnp.minimum(rest / jnp.maximum(other_cost, 1e-9), 1.0)
    free = jnp.maximum(rest - other_cost, 0.0)
    spare_home = jnp.maximum(home - necessity[GRAIN], 0.0) * eaters * price[GRAIN]
    more_food = jnp.maximum(taste[GRAIN] * (free + spare_home) - spare_home, 0.0)
    others = ratio(free - more_food, 1.0 - taste[GRAIN])
    wanted = needed * scale[:, None] + others[:, None] * taste / price
    wanted = wanted.at[:, GRAIN].set(food + more_food / price[GRAIN])
    wanted = jnp.where(eaters[:, None] > 0, jnp.minimum(wanted, MOST_WANTED), 0.0)
    return Hearths(eaters=eaters, money=money, home=home, wanted=wanted, members=members, received=received)
