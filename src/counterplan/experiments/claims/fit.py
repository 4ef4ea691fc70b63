"""How well systems fit the records of several scenarios: one system for all of them against one each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from counterplan.core.claim import Claim, Estimand
from counterplan.core.scenario import Scenario

from ..statistics import YEAR
from ..verdicts import PROTOCOL

Floats = NDArray[np.float64]
STEP = 4
"""Years between the points of a record that are compared."""


def log_likelihood(series: Floats, record: Mapping[int, float], start: int, window: Sequence[float]) -> Floats:
    """Log likelihood of a record's growth under a run, less the largest possible, by replicate.

    Equation: −½·Σ z², z = (growth in the run − growth on record)/s over steps of four years (or what lies between years on record). The log
    of run over record is taken for a random walk whose standard deviation reaches the protocol's discrepancy d at the window's end:
    s² = d²·(years of the step)/(years of all steps).

    Args:
        series: [replicate, quarter] from the start on.
        record: by calendar year; start: the run's first year.
        window: years from the start, the last one left out.

    Source: vernon-goldstein-bower-2010 (discrepancy), own construction (its course in time).
    """
    first, last = (round(year) for year in window)
    years = [year for year in range(first, last, STEP) if record.get(start + year, 0.0) > 0.0 and YEAR * (year + 1) <= series.shape[1]]
    means = np.stack([series[:, YEAR * year : YEAR * (year + 1)].mean(axis=1) for year in years], axis=1)
    logs = np.log(means, out=np.full(means.shape, np.nan), where=means > 0.0)
    off = np.diff(logs, axis=1) - np.diff(np.log([record[start + year] for year in years]))
    spread = PROTOCOL.discrepancy * np.sqrt(np.diff(years) / (years[-1] - years[0]))
    found: Floats = -0.5 * np.sum((off / spread) ** 2, axis=1)
    return found


def likeness(table: Floats) -> Floats:
    """How much worse one system fits all records than one each, from log likelihoods [system, scenario, draw]: 0 or less."""
    found: Floats = table.sum(axis=1).max(axis=0) - table.max(axis=0).sum(axis=0)
    return found


def likelihoods(claim: Claim, estimand: Estimand, series: Mapping[int, Floats], scenarios: Mapping[str, Scenario]) -> Floats:
    """Log likelihoods [system, scenario, draw] from the arms' series of the outcome; each arm is held against its own scenario's record."""
    table: dict[str, dict[str, Floats]] = {}
    for place, arm in enumerate(claim.arms):
        own = scenarios[arm.scenario or claim.design.scenario]
        found = log_likelihood(series[place], own.record[estimand.outcome], own.start, arm.window or estimand.window)
        table.setdefault(str((arm.system, sorted(arm.set.items()))), {})[own.name] = found
    order = list(next(iter(table.values())))
    return np.stack([np.stack([by_scenario[name] for name in order]) for by_scenario in table.values()])


__all__ = ["STEP", "likelihoods", "likeness", "log_likelihood"]
