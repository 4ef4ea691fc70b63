"""Norms that follow what was done: no rule of its own."""

from __future__ import annotations

from jax import Array

Number = Array | float


def paid_after_ratchet(bonus: Number, discount: Number, ratchet: Number) -> Number:
    """What a unit above the norm is worth, when the norm takes part of it back in all later years.

    Equation: b·r/(r + λ), the bonus itself at λ = 0.
    Args:
        bonus: pay for a unit above the norm; discount, ratchet: a year.
    Source: weitzman-1980.
    """
    return bonus * discount / (discount + ratchet)


def next_norm(norm: Number, done: Number, drift: Number, ratchet: Number) -> Number:
    """The norm of the next year.

    Equation: q' = q + δ + λ·(y − q).
    Source: weitzman-1980.
    """
    return norm + drift + ratchet * (done - norm)
