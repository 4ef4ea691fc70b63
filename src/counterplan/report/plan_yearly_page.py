"""What the page of a plan shows where an engine planned year by year: paths, what is used up, goods, checks on the tables."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterplan.experiments.plan_yearly import PlannedYearly
from counterplan.planning.yearly import Yearly

from .plan_figures import bars, lines
from .plan_parts import MOST_LINES, MOST_ROWS, WHAT, command, good_tables, panel, provenance, title, year_table
from .plan_summary import MOST_GIVENS
from .svg import plain
from .wording import counted, number

USED_UP = 0.995
"""Use of something that is given from which the page lists it."""
BINDS = (
    "What is given and used up, year by year, with the amount that there is and the share of it that is used. These engines have no duals: what one "
    "more unit would bring is not among their results. Prices and values below say what a good is sold for and what the engine reckons it costs."
)
PROOF = "Worked out again from the tables: the largest violations, as shares of what there is. Rounding is some parts in a million million."


def content_yearly(planned: PlannedYearly) -> dict[str, Any]:
    """What the template shows."""
    plan, e = planned.plan, planned.plan.economy
    order = np.argsort(-(plan.value * plan.output).sum(axis=0), kind="stable")
    tight = used_up(plan)
    return {
        "title": title(planned.request, len(e.years)),
        "status": f"{plan.engine}, {planned.status}",
        "sentence": sentence(planned),
        "notes": [plain(note) for note in planned.notes],
        "years": [plain(year) for year in e.years],
        "year_rows": year_rows(plan),
        "panels": panels(plan, order),
        "binds_text": BINDS,
        "binds_columns": ("There is", "Used"),
        "binds": tight[:MOST_GIVENS],
        "binds_rest": f"{len(tight) - MOST_GIVENS} more are used up." if len(tight) > MOST_GIVENS else "",
        "goods_order": "In the order of what their output is worth at the engine's valuation.",
        "tables": good_tables(e.goods, order[:MOST_ROWS], (
            ("Output", "in the table's units", plan.output),
            ("Consumption", "what people get", plan.consumption),
            ("Capacity", "most that stocks let be made; none where none are needed", plan.capacity),
            ("Price", "hours at which a unit is sold, all consumption together costing the hours worked", plan.price),
            ("Value", "hours by the engine's own valuation, on the same scale", plan.value),
        )),
        "more_goods": len(e.goods) - len(order[:MOST_ROWS]),
        "residuals": [{"label": label, "value": f"{value:.1e}"} for label, value in violations(plan)],
        "proof_text": PROOF,
        "provenance": provenance(planned.request, {"Engine": plan.engine}),
        "command": command(planned.request),
    }  # fmt: skip


def sentence(planned: PlannedYearly) -> str:
    """The plan in a sentence or two."""
    plan, e = planned.plan, planned.plan.economy
    least, best = float(plan.fulfilment.min()), float(plan.fulfilment.max())
    text = (
        f"{counted(len(e.goods), 'good')}, each year planned by itself: what people get is as good to them as "
        f"{number(float(plan.fulfilment.mean()))} of the baskets asked for a year in the mean, from {number(least)} to {number(best)}. "
    )
    if plan.rounds.max() > 1:
        text += f"A year took {number(float(plan.rounds.mean()))} rounds in the mean. "
    spare = [year for year, used, there in zip(e.years, plan.labour, e.labour_supply, strict=True) if used < 0.999 * there]
    return plain(text + (f"Labour is not all used in {', '.join(spare)}." if spare else "All labour is used in every year."))


def year_rows(plan: Yearly) -> list[dict[str, Any]]:
    """One row a figure, one cell a year."""
    e = plan.economy
    used = plan.output @ e.uses.T
    rows: list[tuple[str, str, NDArray[Any]]] = [
        ("Fulfilment", "baskets as good", plan.fulfilment),
        ("Labour used", "", plan.labour),
        ("Labour supply", "", e.labour_supply),
        ("Rounds", "", plan.rounds),
    ]
    for r, name in enumerate(e.resources):
        rows += [(f"{name} used", "", used[:, r]), (f"{name}, limit", "", e.caps[:, r])]
    return year_table(rows)


def panels(plan: Yearly, order: Any) -> list[dict[str, Any]]:
    """Figures with a heading and a line on what they show."""
    e, first = plan.economy, order[:MOST_LINES]
    base, used = np.maximum(e.output, 1e-300), plan.output @ e.uses.T
    held = [i for i in order if np.isfinite(plan.capacity[:, i]).all()][:MOST_LINES]
    consumed = [i for i in order if plan.consumption[:, i].any()][:MOST_LINES]
    picture = bars("fulfilment", "Fulfilment", "basket = 1", e.years, plan.fulfilment, 1.0)
    found = [panel("Fulfilment", "Multiple of the basket that would be as good; the line is the whole basket.", picture)]

    def add(heading: str, meaning: str, unit: str, rows: dict[str, Any], dashed: tuple[str, ...] = ()) -> None:
        found.append(panel(heading, meaning, lines(heading, heading, unit, e.years, rows, dashed)))

    add("Labour", "Used, and what there is.", "the table's unit", {"used": plan.labour, "supply": e.labour_supply}, ("supply",))
    for r, name in enumerate(e.resources):
        limit = {"limit": e.caps[:, r]} if np.isfinite(e.caps[:, r]).all() else {}
        add(name, "Used, and its limit.", "the table's unit", {"used": used[:, r], **limit}, ("limit",))
    largest = "The goods whose output is worth most."
    add("Output", largest, "the table's output = 1", {e.goods[i]: plan.output[:, i] / base[i] for i in first})
    add("Consumption", largest, "the table's output = 1", {e.goods[i]: plan.consumption[:, i] / base[i] for i in consumed})
    if held:
        use = {e.goods[i]: plan.output[:, i] / np.maximum(plan.capacity[:, i], 1e-300) for i in held}
        add("Use of capacity", "Output over the most that stocks let be made.", "capacity = 1", use)
    if consumed:
        over = {e.goods[i]: plan.price[:, i] / np.maximum(plan.value[:, i], 1e-300) for i in consumed}
        add("Price over value", "Above 1 people would pay more for a good than the engine reckons it costs.", "value = 1", over)
    return found


def used_up(plan: Yearly) -> list[dict[str, str]]:
    """Labour, stocks and limits that are used up in a year, those that are used up most first."""
    e = plan.economy
    found: list[tuple[float, float, str]] = []

    def add(kind: str, name: str, there: Any, used: Any) -> None:
        for t, year in enumerate(e.years):
            if np.isfinite(there[t]) and there[t] > 0 and used[t] >= USED_UP * there[t]:
                found.append((used[t] / there[t], float(there[t]), WHAT[kind].format(name=f"‘{name}’", where=year)))

    add("labour", "labour", e.labour_supply, plan.labour)
    for r, name in enumerate(e.resources):
        add("limit", name, e.caps[:, r], plan.output @ e.uses[r])
    for i, name in enumerate(e.goods):
        add("capacity", name, plan.capacity[:, i], plan.output[:, i])
    ranked = sorted(found, key=lambda one: -round(one[0], 6))
    return [{"what": plain(what), "value": number(there), "share": f"{100 * share:.1f} %"} for share, there, what in ranked]


def violations(plan: Yearly) -> list[tuple[str, float]]:
    """Largest violations of a plan, each as a share of what there is."""
    e = plan.economy
    size = np.maximum(plan.output, e.output)
    finite = np.isfinite(e.caps)
    caps = np.where(finite, e.caps, 1.0)
    over = np.where(finite, plan.output @ e.uses.T - caps, 0.0) / np.maximum(caps, 1e-300)
    capacity = np.where(np.isfinite(plan.capacity), plan.capacity, np.inf)
    parts = (
        ("a good is short", (plan.consumption + plan.output @ e.inputs.T - plan.output) / np.maximum(size, 1e-300)),
        ("a stock is short", plan.output / np.maximum(capacity, 1e-300) - 1.0),
        ("labour is short", plan.labour / np.maximum(e.labour_supply, 1e-300) - 1.0),
        ("a limit is passed", over),
        ("an amount is below zero", -np.minimum(plan.output, plan.consumption) / np.maximum(size, 1e-300)),
    )
    return [(label, float(max(np.max(values, initial=0.0), 0.0))) for label, values in parts]
