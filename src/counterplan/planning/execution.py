"""Carrying a plan out: the same executor serves every plan, however it was made."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array

from counterplan.physics.integers import tree_sum


def fill_by_priority(requests: Array, available: Array, priority: Array) -> Array:
    """Fills requests from what there is, faster for those with priority and never above the request.

    Args:
        requests: float [user, good]; available: float [good]; priority: float [user], positive.

    Returns:
        float [user, good]: min(request, λ·priority·request), with λ by good such that all is given out or all is met.
    """
    whole = tree_sum(requests)

    def step(_: int, bounds: tuple[Array, Array]) -> tuple[Array, Array]:
        low, high = bounds
        middle = 0.5 * (low + high)
        given = tree_sum(jnp.minimum(requests, middle * priority[:, None] * requests))
        return jnp.where(given <= available, middle, low), jnp.where(given <= available, high, middle)

    top = jnp.full(available.shape, 1.0) / jnp.min(priority)
    low, _ = jax.lax.fori_loop(0, 40, step, (jnp.zeros_like(available), top))
    met = jnp.minimum(requests, low * priority[:, None] * requests)
    return jnp.where(whole <= available, requests, met)


def absorb_gap(available: Array, inputs: Array, final: Array, share_of_final: Array | float) -> Array:
    """Says how much of each good may go to inputs, when inputs and final uses together want more than there is.

    Args:
        share_of_final: part of the gap that final uses bear; inputs bear the rest. The closure is a finding, see
            docs/architecture.md.

    Returns:
        float [good], goods for inputs.
    """
    gap = jnp.maximum(inputs + final - available, 0.0)
    bears = jnp.minimum(gap * share_of_final, final)
    return jnp.clip(inputs - (gap - bears), 0.0, jnp.minimum(inputs, available))


def keep_stocks(available: Array, wanted: Array, norm: Array, share_of_stocks: Array | float) -> Array:
    """What stocks give up when inputs and final uses want more than lies beyond the norm of stocks.

    Args:
        norm: float [good], goods that would stay in store; share_of_stocks: part of the gap that stocks bear, 1 for all of it as far
            as they reach.

    Returns:
        float [good], goods that may be handed out.
    """
    kept = jnp.minimum(norm, available)
    gap = jnp.maximum(wanted + kept - available, 0.0)
    return available - (kept - jnp.minimum(gap * share_of_stocks, kept))


def reserved_by_region(requests: Array, available: Array, share: Array | float) -> Array:
    """What each region gives its own users first out of a share of its own product that it holds back for them.

    Args:
        requests: float [region, user, good]; available: float [region, good].

    Returns:
        float [region, user, good]; what a region holds back and nobody there asks for stays in store.
    """
    asked = tree_sum(requests, axis=1)
    cover = jnp.where(asked > 0, jnp.minimum(share * available / jnp.maximum(asked, 1e-12), 1.0), 0.0)
    return requests * cover[:, None, :]
