"""What a variable is: a name, axes, a kind, a type, a unit and one line of meaning.

Nothing here imports JAX, so that lists and checks of files answer at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .accounts import MONEY_STOCKS, STORES, TRANSACTIONS
from .goods import SIX, Goods

Axis = Literal["person", "enterprise", "good", "input", "region", "hearth", "lag", "age", "transaction", "money_stock", "store"]
Kind = Literal["stock", "flow", "decision", "relation", "memory", "constant"]

GOODS: tuple[str, ...] = SIX.names
"""Goods of an economy that brings no table; those of a run are `Sizes.goods`."""
GRAIN = 0
"""Place of the food good, in every economy."""

GOODS_SCALE = 1_000_000
"""Fixed point of goods: one unit (what one currency unit bought at the start) is a million."""
MONEY_SCALE = 100
"""Fixed point of money: hundredths of the currency unit."""
N_LAGS = 4
"""Quarters that rolling annual sums remember."""
N_AGES = 101
"""Single years of age in tables by age; the last holds all older persons."""


@dataclass(frozen=True)
class Variable:
    """One named array of the state.

    Kinds: a *stock* is changed by the ledger only; a *flow* is what the ledger moved this quarter; a
    *decision* has one writer a phase; a *relation* says who works or lives where; a *memory* is private to
    a rule or a mechanism; a *constant* does not change inside a run.
    """

    name: str
    axes: tuple[Axis, ...]
    kind: Kind
    dtype: str
    unit: str
    meaning: str
    start: float = 0.0


@dataclass(frozen=True)
class Sizes:
    """Lengths of the axes of one run (slots, not living persons or open enterprises)."""

    person: int
    enterprise: int
    region: int
    hearth_block: int
    """Hearths that one region can hold in its villages, and as many in its towns."""
    goods: Goods = SIX
    lag: int = N_LAGS
    age: int = N_AGES

    @property
    def good(self) -> int:
        """Length of the axis of goods."""
        return len(self.goods)

    @property
    def input(self) -> int:
        """Length of the axis of goods used as inputs (the same goods)."""
        return self.good

    @property
    def hearth(self) -> int:
        """Number of hearths: region by region, villages before towns."""
        return 2 * self.region * self.hearth_block

    @property
    def transaction(self) -> int:
        """Number of kinds of claims."""
        return len(TRANSACTIONS)

    @property
    def money_stock(self) -> int:
        """Number of money accounts."""
        return len(MONEY_STOCKS)

    @property
    def store(self) -> int:
        """Number of kinds of places where goods are."""
        return len(STORES)

    def shape(self, variable: Variable) -> tuple[int, ...]:
        """Returns the shape of a variable without the batch axis."""
        return tuple(int(getattr(self, axis)) for axis in variable.axes)
