"""The size of the economy as those who decide see it: net output at the start's prices."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.variables import ARMS, SERVICES

from .integers import tree_sum


def net_output(past_output: Array, past_inputs: Array) -> Array:
    """Net output of the last four quarters, a quarter's mean (currency at the start's prices)."""
    return (tree_sum(tree_sum(past_output)) - tree_sum(tree_sum(tree_sum(past_inputs)))) / past_output.shape[0]


def budget_orders(arms_share: Array, provision_share: Array, net: Array) -> Array:
    """Goods that the budget orders this quarter: arms, and public services (float64 [good])."""
    return jnp.zeros(6).at[ARMS].set(arms_share * net).at[SERVICES].set(provision_share * net)
