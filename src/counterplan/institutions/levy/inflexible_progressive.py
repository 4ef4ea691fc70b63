"""Procurement set on expected harvests, and not changed when the harvest is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule
from counterplan.core.variables import GRAIN, Sizes
from counterplan.physics.production import HARVEST_QUARTER
from counterplan.physics.village import eaters_of_village

from .schedules import progressive


@dataclass(frozen=True)
class InflexibleProgressive(Rule):
    """Villages keep an allowance a head of the expected harvest and deliver the rest, whatever is reaped.

    Equation: quota = max(0, ŷ − r·eaters), ŷ the mean of five reported harvests (net of seed), r the allowance; never
    more than the harvest.
    Source: meng-qian-yared-2015
    """

    role: ClassVar[str] = "levy"
    option: ClassVar[str] = "inflexible-progressive"
    allowance: float = parameter(
        1.15, low=0.95, high=1.4, unit="1", source="meng-qian-yared-2015", meaning="grain left a head over what is needed to live"
    )

    def levy(
        self, *, alive: Array, age: Array, hearth: Array, food_need: Array, sector: Array, grain_need: Array, expected_harvest: Array,
        last_harvest: Array, levy_quota: Array, sales: Array, delivered: Array, quarter: Array, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Sets the year's quota when the harvest comes in, on what was expected."""
        eaters = eaters_of_village(alive, age, hearth, food_need, sector, sizes)
        quota = progressive(expected_harvest, 4.0 * self.allowance * grain_need * eaters, last_harvest)
        now = quarter % 4 == HARVEST_QUARTER
        quota = jnp.where(sector == GRAIN, jnp.where(now, quota, levy_quota), 0.0)
        gone = jnp.where(now, -sales, delivered)  # what left before this harvest counts for the year before
        due = jnp.maximum(quota - gone - sales, 0.0)
        return Effects(decide={"levy_quota": quota, "levy_due": due, "delivered": gone})
