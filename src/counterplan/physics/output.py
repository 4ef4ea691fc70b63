"""The size of the economy as those who decide see it: net output at the start's prices."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.goods import Goods

from .bundles import spread
from .integers import ratio, tree_sum
from .parameters import Physics


def net_output(past_output: Array, past_inputs: Array) -> Array:
    """Net output of the last four quarters, a quarter's mean (currency at the start's prices)."""
    return (tree_sum(tree_sum(past_output)) - tree_sum(tree_sum(tree_sum(past_inputs)))) / past_output.shape[0]


def at_usual_employment(unemployment: Array, start_unemployment: Array, share: Array | float) -> Array:
    """Output, or incomes, at the start's unemployment over those of now, as far as a budget reckons with it.

    Spending and taxes set by it let the budget fall short in a slump and pay debt back in a boom.
    Source: mueller-price-1984 (structural budget balances), own construction (output in proportion to employment).
    """
    return 1.0 + share * ((1.0 - start_unemployment) / jnp.maximum(1.0 - unemployment, 0.5) - 1.0)


def budget_orders(arms_share: Array | float, provision_share: Array | float, net: Array, goods: Goods) -> Array:
    """Goods that the budget orders this quarter: shares of net output, both at the start's prices (float64 [good]).

    Shares are of volumes: were they of values, a good that becomes cheap beside others would be ordered in ever larger amounts.
    """
    return (spread(arms_share, goods.arms) + spread(provision_share, goods.provision)) * net


def balanced_tax(
    order: Array, mean_price: Array, benefit_spending: Array, grants: Array, taxable_income: Array, profit_revenue: Array, debt_state: Array,
    deposits_state: Array, physics: Physics, public_interest: Array | float = 0.0, relief: Array | float = 0.0,
    debt_aim: Array | float = 0.0,
) -> Array:  # fmt: skip
    """Tax on incomes that pays for what the budget orders and grants, after the profits that come to it: one rule for every budget.

    Equation: rate = (orders + benefits + grants + interest − profits + .01·(debt − aim) − .1·(money beyond two quarters' spending)) / incomes,
    within [0, the largest tax]; what a budget spends beyond it, it borrows. ``debt_aim``: public debt that is let stand, in years of incomes.
    Source: godley-lavoie-2007 (budget), bohn-1998 (a hundredth of the debt a quarter), own construction (other speeds). Where the budget
    takes profits and pays for machines, this is the financial plan that holds people's money down to the goods meant for them
    (holzman-1955, garvy-1977).
    ``relief`` is taken off the rate: a plan that finds no buyers lowers the tax, one that lacks goods raises it (lerner-1943).
    """
    cost = tree_sum(order * mean_price) + benefit_spending + grants + public_interest
    spare = jnp.maximum(deposits_state / 100.0 - 2.0 * cost, 0.0)
    owed = debt_state / 100.0 - 4.0 * debt_aim * taxable_income
    rate = ratio(cost - profit_revenue + 0.01 * owed - 0.1 * spare, taxable_income)
    return jnp.clip(rate - relief, 0.0, physics.largest_tax)
