"""The accounts: kinds of transactions, flows and stores of goods, money stocks and the sectors that hold them.

Whatever is recorded or shown of the accounts takes its rows and columns from here. Nothing here imports JAX.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Nature = Literal["product", "income", "capital", "finance", "goods"]
"""What a transaction is in the national accounts: payment for a product, income and its redistribution, a transfer of capital, a change of
debts, or a movement of goods without money."""


@dataclass(frozen=True)
class Transaction:
    """One kind of claim that the ledger carries out.

    Where an account cannot pay all, claims of a lower ``rank`` are paid first, each class pro rata.
    """

    name: str
    rank: int
    nature: Nature
    meaning: str


@dataclass(frozen=True)
class GoodsFlow:
    """One way in which goods are made or used up, and the store that it changes."""

    name: str
    store: str
    use: Literal["made", "intermediate", "lost", "worn", "built", "persons", "home", "state", "abroad"]
    meaning: str


def _transactions(rows: str) -> dict[str, Transaction]:
    """Reads rows 'name | rank | nature | meaning'."""
    cells = [[cell.strip() for cell in line.split("|")] for line in rows.strip().splitlines()]
    return {name: Transaction(name, int(rank), nature, meaning) for name, rank, nature, meaning in cells}  # type: ignore[arg-type]


TRANSACTIONS: dict[str, Transaction] = _transactions("""
    wage | 1 | income | wages, and pay on the land
    bonus | 6 | income | bonuses and pay of offices
    tax | 0 | income | taxes on incomes
    benefit | 5 | income | benefits, and the evening out of incomes between enterprises
    interest | 2 | income | interest on debts to the bank
    residual | 7 | income | what is left in enterprises and at the bank: dividends, levies on profit, members' shares
    purchase | 4 | product | goods and services bought by persons and by the budget
    import | 4 | product | goods bought abroad
    export | 4 | product | goods sold abroad
    materials | 4 | product | goods bought to be used up in production
    machines | 4 | product | machines bought to be installed
    grant | 4 | capital | machines paid for by the budget
    founding | 4 | capital | what founders put into new enterprises
    estate | 0 | capital | money of the dead
    conversion | 0 | capital | shares that pass to or from those who rule where the regime changes; no money
    write-off | 0 | capital | debts struck off at the cost of the bank's own funds
    closure | 3 | capital | money of closed enterprises, which the bank takes
    rescue | 0 | capital | debts and losses of others that the budget takes over with new public debt
    bail-in | 0 | capital | deposits that a bank without funds of its own does not pay out
    loan | 0 | finance | new debts to the bank
    principal | 3 | finance | debts paid back
    delivery | 0 | goods | goods handed over
    levy | 0 | goods | goods taken as a tax
    ration | 1 | goods | goods handed to persons
""")
"""Every kind of claim, in the order of the transactions-flow matrix."""

MONEY_STOCKS: dict[str, int] = {
    "deposits_person": 1,
    "deposits_enterprise": 1,
    "deposits_state": 1,
    "deposits_bank": 1,
    "deposits_fund": 1,
    "deposits_abroad": 1,
    "debt_enterprise": -1,
    "debt_state": -1,
}
"""Money accounts with their sign; the signed sum never changes."""

STORES: tuple[str, ...] = ("inventory", "inputs", "machines")
"""Where goods are: own products in store, goods to be used up, machines installed. Enterprises hold all of them."""

GOODS_FLOWS: dict[str, GoodsFlow] = {
    flow.name: flow
    for flow in (
        GoodsFlow("produced", "inventory", "made", "goods made"),
        GoodsFlow("used_as_input", "inputs", "intermediate", "goods used up in production"),
        GoodsFlow("used_as_seed", "inventory", "intermediate", "grain sown"),
        GoodsFlow("worn_out", "machines", "worn", "machines worn out"),
        GoodsFlow("built", "machines", "built", "goods put together in machines, and machines made of them"),
        GoodsFlow("spoiled", "inventory", "lost", "goods spoilt in store, and services that nobody used"),
        GoodsFlow("consumed", "inventory", "persons", "goods used by persons"),
        GoodsFlow("used_by_state", "inventory", "state", "goods used for arms and public provision"),
        GoodsFlow("imported", "inventory", "abroad", "goods brought in from abroad"),
        GoodsFlow("exported", "inventory", "abroad", "goods sent abroad"),
        GoodsFlow("eaten_at_home", "inventory", "home", "grain eaten in the village that grew it"),
    )
}
"""Everything that makes or uses up goods; a flow is positive where it adds to its store."""

BANK = "bank"
"""The sector that owes all deposits and to which all debts are owed."""


def holder(stock: str) -> str:
    """The sector that holds a money stock: stocks are named ``<asset>_<holder>``."""
    return stock.rsplit("_", 1)[1]


def sectors() -> tuple[str, ...]:
    """Sectors that money stocks belong to, in the order of the stocks, each once."""
    return tuple(dict.fromkeys(holder(stock) for stock in MONEY_STOCKS))


SECTOR_TITLES = {
    "person": "Households", "enterprise": "Enterprises", "state": "Budget or common fund", "bank": "Bank", "fund": "Residual fund",
    "abroad": "Abroad",
}  # fmt: skip
"""How sectors are headed where people read; a sector without an entry is headed by its name."""

ACCOUNT_AXES: dict[str, tuple[str, ...]] = {
    "transaction": tuple(TRANSACTIONS),
    "money_stock": tuple(MONEY_STOCKS),
    "store": STORES,
    "goods_use": tuple(GOODS_FLOWS),
}
"""Names along the axes of what is recorded of the accounts."""
