"""Budgets as soft or as hard as lenders' reckoning makes them: whoever cannot pay is carried on where going on pays those who would lend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.randomness import Draws
from counterplan.core.rule import Rule
from counterplan.core.variables import Sizes
from counterplan.institutions.management.appraisal import annuity
from counterplan.physics.bundles import machine_price
from counterplan.physics.purse import pledge, running_costs

from .banking import close_and_open, judge
from .credit import lend, pass_interest
from .founding import found, state_pays
from .refinancing import refinanced


@dataclass(frozen=True)
class RefinancedExit(Rule):
    """Nobody promises to rescue or to close: who cannot pay goes on if lenders then gain, what is already spent not counted.

    Equation: a success brings R = worth of machines and stores + what sales bring over costs for some time; going on takes the costs of
    `needs` quarters, and watching over it k·a²/2, k = `watching` of these. One lender goes on where max_a a·R − k·a²/2 ≥ costs, lenders who
    share where the first one, left with R less what the second asks, still watches closely enough (`lenders`: part whose lending is split).
    Source: dewatripont-maskin-1995 (one lender cannot commit to stop), kornai-maskin-roland-2003
    Differs from source: the rule is applied to enterprises that cannot pay, not to projects; who would be stopped is not refused at the start.
    Silent on: bargaining over terms; reputation.
    """

    role: ClassVar[str] = "exit"
    option: ClassVar[str] = "refinanced"
    lenders: float = parameter(
        0.0, low=0.0, high=1.0, unit="1", source="dewatripont-maskin-1995", meaning="part of enterprises whose lending is split between lenders"
    )
    watching: float = parameter(3.0, low=1.0, high=10.0, unit="1", source="assumed", meaning="cost of making success sure, doubled, over the outlay")
    needs: float = parameter(2.0, low=1.0, high=4.0, unit="quarters", source="assumed", meaning="quarters of costs that going on takes")
    horizon: float = parameter(8.0, low=4.0, high=20.0, unit="quarters", source="assumed", meaning="quarters of surplus that a success brings")
    leverage: float = parameter(3.0, low=1.5, high=6.0, unit="1", source="assumed", meaning="debt allowed over what can be pledged")
    interest_rate: float = parameter(0.003, low=0.0, high=0.01, unit="1 a quarter", source="assumed", meaning="rate on loans")
    public_rate: float = parameter(0.0, low=0.0, high=0.006, unit="1 a quarter", source="assumed", meaning="rate on public debt")
    passed_on: float = parameter(0.5, low=0.0, high=0.9, unit="1", source="assumed", meaning="part of interest that depositors get")
    discount: float = parameter(0.02, low=0.005, high=0.04, unit="1 a quarter", source="assumed", meaning="discounting")
    entry_rate: float = parameter(0.03, low=0.01, high=0.1, unit="1 a quarter", source="assumed", meaning="rate at which empty places are filled")

    def finance(
        self, *, wage: Array, workers: Array, desired_workers: Array, mean_skill: Array, input_request: Array, mean_price: Array, sector: Array,
        open: Array, machines: Array, inventory: Array, price: Array, desired_machines: Array, deposits_enterprise: Array, debt_enterprise: Array,
        deposits_person: Array, debt_state: Array, tax_rate: Array, debt_finance: Array, expected_sales: Array, draw: Draws, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Lends for the quarter's costs and for machines; interest is due; everybody reckons with what lenders would do."""
        costs = running_costs(wage, workers, desired_workers, mean_skill, input_request, mean_price, sector)
        worth = pledge(machines, inventory, price, mean_price, sizes.goods)
        kept = debt_finance * machines / 1e6 * machine_price(mean_price, sizes.goods)
        loans = lend(
            open, costs, desired_machines, mean_price, deposits_enterprise, debt_enterprise, self.leverage * (worth + 4.0 * costs),
            self.interest_rate, sizes.goods, kept=kept,
        )  # fmt: skip
        passed = pass_interest(
            deposits_person, deposits_enterprise, debt_enterprise, debt_state, tax_rate, self.interest_rate, self.public_rate, self.passed_on
        )
        carried = self._carried(costs, worth, expected_sales * price, draw)
        return Effects({"rescue_chance": carried, **passed.decide}, (*loans.transfers, *passed.transfers))

    def exit(
        self, *, open: Array, sector: Array, insolvent: Array, deposits_enterprise: Array, debt_enterprise: Array, machines: Array, inventory: Array,
        price: Array, mean_price: Array, wage: Array, workers: Array, desired_workers: Array, mean_skill: Array, input_request: Array,
        orders: Array, sales: Array, expected_sales: Array, start_capital: Array, start_labour: Array, technique_labour: Array,
        technique_capital: Array, wage_level: Array, start_hours_norm: Array, enterprise_id: Array, next_enterprise_id: Array,
        market_share: Array, deposits_state: Array, draw: Draws, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Finds who cannot pay; lenders go on with some and stop others; the budget founds."""
        costs = running_costs(wage, workers, desired_workers, mean_skill, input_request, mean_price, sector)
        worth = pledge(machines, inventory, price, mean_price, sizes.goods)
        carried = self._carried(costs, worth, expected_sales * price, draw)
        fate = judge(
            open, sector, insolvent, workers, market_share, deposits_enterprise, debt_enterprise, costs, self.leverage * (worth + 4.0 * costs),
            carried, carried, draw,
        )  # fmt: skip
        new = found(
            open, sector, orders, sales, expected_sales, self.entry_rate, start_capital, start_labour, technique_labour, technique_capital,
            wage_level, mean_price, start_hours_norm, enterprise_id, next_enterprise_id, wage, price, machines, draw,
            sizes.goods,
        )  # fmt: skip
        pool, raised = state_pays(new.capital, deposits_state)
        return close_and_open(fate, new, raised, pool, open, market_share, deposits_enterprise, debt_enterprise)

    def _carried(self, costs: Array, worth: Array, brought: Array, draw: Draws) -> Array:
        """1 where lenders would go on with an enterprise that cannot pay, 0 where they would stop (float64 [enterprise])."""
        outlay = jnp.maximum(self.needs * costs, 1e-6)
        success = worth + annuity(self.discount, self.horizon) * jnp.maximum(brought - costs, 0.0)
        slope = self.watching * outlay
        alone, shared = (refinanced(success, slope, outlay, one) for one in (True, False))
        return jnp.where(draw.lasting_enterprise("split lending") < self.lenders, shared, alone).astype(jnp.float64)
