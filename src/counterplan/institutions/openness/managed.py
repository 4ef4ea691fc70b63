"""Contacts abroad pass through offices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule


@dataclass(frozen=True)
class ManagedOpenness(Rule):
    """Foreign technique is bought under licence by those who are allowed to.

    Equation: chance that a search which copies looks at the world's best = reach.
    Source: nelson-phelps-1966, own construction (level)
    Silent on: trade in goods.
    """

    role: ClassVar[str] = "openness"
    option: ClassVar[str] = "managed"
    reach: float = parameter(
        0.4,
        low=0.2,
        high=0.6,
        unit="1",
        source="assumed",
        meaning="chance that a search which copies looks at the world's best",
    )

    def search(self) -> Effects:
        """Says how far search can look."""
        return Effects(decide={"learning_abroad": jnp.asarray(self.reach, jnp.float64)})
