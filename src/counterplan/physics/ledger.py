"""The ledger: the only place where money and goods change hands.

It takes the effects of all rules and mechanisms of one phase at once, rations accounts that cannot pay all claims by
class of seniority (within a class pro rata, rounded down; what is left by rounding stays with the payer), and moves the
same integers out of one account and into the other. Receipts of a phase can be spent from the next phase on, so the
order of rules inside a phase cannot matter.

What was moved is recorded as it is moved: money by kind of claim and stock, goods by store. The two sides of a claim are recorded each
from what it did to its stock, so that a unit lost between them shows (`RECORDS`).

Invariant: the signed sum of money accounts is constant; goods change only by conversions, and those are counted.
Overflow: every amount, stock and sum stays below 2**61 (`integers.LIMIT`): ten thousand million million currency units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import jax.numpy as jnp
import numpy as np
from jax import Array

from counterplan.core.accounts import MONEY_STOCKS, STORES, TRANSACTIONS
from counterplan.core.effects import SENIORITY, Account, Conversion, Effects, Pool, Transfer
from counterplan.core.state import State

from .integers import entry, split, split_columns, sum_by, take

LIABILITIES = frozenset(name for name, sign in MONEY_STOCKS.items() if sign < 0)
"""Stocks that count negatively: paying out of one raises it, paying into one lowers it."""
SIGNED = frozenset({"deposits_bank", "deposits_abroad"})
"""Stocks that may become negative: bank equity by write-offs, the world's money where it buys more than it sells."""
UNLIMITED = LIABILITIES | SIGNED
"""Payers that are not rationed: promises to pay, and what may become negative."""
RECORDS = ("money_flow", "turnover", "goods_moved")
"""Where the ledger keeps account of a quarter; a state without them is settled without a record."""
_KIND, _STOCK, _STORE = ({name: i for i, name in enumerate(names)} for names in (TRANSACTIONS, MONEY_STOCKS, STORES))


Journal = dict[str, list[tuple[tuple[int, ...], Array]]]
"""What was moved, by record: place in its table, and a number (or a row) that has yet to be entered there."""


@dataclass
class _Book:
    """Stocks and flows while a phase is being settled."""

    values: dict[str, Array]
    good: Array
    """The good that each enterprise makes."""
    records: Journal = field(default_factory=dict)

    def move(self, kind: str, account: Account, amount: Array, sign: int, flow: str | None, parts: Array | None = None) -> None:
        """Adds amounts, claim by claim, to a stock (sign 1) or takes them out (-1), and counts them in a flow on the same axis.

        Liabilities fall when they are paid into. ``parts`` says of which goods (int64 [good]) something consists that is
        put together in the stock.
        """
        stock = self.values[account.stock]
        if amount.ndim > stock.ndim > 0:
            amount = jnp.sum(amount, axis=1)  # several goods put together in one stock
        change = jnp.sum(amount) if stock.ndim == 0 else sum_by(amount, account.at, stock.shape[0])
        self._add(account.stock, account.good, -sign * change if account.stock in LIABILITIES else sign * change)
        if flow is not None:
            self._add(flow, account.good, change)
        self._record(kind, account, change, sign, parts)

    def _record(self, kind: str, account: Account, change: Array, sign: int, parts: Array | None) -> None:
        if account.stock in MONEY_STOCKS:
            moved = jnp.sum(change)
            self.records.setdefault("money_flow", []).append(((_KIND[kind], _STOCK[account.stock]), sign * moved))
            if sign < 0:
                self.records.setdefault("turnover", []).append(((_KIND[kind],), moved))
        elif account.stock in STORES and "goods_moved" in self.values:
            n_goods = self.values["goods_moved"].shape[1]
            by_good = self.by_good(account, change, n_goods) if parts is None else parts
            self.records.setdefault("goods_moved", []).append(((_STORE[account.stock],), sign * by_good))

    def by_good(self, account: Account, change: Array, n_goods: int) -> Array:
        """Sums a change of a store by good: own product by the enterprise's good, a goods axis by column, else the good that is named."""
        if account.stock == "inventory":
            return sum_by(change, self.good, n_goods)
        if account.good is None and change.ndim == 2:
            return jnp.sum(change, axis=0)
        assert account.good is not None  # a store without a goods axis names what it holds
        return entry(jnp.sum(change), (account.good,), (n_goods,))

    def _add(self, name: str, good: int | None, change: Array) -> None:
        stock = self.values[name]
        column = change if good is None else jnp.where(jnp.arange(stock.shape[1]) == good, change[:, None], 0)
        self.values[name] = stock + column


def _places(stock: Array, account: Account) -> Array:
    """What each place of the account holds: one column of goods, or the whole stock; a number has one place."""
    if account.good is not None:
        return stock[:, account.good]
    return stock


def _claimed(claim: Transfer | Pool, stock: Array) -> Array:
    """Sums the claims on each place."""
    if stock.ndim == 0:
        return jnp.sum(claim.amount)
    return sum_by(claim.amount, claim.payer.at, stock.shape[0])


def _rationed(claim: Transfer | Pool, available: Array, claimed: Array) -> Array:
    """Cuts claims pro rata where the places cannot pay them, rounded down.

    The factor is rounded below the true quotient by more than a product can round up (amounts below 2**50), so what is
    granted never exceeds what is there.
    """
    have = jnp.maximum(available, 0)
    quotient = have.astype(jnp.float64) / jnp.maximum(claimed, 1).astype(jnp.float64) * (1.0 - 2.0**-51)
    factor = jnp.where(claimed <= have, 1.0, quotient)
    if factor.ndim:
        factor = take(factor, claim.payer.at)
    return jnp.where(factor >= 1.0, claim.amount, jnp.floor(claim.amount * factor).astype(jnp.int64))


