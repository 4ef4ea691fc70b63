"""How prices and shares are found on markets and in plans. No rule of its own."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.goods import SIX, Goods
from counterplan.core.variables import GRAIN
from counterplan.physics.integers import ratio, total, tree_sum
from counterplan.physics.parameters import Physics
from counterplan.physics.trade import sum_goods
from counterplan.physics.village import food_to_shops

MARK_UPS = (0.02, 3.0)
"""Least and largest mark-up (assumed)."""
SOLD_AHEAD = (0.0, 0.0, 0.0, 1.0, 0.0, 0.0)
FRESH = (0.0, 0.0, 1.0, 0.0, 0.0, 0.0)
"""Quarters of sales kept in store beside the buffer, and goods made for the moment, by the part that a good plays."""
DRIFT = 0.03
"""Largest change of the level of prices a quarter (log, assumed)."""
BOUND = 0.15
"""Largest change of a price charged from one quarter to the next (log, assumed)."""


def grain_price(
    price: Array, demand: Array, offered: Array, past_inputs: Array, sector: Array, quarter: Array, elasticity: Array | float,
    goods: Goods,
) -> Array:  # fmt: skip
    """Moves the one price of grain with what people asked for over what villages offered them, mills' use aside.

    Villages spread what they sell over the quarters to the next harvest, so that a bad harvest is felt at once.
    """
    mills = tree_sum(past_inputs[(quarter - 1) % past_inputs.shape[0], :, GRAIN])
    whole = total(jnp.where(sector == GRAIN, offered, 0.0))
    brought = food_to_shops(whole, goods) if goods.milled > 0 else jnp.maximum(whole - mills, 0.0)
    step = jnp.log(jnp.maximum(demand[GRAIN], 1e-9) / jnp.maximum(brought, 1e-9))
    return price * jnp.exp(0.5 * jnp.clip(elasticity * step, -0.25, 0.25))


def market_shares(share: Array, sold: Array, price: Array, prices: Array, open: Array, sector: Array, response: Array | float) -> Array:
    """Shares of the market: half by what was sold, and won by prices below the mean."""
    n = prices.shape[0]
    held = sold / jnp.maximum(sum_goods(sold, sector, n), 1e-9)[sector]
    held = jnp.where(sum_goods(sold, sector, n)[sector] > 1e-6, 0.5 * share + 0.5 * held, share)
    edge = jnp.clip(1.0 + response * (1.0 - price / prices[sector]), 0.5, 1.5)
    grown = jnp.where(open, jnp.maximum(held, 1e-4) * edge, 0.0)
    whole = sum_goods(grown, sector, n)[sector]
    return jnp.where(whole > 0, grown / jnp.maximum(whole, 1e-12), 0.0)


def scarcity_factor(demand: Array, supplied: Array, response: Array | float) -> Array:
    """What prices stand at over cost and mark-up while buyers go without, by good: (asked for / supplied last quarter)^κ, asked for at most twice it.

    A level and not a drift: where all are served prices are back at cost and mark-up. Mark-ups that grew with every lack rose for ever, since teams
    always lack a few hands. Source: own construction, after walras-1874 (prices rise with excess demand).
    """
    over = jnp.clip(ratio(demand, supplied, 1.0), 1.0, 2.0)
    return over**response


def moved_mark_ups(mark_up: Array, share_before: Array, share: Array, response: Array | float) -> Array:
    """Mark-ups after a quarter: Δln μ = υ·Δln f, f the share of the market. Source: dosi-fagiolo-roventini-2010."""
    growth = jnp.log(jnp.maximum(share, 1e-9) / jnp.maximum(share_before, 1e-9))
    return jnp.clip(mark_up * jnp.exp(response * growth), *MARK_UPS)


def labour_rate(wage_level: Array, village_income: Array, workers: Array, mean_skill: Array, sector: Array) -> Array:
    """Mean income of all who work, on the land and in towns, over the mean wage in towns: what an hour costs society.

    Source: albert-hahnel-1991 (labour has one indicative price, whoever employs it).
    """
    people = jnp.sum(workers)
    town = sector != GRAIN
    on_land = ratio(jnp.sum(jnp.where(town, 0, workers)), people)
    pay = wage_level * ratio(total(jnp.where(town, workers * mean_skill, 0.0)), jnp.sum(jnp.where(town, workers, 0)), 1.0)
    return jnp.where(people > 0, 1.0 - on_land + on_land * ratio(village_income, pay, 1.0), 1.0)


def expected_budget(income: Array, money: Array, necessities: Array, physics: Physics) -> Array:
    """What people will spend in all, as a plan expects it: the rule of `household.hearth_demand` for all hearths together.

    Args:
        income: what people received last quarter; money: what they hold before this quarter's incomes; necessities: their cost (currency each).
    """
    return necessities + physics.spend_from_income * (income - necessities) + physics.spend_from_wealth * money


def proposed_purchases(price: Array, must: Array, budget: Array, taste: Array, bought: int = SIX.bought) -> Array:
    """What consumers' councils ask for at indicative prices: necessities first, the rest of the budget by taste."""
    cost_of_must = must[0] * price[0]
    for good in range(1, bought):
        cost_of_must = cost_of_must + must[good] * price[good]
    free = jnp.maximum(budget - cost_of_must, 0.0)
    scale = jnp.minimum(budget / jnp.maximum(cost_of_must, 1e-9), 1.0)
    return jnp.where(jnp.arange(price.shape[0]) < bought, must * scale + taste * free / price, 0.0)


