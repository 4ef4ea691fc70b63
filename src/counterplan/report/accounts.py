"""The accounts of a run: transactions-flow matrix, balance sheets, and the product counted three ways.

All of it is arithmetic on what the ledger recorded each quarter, in integers. Sectors, rows and columns come from the table of money
stocks (`core.accounts`), so that a sector that somebody adds has its column here.

Source: godley-lavoie-2007 (matrices), caiani-2016 (as tests of a model), sna-2008 (product and what counts in it).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from counterplan.core.accounts import BANK, GOODS_FLOWS, MONEY_STOCKS, STORES, TRANSACTIONS, holder, sectors

if TYPE_CHECKING:
    from collections.abc import Collection

NEEDED = ("money_flow", "turnover", "money_opening", "money_closing", "goods_flow", "goods_moved", "goods_opening", "goods_closing")
"""What a run must hold for its accounts to be drawn up."""
PRODUCER = "enterprise"
"""The sector that makes and sells goods."""
GOING, AT_START = "going prices", "prices of the start"
"""How goods are valued in balance sheets."""
_HUNDREDTHS = 1e-4
"""Hundredths of the currency in a millionth of a good at price 1."""


def recorded(dataset: xr.Dataset) -> bool:
    """True where the run holds what its accounts are drawn up from."""
    return all(name in dataset for name in NEEDED)


def flows_by_sector(dataset: xr.Dataset) -> xr.DataArray:
    """Money received less paid, by kind of transaction and sector: int64 [system, replicate, quarter, transaction, sector], hundredths."""
    return _by_sector(dataset["money_flow"])


def flow_matrix(dataset: xr.Dataset) -> xr.DataArray:
    """The transactions-flow matrix: transactions, then changes of deposits and debts as uses and sources of money.

    Returns:
        int64 [system, replicate, quarter, row, sector], hundredths. The bank owes all deposits but its own funds and is owed all
        debts, so that every row and every column sums to zero.
    """
    rows = [flows_by_sector(dataset).rename(transaction="row"), *(_change_row(dataset, asset) for asset in _assets())]
    return xr.concat(rows, "row").transpose(..., "row", "sector")


def _change_row(dataset: xr.Dataset, asset: str) -> xr.DataArray:
    """Minus the rise of an asset with its holders (plus for debts), and the other side of it at the bank."""
    names = [name for name in MONEY_STOCKS if name.startswith(f"{asset}_") and holder(name) != BANK]
    change = (dataset["money_closing"] - dataset["money_opening"]).sel(money_stock=names)
    held = _by_sector(-_signs(names) * change)
    bank = xr.where(held["sector"] == BANK, -held.sum("sector"), held)
    return bank.expand_dims(row=[f"change in {asset}"]).astype(np.int64)


def _assets() -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.rsplit("_", 1)[0] for name in MONEY_STOCKS))


def _signs(names: Collection[str]) -> xr.DataArray:
    return xr.DataArray(np.array([MONEY_STOCKS[n] for n in names]), dims="money_stock", coords={"money_stock": list(names)})


def _by_sector(values: xr.DataArray) -> xr.DataArray:
    """Adds up money stocks over their holders; sectors without one of these stocks hold 0."""
    names = [str(name) for name in values["money_stock"].values]
    table = xr.DataArray(
        np.array([[holder(name) == sector for sector in sectors()] for name in names], np.int64),
        dims=("money_stock", "sector"),
        coords={"money_stock": names, "sector": list(sectors())},
    )
    return xr.dot(values.drop_vars("sector_of_accounts", errors="ignore"), table, dim="money_stock")


def product(dataset: xr.Dataset) -> xr.Dataset:
    """Gross domestic product, counted three ways, nominal and real, with its parts.

    Returns:
        by system, replicate and quarter: ``production``, ``expenditure``, ``income`` and their parts in hundredths (int64), and
        ``real_production``, ``real_expenditure``, ``real_income`` at prices of the start (float64, units). See docs/accounts.md.

    Equation: production = sales − goods bought to be used up + grain eaten at home + rise of stores; expenditure = what each other
    sector buys + machines + grain eaten at home + rise of stores; income = what is paid out of enterprises, as its receivers got it
    + grain eaten at home + what enterprises keep, from the change of their balance sheets.
    """
    flows = flows_by_sector(dataset)
    bought = flows.sel(transaction=_kinds("product")).sum("transaction")
    others = [sector for sector in sectors() if sector != PRODUCER]
    machines = dataset["turnover"].sel(transaction="machines", drop=True)
    machines = machines + np.minimum(flows.sel(transaction="machines", sector=others, drop=True), 0).sum("sector")
    home = -_valued(dataset["goods_flow"].sel(goods_use=_uses("home")).sum("goods_use"), dataset)
    rise = dataset["goods_closing"] - dataset["goods_opening"]
    stores = {name: _valued(rise.sel(store=name, drop=True), dataset) for name in STORES if name != "machines"}
    stocks = stores["inventory"] + stores["inputs"]
    spent = -bought.sel(sector=others)
    paid_out = flows.sel(sector=others, transaction=_incomes()).sum("sector")
    worth = _by_sector(_signs(list(MONEY_STOCKS)) * (dataset["money_closing"] - dataset["money_opening"])).sel(sector=PRODUCER, drop=True)
    capital = flows.sel(sector=PRODUCER, transaction=_kinds("capital"), drop=True).sum("transaction")
    kept = worth - capital + machines + stocks
    found = {
        "production": bought.sel(sector=PRODUCER, drop=True) + machines + home + stocks,
        "expenditure": spent.sum("sector") + machines + home + stocks,
        "income": paid_out.sum("transaction") + home + kept,
        "spent": spent,
        "machines": machines,
        "eaten_at_home": home,
        "stores": stocks,
        "paid_out": paid_out,
        "kept": kept,
    }
    return xr.Dataset({**found, **_real(dataset, found)})


def _valued(quantity: xr.DataArray, dataset: xr.Dataset) -> xr.DataArray:
    """Millionths by good at the quarter's mean prices, each good rounded once, in hundredths (int64)."""
    worth: xr.DataArray = np.rint(quantity * dataset["price_by_good"] * _HUNDREDTHS).astype(np.int64)
    return worth.sum("good")


