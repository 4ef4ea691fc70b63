"""Iterative facilitation: councils propose, a board moves indicative prices by excess demand."""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
from jax import Array

from .imbalance import FIRST_LIMIT, imbalance, price_step


def facilitate(
    propose: Callable[[Array, Array], tuple[Array, Array, Array]], price: Array, uses: Array, rounds: int, tolerance: float = 0.05
) -> tuple[Array, Array, Array, Array, Array]:
    """Runs rounds of proposals and price changes until every good is within the tolerance, or rounds run out.

    Args:
        propose: (prices, uses of the round before) → (supply, demand, uses), each float [good]; uses are what councils
            learn from each other's last proposals.
        price: float [good], prices to start from; uses: float [good], uses to start from.

    Returns:
        prices, supply, demand and uses of the last round, and the number of rounds that it took (int32).
    """
    def step(turn: int, carry: tuple[Array, Array, Array, Array, Array, Array]) -> tuple[Array, Array, Array, Array, Array, Array]:
        del turn
        price, _, _, uses, before, count = carry
        supply, demand, uses = propose(price, uses)
        z = imbalance(supply, demand)
        going = jnp.max(z) > tolerance
        moved = price * (1.0 + jnp.sign(demand - supply) * price_step(z, before))
        return jnp.where(going, moved, price), supply, demand, uses, jnp.where(going, z, before), count + going.astype(jnp.int32)

    start = (price, uses, uses, uses, jnp.full(price.shape, FIRST_LIMIT), jnp.int32(0))
    price, supply, demand, uses, _, count = jax.lax.fori_loop(0, rounds, step, start)
    return price, supply, demand, uses, count
