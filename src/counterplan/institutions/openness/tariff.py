"""Foreign technique comes in, but at a price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule


@dataclass(frozen=True)
class Tariff(Rule):
    """Trade and visits are free behind a tariff.

    Equation: chance that a search which copies looks at the world's best = reach.
    Source: nelson-phelps-1966, own construction (level)
    """

    role: ClassVar[str] = "openness"
    option: ClassVar[str] = "tariff"
    reach: float = parameter(
        0.5, low=0.3, high=0.8, unit="1", source="assumed", meaning="chance that a search which copies looks at the world's best"
    )

    def search(self) -> Effects:
        """Says how far search can look."""
        return Effects(decide={"learning_abroad": jnp.asarray(self.reach, jnp.float64)})
