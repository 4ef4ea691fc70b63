"""No floor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.rule import Rule


@dataclass(frozen=True)
class NoFloor(Rule):
    """A person without work gets nothing from the budget and lives on hearth, savings or land.

    Equation: floor = 0.
    Source: own construction
    Silent on: charity.
    """

    role: ClassVar[str] = "floor"
    option: ClassVar[str] = "none"

    def finance(self, *, floor_income: Array) -> Effects:
        """Sets the floor."""
        return Effects(decide={"floor_income": jnp.zeros_like(floor_income)})
