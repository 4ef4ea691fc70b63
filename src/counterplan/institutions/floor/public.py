"""A public floor for people without work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule

from .allowance import pay_floor, usual_living


@dataclass(frozen=True)
class PublicFloor(Rule):
    """The budget pays a share of the mean income of all who work to everyone who has no job.

    Equation: floor = share·mean income of all who work.
    Source: shapiro-stiglitz-1984 (a floor lowers the loss of the job), own construction (level)
    Silent on: tests of means; help in kind.
    """

    role: ClassVar[str] = "floor"
    option: ClassVar[str] = "public"
    share: float = parameter(
        0.35,
        low=0.1,
        high=0.7,
        unit="1",
        source="assumed",
        meaning="payment over the mean income of all who work",
    )

    def finance(self, *, village_income: Array, wage_level: Array, workers: Array, sector: Array) -> Effects:
        """Sets the floor."""
        return Effects(decide={"floor_income": self.share * usual_living(village_income, wage_level, workers, sector)})

    def pay(
        self, *, alive: Array, participates: Array, age: Array, custody: Array, employer: Array, floor_income: Array
    ) -> Effects:
        """Pays everyone who would work and has no job."""
        return pay_floor(alive, participates, age, custody, employer, floor_income)
