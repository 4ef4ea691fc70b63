"""The page of a plan: one HTML file with figures, what binds, valuations and the proof."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from counterplan.core.errors import RunError
from counterplan.experiments.plan import Planned
from counterplan.experiments.plan_yearly import PlannedYearly

from .page import fill_page, write_page
from .plan_figures import bars, lines
from .plan_parts import MOST_LINES, MOST_ROWS, WHAT, command, good_tables, panel, provenance, title, year_table
from .plan_summary import MOST_GIVENS, binding, goods_csv, stocks_csv, summary, years_csv
from .plan_yearly import goods_yearly
from .plan_yearly_page import content_yearly
from .svg import plain
from .wording import counted, number

BINDS = (
    "What each given adds to the sum of fulfilments, at the plan's own valuations (the duals of the programme). The values of all givens add up to "
    "that sum: where one stands high, more of it would raise the plan most. A given that is not listed is not used up."
)
PROOF = "Worked out again from the tables, without the solver's matrix, as shares of the flows that they belong to. "
PROVED = "All are rounding: the plan is feasible, and no plan is better."
LEFT = "They are larger than rounding: the plan is as good as the first-order method left it."
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

    Of an engine that plans year by year, `plan.html`, `plan.json` and `goods.csv`.

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
    page = folder / "plan.html"
    write_page(page, fill_page("plan.html.j2", content_yearly(planned) if yearly else content(planned)))
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
    rest = len(binds) - MOST_GIVENS
    return {
        "title": title(request, len(e.years)),
        "status": planned.status,
        "sentence": sentence(planned),
        "notes": [plain(note) for note in planned.notes],
        "years": [plain(year) for year in e.years],
        "year_rows": year_rows(planned),
        "panels": panels(planned, order),
        "binds_text": BINDS,
        "binds_columns": ("Value", "Share"),
        "binds": [{"what": described(one), "value": number(one["value"]), "share": f"{100 * one['share']:.1f} %"} for one in binds[:MOST_GIVENS]],
        "binds_rest": f"{rest} more, with smaller values, stand in the valuations of stocks.csv and years.csv." if rest > 0 else "",
        "goods_order": "In the order of what their output is worth to the plan.",
        "tables": good_tables(e.goods, shown, (
            ("Output", "in the table's units", plan.output),
            ("Consumption", "what is left after inputs and additions to stocks", plan.consumption),
            ("Additions to stocks", "of all industries", plan.accumulation),
            ("Stocks held", "at the year's beginning, in all industries", plan.capital),
            ("Value of a unit", "added to the sum of fulfilments by one more unit", plan.value),
        )),
        "more_goods": len(e.goods) - len(shown),
        "residuals": [{"label": label, "value": f"{getattr(planned.certificate, key):.1e}"} for key, label in RESIDUALS],
        "proof_text": PROOF + (PROVED if planned.certificate.exact else LEFT),
        "provenance": provenance(request, {"Solver": f"HiGHS, {plan.solver}", "Seconds": f"{plan.seconds:.2f}"}),
        "command": command(request),
    }  # fmt: skip


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
    return year_table(rows)


def panels(planned: Planned, order: Any) -> list[dict[str, Any]]:
    """Figures with a heading and a line on what they show."""
    plan, e = planned.plan, planned.plan.economy
    first = order[:MOST_LINES]
    base = np.maximum(e.output, 1e-300)
    held = plan.by_good(e.stock[None, :])[0]
    stocked = [i for i in order if held[i] > 0][:MOST_LINES]
    picture = bars("fulfilment", "Fulfilment", "basket = 1", e.years, plan.fulfilment, 1.0)
    found = [("Fulfilment", "Multiple of the basket; the line is the whole basket.", picture)]

    def add(heading: str, meaning: str, unit: str, rows: dict[str, Any], dashed: tuple[str, ...] = ()) -> None:
        found.append((heading, meaning, lines(heading, heading, unit, e.years, rows, dashed)))

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
    return [panel(*one) for one in found]


def described(one: dict[str, Any]) -> str:
    """A given in words."""
    return plain(WHAT[one["what"]].format(name=f"‘{one['name']}’", where=one["where"] if one["what"] != "stock" else f"‘{one['where']}’"))
