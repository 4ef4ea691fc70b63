"""Incomes and hours settled by assemblies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Account, Effects, Pool, hundredths
from counterplan.core.parameters import parameter
from counterplan.core.randomness import Draws
from counterplan.core.rule import Rule
from counterplan.core.variables import GRAIN
from counterplan.physics.costs import material_cost_of_unit
from counterplan.physics.effort import normal_person
from counterplan.physics.integers import binned_quantile, percentile_bins, ratio, total
from counterplan.physics.leisure import preferred_hours_at_consumption
from counterplan.physics.parameters import Physics
from counterplan.physics.places import able

from .surplus import outside_option


@dataclass(frozen=True)
class AssemblyIncomes(Rule):
    """Members draw a share of what their enterprise makes, evened out across enterprises; all vote on hours.

    Equation: ln w* = s·ln(mean) + (1 − s)·ln(own), own = [share·expected sales·(price − inputs a
    unit) − interest]/(workers·skill); bounded a quarter; a pool of enterprises pays for the evening out. Hours
    voted = median of everyone's own choice; the norm moves a quarter
    of the way there. A price that is set by cost counts a member's work at the part of
    what it could bring elsewhere that wages were of value added at the start, since draws follow the price and hold what others' means of work yield.
    Source: black-1948 (median voter), ward-1958 (income a member, fixed charges paid), boppart-krusell-2020 (each one's choice of
    hours)
    Silent on: protest (nobody stands on the other side); bargaining between enterprises over the share; differences of pay inside one.
    """

    role: ClassVar[str] = "bargaining"
    option: ClassVar[str] = "assembly"
    share: float = parameter(
        0.75, low=0.5, high=0.95, unit="1", source="assumed", meaning="share of value added drawn as income"
    )
    solidarity: float = parameter(
        0.7, low=0.0, high=1.0, unit="1", source="assumed", meaning="weight of the mean of all enterprises"
    )
    draw_bound: float = parameter(
        0.06,
        low=0.03,
        high=0.1,
        unit="1 a quarter",
        source="assumed",
        meaning="largest change of incomes (log)",
    )
    vote_speed: float = parameter(
        0.25,
        low=0.1,
        high=1.0,
        unit="1 a quarter",
        source="assumed",
        meaning="speed at which a vote on hours takes effect",
    )

    def plan(
        self,
        *,
        wage: Array,
        hours_norm: Array,
        desired_hours: Array,
        workers: Array,
        mean_skill: Array,
        sector: Array,
        expected_sales: Array,
        price: Array,
        mean_price: Array,
        base_inputs: Array,
        technique_materials: Array,
        interest_due: Array,
        finding_rate: Array,
        separation_rate: Array,
        wage_level: Array,
        village_income: Array,
        outside_income: Array,
        kin_on_land: Array,
        start_wage_share: Array,
    ) -> Effects:
        """Settles incomes by what was made, and moves hours to the last vote."""
        own = self._own(wage, workers, mean_skill, expected_sales, price, mean_price, base_inputs, technique_materials, sector, interest_due)
        logs = jnp.log(own)
        members = jnp.where(sector == GRAIN, 0, workers)
        people = jnp.sum(members)
        mean = jnp.where(people > 0, ratio(total(logs * members), people), logs)
        aim = self.solidarity * mean + (1.0 - self.solidarity) * logs
        elsewhere = outside_option(finding_rate, separation_rate, wage_level, village_income, outside_income, kin_on_land, mean_skill, 1.0)
        move = jnp.clip(aim - jnp.log(jnp.maximum(wage, 1e-9)), -self.draw_bound, self.draw_bound)
        return Effects(
            decide={
                "wage": wage * jnp.exp(move),
                "tariff": jnp.zeros(()),
                "cost_wage": ratio(start_wage_share[sector], self.share) * elsewhere,
                "hours_norm": hours_norm + self.vote_speed * (desired_hours - hours_norm),
            }
        )

    def pay(
        self, *, wage: Array, workers: Array, mean_skill: Array, sector: Array, expected_sales: Array, price: Array, mean_price: Array,
        base_inputs: Array, technique_materials: Array, interest_due: Array,
    ) -> Effects:  # fmt: skip
        """Evens incomes out: enterprises that could draw more than they do pay for those that draw more than they make."""
        own = self._own(wage, workers, mean_skill, expected_sales, price, mean_price, base_inputs, technique_materials, sector, interest_due)
        people = jnp.where(sector == GRAIN, 0.0, workers * mean_skill)
        over, under = jnp.maximum(own - wage, 0.0) * people, jnp.maximum(wage - own, 0.0) * people
        part = jnp.minimum(ratio(total(under), total(over)), 1.0)
        pool = Pool("benefit", Account("deposits_enterprise"), hundredths(part * over), Account("deposits_enterprise"), hundredths(under))
        return Effects(pools=(pool,))

    def _own(
        self, wage: Array, workers: Array, mean_skill: Array, expected_sales: Array, price: Array, mean_price: Array, base_inputs: Array,
        technique_materials: Array, sector: Array, interest_due: Array,
    ) -> Array:  # fmt: skip
        """Income a member of skill 1 that an enterprise's own value added allows once interest is paid (float64 [enterprise])."""
        inputs = material_cost_of_unit(technique_materials, base_inputs, mean_price, sector)
        value = ratio(self.share * expected_sales * (price - inputs) - interest_due, workers * mean_skill)
        return jnp.maximum(jnp.where(workers > 0, value, wage), 0.2 * wage) + 1e-9

    def govern(
        self,
        *,
        alive: Array,
        participates: Array,
        age: Array,
        custody: Array,
        consumption: Array,
        reference_consumption: Array,
        start_hours_norm: Array,
        draw: Draws,
        physics: Physics,
    ) -> Effects:
        """Votes on hours: everyone who works or would work names a week, the median wins."""
        voters = able(alive, participates, age, custody)
        # A lasting trait, the same that makes effort irksome: who dislikes work votes for less of it.
        dislike = physics.effort_spread * normal_person(draw).astype(jnp.float64)
        level = consumption.astype(jnp.float64) / reference_consumption
        wish = preferred_hours_at_consumption(level, physics, start_hours_norm, dislike)
        counts, weeks = percentile_bins(wish, voters, 5.0, 95.0, 360)
        median = binned_quantile(counts, weeks, 0.5)
        return Effects(decide={"desired_hours": jnp.where(jnp.any(voters), median, start_hours_norm)})
