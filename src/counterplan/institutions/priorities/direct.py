"""People vote on investment and public provision themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.randomness import Draws
from counterplan.core.rule import Rule
from counterplan.core.variables import Sizes
from counterplan.physics.bundles import machine_price
from counterplan.physics.costs import material_cost_of_unit
from counterplan.physics.effort import campaign_bought
from counterplan.physics.integers import binned_quantile, percentile_bins, ratio, total
from counterplan.physics.output import at_usual_employment, balanced_tax, budget_orders, net_output
from counterplan.physics.parameters import Physics
from counterplan.physics.purse import allot_by_returns
from counterplan.physics.thrift import hands_to_come, machines_elasticity, machines_returns, wished_share

from .voting import voted_provision


@dataclass(frozen=True)
class DirectPriorities(Rule):
    """All grown people vote once a year on the share for machines and the share for provision; the median decides.

    Equation: own wishes from `thrift.wished_share` and `voting.voted_provision`, medians by histogram. Taxes pay for what is ordered.
    Machines go by weight·size·return over the mean return (`purse.allot_by_returns`), the weight 1 + 3·lack, at what those who
    coordinate hold goods to be worth: the prices in force, or an optimal plan's valuations.
    Wishes are physics; that they decide is the institution.
    Source: black-1948, downs-1957 (median voter)
    """

    role: ClassVar[str] = "priorities"
    option: ClassVar[str] = "direct"
    zeal: float = parameter(0.0, low=0.0, high=1.0, unit="1", source="assumed", meaning="how far campaigns that pay are bought")
    demand_response: float = parameter(
        0.5, low=0.0, high=1.5, unit="1", source="assumed", meaning="fall of the tax with the share of consumer goods that finds no buyer"
    )

    def foreseen(self) -> Mapping[str, Array | float]:
        """Those who set priorities are answerable to voters."""
        return {"vote": 1.0}

    def plan(
        self, *, freshness: Array, hours_norm: Array,
        open: Array, sector: Array, machines: Array, technique_capital: Array, expected_sales: Array,
        past_output: Array, past_inputs: Array, investment_share: Array, provision_share: Array, demand: Array, supplied: Array,
        potential: Array, capacity: Array, expected_harvest: Array, valuation: Array, base_inputs: Array, technique_materials: Array,
        land_elasticity: Array,
        mean_price: Array, benefit_spending: Array, debt_state: Array,
        public_interest: Array, deposits_state: Array, taxable_income: Array, profit_revenue: Array, grant_share: Array, unsold_share: Array,
        context: dict[str, Array], physics: Physics, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Turns the last vote into orders and an allotment of machines, more where they return more and where goods lacked."""
        net = net_output(past_output, past_inputs)
        lack = jnp.clip(1.0 - ratio(supplied, demand, 1.0), 0.0, 0.8)
        machines_wanted = investment_share * net
        inputs = material_cost_of_unit(technique_materials, base_inputs, mean_price, sector)
        returns = machines_returns(sector, machines, potential, capacity, expected_harvest, valuation[sector], inputs, land_elasticity, physics)
        wanted = allot_by_returns(machines_wanted, 1.0 + 3.0 * lack, returns, open, sector, machines, technique_capital, expected_sales)
        order = budget_orders(context["arms"], provision_share, net, sizes.goods)
        grants = grant_share * total(wanted) * machine_price(mean_price, sizes.goods)
        relief = self.demand_response * unsold_share
        tax = balanced_tax(
            order, mean_price, benefit_spending, grants, taxable_income, profit_revenue, debt_state, deposits_state, physics, public_interest, relief
        )
        campaign = campaign_bought(self.zeal, freshness, hours_norm, physics)
        return Effects(
            decide={
                "desired_machines": wanted, "state_order": order, "tax_rate": tax, "arms_share": context["arms"], "transfer_share": jnp.zeros(()),
                "campaign": campaign,
            }
        )  # fmt: skip

    def govern(
        self, *, alive: Array, age: Array, nutrition: Array, consumption: Array, habit: Array, investment_share: Array, provision_share: Array,
        open: Array, sector: Array, potential: Array, capacity: Array, need_price: Array, base_inputs: Array, land_elasticity: Array,
        frontier_growth: Array, depreciation: Array, start_provision_share: Array, unemployment: Array,
        start_unemployment: Array, quarter: Array, draw: Draws, physics: Physics,
    ) -> Effects:  # fmt: skip
        """Holds the yearly vote."""
        voter = alive & (age >= 72)
        want = jnp.clip(1.0 - nutrition, 0.0, 1.0) + jnp.clip(1.0 - consumption / jnp.maximum(habit, 1e-3), 0.0, 1.0)
        hands = at_usual_employment(unemployment, start_unemployment, 1.0)
        elasticity = machines_elasticity(open, sector, potential, capacity, need_price, base_inputs, land_elasticity, hands, physics)
        wish = wished_share(age, want, elasticity, frontier_growth, hands_to_come(alive, age), 4.0 * depreciation, draw, physics)
        counts, middles = percentile_bins(wish, voter, 0.0, 0.4, 200)
        now = quarter % 4 == 3
        return Effects(
            decide={
                "investment_share": jnp.where(now, binned_quantile(counts, middles, 0.5), investment_share),
                "provision_share": jnp.where(now, voted_provision(voter, start_provision_share, draw, physics), provision_share),
            }
        )  # fmt: skip