def _real(dataset: xr.Dataset, nominal: dict[str, xr.DataArray]) -> dict[str, xr.DataArray]:
    """The product at prices of the start, which are 1 for every good; incomes are deflated by the price of the product."""
    flows = dataset["goods_flow"].sum("good")
    made = flows.sel(goods_use=_uses("made", "intermediate", "lost")).sum("goods_use")
    used = -flows.sel(goods_use=_uses("persons", "home", "state", "abroad")).sum("goods_use")
    installed = dataset["goods_moved"].sel(store="machines", drop=True).sum("good")
    rise = (dataset["goods_closing"] - dataset["goods_opening"]).sum("good")
    rise = rise.sel(store=[name for name in STORES if name != "machines"]).sum("store")
    production = made / 1e6
    level = xr.where(production != 0, nominal["production"] / production, 1.0)
    income = xr.where(level != 0, nominal["income"] / level, production)
    return {"real_production": production, "real_expenditure": (used + installed + rise) / 1e6, "real_income": income}


def _kinds(nature: str) -> list[str]:
    return [name for name, transaction in TRANSACTIONS.items() if transaction.nature == nature]


def _incomes() -> list[str]:
    """Kinds that distribute income: all that neither buy products nor move capital or debts."""
    return [name for name, transaction in TRANSACTIONS.items() if transaction.nature in ("income", "goods")]


def _uses(*uses: str) -> list[str]:
    return [name for name, flow in GOODS_FLOWS.items() if flow.use in uses]


