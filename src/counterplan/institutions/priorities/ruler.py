"""A ruler sets investment, arms and provision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule
from counterplan.core.variables import Sizes
from counterplan.physics.bundles import machine_price
from counterplan.physics.effort import campaign_bought
from counterplan.physics.integers import total
from counterplan.physics.output import balanced_tax, budget_orders, net_output
from counterplan.physics.parameters import Physics
from counterplan.physics.purse import allot_machines

LIGHT = (1.0, 1.0, 1.0, 0.0, 0.0, 1.5)
HEAVY = (0.0, 0.0, 0.0, 1.0, 1.0, 0.0)
"""Weights of sectors by the part that a good plays, and those that the rule multiplies (assumed; feldman-1928)."""


@dataclass(frozen=True)
class RulerPriorities(Rule):
    """Those who rule set a high share for machines, first of all for making machines, and let provision follow.

    Equation: machines wanted = s·net output, spread over sectors by weight·machines·use^bottlenecks (Feldman's order); taxes pay for what
    profits do not cover.
    Source: feldman-1928, domar-1957, allen-2003; holzman-1955 (taxes hold demand to what is meant for people)
    """

    role: ClassVar[str] = "priorities"
    option: ClassVar[str] = "ruler"
    demand_response: float = parameter(
        0.5, low=0.0, high=1.5, unit="1", source="assumed", meaning="fall of the tax with the share of consumer goods that finds no buyer"
    )
    investment: float = parameter(0.22, low=0.12, high=0.35, unit="1", source="allen-2003", meaning="share of output for machines")
    provision: float = parameter(1.0, low=0.5, high=2.0, unit="1", source="assumed", meaning="share for public provision over the start's")
    bottlenecks: float = parameter(
        3.0, low=1.0, high=6.0, unit="1", source="assumed", meaning="response of the allotment of machines to their use (elasticity)"
    )
    zeal: float = parameter(0.0, low=0.0, high=1.0, unit="1", source="assumed", meaning="how far campaigns that pay are bought")
    career: float = parameter(
        0.0, low=0.0, high=1.5, unit="1", source="kung-chen-2011", meaning="stake of provincial officials in what they report"
    )
    heavy: float = parameter(3.0, low=1.0, high=5.0, unit="1", source="feldman-1928", meaning="weight of machines and materials over the rest")

    def plan(
        self, *, freshness: Array, hours_norm: Array,
        open: Array, sector: Array, machines: Array, technique_capital: Array, expected_sales: Array, past_output: Array,
        past_inputs: Array, mean_price: Array, benefit_spending: Array,
        debt_state: Array, deposits_state: Array, taxable_income: Array, profit_revenue: Array, grant_share: Array, unsold_share: Array,
        public_interest: Array, start_provision_share: Array, context: dict[str, Array], physics: Physics, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Sets shares, orders and the allotment of machines."""
        net = net_output(past_output, past_inputs)
        light, heavy = (jnp.array(sizes.goods.mean(weights)) for weights in (LIGHT, HEAVY))
        weights = light + self.heavy * heavy
        machines_wanted = self.investment * net
        wanted = allot_machines(machines_wanted, weights, open, sector, machines, technique_capital, expected_sales, self.bottlenecks)
        provision = self.provision * start_provision_share
        order = budget_orders(context["arms"], provision, net, sizes.goods)
        grants = grant_share * total(wanted) * machine_price(mean_price, sizes.goods)
        relief = self.demand_response * unsold_share
        tax = balanced_tax(
            order, mean_price, benefit_spending, grants, taxable_income, profit_revenue, debt_state, deposits_state, physics, public_interest, relief
        )
        return Effects(
            decide={
                "desired_machines": wanted, "state_order": order, "tax_rate": tax, "investment_share": jnp.asarray(self.investment),
                "arms_share": context["arms"], "provision_share": provision, "transfer_share": jnp.zeros(()),
                "province_stake": jnp.asarray(self.career, jnp.float64),
                "campaign": campaign_bought(self.zeal, freshness, hours_norm, physics),
            }
        )  # fmt: skip
