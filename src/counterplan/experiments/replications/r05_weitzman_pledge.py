"""A manager under the three-coefficient bonus pledges a fixed quantile of what may be reached."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.stats import norm

from counterplan.institutions.management import schemes

from .check import Check, near

ID = "R5"
SOURCE = "weitzman-1976"
COMPUTES = (
    "pledge with the largest expected bonus (α = .2, β = .4, γ = .7 and α = .1, β = .3, γ = 1.1; output normal with mean 100 and deviation "
    "10, in 20,000 equally likely values) and the chance of falling short of it; under certainty the pledge itself"
)
CALLS = "institutions.management.schemes.bonus_for_pledge"
EVIDENCE = "derived"
NOTE = ""

OUTPUTS = 100.0 + 10.0 * norm.ppf((np.arange(20_000) + 0.5) / 20_000)
COEFFICIENTS = ((0.4, 0.2, 0.7), (0.3, 0.1, 1.1))
"""β, α, γ."""


def replicate() -> list[Check]:
    """Lets a manager pledge."""
    checks = []
    for beta, alpha, gamma in COEFFICIENTS:
        short = float(np.mean(_pledge(OUTPUTS, beta, alpha, gamma) > OUTPUTS))
        checks.append(near(f"chance of falling short, β = {beta}", short, (beta - alpha) / (gamma - alpha), 0.001))
        checks.append(near(f"formula of the simulation, β = {beta}", schemes.pledged_quantile(beta, alpha, gamma), short, 0.001))
    sure = _pledge(np.array([100.0]), *COEFFICIENTS[0])
    return [*checks, near("pledge when output is sure to be 100", sure, 100.0, 0.001)]


def _pledge(outputs: np.ndarray, beta: float, alpha: float, gamma: float) -> float:
    """The pledge that a manager makes who expects these outputs alike."""
    def loss(pledged: float) -> float:
        return -float(np.mean(np.asarray(schemes.bonus_for_pledge(pledged, 90.0, outputs, 50.0, beta, alpha, gamma))))

    return float(minimize_scalar(loss, bounds=(50.0, 150.0), method="bounded", options={"xatol": 1e-6}).x)
