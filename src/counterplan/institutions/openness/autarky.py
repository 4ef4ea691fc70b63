"""Contacts abroad are few."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule


@dataclass(frozen=True)
class Autarky(Rule):
    """Hardly any technique is learnt abroad.

    Equation: chance that a search which copies looks at the world's best = reach; imports and exports = trade·what pays.
    Source: nelson-phelps-1966, own construction (level)
    Silent on: espionage.
    """

    role: ClassVar[str] = "openness"
    option: ClassVar[str] = "autarky"
    reach: float = parameter(
        0.1,
        low=0.0,
        high=0.25,
        unit="1",
        source="assumed",
        meaning="chance that a search which copies looks at the world's best",
    )

    trade: float = parameter(0.05, low=0.0, high=0.15, unit="1", source="assumed", meaning="part of the trade that pays which is let through")
    tariff: float = parameter(0.0, low=0.0, high=0.2, unit="1", source="assumed", meaning="tariff on imports")
    credit: float = parameter(0.0, low=0.0, high=0.05, unit="1", source="assumed", meaning="debt abroad allowed, over a year's product")

    def search(self) -> Effects:
        """Says how far search can look, and what trade is let through."""
        return Effects(
            decide={
                "learning_abroad": jnp.asarray(self.reach, jnp.float64), "trade_share": jnp.asarray(self.trade, jnp.float64),
                "tariff_rate": jnp.asarray(self.tariff, jnp.float64), "foreign_credit": jnp.asarray(self.credit, jnp.float64),
            }
        )  # fmt: skip
