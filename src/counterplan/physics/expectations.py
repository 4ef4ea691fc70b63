"""Beliefs about sales, and the public purse: the same for everybody."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Account, Effects, Transfer, hundredths
from counterplan.core.variables import GRAIN, Sizes

from .bundles import machine_price
from .integers import total, tree_sum
from .parameters import Physics
from .purse import BUDGET_KEEPS


def expect_sales(
    *, expected_sales: Array, orders: Array, sales: Array, capacity: Array, sector: Array, last_harvest: Array, open: Array, delivered: Array,
    physics: Physics,
) -> Effects:  # fmt: skip
    """Moves expected sales towards what was ordered last quarter, orders far above sales not being believed.

    Farms expect a quarter of the last harvest.

    Source: caiani-2016 (adaptive expectations), see docs/architecture.md.
    """
    served = physics.orders_believed * jnp.maximum(sales, 0.25 * capacity)
    believed = jnp.where(sector == GRAIN, 0.25 * last_harvest, jnp.minimum(orders, served))
    moved = expected_sales + physics.sales_learning * (believed - expected_sales)
    return Effects(
        decide={
            "expected_sales": jnp.where(open, moved, 0.0),
            "orders": jnp.zeros_like(orders),
            "sales": jnp.zeros_like(orders),
            "delivered": jnp.where(sector == GRAIN, delivered + sales, 0.0),
        }
    )


def balance_budget(
    *, deposits_state: Array, debt_state: Array, state_order: Array, mean_price: Array, benefit_spending: Array, grant_share: Array,
    desired_machines: Array, sizes: Sizes,
) -> Effects:  # fmt: skip
    """Covers what the budget is about to spend by borrowing from the bank, and repays out of what is left over.

    The bank never refuses the budget (assumed; godley-lavoie-2007 treat it so). No interest is paid on public debt.
    """
    grants = grant_share * total(desired_machines) * machine_price(mean_price, sizes.goods)
    spending = tree_sum(state_order * mean_price) + benefit_spending + grants
    need = hundredths(BUDGET_KEEPS * spending)
    borrow = jnp.maximum(need - deposits_state, 0)
    spare = jnp.maximum(deposits_state - 2 * need, 0)
    repay = jnp.minimum(spare, debt_state)
    return Effects(
        transfers=(
            Transfer("loan", Account("debt_state"), Account("deposits_state"), borrow[None]),
            Transfer("principal", Account("deposits_state"), Account("debt_state"), repay[None]),
        )
    )


def grant_machines(*, grant_share: Array, desired_machines: Array, mean_price: Array, open: Array, sizes: Sizes) -> Effects:
    """Pays enterprises for the machines that the budget has allotted, as far as the residual rule says so.

    What is not spent comes back with the residual. Source: garvy-1977 (investment by grants from the budget).
    """
    worth = jnp.where(open, grant_share * desired_machines * machine_price(mean_price, sizes.goods), 0.0)
    return Effects(transfers=(Transfer("grant", Account("deposits_state"), Account("deposits_enterprise"), hundredths(worth)),))
