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
        [replicate]; NaN where it does not exist (a logarithm of nothing, a comparison with years of which there are none).
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
        "moves": lambda: (np.diff(values, axis=1) != 0.0).sum(axis=1) * YEAR / values.shape[1] + 0.0 * values.sum(axis=1),
        "rises": lambda: rises(values, np.asarray(series[estimand.given], np.float64)[:, first:last]),
        "follows": lambda: follows(values, np.asarray(series[estimand.given], np.float64)[:, first:last]),
        "slowdown": lambda: growth(values[:, : values.shape[1] // 2]) - growth(values[:, values.shape[1] // 2 :]),
    }[estimand.statistic]()


def growth(values: Floats) -> Floats:
    """Log difference between the means of the last and the first four quarters, a year."""
    years = (values.shape[1] - YEAR) / YEAR
    return (_log(values[:, -YEAR:].mean(axis=1)) - _log(values[:, :YEAR].mean(axis=1))) / years


def rises(values: Floats, given: Floats) -> Floats:
    """How much more often a series rises after years in which another one grew less than in the mean year: a difference of shares.

    A rise is one from the third quarter of a year to that of the next, so that what is decided at the year's end, or follows from the year,
    comes after what is compared with it: growth of the other series over that year (its four quarters over the four before). Only years count in
    which the series is below its largest value, for others leave no room to rise; one that never moves never rose, and all its years count. Where
    either kind of year is missing there is nothing to compare and no value.
    """
    n = values.shape[1] // YEAR - 1
    third = values[:, 2::YEAR][:, : n + 1]
    grown = np.diff(_log(given[:, : (n + 1) * YEAR].reshape(given.shape[0], n + 1, YEAR).mean(axis=2)), axis=1)[:, : n - 1]
    still = third.max(axis=1, keepdims=True) == third.min(axis=1, keepdims=True)
    up, room = np.diff(third, axis=1)[:, 1:] > 0.0, still | (third[:, 1:n] < third.max(axis=1, keepdims=True))
    counted = np.where(room, 1.0, 0.0)
    mean = (grown * counted).sum(axis=1, keepdims=True) / np.maximum(counted.sum(axis=1, keepdims=True), 1.0)
    low, high = room & (grown < mean), room & ~(grown < mean)
    shares = [(up & kind).sum(axis=1) / np.maximum(kind.sum(axis=1), 1) for kind in (low, high)]
    both = low.any(axis=1) & high.any(axis=1)
    finite = np.isfinite(values).all(axis=1) & np.isfinite(grown).all(axis=1)
    return np.where(finite & both, shares[0] - shares[1], np.nan)


def follows(values: Floats, given: Floats) -> Floats:
    """How much more often a series rises than falls after years in which another one is above its mean, against other years.

    Changes are taken as in `rises`: from the third quarter of a year to that of the next. The other series may be 0 in many years. Where either
    kind of year is missing there is no value.
    """
    n = values.shape[1] // YEAR - 1
    signs = np.sign(np.diff(values[:, 2::YEAR][:, : n + 1], axis=1))
    level = given[:, : n * YEAR].reshape(given.shape[0], n, YEAR).mean(axis=2)
    high = level > level.mean(axis=1, keepdims=True)
    counts = high.sum(axis=1), (~high).sum(axis=1)
    means = [(signs * kind).sum(axis=1) / np.maximum(count, 1) for kind, count in zip((high, ~high), counts, strict=True)]
    finite = np.isfinite(values).all(axis=1) & np.isfinite(given).all(axis=1)
    return np.where(finite & (counts[0] > 0) & (counts[1] > 0), means[0] - means[1], np.nan)


def _volatility(values: Floats) -> Floats:
    means = np.lib.stride_tricks.sliding_window_view(values, YEAR, axis=1).mean(axis=2)
    logs = _log(means)
    return (logs[:, YEAR:] - logs[:, :-YEAR]).std(axis=1)


def _log(values: Floats) -> Floats:
    return np.log(values, out=np.full(values.shape, np.nan), where=values > 0.0)
