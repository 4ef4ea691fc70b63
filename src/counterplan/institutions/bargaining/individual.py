"""Wages and hours agreed one by one between enterprise and worker."""

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

from .concession import concession
from .surplus import expected_inflation, hands_lacking, held_wage, outside_option, pay_by_hour, settled_hours, yield_of_job


@dataclass(frozen=True)
class IndividualBargaining(Rule):
    """Enterprise and worker settle wages and hours; unemployment weakens workers, scarcity helps them.

    Equation: Δln w = expected inflation + φ·(ln(aim/w) + concession to protest), less a part of falls; aim = outside + β·(what a
    worker yields beyond machines − outside), and more where hands lack; outside = the mean wage for the part of time that a job seeker will be in
    work, else free time and the floor, or the land for who has kin there; bounded a quarter. Hours move a tenth of the way to
    wish + clip[η·(u − u₀), 0, .9]·(longest week − wish), and pay goes with them. η is small: from 2008 to 2013 unemployment in Spain
    rose by 18 points and hours a worker stayed within some per cent (OECD, from memory).
    Source: pissarides-2000 (outside option and share of the surplus), card-cardoso-heining-kline-2018 (size of the share),
    manning-2003 (who lacks hands has to pay more), harris-todaro-1970 (outside options), boppart-krusell-2020 (wish for hours)
    Silent on: differences of bargaining power between trades.
    """

    role: ClassVar[str] = "bargaining"
    option: ClassVar[str] = "individual"
    response: float = parameter(
        0.15, low=0.05, high=0.4, unit="1 a quarter", source="assumed", meaning="speed at which wages move to what bargaining gives"
    )
    surplus_share: float = parameter(
        0.2, low=0.05, high=0.5, unit="1", source="card-cardoso-heining-kline-2018", meaning="workers' part of a job's yield over the outside option"
    )
    inflation_bound: float = parameter(
        0.03, low=0.01, high=0.06, unit="1 a quarter", source="assumed", meaning="largest expected inflation"
    )
    wage_bound: float = parameter(
        0.06,
        low=0.03,
        high=0.1,
        unit="1 a quarter",
        source="assumed",
        meaning="largest change of a wage (log)",
    )
    rigidity: float = parameter(
        0.3, low=0.0, high=0.8, unit="1", source="dickens-2007", meaning="part of a fall of the nominal wage that is not carried out"
    )
    land_premium: float = parameter(
        1.1,
        low=1.0,
        high=1.5,
        unit="1",
        source="harris-todaro-1970",
        meaning="least wage over income on the land",
    )
    usual_return: float = parameter(
        0.015, low=0.005, high=0.03, unit="1 a quarter", source="assumed", meaning="return on machines before anything is shared"
    )
    scarcity: float = parameter(
        0.5, low=0.15, high=1.0, unit="1", source="assumed", meaning="rise of the wage aimed at (log) with the share of hands that lack"
    )
    longest_week: float = parameter(
        60.0,
        low=44.0,
        high=72.0,
        unit="hours a week",
        source="assumed",
        meaning="hours that enterprises would like",
    )
    hours_speed: float = parameter(
        0.1, low=0.03, high=0.3, unit="1 a quarter", source="assumed", meaning="speed at which hours move"
    )
    hours_response: float = parameter(
        0.25, low=0.0, high=1.0, unit="1", source="assumed", meaning="loss of say on hours with unemployment above the start's"
    )

    def plan(
        self,
        *,
        wage: Array,
        hours_norm: Array,
        workers: Array,
        desired_workers: Array,
        mean_skill: Array,
        wage_response: Array,
        protest_share: Array,
        strike_share: Array,
        price_level: Array,
        price_level_before: Array,
        unemployment: Array,
        finding_rate: Array,
        separation_rate: Array,
        village_income: Array,
        outside_income: Array,
        kin_on_land: Array,
        expected_sales: Array,
        output: Array,
        price: Array,
        mean_price: Array,
        base_inputs: Array,
        technique_materials: Array,
        technique_capital: Array,
        depreciation: Array,
        sector: Array,
        wage_level: Array,
        start_wage: Array,
        start_hours_norm: Array,
        start_unemployment: Array,
        physics: Physics,
        sizes: Sizes,
    ) -> Effects:
        """Settles wages and hours."""
        outside = outside_option(
            finding_rate, separation_rate, wage_level, village_income, outside_income, kin_on_land, mean_skill, self.land_premium
        )
        yields = yield_of_job(
            expected_sales, output, price, workers, mean_skill, technique_materials, technique_capital, base_inputs, mean_price, depreciation, sector,
            self.usual_return, sizes.goods,
        )  # fmt: skip
        aim = outside + self.surplus_share * jnp.maximum(yields - outside, 0.0)
        gap = jnp.log(jnp.maximum(aim, 1e-9) / jnp.maximum(wage, 1e-9)) + concession(wage_response, protest_share, strike_share)
        gap = gap + self.scarcity * hands_lacking(desired_workers, workers)
        move = expected_inflation(price_level, price_level_before, self.inflation_bound) + self.response * gap
        move = held_wage(jnp.clip(move, -self.wage_bound, self.wage_bound), self.rigidity)
        pull = jnp.clip(self.hours_response * (unemployment - start_unemployment), 0.0, 0.9)
        hours = settled_hours(hours_norm, self.hours_speed, wage_level, price_level, start_wage, start_hours_norm, physics, pull, self.longest_week)
        settled = pay_by_hour(wage * jnp.exp(move), hours, hours_norm)
        return Effects(decide={"wage": settled, "cost_wage": settled, "tariff": jnp.zeros(()), "hours_norm": hours})

    def govern(self, *, start_hours_norm: Array) -> Effects:
        """Takes no vote on hours."""
        return Effects(decide={"desired_hours": start_hours_norm})
