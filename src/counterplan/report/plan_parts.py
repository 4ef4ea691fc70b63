"""What pages of plans share, whichever engine made them: headings, tables, provenance, the command that makes a plan again."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from counterplan.loader.plan_request import PlanRequest

from .svg import plain, themed
from .wording import NONE, counted, number

MOST_LINES = 6
MOST_ROWS = 400
"""Goods that tables of the page show; the files beside it hold all."""
WHAT = {
    "labour": "labour in {where}",
    "limit": "limit on {name} in {where}",
    "stock": "starting stock of {name} in {where}",
    "required": "fulfilment asked for in {where}",
    "capacity": "stocks to make {name} in {where}",
}


def title(request: PlanRequest, years: int) -> str:
    """The page's heading."""
    return plain(f"Plan for {counted(years, 'year')}: {request.table or request.folder.resolve().name}")


def cell(value: float) -> str:
    """A number, or a dash where there is none."""
    return number(float(value)) if np.isfinite(value) else NONE


def year_table(rows: Iterable[tuple[str, str, Any]]) -> list[dict[str, Any]]:
    """Rows of the table by year: label, unit, a cell a year."""
    return [{"label": plain(label), "unit": unit, "cells": [cell(v) for v in values]} for label, unit, values in rows]


def good_tables(goods: Sequence[str], shown: Any, tables: Iterable[tuple[str, str, Any]]) -> list[dict[str, Any]]:
    """Tables with a row a good and a cell a year, of arrays by year and good."""
    return [
        {"label": label, "meaning": meaning, "rows": [{"good": plain(goods[i]), "cells": [cell(v) for v in values[:, i]]} for i in shown]}
        for label, meaning, values in tables
    ]


def panel(label: str, meaning: str, svg: str) -> dict[str, Any]:
    """A figure with a heading and a line on what it shows."""
    from markupsafe import Markup

    return {"label": plain(label), "meaning": meaning, "svg": Markup(themed(svg))}


def provenance(request: PlanRequest, made_by: dict[str, str]) -> list[dict[str, str]]:
    """Where the plan comes from."""
    from counterplan import __version__

    tables = request.folder.resolve().name + (f", table {request.table}" if request.table else "")
    rows = {"Tables": tables, **made_by, "Version": f"counterplan {__version__}"}
    return [{"label": label, "value": plain(value)} for label, value in rows.items()]


def command(request: PlanRequest) -> str:
    """The command that makes the plan again."""
    words = ["counterplan", "plan", str(request.folder)]
    for name in ("table", "years", "growth", "labour_growth", "wear", "at_least", "engine", "solver", "time_limit"):
        value, usual = getattr(request, name), type(request).__dataclass_fields__[name].default
        if value != usual:
            words += [f"--{name.replace('_', '-')}", f"{value:g}" if isinstance(value, float) else str(value)]
    words += [word for cap in request.caps for word in ("--cap", cap)]
    words += ["--keep-stocks"] * request.keep_stocks + ["--force"] * request.force
    return plain(shlex.join(words))
