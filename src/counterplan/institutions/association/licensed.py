"""People may join what is licensed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule


@dataclass(frozen=True)
class LicensedAssociation(Rule):
    """Only licensed organisations may act; others are prosecuted.

    Equation: capacity used against protest = force·capacity to punish; protest raises wages by response.
    Source: epstein-2002 (risk of arrest), own construction (shares)
    Silent on: what licensed organisations do inside.
    """

    role: ClassVar[str] = "association"
    option: ClassVar[str] = "licensed"
    force: float = parameter(
        0.5,
        low=0.25,
        high=0.8,
        unit="1",
        source="assumed",
        meaning="share of the capacity to punish that is used against protest",
    )
    response: float = parameter(
        0.1, low=0.0, high=0.3, unit="1", source="assumed", meaning="rise of wages (log) while everybody protests"
    )

    def foreseen(self) -> Mapping[str, Array | float]:
        """How much force stands against protest."""
        return {"force": self.force}

    def contend(self, *, context: Mapping[str, Array]) -> Effects:
        """Says what protest risks and what it can gain."""
        return Effects(
            decide={
                "protest_cost": self.force * context["coercion"],
                "wage_response": jnp.asarray(self.response, jnp.float64),
            }
        )
