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
from counterplan.physics.integers import ratio
from counterplan.physics.parameters import Physics
from counterplan.physics.teams import contact, members_of, own_share, weight_of_answer, works_together


@dataclass(frozen=True)
class Mutual(Rule):
    """Nobody is dismissed while the plant runs; colleagues see, judge and in the end fine each other.

    Equation: pressure = strength·monitorability·contact, contact = min(1, close group/members): it thins out in large plants, as a
    share of 1/N does. Those whom members appoint to look see what any supervisor sees, in a plant of any size. In a part of teams (none by
    default) members who will meet again hold each other to what all would agree on, where nobody gains by shirking once:
    pressure += part·(R − R/N), R what a unit of effort adds to what the team shares. A round of work costs
    κ·d/(1 + 1/η) of R; shirking is seen by supervisors; outside counts what other jobs and life without one pay, less this draw.
    Source: kandel-lazear-1992, holmstrom-1982; macleod-1988, radner-1986 (repeated partnership), dong-dow-1993, lin-1990 (exit)
    Differs from source: members of a sustained team choose their own effort at the team's gain; the cost of work elsewhere is left out.
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
    partnership: float = parameter(0.0, low=0.0, high=1.0, unit="1", source="macleod-1988", meaning="part of teams that play for keeps")
    patience: float = parameter(0.95, low=0.8, high=0.99, unit="1 a quarter", source="assumed", meaning="weight of the next quarter in a team")
    leaving: float = parameter(
        0.0, low=0.0, high=1.0, unit="1", source="lin-1990", meaning="part of such teams that answers shirking by leaving, not by work to rule"
    )
    may_leave: float = parameter(1.0, low=0.0, high=1.0, unit="1", source="dong-dow-1993", meaning="part of such teams whose members may leave")

    def hire(self, *, dismissal_rate: Array) -> Effects:
        """Dismisses nobody."""
        return Effects(decide={"dismissal_rate": jnp.zeros_like(dismissal_rate)})

    def produce(
        self, *, sector: Array, trait_monitorability: Array, trait_disamenity: Array, wage: Array, workers: Array, residual_stake: Array,
        wage_level: Array, outside_income: Array, finding_rate: Array, effort_scale: Array, price_level: Array, reference_consumption: Array,
        physics: Physics,
    ) -> Effects:  # fmt: skip
        """Publishes what colleagues see and what they make of it."""
        town = sector != GRAIN
        members = members_of(workers, physics)
        found = self.watch * physics.visibility * trait_monitorability
        added = members * residual_stake
        worth = added / (price_level * reference_consumption)
        cost = ratio(effort_scale * trait_disamenity / (1.0 + 1.0 / physics.effort_elasticity), worth, 1e6)
        outside = ratio(finding_rate * wage_level + (1.0 - finding_rate) * outside_income - wage, added)
        answer = weight_of_answer(self.patience, jnp.minimum(found, 1.0))
        together = works_together(answer, cost, members, outside, self.leaving, self.may_leave)
        held = self.partnership * together * (worth - own_share(worth, members))
        none = jnp.zeros_like(wage)
        return Effects(
            decide={
                "pay_for_effort": none,
                "detection": jnp.where(town, found, 0.0),
                "loss_if_found": none,
                "fine_if_found": jnp.where(town, self.sanction * wage, 0.0),
                "peer_pressure": jnp.where(town, self.pressure * trait_monitorability * contact(members, self.close_group) + held, 0.0),
                "coercion_pressure": none,
            }
        )
