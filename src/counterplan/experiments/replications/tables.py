"""Input-output tables that replications use: those of a folder of facts, or one with figures of our own."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from counterplan.core.errors import InputError
from counterplan.loader.tables import CELLS, OUTPUT, load_table

FACTS = "COUNTERPLAN_FACTS"
"""Environment variable: a folder with `io_tables.csv`."""
LABOUR = {"EMPLOYEE_HOURS_MILLIONS": "hours", "LABOUR_COMPENSATION": "paid hours"}
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
        if not (Path(named) / CELLS).is_file():
            raise InputError(f"{FACTS}: {named} holds no {CELLS}.")
        return Path(named)
    beside = Path(__file__).resolve().parents[5] / "shared" / "facts"
    return beside if (beside / CELLS).is_file() else None


def tables_with_labour() -> list[Table]:
    """All tables of the folder that have rows for labour; one of our own where there is none."""
    folder = facts_folder()
    if folder is None:
        return [own_table()]
    with (folder / CELLS).open(encoding="utf-8-sig", newline="", errors="replace") as file:
        names = sorted({row[0] for row in csv.reader(file) if row} - {"table_id"})
    return [table for table in (_table(folder, name) for name in names) if table.labour] or [own_table()]


def _table(folder: Path, name: str) -> Table:
    found = load_table(folder, name)
    flows = np.array([found.row(sector) for sector in found.sectors])
    labour = {said: np.array(found.row(row)) for row, said in LABOUR.items() if found.has_row(row) and min(found.row(row)) > 0}
    return Table(name, flows, np.array(found.column(OUTPUT)), labour)


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
    return Table("figures of our own", share * output, output, {"hours": hours})
