"""Whether lenders go on with a project that takes longer than was said, as exit rules ask for enterprises that cannot pay: no rule of its own."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

Number = Array | float


def monitoring(at_stake: Number, cost_slope: Number) -> Array:
    """Effort of a lender, which is the chance that a late project succeeds, when success brings so much: costs are k·a²/2.

    Equation: a = min(at stake/k, 1).
    """
    return jnp.clip(jnp.asarray(at_stake) / cost_slope, 0.0, 1.0)


def worth_to_one_lender(success: Number, cost_slope: Number) -> Array:
    """What going on is worth to a lender who gets all of the return, before the second outlay; the first is spent.

    Equation: max_a a·R − k·a²/2.
    Source: dewatripont-maskin-1995.
    """
    effort = monitoring(success, cost_slope)
    return effort * success - 0.5 * cost_slope * effort**2


def worth_to_first_lender(success: Number, cost_slope: Number, outlay: Number) -> Array:
    """What going on is worth to the first lender when another one pays the second outlay and is repaid out of a success.

    The second lender cannot see the first one's effort, expects what pays the first one, and asks the smallest repayment that
    covers the outlay in the mean: t·a(R − t) = outlay. Without such a repayment nobody lends: minus infinity.

    Equation: t = (R − √(R² − 4·k·outlay))/2; (R − t)·a − k·a²/2 with a = (R − t)/k.
    Source: dewatripont-maskin-1995. Differs from source: costs of effort are quadratic.
    """
    room = jnp.asarray(success) ** 2 - 4.0 * cost_slope * outlay
    left = 0.5 * (success + jnp.sqrt(jnp.maximum(room, 0.0)))
    left = jnp.where(left >= cost_slope, success - outlay, left)  # success is sure then, and repayment the outlay itself
    return jnp.where(room >= 0.0, worth_to_one_lender(left, cost_slope), -jnp.inf)


def refinanced(success: Number, cost_slope: Number, outlay: Number, one_lender: Array | bool) -> Array:
    """Whether a late project is carried on: what is already spent does not count.

    Source: dewatripont-maskin-1995 (a budget is soft where one lender holds all, hard where lending is split).
    """
    alone = worth_to_one_lender(success, cost_slope) >= outlay
    return jnp.where(one_lender, alone, worth_to_first_lender(success, cost_slope, outlay) >= 0.0)
