"""Iterative facilitation: councils propose, a board moves indicative prices by excess demand."""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
from jax import Array


def imbalance(supply: Array, demand: Array) -> Array:
    """z = |2(S − D)/(S + D)|, the imbalance of each good."""
    return jnp.abs(2.0 * (supply - demand) / jnp.maximum(supply + demand, 1e-12))


def price_step(z: Array, z_before: Array) -> Array:
    """Share by which a price moves: (1.05 − ½^z)·min(.25, z_before/2), at least .001.

    Source: hahnel-2021 (set-up as stated in docs/architecture.md).
    """
    return jnp.maximum((1.05 - 0.5**z) * jnp.minimum(0.25, 0.5 * z_before), 0.001)


def facilitate(
    propose: Callable[[Array, Array], tuple[Array, Array]], price: Array, demand: Array, rounds: int, tolerance: float = 0.05
) -> tuple[Array, Array, Array, Array]:
    """Runs rounds of proposals and price changes until every good is within the tolerance, or rounds run out.

    Args:
        propose: (prices, demand of the round before) → (supply, demand), each float [good].
        price: float [good], prices to start from; demand: float [good], uses to start from.

    Returns:
        prices, supply and demand of the last round, and the number of rounds that it took (int32).
    """

    def step(_: int, carry: tuple[Array, Array, Array, Array, Array]) -> tuple[Array, Array, Array, Array, Array]:
        price, _, demand_before, before, count = carry
        supply, demand = propose(price, demand_before)
        z = imbalance(supply, demand)
        going = jnp.max(z) > tolerance
        moved = price * (1.0 + jnp.sign(demand - supply) * price_step(z, before))
        return jnp.where(going, moved, price), supply, demand, jnp.where(going, z, before), count + going.astype(jnp.int32)

    start = (price, demand, demand, jnp.full(price.shape, 0.5), jnp.int32(0))
    price, supply, demand, _, count = jax.lax.fori_loop(0, rounds, step, start)
    return price, supply, demand, count
