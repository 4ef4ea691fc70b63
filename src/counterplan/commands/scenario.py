"""A scenario for people to read: where it starts, what was assumed, each figure with range, source and note."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from .output import print_entry, print_rows, shown

WIDTH = 120


def print_scenario(found: Mapping[str, Any]) -> None:
    """Prints a scenario as `describe` gives it."""
    write = sys.stdout.write
    figures = list(_figures(found))
    assumed = [name for name, figure in figures if figure["source"] == "assumed"]
    write(f"{found['name']}: {found['title']} ({found['country']}, from {found['start']})\n")
    write("Held equal in all systems: " + ", ".join(f"{k} {shown(v)}" for k, v in found["contexts"].items()) + "\n\n")
    write(f"Assumed: {len(assumed)} of {len(figures)} figures; each has a range that --draw-priors draws from\n")
    _wrapped(", ".join(assumed) or "none")
    write("\nFigures\n")
    print_rows([_row(name, figure) for name, figure in figures], "")
    noted: dict[str, list[str]] = {}
    for name, figure in figures:
        if figure["note"]:
            noted.setdefault(figure["note"], []).append(name)
    write("\nNotes\n" if noted else "")
    for note, names in noted.items():
        _wrapped(f"{', '.join(names)}: {note}")
    for name, path in found["paths"].items():
        write(f"\nPath {name}: " + ", ".join(f"{year} {shown(value)}" for year, value in path.items()) + "\n")
    write("\nRecord, drawn beside the model and never read by it\n" if found["record"] else "")
    for name, series in found["record"].items():
        write(f"  {name}: {min(series)} to {max(series)}, {len(series)} years\n")
    print_entry({key: found[key] for key in ("economy", "sources") if found.get(key)})


def _figures(found: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """All figures by name: single ones, then shares by good."""
    yield from found["figures"].items()
    for table, by_good in found["sector_figures"].items():
        yield from ((f"{table}.{good}", figure) for good, figure in by_good.items())


def _row(name: str, figure: Mapping[str, Any]) -> dict[str, Any]:
    low, high = figure["low"], figure["high"]
    span = f"{shown(low)} to {shown(high)}" if low < high else ""
    return {"figure": name, "value": shown(figure["value"]), "range": span, "unit": figure["unit"], "source": figure["source"]}


def _wrapped(text: str) -> None:
    sys.stdout.writelines(line + "\n" for line in textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    "))


__all__ = ["print_scenario"]
