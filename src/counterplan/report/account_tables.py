"""Tables of the accounts for the report: checks, and by system the matrix, the balance sheets and the product of the last year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from counterplan.core.accounts import BANK, SECTOR_TITLES, TRANSACTIONS, sectors

from . import accounts
from .series import failure_quarter, systems_of
from .wording import number

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = dict[str, Any]
YEAR = 4
TOLERANCE = 1e-9
"""Relative difference of real product up to which the three ways agree; floats are added up in different order."""
LABELS = {
    "rows": "Flow matrix, rows",
    "columns": "Flow matrix, columns",
    "stocks": "Money stocks against flows",
    "stores": "Goods in stores against flows",
    "handed over": "Goods handed over",
    "carried over": "From quarter to quarter",
    "product": "Product = expenditure = income",
    "real product": "The same at prices of the start",
}
ITEMS = {"deposits": "money", "debt": "debts", "inventory": "own products in store", "inputs": "goods to be used up", "machines": "machines"}


def check_rows(dataset: xr.Dataset) -> list[Row]:
    """Each identity of the accounts with what it lacks at most, up to the quarter in which a replicate failed."""
    if not accounts.recorded(dataset):
        return []
    found = []
    for name, values in accounts.checks(dataset).items():
        largest = float(_before_failure(dataset, values).max(initial=0.0))
        closed = largest <= TOLERANCE if name == "real product" else largest == 0
        found.append({"label": LABELS[name], "state": "closed" if closed else "OPEN", "largest": number(largest), "open": not closed})
    return found


def _before_failure(dataset: xr.Dataset, values: xr.DataArray) -> np.ndarray:
    plain = np.abs(values.transpose("system", "replicate", "quarter").values)
    return np.asarray(plain[np.arange(plain.shape[2]) < failure_quarter(dataset)[:, :, None]])


def account_tables(dataset: xr.Dataset) -> list[Row]:
    """By system: flow matrix and product of the last year and balance sheets at its end, in per cent of the year's product.

    Means over the replicates that did not fail and made something in that year; systems without any are left out.
    """
    if not accounts.recorded(dataset) or dataset.sizes["quarter"] < YEAR:
        return []
    lasted = failure_quarter(dataset) == dataset.sizes["quarter"]
    found = []
    for i, system in enumerate(systems_of(dataset)):
        one = dataset.sel(system=[system]).isel(replicate=np.flatnonzero(lasted[i]))
        if one.sizes["replicate"]:
            found.append(_of_system(system, one))
    return [table for table in found if table]


def _of_system(system: str, one: xr.Dataset) -> Row:
    last = one.isel(quarter=slice(-YEAR, None))
    product = accounts.product(last).sum("quarter").isel(system=0, drop=True)
    value = product["production"].where(product["production"] > 0)
    if not bool(value.notnull().any()):
        return {}
    matrix = accounts.flow_matrix(one).isel(system=0, drop=True)
    year = _mean(matrix.isel(quarter=slice(-YEAR, None)).sum("quarter"), value)
    sheets = accounts.balance_sheets(one.isel(quarter=[-1])).isel(system=0, quarter=0, drop=True)
    open_rows, open_columns = (np.abs(matrix.sum(axis)).max(("replicate", "quarter")) for axis in ("sector", "row"))
    shown = [str(row) for row in year["row"].values if bool((year.sel(row=row) != 0).any())]
    rows = [
        {
            "label": row,
            "meaning": TRANSACTIONS[row].meaning if row in TRANSACTIONS else _of_bank(row),
            "cells": [_cell(year.sel(row=row, sector=sector)) for sector in sectors()],
            "mark": _mark(open_rows.sel(row=row)),
        }
        for row in shown
    ]
    return {
        "system": system,
        "sectors": [SECTOR_TITLES.get(sector, sector) for sector in sectors()],
        "rows": rows,
        "marks": [_mark(open_columns.sel(sector=sector)) for sector in sectors()],
        "sheets": _sheet_rows(sheets, value, product["real_production"]),
        "product": _product_rows(product, value),
        "replicates": int(value.notnull().sum()),
    }


def _mean(values: xr.DataArray, value: xr.DataArray) -> xr.DataArray:
    """Mean over replicates, in per cent of the product."""
    share: xr.DataArray = (100.0 * values / value).mean("replicate")
    return share


def _of_bank(row: str) -> str:
    return f"{row}: with holders as a use of money, with the {BANK} the other side"


def _mark(lacking: xr.DataArray) -> Row:
    largest = int(lacking.item())
    return {"text": "✓" if largest == 0 else number(largest), "open": largest != 0}


def _cell(value: xr.DataArray) -> str:
    plain = float(value.item())
    return "" if plain == 0 else f"{plain:.1f}".replace("-", "\u2212")


def _sheet_rows(sheets: xr.DataArray, value: xr.DataArray, real: xr.DataArray) -> list[Row]:
    """Balance sheets over the year's product, goods at prices of the start over the product at those prices."""
    rows = []
    for item in (str(name) for name in sheets["item"].values):
        name, _, prices = item.partition(", ")
        base = real.where(real > 0) if prices == accounts.AT_START else value / 100.0
        cells = [_cell(_mean(sheets.sel(item=item, sector=sector), base)) for sector in sectors()]
        rows.append({"label": ITEMS.get(name, name), "prices": prices, "cells": cells, "total": name == "net worth"})
    return rows


def _product_rows(product: xr.Dataset, value: xr.DataArray) -> list[Row]:
    """What the product was spent on and whose income it became."""
    spent, paid = (_mean(product[name], value) for name in ("spent", "paid_out"))
    used = [(f"bought by {SECTOR_TITLES.get(s, s).lower()}", _cell(spent.sel(sector=s))) for s in (str(n) for n in spent["sector"].values)]
    went = [(str(kind), _cell(paid.sel(transaction=kind))) for kind in paid["transaction"].values]
    home = ("grain eaten at home", _cell(_mean(product["eaten_at_home"], value)))
    used += [("machines", _cell(_mean(product["machines"], value))), home, ("rise of stores", _cell(_mean(product["stores"], value)))]
    went += [home, ("kept by enterprises", _cell(_mean(product["kept"], value)))]
    return [{"label": "Expenditure", "parts": _told(used)}, {"label": "Income", "parts": _told(went)}]


def _told(parts: Sequence[tuple[str, str]]) -> list[Row]:
    return [{"label": label, "value": value} for label, value in parts if value]


__all__ = ["account_tables", "check_rows"]
