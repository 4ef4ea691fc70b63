"""What a rule may return: decisions, transfers between accounts, pools and conversions of goods.

Amounts are int64: hundredths of money, millionths of a unit of goods. Rounding happens once, where the rule (or the
pool) makes the integer; the ledger moves that same integer out of one account and into another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array

from .accounts import TRANSACTIONS

SENIORITY: dict[str, int] = {name: transaction.rank for name, transaction in TRANSACTIONS.items()}
"""Classes of claims; where an account cannot pay all, lower numbers are paid first, each class pro rata."""


@dataclass(frozen=True)
class Account:
    """A stock, and for each claim the place in it.

    ``at`` is None where claims and places stand in the same order (or the stock is one number); else one index a
    claim, negative for none. ``good`` picks a column of a stock that has a goods axis.
    """

    stock: str
    at: Array | None = None
    good: int | None = None


@dataclass(frozen=True)
class Transfer:
    """Claims that one account pays to another, claim by claim, rationed by seniority where money or goods lack.

    ``paid_to`` and ``paid_by`` name flows that the amounts are added to; ``arrears`` names the stock that keeps what
    was not paid (on the axis of the claims).
    """

    kind: str
    payer: Account
    payee: Account
    amount: Array
    paid_to: str | None = None
    paid_by: str | None = None
    arrears: str | None = None


@dataclass(frozen=True)
class Pool:
    """Payers put in what they owe (rationed); the sum of each group is shared out by weight, exactly.

    Groups are usually goods: ``payer_group`` and ``payee_group`` say to which group each claim and weight belong
    (None: one group; of payees, as many as weights have
    columns, int64 [payee, group]). The payee axis is a small one (enterprises, regions). A group without weights is not collected.
    """

    kind: str
    payer: Account
    amount: Array
    payee: Account
    weight: Array
    payer_group: Array | None = None
    payee_group: Array | None = None
    n_groups: int = 1
    paid_to: str | None = None
    paid_by: str | None = None
    into: int | None = None
    """Good that the payee's stock holds, where products of enterprises are put together into it; counted in ``built``."""


@dataclass(frozen=True)
class Conversion:
    """Goods made (positive) or used up (negative) in a stock; ``why`` names the flow by good that counts it.

    ``good`` says what a stock holds that has neither a product nor a goods axis (machines).
    """

    stock: str
    amount: Array
    why: str
    good: int | None = None


def _register(cls: Any, meta: tuple[str, ...]) -> None:
    names = [f for f in cls.__dataclass_fields__ if f not in meta]
    jax.tree_util.register_dataclass(cls, data_fields=names, meta_fields=list(meta))


_register(Account, ("stock", "good"))
_register(Transfer, ("kind", "paid_to", "paid_by", "arrears"))
_register(Pool, ("kind", "n_groups", "paid_to", "paid_by", "into"))
_register(Conversion, ("stock", "why", "good"))


@dataclass(frozen=True)
class Effects:
    """All that a rule or a mechanism does in one phase."""

    decide: Mapping[str, Array] = field(default_factory=dict)
    transfers: tuple[Transfer, ...] = ()
    pools: tuple[Pool, ...] = ()
    conversions: tuple[Conversion, ...] = ()


jax.tree_util.register_dataclass(
    Effects, data_fields=["decide", "transfers", "pools", "conversions"], meta_fields=[]
)

NOTHING = Effects()


def hundredths(amount: Array) -> Array:
    """Rounds an amount of money in currency units to int64 hundredths, half to even; negative becomes 0."""
    return jnp.maximum(jnp.rint(jnp.asarray(amount, jnp.float64) * 100.0), 0.0).astype(jnp.int64)


def millionths(amount: Array) -> Array:
    """Rounds a quantity of goods down to int64 millionths; negative becomes 0."""
    return jnp.maximum(jnp.floor(jnp.asarray(amount, jnp.float64) * 1e6), 0.0).astype(jnp.int64)
