"""Rounds of material balances until a plan is within one hundredth of the exact one."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np

from counterplan.planning import balances

from .check import Check, near
from .draws import uniform

ID = "R11"
SOURCE = "montias-1959"
COMPUTES = (
    "six goods whose final demand is the dominant vector of their inputs, scaled to spectral radius .5, .6 and .7: rounds until no output is off by "
    "more than 1 %, and the largest difference of the gap from radius^(rounds + 1)"
)
CALLS = "planning.balances.material_balances"
EVIDENCE = "computed"
NOTE = ""

ROUNDS = {0.5: 6, 0.6: 9, 0.7: 12}
MOST = 16


def replicate() -> list[Check]:
    """Counts rounds."""
    final = np.array([1.0, 2.0, 0.5, 1.5, 3.0, 0.7])
    pattern = uniform("material balances", 6, 6, low=0.1, high=1.0)
    pattern *= (final / (pattern @ final))[:, None]
    checks, worst = [], 0.0
    for radius, target in ROUNDS.items():
        a, f = jnp.asarray(radius * pattern), jnp.asarray(final)
        exact = balances.exact_balance(a, f)
        gaps = [float(jnp.max(jnp.abs(balances.material_balances(a, f, f, k) / exact - 1.0))) for k in range(MOST)]
        worst = max(worst, *(abs(gap - radius ** (k + 1)) for k, gap in enumerate(gaps)))
        checks.append(near(f"rounds, radius {radius}", next((k for k, gap in enumerate(gaps) if gap <= 0.01), MOST), target, 0))
    return [*checks, near("difference of the gap from radius^(rounds + 1)", worst, 0.0, 1e-9)]
