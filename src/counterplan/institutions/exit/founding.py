"""Founding of enterprises in empty places, with what founders put in: no rule of its own."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from counterplan.core.common import common
from counterplan.core.effects import Account, Pool, hundredths
from counterplan.core.goods import Goods
from counterplan.core.randomness import Draws
from counterplan.core.variables import GRAIN
from counterplan.physics.bundles import machine_price
from counterplan.physics.integers import ratio, sum_by, total
from counterplan.physics.purse import FOUNDING_TEAM, machines_lacking

MOST_FOUNDED = 0.5
"""Largest chance a quarter that an empty place is filled (assumed)."""
QUARTERS_TO_START = 2.0
"""Quarters of wages that founders put in (assumed)."""
OWNERS_SPARE, BUDGET_SPARES = 0.2, 0.1
"""Part of their money with which founders stand ready in a quarter, in the mean: owners and savers, a budget or common fund (assumed)."""
AT_ONCE = 0.5
"""Part of that money which can go into one quarter's foundings (assumed)."""


class Founding(NamedTuple):
    """New enterprises in empty places: which, what they cost, and what they start with."""

    entered: Array
    capital: Array
    """float64 [enterprise], currency that founders put in."""
    begin: dict[str, tuple[Array, Array]]
    """By variable: its value in a new enterprise, and as it was in that place."""
    next_enterprise_id: Array


def rate_of_founding(entry_rate: Array | float, unmet: Array | float, by_income: Array | float, pull: Array | float) -> Array | float:
    """Chance a quarter that an empty place of a trade is filled.

    Equation: ε·(.2 + 4·unmet orders) + ι·max(0, ln(income of those who work in the trade / income of all)).
    Source: own construction (unmet orders), vanek-1970 (free entry of enterprises of their members ends where incomes are alike).
    """
    return entry_rate * (0.2 + 4.0 * unmet) + by_income * pull


def pull_of_income(pay: Array, workers: Array, sector: Array, wage_level: Array, goods: Goods) -> Array:
    """How much more those who work in a trade draw than all do: max(0, log of the ratio), by good; 0 where nobody works."""
    people = sum_by(workers, sector, len(goods))
    mean = ratio(sum_by(jnp.rint(pay * 1e3).astype(jnp.int64), sector, len(goods)), people) / 1e3
    return jnp.where((people > 0) & (wage_level > 0), jnp.log(jnp.maximum(mean / jnp.maximum(wage_level, 1e-9), 1.0)), 0.0)


