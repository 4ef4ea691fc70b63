"""Discipline by norms: jobs are guaranteed, pay follows the fulfilment of a norm that moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule
from counterplan.core.variables import GRAIN
from counterplan.physics.parameters import Physics

from .ratchet import paid_after_ratchet


@dataclass(frozen=True)
class Norms(Rule):
    """Nobody is dismissed; a share of pay follows the norm, and the norm follows what was done.

    Equation: gain of a unit of effort = b·w·r/(r + λ) (b share paid by the piece, r discounting, λ ratchet);
    at λ = 0 it is b·w. Who is found out loses a part of the bonus.
    Source: weitzman-1980; granick-1987 (λ = 0, the rival reading)
    Silent on: bargaining over norms in the shop; the same norm for all trades.
    """

    role: ClassVar[str] = "discipline"
    option: ClassVar[str] = "norms"
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

    def produce(self, *, sector: Array, trait_monitorability: Array, wage: Array, physics: Physics) -> Effects:
        """Publishes what the norm pays, net of its ratchet."""
        town = sector != GRAIN
        bonus = self.piece_share * wage
        none = jnp.zeros_like(wage)
        return Effects(
            decide={
                "pay_for_effort": jnp.where(town, paid_after_ratchet(bonus, self.discount, self.ratchet), 0.0),
                "detection": jnp.where(town, self.watch * physics.visibility * trait_monitorability, 0.0),
                "loss_if_found": none,
                "fine_if_found": jnp.where(town, self.fine * bonus, 0.0),
                "peer_pressure": none,
                "coercion_pressure": none,
            }
        )
