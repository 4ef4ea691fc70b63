"""The best plan of one period by good, in a limited number of rounds that can be part of a compiled step."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from counterplan.physics.integers import tree_sum

LEAST_ROOM = 0.05
"""Share of what can be made that is left for choice, where necessities would take all."""
STEP = (0.1, 10.0)
"""Bounds on the factor by which a rent moves in a round."""


class Best(NamedTuple):
    """A plan near the best, and how near."""

    first: Array
    """float [good]: necessities as far as they can be met."""
    chosen: Array
    """float [good]: final uses beyond them."""
    outputs: Array
    """float [good]: gross outputs that both take."""
    value: Array
    """float [good]: value of a unit, in units of the objective; the value of all room adds up to one."""
    residual: Array
    """float: the largest use of room over room, less one. Once balances have settled, chosen uses divided by 1 + residual are
    feasible, and no plan gains more than ln(1 + residual) on those. They are left undivided: where one good alone is over, all
    others would be cut with it."""


def best_final(inputs: Array, able: Array, must: Array, weight: Array, value: Array, start: Array, rounds: int) -> Best:
    """Maximises Σ weight·ln(final − must) over final uses whose gross outputs are within what is held to be possible.

    Equation: the dual asks for rents r ≥ 0 of room (Σr = 1) that maximise Σ w_i ln v_i with v = r/room + Aᵀv; Cover's step
    r_j ← r_j·x_j/room_j rises in every round and has the optimum as its only fixed point, with g_i = w_i/v_i and x = g + Ax. One round is
    one pass of each balance (necessities, chosen uses, values), as in the other engines, so that rounds mean the same work.

    Args:
        inputs: float [good, good], inputs (row) a unit of product (column).
        able: float [good], outputs held to be possible, above zero; what comes out of stores included.
        must: float [good], final uses that come first (negative where stores are used up). They are cut good by good to 19 parts in 20 of
            what can be made, then alike until inputs leave as much.
        weight: float [good], weights of final uses beyond, zero or more.
        value: float [good], values of a unit to start from, in any unit; start: float [good], outputs to start from.

    Source: cover-1984 (the algorithm and its bound), kantorovich-1965 (duals as valuations).
    """
    must = jnp.minimum(must, (1.0 - LEAST_ROOM) * able)
    shares = weight / jnp.maximum(tree_sum(weight), 1e-12)
    rent = able * jnp.maximum(value - tree_sum(inputs * value[:, None], axis=0), 0.02 * value)
    rent = rent / jnp.maximum(tree_sum(rent), 1e-12)
    value = value * tree_sum(rent / able) / jnp.maximum(tree_sum(value), 1e-12)

    def chosen(value: Array) -> Array:
        return jnp.where(shares > 0, shares / jnp.maximum(value, 1e-12), 0.0)

    def step(turn: int, carry: tuple[Array, Array, Array, Array, Array]) -> tuple[Array, Array, Array, Array, Array]:
        del turn
        rent, value, first, uses, _ = carry
        first = jnp.maximum(must + tree_sum(inputs * first[None, :], axis=1), 0.0)
        room = jnp.maximum(able - _share_of_must(able, first) * first, LEAST_ROOM * able)
        value = rent / room + tree_sum(inputs * value[:, None], axis=0)
        uses = chosen(value) + tree_sum(inputs * uses[None, :], axis=1)
        over = uses / room
        moved = rent * jnp.clip(over, *STEP)
        return moved / jnp.maximum(tree_sum(moved), 1e-12), value, first, uses, jnp.max(over) - 1.0

    begin = (rent, value, jnp.maximum(must, 0.0), jnp.minimum(start, able), jnp.zeros(()))
    _, value, first, uses, residual = jax.lax.fori_loop(0, rounds, step, begin)
    part = _share_of_must(able, first)
    return Best(part * must, chosen(value), part * first + uses, value, residual)


def _share_of_must(able: Array, first: Array) -> Array:
    """Part of necessities that can be met while a twentieth of everything is left."""
    return jnp.minimum(jnp.min(jnp.where(first > 0, (1.0 - LEAST_ROOM) * able / jnp.maximum(first, 1e-12), 1.0)), 1.0)
