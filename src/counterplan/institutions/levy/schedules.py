"""How much grain a village owes, by what is counted and what may be kept: no rule of its own."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

Number = Array | float


def progressive(counted: Number, kept: Number, harvest: Number) -> Array:
    """All above an allowance is owed, never more than the harvest.

    Args:
        counted: the harvest expected (an inflexible levy) or reaped (a flexible one); kept: allowance.
    Equation: min(max(ŷ − kept, 0), y).
    Source: meng-qian-yared-2015.
    """
    return jnp.clip(jnp.asarray(counted) - kept, 0.0, harvest)


def proportional(counted: Number, share: Number, harvest: Number) -> Array:
    """A share of what is counted is owed, never more than the harvest.

    Equation: min(share·ŷ, y).
    Source: meng-qian-yared-2015 (the levy that they compare with).
    """
    return jnp.clip(share * jnp.asarray(counted), 0.0, harvest)
