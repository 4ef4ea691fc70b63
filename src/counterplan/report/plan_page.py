"""The page of a plan: one HTML file with figures, what binds, valuations and the proof."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import numpy as np

from counterplan.core.errors import RunError
from counterplan.experiments.plan import Planned
from counterplan.experiments.plan_yearly import PlannedYearly

from .page import fill_page, write_page
from .plan_figures import bars, lines
from .plan_summary import MOST_GIVENS, binding, goods_csv, stocks_csv, summary, years_csv
from .plan_yearly import goods_yearly
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
}
RESIDUALS = (
    ("goods", "a good is short"),
    ("stocks", "a stock is short"),
    ("labour", "labour is short"),
    ("limits", "a limit is passed"),
    ("negative", "an amount or a value is below zero"),
    ("fulfilment", "the fulfilment asked for is missed"),
    ("kept", "a stock to be kept is not"),
    ("valuation", "an activity would gain at the plan's valuations"),
    ("gap", "gap between the plan and the value of all givens"),
)


def write_plan(planned: Planned | PlannedYearly, folder: Path) -> Path:
    """Writes `plan.html`, `plan.json`, `goods.csv`, `years.csv` and `stocks.csv` into a folder and returns the page.

    Of an engine that plans year by year, `plan.json` and `goods.csv`; it returns the document.

    Error: RunError where the folder cannot be written.
    """
    yearly = isinstance(planned, PlannedYearly)
    tables = {"goods": goods_yearly(planned)} if yearly else {"goods": goods_csv(planned), "years": years_csv(planned), "stocks": stocks_csv(planned)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "plan.json").write_text(json.dumps(_finite(summary(planned)), indent=1, allow_nan=False) + "\n", encoding="utf-8")
        for name, text in tables.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    except OSError as error:
        raise RunError(f"{folder}: the plan cannot be written: {error.strerror or error}.") from error
    if yearly:
        return folder / "plan.json"
    page = folder / "plan.html"
    write_page(page, fill_page("plan.html.j2", content(planned)))
    return page


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value


def content(planned: Planned) -> dict[str, Any]:
    """What the template shows."""
    plan, e, request = planned.plan, planned.plan.economy, planned.request
    order = np.argsort(-(plan.value * plan.output).sum(axis=0), kind="stable")
    shown = order[:MOST_ROWS]
    binds = binding(planned)
    return {
        "title": plain(f"Plan for {counted(len(e.years), 'year')}: {request.table or request.folder.resolve().name}"),
        "status": planned.status,
        "sentence": sentence(planned),
        "notes": [plain(note) for note in planned.notes],
        "years": [plain(year) for year in e.years],
        "year_rows": year_rows(planned),
        "panels": panels(planned, order),
        "binds": [{"what": described(one), "value": number(one["value"]), "share": f"{100 * one['share']:.1f} %"} for one in binds[:MOST_GIVENS]],
        "more_binds": max(len(binds) - MOST_GIVENS, 0),
        "tables": [
            {"label": label, "meaning": meaning, "rows": [{"good": plain(e.goods[i]), "cells": [number(v) for v in values[:, i]]} for i in shown]}
            for label, meaning, values in (
                ("Output", "in the table's units", plan.output),
                ("Consumption", "what is left after inputs and additions to stocks", plan.consumption),
                ("Additions to stocks", "of all industries", plan.accumulation),
                ("Stocks held", "at the year's beginning, in all industries", plan.capital),
                ("Value of a unit", "added to the sum of fulfilments by one more unit", plan.value),
            )
        ],
        "more_goods": len(e.goods) - len(shown),
        "residuals": [{"label": label, "value": f"{getattr(planned.certificate, key):.1e}"} for key, label in RESIDUALS],
        "exact": planned.certificate.exact,
        "provenance": provenance(planned),
        "command": command(planned),
    }


def sentence(planned: Planned) -> str:
    """The plan in a sentence or two."""
    plan, e = planned.plan, planned.plan.economy
    best, least = float(plan.fulfilment.max()), float(plan.fulfilment.min())
    spare = [year for year, used, there in zip(e.years, plan.labour, e.labour_supply, strict=True) if used < 0.999 * there]
    text = (
        f"{counted(len(e.goods), 'good')}: the basket asked for is delivered {number(plan.objective / len(e.years))} times a year in the mean, "
        f"from {number(least)} to {number(best)}. "
    )
    text += f"Labour is not all used in {', '.join(spare)}." if spare else "All labour is used in every year."
    return plain(text)


def year_rows(planned: Planned) -> list[dict[str, Any]]:
    """One row a figure, one cell a year."""
    plan, e = planned.plan, planned.plan.economy
    rows = [
        ("Fulfilment", "of the basket", plan.fulfilment),
        ("Labour used", "", plan.labour),
        ("Labour supply", "", e.labour_supply),
        ("Value of a unit of labour", "in fulfilment", plan.wage),
    ]
    for r, name in enumerate(e.resources):
        rows += [(f"{name} used", "", plan.used[:, r]), (f"{name}, limit", "", e.caps[:, r]), (f"{name}, value of a unit", "", plan.cap_value[:, r])]
    return [
        {"label": plain(label), "unit": unit, "cells": [number(float(v)) if np.isfinite(v) else NONE for v in values]} for label, unit, values in rows
    ]


def panels(planned: Planned, order: Any) -> list[dict[str, Any]]:
    """Figures with a heading and a line on what they show."""
    from markupsafe import Markup

    plan, e = planned.plan, planned.plan.economy
    first = order[:MOST_LINES]
    base = np.maximum(e.output, 1e-300)
    held = plan.by_good(e.stock[None, :])[0]
    stocked = [i for i in order if held[i] > 0][:MOST_LINES]
    picture = bars("fulfilment", "Fulfilment", "basket = 1", e.years, plan.fulfilment, 1.0)
    found = [("Fulfilment", "Multiple of the basket; the line is the whole basket.", picture)]

    def add(title: str, meaning: str, unit: str, rows: dict[str, Any], dashed: tuple[str, ...] = ()) -> None:
        found.append((title, meaning, lines(title, title, unit, e.years, rows, dashed)))

    add("Labour", "Used, and what there is.", "the table's unit", {"used": plan.labour, "supply": e.labour_supply}, ("supply",))
    for r, name in enumerate(e.resources):
        limit = {"limit": e.caps[:, r]} if np.isfinite(e.caps[:, r]).all() else {}
        add(name, "Used, and its limit.", "the table's unit", {"used": plan.used[:, r], **limit}, ("limit",))
    largest = "The goods whose output is worth most to the plan."
    add("Output", largest, "the table's output = 1", {e.goods[i]: plan.output[:, i] / base[i] for i in first})
    add("Consumption", largest, "the table's output = 1", {e.goods[i]: np.maximum(plan.consumption[:, i], 0) / base[i] for i in first})
    if stocked:
        add("Stocks held", "At the year's beginning.", "start = 1", {e.goods[i]: plan.capital[:, i] / held[i] for i in stocked})
        add("Additions to stocks", "Of all industries.", "starting stock = 1", {e.goods[i]: plan.accumulation[:, i] / held[i] for i in stocked})
    worth = "What the table's output of a good would add to the sum of fulfilments."
    add("Valuations", worth, "fulfilment", {e.goods[i]: plan.value[:, i] * base[i] for i in first})
    return [{"label": plain(title), "meaning": meaning, "svg": Markup(themed(svg))} for title, meaning, svg in found]


def described(one: dict[str, Any]) -> str:
    """A given in words."""
    return plain(WHAT[one["what"]].format(name=f"‘{one['name']}’", where=one["where"] if one["what"] != "stock" else f"‘{one['where']}’"))


def provenance(planned: Planned) -> list[dict[str, str]]:
    """Where the plan comes from."""
    from counterplan import __version__

    plan, request = planned.plan, planned.request
    rows = {
        "Tables": request.folder.resolve().name + (f", table {request.table}" if request.table else ""),
        "Solver": f"HiGHS, {plan.solver}",
        "Seconds": f"{plan.seconds:.2f}",
        "Version": f"counterplan {__version__}",
    }
    return [{"label": label, "value": plain(value)} for label, value in rows.items()]


def command(planned: Planned) -> str:
    """The command that makes the plan again."""
    request = planned.request
    words = ["counterplan", "plan", str(request.folder)]
    for name in ("table", "years", "growth", "labour_growth", "wear", "at_least", "solver", "time_limit"):
        value, usual = getattr(request, name), type(request).__dataclass_fields__[name].default
        if value != usual:
            words += [f"--{name.replace('_', '-')}", f"{value:g}" if isinstance(value, float) else str(value)]
    words += [word for cap in request.caps for word in ("--cap", cap)]
    words += ["--keep-stocks"] * request.keep_stocks + ["--force"] * request.force
    return plain(shlex.join(words))
