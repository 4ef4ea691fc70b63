"""Management for the fulfilment of a target by people who are moved up for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule
from counterplan.physics.parameters import Physics

from .quota import QuotaManagement


@dataclass(frozen=True)
class PromotionManagement(Rule):
    """An appointed manager is paid as under the option 'quota', and whoever fulfils the plan is moved up to another place.

    Equation: with the prize v of a better place over the bonus, overstating by the whole gains (1 + v) times what it gains under a quota, and
    overtime is called for (1 + v) times as much; a manager who is moved up with the chance π a quarter stays 1/(1/tenure + π) quarters, and counts
    what a technique eases for no longer. At v = π = 0 it is 'quota'.
    Source: berliner-1957 (fulfilment as the way up; places held for a few years), kung-chen-2011 (careers that hang on reports), own
    construction (form)
    Differs from source: all have the same chance; nobody competes with anybody.
    Silent on: demotion and trials; patrons.
    """

    role: ClassVar[str] = "management"
    option: ClassVar[str] = "promotion"
    prize: float = parameter(0.5, low=0.0, high=2.0, unit="1", source="assumed", meaning="worth of a better place over the bonus")
    moved_up: float = parameter(0.06, low=0.0, high=0.15, unit="1 a quarter", source="assumed", meaning="chance of whoever fulfils to be moved up")
    tenure: float = parameter(12.0, low=4.0, high=24.0, unit="quarters", source="assumed", meaning="expected stay of a manager who is not moved up")
    discount: float = parameter(0.02, low=0.005, high=0.04, unit="1 a quarter", source="assumed", meaning="discounting")
    target_ratchet: float = parameter(
        0.5, low=0.0, high=1.0, unit="1 a year", source="weitzman-1980", meaning="part of an easing taken by the next target"
    )
    bonus_share: float = parameter(0.3, low=0.1, high=0.6, unit="1", source="assumed", meaning="bonus over a wage")
    input_weight: float = parameter(0.5, low=0.0, high=1.0, unit="1", source="assumed", meaning="how far saved inputs ease the target")
    search_time: float = parameter(0.02, low=0.005, high=0.05, unit="1", source="assumed", meaning="share of hours for search")
    stake: float = parameter(1.0, low=0.3, high=1.5, unit="1", source="assumed", meaning="gain from overstating by the whole, in bonus")
    norm_rise: float = parameter(0.5, low=0.0, high=1.0, unit="1", source="weitzman-1980", meaning="part of saved work that norms take back")
    displacement: float = parameter(0.0, low=0.0, high=1.0, unit="1", source="assumed", meaning="share of labour saved that is dismissed")
    storm: float = parameter(0.5, low=0.0, high=1.0, unit="1", source="berliner-1957", meaning="overtime for a target beyond potential output")

    def plan(self, *, search_share: Array) -> Effects:
        """Sets hours aside for search."""
        return self._quota().plan(search_share=search_share)

    def produce(
        self, *, report_stake: Array, target_output: Array, potential: Array, hours_norm: Array, sector: Array, quarter: Array
    ) -> Effects:
        """Publishes what overstating would bring, and calls for overtime where the target is beyond reach."""
        return self._quota().produce(
            report_stake=report_stake, target_output=target_output, potential=potential, hours_norm=hours_norm, sector=sector, quarter=quarter
        )

    def search(
        self, *, wage: Array, workers: Array, residual_stake: Array, pay_for_effort: Array, outside_income: Array, finding_rate: Array,
        physics: Physics,
    ) -> Effects:  # fmt: skip
        """Workers tell or keep ideas, by what these bring them here."""
        return self._quota().search(
            wage=wage, workers=workers, residual_stake=residual_stake, pay_for_effort=pay_for_effort, outside_income=outside_income,
            finding_rate=finding_rate, physics=physics,
        )  # fmt: skip

    def adopt(
        self, *, candidate_found: Array, candidate_labour: Array, candidate_materials: Array, candidate_capital: Array, technique_labour: Array,
        technique_materials: Array, technique_capital: Array, candidate_skill: Array, trait_skill: Array, mean_skill: Array, open: Array,
        sector: Array, wage: Array, workers: Array, labour: Array, machines: Array, physics: Physics,
    ) -> Effects:  # fmt: skip
        """Takes a candidate that eases the target, while its chooser is still there, by more than the change costs."""
        return self._quota().adopt(
            candidate_found=candidate_found, candidate_labour=candidate_labour, candidate_materials=candidate_materials,
            candidate_capital=candidate_capital, technique_labour=technique_labour, technique_materials=technique_materials,
            technique_capital=technique_capital, candidate_skill=candidate_skill, trait_skill=trait_skill, mean_skill=mean_skill, open=open,
            sector=sector, wage=wage, workers=workers, labour=labour, machines=machines, physics=physics,
        )  # fmt: skip

    def _quota(self) -> QuotaManagement:
        """The manager of a quota with this one's stakes and stay."""
        return QuotaManagement(
            tenure=1.0 / (1.0 / self.tenure + self.moved_up), discount=self.discount, target_ratchet=self.target_ratchet,
            bonus_share=self.bonus_share, input_weight=self.input_weight, search_time=self.search_time, stake=self.stake * (1.0 + self.prize),
            norm_rise=self.norm_rise, displacement=self.displacement, storm=self.storm * (1.0 + self.prize),
        )  # fmt: skip
