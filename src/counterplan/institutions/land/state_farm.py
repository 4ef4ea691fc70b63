"""State farms: the land is worked for wages, and the budget bears the harvest's risk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Account, Effects, Transfer, hundredths
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule
from counterplan.core.variables import GRAIN, Sizes
from counterplan.physics.integers import ratio, tree_sum
from counterplan.physics.village import money_to_share

from .dividing import divide


@dataclass(frozen=True)
class StateFarm(Rule):
    """Workers of the farm get a wage whatever is reaped; the budget covers what the farm's sales do not, and takes what is over.

    Equation: wage = a·wage in towns; grant = max(0, wages + inputs − money); a unit of effort gains b·wage·q, q = sight·monitorability.
    Source: stiglitz-1974 (who bears the harvest's risk), nove-1977 (wages on state farms)
    Silent on: plots beside the farm; size of the farm.
    """

    role: ClassVar[str] = "land"
    option: ClassVar[str] = "state-farm"
    home_wish: float = parameter(
        1.1, low=1.0, high=1.3, unit="1", source="assumed", meaning="grain for workers of the farm over the usual purchase of necessities"
    )
    wage_ratio: float = parameter(0.5, low=0.3, high=0.9, unit="1", source="nove-1977", meaning="wage on the farm over the wage in towns")
    piece: float = parameter(0.4, low=0.1, high=0.8, unit="1", source="assumed", meaning="share of the wage paid by the piece")
    sight: float = parameter(
        0.6, low=0.2, high=0.9, unit="1", source="lin-1988", meaning="how well pay follows effort at average monitorability"
    )

    def finance(
        self, *, sector: Array, open: Array, workers: Array, wage_level: Array, input_request: Array, mean_price: Array, deposits_enterprise: Array
    ) -> Effects:
        """Grants what lacks for wages and inputs."""
        farm = (sector == GRAIN) & open
        costs = self.wage_ratio * wage_level * workers + tree_sum(input_request * mean_price, axis=1)
        lack = jnp.where(farm, jnp.maximum(costs - deposits_enterprise / 100.0, 0.0), 0.0)
        grant = Transfer("grant", Account("deposits_state"), Account("deposits_enterprise"), hundredths(lack), paid_by="benefits_paid")
        return Effects(transfers=(grant,))

    def hire(self, *, sector: Array, open: Array) -> Effects:
        """Gives everyone of the village work on the farm."""
        return Effects(decide={"land_open": jnp.where((sector == GRAIN) & open, 1.0, 0.0)})

    def produce(self, *, sector: Array, open: Array, wage_level: Array, trait_monitorability: Array) -> Effects:
        """Publishes what effort gains: the part of the wage that follows the norm, as far as it is seen."""
        seen = jnp.clip(self.sight * 2.0 * trait_monitorability, 0.0, 1.0)
        farm = (sector == GRAIN) & open
        stake = self.piece * self.wage_ratio * wage_level * seen
        return Effects(decide={"land_stake": jnp.where(farm, stake, 0.0), "land_piece": jnp.where(farm, self.piece * seen, 0.0)})

    def pay(
        self, *, alive: Array, age: Array, hearth: Array, food_need: Array, sector: Array, inventory: Array, necessity: Array,
        levy_due: Array, deposits_enterprise: Array, debt_enterprise: Array, workers: Array, input_bill: Array, input_request: Array,
        desired_machines: Array, mean_price: Array, wage_level: Array, quarter: Array, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Pays wages; what is over beyond them goes to the budget."""
        shared = divide(
            alive, age, hearth, food_need, sector, inventory, necessity, levy_due, deposits_enterprise, debt_enterprise, workers, input_bill,
            input_request, desired_machines, mean_price, self.home_wish, 1.0, quarter, sizes,
        )  # fmt: skip
        farm = sector == GRAIN
        wage = jnp.where(farm, jnp.minimum(self.wage_ratio * wage_level, ratio(deposits_enterprise / 100.0, workers)), 0.0)
        spare = money_to_share(deposits_enterprise, debt_enterprise, input_bill, desired_machines, mean_price, sizes.goods)
        over = jnp.where(farm, jnp.maximum(spare - wage * workers, 0.0), 0.0)
        residual = Transfer("residual", Account("deposits_enterprise"), Account("deposits_state"), hundredths(over), paid_to="profits_taken")
        return Effects({**shared.decide, "land_pay": wage}, transfers=(residual,))
