"""Joining that waits for others: each person acts when enough others do."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array


def cascade(thresholds: Array) -> Array:
    """How many act in the end.

    Args:
        thresholds: int [person], number of others that must act before this person does (0: acts alone).

    Returns:
        int64, the smallest number at which nobody else wants to join: everybody starts at rest.

    Equation: n ← #{i: threshold_i ≤ n} from n = 0 until it stays.
    Source: granovetter-1978, kuran-1989.
    """
    def more(state: tuple[Array, Array]) -> Array:
        before, now = state
        return now > before

    def join(state: tuple[Array, Array]) -> tuple[Array, Array]:
        _, now = state
        return now, jnp.sum(thresholds <= now, dtype=jnp.int64)

    joined: Array = jax.lax.while_loop(more, join, (jnp.int64(-1), jnp.int64(0)))[1]
    return joined
