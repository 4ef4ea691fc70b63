"""More food a head means more deaths only under a levy that is fixed beforehand and takes all above an allowance, in a bad year."""

from __future__ import annotations

import numpy as np

from counterplan.institutions.levy import schedules

from .check import Check, below, near

ID = "R16"
SOURCE = "meng-qian-yared-2015"
COMPUTES = (
    "20,000 villages that expect 1.2 to 3 units a head (even), keep 1.1 and need 1; 15 % of the harvest fails. Correlation of deaths (what is "
    "missing to 1) with output a head; then one thing changed at a time: deaths if the levy is set on what is reaped, the largest correlation if "
    "it is a share (.1 to .5) of what was expected, and deaths without the failure"
)
CALLS = "institutions.levy.schedules.progressive"
EVIDENCE = "computed"
NOTE = "A stylised village after the source's abstract, whose own equations were not read: signs and zeros are its result, the numbers are not."

VILLAGES = 20_000
LOWEST, HIGHEST, KEPT, NEED, FAILURE = 1.2, 3.0, 1.1, 1.0, 0.15
SHARES = (0.1, 0.2, 0.3, 0.4, 0.5)


def replicate() -> list[Check]:
    """Levies in a bad and in a usual year."""
    expected = LOWEST + (HIGHEST - LOWEST) * (np.arange(VILLAGES) + 0.5) / VILLAGES
    reaped = (1.0 - FAILURE) * expected
    fixed = _missing(reaped, schedules.progressive(expected, KEPT, reaped))
    flexible = _missing(reaped, schedules.progressive(reaped, KEPT, reaped))
    shares = [_correlation(_missing(reaped, schedules.proportional(expected, share, reaped)), reaped) for share in SHARES]
    usual = _missing(expected, schedules.progressive(expected, KEPT, expected))
    return [
        near("correlation, fixed and progressive", _correlation(fixed, reaped), 1.0, 1e-6),
        near("deaths, set on what is reaped", flexible.sum(), 0.0, 1e-9),
        below("largest correlation, fixed shares", max(shares), -0.1),
        near("deaths in a usual year", usual.sum(), 0.0, 1e-9),
    ]


def _missing(reaped: np.ndarray, levy: object) -> np.ndarray:
    return np.maximum(NEED - (reaped - np.asarray(levy)), 0.0)


def _correlation(deaths: np.ndarray, reaped: np.ndarray) -> float:
    return float(np.corrcoef(deaths, reaped)[0, 1]) if deaths.std() > 0 else 0.0
