"""Reads input-output tables: one long file of cells, checked cell by cell. Nothing here imports JAX.

Format: a folder with `io_tables.csv` (columns `table_id,row,col,value`), and beside it, where there are any, `io_tables_meta.csv`
(`table_id`, `iso3`, `unit`, `source`, `licence`) and `io_sectors.csv` (`code`, `label`, `kind`).
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from counterplan.catalogue.source import PACKAGE
from counterplan.core.errors import InputError, nearest

CELLS, META, SECTORS = "io_tables.csv", "io_tables_meta.csv", "io_sectors.csv"
FOLDER = PACKAGE / "economies"
COLUMNS = ("table_id", "row", "col", "value")
OUTPUT = "TOTAL_OUTPUT"
FINAL = {
    "C_HH": "household consumption", "C_NP": "non-profit consumption", "C_GOV": "public consumption", "GFCF": "fixed investment",
    "INV": "change in inventories", "EXP": "exports",
}  # fmt: skip
"""Columns of final uses; the last two and non-profit consumption may be left out."""
OPTIONAL = ("C_NP", "INV", "EXP")
PAID = ("IMP_INTERMEDIATE", "TAXES_LESS_SUBSIDIES", "INTL_TRANSPORT_MARGIN", "OTHER", "VALUE_ADDED")
"""Rows that with the sectors' deliveries make up a column's output; all but value added may be left out."""
BESIDE = (
    "TOTAL_INPUT", "EMPLOYMENT_THOUSANDS", "EMPLOYEE_HOURS_MILLIONS", "LABOUR_COMPENSATION", "EMPLOYEE_COMPENSATION", "CAPITAL_STOCK",
    "CONSUMPTION_OF_FIXED_CAPITAL",
)  # fmt: skip
"""Rows that stand beside the balance."""
SIGNED = ("GFCF", "INV", "TAXES_LESS_SUBSIDIES", "INTL_TRANSPORT_MARGIN", "OTHER")
"""Rows and columns that may hold negative numbers: stocks run down, used assets sold, subsidies, adjustments."""
TOLERANCE = 1e-3
"""How far a row or column may miss its total, over that total: tables are published rounded."""


@dataclass(frozen=True)
class Table:
    """One table as it is written."""

    name: str
    path: Path
    cells: Mapping[tuple[str, str], float]
    sectors: tuple[str, ...]
    lines: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Line of the file on which a cell stands."""
    labels: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    country: str = ""
    """Code of the country, where the folder says it."""

    def row(self, name: str) -> list[float]:
        """A row over the sectors; zeros where the table has none."""
        return [self.cells.get((name, sector), 0.0) for sector in self.sectors]

    def column(self, name: str) -> list[float]:
        """A column over the sectors; zeros where the table has none."""
        return [self.cells.get((sector, name), 0.0) for sector in self.sectors]

    def has_row(self, name: str) -> bool:
        """True where the table has a number of this row for every sector."""
        return all((name, sector) in self.cells for sector in self.sectors)

    def error(self, row: str, col: str, what: str) -> InputError:
        """An error that names file, line and cell."""
        line = self.lines.get((row, col))
        place = f"{self.path}:{line}" if line else f"{self.path}"
        return InputError(f"{place}: table '{self.name}', row '{row}', column '{col}': {what}")


def built_in_economies() -> dict[str, Path]:
    """Folders of the tables that come with the package, by name."""
    return {path.name: path for path in sorted(FOLDER.iterdir()) if (path / CELLS).is_file()}


def load_table(folder: str | Path, name: str | None = None) -> Table:
    """Reads one table of a folder and checks it.

    Args:
        folder: a folder, or the name of a built-in one.
        name: identity of the table; it may be left out where the folder holds one.

    Error: InputError for the first thing that is wrong, with file, line and cell.
    """
    path = _file(folder)
    chosen = _chosen(path, name)
    cells, lines = _cells(path, chosen)
    table = Table(chosen, path, cells, _sectors(path, chosen, cells), lines, *_described(path.parent), *_origin(path.parent, chosen))
    _check_cells(table)
    _check_productive(table)
    _check_balance(table)
    return table