def clearing_prices(shops: Array, must: Array, budget: Array, taste: Array, price: Array, bought: int = SIX.bought) -> Array:
    """Prices at which `proposed_purchases` come to what shops are planned to have; other goods keep the price given.

    Equation: p = taste·F/(shops − must) with the free budget F = budget/(1 + Σ must·taste/(shops − must)). Beyond necessities at least
    a twentieth of a good is taken to be there, so that a good that lacks does not take the whole budget.
    """
    beyond = jnp.maximum(jnp.maximum(shops - must, 0.05 * shops), 1e-9)
    sold = (jnp.arange(price.shape[0]) < bought) & (taste > 0)
    free = budget / (1.0 + tree_sum(jnp.where(sold, must * taste / beyond, 0.0)))
    return jnp.where(sold, jnp.maximum(taste * free / beyond, 1e-9), price)


def at_one_level(listed: Array, plan_price: Array, basket: Array) -> Array:
    """Prices in the proportions of a list, grain aside, at which the basket costs what it does."""
    towns = jnp.arange(plan_price.shape[0]) != GRAIN
    before, after = (tree_sum(jnp.where(towns, price * basket, 0.0)) for price in (plan_price, listed))
    return jnp.where(towns, listed * ratio(before, after, 1.0), plan_price)


def charged_prices(price: Array, plan_price: Array, floor: Array, basket: Array) -> Array:
    """Prices charged: indicative ones within a bound of last quarter's, lifted to cost, their level moving little.

    The basket stays near its price of last quarter, so that incomes drawn from value added and prices above incomes do not chase
    each other: where costs would lift it further, lifted prices fall short of cost in proportion. Grain has no floor and keeps its
    price against the basket, which stands for what people ask for and villages bring.
    """
    charged = jnp.clip(price, plan_price * jnp.exp(-BOUND), plan_price * jnp.exp(BOUND))
    before = tree_sum(plan_price * basket)
    drift = jnp.log(tree_sum(charged * basket) / before)
    charged = charged * jnp.exp(jnp.clip(drift, -DRIFT, DRIFT) - drift)
    others = jnp.arange(price.shape[0]) != GRAIN
    lifted = jnp.where(others, jnp.maximum(charged, floor), 0.0)
    room = before * jnp.exp(DRIFT) - charged[GRAIN] * basket[GRAIN]
    within = jnp.minimum(room / jnp.maximum(tree_sum(lifted * basket), 1e-12), 1.0)
    return jnp.where(others, lifted * within, charged)
