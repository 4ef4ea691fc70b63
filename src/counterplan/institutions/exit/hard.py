"""Hard budgets: who cannot pay is wound up."""

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
from .credit import lend, lendable, pass_interest, refill_bank
from .founding import OWNERS_SPARE, found, owners_pay, owners_purse


@dataclass(frozen=True)
class HardExit(Rule):
    """Lenders set limits by what can be pledged; whoever cannot pay for three quarters is wound up, rescue is rare.

    Equation: debt ≤ λ·(machines + store), all loans ≤ the bank's own funds/ratio; rescue with probability ρ(size), paid by the budget with new
    public debt; other defaults are borne by the bank's own funds. A bank without funds is rescued like the largest enterprise, or depositors
    above the insured sum make its losses good. Founders are people with many shares, others by `savers_found`; they pay with their own deposits. In a
    part of cases (none by default) lenders reckon whether a further loan pays, and a second one who cannot see the first one's effort has to be won.
    Source: caiani-2016 (credit, default, capital adequacy), dewatripont-maskin-1995 (many lenders do not refinance), laeven-valencia-2012
    Silent on: auctions of a wound-up enterprise's machines (whoever enters its place takes them over with what is still owed on them).
    """

    role: ClassVar[str] = "exit"
    option: ClassVar[str] = "hard"
    leverage: float = parameter(0.6, low=0.3, high=0.9, unit="1", source="caiani-2016", meaning="debt allowed over what can be pledged")
    interest_rate: float = parameter(0.012, low=0.005, high=0.025, unit="1 a quarter", source="assumed", meaning="rate on loans")
    capital_ratio: float = parameter(0.08, low=0.04, high=0.15, unit="1", source="caiani-2016", meaning="bank's own funds over loans, at least")
    insured: float = parameter(4.0, low=1.0, high=20.0, unit="1", source="assumed", meaning="deposit that a bank's failure spares, over the mean")
    public_rate: float = parameter(0.005, low=0.0, high=0.012, unit="1 a quarter", source="assumed", meaning="rate on public debt")
    passed_on: float = parameter(0.5, low=0.0, high=0.9, unit="1", source="assumed", meaning="part of interest that depositors get")
    rescue_probability: float = parameter(0.02, low=0.0, high=0.1, unit="1", source="assumed", meaning="chance that a small enterprise is rescued")
    rescue_of_large: float = parameter(
        0.15, low=0.0, high=0.95, unit="1", source="laeven-valencia-2012", meaning="chance that an enterprise of a hundred is rescued"
    )
    reckoned: float = parameter(
        0.0, low=0.0, high=1.0, unit="1", source="dewatripont-maskin-1995", meaning="part of cases in which lenders reckon instead of a drawn rescue"
    )
    monitoring: float = parameter(3.0, low=1.0, high=8.0, unit="1", source="assumed", meaning="twice a lender's cost of full effort, over the loan")
    entry_rate: float = parameter(0.05, low=0.01, high=0.1, unit="1 a quarter", source="assumed", meaning="rate at which empty places are filled")
    entry_by_income: float = parameter(
        0.0, low=0.0, high=0.5, unit="1 a quarter", source="vanek-1970", meaning="rate of founding added by the log of a trade's pay over that of all"
    )

    savers_found: float = parameter(
        0.0, low=0.0, high=1.0, unit="1", source="vanek-1970", meaning="part of their deposits that people without many shares would found with"
    )

    def finance(
        self, *, wage: Array, workers: Array, desired_workers: Array, mean_skill: Array, input_request: Array, mean_price: Array, sector: Array,
        open: Array, machines: Array, inventory: Array, price: Array, desired_machines: Array, deposits_enterprise: Array, debt_enterprise: Array,
        deposits_person: Array, deposits_bank: Array, debt_state: Array, tax_rate: Array, debt_finance: Array, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Lends for the quarter's costs and for machines; interest is due."""
        costs = running_costs(wage, workers, desired_workers, mean_skill, input_request, mean_price, sector)
        worth = pledge(machines, inventory, price, mean_price, sizes.goods)
        limit = self.leverage * worth
        room = lendable(deposits_bank, debt_enterprise, self.capital_ratio)
        kept = debt_finance * machines / 1e6 * machine_price(mean_price, sizes.goods)
        loans = lend(
            open, costs, desired_machines, mean_price, deposits_enterprise, debt_enterprise, limit, self.interest_rate, sizes.goods, room, kept
        )
        passed = pass_interest(
            open, deposits_person, deposits_enterprise, debt_enterprise, debt_state, tax_rate, self.interest_rate, self.public_rate, self.passed_on
        )
        carried = outlook(
            workers, self.rescue_probability, self.rescue_of_large, debt_enterprise, costs, self.reckoned, self.monitoring, one_lender=False
        )  # fmt: skip
        return Effects({"rescue_chance": carried, **loans.decide, **passed.decide}, (*loans.transfers, *passed.transfers))

    def exit(
        self, *, open: Array, sector: Array, insolvent: Array, deposits_enterprise: Array, debt_enterprise: Array, machines: Array, inventory: Array,
        price: Array, mean_price: Array, wage: Array, workers: Array, desired_workers: Array, mean_skill: Array, input_request: Array,
        orders: Array, sales: Array, expected_sales: Array, start_capital: Array, start_labour: Array, technique_labour: Array,
        technique_capital: Array, wage_level: Array, start_hours_norm: Array, enterprise_id: Array, next_enterprise_id: Array,
        market_share: Array, alive: Array, shares_person: Array, deposits_person: Array, deposits_bank: Array, draw: Draws,
        physics: Physics, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Finds who cannot pay, rescues or closes; owners found; a bank without funds is rescued or resolved."""
        costs = running_costs(wage, workers, desired_workers, mean_skill, input_request, mean_price, sector)
        worth = pledge(machines, inventory, price, mean_price, sizes.goods)
        limit, resale = self.leverage * worth, resale_value(machines, mean_price, physics, sizes.goods)
        fate = judge(
            open, sector, insolvent, workers, market_share, deposits_enterprise, debt_enterprise, costs, limit, self.rescue_probability,
            self.rescue_of_large, draw, lendable(deposits_bank, debt_enterprise, self.capital_ratio), self.reckoned, self.monitoring,
            one_lender=False,
        )  # fmt: skip
        purse = owners_purse(alive, shares_person, deposits_person, self.savers_found)
        new = found(
            open, sector, orders, sales, expected_sales, self.entry_rate, start_capital, start_labour, technique_labour, technique_capital,
            wage_level, mean_price, start_hours_norm, enterprise_id, next_enterprise_id, wage, price, machines, draw,
            sizes.goods, workers, jnp.where(fate.closed, 0.0, market_share), jnp.sum(purse), OWNERS_SPARE, self.entry_by_income,
        )  # fmt: skip
        done = close_and_open(fate, new, owners_pay(new.capital, purse), open, deposits_enterprise, debt_enterprise, resale, public_rescue=True)
        refilled = refill_bank(
            deposits_bank, debt_enterprise, deposits_person, deposits_enterprise, alive, open, self.capital_ratio, self.rescue_of_large,
            self.insured, draw,
        )  # fmt: skip
        return Effects(done.decide, (*done.transfers, *refilled), done.pools)
