"""Credit and founding that every exit rule uses, each with its own limits: no rule of its own."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Account, Pool, Transfer, hundredths
from counterplan.core.randomness import Draws
from counterplan.core.variables import GRAIN, MACHINES
from counterplan.physics.integers import ratio, sum_by

QUARTERS_TO_START = 2.0
"""Quarters of wages that founders put in (assumed)."""
TEAM = 8.0
"""Workers that founders plan for (assumed)."""


def lend(
    costs: Array, desired_machines: Array, mean_price: Array, deposits_enterprise: Array, debt_enterprise: Array, limit: Array, rate: Array | float
) -> tuple[Transfer, ...]:
    """Lends what lacks for the quarter up to a limit; takes interest, and repayment out of what is to spare.

    Args:
        costs: currency needed for the quarter; limit: currency of debt that the lender allows.
    Source: caiani-2016.
    """
    money = deposits_enterprise / 100.0
    debt = debt_enterprise / 100.0
    wanted = costs + desired_machines * mean_price[MACHINES]
    loan = jnp.clip(wanted - money, 0.0, jnp.maximum(limit - debt, 0.0))
    spare = jnp.maximum(money - 1.1 * wanted, 0.0)
    repaid = jnp.minimum(hundredths(spare), debt_enterprise)
    return (
        Transfer("loan", Account("debt_enterprise"), Account("deposits_enterprise"), hundredths(loan)),
        Transfer("interest", Account("deposits_enterprise"), Account("deposits_bank"), hundredths(rate * debt), paid_by="interest_paid"),
        Transfer("principal", Account("deposits_enterprise"), Account("debt_enterprise"), repaid),
    )


def cannot_pay(
    deposits_enterprise: Array, debt_enterprise: Array, limit: Array, costs: Array, wage_bill: Array, wage: Array, workers: Array, sector: Array
) -> Array:
    """True where money does not cover a fifth of the quarter's costs and no more credit is allowed."""
    poor = deposits_enterprise / 100.0 < 0.2 * costs
    return poor & (debt_enterprise / 100.0 >= 0.9 * limit) & (sector != GRAIN) & (costs > 0)


class Founding(NamedTuple):
    """New enterprises in empty places: which, what they cost, and the techniques they start with."""

    entered: Array
    capital: Array
    """float64 [enterprise], currency that founders put in."""
    decide: dict[str, Array]


def found(
    open: Array, sector: Array, demand: Array, supplied: Array, orders: Array, sales: Array, entry_rate: Array | float, start_capital: Array,
    start_labour: Array, technique_labour: Array, technique_capital: Array, wage_level: Array, mean_price: Array, start_hours_norm: Array,
    enterprise_id: Array, next_enterprise_id: Array, wage: Array, price: Array, mark_up: Array, machines: Array, draw: Draws,
) -> Founding:  # fmt: skip
    """Draws where new enterprises start: more where buyers were sent away; with the mean technique of the trade.

    Source: caiani-2016 (entry), own construction (rate by unmet orders).
    """
    asked = sum_by(jnp.rint(jnp.where(open, orders, 0.0) * 1e6).astype(jnp.int64), sector, 6)
    sold = sum_by(jnp.rint(jnp.where(open, sales, 0.0) * 1e6).astype(jnp.int64), sector, 6)
    alive = sum_by(open.astype(jnp.int64), sector, 6)
    unmet = jnp.clip(1.0 - ratio(sold, asked, 1.0), 0.0, 1.0)
    rate = jnp.where(alive == 0, 0.5, entry_rate * (0.2 + 4.0 * unmet))
    entered = ~open & (sector != GRAIN) & (draw.enterprise("founding") < jnp.minimum(rate, 0.5)[sector])
    mean_labour = ratio(sum_by(jnp.rint(jnp.where(open, technique_labour, 0.0) * 1e9).astype(jnp.int64), sector, 6), alive) / 1e9
    mean_capital = ratio(sum_by(jnp.rint(jnp.where(open, technique_capital, 0.0) * 1e9).astype(jnp.int64), sector, 6), alive) / 1e9
    labour = jnp.where(alive > 0, mean_labour, start_labour)[sector]
    capital = jnp.where(alive > 0, mean_capital, start_capital)[sector]
    output = TEAM * 13.0 * start_hours_norm / jnp.maximum(labour, 1e-9)
    outlay = QUARTERS_TO_START * TEAM * wage_level + jnp.maximum(output * capital - machines / 1e6, 0.0) * mean_price[MACHINES]
    rank = jnp.cumsum(entered.astype(jnp.int64)) - 1

    def fresh(new: Array, old: Array) -> Array:
        return jnp.where(entered, new, old)

    decide = {
        "enterprise_id": fresh(next_enterprise_id + rank, enterprise_id),
        "next_enterprise_id": next_enterprise_id + jnp.sum(entered),
        "technique_labour": fresh(labour, technique_labour),
        "technique_capital": fresh(capital, technique_capital),
        "expected_sales": output, "wage": fresh(wage_level, wage), "price": fresh(mean_price[sector], price),
    }  # fmt: skip
    return Founding(entered, jnp.where(entered, outlay, 0.0), decide)


def affordable(capital: Array, budget: Array) -> Array:
    """True for new enterprises that a budget in hundredths covers, one after the other."""
    wanted = hundredths(capital)
    return (wanted > 0) & (jnp.cumsum(wanted) <= budget)


def owners_pay(capital: Array, alive: Array, shares_person: Array, deposits_person: Array) -> tuple[Pool, Array]:
    """Founders' money comes from people who own more than the usual number of shares, in proportion to their deposits.

    Returns:
        the pool, and which enterprises could be founded (out of a fifth of those deposits at most).
    """
    purse = jnp.where(alive & (shares_person >= 1500), deposits_person, 0)
    have = jnp.sum(purse)
    raised = affordable(capital, have // 5)
    wanted = jnp.sum(jnp.where(raised, hundredths(capital), 0))
    amount = jnp.floor(purse * jnp.minimum(ratio(wanted, have), 0.2)).astype(jnp.int64)
    weight = jnp.where(raised, hundredths(capital), 0)
    return Pool("purchase", Account("deposits_person"), amount, Account("deposits_enterprise"), weight), raised


def state_pays(capital: Array, deposits_state: Array) -> tuple[Pool, Array]:
    """Founders' money comes from the budget (or common fund): at most a tenth of it a quarter."""
    raised = affordable(capital, jnp.maximum(deposits_state // 10, 0))
    weight = jnp.where(raised, hundredths(capital), 0)
    return Pool("purchase", Account("deposits_state"), jnp.sum(weight)[None], Account("deposits_enterprise"), weight), raised
