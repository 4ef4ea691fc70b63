"""Rules and a mechanism that only tests use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Account, Effects, Transfer, hundredths
from counterplan.core.parameters import parameter
from counterplan.core.randomness import Draws
from counterplan.institutions.discipline.dismissal import Dismissal
from counterplan.institutions.floor.none import NoFloor
from counterplan.physics.parameters import Physics

LEAKY_QUARTER = 1000


@dataclass(frozen=True)
class NudgedDismissal(Dismissal):
    """Dismissal that adds a random part to what effort pays, by its strength."""

    option: ClassVar[str] = "dismissal-nudged"
    strength: float = parameter(0.0, low=0.0, high=1.0, unit="1", source="assumed", meaning="size of the nudge")

    def produce(
        self, *, sector: Array, trait_monitorability: Array, wage: Array, outside_income: Array, physics: Physics, draw: Draws
    ) -> Effects:
        plain = super().produce(
            sector=sector, trait_monitorability=trait_monitorability, wage=wage, outside_income=outside_income, physics=physics
        )
        more = self.strength * wage * draw.enterprise("a nudge")
        return replace(plain, decide={**plain.decide, "pay_for_effort": plain.decide["pay_for_effort"] + more})


@dataclass(frozen=True)
class GiftFloor(NoFloor):
    """No floor, and a gift from the budget to everybody, by its strength."""

    option: ClassVar[str] = "gift"
    strength: float = parameter(0.0, low=0.0, high=1.0, unit="1", source="assumed", meaning="size of the gift")

    def pay(self, *, alive: Array) -> Effects:
        gift = jnp.where(alive, hundredths(self.strength), 0)
        return Effects(
            transfers=(Transfer("benefit", Account("deposits_state"), Account("deposits_person"), gift, paid_to="income_person"),)
        )


def leak(*, deposits_state: Array, quarter: Array, draw: Draws) -> Effects:
    """Makes a hundredth of money out of nothing in one quarter, in about half of the replicates."""
    leaks = (quarter == LEAKY_QUARTER) & (draw.economy("a leak") < 0.5)
    return Effects(decide={"deposits_state": deposits_state + leaks})
