"""Material balances: outputs that meet final demand, found by a limited number of rounds."""

from __future__ import annotations

from collections.abc import Sequence

import jax
import jax.numpy as jnp
from jax import Array

from counterplan.physics.integers import tree_sum

OWN_FIRST = 3
"""Times that final uses of goods that are inputs too are cut one by one, before all final demand is cut alike."""


def material_balances(inputs: Array, final: Array, start: Array, rounds: int) -> Array:
    """Iterates x ← f + A·x from last period's outputs, as often as the office has time for.

    Args:
        inputs: float [good, good], inputs (row) a unit of product (column).
        final: float [good], final demand (negative where stocks are to be used up); start: float [good], outputs to start from.

    Returns:
        float [good], gross outputs; the gap to the exact solution shrinks by about the spectral radius a round.
    Source: montias-1959, manove-1971.
    """
    outputs: Array = jax.lax.fori_loop(0, rounds, lambda _, x: jnp.maximum(final + tree_sum(inputs * x[None, :], axis=1), 0.0), start)
    return outputs


def fit_to_capacity(
    inputs: Array, final: Array, able: Array, start: Array, rounds: int, mixed: Sequence[bool] = (), burden: Array | float = 1.0
) -> Array:
    """Cuts final demand until the outputs that it takes are within what is held to be possible.

    Goods that nobody uses as input are cut one by one; then all final demand is cut alike until the goods used as inputs
    suffice. Without that a plan that is short of one input falls short of it by more in each period.

    Args:
        able: float [good], outputs held to be possible.
        mixed: goods that are used both as inputs and otherwise: their own final use gives way before all final demand does.
        burden: float [good], how much of a cut falls on each final use over the mean, 1 for all alike.

    Returns:
        float [good], gross outputs of the plan that was cut.
    Source: own construction, after kantorovich-1965 (the narrowest place decides).
    """
    used = tree_sum(inputs, axis=1) > 1e-9
    capped = jnp.where(used, final, jnp.minimum(final, able))
    for _ in range(OWN_FIRST if any(mixed) else 0):
        over = jnp.maximum(material_balances(inputs, capped, start, rounds) - able, 0.0)
        capped = jnp.where(jnp.array(mixed), jnp.minimum(capped, jnp.maximum(capped - over, 0.0)), capped)
    outputs = material_balances(inputs, capped, start, rounds)
    uneven = jnp.maximum(capped, 0.0) * (burden - 1.0)
    relief = jax.lax.fori_loop(0, rounds, lambda _, x: uneven + tree_sum(inputs * x[None, :], axis=1), jnp.zeros_like(uneven))
    cut = jnp.where(used, (outputs - able) / jnp.maximum(outputs + relief, 1e-9), 0.0)
    left = jnp.clip(1.0 - burden * jnp.clip(jnp.max(cut), 0.0, 1.0), 0.0, 1.0)
    return material_balances(inputs, capped * left, outputs * left, rounds)


def exact_balance(inputs: Array, final: Array) -> Array:
    """Solves x = f + A·x."""
    outputs: Array = jnp.linalg.solve(jnp.eye(final.shape[0]) - inputs, final)
    return outputs
