"""Techniques drawn evenly around the present one: half are taken, and the mean step is a fixed part of the radius."""

from __future__ import annotations

from math import pi

import jax.numpy as jnp
import numpy as np

from counterplan.core.randomness import normal
from counterplan.physics import search

from .check import Check, near
from .draws import uniform

ID = "R2"
SOURCE = "dumenil-levy-1995"
COMPUTES = (
    "2,000,000 draws of techniques within a small radius R; share that lowers cost, and mean fall of cost (over the length of the cost "
    "shares, 0 where refused) over R: 2/(3π) in the two dimensions of the source, 3/16 in the three of the simulation. A standard error is at "
    "most .00035, so the tolerance of .001 is passed by chance in less than one of 200 seeds"
)
CALLS = "physics.search.uniform_in_ball"
EVIDENCE = "derived"
NOTE = ""

DRAWS = 2_000_000
RADIUS = 1e-4
"""Small, so that the curvature of the logarithm does not matter."""
SHARES = (0.6, 0.4, 0.3)
"""Cost shares of labour, machines and inputs; any others give the same."""


def replicate() -> list[Check]:
    """Draws techniques and lets the simulation's cost change decide."""
    flat, solid = _taken(2), _taken(3)
    return [
        near("accepted", flat[0], 0.5, 0.001),
        near("advance over R", flat[1], 2.0 / (3.0 * pi), 0.001),
        near("accepted, three dimensions", solid[0], 0.5, 0.001),
        near("advance over R, three dimensions", solid[1], 3.0 / 16.0, 0.001),
    ]


def _taken(dimensions: int) -> tuple[float, float]:
    drawn = uniform(f"dumenil-levy {dimensions}", dimensions + 1, DRAWS)
    steps = search.uniform_in_ball([normal(jnp.asarray(x)) for x in drawn[:-1]], jnp.asarray(drawn[-1]), RADIUS)
    shares = np.array(SHARES[:dimensions])
    new = [jnp.exp(step) for step in steps] + [jnp.ones(DRAWS)] * (3 - dimensions)
    prices = [*shares, *[0.0] * (3 - dimensions)]
    # The arguments are labour, inputs and machines; with prices of a unit and shares as quantities their order is free.
    change = search.cost_change(new[0], new[2], new[1], jnp.ones(()), jnp.ones(()), jnp.ones(()), prices[0], prices[2], prices[1])
    fall = jnp.where(change < 0, -change, 0.0) / np.sqrt(np.sum(shares**2)) / RADIUS
    return float(jnp.mean(change < 0)), float(jnp.mean(fall))
