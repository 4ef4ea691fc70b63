"""What protest wrings from those who set wages, where people may combine: no rule of its own."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.physics.integers import ratio, total, tree_sum


def concession(wage_response: Array, protest_share: Array, strike_share: Array) -> Array:
    """Rise of the wage that is aimed at (log) while protest lasts: half by who struck in the own enterprise, half by all protest.

    People protest by one rule in every system; at work that is a strike, and hours not worked are not paid. Source: own construction, after
    epstein-2002 (who protests).
    """
    everywhere = tree_sum(protest_share) / protest_share.shape[0]
    return jnp.asarray(wage_response * 0.5 * (everywhere + strike_share))


def mean_strike(strike_share: Array, workers: Array) -> Array:
    """Share of all who work that is on strike, for those who set one wage for all."""
    return ratio(total(strike_share * workers), jnp.sum(workers))
