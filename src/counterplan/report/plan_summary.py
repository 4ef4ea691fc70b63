"""A plan as one document and as tables that other programs read."""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np

from counterplan.experiments.plan import Planned
from counterplan.experiments.plan_yearly import PlannedYearly
from counterplan.planning.certificate import givens

from .plan_yearly import summary_yearly

MOST_GIVENS = 12
NOTHING = 1e-9


def summary(planned: Planned | PlannedYearly) -> dict[str, Any]:
    """What `plan --json` prints: status, objective, years; then what binds, the proof and notes."""
    if isinstance(planned, PlannedYearly):
        return summary_yearly(planned)
    plan, e = planned.plan, planned.plan.economy
    size = np.maximum(e.output, plan.output.max(axis=0))
    years = []
    for t, year in enumerate(e.years):
        named = {
            "output": plan.output[t],
            "consumption": plan.consumption[t],
            "accumulation": plan.accumulation[t],
            "capital": plan.capital[t],
            "value": plan.value[t],
        }
        years.append(
            {
                "year": year,
                "fulfilment": float(plan.fulfilment[t]),
                "labour": float(plan.labour[t]),
                **{key: dict(zip(e.goods, _without_noise(values, values if key == "value" else size), strict=True)) for key, values in named.items()},
                "labour_supply": float(e.labour_supply[t]),
                "labour_value": float(plan.wage[t]),
                "resources": {
                    name: {"used": float(plan.used[t, r]), "limit": float(e.caps[t, r]), "value": float(plan.cap_value[t, r])}
                    for r, name in enumerate(e.resources)
                },
            }
        )
    return {
        "status": planned.status,
        "objective": plan.objective,
        "years": years,
        "binds": binding(planned)[:MOST_GIVENS],
        "residuals": vars(planned.certificate),
        "solver": plan.solver,
        "seconds": plan.seconds,
        "notes": list(planned.notes),
    }


def binding(planned: Planned) -> list[dict[str, Any]]:
    """Givens that a little more of would raise the sum of fulfilments, by what all of them is worth; the values add up to the sum."""
    whole = max(abs(planned.plan.objective), 1e-300)
    found = [
        {"what": kind, "name": name, "where": where, "value": value, "share": value / whole}
        for (kind, name, where), value in givens(planned.plan).items()
        if abs(value) > NOTHING * whole
    ]
    return sorted(found, key=lambda one: -abs(one["value"]))


def _without_noise(values: Any, size: Any) -> list[float]:
    """Amounts that are rounding against the good's output become zero."""
    return [0.0 if abs(value) <= NOTHING * abs(one) else float(value) for value, one in zip(values, size, strict=True)]


def goods_csv(planned: Planned) -> str:
    """One row a year and good: output, consumption, target, accumulation, capital, value."""
    plan, e = planned.plan, planned.plan.economy
    accumulation, capital = plan.accumulation, plan.capital
    rows = [
        [year, good, plan.output[t, i], plan.consumption[t, i], e.target[t, i], accumulation[t, i], capital[t, i], plan.value[t, i]]
        for t, year in enumerate(e.years)
        for i, good in enumerate(e.goods)
    ]
    return _written(["year", "good", "output", "consumption", "target", "accumulation", "capital", "value"], rows)


def years_csv(planned: Planned) -> str:
    """One row a year: fulfilment, labour, its supply and value, and of each resource what is used, its limit and value."""
    plan, e = planned.plan, planned.plan.economy
    extra = [f"{name} {what}" for name in e.resources for what in ("used", "limit", "value")]
    rows = []
    for t, year in enumerate(e.years):
        resources = np.stack([plan.used[t], e.caps[t], plan.cap_value[t]], axis=1).ravel()
        rows.append([year, plan.fulfilment[t], plan.labour[t], e.labour_supply[t], plan.wage[t], *resources])
    return _written(["year", "fulfilment", "labour", "labour supply", "labour value", *extra], rows)


def stocks_csv(planned: Planned) -> str:
    """One row a year and stock: what is held, added and needed, and what its services are worth."""
    plan, e = planned.plan, planned.plan.economy
    rows = [
        [
            year, e.goods[e.stock_of[m]], e.goods[e.stock_in[m]], plan.held[t, m], plan.additions[t, m],
            e.need[m] * plan.output[t, e.stock_in[m]], plan.rent[t, m],
        ]
        for t, year in enumerate(e.years)
        for m in range(e.need.size)
    ]  # fmt: skip
    return _written(["year", "good", "industry", "held", "added", "needed", "value of services"], rows)


def _written(headings: list[str], rows: list[list[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows([[f"{cell:.12g}" if isinstance(cell, float) else cell for cell in row] for row in rows])
    return text.getvalue()
