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

    Equation: chance that a search which copies looks abroad = reach; what it sees there takes (1 + lag) of the world's best labour a unit.
    Source: kaser-1967 (documents at the cost of copying among allies), nelson-phelps-1966, own construction (level and lag)
    Silent on: trade in goods; loans from allies.
    """

    role: ClassVar[str] = "openness"
    option: ClassVar[str] = "bloc"
    reach: float = parameter(0.4, low=0.2, high=0.6, unit="1", source="assumed", meaning="chance that a copying search looks at allied countries")
    lag: float = parameter(1.0, low=0.2, high=2.5, unit="1", source="assumed", meaning="labour a unit at allies' best over the world's, less one")

    def search(self) -> Effects:
        """Says how far search can look, and what it sees there."""
        return Effects(decide={"learning_abroad": jnp.asarray(self.reach, jnp.float64), "abroad_lag": jnp.asarray(self.lag, jnp.float64)})
