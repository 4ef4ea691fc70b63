"""People vote on investment and public provision themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.randomness import Draws
from counterplan.core.rule import Rule
from counterplan.physics.integers import binned_quantile, percentile_bins, ratio
from counterplan.physics.output import balanced_tax, budget_orders, machines_for, net_output
from counterplan.physics.purse import allot_machines


@dataclass(frozen=True)
class DirectPriorities(Rule):
    """All grown people vote once a year on the share for machines and the share for provision; the median decides.

    Equation: own wish for investment = base + patience·lasting trait − hunger·max(0, 1 − food); own wish for provision =
    base + taste·lasting trait; medians by histogram. Taxes pay for what is ordered.
    Source: black-1948, downs-1957 (median voter); own construction (wishes)
    """

    role: ClassVar[str] = "priorities"
    option: ClassVar[str] = "direct"
    investment: float = parameter(
        0.14, low=0.06, high=0.25, unit="1", source="assumed", meaning="share for machines that a voter of usual patience wants"
    )
    patience: float = parameter(0.08, low=0.02, high=0.15, unit="1", source="assumed", meaning="spread of that wish over voters")
    present: float = parameter(0.3, low=0.1, high=0.6, unit="1", source="assumed", meaning="how far want of food and goods now lowers it")
    provision: float = parameter(0.11, low=0.05, high=0.18, unit="1", source="assumed", meaning="share for provision that a usual voter wants")

    def plan(
        self, *, open: Array, sector: Array, machines: Array, technique_capital: Array, expected_sales: Array, orders: Array, sales: Array,
        past_output: Array, past_inputs: Array, investment_share: Array, provision_share: Array, demand: Array, supplied: Array,
        mean_price: Array, price_level: Array, floor_income: Array, unemployment: Array, start_population: Array, debt_state: Array,
        deposits_state: Array,
        context: dict[str, Array],
    ) -> Effects:  # fmt: skip
        """Turns the last vote into orders and an allotment of machines, more where goods lacked."""
        net = net_output(past_output, past_inputs)
        lack = jnp.clip(1.0 - ratio(supplied, demand, 1.0), 0.0, 0.8)
        machines_wanted = machines_for(investment_share, net, mean_price, price_level)
        wanted = allot_machines(machines_wanted, 1.0 + 3.0 * lack, open, sector, machines, technique_capital, expected_sales)
        order = budget_orders(context["arms"], provision_share, net, mean_price, price_level)
        floor_cost = 0.5 * floor_income * unemployment * start_population
        tax = balanced_tax(order, mean_price, floor_cost, net, price_level, debt_state, deposits_state)
        return Effects(
            decide={"desired_machines": wanted, "state_order": order, "tax_rate": tax, "arms_share": context["arms"]}
        )  # fmt: skip

    def govern(
        self, *, alive: Array, age: Array, nutrition: Array, consumption: Array, habit: Array, investment_share: Array, provision_share: Array,
        quarter: Array, draw: Draws,
    ) -> Effects:  # fmt: skip
        """Holds the yearly vote."""
        voter = alive & (age >= 72)
        bits = draw.lasting_bits("patience")
        trait = (bits >> 40).astype(jnp.float32) * jnp.float32(2.0**-24) * 2.0 - 1.0
        want = jnp.clip(1.0 - nutrition, 0.0, 1.0) + jnp.clip(1.0 - consumption / jnp.maximum(habit, 1e-3), 0.0, 1.0)
        wish = self.investment + self.patience * trait - self.present * self.investment * want
        counts, middles = percentile_bins(wish, voter, 0.0, 0.4, 200)
        taste = ((bits & jnp.uint64(0xFFFFFF)).astype(jnp.float32) * jnp.float32(2.0**-24) * 2.0 - 1.0) * 0.05
        for_services, levels = percentile_bins(self.provision + taste, voter, 0.0, 0.3, 150)
        now = quarter % 4 == 3
        return Effects(
            decide={
                "investment_share": jnp.where(now, binned_quantile(counts, middles, 0.5), investment_share),
                "provision_share": jnp.where(now, binned_quantile(for_services, levels, 0.5), provision_share),
            }
        )  # fmt: skip
