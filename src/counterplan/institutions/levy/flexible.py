"""Procurement set on the harvest that was reaped, towns' needs first as far as the rule says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule
from counterplan.core.variables import GRAIN, Sizes
from counterplan.physics.household import standard_eaters
from counterplan.physics.integers import ratio, total
from counterplan.physics.places import in_town
from counterplan.physics.production import HARVEST_QUARTER
from counterplan.physics.village import eaters_of_village

from .schedules import progressive


@dataclass(frozen=True)
class FlexibleLevy(Rule):
    """Villages keep an allowance a head of what they report to have reaped and deliver the rest; towns come first for a part of their need.

    Equation: quota = clip[max(ŷ − r·eaters, b·need of towns·ŷ/Σŷ), 0, harvest], ŷ this year's reported harvest, r the allowance, b urban bias.
    Source: meng-qian-yared-2015 (the flexible counterpart), lin-yang-2000 (rations of towns before those of villages)
    """

    role: ClassVar[str] = "levy"
    option: ClassVar[str] = "flexible"
    allowance: float = parameter(
        1.15, low=0.95, high=1.4, unit="1", source="meng-qian-yared-2015", meaning="grain left a head over what is needed to live"
    )
    towns_first: float = parameter(0.0, low=0.0, high=1.0, unit="1", source="lin-yang-2000", meaning="part of towns' need that villages cover first")

    def levy(
        self, *, alive: Array, age: Array, hearth: Array, food_need: Array, sector: Array, grain_need: Array, reported_harvest: Array,
        last_harvest: Array, levy_quota: Array, sales: Array, delivered: Array, quarter: Array, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Sets the year's quota when the harvest is in."""
        eaters = eaters_of_village(alive, age, hearth, food_need, sector, sizes)
        towns = total(jnp.where(in_town(hearth, sizes), standard_eaters(alive, age, food_need), 0.0), 1024.0)
        said = jnp.where(sector == GRAIN, reported_harvest, 0.0)
        for_towns = self.towns_first * 4.0 * grain_need * towns * ratio(said, total(said))
        above = progressive(said, 4.0 * self.allowance * grain_need * eaters, last_harvest)
        quota = jnp.maximum(above, jnp.minimum(for_towns, last_harvest))
        now = quarter % 4 == HARVEST_QUARTER
        quota = jnp.where(sector == GRAIN, jnp.where(now, quota, levy_quota), 0.0)
        gone = jnp.where(now, -sales, delivered)  # what left before this harvest counts for the year before
        due = jnp.maximum(quota - gone - sales, 0.0)
        return Effects(decide={"levy_quota": quota, "levy_due": due, "delivered": gone})
