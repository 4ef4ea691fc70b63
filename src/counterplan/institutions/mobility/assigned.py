"""Offices send people where they are wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule
from counterplan.core.variables import GRAIN
from counterplan.physics.household import standard_eaters
from counterplan.physics.integers import ratio, total, tree_sum


@dataclass(frozen=True)
class AssignedMobility(Rule):
    """People are called up for work in town and stay where they were sent.

    Equation: chance to take a job in town = access·call-up·clip[(grain left/need of all − 1)/m, 0, 1] over what the gap in income draws;
    chance to be sent from town to village = send-back·clip[(1 − grain left/need)/m, 0, 1]; chance to look for another job =
    job_search, each a quarter. Grain left is the reported harvest less what enterprises used up in a year: who calls people off the land knows
    the harvest from reports, and the mills from the plan.
    Source: harris-todaro-1970 (moves follow the gap in income), li-yang-2005 (labour drawn off by order),
    own construction (the shares let through)
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
    call_up: float = parameter(
        1.0, low=1.0, high=5.0, unit="1", source="li-yang-2005", meaning="villagers called to towns over those whom the gap in income would draw"
    )
    grain_margin: float = parameter(
        0.15, low=0.02, high=0.5, unit="1", source="assumed", meaning="grain left over everyone's need at which nobody is held back any more"
    )
    send_back: float = parameter(
        0.03, low=0.0, high=0.1, unit="1 a quarter", source="cheng-selden-1994", meaning="people of towns sent to villages where grain lacks"
    )
    job_search: float = parameter(
        0.0,
        low=0.0,
        high=0.02,
        unit="1 a quarter",
        source="assumed",
        meaning="chance that a worker looks for another job",
    )

    def hire(
        self, *, alive: Array, age: Array, food_need: Array, grain_need: Array, sector: Array, reported_harvest: Array, past_inputs: Array
    ) -> Effects:  # fmt: skip
        """Says who may move, by the grain that is left for people."""
        need = 4.0 * grain_need * total(standard_eaters(alive, age, food_need), 1024.0)
        used = tree_sum(tree_sum(past_inputs))[GRAIN]
        left = total(jnp.where(sector == GRAIN, reported_harvest, 0.0)) - used
        plenty = ratio(left, need, 9.0)
        gate = jnp.clip((plenty - 1.0) / self.grain_margin, 0.0, 1.0)
        back = self.send_back * jnp.clip((1.0 - plenty) / self.grain_margin, 0.0, 1.0)
        return Effects(
            decide={
                "enter_towns": self.access * self.call_up * gate, "change_jobs": jnp.asarray(self.job_search, jnp.float64), "send_down": back,
            }
        )  # fmt: skip
