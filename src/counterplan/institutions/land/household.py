"""Households work their own land, eat first and sell what is left."""

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
class Household(Rule):
    """Families farm plots of their own and bear the harvest's risk themselves.

    Equation: pay follows own effort wholly; a unit of effort gains (1 − θ) of the product a worker (θ land's elasticity);
    what is eaten at home comes first, the rest is spread over the quarters to the next harvest.
    Source: chayanov-1925 (the household as producer), sen-1966 (own product and effort)
    Silent on: land markets and tenancy (see the estate option).
    """

    role: ClassVar[str] = "land"
    option: ClassVar[str] = "household"
    home_wish: float = parameter(
        1.1, low=1.0, high=1.3, unit="1", source="assumed", meaning="grain eaten at home over the usual purchase of necessities"
    )
    payout: float = parameter(0.8, low=0.4, high=0.95, unit="1 a quarter", source="assumed", meaning="share of the village's spare money paid out")

    def hire(self, *, sector: Array, open: Array) -> Effects:
        """Lets everyone of the village work its land."""
        return Effects(decide={"land_open": jnp.where((sector == GRAIN) & open, 1.0, 0.0)})

    def produce(
        self, *, sector: Array, open: Array, last_harvest: Array, workers: Array, mean_effort: Array, mean_price: Array,
        land_elasticity: Array,
    ) -> Effects:  # fmt: skip
        """Publishes what effort on the land gains."""
        product = 0.25 * last_harvest * mean_price[GRAIN]
        stake = (1.0 - land_elasticity) * ratio(product, workers * jnp.maximum(mean_effort, 0.2))
        farm = (sector == GRAIN) & open
        return Effects(decide={"land_stake": jnp.where(farm, stake, 0.0), "land_piece": jnp.where(farm, 1.0, 0.0)})

    def pay(
        self, *, alive: Array, age: Array, hearth: Array, food_need: Array, sector: Array, inventory: Array, necessity: Array,
        levy_due: Array, deposits_enterprise: Array, debt_enterprise: Array, workers: Array, input_bill: Array, input_request: Array,
        desired_machines: Array, mean_price: Array, quarter: Array, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Divides grain between home and sale, and the village's money among those who worked."""
        return divide(
            alive, age, hearth, food_need, sector, inventory, necessity, levy_due, deposits_enterprise, debt_enterprise, workers, input_bill,
            input_request, desired_machines, mean_price, self.home_wish, self.payout, quarter, sizes,
        )  # fmt: skip
