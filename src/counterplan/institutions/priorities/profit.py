"""Investment goes where profit is; the budget keeps to arms and a little provision."""

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
from counterplan.physics.integers import ratio, total
from counterplan.physics.output import at_usual_employment, balanced_tax, budget_orders, net_output
from counterplan.physics.parameters import Physics

from .investing import machines_by_profit


@dataclass(frozen=True)
class ProfitPriorities(Rule):
    """Each enterprise invests by use of its machines and by return; taxes cover what the budget orders, over the cycle.

    Equation: I/K as in `investing.machines_by_profit`.
    Source: godley-lavoie-2007, see docs/architecture.md. A γ₁ above the response of saving makes the path unstable (harrod-1939).
    """

    role: ClassVar[str] = "priorities"
    option: ClassVar[str] = "profit"
    use_response: float = parameter(
        0.015, low=0.005, high=0.06, unit="1", source="assumed", meaning="response of investment to use of machines"
    )
    share_response: float = parameter(
        0.0, low=0.0, high=0.6, unit="1 a quarter", source="assumed", meaning="response of own orders of machines to buyers' first choices"
    )
    return_response: float = parameter(0.3, low=0.05, high=0.6, unit="1", source="assumed", meaning="response of investment to the return")
    usual_use: float = parameter(0.9, low=0.8, high=0.95, unit="1", source="assumed", meaning="use of machines that calls for no more")
    usual_return: float = parameter(1.0, low=0.7, high=1.4, unit="1", source="assumed", meaning="return that calls for no more, over the start's")
    zeal: float = parameter(0.0, low=0.0, high=1.0, unit="1", source="assumed", meaning="how far campaigns that pay are bought")
    public_debt: float = parameter(0.6, low=0.0, high=1.2, unit="years", source="assumed", meaning="public debt over incomes that calls for no tax")
    over_cycle: float = parameter(1.0, low=0.0, high=1.0, unit="1", source="mueller-price-1984", meaning="part of a slump that the budget sees past")
    provision: float = parameter(1.0, low=0.5, high=2.0, unit="1", source="assumed", meaning="share for public provision over the start's")

    def plan(
        self, *, freshness: Array, hours_norm: Array,
        open: Array, sector: Array, machines: Array, expected_sales: Array, technique_capital: Array, depreciation: Array,
        price: Array, unit_cost: Array, mean_price: Array, market_share: Array, workers: Array, most_workers: Array, past_output: Array,
        past_inputs: Array, debt_state: Array,
        deposits_state: Array,
        public_interest: Array, taxable_income: Array, profit_revenue: Array, grant_share: Array, return_premium: Array, rescue_chance: Array,
        start_return: Array, start_machine_growth: Array,
        benefit_spending: Array, start_provision_share: Array, unemployment: Array,
        start_unemployment: Array, context: dict[str, Array],
        physics: Physics, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Decides machines wanted, the budget's orders and the tax."""
        wanted = machines_by_profit(
            open, sector, machines, expected_sales, technique_capital, depreciation, price, unit_cost, mean_price, market_share, workers,
            most_workers, return_premium,
            rescue_chance,
            start_return, start_machine_growth, self.use_response, self.share_response, self.return_response, self.usual_use, self.usual_return,
            sizes.goods,
        )  # fmt: skip
        net = net_output(past_output, past_inputs)
        usual = at_usual_employment(unemployment, start_unemployment, self.over_cycle)
        provision = self.provision * start_provision_share
        order = budget_orders(context["arms"], provision, usual * net, sizes.goods)
        grants = grant_share * total(wanted) * machine_price(mean_price, sizes.goods)
        tax = balanced_tax(
            order, mean_price, benefit_spending, grants, usual * taxable_income, profit_revenue, debt_state, deposits_state, physics,
            public_interest, debt_aim=self.public_debt,
        )  # fmt: skip
        return Effects(
            decide={
                "desired_machines": wanted, "state_order": order, "tax_rate": tax,
                "investment_share": ratio(total(wanted), net), "arms_share": context["arms"],
                "provision_share": provision, "transfer_share": jnp.zeros(()),
                "campaign": campaign_bought(self.zeal, freshness, hours_norm, physics),
            }
        )  # fmt: skip
