"""Offices send people where they are wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule


@dataclass(frozen=True)
class AssignedMobility(Rule):
    """People are called up for work in town and stay where they were sent.

    Equation: chance to take a job in town = access; chance to look for another job = job_search, each a
    quarter.
    Source: harris-todaro-1970 (moves follow the gap in income), own construction (the shares let through)
    Silent on: whom an office prefers; flight from the workplace beyond usual leaving.
    """

    role: ClassVar[str] = "mobility"
    option: ClassVar[str] = "assigned"
    access: float = parameter(
        1.0,
        low=0.7,
        high=1.0,
        unit="1",
        source="assumed",
        meaning="chance that a person of the village may take a job in town",
    )
    job_search: float = parameter(
        0.0,
        low=0.0,
        high=0.02,
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
