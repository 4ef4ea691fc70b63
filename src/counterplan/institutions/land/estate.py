"""Estates: owners of land take a part of the harvest, tenants work and bear the rest of the risk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Account, Effects, Transfer, hundredths
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule
from counterplan.core.variables import GRAIN, Sizes
from counterplan.physics.integers import ratio
from counterplan.physics.village import money_to_share

from .dividing import divide


@dataclass(frozen=True)
class Estate(Rule):
    """Tenants work plots of their own for a share; the owners' part is sold whoever hungers in the village.

    Equation: a unit of effort gains (1 − r)·(1 − θ) of the product a worker; r of the grain in store is sold, r of spare money goes to owners.
    Source: cheung-1969, stiglitz-1974 (share tenancy), sen-1981 (grain leaves those who cannot pay)
    Silent on: fixed rents; eviction; who the owners are (they are paid as the residual rule pays owners).
    """

    role: ClassVar[str] = "land"
    option: ClassVar[str] = "estate"
    home_wish: float = parameter(
        1.1, low=1.0, high=1.3, unit="1", source="assumed", meaning="grain eaten at home over the usual purchase of necessities"
    )
    payout: float = parameter(0.8, low=0.4, high=0.95, unit="1 a quarter", source="assumed", meaning="share of the village's spare money paid out")
    rent: float = parameter(0.4, low=0.2, high=0.6, unit="1", source="cheung-1969", meaning="owners' share of the harvest and of its proceeds")

    def hire(self, *, sector: Array, open: Array) -> Effects:
        """Lets those who live there work its land."""
        return Effects(decide={"land_open": jnp.where((sector == GRAIN) & open, 1.0, 0.0)})

    def produce(
        self, *, sector: Array, open: Array, last_harvest: Array, workers: Array, mean_effort: Array, mean_price: Array,
        land_elasticity: Array,
    ) -> Effects:  # fmt: skip
        """Publishes what effort on the land gains."""
        product = 0.25 * last_harvest * mean_price[GRAIN]
        stake = (1.0 - self.rent) * (1.0 - land_elasticity) * ratio(product, workers * jnp.maximum(mean_effort, 0.2))
        farm = (sector == GRAIN) & open
        return Effects(decide={"land_stake": jnp.where(farm, stake, 0.0), "land_piece": jnp.where(farm, 1.0, 0.0)})

    def pay(
        self, *, alive: Array, age: Array, hearth: Array, food_need: Array, sector: Array, inventory: Array, necessity: Array,
        levy_due: Array, deposits_enterprise: Array, debt_enterprise: Array, workers: Array, input_bill: Array, input_request: Array,
        desired_machines: Array, mean_price: Array, quarter: Array, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Divides grain and money between owners and tenants."""
        shared = divide(
            alive, age, hearth, food_need, sector, inventory, necessity, levy_due, deposits_enterprise, debt_enterprise, workers, input_bill,
            input_request, desired_machines, mean_price, self.home_wish, (1.0 - self.rent) * self.payout, quarter, sizes, rent=self.rent,
        )  # fmt: skip
        spare = money_to_share(deposits_enterprise, debt_enterprise, input_bill, desired_machines, mean_price, sizes.goods)
        rent = jnp.where(sector == GRAIN, self.rent * self.payout * spare, 0.0)
        paid = Transfer("residual", Account("deposits_enterprise"), Account("deposits_fund"), hundredths(rent))
        return Effects(shared.decide, transfers=(paid,))
