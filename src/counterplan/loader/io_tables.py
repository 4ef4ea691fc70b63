"""Reads an input-output table from a folder of facts, and turns it into an economy to plan."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from counterplan.core.errors import InputError, nearest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from counterplan.planning.economy import Economy

    Array = NDArray[np.float64]

FILE = "io_tables.csv"
HEADINGS = ["table_id", "row", "col", "value"]
TOTAL = "TOTAL_OUTPUT"
CONSUMED = ("C_HH", "C_NP", "C_GOV", "EXP")
"""Final uses that a plan's basket is made of; exports stand in it because they pay for imports."""
INVESTED, CAPITAL = "GFCF", "CAPITAL_STOCK"
LABOUR = ("EMPLOYMENT_THOUSANDS", "EMPLOYEE_HOURS_MILLIONS")
IMPORTS = "IMP_INTERMEDIATE"


@dataclass(frozen=True)
class InputOutputTable:
    """One table: flows between sectors, further rows and final uses."""

    name: str
    sectors: tuple[str, ...]
    flows: Array
    """[sector, sector]: from the row's sector to the column's."""
    output: Array
    """[sector]."""
    rows: dict[str, Array]
    """Further rows by name, [sector]; missing cells are zero."""
    final: dict[str, Array]
    """Final uses by name, [sector]; missing cells are zero."""


def read_io_table(folder: Path, name: str) -> InputOutputTable:
    """Reads a table by its id from `io_tables.csv` (cells table_id, row, col, value).

    Sectors are the rows that also stand as columns.

    Error: InputError that names the file and the line, or the tables that there are.
    """
    path = folder / FILE
    cells, known = _cells(path, name)
    if not cells:
        raise InputError(f"{path}: no table '{name}'.{nearest(name, known)}")
    import numpy as np

    rows, columns = dict.fromkeys(row for row, _ in cells), dict.fromkeys(column for _, column in cells)
    sectors = tuple(row for row in rows if row in columns)
    if TOTAL not in columns or not sectors:
        raise InputError(f"{path}: table '{name}' has no column '{TOTAL}', which gives the outputs.")

    def along(row: str) -> Array:
        return np.array([cells.get((row, sector), 0.0) for sector in sectors])

    def down(column: str) -> Array:
        return np.array([cells.get((sector, column), 0.0) for sector in sectors])

    output = down(TOTAL)
    for sector, amount in zip(sectors, output, strict=True):
        if amount <= 0:
            raise InputError(f"{path}: table '{name}', row '{sector}', column '{TOTAL}': an output above zero is wanted.")
    return InputOutputTable(
        name,
        sectors,
        np.array([along(sector) for sector in sectors]),
        output,
        {row: along(row) for row in rows if row not in sectors},
        {column: down(column) for column in columns if column not in (*sectors, TOTAL)},
    )


def _cells(path: Path, name: str) -> tuple[dict[tuple[str, str], float], list[str]]:
    if not path.is_file():
        raise InputError(f"{path}: there is no such file.")
    found: dict[tuple[str, str], float] = {}
    known: dict[str, None] = {}
    with path.open(newline="", encoding="utf-8-sig", errors="replace") as file:
        reader = csv.reader(file)
        if [cell.strip() for cell in next(reader, [])] != HEADINGS:
            raise InputError(f"{path}, line 1: the headings {', '.join(HEADINGS)} are wanted.")
        for row in reader:
            if not any(row):
                continue
            if len(row) != len(HEADINGS):
                raise InputError(f"{path}, line {reader.line_num}: {len(row)} cells, but {len(HEADINGS)} headings.")
            known[row[0]] = None
            if row[0] != name:
                continue
            if (row[1], row[2]) in found:
                raise InputError(f"{path}, line {reader.line_num}, row '{row[1]}', column '{row[2]}': the cell stands there twice.")
            found[row[1], row[2]] = _value(path, reader.line_num, row)
    return found, list(known)


def _value(path: Path, line: int, row: list[str]) -> float:
    try:
        value = float(row[3])
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(f"{path}, line {line}, row '{row[1]}', column '{row[2]}': '{row[3][:40]}' is no finite number.")
    return value


def economy_of(table: InputOutputTable, years: int, wear: float, growth: float, labour_growth: float) -> Economy:
    """An economy to plan from a table: its techniques, its labour and stocks, its consumption and exports as the basket.

    A sector's stock of capital consists of goods in the shares of gross fixed capital formation, for tables say who holds it
    but not what it is. Labour is persons engaged, or hours where only they are given. Imported inputs are a resource without a limit.

    Args:
        wear: share of every stock that wears out in a year.
        growth: yearly growth of the basket; labour_growth: of the labour supply.

    Error: InputError for a table without labour.
    Source: own construction; leontief-1970 (further rows as limits).
    """
    import numpy as np

    from counterplan.planning.economy import Economy

    labour = next((table.rows[name] for name in LABOUR if name in table.rows), None)
    if labour is None:
        raise InputError(f"table '{table.name}' has no row {' or '.join(LABOUR)}, so that labour cannot be planned; take one that has.")
    basket = np.maximum(np.sum([table.final[name] for name in CONSUMED if name in table.final], axis=0), 0.0)
    mix = np.maximum(table.final.get(INVESTED, np.zeros(len(table.sectors))), 0.0)
    capital = np.maximum(table.rows.get(CAPITAL, np.zeros(len(table.sectors))), 0.0)
    held = np.outer(mix / max(float(mix.sum()), 1e-300), capital)
    of, within = np.nonzero(held)
    imports = np.maximum(table.rows.get(IMPORTS, np.zeros(len(table.sectors))), 0.0)
    path = np.arange(years)
    return Economy(
        goods=table.sectors,
        years=tuple(f"year{t + 1}" for t in path),
        inputs=np.maximum(table.flows, 0.0) / table.output,
        labour=labour / table.output,
        output=table.output,
        stock_of=of,
        stock_in=within,
        need=held[of, within] / table.output[within],
        stock=held[of, within],
        wear=np.full(of.size, wear),
        labour_supply=np.asarray(float(labour.sum()) * (1.0 + labour_growth) ** path, dtype=np.float64),
        target=basket * ((1.0 + growth) ** path)[:, None],
        resources=("imports",) if imports.any() else (),
        use=(imports / table.output)[None, :] if imports.any() else None,
        cap=np.full((years, 1), np.inf) if imports.any() else None,
    )
