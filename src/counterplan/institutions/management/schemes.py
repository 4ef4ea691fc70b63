"""Schemes that pay managers for a plan they pledge themselves: no rule of its own."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

Number = Array | float


def bonus_for_pledge(pledged: Number, planned: Number, done: Number, base: Number, for_pledge: Number, above: Number, below: Number) -> Array:
    """The three-coefficient bonus: a pledge above the plan is paid for, and missing it costs more than passing it brings.

    Args:
        for_pledge, above, below: β, α and γ, with 0 < α < β < γ.

    Equation: B = B̄ + β·(ŷ − y⁰) + α·(y − ŷ)⁺ − γ·(ŷ − y)⁺.
    Source: weitzman-1976.
    """
    over = jnp.maximum(jnp.asarray(done) - pledged, 0.0)
    under = jnp.maximum(jnp.asarray(pledged) - done, 0.0)
    return base + for_pledge * (jnp.asarray(pledged) - planned) + above * over - below * under


def pledged_quantile(for_pledge: Number, above: Number, below: Number) -> Number:
    """Chance of falling short that a manager accepts who pledges for the largest expected bonus.

    Equation: F(ŷ) = (β − α)/(γ − α).
    Source: weitzman-1976.
    """
    return (for_pledge - above) / (below - above)