def table_names(folder: str | Path) -> list[str]:
    """Identities of the tables in a folder, in the order of the file."""
    return list(dict.fromkeys(row["table_id"] for _, row in _rows(_file(folder), COLUMNS)))


def _file(folder: str | Path) -> Path:
    path = Path(folder)
    if not path.is_dir():
        known = built_in_economies()
        if str(folder) not in known:
            raise InputError(f"{path}: is no folder; give one that holds {CELLS}, or a built-in table: {', '.join(known)}.")
        path = known[str(folder)]
    if not (path / CELLS).is_file():
        raise InputError(f"{path}: holds no {CELLS} (columns {','.join(COLUMNS)}).")
    return path / CELLS


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a CSV file with their lines."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in columns if name not in (reader.fieldnames or ())]
            if missing:
                raise InputError(f"{path}:1: column '{missing[0]}' is missing; the first line must hold {','.join(columns)}.")
            for row in reader:
                if any(row[name] is None for name in columns):
                    raise InputError(f"{path}:{reader.line_num}: the line has fewer than {len(reader.fieldnames or ())} cells.")
                yield reader.line_num, {key: (value or "").strip() for key, value in row.items() if isinstance(key, str)}
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 text ({error.reason}).") from None
    except csv.Error as error:
        raise InputError(f"{path}: is no CSV file: {error}.") from None


def _chosen(path: Path, name: str | None) -> str:
    names = table_names(path.parent)
    if name is not None and name not in names:
        raise InputError(f"{path}: no table '{name}'.{nearest(name, names)}")
    if name is None and len(names) != 1:
        raise InputError(f"{path}: holds {len(names)} tables; name one with --table.{nearest('', names)}")
    return name if name is not None else names[0]


def _cells(path: Path, name: str) -> tuple[dict[tuple[str, str], float], dict[tuple[str, str], int]]:
    cells: dict[tuple[str, str], float] = {}
    lines: dict[tuple[str, str], int] = {}
    for line, row in _rows(path, COLUMNS):
        if row["table_id"] != name:
            continue
        place = (row["row"], row["col"])
        where = f"{path}:{line}: table '{name}', row '{place[0]}', column '{place[1]}'"
        if place in cells:
            raise InputError(f"{where}: stands on line {lines[place]} already.")
        try:
            value = float(row["value"])
        except ValueError:
            raise InputError(f"{where}: must be a number, not '{row['value']}'.") from None
        if not math.isfinite(value):
            raise InputError(f"{where}: must be a finite number, not '{row['value']}'.")
        cells[place], lines[place] = value, line
    return cells, lines


def _sectors(path: Path, name: str, cells: Mapping[tuple[str, str], float]) -> tuple[str, ...]:
    """Sectors are what stands as a row and as a column."""
    rows = list(dict.fromkeys(row for row, _ in cells))
    columns = set(dict.fromkeys(col for _, col in cells))
    sectors = [row for row in rows if row not in PAID and row not in BESIDE]
    for row in sectors:
        if row not in columns:
            raise InputError(f"{path}: table '{name}': row '{row}' has no column '{row}'; sectors need both.{_near(row, (*PAID, *BESIDE))}")
    for col in dict.fromkeys(col for _, col in cells):
        if col not in sectors and col not in FINAL and col != OUTPUT:
            raise InputError(f"{path}: table '{name}': column '{col}' has no row '{col}'; sectors need both.{_near(col, (*FINAL, OUTPUT))}")
    if len(sectors) < 2:
        raise InputError(f"{path}: table '{name}' has {len(sectors)} sectors; it needs at least two.")
    return tuple(sectors)


def _near(name: str, known: tuple[str, ...]) -> str:
    said = nearest(name, known)
    return said if said.startswith(" Did") else ""


