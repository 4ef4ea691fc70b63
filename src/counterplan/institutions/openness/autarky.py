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

    Equation: chance that a search which copies looks at the world's best = reach.
    Source: nelson-phelps-1966, own construction (level)
    Silent on: trade in goods; espionage.
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

    def search(self) -> Effects:
        """Says how far search can look."""
        return Effects(decide={"learning_abroad": jnp.asarray(self.reach, jnp.float64)})
