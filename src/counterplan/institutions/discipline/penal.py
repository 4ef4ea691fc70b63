"""Discipline by punishment: norms as elsewhere, with penalties by law for those who fall short."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule
from counterplan.core.variables import GRAIN
from counterplan.physics.parameters import Physics


@dataclass(frozen=True)
class Penal(Rule):
    """Jobs and norms as under the option 'norms'; whoever is seen to fall short is punished.

    Equation: pressure = severity·capacity to punish·monitorability, added to b·w·r/(r + λ) for the norm.
    Source: acemoglu-wolitzky-2011 (force and effort go together), weitzman-1980 (ratchet)
    Silent on: who is punished wrongly; the cost of guards.
    """

    role: ClassVar[str] = "discipline"
    option: ClassVar[str] = "penal"
    severity: float = parameter(
        0.6,
        low=0.1,
        high=1.5,
        unit="1",
        source="assumed",
        meaning="utility that a unit of effort saves at full capacity",
    )
    piece_share: float = parameter(
        0.5, low=0.1, high=0.8, unit="1", source="assumed", meaning="share of pay that follows the norm"
    )
    discount: float = parameter(
        0.1,
        low=0.03,
        high=0.3,
        unit="1 a year",
        source="weitzman-1980",
        meaning="weight of this year over the next",
    )
    ratchet: float = parameter(
        0.5,
        low=0.0,
        high=1.0,
        unit="1 a year",
        source="weitzman-1980",
        meaning="part of an excess by which the norm rises",
    )
    watch: float = parameter(
        1.0, low=0.3, high=1.5, unit="1", source="assumed", meaning="how closely work is watched, times what physics lets be seen"
    )
    fine: float = parameter(
        0.3,
        low=0.0,
        high=1.0,
        unit="1",
        source="assumed",
        meaning="part of the pay by norm that is lost when found out",
    )

    def hire(self, *, dismissal_rate: Array) -> Effects:
        """Dismisses nobody."""
        return Effects(decide={"dismissal_rate": jnp.zeros_like(dismissal_rate)})

    def produce(
        self, *, sector: Array, trait_monitorability: Array, wage: Array, context: Mapping[str, Array], physics: Physics
    ) -> Effects:
        """Publishes what the norm pays and what punishment threatens."""
        town = sector != GRAIN
        bonus = self.piece_share * wage
        threat = self.severity * context["coercion"] * trait_monitorability
        none = jnp.zeros_like(wage)
        return Effects(
            decide={
                "pay_for_effort": jnp.where(
                    town, bonus * self.discount / (self.discount + self.ratchet), 0.0
                ),
                "detection": jnp.where(town, self.watch * physics.visibility * trait_monitorability, 0.0),
                "loss_if_found": none,
                "fine_if_found": jnp.where(town, self.fine * bonus, 0.0),
                "peer_pressure": jnp.zeros_like(wage),
                "coercion_pressure": jnp.where(town, threat, 0.0),
            }
        )
