"""History matching: which draws are not ruled out by facts that have nothing to do with the claim."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def implausibility(model: NDArray[np.float64], fact: float, error: float, noise: NDArray[np.float64] | float = 0.0) -> NDArray[np.float64]:
    """Distance between model and record, in standard deviations of all that may separate them.

    Equation: I = |z − f(x)| / √(Var[observation] + Var[discrepancy] + Var[chance in f])

    Args:
        model: what each draw gives; what is not finite is infinitely implausible.
        error: standard deviation of observation and of the model's discrepancy together.
        noise: standard deviation of chance in one draw.

    Source: vernon-goldstein-bower-2010
    """
    spread = np.sqrt(error**2 + np.square(noise))
    distance = np.abs(model - fact) / spread
    return np.where(np.isfinite(model), distance, np.inf)


def matched(implausibilities: Sequence[NDArray[np.float64]], limit: float) -> NDArray[np.bool_]:
    """True for draws whose largest implausibility over all facts lies below the limit."""
    return np.max(np.stack(implausibilities), axis=0) < limit
