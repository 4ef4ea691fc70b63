"""Whether a yearly series swings with a period of its own: its largest peak over the spectrum of chance with memory, an AR(1) process.

All functions take float64 [replicate, year] and treat every replicate for itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHORTEST, LONGEST = 3.0, 25.0
"""Periods in years among which a peak is looked for; shorter ones are next to noise, longer ones next to trend (assumed)."""
LEAST_YEARS = 40
"""Years below which nothing is said: the longest period has to fit in more than once."""


class Peak(NamedTuple):
    """The largest peak of each replicate; NaN where a series does not move."""

    period: NDArray[np.float64]
    """Years."""
    ratio: NDArray[np.float64]
    """Height over the fitted AR(1) spectrum at that period."""
    chance: NDArray[np.float64]
    """Share of AR(1) series of the same memory and length whose largest peak is as high."""


def ar1(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Memory and variance of the shocks by least squares, by replicate; the memory within ±.98."""
    away = values - values.mean(axis=1, keepdims=True)
    before, after = away[:, :-1], away[:, 1:]
    below = (before**2).sum(axis=1)
    memory = np.clip(np.where(below > 0, (before * after).sum(axis=1) / np.where(below > 0, below, 1.0), 0.0), -0.98, 0.98)
    return memory, ((after - memory[:, None] * before) ** 2).mean(axis=1)


def over_ar1(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Periods, and the periodogram of each series over the spectrum of the AR(1) process fitted to it.

    Equation: I(f)/(σ²/|1 − φ·exp(−2πif)|²), I(f) = |Σ x_t·exp(−2πift)|²/T; about 1 in the mean for an AR(1) series, more where memory
    is long and the series short (leakage), which the null of `largest_peak` shares.
    """
    n = values.shape[1]
    power = np.abs(np.fft.rfft(values - values.mean(axis=1, keepdims=True), axis=1)) ** 2 / n
    frequency = np.fft.rfftfreq(n)
    memory, shocks = ar1(values)
    spectrum = shocks[:, None] / np.abs(1.0 - memory[:, None] * np.exp(-2j * np.pi * frequency)) ** 2
    band = (frequency >= 1.0 / LONGEST) & (frequency <= 1.0 / SHORTEST)
    moves = spectrum[:, band] > 0
    return 1.0 / frequency[band], np.where(moves, power[:, band] / np.where(moves, spectrum[:, band], 1.0), np.nan)


def largest_peak(values: NDArray[np.float64], draws: int = 500, seed: int = 1) -> Peak:
    """The largest peak of each series, and how often chance with the same memory gives one as high.

    Source: own construction, after the test of a periodogram's largest ordinate (fisher-1929) with an AR(1) null in the place of white noise.
    """
    if values.shape[1] < LEAST_YEARS:
        raise ValueError(f"a spectrum needs {LEAST_YEARS} years, and there are {values.shape[1]}")
    periods, ratio = over_ar1(values)
    moves = np.isfinite(ratio).all(axis=1)
    height = np.where(moves, np.where(moves[:, None], ratio, 0.0).max(axis=1), np.nan)
    period = np.where(moves, periods[np.where(moves[:, None], ratio, 0.0).argmax(axis=1)], np.nan)
    random, memory = np.random.default_rng(seed), ar1(values)[0]
    chance = np.full(len(values), np.nan)
    for one in np.flatnonzero(moves):
        null = _simulated(float(memory[one]), draws, values.shape[1], random)
        chance[one] = float(np.mean(over_ar1(null)[1].max(axis=1) >= height[one]))
    return Peak(period, height, chance)


def _simulated(memory: float, draws: int, years: int, random: np.random.Generator) -> NDArray[np.float64]:
    """AR(1) series with normal shocks, begun at rest."""
    shocks = random.standard_normal((draws, years))
    series = np.empty_like(shocks)
    series[:, 0] = shocks[:, 0] / np.sqrt(1.0 - memory**2)
    for year in range(1, years):
        series[:, year] = memory * series[:, year - 1] + shocks[:, year]
    return series
