"""Business cycles in quarterly series: what lies between six quarters and eight years, how series move together, and recessions.

All functions take float64 [replicate, quarter] and treat every replicate for itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHORT, LONG, REACH = 6, 32, 12
"""Shortest and longest period that counts as a cycle, and how far the filter looks to either side, in quarters (baxter-king-1999)."""
LEAST_QUARTERS = 60
"""Quarters below which nothing is said: the filter takes 24, four-quarter means 3, and a cycle may last 32."""


def yearly(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Means of four quarters running: harvests come once a year and are no cycle (three quarters shorter)."""
    windows = np.lib.stride_tricks.sliding_window_view(values, 4, axis=1)
    return np.asarray(windows.mean(axis=2))


def cycle(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The part of a series with periods from six quarters to eight years (24 quarters shorter).

    Source: baxter-king-1999, as stock-watson-1999 and dosi-fagiolo-roventini-2010 use it.
    """
    from scipy.signal import convolve, firwin

    weights = firwin(2 * REACH + 1, [1 / LONG, 1 / SHORT], window="boxcar", pass_zero="bandpass", scale=False, fs=1.0)
    weights = weights - weights.mean()  # so that a linear trend is taken out and a quadratic one leaves a constant
    filtered: NDArray[np.float64] = convolve(values, weights[None, :], mode="valid", method="direct")
    return filtered


def logarithm(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Natural logarithm; NaN for what is not positive."""
    positive = values > 0
    return np.where(positive, np.log(np.where(positive, values, 1.0)), np.nan)


def deviation(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Standard deviation of each replicate's series."""
    return np.asarray(values.std(axis=1))


def correlation(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Correlation of two series by replicate; NaN where one of them does not move."""
    away, apart = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
    return _over((away * apart).mean(axis=1), deviation(a) * deviation(b))


def slope(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Least-squares slope of ``a`` on ``b`` by replicate; NaN where ``b`` does not move."""
    return correlation(a, b) * _over(deviation(a), deviation(b))


def trend(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Least-squares slope on time, a year."""
    years = np.arange(values.shape[1]) / 4.0
    return slope(values, np.broadcast_to(years, values.shape))


def lead(a: NDArray[np.float64], b: NDArray[np.float64], reach: int = 8) -> NDArray[np.float64]:
    """Quarters by which ``a`` comes before ``b``: the shift at which they are most correlated; NaN where they never go together."""
    shifts = range(-reach, reach + 1)
    n = a.shape[1]
    found = np.stack([correlation(a[:, max(-k, 0) : n - max(k, 0)], b[:, max(k, 0) : n - max(-k, 0)]) for k in shifts])
    known = np.where(np.isfinite(found), found, -np.inf)
    best = known.max(axis=0)
    return np.where(best > 0, np.array(shifts)[known.argmax(axis=0)], np.nan)


def recessions(output: NDArray[np.float64]) -> NDArray[np.int64]:
    """Durations, in years, of all spells in which output of a calendar year is below the year before's.

    Spells that are cut off by the beginning or the end of the series are not counted.
    """
    years = output.shape[1] // 4
    annual = output[:, : 4 * years].reshape(output.shape[0], years, 4).sum(axis=2)
    durations: list[int] = []
    for falls in np.diff(annual, axis=1) < 0:
        edges = np.flatnonzero(np.diff(np.concatenate([[0], falls.astype(np.int8), [0]])))
        durations += [end - start for start, end in edges.reshape(-1, 2) if start > 0 and end < falls.size]
    return np.array(durations, np.int64)


def subbotin_exponent(shape: NDArray[np.float64]) -> NDArray[np.float64]:
    """Exponent b of the density exp(-|x|^b) whose mean absolute deviation over standard deviation is ``shape``; 1 Laplace, 2 normal.

    Equation: shape = Γ(2/b) / sqrt(Γ(1/b)·Γ(3/b)). Source: bottazzi-secchi-2006 (the family); the estimator is that of moments.
    """
    from scipy.special import gammaln

    grid = np.linspace(0.25, 8.0, 3101)
    table = np.exp(gammaln(2 / grid) - 0.5 * (gammaln(1 / grid) + gammaln(3 / grid)))
    return np.where(shape > 0, np.interp(shape, table, grid), np.nan)


def _over(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    moves = b > 1e-12
    return np.where(moves, a / np.where(moves, b, 1.0), np.nan)
