"""Discipline by punishment: norms as elsewhere, with penalties by law; how much force is used is chosen by those who use it."""

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
from counterplan.physics.coercion import cost_of_force
from counterplan.physics.integers import ratio
from counterplan.physics.parameters import Physics

from .ratchet import paid_after_ratchet

STEPS = 16
"""Levels of force between none and the most that are weighed."""


@dataclass(frozen=True)
class Penal(Rule):
    """Jobs and norms as under the option 'norms'; those in command use the force that pays them, and people who fall short are sentenced.

    Equation: g = argmax over [0, severity·capacity·monitorability] of v·e(m + g) − c·[(g + k·ū)² − (k·ū)²]/(2·capacity), v product a worker over the
    wage, e effort by physics' utility, m what effort gains without force (norm and campaign), ū income without the job over the
    wage. Guards take the cost's share out of work. Chance of a sentence = p·g·max(0, 1 − effort).
    Source: acemoglu-wolitzky-2011 (force and effort go together; force falls with what people could have elsewhere and rises with demand),
    weitzman-1980 (ratchet), ellman-2002 (death rates in camps)
    Differs from source: force adds to the gain of effort; whoever is not forced keeps the job and the norm's pay.
    Silent on: who is punished wrongly.
    """

    role: ClassVar[str] = "discipline"
    option: ClassVar[str] = "penal"
    severity: float = parameter(
        0.6, low=0.1, high=1.5, unit="1", source="assumed", meaning="most utility that a unit of effort saves at full capacity"
    )
    guards: float = parameter(0.2, low=0.05, high=1.0, unit="1", source="assumed", meaning="work that force takes, over the square of the force")
    hold: float = parameter(0.3, low=0.0, high=1.0, unit="1", source="acemoglu-wolitzky-2011", meaning="force that a better life elsewhere uses up")
    sentences: float = parameter(
        0.02, low=0.0, high=0.06, unit="1 a quarter", source="assumed", meaning="sentences a worker without effort under a unit of force"
    )
    executions: float = parameter(0.0, low=0.0, high=0.1, unit="1", source="assumed", meaning="share of those sentenced or arrested put to death")
    camps: float = parameter(0.5, low=0.0, high=3.0, unit="1", source="ellman-2002", meaning="death rate in camps over prisons, less one")
    piece_share: float = parameter(0.5, low=0.1, high=0.8, unit="1", source="assumed", meaning="share of pay that follows the norm")
    discount: float = parameter(0.1, low=0.03, high=0.3, unit="1 a year", source="weitzman-1980", meaning="weight of this year over the next")
    ratchet: float = parameter(
        0.5, low=0.0, high=1.0, unit="1 a year", source="weitzman-1980", meaning="part of an excess by which the norm rises"
    )
    watch: float = parameter(
        1.0, low=0.3, high=1.5, unit="1", source="assumed", meaning="how closely work is watched, times what physics lets be seen"
    )
    fine: float = parameter(
        0.3, low=0.0, high=1.0, unit="1", source="assumed", meaning="part of the pay by norm that is lost when found out"
    )

    def hire(self, *, dismissal_rate: Array) -> Effects:
        """Dismisses nobody."""
        return Effects(decide={"dismissal_rate": jnp.zeros_like(dismissal_rate)})

    def produce(
        self, *, sector: Array, trait_monitorability: Array, trait_disamenity: Array, wage: Array, price: Array, expected_sales: Array,
        workers: Array, outside_income: Array, price_level: Array, reference_consumption: Array, effort_scale: Array, campaign: Array,
        freshness: Array, context: Mapping[str, Array], physics: Physics,
    ) -> Effects:  # fmt: skip
        """Publishes what the norm pays and what punishment threatens, as far as it pays those who threaten."""
        town = sector != GRAIN
        bonus = self.piece_share * wage
        seen = self.watch * physics.visibility * trait_monitorability
        piece = paid_after_ratchet(bonus, self.discount, self.ratchet)
        gains = (piece + seen * self.fine * bonus) / (price_level * reference_consumption) + physics.campaign_gain * campaign * freshness
        capacity = jnp.maximum(context["coercion"], 1e-6)
        elsewhere = self.hold * ratio(outside_income, wage)
        levels = jnp.arange(STEPS + 1)[:, None] / STEPS * (self.severity * context["coercion"] * trait_monitorability)
        each = self.guards / capacity
        cost = cost_of_force(levels + elsewhere, each) - cost_of_force(elsewhere, each)
        effort = (jnp.maximum(gains + levels, 1e-6) / (effort_scale * trait_disamenity)) ** physics.effort_elasticity
        effort = jnp.clip(effort, physics.effort_floor, physics.effort_ceiling)
        best = jnp.argmax(ratio(expected_sales * price, workers * wage, 1.0) * effort - cost, axis=0)
        force = jnp.where(town, jnp.take_along_axis(levels, best[None], axis=0)[0], 0.0)
        spent = jnp.where(town, jnp.take_along_axis(cost, best[None], axis=0)[0], 0.0)
        return Effects(
            decide={
                "pay_for_effort": jnp.where(town, piece, 0.0), "detection": jnp.where(town, seen, 0.0), "loss_if_found": jnp.zeros_like(wage),
                "fine_if_found": jnp.where(town, self.fine * bonus, 0.0), "peer_pressure": jnp.zeros_like(wage), "coercion_pressure": force,
                "guard_share": jnp.clip(spent, 0.0, 0.3), "sentence_rate": self.sentences * force,
                "execution_share": jnp.asarray(self.executions, jnp.float64), "camp_regime": jnp.asarray(self.camps, jnp.float64),
            }
        )  # fmt: skip
