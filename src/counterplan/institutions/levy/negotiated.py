"""Deliveries agreed after the harvest, between what villages have over and what towns need."""

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
class NegotiatedLevy(Rule):
    """Villages deliver what is over at equal food a head, on what they report of the harvest in the barn.

    Equation: quota = max(0, ŷ_i − e·eaters_i), e = min(standard, reported grain a standard eater of the whole
    country); the lower e is shared by town and village alike.
    Source: sen-1981 (entitlement by need); own construction (equal shares on reported harvests).
    """

    role: ClassVar[str] = "levy"
    option: ClassVar[str] = "negotiated"
    standard: float = parameter(
        1.25, low=1.0, high=1.5, unit="1", source="assumed", meaning="food a head that villages keep in a good year, over need"
    )

    def levy(
        self, *, alive: Array, age: Array, hearth: Array, food_need: Array, sector: Array, grain_need: Array, reported_harvest: Array,
        last_harvest: Array, levy_quota: Array, sales: Array, delivered: Array, quarter: Array, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Agrees the year's deliveries when the harvest is in."""
        eaters = eaters_of_village(alive, age, hearth, food_need, sector, sizes)
        townspeople = total(jnp.where(in_town(hearth, sizes), standard_eaters(alive, age, food_need), 0.0), 1024.0)
        grain = jnp.where(sector == GRAIN, reported_harvest, 0.0)
        each = ratio(total(grain), total(eaters) + townspeople)
        kept = jnp.minimum(4.0 * self.standard * grain_need, each)
        quota = progressive(grain, kept * eaters, last_harvest)
        now = quarter % 4 == HARVEST_QUARTER
        quota = jnp.where(sector == GRAIN, jnp.where(now, quota, levy_quota), 0.0)
        gone = jnp.where(now, -sales, delivered)  # what left before this harvest counts for the year before
        due = jnp.maximum(quota - gone - sales, 0.0)
        return Effects(decide={"levy_quota": quota, "levy_due": due, "delivered": gone})
