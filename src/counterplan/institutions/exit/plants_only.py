"""Plants may close; people are guaranteed."""

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
from counterplan.physics.bundles import machine_price
from counterplan.physics.parameters import Physics
from counterplan.physics.purse import pledge, resale_value, running_costs

from .banking import close_and_open, judge, outlook
from .credit import lend, pass_interest
from .founding import BUDGET_SPARES, found, state_pays


@dataclass(frozen=True)
class PlantsOnlyExit(Rule):
    """Plants that cannot cover their costs close; their people keep an income and the common fund starts new plants.

    Equation: debt to the common bank ≤ λ·(machines + store) + machines that the plan allots; rescue with probability ρ(size);
    in a part of cases (none by default) the common bank reckons alone whether a further loan pays;
    people are not dismissed for any other reason (see the floor and discipline in force).
    Source: dewatripont-maskin-1995 (commitment), meidner-rehn-1951 (close plants, guarantee people)
    """

    role: ClassVar[str] = "exit"
    option: ClassVar[str] = "plants-only"
    leverage: float = parameter(1.0, low=0.5, high=2.0, unit="1", source="assumed", meaning="debt allowed over what can be pledged")
    interest_rate: float = parameter(0.005, low=0.0, high=0.015, unit="1 a quarter", source="assumed", meaning="rate on loans")
    public_rate: float = parameter(0.0, low=0.0, high=0.006, unit="1 a quarter", source="assumed", meaning="rate on public debt")
    passed_on: float = parameter(0.5, low=0.0, high=0.9, unit="1", source="assumed", meaning="part of interest that depositors get")
    rescue_probability: float = parameter(0.3, low=0.05, high=0.6, unit="1", source="assumed", meaning="chance that a small enterprise is carried on")
    rescue_of_large: float = parameter(
        0.4, low=0.1, high=0.8, unit="1", source="assumed", meaning="chance that an enterprise of a hundred is carried on"
    )
    reckoned: float = parameter(
        0.0, low=0.0, high=1.0, unit="1", source="dewatripont-maskin-1995", meaning="part of cases in which lenders reckon instead of a drawn rescue"
    )
    monitoring: float = parameter(3.0, low=1.0, high=8.0, unit="1", source="assumed", meaning="twice a lender's cost of full effort, over the loan")
    entry_rate: float = parameter(0.04, low=0.01, high=0.1, unit="1 a quarter", source="assumed", meaning="rate at which empty places are filled")

    def finance(
        self, *, wage: Array, workers: Array, desired_workers: Array, mean_skill: Array, input_request: Array, mean_price: Array, sector: Array,
        open: Array, machines: Array, inventory: Array, price: Array, desired_machines: Array, deposits_enterprise: Array, debt_enterprise: Array,
        deposits_person: Array, debt_state: Array, tax_rate: Array, debt_finance: Array, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Lends for the quarter's costs and for machines; interest is due."""
        costs = running_costs(wage, workers, desired_workers, mean_skill, input_request, mean_price, sector)
        worth = pledge(machines, inventory, price, mean_price, sizes.goods)
        limit = self.leverage * worth + desired_machines * machine_price(mean_price, sizes.goods)
        kept = debt_finance * machines / 1e6 * machine_price(mean_price, sizes.goods)
        loans = lend(
            open, costs, desired_machines, mean_price, deposits_enterprise, debt_enterprise, limit, self.interest_rate, sizes.goods, kept=kept
        )
        passed = pass_interest(
            open, deposits_person, deposits_enterprise, debt_enterprise, debt_state, tax_rate, self.interest_rate, self.public_rate, self.passed_on
        )
        carried = outlook(
            workers, self.rescue_probability, self.rescue_of_large, debt_enterprise, costs, self.reckoned, self.monitoring, one_lender=True
        )  # fmt: skip
        return Effects({"rescue_chance": carried, **loans.decide, **passed.decide}, (*loans.transfers, *passed.transfers))

    def exit(
        self, *, open: Array, sector: Array, insolvent: Array, deposits_enterprise: Array, debt_enterprise: Array, machines: Array, inventory: Array,
        price: Array, mean_price: Array, wage: Array, workers: Array, desired_workers: Array, mean_skill: Array, input_request: Array,
        orders: Array, sales: Array, expected_sales: Array, start_capital: Array, start_labour: Array, technique_labour: Array,
        technique_capital: Array, wage_level: Array, start_hours_norm: Array, enterprise_id: Array, next_enterprise_id: Array,
        market_share: Array, deposits_state: Array, draw: Draws, physics: Physics, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Finds who cannot pay, rescues or closes; the common fund founds."""
        costs = running_costs(wage, workers, desired_workers, mean_skill, input_request, mean_price, sector)
        worth = pledge(machines, inventory, price, mean_price, sizes.goods)
        limit, resale = self.leverage * worth, resale_value(machines, mean_price, physics, sizes.goods)
        fate = judge(
            open, sector, insolvent, workers, market_share, deposits_enterprise, debt_enterprise, costs, limit, self.rescue_probability,
            self.rescue_of_large, draw, reckoned=self.reckoned, monitoring=self.monitoring, one_lender=True,
        )  # fmt: skip
        new = found(
            open, sector, orders, sales, expected_sales, self.entry_rate, start_capital, start_labour, technique_labour, technique_capital,
            wage_level, mean_price, start_hours_norm, enterprise_id, next_enterprise_id, wage, price, machines, draw,
            sizes.goods, workers, jnp.where(fate.closed, 0.0, market_share), deposits_state, BUDGET_SPARES,
        )  # fmt: skip
        return close_and_open(fate, new, state_pays(new.capital), open, deposits_enterprise, debt_enterprise, resale)
