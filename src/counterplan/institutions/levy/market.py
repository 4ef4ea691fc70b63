"""No levy: grain leaves the village only when it is sold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule
from counterplan.physics.production import HARVEST_QUARTER

from .schedules import proportional


@dataclass(frozen=True)
class MarketLevy(Rule):
    """Villages owe no grain; what towns eat is bought.

    Source: sen-1981 (food reaches those who can pay for it)
    """

    role: ClassVar[str] = "levy"
    option: ClassVar[str] = "market"
    share: float = parameter(0.0, low=0.0, high=0.1, unit="1", source="assumed", meaning="tax in kind, share of the harvest")

    def levy(self, *, last_harvest: Array, sales: Array, delivered: Array, quarter: Array) -> Effects:
        """Asks for nothing (or a small proportional tax in kind)."""
        quota = proportional(last_harvest, self.share, last_harvest)
        gone = jnp.where(quarter % 4 == HARVEST_QUARTER, -sales, delivered)  # what left before this harvest counts for the year before
        due = jnp.where(quota > 0, jnp.maximum(quota - gone - sales, 0.0), 0.0)
        return Effects(decide={"levy_quota": quota, "levy_due": due, "delivered": gone})
