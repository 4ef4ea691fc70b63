"""Discipline by colleagues: those who work side by side hold each other to it."""

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


@dataclass(frozen=True)
class Mutual(Rule):
    """Nobody is dismissed while the plant runs; colleagues see, judge and in the end fine each other.

    Equation: pressure = strength·monitorability·contact, contact = min(1, close group/workers): it thins out
    in large plants, as a share of 1/N does.
    Source: kandel-lazear-1992, holmstrom-1982
    Silent on: cliques; pressure to work less.
    """

    role: ClassVar[str] = "discipline"
    option: ClassVar[str] = "mutual"
    pressure: float = parameter(
        0.4,
        low=0.0,
        high=0.8,
        unit="1",
        source="assumed",
        meaning="utility that a unit of effort gains among close colleagues",
    )
    close_group: float = parameter(
        12.0,
        low=5.0,
        high=30.0,
        unit="persons",
        source="assumed",
        meaning="colleagues whose work a person sees",
    )
    watch: float = parameter(
        1.0, low=0.3, high=1.5, unit="1", source="assumed", meaning="how closely work is watched, times what physics lets be seen"
    )
    sanction: float = parameter(
        0.3, low=0.0, high=1.0, unit="1", source="assumed", meaning="part of pay lost when found out"
    )

    def hire(self, *, dismissal_rate: Array) -> Effects:
        """Dismisses nobody."""
        return Effects(decide={"dismissal_rate": jnp.zeros_like(dismissal_rate)})

    def produce(self, *, sector: Array, trait_monitorability: Array, wage: Array, workers: Array, physics: Physics) -> Effects:
        """Publishes what colleagues see and what they make of it."""
        town = sector != GRAIN
        contact = jnp.minimum(self.close_group / jnp.maximum(workers, 1), 1.0)
        seen = trait_monitorability * contact
        none = jnp.zeros_like(wage)
        return Effects(
            decide={
                "pay_for_effort": none,
                "detection": jnp.where(town, self.watch * physics.visibility * seen, 0.0),
                "loss_if_found": none,
                "fine_if_found": jnp.where(town, self.sanction * wage, 0.0),
                "peer_pressure": jnp.where(town, self.pressure * seen, 0.0),
                "coercion_pressure": none,
            }
        )
