"""Management for a bonus on results: the three-coefficient scheme, on cost or profit as reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule
from counterplan.core.variables import GRAIN, Sizes
from counterplan.physics.parameters import Physics

from .appraisal import annuity, cost_saved, price_of_labour, rush, tell_ideas
from .schemes import bonus_for_pledge


@dataclass(frozen=True)
class BonusManagement(Rule):
    """An appointed manager announces a plan and is paid by result: β for announcing more, α for what exceeds it, γ lost for what lacks.

    Equation: B = β(ŷ − y⁰) + α(y − ŷ)⁺ − γ(ŷ − y)⁺, 0 < α < β < γ, y cost saved or profit as reported; ŷ is the (β − α)/(γ − α) quantile, so
    that overstating gains α/γ of what it gains where only fulfilment counts. Adopt if β·kept·Σ_{t≤H} q^t·(−Δcost)·sales >
    γ·hours of changeover·price of an hour, q = (1 − λ)^¼/(1 + ρ), λ the ratchet of y⁰; kept = β + (1 − β)·closing risk, β = 1 − levelling:
    what is taken from those who gain and given to those who lose, unless a loss closes the place. Enterprises of owners count profit whole.
    Source: weitzman-1976, weitzman-1980 (ratchet), granick-1987 (λ = 0), kornai-matits-1987 (levelling), carmichael-macleod-2000 (ideas)
    Silent on: who is promoted; side payments.
    """

    role: ClassVar[str] = "management"
    option: ClassVar[str] = "bonus"
    tenure: float = parameter(12.0, low=4.0, high=24.0, unit="quarters", source="assumed", meaning="expected stay of a manager")
    discount: float = parameter(0.02, low=0.005, high=0.04, unit="1 a quarter", source="assumed", meaning="discounting")
    plan_reward: float = parameter(0.5, low=0.3, high=0.7, unit="1", source="weitzman-1976", meaning="β: gain from announcing a unit more")
    excess_reward: float = parameter(0.3, low=0.1, high=0.3, unit="1", source="weitzman-1976", meaning="α: gain from a unit beyond it")
    shortfall_loss: float = parameter(0.7, low=0.7, high=1.2, unit="1", source="weitzman-1976", meaning="γ: loss from a unit that lacks to it")
    target_ratchet: float = parameter(0.5, low=0.0, high=1.0, unit="1 a year", source="weitzman-1980", meaning="part of a gain taken into next y⁰")
    levelling: float = parameter(
        0.5, low=0.0, high=0.9, unit="1", source="kornai-matits-1987", meaning="part of a gain in profit that is levelled away"
    )
    search_time: float = parameter(0.02, low=0.005, high=0.05, unit="1", source="assumed", meaning="share of hours for search")
    stake: float = parameter(1.0, low=0.3, high=1.5, unit="1", source="assumed", meaning="gain from overstating by the whole, were fulfilment all")
    norm_rise: float = parameter(0.3, low=0.0, high=1.0, unit="1", source="weitzman-1980", meaning="part of saved work that norms take back")
    displacement: float = parameter(
        0.0, low=0.0, high=1.0, unit="1", source="assumed", meaning="share of labour saved that is dismissed"
    )
    storm: float = parameter(0.3, low=0.0, high=1.0, unit="1", source="berliner-1957", meaning="overtime for a plan beyond potential output")

    def plan(self, *, search_share: Array) -> Effects:
        """Sets hours aside for search."""
        return Effects(decide={"search_share": jnp.full_like(search_share, 1.0) * self.search_time})

    def produce(
        self, *, report_stake: Array, target_output: Array, potential: Array, hours_norm: Array, sector: Array, private_owned: Array, quarter: Array
    ) -> Effects:
        """Publishes what overstating brings, and calls for overtime where the plan is beyond reach."""
        told = self.stake * self.excess_reward / self.shortfall_loss
        over = rush(self.storm, target_output, potential, hours_norm, sector, quarter)
        return Effects(
            decide={"report_stake": jnp.full_like(report_stake, 1.0) * told, "overtime": jnp.where(private_owned, 0.0, over)}
        )

    def search(
        self, *, wage: Array, workers: Array, residual_stake: Array, pay_for_effort: Array, outside_income: Array, finding_rate: Array,
        physics: Physics,
    ) -> Effects:  # fmt: skip
        """Workers tell or keep ideas, by what these bring them here."""
        return tell_ideas(
            wage, workers, residual_stake, pay_for_effort, outside_income, finding_rate, physics,
            norm_rise=self.norm_rise, displacement=self.displacement,
        )  # fmt: skip

    def adopt(
        self, *, candidate_found: Array, candidate_labour: Array, candidate_materials: Array, candidate_capital: Array, technique_labour: Array,
        technique_materials: Array, technique_capital: Array, open: Array, sector: Array, wage: Array, hours_norm: Array, mean_effort: Array,
        mean_skill: Array, workers: Array, expected_sales: Array, base_inputs: Array, mean_price: Array, depreciation: Array, last_harvest: Array,
        rescue_chance: Array, private_owned: Array, physics: Physics, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Takes a candidate whose saving, as far as it is kept, pays the manager for the change."""
        hour = price_of_labour(wage, hours_norm, mean_effort, mean_skill)
        saving = cost_saved(
            candidate_labour, candidate_materials, candidate_capital, technique_labour, technique_materials, technique_capital,
            hour, base_inputs, mean_price, sector, depreciation, self.discount, sizes.goods,
        )  # fmt: skip
        sold = jnp.where(sector == GRAIN, 0.25 * last_harvest, expected_sales)
        kept = jnp.where(private_owned, 1.0, (1.0 - self.levelling) + self.levelling * (1.0 - rescue_chance))
        lasts = jnp.where(
            private_owned, annuity(self.discount, self.tenure), annuity(self.discount, self.tenure, (1.0 - self.target_ratchet) ** 0.25)
        )
        gain, cost = kept * lasts * saving * sold, physics.changeover_hours * workers * hour
        # The gain is announced, and what the change takes is lacking to it.
        paid = bonus_for_pledge(gain, 0.0, gain - cost, 0.0, self.plan_reward, self.excess_reward, self.shortfall_loss)
        return Effects(decide={"adopted": open & candidate_found & (jnp.where(private_owned, gain - cost, paid) > 0)})
