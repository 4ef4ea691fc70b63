"""Material balances: outputs that meet final demand, found by a limited number of rounds."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array

from counterplan.physics.integers import tree_sum


def material_balances(inputs: Array, final: Array, start: Array, rounds: int) -> Array:
    """Iterates x ← f + A·x from last period's outputs, as often as the office has time for.

    Args:
        inputs: float [good, good], inputs (row) a unit of product (column).
        final: float [good], final demand; start: float [good], outputs to start from.

    Returns:
        float [good], gross outputs; the gap to the exact solution shrinks by about the spectral radius a round.
    Source: montias-1959, manove-1971.
    """
    return jax.lax.fori_loop(0, rounds, lambda _, x: final + tree_sum(inputs * x[None, :], axis=1), start)


def exact_balance(inputs: Array, final: Array) -> Array:
    """Solves x = f + A·x."""
    return jnp.linalg.solve(jnp.eye(final.shape[0]) - inputs, final)
