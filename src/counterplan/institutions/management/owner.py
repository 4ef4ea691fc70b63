"""Management for an owner's profit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule
from counterplan.physics.parameters import Physics
from counterplan.physics.search import cost_change

from .appraisal import (
    annuity,
    displacement_loss,
    price_of_inputs,
    price_of_labour,
    price_of_machines,
    reveal,
    saved_by_idea,
)


@dataclass(frozen=True)
class OwnerManagement(Rule):
    """Whoever owns the enterprise, or is hired by the owner, takes a technique that raises profit.

    Equation: adopt if Σ_{t≤H} (1+ρ)^−t·(−Δcost)·expected sales > hours of changeover·wage. An hour costs
    w·skill^½·(1 + rent·(1 − monitorability)): skill has to be paid for, and work that is hard to see has to be paid a rent.
    Source: okishio-1961, skott-guy-2007 (monitorability), healy-1985 (reports), carmichael-macleod-2000 (ideas)
    Silent on: financing of the change; patents.
    """

    role: ClassVar[str] = "management"
    option: ClassVar[str] = "owner"
    horizon: float = parameter(
        20.0, low=8.0, high=40.0, unit="quarters", source="assumed", meaning="quarters of profit that count"
    )
    discount: float = parameter(0.02, low=0.005, high=0.04, unit="1 a quarter", source="assumed", meaning="discounting")
    search: float = parameter(0.02, low=0.005, high=0.05, unit="1", source="assumed", meaning="share of hours for search")
    stake: float = parameter(
        0.2, low=0.0, high=0.6, unit="1", source="assumed", meaning="gain from overstating by the whole, in own income"
    )
    rent: float = parameter(
        0.1, low=0.0, high=0.3, unit="1", source="assumed", meaning="extra cost of an hour of work that cannot be seen"
    )
    displacement: float = parameter(
        0.5, low=0.0, high=1.0, unit="1", source="assumed", meaning="share of labour saved that is dismissed"
    )
    steepness: float = parameter(
        3.0, low=1.0, high=10.0, unit="1", source="assumed", meaning="response of telling ideas to own gain"
    )

    def plan(self, *, search_share: Array) -> Effects:
        """Sets hours aside for search."""
        return Effects(decide={"search_share": jnp.full_like(search_share, 1.0) * self.search})

    def produce(self, *, report_stake: Array) -> Effects:
        """Publishes what overstating would bring."""
        return Effects(decide={"report_stake": jnp.full_like(report_stake, 1.0) * self.stake})

    def search_stakes(self, wage: Array, workers: Array, residual_stake: Array, physics: Physics) -> Array:
        """Returns what an idea brings the worker who tells it: a share of the residual that it adds."""
        return saved_by_idea(physics) * workers * residual_stake * annuity(self.discount, self.horizon)
