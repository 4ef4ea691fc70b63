"""Credit, rescue and closing that every exit rule uses, each within its own limits: no rule of its own."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Account, Effects, Pool, Transfer, hundredths
from counterplan.core.goods import Goods
from counterplan.core.randomness import Draws
from counterplan.core.variables import GRAIN
from counterplan.physics.bundles import machine_price

from .founding import Founding

PATIENCE = 3
"""Quarters without means to pay after which an enterprise is rescued or closed (assumed)."""


def lend(
    open: Array, costs: Array, desired_machines: Array, mean_price: Array, deposits_enterprise: Array, debt_enterprise: Array, limit: Array,
    rate: Array | float, goods: Goods,
) -> Effects:  # fmt: skip
    """Lends what lacks for the quarter up to a limit; takes interest, and repayment out of what is to spare.

    Args:
        costs: currency needed for the quarter; limit: currency of debt that the lender allows.
    Source: caiani-2016.
    """
    money = deposits_enterprise / 100.0
    debt = debt_enterprise / 100.0
    wanted = costs + desired_machines * machine_price(mean_price, goods)
    loan = jnp.clip(wanted - money, 0.0, jnp.maximum(jnp.where(open, limit, 0.0) - debt, 0.0))
    spare = jnp.maximum(money - 1.1 * wanted, 0.0)
    repaid = jnp.minimum(hundredths(spare), debt_enterprise)
    return Effects(
        transfers=(
            Transfer("loan", Account("debt_enterprise"), Account("deposits_enterprise"), hundredths(loan)),
            Transfer("interest", Account("deposits_enterprise"), Account("deposits_bank"), hundredths(rate * debt)),
            Transfer("principal", Account("deposits_enterprise"), Account("debt_enterprise"), repaid),
        )
    )


class Fate(NamedTuple):
    """What happens to enterprises that cannot pay."""

    quarters: Array
    """int [enterprise], quarters in a row in which it could not pay; 0 for who is rescued or closed."""
    rescued: Array
    closed: Array


def chance_of_rescue(workers: Array, rescue_of_small: Array | float, rescue_of_large: Array | float) -> Array:
    """Chance that an enterprise which cannot pay is carried on, by its size (float64 [enterprise])."""
    return rescue_of_small + (rescue_of_large - rescue_of_small) * jnp.minimum(workers / 100.0, 1.0)


def judge(
    open: Array, sector: Array, insolvent: Array, workers: Array, deposits_enterprise: Array, debt_enterprise: Array, costs: Array, limit: Array,
    rescue_of_small: Array | float, rescue_of_large: Array | float, draw: Draws,
) -> Fate:  # fmt: skip
    """Finds who has less than a fifth of the quarter's costs and no more credit; draws who is rescued, by size, and who closes."""
    poor = deposits_enterprise / 100.0 < 0.2 * costs
    broke = open & poor & (debt_enterprise / 100.0 >= 0.9 * limit) & (sector != GRAIN) & (costs > 0)
    quarters = jnp.where(broke, insolvent + 1, 0)
    due = quarters >= PATIENCE
    rescued = due & (draw.enterprise("rescue") < chance_of_rescue(workers, rescue_of_small, rescue_of_large))
    return Fate(jnp.where(due, 0, quarters), rescued, due & ~rescued)


def close_and_open(
    fate: Fate, new: Founding, raised: Array, pool: Pool, open: Array, market_share: Array, deposits_enterprise: Array, debt_enterprise: Array
) -> Effects:
    """Closes, strikes off debts at the cost of the bank's own funds, and opens new enterprises whose founders could pay.

    Args:
        raised: enterprises whose founders' money is in ``pool``.
    """
    entered = new.wanted & raised
    written_off = jnp.where(fate.closed | fate.rescued, debt_enterprise, 0)
    return Effects(
        decide={
            **{name: jnp.where(entered, value, old) for name, (value, old) in new.begin.items()},
            "next_enterprise_id": new.next_enterprise_id, "open": (open & ~fate.closed) | entered,
            "insolvent": fate.quarters.astype(jnp.int32), "closures": jnp.sum(fate.closed).astype(jnp.float64),
            "market_share": jnp.where(entered, 0.01, jnp.where(fate.closed, 0.0, market_share)),
        },
        transfers=(
            Transfer("write-off", Account("deposits_bank"), Account("debt_enterprise"), written_off),
            Transfer("closure", Account("deposits_enterprise"), Account("deposits_bank"), jnp.where(fate.closed, deposits_enterprise, 0)),
        ),
        pools=(pool,),
    )  # fmt: skip
