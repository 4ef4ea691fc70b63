"""A technique that lowers cost at going prices does not lower the rate of profit, at a given real wage.

Economies, wages and techniques are drawn; a technique is taken where the cost change that owners look at is negative.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from counterplan.physics import search, values

from .check import Check, above, near
from .draws import uniform

ID = "R1"
SOURCE = "okishio-1961"
COMPUTES = (
    "6,000 economies of four goods with a new technique in one trade, cheaper at going prices or not; how many of those that take it "
    "have a lower rate of profit afterwards (by more than 1e-10)"
)
CALLS = "physics.search.cost_change"
EVIDENCE = "computed"
NOTE = ""

ECONOMIES, GOODS = 6000, 4
LEAST_VIABLE = 1000
ROUNDING = 1e-10


def replicate() -> list[Check]:
    """Counts falls of the rate of profit among adopted techniques."""
    inputs, labour, basket, new_inputs, new_labour = (jnp.asarray(a) for a in _drawn())
    rate, prices = jax.vmap(values.prices_of_production)(inputs, labour, basket)
    taken = _cheaper(inputs, labour, basket, prices, new_inputs, new_labour)
    after, _ = jax.vmap(values.prices_of_production)(
        inputs.at[:, :, 0].set(new_inputs), labour.at[:, 0].set(new_labour), basket
    )
    counted = np.asarray(taken & (rate > 0))
    fell = counted & np.asarray(after < rate - ROUNDING)
    return [above("viable economies that take the technique", counted.sum(), LEAST_VIABLE - 1), near("falls of the rate of profit", fell.sum(), 0, 0)]


def _drawn() -> tuple[np.ndarray, ...]:
    inputs = uniform("okishio inputs", ECONOMIES, GOODS, GOODS, low=0.0, high=0.3)
    labour = uniform("okishio labour", ECONOMIES, GOODS, low=0.2, high=1.0)
    basket = uniform("okishio basket", ECONOMIES, GOODS, low=0.0, high=0.3)
    new_inputs = inputs[:, :, 0] * np.exp(uniform("okishio new inputs", ECONOMIES, GOODS, low=-0.5, high=0.5))
    new_labour = labour[:, 0] * np.exp(uniform("okishio new labour", ECONOMIES, low=-0.5, high=0.5))
    return inputs, labour, basket, new_inputs, new_labour


def _cheaper(inputs: Any, labour: Any, basket: Any, prices: Any, new_inputs: Any, new_labour: Any) -> Any:
    """Whether the first trade's new technique costs less at going prices and the going wage."""
    wage = jnp.sum(prices * basket, axis=1)
    bill, new_bill = jnp.sum(prices * inputs[:, :, 0], axis=1), jnp.sum(prices * new_inputs, axis=1)
    none = jnp.zeros(ECONOMIES)
    return search.cost_change(new_labour, new_bill / bill, none, labour[:, 0], jnp.ones(ECONOMIES), none, wage, bill, none) < 0
