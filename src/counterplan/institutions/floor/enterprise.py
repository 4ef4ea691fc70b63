"""Provision is tied to a job; little is paid without one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Account, Effects, Transfer, hundredths
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule
from counterplan.physics.places import able


@dataclass(frozen=True)
class EnterpriseFloor(Rule):
    """Welfare comes with the workplace; people without one get a small allowance.

    Equation: floor = share·mean income of a worker on the land.
    Source: own construction, after kornai-1980
    Silent on: differences between large and small workplaces.
    """

    role: ClassVar[str] = "floor"
    option: ClassVar[str] = "enterprise"
    share: float = parameter(
        0.1,
        low=0.0,
        high=0.3,
        unit="1",
        source="assumed",
        meaning="allowance over mean income of a worker on the land",
    )

    def finance(self, *, village_income: Array) -> Effects:
        """Sets the floor."""
        return Effects(
            decide={"floor_income": self.share * village_income}
        )

    def pay(
        self, *, alive: Array, participates: Array, age: Array, custody: Array, employer: Array, floor_income: Array
    ) -> Effects:
        """Pays everyone who would work and has no job."""
        entitled = able(alive, participates, age, custody) & (employer < 0)
        amount = jnp.where(entitled, hundredths(floor_income), 0)
        paid = Transfer("benefit", Account("deposits_state"), Account("deposits_person"), amount, paid_to="income_person", paid_by="benefits_paid")
        return Effects(transfers=(paid,))
