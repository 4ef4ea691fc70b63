"""An enterprise that maximises income a member takes in fewer members when its price rises."""

from __future__ import annotations

import jax
import numpy as np
from scipy.optimize import brentq

from counterplan.institutions.management import membership

from .check import Check, near

ID = "R3"
SOURCE = "ward-1958"
COMPUTES = (
    "members at which income a member is largest (by root of its derivative, p = 2, F = 10, a = .6), the simulation's formula beside it, and "
    "elasticities of the formula to price and to fixed cost by differences of 1 %"
)
CALLS = "institutions.management.membership.members_wanted"
EVIDENCE = "computed"
NOTE = ""

PRICE, FIXED, ELASTICITY = 2.0, 10.0, 0.6
STEP = 0.01


def replicate() -> list[Check]:
    """Finds the best membership and how it moves."""
    slope = jax.grad(lambda members: membership.income_of_member(members, PRICE, FIXED, ELASTICITY))
    best = brentq(lambda members: float(slope(members)), 1.0, 1e4, xtol=1e-12)
    return [
        near("formula over best", membership.members_wanted(PRICE, FIXED, ELASTICITY) / best, 1.0, 1e-6),
        near("elasticity to price", _elasticity(1.0, 0.0), -1.0 / ELASTICITY, 1e-6),
        near("elasticity to fixed cost", _elasticity(0.0, 1.0), 1.0 / ELASTICITY, 1e-6),
    ]


def _elasticity(price: float, fixed: float) -> float:
    logs = [np.log(membership.members_wanted(PRICE * np.exp(s * price), FIXED * np.exp(s * fixed), ELASTICITY)) for s in (STEP, -STEP)]
    return float((logs[0] - logs[1]) / (2.0 * STEP))