def balance_sheets(dataset: xr.Dataset) -> xr.DataArray:
    """Every sector's balance sheet at the end of each quarter: float64 [system, replicate, quarter, item, sector], currency.

    Items are money stocks (what is owed counts negatively; the bank owes the deposits of all others and is owed all debts), stores and
    machines at going prices, net worth, and stores and machines once more at prices of the start.
    """
    closing = dataset["money_closing"]
    money = []
    for asset in _assets():
        names = [name for name in MONEY_STOCKS if name.startswith(f"{asset}_") and holder(name) != BANK]
        held = _by_sector(_signs(names) * closing.sel(money_stock=names)) / 100
        money.append(xr.where(held["sector"] == BANK, -held.sum("sector"), held).expand_dims(item=[asset]))
    units = dataset["goods_closing"] / 1e6
    going = _goods_at(units * dataset["price_by_good"], GOING)
    net = xr.concat([*money, *going], "item").sum("item").expand_dims(item=["net worth"])
    return xr.concat([*money, *going, net, *_goods_at(units, AT_START)], "item").transpose(..., "item", "sector")


def _goods_at(worth: xr.DataArray, prices: str) -> list[xr.DataArray]:
    return [_of_enterprises(worth.sel(store=name, drop=True).sum("good"), f"{name}, {prices}") for name in STORES]


def _of_enterprises(values: xr.DataArray, item: str) -> xr.DataArray:
    own = xr.DataArray([1.0 if sector == PRODUCER else 0.0 for sector in sectors()], dims="sector", coords={"sector": list(sectors())})
    return (values * own).expand_dims(item=[item])


def checks(dataset: xr.Dataset) -> dict[str, xr.DataArray]:
    """What each identity of the accounts lacks, by system, replicate and quarter: exact integers, and relative for real product.

    ``rows`` and ``columns`` of the flow matrix; ``stocks``: change of each money stock less its flows; ``stores``: change of goods in each
    kind of store less what was moved, made and used up; ``handed over``: goods moved out of stores less those moved into others;
    ``carried over``: what a quarter begins with less what the one before ended with; ``product``: largest difference between production,
    expenditure and income (hundredths); ``real product``: the same, over production.
    """
    matrix = flow_matrix(dataset)
    stock = dataset["money_closing"] - dataset["money_opening"]
    moved = dataset["money_flow"].sum("transaction")
    store_of = xr.DataArray([flow.store for flow in GOODS_FLOWS.values()], dims="goods_use", coords={"goods_use": list(GOODS_FLOWS)})
    made = xr.concat([dataset["goods_flow"].where(store_of == name, 0).sum("goods_use") for name in STORES], "store")
    goods = dataset["goods_closing"] - dataset["goods_opening"] - dataset["goods_moved"] - made.assign_coords(store=list(STORES))
    carried = [_largest(dataset[f"{of}_opening"] - dataset[f"{of}_closing"].shift(quarter=1, fill_value=0)) for of in ("money", "goods")]
    found = product(dataset)
    ways = xr.concat([found[name] for name in ("production", "expenditure", "income")], "way")
    real = xr.concat([found[f"real_{name}"] for name in ("production", "expenditure", "income")], "way")
    scale = np.maximum(np.abs(found["real_production"]), 1.0)
    return {
        "rows": _largest(matrix.sum("sector")),
        "columns": _largest(matrix.sum("row")),
        "stocks": _largest(stock * _signs(list(MONEY_STOCKS)) - moved),
        "stores": _largest(goods),
        "handed over": _largest(dataset["goods_moved"].sum("store")),
        "carried over": np.maximum(*carried).where(np.arange(dataset.sizes["quarter"]) > 0, 0),
        "product": ways.max("way") - ways.min("way"),
        "real product": (real.max("way") - real.min("way")) / scale,
    }


def _largest(values: xr.DataArray) -> xr.DataArray:
    """Largest absolute value over all axes but system, replicate and quarter."""
    rest = [axis for axis in values.dims if axis not in ("system", "replicate", "quarter")]
    return np.abs(values).max(rest)


__all__ = ["balance_sheets", "checks", "flow_matrix", "flows_by_sector", "product", "recorded"]
