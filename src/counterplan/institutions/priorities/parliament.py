"""A parliament sets taxes, provision and transfers; enterprises invest where profit is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Account, Effects, Transfer, hundredths
from counterplan.core.parameters import parameter
from counterplan.core.randomness import Draws
from counterplan.core.rule import Rule
from counterplan.core.variables import Sizes
from counterplan.physics.bundles import machine_price
from counterplan.physics.integers import binned_quantile, percentile_bins, ratio, total, tree_sum
from counterplan.physics.output import at_usual_employment, balanced_tax, budget_orders, net_output
from counterplan.physics.parameters import Physics

from .investing import machines_by_profit
from .voting import voted_provision


@dataclass(frozen=True)
class ParliamentPriorities(Rule):
    """Voters elect who sets the tax, provision and an equal transfer; the median decides, once a year.

    Equation: a voter with m of the mean income wants the tax (1 − m)/(1 − m + ε), spent on provision and arms first and the rest shared out
    alike; provision as the median wishes it. The tax is lowered by lean·(unemployment − usual). I/K as under profit.
    Source: meltzer-richard-1981 (tax and transfer), downs-1957 (median), godley-lavoie-2007 (investment; deficits are lent by the bank),
    dosi-fagiolo-roventini-2010 (fiscal policy against slumps). Income is read off consumption, which is what persons know of each other.
    Silent on: parties, lobbies, terms of office; enterprises owned by the budget.
    """

    role: ClassVar[str] = "priorities"
    option: ClassVar[str] = "parliament"
    use_response: float = parameter(
        0.015, low=0.005, high=0.06, unit="1", source="assumed", meaning="response of investment to use of machines"
    )
    share_response: float = parameter(
        0.0, low=0.0, high=0.6, unit="1 a quarter", source="assumed", meaning="response of own orders of machines to buyers' first choices"
    )
    return_response: float = parameter(0.3, low=0.05, high=0.6, unit="1", source="assumed", meaning="response of investment to the return")
    usual_use: float = parameter(0.9, low=0.8, high=0.95, unit="1", source="assumed", meaning="use of machines that calls for no more")
    usual_return: float = parameter(1.0, low=0.7, high=1.4, unit="1", source="assumed", meaning="return that calls for no more, over the start's")
    base_response: float = parameter(
        0.4, low=0.12, high=1.0, unit="1", source="saez-slemrod-giertz-2012", meaning="fall of taxed income with the tax that voters reckon with"
    )
    vote_speed: float = parameter(0.25, low=0.1, high=1.0, unit="1 a year", source="assumed", meaning="speed at which a vote takes effect")
    public_debt: float = parameter(0.6, low=0.0, high=1.2, unit="years", source="assumed", meaning="public debt over incomes that calls for no tax")
    over_cycle: float = parameter(1.0, low=0.0, high=1.0, unit="1", source="mueller-price-1984", meaning="part of a slump that the budget sees past")
    lean: float = parameter(0.3, low=0.0, high=1.0, unit="1", source="assumed", meaning="fall of the tax with unemployment above the usual")
    usual_unemployment: float = parameter(0.06, low=0.02, high=0.12, unit="1", source="assumed", meaning="unemployment that calls for no deficit")

    def foreseen(self) -> Mapping[str, Array | float]:
        """Those who set priorities are answerable to voters."""
        return {"vote": 1.0}

    def plan(
        self, *, open: Array, sector: Array, machines: Array, expected_sales: Array, technique_capital: Array, depreciation: Array,
        price: Array, unit_cost: Array, mean_price: Array, market_share: Array, workers: Array, most_workers: Array, past_output: Array,
        past_inputs: Array, debt_state: Array,
        deposits_state: Array,
        public_interest: Array, taxable_income: Array, profit_revenue: Array, grant_share: Array, return_premium: Array, rescue_chance: Array,
        start_return: Array, start_machine_growth: Array,
        benefit_spending: Array, provision_share: Array, unemployment: Array, start_unemployment: Array,
        context: dict[str, Array], physics: Physics, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Carries out the last vote; enterprises decide on machines themselves."""
        wanted = machines_by_profit(
            open, sector, machines, expected_sales, technique_capital, depreciation, price, unit_cost, mean_price, market_share, workers,
            most_workers, return_premium,
            rescue_chance,
            start_return, start_machine_growth, self.use_response, self.share_response, self.return_response, self.usual_use, self.usual_return,
            sizes.goods,
        )  # fmt: skip
        net = net_output(past_output, past_inputs)
        usual = at_usual_employment(unemployment, start_unemployment, self.over_cycle)
        order = budget_orders(context["arms"], provision_share, usual * net, sizes.goods)
        grants = grant_share * total(wanted) * machine_price(mean_price, sizes.goods)
        relief = self.lean * (unemployment - self.usual_unemployment)
        tax = balanced_tax(
            order, mean_price, benefit_spending, grants, usual * taxable_income, profit_revenue, debt_state, deposits_state, physics,
            public_interest, relief, self.public_debt,
        )  # fmt: skip
        return Effects(
            decide={
                "desired_machines": wanted, "state_order": order, "tax_rate": tax, "investment_share": ratio(total(wanted), net),
                "arms_share": context["arms"],
            }
        )  # fmt: skip

    def pay(self, *, alive: Array, age: Array, transfer_share: Array, taxable_income: Array) -> Effects:
        """Pays every grown person the same."""
        grown = alive & (age >= 64)
        each = hundredths(ratio(transfer_share * taxable_income, jnp.sum(grown)))
        amount = jnp.where(grown, each, 0)
        paid = Transfer("benefit", Account("deposits_state"), Account("deposits_person"), amount, paid_to="income_person", paid_by="benefits_paid")
        return Effects(transfers=(paid,))

    def govern(
        self, *, alive: Array, age: Array, consumption: Array, provision_share: Array, transfer_share: Array, start_provision_share: Array,
        past_output: Array, past_inputs: Array, mean_price: Array, taxable_income: Array, quarter: Array, draw: Draws, physics: Physics,
        context: dict[str, Array], sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Holds the yearly vote."""
        voter = alive & (age >= 72)
        mean = ratio(total(jnp.where(voter, consumption, 0.0), 1024.0), jnp.sum(voter), 1.0)
        short = jnp.maximum(1.0 - consumption / jnp.maximum(mean, 1e-9).astype(jnp.float32), 0.0)
        wish = short / (short + jnp.asarray(self.base_response, jnp.float32))
        counts, rates = percentile_bins(wish, voter, 0.0, 1.0, 400)
        rate = jnp.minimum(binned_quantile(counts, rates, 0.5), physics.largest_tax)
        provision = voted_provision(voter, start_provision_share, draw, physics)
        order = budget_orders(context["arms"], provision, net_output(past_output, past_inputs), sizes.goods)
        spent = ratio(tree_sum(order * mean_price), taxable_income, 1.0)
        aim = jnp.maximum(rate - spent, 0.0)
        now = quarter % 4 == 3
        moved = transfer_share + self.vote_speed * (aim - transfer_share)
        return Effects(
            decide={
                "provision_share": jnp.where(now, provision, provision_share), "transfer_share": jnp.where(now, moved, transfer_share),
            }
        )  # fmt: skip
