"""Levels and growth of every outcome, in the shape that `counterplan run --json` prints."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from .series import FAILURES, Series, end_levels, failure_quarter, failures, outcome_names, read, start_levels, systems_of

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr
    from numpy.typing import NDArray

Level = dict[str, float | None]


def summarise(dataset: xr.Dataset) -> dict[str, dict[str, Level]]:
    """Returns ``{system: {outcome: {start, end, growth, low, high}}}``; None where a number is not defined.

    Start and end are means of the first and last four quarters over the replicates that did not fail, growth
    the log difference of the two per year, low and high the 90 % interval of the end over replicates.
    """
    found: dict[str, dict[str, Level]] = {system: {} for system in systems_of(dataset)}
    for name in outcome_names(dataset):
        for system, level in levels(read(dataset, name)).items():
            found[system][name] = level
    return found


def failed_replicates(dataset: xr.Dataset) -> list[dict[str, Any]]:
    """Lists systems with failed replicates: how many of how many, why (the commonest first), and the first quarter, counted from 1."""
    first = failure_quarter(dataset)
    found = []
    for i, (system, codes) in enumerate(failures(dataset).items()):
        if codes:
            reasons = [FAILURES.get(code, f"code {code}") for code, _ in sorted(codes.items(), key=lambda item: (-item[1], item[0]))]
            count = {"system": system, "failed": sum(codes.values()), "of": dataset.sizes["replicate"]}
            found.append({**count, "why": "; ".join(reasons), "quarter": int(first[i].min()) + 1})
    return found


def levels(series: Series) -> dict[str, Level]:
    """Returns the five numbers of one outcome by system."""
    import numpy as np

    first, last = start_levels(series), end_levels(series)
    years = max(series.values.shape[2] - 4, 0) / 4
    found: dict[str, Level] = {}
    for i, system in enumerate(series.systems):
        begin, end = _mean(first[i]), _mean(last[i])
        known = last[i][np.isfinite(last[i])]
        low, high = (float(q) for q in np.quantile(known, (0.05, 0.95))) if known.size else (None, None)
        found[system] = {
            "start": begin,
            "end": end,
            "growth": _growth(begin, end, years),
            "low": low,
            "high": high,
        }
    return found


def _mean(values: NDArray[np.float64]) -> float | None:
    import numpy as np

    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else None


def _growth(start: float | None, end: float | None, years: float) -> float | None:
    """Log difference per year between the middles of the two windows."""
    if start is None or end is None or start <= 0 or end <= 0 or years <= 0:
        return None
    return math.log(end / start) / years
