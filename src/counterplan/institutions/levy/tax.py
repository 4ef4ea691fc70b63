"""A proportional tax in kind, on the harvest reaped or on the harvest expected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule
from counterplan.core.variables import GRAIN
from counterplan.physics.production import HARVEST_QUARTER

from .schedules import proportional


@dataclass(frozen=True)
class TaxInKind(Rule):
    """Villages deliver a fixed share of the harvest and dispose of the rest.

    Equation: quota = t·[(1 − x)·reported harvest + x·expected harvest], never more than the harvest; x = 0 a tax on what was reaped,
    x = 1 the inflexible but proportional levy.
    Source: meng-qian-yared-2015 (the proportional counterpart), nove-1992 (the tax in kind of 1921)
    """

    role: ClassVar[str] = "levy"
    option: ClassVar[str] = "tax"
    share: float = parameter(0.1, low=0.03, high=0.3, unit="1", source="nove-1992", meaning="share of the harvest taken")
    fixed: float = parameter(0.0, low=0.0, high=1.0, unit="1", source="assumed", meaning="part of the tax set on the expected harvest")

    def levy(
        self, *, sector: Array, reported_harvest: Array, expected_harvest: Array, last_harvest: Array, levy_quota: Array, sales: Array,
        delivered: Array, quarter: Array,
    ) -> Effects:  # fmt: skip
        """Sets the year's tax when the harvest is in."""
        base = (1.0 - self.fixed) * reported_harvest + self.fixed * expected_harvest
        now = quarter % 4 == HARVEST_QUARTER
        quota = jnp.where(now, proportional(base, self.share, last_harvest), levy_quota)
        quota = jnp.where(sector == GRAIN, quota, 0.0)
        gone = jnp.where(now, -sales, delivered)  # what left before this harvest counts for the year before
        due = jnp.maximum(quota - gone - sales, 0.0)
        return Effects(decide={"levy_quota": quota, "levy_due": due, "delivered": gone})