def _key(claim: Transfer | Pool) -> tuple[str, int | None]:
    return claim.payer.stock, claim.payer.good


def _grants(book: _Book, claims: Sequence[Transfer | Pool]) -> list[Array]:
    """Decides what each claim gets, by stock and class, from what was there when the phase began."""
    granted: dict[int, Array] = {}
    for key in sorted({_key(c) for c in claims}, key=str):
        mine = [(i, c) for i, c in enumerate(claims) if _key(c) == key]
        if key[0] in UNLIMITED:
            granted |= {i: c.amount for i, c in mine}
            continue
        available = _places(book.values[key[0]], mine[0][1].payer)
        for rank in sorted({SENIORITY[c.kind] for _, c in mine}):
            same = [(i, c) for i, c in mine if SENIORITY[c.kind] == rank]
            claimed = sum((_claimed(c, available) for _, c in same), jnp.zeros_like(available))
            for i, c in same:
                granted[i] = _rationed(c, available, claimed)
            if rank != max(SENIORITY[c.kind] for _, c in mine):
                available = jnp.maximum(available - jnp.minimum(claimed, available), 0)
    return [granted[i] for i in range(len(claims))]


def _settle_transfer(book: _Book, claim: Transfer, paid: Array) -> None:
    book.move(claim.kind, claim.payer, paid, -1, claim.paid_by)
    book.move(claim.kind, claim.payee, paid, 1, claim.paid_to)
    if claim.arrears is not None:
        book.values[claim.arrears] = claim.amount - paid


def _settle_pool(book: _Book, pool: Pool, paid: Array) -> None:
    n, columns = pool.n_groups, pool.payee_group is None
    weight = pool.weight.reshape(-1, n) if columns else pool.weight.reshape(-1)
    group = jnp.zeros(0, jnp.int32) if pool.payee_group is None else pool.payee_group.reshape(-1)
    anyone = (jnp.sum(weight, axis=0) if columns else sum_by(weight, group, n)) > 0
    paid = jnp.where(anyone[0] if pool.payer_group is None else anyone[pool.payer_group], paid, 0)
    totals = jnp.sum(paid)[None] if pool.payer_group is None else sum_by(paid.reshape(-1), pool.payer_group.reshape(-1), n)
    shares = (split_columns(totals, weight) if columns else split(totals, weight, group, n)).reshape(pool.weight.shape)
    book.move(pool.kind, pool.payer, paid, -1, pool.paid_by)
    taken = None if pool.into is None else book.by_good(pool.payer, paid, book.values["built"].shape[0])
    book.move(pool.kind, pool.payee, shares, 1, pool.paid_to, taken)
    if taken is not None and pool.into is not None:
        built = entry(jnp.sum(taken), (pool.into,), taken.shape)
        book.values["built"] = book.values["built"] - taken + built


def _convert(book: _Book, conversion: Conversion) -> None:
    """Makes or uses up goods and counts them by good: that of the maker, of the column, or the one that is named."""
    book.values[conversion.stock] = book.values[conversion.stock] + conversion.amount
    flow = book.values[conversion.why]
    account = Account(conversion.stock, good=conversion.good)
    book.values[conversion.why] = flow + book.by_good(account, conversion.amount, flow.shape[0])


def enter(state: State, journal: Journal) -> State:
    """Enters what a journal holds into the records of the quarter, and empties it.

    Done once for many phases: each entry by itself would be a step of the program.
    """
    entered = {name: state[name] + _entered(journal[name], state[name].shape) for name in journal if name in state}
    journal.clear()
    return state.replace(**entered)


def _entered(entries: Sequence[tuple[tuple[int, ...], Array]], shape: tuple[int, ...]) -> Array:
    """A table of what was moved at each place (whole rows where entries are rows)."""
    moved: dict[tuple[int, ...], Array] = {}
    for place, amount in entries:
        moved[place] = moved[place] + amount if place in moved else amount
    values = jnp.stack([*moved.values(), jnp.zeros_like(entries[0][1])])
    row = np.full(shape[: len(entries[0][0])], len(moved))
    for number, place in enumerate(moved):
        row[place] = number
    return values[row]


def settle(state: State, effects: Sequence[Effects], journal: Journal | None = None) -> State:
    """Carries out all effects of one phase.

    Args:
        effects: of every rule and mechanism that acts in the phase.
        journal: where to note what was moved, to be entered later (None: it is entered at once).
    """
    book = _Book(dict(state), state["sector"], {} if journal is None else journal)
    transfers = [t for e in effects for t in e.transfers]
    pools = [p for e in effects for p in e.pools]
    granted = _grants(book, [*transfers, *pools])
    for claim, paid in zip(transfers, granted[: len(transfers)], strict=True):
        _settle_transfer(book, claim, paid)
    for pool, paid in zip(pools, granted[len(transfers) :], strict=True):
        _settle_pool(book, pool, paid)
    for conversion in (c for e in effects for c in e.conversions):
        _convert(book, conversion)
    for effect in effects:
        for name, value in effect.decide.items():
            book.values[name] = jnp.asarray(value, state[name].dtype)
    after = State(book.values)
    return enter(after, book.records) if journal is None else after
