"""Discipline by dismissal: who is found out, or is not needed, loses the job."""

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


@dataclass(frozen=True)
class Dismissal(Rule):
    """Work is held to by the risk of losing the job; people who are not needed are let go.

    Equation: dismissals = adjustment·clip[(workers − wanted)/workers, 0, 1]; chance of being found out =
    watch·visibility·monitorability; loss a quarter = max(wage − income without a job, 0), for as long as a new job
    takes.
    Source: shapiro-stiglitz-1984, bowles-1985
    Silent on: severance pay; dismissal of people for other reasons than work.
    """

    role: ClassVar[str] = "discipline"
    option: ClassVar[str] = "dismissal"
    adjustment: float = parameter(
        0.5,
        low=0.2,
        high=0.9,
        unit="1 a quarter",
        source="assumed",
        meaning="share of people not needed who are let go",
    )
    watch: float = parameter(
        1.0, low=0.3, high=1.5, unit="1", source="assumed", meaning="how closely work is watched, times what physics lets be seen"
    )

    def hire(self, *, sector: Array, workers: Array, desired_workers: Array) -> Effects:
        """Lets people go where fewer are wanted."""
        surplus = jnp.clip(ratio(workers - desired_workers, workers), 0.0, 1.0)
        return Effects(decide={"dismissal_rate": jnp.where(sector == GRAIN, 0.0, self.adjustment * surplus)})

    def produce(
        self, *, sector: Array, trait_monitorability: Array, wage: Array, outside_income: Array, physics: Physics
    ) -> Effects:
        """Publishes the risk of being found out and what it costs."""
        town = sector != GRAIN
        none = jnp.zeros_like(wage)
        return Effects(
            decide={
                "pay_for_effort": none,
                "detection": jnp.where(town, self.watch * physics.visibility * trait_monitorability, 0.0),
                "fine_if_found": jnp.zeros_like(wage),
                "loss_if_found": jnp.where(town, jnp.maximum(wage - outside_income, 0.0), 0.0),
                "peer_pressure": none,
                "coercion_pressure": none,
            }
        )
