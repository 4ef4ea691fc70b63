"""Management by an assembly of those who work there."""

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

from .appraisal import annuity, at_skill, cost_saved, price_of_labour, quarters_without_work, tell_ideas


@dataclass(frozen=True)
class AssemblyManagement(Rule):
    """Members vote on a technique by what it does to their income, their work and their own jobs.

    Equation: adopt if Σ_{t≤H} (1+ρ)^−t·[kept·(−Δcost)·sales/N − a·w·Δdisamenity] − risk·max(w − outside, 0)·
    E[quarters without work] > hours of changeover·price of an hour; risk = displacement·labour saved.
    Who overstates is allotted inputs and machines by it, who understates has less to deliver: sources give reasons for either, none a size.
    Source: ward-1958 (income a member), furubotn-pejovich-1970 (horizon), carmichael-macleod-2000 (ideas), albert-hahnel-1991 (councils
    are rated by what they deliver over what they are given), berliner-1957 (capacity kept back)
    Silent on: members who differ; minorities that lose by a vote.
    """

    role: ClassVar[str] = "management"
    option: ClassVar[str] = "assembly"
    membership: float = parameter(
        16.0,
        low=6.0,
        high=40.0,
        unit="quarters",
        source="furubotn-pejovich-1970",
        meaning="expected stay of a member",
    )
    discount: float = parameter(
        0.02, low=0.005, high=0.04, unit="1 a quarter", source="assumed", meaning="discounting"
    )
    kept: float = parameter(
        0.5, low=0.1, high=1.0, unit="1", source="assumed", meaning="share of a gain that members keep"
    )
    burden_worth: float = parameter(
        0.2, low=0.05, high=0.4, unit="1", source="manning-2003", meaning="wage share that disamenity costs"
    )
    displacement: float = parameter(
        0.0, low=0.0, high=1.0, unit="1", source="assumed", meaning="share of labour saved that is dismissed"
    )
    search_time: float = parameter(
        0.02, low=0.005, high=0.05, unit="1", source="assumed", meaning="share of hours for search"
    )
    stake: float = parameter(
        0.5, low=-1.0, high=1.0, unit="1", source="assumed", meaning="gain from overstating by the whole; below zero, from understating"
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
            income_share=self.kept, displacement=self.displacement,
        )  # fmt: skip

    def adopt(
        self, *, candidate_found: Array, candidate_labour: Array, candidate_materials: Array, candidate_capital: Array, candidate_disamenity: Array,
        candidate_skill: Array, trait_skill: Array,
        technique_labour: Array, technique_materials: Array, technique_capital: Array, trait_disamenity: Array, open: Array, sector: Array,
        wage: Array, outside_income: Array, finding_rate: Array, hours_norm: Array, mean_effort: Array, mean_skill: Array, workers: Array,
        expected_sales: Array, base_inputs: Array, mean_price: Array, depreciation: Array, physics: Physics, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Takes a candidate that the members gain by."""
        hour = price_of_labour(wage, hours_norm, mean_effort, mean_skill)
        saving = cost_saved(
            at_skill(candidate_labour, candidate_skill, mean_skill), candidate_materials, candidate_capital,
            at_skill(technique_labour, trait_skill, mean_skill), technique_materials, technique_capital,
            hour, base_inputs, mean_price, sector, depreciation, self.discount, sizes.goods,
        )  # fmt: skip
        income = self.kept * saving * expected_sales / jnp.maximum(workers, 1)
        burden = self.burden_worth * wage * (candidate_disamenity - trait_disamenity)
        saved = jnp.maximum(1.0 - candidate_labour / technique_labour, 0.0)
        risk = self.displacement * saved * jnp.maximum(wage - outside_income, 0.0) * quarters_without_work(finding_rate)
        gain = annuity(self.discount, self.membership) * (income - burden) - risk
        return Effects(decide={"adopted": open & candidate_found & (gain > physics.changeover_hours * hour)})
