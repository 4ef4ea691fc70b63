"""How sales of consumer goods steer the targets of a labour-time plan. One set of formulas for NumPy and JAX arrays."""

from __future__ import annotations

from typing import Any, TypeVar

A = TypeVar("A", bound=Any)
"""A NumPy or a JAX array."""

BOUND = 4.0
"""Largest factor by which the steering ratio of price to value counts at a time."""


def scaled_values(value: A, credit: Any, worth: Any) -> A:
    """Valuations of goods in the units in which consumers are credited: what is sold is worth the credit.

    Args:
        value: [good]; credit: what consumers have for what is sold; worth: what is sold at the valuations as they are.
    """
    space = value.__array_namespace__()
    found: A = value * credit / space.maximum(worth, 1e-300)
    return found


def steering_ratio(price: A, value: A, credit: Any) -> A:
    """[good]: the price that clears over the value, within a bound either way.

    Args:
        credit: number above zero of the size of all that consumers have; a value below a part in 10¹² of it counts as that.
    """
    space = value.__array_namespace__()
    found: A = space.clip(price / space.maximum(value, 1e-12 * credit), 1.0 / BOUND, BOUND)
    return found


def moved_targets(target: A, ratio: A, response: Any) -> A:
    """[good]: targets, raised where goods sell above their value and lowered where below it: target·(price/value)^response.

    Source: cottrell-cockshott-1993 (the direction; they give no speed).
    """
    found: A = target * ratio**response
    return found
