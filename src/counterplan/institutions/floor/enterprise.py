"""Provision is tied to a job; little is paid without one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule

from .allowance import pay_floor, usual_living


@dataclass(frozen=True)
class EnterpriseFloor(Rule):
    """Welfare comes with the workplace; people without one get a small allowance.

    Equation: floor = share·mean income of all who work.
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
        meaning="allowance over the mean income of all who work",
    )

    def finance(self, *, village_income: Array, wage_level: Array, workers: Array, sector: Array) -> Effects:
        """Sets the floor."""
        return Effects(decide={"floor_income": self.share * usual_living(village_income, wage_level, workers, sector)})

    def pay(
        self, *, alive: Array, participates: Array, age: Array, custody: Array, employer: Array, floor_income: Array
    ) -> Effects:
        """Pays everyone who would work and has no job."""
        return pay_floor(alive, participates, age, custody, employer, floor_income)
