"""One number from a run's series, replicate by replicate: what claims, attribution and sweeps compare."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from counterplan.core.claim import Estimand

Floats = NDArray[np.float64]
YEAR = 4


def statistic(series: Mapping[str, Floats], estimand: Estimand) -> Floats:
    """The statistic of an outcome over its window, by replicate.

    Args:
        series: by outcome, [replicate, quarter] from the start on.

    Returns:
        [replicate]; NaN where it does not exist (a logarithm of nothing, say).
    """
    first, last = (round(YEAR * year) for year in estimand.window)
    values = np.asarray(series[estimand.outcome], np.float64)[:, first:last]
    if estimand.over:
        below = np.asarray(series[estimand.over], np.float64)[:, first:last]
        values = np.divide(values, below, out=np.full(values.shape, np.nan), where=below != 0.0)
    return {
        "mean": lambda: values.mean(axis=1),
        "log": lambda: _log(values.mean(axis=1)),
        "total": lambda: values.sum(axis=1),
        "growth": lambda: growth(values),
        "volatility": lambda: _volatility(values),
        "slowdown": lambda: growth(values[:, : values.shape[1] // 2]) - growth(values[:, values.shape[1] // 2 :]),
    }[estimand.statistic]()


def growth(values: Floats) -> Floats:
    """Log difference between the means of the last and the first four quarters, a year."""
    years = (values.shape[1] - YEAR) / YEAR
    return (_log(values[:, -YEAR:].mean(axis=1)) - _log(values[:, :YEAR].mean(axis=1))) / years


def _volatility(values: Floats) -> Floats:
    means = np.lib.stride_tricks.sliding_window_view(values, YEAR, axis=1).mean(axis=2)
    logs = _log(means)
    return (logs[:, YEAR:] - logs[:, :-YEAR]).std(axis=1)


def _log(values: Floats) -> Floats:
    return np.log(values, out=np.full(values.shape, np.nan), where=values > 0.0)
