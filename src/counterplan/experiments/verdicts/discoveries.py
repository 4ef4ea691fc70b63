"""False discoveries over all claims of a run together."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np


def controlled(p_values: Mapping[str, float], rate: float) -> dict[str, float]:
    """Adjusts p-values for how many hypotheses are tested together; those at or below the rate may be called discoveries.

    The procedure that holds under any dependence is used: claims share their draws, and supporting and refuting one claim exclude each other.

    Source: benjamini-yekutieli-2001
    """
    from scipy.stats import false_discovery_control

    if not 0.0 < rate < 1.0:
        raise ValueError(f"rate must lie between 0 and 1, not {rate}")
    names = list(p_values)
    if not names:
        return {}
    adjusted = false_discovery_control(np.clip([p_values[name] for name in names], 0.0, 1.0), method="by")
    return dict(zip(names, (float(p) for p in adjusted), strict=True))
