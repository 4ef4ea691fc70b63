"""What goes to standard output: one JSON document and nothing else, or tables for people."""

from __future__ import annotations

import contextlib
import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

WIDE = 180
"""Columns where the output is no terminal, so that tables in files are not cut."""


@contextlib.contextmanager
def reserved(as_json: bool) -> Iterator[None]:
    """Keeps standard output free for the JSON document: whatever prints meanwhile goes to standard error."""
    with contextlib.redirect_stdout(sys.stderr) if as_json else contextlib.nullcontext():
        yield


def print_json(value: Any) -> None:
    """Prints one JSON document; numbers that are not finite become null."""
    sys.stdout.write(json.dumps(_clean(value), allow_nan=False, indent=1) + "\n")


def _clean(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(item) for item in value]
    if value is None or isinstance(value, bool | str | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if hasattr(value, "tolist"):
        return _clean(value.tolist())
    return str(value)


def console() -> Console:
    """The console for tables."""
    from rich.console import Console

    terminal = sys.stdout.isatty()
    return Console(file=sys.stdout, width=None if terminal else WIDE, highlight=False, soft_wrap=False)


def print_rows(rows: Sequence[Mapping[str, Any]], empty: str) -> None:
    """Prints a table with one row an entry, or a sentence where there is none."""
    from rich.table import Table
    from rich.text import Text

    if not rows:
        sys.stdout.write(empty + "\n")
        return
    columns = list(dict.fromkeys(key for row in rows for key in row))
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        numeric = all(isinstance(row.get(column), int | float) for row in rows)
        table.add_column(Text(str(column)), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(shown(row.get(column))) for column in columns))
    console().print(table)


def print_entry(entry: Mapping[str, Any], indent: int = 0) -> None:
    """Prints one entry in full: names and values, tables inside it below their names."""
    pad = "  " * indent
    for key, value in entry.items():
        if isinstance(value, Mapping) and value:
            sys.stdout.write(f"{pad}{key}\n")
            if (
                all(not isinstance(inner, Mapping | list) for inner in value.values())
                and indent
                and len(value) <= 8
            ):
                sys.stdout.write(f"{pad}  " + ", ".join(f"{k} {shown(v)}" for k, v in value.items()) + "\n")
            else:
                print_entry(value, indent + 1)
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            sys.stdout.write(f"{pad}{key}\n")
            print_rows(value, "")
        elif isinstance(value, str) and "\n" in value:
            sys.stdout.write(f"{pad}{key}\n" + "".join(f"{pad}  {line}\n" for line in value.splitlines()))
        else:
            sys.stdout.write(f"{pad}{key}: {shown(value)}\n")


def shown(value: Any) -> str:
    """A value in a table."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {shown(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(shown(item) for item in value)
    return str(value)
