"""Input-output tables that replications use: those of a folder of facts, or one with figures of our own."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from counterplan.core.errors import InputError

FACTS = "COUNTERPLAN_FACTS"
"""Environment variable: a folder with `io_tables.csv` (table_id, row, col, value)."""
LABOUR = ("EMPLOYEE_HOURS_MILLIONS", "LABOUR_COMPENSATION")
"""Rows for labour: hours, and hours weighted by what they are paid."""


@dataclass(frozen=True)
class Table:
    """Flows of money between sectors, and labour by sector."""

    name: str
    flows: np.ndarray
    """float64 [input, product]."""
    output: np.ndarray
    labour: dict[str, np.ndarray]


def facts_folder() -> Path | None:
    """The folder that the environment names, or `shared/facts` beside the checkout; None where neither holds tables.

    Error: InputError where the environment names a folder without tables.
    """
    named = os.environ.get(FACTS)
    if named:
        if not (Path(named) / "io_tables.csv").is_file():
            raise InputError(f"{FACTS}: {named} holds no io_tables.csv.")
        return Path(named)
    beside = Path(__file__).resolve().parents[5] / "shared" / "facts"
    return beside if (beside / "io_tables.csv").is_file() else None


def tables_with_labour() -> list[Table]:
    """All tables of the folder that have rows for labour; one of our own where there is no folder."""
    folder = facts_folder()
    if folder is None:
        return [own_table()]
    cells: dict[str, dict[tuple[str, str], float]] = {}
    with (folder / "io_tables.csv").open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            try:
                cells.setdefault(row["table_id"], {})[row["row"], row["col"]] = float(row["value"])
            except (KeyError, TypeError, ValueError):
                raise InputError(f"{folder / 'io_tables.csv'}:{line}: give table_id, row, col and a number as value.") from None
    found = [_table(name, table) for name, table in sorted(cells.items())]
    return [table for table in found if table.labour] or [own_table()]


def _table(name: str, cells: dict[tuple[str, str], float]) -> Table:
    """Puts one table together: sectors are what stands both as a row and as a column."""
    columns = {column for _, column in cells}
    sectors = list(dict.fromkeys(row for row, _ in cells if row in columns))
    flows = np.array([[cells.get((i, j), 0.0) for j in sectors] for i in sectors])
    output = np.array([cells.get((i, "TOTAL_OUTPUT"), 0.0) for i in sectors])
    labour = {
        row: np.array([cells[row, j] for j in sectors]) for row in LABOUR if all((row, j) in cells and cells[row, j] > 0 for j in sectors)
    }
    kept = output > 0
    return Table(name, flows[np.ix_(kept, kept)], output[kept], {row: values[kept] for row, values in labour.items()})


def own_table() -> Table:
    """Eight sectors of very different size, with figures of our own: they describe no country."""
    output = np.array([120.0, 45.0, 380.0, 900.0, 150.0, 620.0, 2100.0, 75.0])
    share = np.array(
        [
            [0.12, 0.00, 0.09, 0.01, 0.00, 0.01, 0.01, 0.00],
            [0.01, 0.08, 0.10, 0.03, 0.12, 0.01, 0.00, 0.02],
            [0.14, 0.11, 0.28, 0.18, 0.06, 0.12, 0.04, 0.15],
            [0.02, 0.07, 0.05, 0.22, 0.05, 0.08, 0.03, 0.20],
            [0.02, 0.06, 0.04, 0.02, 0.11, 0.02, 0.01, 0.03],
            [0.03, 0.02, 0.01, 0.01, 0.02, 0.03, 0.02, 0.01],
            [0.10, 0.15, 0.12, 0.14, 0.13, 0.18, 0.27, 0.16],
            [0.01, 0.03, 0.01, 0.02, 0.01, 0.01, 0.01, 0.05],
        ]
    )
    hours = output * np.array([0.045, 0.014, 0.012, 0.015, 0.008, 0.021, 0.024, 0.016])
    return Table("figures of our own", share * output, output, {"EMPLOYEE_HOURS_MILLIONS": hours})
