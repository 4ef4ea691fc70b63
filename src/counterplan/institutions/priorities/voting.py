"""Votes on public provision, whoever carries them out: no rule of its own."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.randomness import Draws
from counterplan.physics.integers import binned_quantile, percentile_bins
from counterplan.physics.parameters import Physics


def voted_provision(voter: Array, start_provision_share: Array, draw: Draws, physics: Physics) -> Array:
    """Share of output for provision that the median voter wants; wishes are a lasting trait, the same in every system.

    Source: black-1948, downs-1957 (median voter); own construction (wishes).
    """
    bits = draw.lasting_bits("patience")
    taste = (bits & jnp.uint64(0xFFFFFF)).astype(jnp.float32) * jnp.float32(2.0**-24) * 2.0 - 1.0
    served = physics.provision_wish * start_provision_share * (1.0 + physics.wish_spread * taste)
    counts, levels = percentile_bins(served, voter, 0.0, 0.4, 200)
    return binned_quantile(counts, levels, 0.5)