@common
def found(
    open: Array, sector: Array, orders: Array, sales: Array, expected_sales: Array, entry_rate: Array | float, start_capital: Array,
    start_labour: Array, technique_labour: Array, technique_capital: Array, wage_level: Array, mean_price: Array, start_hours_norm: Array,
    enterprise_id: Array, next_enterprise_id: Array, wage: Array, price: Array, machines: Array, draw: Draws,
    goods: Goods, workers: Array, market_share: Array, money: Array, spared: float, by_income: Array | float = 0.0,
) -> Founding:  # fmt: skip
    """Draws where new enterprises start: more where buyers were sent away, or where pay is higher; with the mean technique of the trade.

    Founders pay for two quarters' wages and for the machines that are ordered at once; the rest of the machines an enterprise earns or borrows.

    Args:
        money: int64, hundredths that founders have; spared: part of it with which they stand ready in a quarter.

    Source: caiani-2016 (entry), vanek-1970 (entry by income a member); own construction (rates).
    """
    asked = sum_by(jnp.rint(jnp.where(open, orders, 0.0) * 1e6).astype(jnp.int64), sector, len(goods))
    sold = sum_by(jnp.rint(jnp.where(open, sales, 0.0) * 1e6).astype(jnp.int64), sector, len(goods))
    alive = sum_by(open.astype(jnp.int64), sector, len(goods))
    unmet = jnp.clip(1.0 - ratio(sold, asked, 1.0), 0.0, 1.0)
    pull = pull_of_income(jnp.where(open, workers, 0) * wage, jnp.where(open, workers, 0), sector, wage_level, goods)
    rate = jnp.where(alive == 0, MOST_FOUNDED, rate_of_founding(entry_rate, unmet, by_income, pull))
    chance = jnp.where(~open & (sector != GRAIN), jnp.minimum(rate, MOST_FOUNDED)[sector], 0.0)

    def usual(technique: Array, at_start: Array) -> Array:
        mean = ratio(sum_by(jnp.rint(jnp.where(open, technique, 0.0) * 1e9).astype(jnp.int64), sector, len(goods)), alive) / 1e9
        return jnp.where(alive > 0, mean, at_start)[sector]

    labour, capital = usual(technique_labour, start_labour), usual(technique_capital, start_capital)
    output = FOUNDING_TEAM * 13.0 * start_hours_norm / jnp.maximum(labour, 1e-9)
    ordered = machines_lacking(machines, capital, output) * machine_price(mean_price, goods)
    outlay = QUARTERS_TO_START * FOUNDING_TEAM * wage_level + ordered
    entered, part = within_means(chance, outlay, jnp.maximum(money, 0) / 100.0, spared, draw.enterprise("founding"))
    rank = jnp.cumsum(entered.astype(jnp.int64)) - 1
    held = sum_by(jnp.rint(jnp.where(open, expected_sales, part * output * entered) * 1e6).astype(jnp.int64), sector, len(goods))
    begin = {
        "enterprise_id": (next_enterprise_id + rank, enterprise_id), "technique_labour": (labour, technique_labour),
        "technique_capital": (capital, technique_capital), "expected_sales": (part * output, expected_sales),
        "wage": (wage_level, wage), "price": (mean_price[sector], price),
        "market_share": (ratio(part * output * 1e6, held[sector]), market_share),
    }  # fmt: skip
    return Founding(entered, jnp.where(entered, part * outlay, 0.0), begin, next_enterprise_id + jnp.sum(entered))


def within_means(chance: Array, outlay: Array, money: Array, spared: float, lot: Array) -> tuple[Array, Array]:
    """Who founds, and the part of the usual team with which they begin.

    Chances are cut alike, so that in the mean not more is put in than founders have to spare in a quarter; where even half of all their money
    does not pay for those who are drawn, they begin with smaller teams, of one person at least. So few simulated persons
    found in proportion, as long as half of the founders' money pays for one person's place.

    Args:
        chance: float64 [enterprise], a quarter; outlay, money: currency; spared: part of money; lot: float64 [enterprise], in [0, 1).

    Returns:
        bool [enterprise], and a number in (0, 1].
    Source: own construction.
    """
    cut = jnp.minimum(ratio(spared * money, total(chance * outlay), 1.0), 1.0)
    drawn = lot < chance * cut
    part = jnp.minimum(ratio(AT_ONCE * money, total(jnp.where(drawn, outlay, 0.0)), 1.0), 1.0)
    return drawn & (FOUNDING_TEAM * part >= 1.0), part


def owners_purse(alive: Array, shares_person: Array, deposits_person: Array, savers: Array | float = 0.0) -> Array:
    """Money of those who found: people who own more than the usual number of shares, all of it (int64 [person], hundredths).

    Args:
        savers: part of their deposits with which all others stand ready as well.
    """
    others = jnp.floor(savers * deposits_person).astype(jnp.int64)
    return jnp.where(alive, jnp.where(shares_person >= 1500, deposits_person, others), 0)


def owners_pay(capital: Array, purse: Array) -> Pool:
    """Founders pay in proportion to what they have."""
    weight = hundredths(capital)
    amount = jnp.floor(purse * jnp.minimum(ratio(jnp.sum(weight), jnp.sum(purse)), 1.0)).astype(jnp.int64)
    return Pool("founding", Account("deposits_person"), amount, Account("deposits_enterprise"), weight)


def state_pays(capital: Array) -> Pool:
    """The budget, or common fund, pays."""
    weight = hundredths(capital)
    return Pool("founding", Account("deposits_state"), jnp.sum(weight)[None], Account("deposits_enterprise"), weight)
