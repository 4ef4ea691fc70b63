"""One person who hesitates a little more stops everybody, in the simulation's own protest as among thresholds.

People look at how many protested in the quarter before and at the chance of arrest that follows, and come out or not by the simulation's
functions. Their aversions to risk are chosen so that each needs one more person on the street than the one before.
"""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np

from counterplan.physics import contention, thresholds
from counterplan.physics.parameters import Physics

from .check import Check, near

ID = "R15"
SOURCE = "granovetter-1978"
COMPUTES = (
    "number of 100 people who protest in the end, quarter by quarter from rest, with aversions to risk that make thresholds of 0, 1, …, 99 "
    "others, and with the threshold 1 replaced by 2; the smallest number at which nobody else joins, beside it; quarters that the first takes"
)
CALLS = "physics.contention.arrest_chance"
EVIDENCE = "computed"
NOTE = (
    "So that one more person always counts, there are 102 times as many who can arrest as people, each of little effect. At the centre of the "
    "priors the chance of arrest moves in a few steps only, since C/A is rounded down, and a crowd has as many thresholds as steps."
)

PEOPLE = 100
POLICE, GRIEVANCE, THRESHOLD = 102.0, 0.5, 0.1
STEEPNESS = 1.0 / (POLICE * PEOPLE)


def replicate() -> list[Check]:
    """Runs both crowds."""
    crowd = np.arange(PEOPLE)
    stopped = np.where(crowd == 1, 2, crowd)
    (all_of_them, quarters), (one, _) = _protest(crowd), _protest(stopped)
    return [
        near("joined", all_of_them, 100, 0),
        near("joined after the change", one, 1, 0),
        near("joined, by thresholds", int(thresholds.cascade(jnp.asarray(crowd))), 100, 0),
        near("joined after the change, by thresholds", int(thresholds.cascade(jnp.asarray(stopped))), 1, 0),
        near("quarters until all protest", quarters, 100, 0),
    ]


def aversions(needed: np.ndarray) -> np.ndarray:
    """Aversion to risk at which a person comes out when so many others do, and not when one less does."""
    chance = 1.0 - np.exp(-STEEPNESS * np.floor(POLICE * PEOPLE / (1.0 + np.arange(PEOPLE))))
    bearable = (GRIEVANCE - THRESHOLD) / chance
    return np.where(needed == 0, 0.98 * bearable[0], np.sqrt(bearable[needed - 1] * bearable[needed]))


def _protest(needed: np.ndarray) -> tuple[int, int]:
    """How many protest in the end, and after how many quarters."""
    physics = Physics(police=POLICE, arrest_steepness=STEEPNESS, cost_of_arrest=1.0, protest_threshold=THRESHOLD)
    caution, here = jnp.asarray(aversions(needed)), jnp.zeros(PEOPLE, jnp.int32)
    active, quarter = 0, 0
    while quarter < 2 * PEOPLE:
        view = contention.outlook(here == 0, here, jnp.asarray([active / PEOPLE]), jnp.ones(1), physics)
        now = int(jnp.sum(contention.comes_out(jnp.full(PEOPLE, GRIEVANCE), caution * view.risk[here], physics.protest_threshold)))
        if now == active:
            break
        active, quarter = now, quarter + 1
    return active, quarter
