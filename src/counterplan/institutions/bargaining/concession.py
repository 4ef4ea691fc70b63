"""What protest wrings from those who set wages, where people may combine: no rule of its own."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.physics.integers import tree_sum


def concession(wage_response: Array, protest_share: Array) -> Array:
    """Rise of all wages this quarter (log) that last quarter's protest brings. Source: own construction."""
    return jnp.asarray(wage_response * tree_sum(protest_share) / protest_share.shape[0])
