"""Prices of production and what sets prices apart from labour values: measures on a table of inputs."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

ROUNDS = 2000
"""Steps of the power method; the error falls by the ratio of the two largest roots a step."""


def prices_of_production(inputs: Array, labour: Array, basket: Array) -> tuple[Array, Array]:
    """The uniform rate of profit and the prices that go with it, at a given real wage.

    Args:
        inputs: float64 [good, good], inputs (row) a unit of product (column), indecomposable; labour: float64 [good], hours a
            unit; basket: float64 [good], goods that an hour of labour is paid with.

    Returns:
        the rate of profit a turnover, and float64 [good], prices that add up to 1.

    Equation: p = (1 + r)·p·(A + b·l); 1/(1 + r) is the largest root, found by the power method.
    Source: morishima-1973.
    """
    augmented = inputs + basket[:, None] * labour[None, :]

    def step(_: int, prices: Array) -> Array:
        moved = prices @ augmented
        return moved / jnp.sum(moved)

    prices = jax.lax.fori_loop(0, ROUNDS, step, jnp.full(labour.shape, 1.0 / labour.shape[0]))
    return 1.0 / jnp.sum(prices @ augmented) - 1.0, prices


class Distance(NamedTuple):
    """How far prices lie from labour values."""

    mean_absolute: Array
    """Mean over goods of |price/value − 1|, both scaled to the same total."""
    variation: Array
    """Standard deviation of price/value over its mean: needs no scaling at all."""
    correlation: Array
    """Of the logarithms of totals by sector. Large sectors have large values and large prices, so it is near one whatever prices are."""


def distance_of(prices: Array, values: Array, output: Array) -> Distance:
    """Compares prices with labour values, by measures that do not and one that does depend on the size of sectors.

    Args:
        prices, values: float64 [good], a unit; output: float64 [good], units, used for the common scale and for the correlation.

    Source: shaikh-1984 (the measures), kliman-2002 (the correlation is spurious).
    """
    scaled = prices * jnp.sum(values * output) / jnp.sum(prices * output)
    ratio = scaled / values
    logs = jnp.log(scaled * output), jnp.log(values * output)
    centred = [x - jnp.mean(x) for x in logs]
    joint = jnp.sum(centred[0] * centred[1]) / jnp.sqrt(jnp.sum(centred[0] ** 2) * jnp.sum(centred[1] ** 2))
    return Distance(jnp.mean(jnp.abs(ratio - 1.0)), jnp.std(ratio) / jnp.mean(ratio), joint)
