"""Shares of draws with exact bounds.

Draws are independent (a hash of seed and replicate), so how many of them show an effect is binomial and Clopper and Pearson's
bounds hold at every number of draws. A bootstrap was the other choice: where all draws agree it gives an interval of no width,
which is just the case that a verdict has to be careful about.

Source: clopper-pearson-1934
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Share:
    """How many of how many, with one-sided bounds."""

    count: int
    of: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share itself; NaN of none."""
        return self.count / self.of if self.of else float("nan")


def share_of(hits: NDArray[np.bool_], confidence: float = CONFIDENCE) -> Share:
    """Counts hits and adds the one-sided exact bounds of their share."""
    count, of = int(np.count_nonzero(hits)), int(np.size(hits))
    return Share(count, of, lower_bound(count, of, confidence), upper_bound(count, of, confidence))


@lru_cache(maxsize=100_000)
def lower_bound(count: int, of: int, confidence: float = CONFIDENCE) -> float:
    """The share above which the true one lies with this confidence; 0 of no draws.

    Equation: the share at which seeing this many or more has probability 1 − confidence; 1 − confidence to the power 1/n where all are hits.
    """
    from scipy.stats import beta

    return 0.0 if count == 0 or of == 0 else float(beta.ppf(1.0 - confidence, count, of - count + 1))


def upper_bound(count: int, of: int, confidence: float = CONFIDENCE) -> float:
    """The share below which the true one lies with this confidence; 1 of no draws."""
    return 1.0 - lower_bound(of - count, of, confidence) if of else 1.0


def worst_share(share: float, ratio: float) -> float:
    """The least share of hits under any reweighting of the draws whose density stays within [1/ratio, ratio].

    Equation: with weights a on misses and b on hits, (1−p)a + pb = 1, a ≤ ratio, b ≥ 1/ratio, the least of pb is
    max(p/ratio, 1 − ratio(1−p)). It rises with p, so the lower bound of p gives the lower bound of the worst share.
    """
    return max(share / ratio, 1.0 - ratio * (1.0 - share))


def needed_share(least: float, ratio: float) -> float:
    """The share that has to be exceeded for the worst one to exceed ``least`` (the inverse of `worst_share`)."""
    return min(1.0, max(1.0 - (1.0 - least) / ratio, 0.0)) if least > 1.0 / ratio**2 else least * ratio


def fewest(least: float, confidence: float = CONFIDENCE) -> int:
    """The fewest draws, all of them hits, whose lower bound exceeds ``least``."""
    of = 1
    while lower_bound(of, of, confidence) <= least:
        of += 1
    return of


@lru_cache(maxsize=100_000)
def probability_of_more(count: int, of: int, share: float) -> float:
    """Chance of this many hits or more where the true share is ``share``: the p-value against it."""
    from scipy.stats import binom

    return float(binom.sf(count - 1, of, share)) if of else 1.0


@lru_cache(maxsize=100_000)
def probability_of_fewer(count: int, of: int, share: float) -> float:
    """Chance of this many hits or fewer where the true share is ``share``."""
    from scipy.stats import binom

    return float(binom.cdf(count, of, share)) if of else 1.0


def median_interval(values: NDArray[np.float64], confidence: float = 0.9, resamples: int = 500, seed: int = 20_011) -> tuple[float, float]:
    """Interval of the median over draws by bootstrap; the resampling has a fixed seed. NaN of fewer than two."""
    if values.size < 2:
        return float("nan"), float("nan")
    picks = np.random.default_rng(seed).integers(0, values.size, (resamples, values.size))
    medians = np.median(values[picks], axis=1)
    low, high = np.quantile(medians, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)
