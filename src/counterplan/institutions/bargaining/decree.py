"""Wages and hours fixed by decree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule
from counterplan.core.variables import GRAIN
from counterplan.physics.effort import WEEKS
from counterplan.physics.integers import ratio, total, tree_sum

from .concession import concession, mean_strike


@dataclass(frozen=True)
class DecreedWages(Rule):
    """One tariff for all trades, raised with reported output; the length of the week is set from above.

    Equation: w* = tariff·(reported output a worker in towns, of skill 1, over the start's); the wage moves there, bounded a quarter. The tariff is
    a sum of money, fixed when decrees come into force so that the wage is as it was, and changed by the drift alone; it follows
    no price. Hours = the start's · length. Grain is left out: it comes in once a year.
    Source: own construction, after kornai-1980 (wage funds follow reported output)
    Silent on: differences between grades; loosening of norms to keep workers.
    """

    role: ClassVar[str] = "bargaining"
    option: ClassVar[str] = "decree"
    drift: float = parameter(
        0.0,
        low=-0.02,
        high=0.02,
        unit="1 a year",
        source="assumed",
        meaning="tariff, and so pay over reported output a worker",
    )
    tariff_bound: float = parameter(
        0.06,
        low=0.03,
        high=0.1,
        unit="1 a quarter",
        source="assumed",
        meaning="largest change of the tariff (log)",
    )
    length: float = parameter(
        1.0, low=0.85, high=1.15, unit="1", source="assumed", meaning="length of the week over the start's"
    )

    def plan(
        self,
        *,
        wage: Array,
        hours_norm: Array,
        workers: Array,
        mean_skill: Array,
        wage_response: Array,
        protest_share: Array,
        strike_share: Array,
        sector: Array,
        wage_level: Array,
        tariff: Array,
        reported_by_good: Array,
        need_price: Array,
        start_output: Array,
        start_hours: Array,
        start_population: Array,
        start_hours_norm: Array,
    ) -> Effects:
        """Sets the tariff and the week."""
        town_goods = jnp.where(jnp.arange(need_price.shape[0]) == GRAIN, 0.0, 1.0)
        people = total(jnp.where(sector == GRAIN, 0.0, workers * mean_skill))
        people_then = tree_sum(town_goods * start_hours) * start_population / (WEEKS * start_hours_norm)
        each = ratio(tree_sum(town_goods * need_price * reported_by_good), people)
        each_then = tree_sum(town_goods * need_price * start_output) * start_population / people_then
        index = jnp.where(people > 0, each / each_then, 1.0)
        now = jnp.maximum(wage_level, 1e-9)
        fixed = jnp.where(tariff > 0, tariff * jnp.exp(self.drift / 4.0), now / jnp.maximum(index, 1e-9))
        target = fixed * index
        conceded = concession(wage_response, protest_share, mean_strike(strike_share, workers))
        move = jnp.clip(jnp.log(jnp.maximum(target, 1e-9) / now) + conceded, -self.tariff_bound, self.tariff_bound)
        settled = jnp.full_like(wage, 1.0) * now * jnp.exp(move)
        return Effects(
            decide={
                "wage": settled,
                "cost_wage": settled,
                "tariff": fixed,
                "hours_norm": jnp.full_like(hours_norm, 1.0) * start_hours_norm * self.length,
            }
        )

    def govern(self, *, start_hours_norm: Array) -> Effects:
        """Takes no vote on hours."""
        return Effects(decide={"desired_hours": start_hours_norm})
