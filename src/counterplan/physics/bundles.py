"""Things that are made of several goods: machines, public provision, arms."""

from __future__ import annotations

from collections.abc import Sequence

import jax.numpy as jnp
from jax import Array

from counterplan.core.goods import Goods

from .integers import tree_sum


def weighed(values: Array, weights: Sequence[float]) -> Array:
    """Sum of a float64 [good] times fixed weights; a single weight of one reads its good and nothing else."""
    held = [place for place, weight in enumerate(weights) if weight != 0]
    if len(held) == 1 and weights[held[0]] == 1.0:
        return values[held[0]]
    return tree_sum(values * jnp.array(weights))


def machine_price(price: Array, goods: Goods) -> Array:
    """Price of a machine: of the goods that it is made of, in fixed proportions."""
    return weighed(price, goods.machine)


def machines_from(by_good: Array, goods: Goods) -> Array:
    """Machines that quantities of goods suffice for in full: the scarcest part decides."""
    held = [place for place, part in enumerate(goods.machine) if part > 0]
    if len(held) == 1:
        return by_good[held[0]]
    return jnp.min(jnp.stack([by_good[place] / goods.machine[place] for place in held]))


def spread(amount: Array | float, weights: Sequence[float]) -> Array:
    """An amount times fixed weights by good (float64 [good])."""
    held = [place for place, weight in enumerate(weights) if weight != 0]
    if len(held) == 1 and weights[held[0]] == 1.0:
        return jnp.zeros(len(weights)).at[held[0]].set(amount)
    return jnp.asarray(amount) * jnp.array(weights)


__all__ = ["machine_price", "machines_from", "spread", "weighed"]
