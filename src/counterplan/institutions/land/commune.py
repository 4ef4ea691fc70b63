"""The commune: one large team, shares by heads, meals in common halls, no way out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule
from counterplan.core.variables import GRAIN, Sizes
from counterplan.physics.integers import ratio

from .dividing import divide


@dataclass(frozen=True)
class Commune(Rule):
    """Several villages farm as one; most is shared by heads, and halls serve meals without a ration while grain lasts.

    Equation: a unit of effort gains [q + (1 − q)/(N·m)] of the money a worker, q = sight·monitorability, m villages a commune; grain
    eaten = (1 + g·halls)·wish, kept back for 1 − halls of the quarters to the next harvest.
    Source: lin-1990 (no exit, weak rewards), chang-wen-1997 (halls eat ahead), lin-1988 (monitoring)
    Silent on: works outside the fields (see mobility `assigned` for people who are called away).
    """

    role: ClassVar[str] = "land"
    option: ClassVar[str] = "commune"
    home_wish: float = parameter(
        1.1, low=1.0, high=1.3, unit="1", source="assumed", meaning="grain for members over the usual purchase of necessities"
    )
    payout: float = parameter(0.8, low=0.4, high=0.95, unit="1 a quarter", source="assumed", meaning="share of the team's spare money paid out")
    sight: float = parameter(
        0.3, low=0.05, high=0.6, unit="1", source="lin-1990", meaning="how well shares follow effort at average monitorability"
    )
    villages: float = parameter(10.0, low=3.0, high=40.0, unit="1", source="assumed", meaning="villages that share as one")
    halls: float = parameter(0.5, low=0.0, high=1.0, unit="1", source="chang-wen-1997", meaning="part of meals eaten in halls without a ration")
    feast: float = parameter(0.2, low=0.0, high=0.4, unit="1", source="assumed", meaning="grain eaten in halls over what a household would eat")

    def hire(self, *, sector: Array, open: Array) -> Effects:
        """Lets every member work."""
        return Effects(decide={"land_open": jnp.where((sector == GRAIN) & open, 1.0, 0.0)})

    def produce(
        self, *, sector: Array, open: Array, last_harvest: Array, workers: Array, mean_effort: Array, mean_price: Array,
        land_elasticity: Array, trait_monitorability: Array,
    ) -> Effects:  # fmt: skip
        """Publishes what effort on the land gains."""
        product = (1.0 - land_elasticity) * 0.25 * last_harvest * mean_price[GRAIN]
        average = ratio(product, workers * jnp.maximum(mean_effort, 0.2))
        seen = jnp.clip(self.sight * 2.0 * trait_monitorability, 0.0, 1.0)
        own = seen + (1.0 - seen) / jnp.maximum(self.villages * workers, 1)
        farm = (sector == GRAIN) & open
        return Effects(decide={"land_stake": jnp.where(farm, own * average, 0.0), "land_piece": jnp.where(farm, seen, 0.0)})

    def pay(
        self, *, alive: Array, age: Array, hearth: Array, food_need: Array, sector: Array, inventory: Array, necessity: Array,
        levy_due: Array, deposits_enterprise: Array, debt_enterprise: Array, workers: Array, input_bill: Array, input_request: Array,
        desired_machines: Array, mean_price: Array, quarter: Array, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Serves meals while grain lasts, offers what is over, and shares money out."""
        wish = self.home_wish * (1.0 + self.feast * self.halls)
        return divide(
            alive, age, hearth, food_need, sector, inventory, necessity, levy_due, deposits_enterprise, debt_enterprise, workers, input_bill,
            input_request, desired_machines, mean_price, wish, self.payout, quarter, sizes, foresight=1.0 - self.halls,
        )  # fmt: skip
