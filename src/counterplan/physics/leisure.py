"""Hours that people would choose themselves: one preference for every system."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from .parameters import Physics


def preferred_hours(real_wage_index: Array, physics: Physics, start_hours_norm: Array) -> Array:
    """Weekly hours that a person would choose at a real hourly wage.

    Args:
        real_wage_index: real pay of an hour over the start's.

    Equation: u = c^(1−γ)/(1−γ) − χ·h^(1+1/η)/(1+1/η) with c ∝ w·h gives h = h₀·w^((1−γ)/(1/η+γ)); χ is scaled
    to the start. At γ = 1 hours do not move; above it they fall as pay rises.
    Source: boppart-krusell-2020.
    """
    curvature, elasticity = physics.consumption_curvature, physics.hours_elasticity
    power = (1.0 - curvature) / (1.0 / elasticity + curvature)
    return start_hours_norm * jnp.maximum(real_wage_index, 1e-3) ** power


def preferred_hours_at_consumption(
    consumption_index: Array, physics: Physics, start_hours_norm: Array, dislike: Array | float = 0.0
) -> Array:
    """The same choice, read off what a person consumes instead of what an hour pays.

    Args:
        consumption_index: consumption over the start's mean.
        dislike: the person's dislike of work over the mean, in logarithms.

    Equation: putting w = c/h into `preferred_hours` gives h = h₀·(c^(1−γ)/e^dislike)^(1/(1/η+1)).
    Source: boppart-krusell-2020; the spread of tastes is own construction.
    """
    power = 1.0 / (1.0 / physics.hours_elasticity + 1.0)
    logs = (1.0 - physics.consumption_curvature) * jnp.log(jnp.maximum(consumption_index, 1e-3))
    return start_hours_norm * jnp.exp(power * (logs - dislike))
