"""Carrying out a plan without ranks: what lacks is shared alike. The body that plans by negotiation and by optimum share; no option of its own."""

from __future__ import annotations

from dataclasses import dataclass

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule
from counterplan.core.variables import Sizes
from counterplan.physics.parameters import Physics

from .handing_out import carry_out_supply, plan_machines, plan_shops


@dataclass(frozen=True)
class SharedAlike(Rule):
    """Hands inputs, goods in shops and machines out as planned; of a gap final uses bear a part and inputs the rest, alike in all sectors.

    Source: own construction (closures in docs/architecture.md).
    """

    share_of_final: float = parameter(0.7, low=0.0, high=1.0, unit="1", source="assumed", meaning="part of a gap that final uses bear")

    def supply(
        self, *, open: Array, sector: Array, input_request: Array, consumption_plan: Array, inventory: Array, price: Array,
        mean_price: Array, offered: Array, sales: Array, orders: Array, demand: Array, supplied: Array, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Hands inputs out alike to all sectors; the gap is shared as the closure says."""
        return carry_out_supply(
            input_request, consumption_plan, self.share_of_final, jnp.ones(sizes.good), open, sector, inventory, price, mean_price,
            offered, sales, orders, demand, supplied, sizes.goods,
        )  # fmt: skip

    def consume(
        self, *, open: Array, alive: Array, age: Array, hearth: Array, deposits_person: Array, income_person: Array, food_need: Array,
        home_grain: Array, sector: Array, price: Array, inventory: Array, offered: Array, state_order: Array, mean_price: Array,
        consumption: Array, nutrition: Array, grain_need: Array, sales: Array, orders: Array, demand: Array, supplied: Array,
        necessity: Array, taste: Array, expected_sales: Array, consumption_plan: Array, physics: Physics, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Sells at the plan's prices, people and public orders alike."""
        return plan_shops(
            open, alive, age, hearth, deposits_person, income_person, food_need, home_grain, sector, price, inventory, offered,
            state_order, mean_price, consumption, nutrition, grain_need, sales, orders, demand, supplied, necessity, taste,
            expected_sales, consumption_plan, self.share_of_final, physics, sizes, state_first=False,
        )  # fmt: skip

    def invest(
        self, *, open: Array, sector: Array, desired_machines: Array, inventory: Array, price: Array, deposits_enterprise: Array, mean_price: Array,
        sales: Array, orders: Array, demand: Array, supplied: Array, expected_sales: Array, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Hands machines out as allotted."""
        return plan_machines(
            open, sector, desired_machines, inventory, price, deposits_enterprise, mean_price, sales, orders, demand,
            supplied, expected_sales, sizes.goods,
        )  # fmt: skip
