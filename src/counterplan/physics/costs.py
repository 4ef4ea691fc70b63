"""What a unit costs at normal use, and how many people an output takes: arithmetic that every decider shares."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from .effort import WEEKS
from .integers import tree_sum
from .parameters import Physics


def work_of_person(hours_norm: Array, mean_effort: Array, mean_skill: Array) -> Array:
    """Effective hours that one worker gives in a quarter (float64 [enterprise])."""
    return WEEKS * hours_norm * jnp.maximum(mean_effort, 0.1) * jnp.minimum(mean_skill, 1.0)


def labour_for(output: Array, capacity: Array, substitution: Array | float) -> Array:
    """Labour, in units of product, that an output takes beside given machines: the inverse of `production.ces`.

    Kept within half and one and a half times the output: more hands than that are of no use where machines lack.
    """
    power = (1.0 - substitution) / substitution
    spare = 2.0 * jnp.maximum(output, 1e-9) ** (-power) - jnp.maximum(capacity, 1e-9) ** (-power)
    exact = jnp.where(spare > 0, jnp.maximum(spare, 1e-300) ** (-1.0 / power), 1e300)
    return jnp.clip(exact, 0.5 * output, 1.5 * output)


def workers_for(output: Array, capacity: Array, work_each: Array, technique_labour: Array, physics: Physics) -> Array:
    """People that an output takes beside the machines there are, by what a worker gave last quarter (effective hours), and as many more as
    usually leave in a quarter: who only filled places once they are empty would always lack a few."""
    people = labour_for(output, capacity, physics.substitution) * technique_labour / jnp.maximum(work_each, 1e-6)
    return people * (1.0 + physics.quit_rate)


def labour_cost_of_unit(wage: Array, mean_skill: Array, work_each: Array, technique_labour: Array) -> Array:
    """Wages in a unit of product, in currency (pay rises with skill)."""
    return wage * mean_skill * technique_labour / jnp.maximum(work_each, 1e-6)


def material_cost_of_unit(technique_materials: Array, base_inputs: Array, mean_price: Array, sector: Array) -> Array:
    """Inputs in a unit of product, in currency."""
    return technique_materials * tree_sum(base_inputs * mean_price[:, None], axis=0)[sector]
