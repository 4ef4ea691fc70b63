"""The negotiation of sector boards in a limited number of rounds that can be part of a compiled step."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array

from counterplan.physics.integers import tree_sum

from .balances import material_balances
from .boards import SETTLED, Norms, orders_served, settled_capacity, voted_change, wishes_of


def agreed_capacity(
    inputs: Array, capacity: Array, final: Array, wear: Array | float, cost: Array, fund: Array, norms: Norms, rounds: int,
    tolerance: float = SETTLED,
) -> tuple[Array, Array]:  # fmt: skip
    """Rounds of boards and commission as in `boards.negotiate`, without neighbours: the same formulas, orders found by as many rounds of balances.

    Args:
        inputs: float [good, sector]; capacity: float [sector], above zero; final: float [good], what is ordered at going prices, above zero.
        wear: share of capacity that wears out in a period; cost: float [sector], of a unit of capacity; fund: what may be spent on additions.

    Returns:
        float [sector], capacity after the period's changes; int32, rounds until no sector's moved by more than the tolerance.
    """
    orders, kept = jnp.maximum(material_balances(inputs, final, final, rounds), 1e-12), (1.0 - wear) * capacity

    def step(_: int, carry: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
        proposed, count, going = carry
        wishes = wishes_of(orders_served(orders, proposed, inputs), capacity, jnp.inf, norms)
        settled = settled_capacity(capacity * jnp.exp(voted_change(wishes)), kept, cost, fund, tree_sum)
        moved = jnp.max(jnp.abs(jnp.log(settled / proposed)))
        return jnp.where(going, settled, proposed), count + going.astype(jnp.int32), going & (moved > tolerance)

    proposed, count, _ = jax.lax.fori_loop(0, rounds, step, (capacity, jnp.int32(0), jnp.asarray(True)))
    return proposed, count
