"""Reads a comma-separated table of numbers with headings and row names; every error names the file, the line, the row and the column."""

from __future__ import annotations

import csv
import math
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from counterplan.core.errors import InputError, nearest

BYTES_A_CELL = 150.0
"""Memory that a cell of one table takes while it is read and until the programme is built, about."""


@dataclass(frozen=True)
class Table:
    """A table as it was read."""

    path: Path
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    cells: tuple[tuple[float, ...], ...]
    """[row][column], as plain numbers: errors in tables answer before any library of arrays is loaded."""
    lines: tuple[int, ...]
    """Line of the file in which each row stands."""

    def where(self, row: str, column: str | None = None) -> str:
        """The place of a cell, as errors name it."""
        found = f"{self.path}, line {self.lines[self.rows.index(row)]}, row '{row}'"
        return found if column is None else f"{found}, column '{column}'"

    def block(self, rows: tuple[str, ...], columns: tuple[str, ...]) -> list[list[float]]:
        """Cells by names, in their order. Error: InputError for a name that the table lacks."""
        for kind, wanted, have in (("row", rows, self.rows), ("column", columns, self.columns)):
            missing = [name for name in wanted if name not in have]
            if missing:
                unused = [name for name in have if name not in wanted]
                raise InputError(f"{self.path}: no {kind} '{missing[0]}'.{nearest(missing[0], unused) if unused else ''}")
        places = {name: i for i, name in enumerate(self.columns)}
        chosen = [places[column] for column in columns]
        whole = dict(zip(self.rows, self.cells, strict=True))
        return [[whole[row][i] for i in chosen] for row in rows]


def read_table(path: Path, force: bool = False) -> Table:
    """Reads a table: first row headings, first column names; blank lines and a missing last newline do no harm.

    Args:
        force: read it however large it is.

    Error: InputError for a file that is missing, no text, ragged, or has a cell that is no finite number of zero or more.
    """
    if not path.is_file():
        raise InputError(f"{path}: there is no such file.")
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file)
            lines = ((reader.line_num, [cell.strip() for cell in row]) for row in reader)
            return _parse(path, ((n, row) for n, row in lines if any(row)), force)
    except UnicodeDecodeError:
        raise InputError(f"{path}: is no text in UTF-8.") from None
    except csv.Error as error:
        raise InputError(f"{path}: cannot be read as comma-separated: {error}.") from None


def _parse(path: Path, lines: Iterator[tuple[int, list[str]]], force: bool) -> Table:
    line, first = next(lines, (0, []))
    while first and not first[-1]:
        first.pop()
    if len(first) < 2:
        hint = " Columns seem to be separated by ';'; commas are wanted." if first and ";" in first[0] else ""
        raise InputError(f"{path}: no headings found; the first row names the columns, separated by commas.{hint}")
    columns = tuple(first[1:])
    _check_names(path, "column", columns, [line] * len(columns))
    if not force:
        check_memory(path, len(columns))
    names: list[str] = []
    numbers: list[int] = []
    cells: list[tuple[float, ...]] = []
    for line, row in lines:
        while len(row) > len(first) and not row[-1]:
            row.pop()
        if len(row) != len(first):
            raise InputError(f"{path}, line {line}, row '{row[0]}': {len(row)} cells, but {len(first)} headings.")
        names.append(row[0])
        numbers.append(line)
        cells.append(tuple(_number(path, line, row[0], column, text) for column, text in zip(columns, row[1:], strict=True)))
    if not names:
        raise InputError(f"{path}: no rows below the headings.")
    _check_names(path, "row", tuple(names), numbers)
    return Table(path, columns, tuple(names), tuple(cells), tuple(numbers))


def _number(path: Path, line: int, row: str, column: str, text: str) -> float:
    try:
        # Python reads 1_000 and digits of other scripts as numbers; other programs do not.
        value = float(text if text.isascii() and "_" not in text else "no number")
    except ValueError:
        wrong = "is empty; write 0 for nothing" if not text else f"'{text[:40]}' is no number"
        raise InputError(f"{path}, line {line}, row '{row}', column '{column}': {wrong}.") from None
    if not math.isfinite(value):
        raise InputError(f"{path}, line {line}, row '{row}', column '{column}': '{text}' is not finite.")
    if value < 0:
        raise InputError(f"{path}, line {line}, row '{row}', column '{column}': {text} is negative; zero or more is wanted.")
    return value


def _check_names(path: Path, kind: str, names: tuple[str, ...], lines: list[int]) -> None:
    seen: set[str] = set()
    for name, line in zip(names, lines, strict=True):
        if not name:
            raise InputError(f"{path}, line {line}: a {kind} without a name.")
        if name in seen:
            raise InputError(f"{path}, line {line}: {kind} '{name}' stands there twice.")
        seen.add(name)


def free_memory() -> float:
    """Bytes of memory that are free on this machine; infinite where it does not say."""
    try:
        return float(os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (AttributeError, OSError, ValueError):
        return math.inf


def check_memory(path: Path, sectors: int) -> None:
    """Refuses tables that this machine cannot hold, before they are read. Error: InputError that says what they would take."""
    wanted, free = 3.0 * BYTES_A_CELL * float(sectors) ** 2, free_memory()
    if wanted > 0.8 * free:
        raise InputError(
            f"{path}: {sectors:,} sectors take about {wanted / 1e9:.0f} GB to read and to plan, and {free / 1e9:.0f} GB are free here; "
            "aggregate sectors, or try with --force."
        )
