"""A plan by an engine without a horizon as one document and as a table that other programs read."""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np

from counterplan.experiments.plan_yearly import PlannedYearly

COLUMNS = ("output", "consumption", "target", "capacity", "price", "value")


def summary_yearly(planned: PlannedYearly) -> dict[str, Any]:
    """What `plan --engine … --json` prints: the shape of an optimal plan as far as it goes, with rounds."""
    plan, e = planned.plan, planned.plan.economy
    return {
        "status": planned.status,
        "engine": plan.engine,
        "objective": float(plan.fulfilment.sum()),
        "years": [
            {
                "year": year,
                "fulfilment": float(plan.fulfilment[t]),
                "labour": float(plan.labour[t]),
                "labour_supply": float(e.labour_supply[t]),
                **{key: dict(zip(e.goods, map(float, _of(plan, key)[t]), strict=True)) for key in COLUMNS if key != "target"},
                "resources": {
                    name: {"used": float(e.uses[r] @ plan.output[t]), "limit": float(e.caps[t, r])} for r, name in enumerate(e.resources)
                },
                "rounds": int(plan.rounds[t]),
                "settled": bool(plan.settled[t]),
            }
            for t, year in enumerate(e.years)
        ],
        "notes": list(planned.notes),
    }


def _of(plan: Any, key: str) -> np.ndarray:
    return np.asarray(plan.economy.target if key == "target" else getattr(plan, key))


def goods_yearly(planned: PlannedYearly) -> str:
    """One row a year and good."""
    plan, e = planned.plan, planned.plan.economy
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["year", "good", *COLUMNS])
    for t, year in enumerate(e.years):
        writer.writerows([[year, good, *(f"{_of(plan, key)[t, i]:.12g}" for key in COLUMNS)] for i, good in enumerate(e.goods)])
    return text.getvalue()
