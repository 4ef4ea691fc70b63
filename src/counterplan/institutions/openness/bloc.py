"""Exchange inside a bloc of allied countries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule


@dataclass(frozen=True)
class Bloc(Rule):
    """Allied countries give each other technique freely, of a level below the world's best.

    Equation: chance that a search which copies looks abroad = reach; what it sees there takes (1 + lag) of the world's best labour a unit;
    imports and exports = trade·what pays.
    Source: kaser-1967 (documents at the cost of copying among allies), nelson-phelps-1966, own construction (level and lag)
    Silent on: prices agreed inside the bloc, which are the world's here.
    """

    role: ClassVar[str] = "openness"
    option: ClassVar[str] = "bloc"
    reach: float = parameter(0.4, low=0.2, high=0.6, unit="1", source="assumed", meaning="chance that a copying search looks at allied countries")
    lag: float = parameter(1.0, low=0.2, high=2.5, unit="1", source="assumed", meaning="labour a unit at allies' best over the world's, less one")

    trade: float = parameter(0.5, low=0.2, high=0.8, unit="1", source="assumed", meaning="part of the trade that pays which is let through")
    tariff: float = parameter(0.0, low=0.0, high=0.2, unit="1", source="assumed", meaning="tariff on imports")
    credit: float = parameter(0.25, low=0.0, high=0.5, unit="1", source="assumed", meaning="debt abroad allowed, over a year's product")

    def search(self) -> Effects:
        """Says how far search can look and what it sees there, and what trade is let through."""
        return Effects(
            decide={
                "learning_abroad": jnp.asarray(self.reach, jnp.float64), "abroad_lag": jnp.asarray(self.lag, jnp.float64),
                "trade_share": jnp.asarray(self.trade, jnp.float64), "tariff_rate": jnp.asarray(self.tariff, jnp.float64),
                "foreign_credit": jnp.asarray(self.credit, jnp.float64),
            }
        )  # fmt: skip
