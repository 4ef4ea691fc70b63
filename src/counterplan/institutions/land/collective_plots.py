"""Members farm together and share by work points, and each household has a plot beside it."""

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
from counterplan.physics.parameters import Physics
from counterplan.physics.teams import members_of

from .dividing import divide


@dataclass(frozen=True)
class CollectivePlots(Rule):
    """The village farms as one team, as under the option 'collective', but a part of what it grows comes from plots that belong to households.

    Equation: a unit of effort gains [p + (1 − p)·(q + (1 − q)/N)] of the money a worker, p the part grown on plots, q sight·monitorability;
    deliveries are taken from the common fields alone: never more than 1 − p of the grain in store. At p = 0 it is 'collective', at p = 1 a unit of
    effort gains what it gains in a family's farm.
    Source: waedekin-1973 (plots: small in land, large in output, kept out of deliveries), lin-1988 (monitoring and work points)
    Differs from source: a plot grows what the village grows; it gave milk, meat and potatoes.
    Silent on: time that members keep back from the common fields; limits on the size of plots.
    """

    role: ClassVar[str] = "land"
    option: ClassVar[str] = "collective-plots"
    plots: float = parameter(0.2, low=0.03, high=0.35, unit="1", source="assumed", meaning="part of the village's product grown on plots")
    home_wish: float = parameter(
        1.1, low=1.0, high=1.3, unit="1", source="assumed", meaning="grain for members over the usual purchase of necessities"
    )
    payout: float = parameter(0.8, low=0.4, high=0.95, unit="1 a quarter", source="assumed", meaning="share of the team's spare money paid out")
    sight: float = parameter(
        0.6, low=0.2, high=0.9, unit="1", source="lin-1988", meaning="how well work points follow effort at average monitorability"
    )

    def hire(self, *, sector: Array, open: Array) -> Effects:
        """Lets every member work."""
        return Effects(decide={"land_open": jnp.where((sector == GRAIN) & open, 1.0, 0.0)})

    def produce(
        self, *, sector: Array, open: Array, last_harvest: Array, workers: Array, mean_effort: Array, mean_price: Array,
        land_elasticity: Array, trait_monitorability: Array, physics: Physics,
    ) -> Effects:  # fmt: skip
        """Publishes what effort on the land gains."""
        product = (1.0 - land_elasticity) * 0.25 * last_harvest * mean_price[GRAIN]
        average = ratio(product, workers * jnp.maximum(mean_effort, 0.2))
        seen = jnp.clip(self.sight * 2.0 * trait_monitorability, 0.0, 1.0)
        common = seen + (1.0 - seen) / members_of(workers, physics)
        own = self.plots + (1.0 - self.plots) * common
        piece = self.plots + (1.0 - self.plots) * seen
        farm = (sector == GRAIN) & open
        return Effects(decide={"land_stake": jnp.where(farm, own * average, 0.0), "land_piece": jnp.where(farm, piece, 0.0)})

    def pay(
        self, *, alive: Array, age: Array, hearth: Array, food_need: Array, sector: Array, inventory: Array, necessity: Array,
        levy_due: Array, deposits_enterprise: Array, debt_enterprise: Array, workers: Array, input_bill: Array, input_request: Array,
        desired_machines: Array, mean_price: Array, quarter: Array, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Divides grain between heads and sale, what plots gave apart from deliveries, and money by points."""
        due = jnp.minimum(levy_due, (1.0 - self.plots) * inventory / 1e6)
        return divide(
            alive, age, hearth, food_need, sector, inventory, necessity, due, deposits_enterprise, debt_enterprise, workers, input_bill,
            input_request, desired_machines, mean_price, self.home_wish, self.payout, quarter, sizes,
        )  # fmt: skip
