"""One person who hesitates a little more stops everybody."""

from __future__ import annotations

import jax.numpy as jnp

from counterplan.physics import thresholds

from .check import Check, near

ID = "R15"
SOURCE = "granovetter-1978"
COMPUTES = "number of 100 people who join, with thresholds 0, 1, …, 99, and with the threshold 1 replaced by 2"
CALLS = "physics.thresholds.cascade"
EVIDENCE = "computed"
NOTE = ""


def replicate() -> list[Check]:
    """Runs both crowds."""
    crowd = jnp.arange(100)
    return [
        near("joined", int(thresholds.cascade(crowd)), 100, 0),
        near("joined after the change", int(thresholds.cascade(crowd.at[1].set(2))), 1, 0),
    ]
