"""Management for the fulfilment of a target."""

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
from counterplan.physics.production import ces

from .appraisal import annuity, at_skill, rush, tell_ideas


@dataclass(frozen=True)
class QuotaManagement(Rule):
    """An appointed manager gets a bonus when the target is met; the next target follows what was reached.

    Equation: adopt if bonus·Σ_{t≤H} β^t·(1−λ)^(t/4)·easing > bonus·(hours of changeover/hours of a quarter);
    easing = growth of potential output with the same people and machines, plus weighted saving of inputs. At
    λ = 0 the gain lasts for the whole tenure.
    Source: weitzman-1980 (ratchet), berliner-1957 (bonus for the target), granick-1987 (λ = 0),
    carmichael-macleod-2000
    Silent on: promotion; who is paid the bonus (it moves choices only); bargaining for easy targets.
    """

    role: ClassVar[str] = "management"
    option: ClassVar[str] = "quota"
    tenure: float = parameter(
        12.0, low=4.0, high=24.0, unit="quarters", source="assumed", meaning="expected stay of a manager"
    )
    discount: float = parameter(
        0.02, low=0.005, high=0.04, unit="1 a quarter", source="assumed", meaning="discounting"
    )
    target_ratchet: float = parameter(
        0.5,
        low=0.0,
        high=1.0,
        unit="1 a year",
        source="weitzman-1980",
        meaning="part of an easing taken by the next target",
    )
    bonus_share: float = parameter(
        0.3, low=0.1, high=0.6, unit="1", source="assumed", meaning="bonus over a wage"
    )
    input_weight: float = parameter(
        0.5, low=0.0, high=1.0, unit="1", source="assumed", meaning="how far saved inputs ease the target"
    )
    search_time: float = parameter(
        0.02, low=0.005, high=0.05, unit="1", source="assumed", meaning="share of hours for search"
    )
    stake: float = parameter(
        1.0, low=0.3, high=1.5, unit="1", source="assumed", meaning="gain from overstating by the whole"
    )
    norm_rise: float = parameter(
        0.5,
        low=0.0,
        high=1.0,
        unit="1",
        source="weitzman-1980",
        meaning="part of saved work that norms take back",
    )
    displacement: float = parameter(
        0.0, low=0.0, high=1.0, unit="1", source="assumed", meaning="share of labour saved that is dismissed"
    )
    storm: float = parameter(0.5, low=0.0, high=1.0, unit="1", source="berliner-1957", meaning="overtime for a target beyond potential output")

    def plan(self, *, search_share: Array) -> Effects:
        """Sets hours aside for search."""
        return Effects(decide={"search_share": jnp.full_like(search_share, 1.0) * self.search_time})

    def produce(
        self, *, report_stake: Array, target_output: Array, potential: Array, hours_norm: Array, sector: Array, quarter: Array
    ) -> Effects:
        """Publishes what overstating would bring, and calls for overtime where the target is beyond reach."""
        over = rush(self.storm, target_output, potential, hours_norm, sector, quarter)
        return Effects(decide={"report_stake": jnp.full_like(report_stake, 1.0) * self.stake, "overtime": over})

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
        technique_materials: Array, technique_capital: Array, candidate_skill: Array, trait_skill: Array, mean_skill: Array, open: Array,
        sector: Array, wage: Array, workers: Array, labour: Array,
        machines: Array, physics: Physics,
    ) -> Effects:  # fmt: skip
        """Takes a candidate that eases the target by more than the change costs."""
        units = machines.astype(jnp.float64) / 1e6
        lacking = at_skill(jnp.ones_like(labour), candidate_skill, mean_skill) / at_skill(jnp.ones_like(labour), trait_skill, mean_skill)
        new, old = labour / (candidate_labour * lacking), labour / technique_labour
        elasticity = jnp.asarray(physics.substitution)
        reached = ces(new, units / candidate_capital, elasticity)
        with_machines = ratio(reached, ces(old, units / technique_capital, elasticity), 1.0)
        growth = jnp.where(sector == GRAIN, technique_labour / (candidate_labour * lacking), with_machines) - 1.0
        easing = growth + self.input_weight * (technique_materials / candidate_materials - 1.0)
        lasting = annuity(self.discount, self.tenure, (1.0 - self.target_ratchet) ** 0.25)
        lost = ratio(physics.changeover_hours * workers, labour, 1.0)
        bonus = self.bonus_share * wage
        return Effects(decide={"adopted": open & candidate_found & (bonus * lasting * easing > bonus * lost)})