def _described(folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Labels and kinds of sectors by code, where the folder says them."""
    path = folder / SECTORS
    if not path.is_file():
        return {}, {}
    rows = [row for _, row in _rows(path, ("code",))]
    return {r["code"]: r.get("label", "") for r in rows}, {r["code"]: r["kind"] for r in rows if r.get("kind")}


def _origin(folder: Path, name: str) -> tuple[str, str]:
    """Source and country of a table, where the folder says them."""
    path = folder / META
    for _, row in _rows(path, ("table_id",)) if path.is_file() else ():
        if row["table_id"] == name:
            return "; ".join(row[key] for key in ("source", "unit", "licence") if row.get(key)), row.get("iso3", "")
    return "", ""


def _check_cells(table: Table) -> None:
    """Refuses tables with holes and with negative numbers where there can be none."""
    final = [column for column in FINAL if any((s, column) in table.cells for s in table.sectors) or column not in OPTIONAL]
    for sector in table.sectors:
        for place in [*((sector, col) for col in (*table.sectors, *final, OUTPUT)), ("VALUE_ADDED", sector)]:
            if place not in table.cells:
                raise table.error(*place, "is missing; write 0 where there is nothing.")
    for row in PAID + BESIDE:
        given = [sector for sector in table.sectors if (row, sector) in table.cells]
        if given and len(given) < len(table.sectors):
            lacking = next(sector for sector in table.sectors if sector not in given)
            raise table.error(row, lacking, "is missing, while other sectors have it; write 0 where there is nothing.")
    positive = ("VALUE_ADDED", "EMPLOYMENT_THOUSANDS", "CAPITAL_STOCK")
    for (row, col), value in table.cells.items():
        if (row not in table.sectors and col not in table.sectors) or row in SIGNED or col in SIGNED:
            continue
        least = "positive" if col == OUTPUT or (row in positive and col in table.sectors) else "zero or positive"
        if value < 0 or (value == 0 and least == "positive"):
            raise table.error(row, col, f"is {value:g}; it must be {least}.")


def _check_productive(table: Table) -> None:
    """Refuses a table in which some goods take more of themselves, directly and through others, than is made of them.

    Source: hawkins-simon-1949.
    """
    output = table.column(OUTPUT)
    rows = [[table.cells[sector, user] / made for user, made in zip(table.sectors, output, strict=True)] for sector in table.sectors]
    radius, weight = _largest_root(rows)
    if radius >= 1.0:
        sector = table.sectors[weight.index(max(weight))]
        raise InputError(
            f"{table.path}: table '{table.name}' is not productive: a unit of '{sector}' takes a unit or more of itself, directly and "
            f"through others (spectral radius {radius:.4g}; it must be below 1)."
        )


def _largest_root(rows: list[list[float]], rounds: int = 400) -> tuple[float, list[float]]:
    """Spectral radius of a matrix without negative numbers, and the vector that goes with it, by powers of (I + A)/2."""
    vector, growth = [1.0 / len(rows)] * len(rows), 1.0
    for _ in range(rounds):
        moved = [0.5 * own + 0.5 * sum(a * x for a, x in zip(row, vector, strict=True)) for own, row in zip(vector, rows, strict=True)]
        growth = sum(moved)
        vector = [x / growth for x in moved]
    return 2.0 * growth - 1.0, vector


def _check_balance(table: Table) -> None:
    """Refuses rows whose uses, and columns whose costs, miss the output."""
    for sector in table.sectors:
        made = table.cells[sector, OUTPUT]
        uses = sum(table.cells.get((sector, col), 0.0) for col in (*table.sectors, *FINAL))
        costs = sum(table.cells.get((row, sector), 0.0) for row in (*table.sectors, *PAID))
        if abs(uses - made) > TOLERANCE * made:
            raise table.error(sector, OUTPUT, f"is {made:g}, but the row adds to {uses:g}; they may differ by {TOLERANCE:.1%}.")
        if abs(costs - made) > TOLERANCE * made:
            raise table.error(sector, OUTPUT, f"is {made:g}, but column '{sector}' adds to {costs:g}; they may differ by {TOLERANCE:.1%}.")


__all__ = ["CELLS", "FINAL", "OUTPUT", "TOLERANCE", "Table", "built_in_economies", "load_table", "table_names"]
