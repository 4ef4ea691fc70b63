"""What a unit costs at normal use, and how many people an output takes: arithmetic that every decider shares."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from .effort import WEEKS
from .integers import tree_sum


def work_of_person(hours_norm: Array, mean_effort: Array, mean_skill: Array) -> Array:
    """Effective hours that one worker gives in a quarter (float64 [enterprise])."""
    return WEEKS * hours_norm * jnp.maximum(mean_effort, 0.1) * jnp.minimum(mean_skill, 1.0)


def workers_for(output: Array, work_each: Array, technique_labour: Array) -> Array:
    """People that an output takes at the present technique and what a worker gave last quarter (effective hours)."""
    return output * technique_labour / jnp.maximum(work_each, 1e-6)


def labour_cost_of_unit(wage: Array, mean_skill: Array, work_each: Array, technique_labour: Array) -> Array:
    """Wages in a unit of product, in currency (pay rises with skill)."""
    return wage * mean_skill * technique_labour / jnp.maximum(work_each, 1e-6)


def material_cost_of_unit(technique_materials: Array, base_inputs: Array, mean_price: Array, sector: Array) -> Array:
    """Inputs in a unit of product, in currency."""
    return technique_materials * tree_sum(base_inputs * mean_price[:, None], axis=0)[sector]
