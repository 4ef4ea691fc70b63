"""Opportunity costs as valuations steer a plan to better baskets than labour values where emissions are limited, and to the same where not.

Twelve economies of five goods with two techniques each, whose consumers spend in fixed shares; emissions are limited to .6 of those without a limit.
"""

from __future__ import annotations

import numpy as np

from counterplan.planning import labour_time
from counterplan.planning.labour_time import Techniques

from .check import Check, above, near

ID = "R21"
SOURCE = "dapprich-2022"
COMPUTES = (
    "mean of consumers' aim (log of consumption) over the last 20 of 80 years under opportunity costs, less that under labour values, with and "
    "without a limit on emissions"
)
CALLS = "planning.labour_time.steer"
EVIDENCE = "verified"
NOTE = "The published result is qualitative (read in abstracts and the author's own summaries); the economies here are drawn, not the author's."

ECONOMIES, GOODS, YEARS, LAST = 12, 5, 80, 20
HOURS, LIMIT = 100.0, 0.6
NO_LIMIT = np.array([1e12])


def replicate() -> list[Check]:
    """Compares both valuations in each economy."""
    free, bound = [], []
    for seed in range(ECONOMIES):
        rng = np.random.default_rng(seed)
        ways = _drawn(rng)
        taste = rng.dirichlet(np.full(GOODS, 3.0))
        usual = labour_time.steer(ways, taste, np.ones(GOODS), HOURS, NO_LIMIT, YEARS, "labour", 0.2)
        free.append(_gain(ways, taste, NO_LIMIT))
        bound.append(_gain(ways, taste, LIMIT * usual.resources[-1]))
    return [
        near("largest difference without a limit", float(np.max(np.abs(free))), 0.0, 1e-6),
        above("share of economies where opportunity costs do better under the limit", float(np.mean(np.array(bound) > 0)), 0.9),
        above("mean gain under the limit", float(np.mean(bound)), 0.02),
    ]


def _gain(ways: Techniques, taste: np.ndarray, limit: np.ndarray) -> float:
    paths = [labour_time.steer(ways, taste, np.ones(GOODS), HOURS, limit, YEARS, kind, 0.2) for kind in ("labour", "opportunity")]
    labour, opportunity = (float(path.utility(taste)[-LAST:].mean()) for path in paths)
    return opportunity - labour


def _drawn(rng: np.random.Generator) -> Techniques:
    ways = 2 * GOODS
    inputs = np.where(rng.random((GOODS, ways)) < 0.4, rng.uniform(0, 0.25, (GOODS, ways)), 0.0)
    return Techniques(np.repeat(np.arange(GOODS), 2), inputs, rng.uniform(0.3, 1.5, ways), rng.uniform(0.02, 1.0, (1, ways)) ** 2)
