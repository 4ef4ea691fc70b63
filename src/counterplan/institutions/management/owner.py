"""Management for an owner's profit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule
from counterplan.core.variables import Sizes
from counterplan.physics.parameters import Physics

from .appraisal import annuity, at_skill, cost_saved, price_of_labour, tell_ideas


@dataclass(frozen=True)
class OwnerManagement(Rule):
    """Whoever owns the enterprise, or is hired by the owner, takes a technique that raises profit.

    Equation: adopt if Σ_{t≤H} (1+ρ)^−t·(−Δcost)·expected sales > hours of changeover·wage. An hour costs
    w·skill^p·(1 + rent·(1 − monitorability)): people of the skill needed have their price, and work that is hard to see earns a rent. More
    skill than people have costs labour, for whoever chooses.
    Source: okishio-1961, skott-guy-2007 (monitorability), healy-1985 (reports), carmichael-macleod-2000
    (ideas)
    Silent on: financing of the change; patents; managers with aims of their own.
    """

    role: ClassVar[str] = "management"
    option: ClassVar[str] = "owner"
    horizon: float = parameter(
        20.0, low=8.0, high=40.0, unit="quarters", source="assumed", meaning="quarters of profit that count"
    )
    discount: float = parameter(
        0.02, low=0.005, high=0.04, unit="1 a quarter", source="assumed", meaning="discounting"
    )
    search_time: float = parameter(
        0.02, low=0.005, high=0.05, unit="1", source="assumed", meaning="share of hours for search"
    )
    stake: float = parameter(
        0.2, low=0.0, high=0.6, unit="1", source="assumed", meaning="gain from overstating by the whole"
    )
    rent: float = parameter(
        0.1,
        low=0.0,
        high=0.3,
        unit="1",
        source="assumed",
        meaning="extra cost of an hour of work that cannot be seen",
    )
    skill_price: float = parameter(
        0.5, low=0.0, high=1.0, unit="1", source="skott-guy-2007", meaning="rise of the price of an hour with the skill a technique needs (log-log)"
    )
    displacement: float = parameter(
        0.5, low=0.0, high=1.0, unit="1", source="assumed", meaning="share of labour saved that is dismissed"
    )

    def plan(self, *, search_share: Array) -> Effects:
        """Sets hours aside for search."""
        return Effects(decide={"search_share": jnp.full_like(search_share, 1.0) * self.search_time})

    def produce(self, *, report_stake: Array) -> Effects:
        """Publishes what overstating would bring to whoever reports."""
        return Effects(decide={"report_stake": jnp.full_like(report_stake, 1.0) * self.stake})

    def search(
        self, *, wage: Array, workers: Array, residual_stake: Array, pay_for_effort: Array, outside_income: Array, finding_rate: Array,
        physics: Physics,
    ) -> Effects:  # fmt: skip
        """Workers tell or keep ideas, by what these bring them here."""
        return tell_ideas(
            wage, workers, residual_stake, pay_for_effort, outside_income, finding_rate, physics,
            displacement=self.displacement,
        )  # fmt: skip

    def adopt(
        self, *, candidate_found: Array, candidate_labour: Array, candidate_materials: Array, candidate_capital: Array, candidate_skill: Array,
        candidate_monitorability: Array, technique_labour: Array, technique_materials: Array, technique_capital: Array, trait_skill: Array,
        trait_monitorability: Array, open: Array, sector: Array, wage: Array, hours_norm: Array, mean_effort: Array, mean_skill: Array,
        workers: Array, expected_sales: Array, base_inputs: Array, mean_price: Array, depreciation: Array, physics: Physics, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Takes a candidate whose saving of cost pays for the change."""
        hour = price_of_labour(wage, hours_norm, mean_effort, mean_skill)
        new = at_skill(candidate_labour, candidate_skill, mean_skill) * self._premium(candidate_skill, candidate_monitorability)
        old = at_skill(technique_labour, trait_skill, mean_skill) * self._premium(trait_skill, trait_monitorability)
        saving = cost_saved(
            new, candidate_materials, candidate_capital, old, technique_materials, technique_capital,
            hour, base_inputs, mean_price, sector, depreciation, self.discount, sizes.goods,
        )  # fmt: skip
        gain = annuity(self.discount, self.horizon) * saving * expected_sales
        cost = physics.changeover_hours * workers * hour
        return Effects(decide={"adopted": open & candidate_found & (gain > cost)})

    def _premium(self, skill: Array, monitorability: Array) -> Array:
        """Price of an hour over that of plain work in full sight."""
        return skill**self.skill_price * (1.0 + self.rent * (1.0 - monitorability))
