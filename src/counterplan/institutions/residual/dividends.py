"""Paying owners: who gets what enterprises declared, in proportion to shares: no rule of its own."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Account, Transfer, hundredths
from counterplan.core.goods import Goods
from counterplan.core.randomness import Draws
from counterplan.physics.integers import muldiv


def pay_owners(alive: Array, shares_person: Array, fund: Array, tax_rate: Array) -> tuple[Transfer, Transfer]:
    """Pays an amount out of `deposits_fund` to persons by shares, and the tax on it to the budget.

    Args:
        fund: int64, hundredths to be paid out.
    """
    held = jnp.where(alive, shares_person, 0)
    amount, _ = muldiv(held, jnp.broadcast_to(fund, held.shape), jnp.broadcast_to(jnp.sum(held), held.shape))
    tax = hundredths(tax_rate * amount / 100.0)
    return (
        Transfer("residual", Account("deposits_fund"), Account("deposits_person"), amount - tax, paid_to="income_person"),
        Transfer("tax", Account("deposits_fund"), Account("deposits_state"), tax),
    )


def drawn_owner(sector: Array, open: Array, light: Array | float, heavy: Array | float, draw: Draws, goods: Goods) -> Array:
    """Whether an enterprise stands under the second form of ownership: drawn once by identity, by share of consumer or of producer goods' makers.

    Source: own construction (mixed ownership by shares of enterprises); farms stand under the land rule.
    """
    consumer = jnp.array(goods.consumer)[sector]
    share = light * consumer + heavy * (1.0 - consumer)
    return open & (sector > 0) & (draw.lasting_enterprise("ownership") < share)
