"""A ruler sets investment, arms and provision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule
from counterplan.physics.output import budget_orders, machines_for, net_output
from counterplan.physics.purse import allot_machines


@dataclass(frozen=True)
class RulerPriorities(Rule):
    """Those who rule set a high share for machines, first of all for making machines, and let provision follow.

    Equation: machines wanted = s·net output, spread over sectors by weight·capacity (Feldman's order); taxes are low, since
    profits already come to the budget.
    Source: feldman-1928, domar-1957, allen-2003
    """

    role: ClassVar[str] = "priorities"
    option: ClassVar[str] = "ruler"
    investment: float = parameter(0.22, low=0.12, high=0.35, unit="1", source="allen-2003", meaning="share of output for machines")
    provision: float = parameter(0.1, low=0.05, high=0.18, unit="1", source="assumed", meaning="share of output for public provision")
    heavy: float = parameter(3.0, low=1.0, high=5.0, unit="1", source="feldman-1928", meaning="weight of machines and materials over the rest")
    tax: float = parameter(0.05, low=0.0, high=0.15, unit="1", source="assumed", meaning="tax on incomes")

    def plan(
        self, *, open: Array, sector: Array, machines: Array, technique_capital: Array, expected_sales: Array, past_output: Array,
        past_inputs: Array, mean_price: Array, price_level: Array, tax_rate: Array, context: dict[str, Array],
    ) -> Effects:  # fmt: skip
        """Sets shares, orders and the allotment of machines."""
        net = net_output(past_output, past_inputs)
        weights = jnp.array([1.0, 1.0, 1.0, 0.0, 0.0, 1.5]) + self.heavy * jnp.array([0.0, 0.0, 0.0, 1.0, 1.0, 0.0])
        machines_wanted = machines_for(self.investment, net, mean_price, price_level)
        wanted = allot_machines(machines_wanted, weights, open, sector, machines, technique_capital, expected_sales)
        return Effects(
            decide={
                "desired_machines": wanted, "state_order": budget_orders(context["arms"], self.provision, net, mean_price, price_level),
                "tax_rate": 0.0 * tax_rate + self.tax, "investment_share": jnp.asarray(self.investment),
                "arms_share": context["arms"], "provision_share": jnp.asarray(self.provision),
            }
        )  # fmt: skip
