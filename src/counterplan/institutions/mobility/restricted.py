"""Papers are needed to live in town or to change the workplace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule


@dataclass(frozen=True)
class RestrictedMobility(Rule):
    """A permit is needed to move to town, and leave is needed to change the workplace.

    Equation: chance to take a job in town = access; chance to look for another job = job_search, each a
    quarter.
    Source: harris-todaro-1970 (moves follow the gap in income), own construction (the shares let through)
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

    def hire(self) -> Effects:
        """Says who may move."""
        return Effects(
            decide={
                "enter_towns": jnp.asarray(self.access, jnp.float64),
                "change_jobs": jnp.asarray(self.job_search, jnp.float64),
            }
        )
