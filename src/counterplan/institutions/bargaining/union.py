"""Wages and hours settled by unions, trade by trade or for all trades at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule
from counterplan.core.variables import GRAIN, Sizes
from counterplan.physics.integers import ratio, total
from counterplan.physics.parameters import Physics

from .concession import concession
from .surplus import expected_inflation, hands_lacking, held_wage, outside_option, pay_by_hour, settled_hours, yield_of_job


@dataclass(frozen=True)
class UnionBargaining(Rule):
    """Union and employer settle the wage; the employer then hires as many as pay (right to manage).

    Equation: max [L(w)·(w − A)]^β·Π(w)^(1−β) gives (w − A)/w = 1/(ε + (1 − β)/β·s/(1 − s)), A what members can expect elsewhere, ε the
    fall of employment with the wage, s the labour share of value added. Aims are levelled: ln aim = σ·mean + (1 − σ)·own, and more
    where hands lack. Hours
    move to what workers wish, whatever unemployment, and pay goes with them.
    Source: nickell-andrews-1983, layard-nickell-jackman-1991 (wage), meidner-rehn-1951 (one wage for one kind of work),
    manning-2003 (employers who lack hands pay more), blanchflower-oswald-1994 (wage curve, as an outcome: A falls with unemployment)
    Differs from source: ε is a belief of the union, not read off a demand curve.
    Silent on: membership and coverage; rivalry between unions; the length of contracts.
    """

    role: ClassVar[str] = "bargaining"
    option: ClassVar[str] = "union"
    strength: float = parameter(
        0.25, low=0.05, high=0.6, unit="1", source="layard-nickell-jackman-1991", meaning="weight of the union's gain in the bargain"
    )
    demand_elasticity: float = parameter(
        1.0, low=0.3, high=2.5, unit="1", source="assumed", meaning="fall of employment with the wage that a union reckons with"
    )
    levelling: float = parameter(0.5, low=0.0, high=1.0, unit="1", source="assumed", meaning="weight of the mean of all enterprises in each wage")
    response: float = parameter(
        0.15, low=0.05, high=0.4, unit="1 a quarter", source="assumed", meaning="speed at which wages move to what is settled"
    )
    inflation_bound: float = parameter(0.03, low=0.01, high=0.06, unit="1 a quarter", source="assumed", meaning="largest expected inflation")
    wage_bound: float = parameter(0.06, low=0.03, high=0.1, unit="1 a quarter", source="assumed", meaning="largest change of a wage (log)")
    rigidity: float = parameter(
        0.3, low=0.0, high=0.8, unit="1", source="dickens-2007", meaning="part of a fall of the nominal wage that is not carried out"
    )
    land_premium: float = parameter(
        1.1, low=1.0, high=1.5, unit="1", source="harris-todaro-1970", meaning="least wage over income on the land"
    )
    usual_return: float = parameter(
        0.015, low=0.005, high=0.03, unit="1 a quarter", source="assumed", meaning="return on machines before anything is shared"
    )
    scarcity: float = parameter(
        0.5, low=0.15, high=1.0, unit="1", source="assumed", meaning="rise of the wage aimed at (log) with the share of hands that lack"
    )
    hours_speed: float = parameter(0.1, low=0.03, high=0.3, unit="1 a quarter", source="assumed", meaning="speed at which hours move")

    def plan(
        self, *, wage: Array, hours_norm: Array, workers: Array, desired_workers: Array, mean_skill: Array, wage_response: Array,
        protest_share: Array, strike_share: Array, price_level: Array, price_level_before: Array, finding_rate: Array, separation_rate: Array,
        village_income: Array, outside_income: Array, kin_on_land: Array, expected_sales: Array, output: Array, price: Array, mean_price: Array,
        base_inputs: Array, technique_materials: Array, technique_capital: Array, depreciation: Array, sector: Array,
        wage_level: Array, start_wage: Array, start_hours_norm: Array, physics: Physics, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Settles wages and hours."""
        outside = outside_option(
            finding_rate, separation_rate, wage_level, village_income, outside_income, kin_on_land, mean_skill, self.land_premium
        )
        yields = yield_of_job(
            expected_sales, output, price, workers, mean_skill, technique_materials, technique_capital, base_inputs, mean_price, depreciation, sector,
            self.usual_return, sizes.goods,
        )  # fmt: skip
        logs = jnp.log(jnp.maximum(self._aim(outside, wage, yields), 1e-9))
        members = jnp.where(sector == GRAIN, 0, workers)
        mean = jnp.where(jnp.sum(members) > 0, ratio(total(logs * members), jnp.sum(members)), logs)
        aim = self.levelling * mean + (1.0 - self.levelling) * logs
        aim = aim + concession(wage_response, protest_share, strike_share) + self.scarcity * hands_lacking(desired_workers, workers)
        expected = expected_inflation(price_level, price_level_before, self.inflation_bound)
        move = expected + self.response * (aim - jnp.log(jnp.maximum(wage, 1e-9)))
        move = held_wage(jnp.clip(move, -self.wage_bound, self.wage_bound), self.rigidity)
        hours = settled_hours(hours_norm, self.hours_speed, wage_level, price_level, start_wage, start_hours_norm, physics)
        settled = pay_by_hour(wage * jnp.exp(move), hours, hours_norm)
        return Effects(decide={"wage": settled, "cost_wage": settled, "tariff": jnp.zeros(()), "hours_norm": hours})

    def govern(self, *, start_hours_norm: Array) -> Effects:
        """Takes no vote on hours."""
        return Effects(decide={"desired_hours": start_hours_norm})

    def _aim(self, outside: Array, wage: Array, yields: Array) -> Array:
        """Wage that the bargain gives (float64 [enterprise]); the outside option where a job leaves no profit to share."""
        over = ratio(wage, jnp.maximum(yields - wage, 0.0), 1e9)  # pay over profit, s/(1 − s)
        rent = 1.0 / (self.demand_elasticity + (1.0 - self.strength) / self.strength * over)
        return outside / (1.0 - jnp.minimum(rent, 0.6))
