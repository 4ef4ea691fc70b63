"""An enterprise's purse: what it needs at hand, what it can pledge."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.goods import Goods
from counterplan.core.variables import GRAIN

from .bundles import machine_price
from .integers import ratio, total, tree_sum
from .parameters import Physics

FOUNDING_TEAM = 8.0
"""Workers that founders plan for (assumed)."""
SOLD_FIRST = (0.0, 0.0, 0.0, 1.0, 0.0, 0.0)
"""Part of a quarter's sales that is paid for before wages and the residual, by the part that a good plays: inputs are delivered first."""
BANK_FUNDS = 0.1
"""The bank's own funds over what enterprises owe it, which it keeps, and has at the start (assumed)."""
BUDGET_KEEPS = 1.2
"""Money with which the budget opens a quarter over what it is about to spend (assumed)."""
YOUNG = 4
"""Quarters after its founding in which an enterprise keeps its founders' money (assumed)."""
NO_LIMIT = 1e9
"""Number of people where nobody limits it."""


def running_costs(
    wage: Array, workers: Array, desired_workers: Array, mean_skill: Array, input_request: Array, mean_price: Array, sector: Array
) -> Array:
    """Wages and inputs of a quarter, in currency; farms pay out what they earn and need inputs only."""
    people = jnp.maximum(workers.astype(jnp.float64), desired_workers)
    wages = jnp.where(sector == GRAIN, 0.0, wage * people * mean_skill)
    return wages + tree_sum(input_request * mean_price, axis=1)


def paid_alike(money: Array, wages: Array, inputs: Array) -> Array:
    """Part of the inputs wanted that an enterprise orders: short money is spread over wages and inputs alike (float64 [enterprise], in [0, 1]).

    Were wages set aside first, whoever has less than one payroll at hand would buy nothing, make nothing and be wound up, however small
    the gap; like this it makes less, and what it lacks for wages is owed. Source: own construction.

    Args:
        money: at hand; wages, inputs: what is wanted for the quarter; all float64 [enterprise], currency.
    """
    return jnp.clip(ratio(money, wages + inputs, 1.0), 0.0, 1.0)


def money_to_spare(
    deposits_enterprise: Array, costs: Array, bought: Array, debt_enterprise: Array, kept_debt: Array | float, sector: Array,
    trading_quarters: Array, buffer: Array | float, goods: Goods,
) -> Array:  # fmt: skip
    """Money of an enterprise beyond what it needs until it is paid again, in currency (float64 [enterprise]); farms share out by rules of their own.

    Args:
        costs: wages and inputs of a quarter; bought: what it pays itself for machines; kept_debt: currency of debt that is left standing;
            buffer: money kept over a quarter's costs.

    Makers of inputs have this quarter's sales already and no others before next quarter's costs. What was lent for the quarter is paid back first.
    In its first `YOUNG` quarters an enterprise has nothing to spare: what founders put in is for machines, and for wages until there are buyers.
    """
    first = jnp.array(goods.mean(SOLD_FIRST))[sector]
    needs = (1.0 + buffer + first) * costs + bought
    needs = needs + jnp.minimum(jnp.maximum(debt_enterprise / 100.0 - kept_debt, 0.0), needs)
    return jnp.where((sector == GRAIN) | (trading_quarters < YOUNG), 0.0, jnp.maximum(deposits_enterprise / 100.0 - needs, 0.0))


def bank_to_spare(deposits_bank: Array, debt_enterprise: Array) -> Array:
    """Money that the bank pays out a quarter, in hundredths (int64): half of what it has beyond `BANK_FUNDS` of its loans.

    Source: own construction.
    """
    return jnp.maximum(deposits_bank - jnp.sum(debt_enterprise) // round(1.0 / BANK_FUNDS), 0) // 2


def pledge(machines: Array, inventory: Array, price: Array, mean_price: Array, goods: Goods) -> Array:
    """Worth of machines and store, in currency."""
    return machines / 1e6 * machine_price(mean_price, goods) + inventory / 1e6 * price


def resale_value(machines: Array, mean_price: Array, physics: Physics, goods: Goods) -> Array:
    """What the machines of each place would bring if its enterprise were wound up, in currency (float64 [enterprise])."""
    return physics.resale * machines / 1e6 * machine_price(mean_price, goods)


def machines_lacking(machines: Array, technique_capital: Array, expected_sales: Array) -> Array:
    """Machines ordered at once where fewer stand than half of what expected sales take: that half; else none (units)."""
    half = 0.5 * expected_sales * technique_capital
    return jnp.where(machines / 1e6 < half, half, 0.0)


def allot_machines(
    whole: Array, weight_by_good: Array, open: Array, sector: Array, machines: Array, technique_capital: Array, expected_sales: Array,
    by_use: Array | float,
) -> Array:  # fmt: skip
    """Spreads a total of machines over enterprises by weight of the good·size·use^by_use, use being what expected sales take over machines.

    Where all grow alike, use differs by weight^(−1/by_use): with a small response machines pile up unused where the weight is high, and
    stay a bottleneck where it is low.

    Args:
        whole: float64, units of machines to be ordered this quarter.
    Source: own construction.
    """
    size = jnp.maximum(machines / 1e6, 0.5 * expected_sales * technique_capital)
    use = jnp.clip(expected_sales * technique_capital / jnp.maximum(machines / 1e6, 1e-6), 0.2, 2.0)
    share = jnp.where(open, weight_by_good[sector] * size * use**by_use, 0.0)
    return whole * share / jnp.maximum(total(share), 1e-9)


def allot_by_returns(
    whole: Array, weight_by_good: Array, returns: Array, open: Array, sector: Array, machines: Array, technique_capital: Array, expected_sales: Array
) -> Array:
    """Spreads a total of machines by weight of the good·size·return over the mean return, so that returns meet where all grow alike.

    Who has less than half of what expected sales take counts twice, whatever it returns now; a return counts between a fifth of the mean and
    five times it. Source: own construction (a first-order step towards equal marginal returns).
    """
    stock, taken = machines / 1e6, expected_sales * technique_capital
    size = jnp.where(open, jnp.maximum(stock, 0.5 * taken), 0.0)
    mean = ratio(total(returns * size), total(size))
    over = jnp.where(stock < 0.5 * taken, 2.0, jnp.clip(ratio(returns, mean, 1.0), 0.2, 5.0))
    share = weight_by_good[sector] * size * over
    return whole * share / jnp.maximum(total(share), 1e-9)
