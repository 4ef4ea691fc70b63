"""Papers are needed to live in town or to change the workplace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule
from counterplan.core.variables import Sizes
from counterplan.physics.bundles import weighed
from counterplan.physics.household import standard_eaters
from counterplan.physics.integers import ratio, total
from counterplan.physics.places import in_town


@dataclass(frozen=True)
class RestrictedMobility(Rule):
    """A permit is needed to move to town, and leave is needed to change the workplace.

    Equation: chance to take a job in town = access·clip[(grain in shops/need of the towns − 1 + m)/2m, 0, 1]; chance to look for
    another job = job_search, each a quarter.
    Source: cheng-selden-1994 (permits tied to grain rations), harris-todaro-1970 (moves follow the gap in income),
    own construction (the shares let through)
    Silent on: who gets a permit; life without papers.
    """

    role: ClassVar[str] = "mobility"
    option: ClassVar[str] = "restricted"
    access: float = parameter(
        0.35,
        low=0.1,
        high=0.7,
        unit="1",
        source="assumed",
        meaning="chance that a person of the village may take a job in town",
    )
    job_search: float = parameter(
        0.04,
        low=0.01,
        high=0.08,
        unit="1 a quarter",
        source="assumed",
        meaning="chance that a worker looks for another job",
    )

    ration_margin: float = parameter(
        0.1, low=0.02, high=1.0, unit="1", source="assumed", meaning="grain of the towns above and below need between which permits change"
    )

    def hire(
        self, *, alive: Array, age: Array, hearth: Array, food_need: Array, grain_need: Array, supplied: Array, sizes: Sizes
    ) -> Effects:
        """Says who may move, by what towns can be fed on."""
        eaters = total(jnp.where(in_town(hearth, sizes), standard_eaters(alive, age, food_need), 0.0), 1024.0)
        fed = ratio(weighed(supplied, sizes.goods.energy), grain_need * eaters, 1.0)
        open_gate = jnp.clip(0.5 + 0.5 * (fed - 1.0) / self.ration_margin, 0.0, 1.0)
        return Effects(
            decide={
                "enter_towns": self.access * open_gate,
                "change_jobs": jnp.asarray(self.job_search, jnp.float64),
            }
        )
