"""The four tables of a plan in kind, or an input-output table, as an economy to plan."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from counterplan.core.errors import InputError, nearest

from .plan_cells import Table, read_table

if TYPE_CHECKING:
    from counterplan.planning.economy import Economy

FILES = ("flows.csv", "cap.csv", "dep.csv", "labtarg.csv")
LABOUR, OUTPUT = "labour", "output"


def read_economy(folder: Path, capped: tuple[str, ...] = (), force: bool = False) -> Economy:
    """Reads flows.csv (with rows 'labour' and 'output'), cap.csv, dep.csv and labtarg.csv.

    A further row of flows.csv is a limited resource where labtarg.csv has a column of that name (its limit by year), or ``capped`` names it.

    Args:
        folder: where the four files are.
        capped: resources that get their limits elsewhere.
        force: read tables however large they are.

    Error: InputError that names file, line, row and column.
    Source: cockshott-2018 (format).
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: there is no such folder; give one with {', '.join(FILES)}.")
    flows, stocks, wear, targets = (read_table(folder / name, force) for name in FILES)
    goods = flows.columns
    resources = _resources(flows, targets, capped)
    output = flows.block((OUTPUT,), goods)[0]
    for good, amount in zip(goods, output, strict=True):
        if amount <= 0:
            raise InputError(f"{flows.where(OUTPUT, good)}: an output above zero is wanted; leave the column out if nothing makes it.")
    _check_square(stocks, goods)
    _check_square(wear, goods)
    _check_targets(targets, goods, resources)
    for good, shares in zip(goods, wear.block(goods, goods), strict=True):
        for industry, share in zip(goods, shares, strict=True):
            if share > 1:
                raise InputError(f"{wear.where(good, industry)}: {share:g} is more than 1; shares a year are wanted.")
    return _economy(flows, stocks, wear, targets, resources)


def _economy(flows: Table, stocks: Table, wear: Table, targets: Table, resources: tuple[str, ...]) -> Economy:
    """The economy of tables that were found right."""
    import numpy as np

    from counterplan.planning.economy import Economy

    goods, years = flows.columns, targets.rows
    output = np.array(flows.block((OUTPUT,), goods)[0])
    held, lost = np.array(stocks.block(goods, goods)), np.array(wear.block(goods, goods))
    of, within = np.nonzero(held)
    caps = np.full((len(years), len(resources)), np.inf)
    for r, name in enumerate(resources):
        if name in targets.columns:
            caps[:, r] = np.array(targets.block(years, (name,)))[:, 0]
    return Economy(
        goods=goods,
        years=years,
        inputs=np.array(flows.block(goods, goods)) / output,
        labour=np.array(flows.block((LABOUR,), goods)[0]) / output,
        output=output,
        stock_of=of,
        stock_in=within,
        need=held[of, within] / output[within],
        stock=held[of, within],
        wear=lost[of, within],
        labour_supply=np.array(targets.block(years, (LABOUR,)))[:, 0],
        target=np.array(targets.block(years, goods)),
        resources=resources,
        use=np.array(flows.block(resources, goods)) / output if resources else None,
        cap=caps if resources else None,
    )


def _resources(flows: Table, targets: Table, capped: tuple[str, ...]) -> tuple[str, ...]:
    goods = flows.columns
    further = [name for name in flows.rows if name not in (*goods, LABOUR, OUTPUT)]
    for name in further:
        if name not in targets.columns and name not in capped:
            known = [*(good for good in goods if good not in flows.rows), LABOUR, OUTPUT]
            raise InputError(
                f"{flows.where(name)}: no column has that name.{nearest(name, known)} "
                f"If it is a limited resource, give its limits: a column '{name}' in {targets.path.name}, or --cap {name}=VALUE."
            )
    for name in capped:
        if name not in further:
            raise InputError(f"--cap {name}: {flows.path} has no such row.{nearest(name, further) if further else ''}")
    return tuple(further)


def _check_square(table: Table, goods: tuple[str, ...]) -> None:
    for kind, names in (("column", table.columns), ("row", table.rows)):
        for name in names:
            if name not in goods:
                place = table.where(name) if kind == "row" else f"{table.path}, column '{name}'"
                raise InputError(f"{place}: unknown good; {FILES[0]} has none of that name.{nearest(name, goods)}")


def _check_targets(table: Table, goods: tuple[str, ...], resources: tuple[str, ...]) -> None:
    for name in table.columns:
        if name not in (*goods, LABOUR, *resources):
            raise InputError(f"{table.path}, column '{name}': unknown good; {FILES[0]} has none of that name.{nearest(name, (*goods, LABOUR))}")
    ends = [re.search(r"\d+$", name) for name in table.rows]
    numbers = [int(end.group()) for end in ends if end]
    if len(numbers) == len(ends) and numbers != sorted(numbers):
        late = table.rows[next(i for i in range(1, len(numbers)) if numbers[i] < numbers[i - 1])]
        raise InputError(f"{table.where(late)}: years stand out of order.")
    for name, row in zip(table.rows, table.block(table.rows, goods), strict=True):
        if not any(amount > 0 for amount in row):
            raise InputError(f"{table.where(name)}: all targets are zero; with nothing asked for, nothing bounds how well it is fulfilled.")
