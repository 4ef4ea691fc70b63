"""What is left belongs to all: part to the common fund, part to those who work in the enterprise, part to everyone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Account, Effects, Transfer, hundredths
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule
from counterplan.core.variables import GRAIN, Sizes
from counterplan.physics.bundles import machine_price
from counterplan.physics.integers import muldiv, ratio, take
from counterplan.physics.parameters import Physics
from counterplan.physics.purse import NO_LIMIT, bank_to_spare, money_to_spare, running_costs
from counterplan.physics.teams import members_of, own_share


@dataclass(frozen=True)
class Commons(Rule):
    """Spare money is shared between the common fund, the enterprise's workers and all grown people.

    Equation: of s·max(0, money − running costs − planned machines): share m to members in equal parts, share e to all grown people alike, the
    rest to the fund. A unit of effort gains m·product a worker / N of it (holmstrom-1982: the 1/N problem).
    Source: roemer-1994 (social dividend), meade-1972 (members' share)
    """

    role: ClassVar[str] = "residual"
    option: ClassVar[str] = "commons"
    sweep: float = parameter(0.9, low=0.6, high=1.0, unit="1 a quarter", source="assumed", meaning="share of spare money that is shared out")
    debt: float = parameter(0.3, low=0.0, high=0.5, unit="1", source="assumed", meaning="debt that is left standing, over the worth of machines")
    members: float = parameter(0.3, low=0.0, high=0.6, unit="1", source="assumed", meaning="part of it to the enterprise's own workers")
    everyone: float = parameter(0.2, low=0.0, high=0.5, unit="1", source="assumed", meaning="part of it to all grown people")

    def produce(
        self, *, open: Array, sector: Array, workers: Array, expected_sales: Array, price: Array, physics: Physics
    ) -> Effects:
        """Publishes the members' stake in the residual, divided by their number."""
        product = ratio(expected_sales * price, workers)
        stake = own_share(self.sweep * self.members * product, members_of(workers, physics))
        town = open & (sector != GRAIN)
        return Effects(
            decide={
                "residual_stake": jnp.where(town, stake, 0.0), "say": jnp.where(open, 1.0, 0.0),
                "grant_share": jnp.ones(()),
                "return_premium": jnp.zeros_like(stake), "debt_finance": jnp.full_like(stake, 1.0) * self.debt,
                "most_workers": jnp.full_like(stake, NO_LIMIT),
            }
        )  # fmt: skip

    def pay(
        self, *, alive: Array, age: Array, employer: Array, deposits_enterprise: Array, deposits_fund: Array, deposits_bank: Array,
        debt_enterprise: Array, debt_finance: Array, machines: Array, desired_machines: Array, wage: Array, workers: Array, desired_workers: Array,
        mean_skill: Array, input_request: Array, mean_price: Array, sector: Array, tax_rate: Array, trading_quarters: Array, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Shares spare money out."""
        costs = running_costs(wage, workers, desired_workers, mean_skill, input_request, mean_price, sector)
        bought, kept = (units * machine_price(mean_price, sizes.goods) for units in (desired_machines, debt_finance * machines / 1e6))
        spare = self.sweep * money_to_spare(deposits_enterprise, costs, bought, debt_enterprise, kept, sector, trading_quarters, 0.1, sizes.goods)
        rest = 1.0 - self.members - self.everyone
        at_work = alive & (employer >= 0)
        place = jnp.where(at_work, employer, -1)
        each = ratio(self.members * spare, workers)
        grown = (alive & (age >= 64)).astype(jnp.int64)
        amount, _ = muldiv(grown, jnp.broadcast_to(deposits_fund, grown.shape), jnp.broadcast_to(jnp.sum(grown), grown.shape))
        tax = hundredths(tax_rate * amount / 100.0)
        bank = bank_to_spare(deposits_bank, debt_enterprise)
        return Effects(
            transfers=(
                Transfer("residual", Account("deposits_enterprise"), Account("deposits_state"), hundredths(rest * spare), paid_to="profits_taken"),
                Transfer("residual", Account("deposits_enterprise"), Account("deposits_fund"), hundredths(self.everyone * spare)),
                Transfer(
                    "residual", Account("deposits_enterprise", at=place), Account("deposits_person"),
                    jnp.floor(take(each * (1.0 - tax_rate) * 100.0, place)).astype(jnp.int64), paid_to="income_person",
                ),
                Transfer("tax", Account("deposits_enterprise"), Account("deposits_state"), hundredths(tax_rate * each * workers)),
                Transfer("residual", Account("deposits_bank"), Account("deposits_state"), bank[None], paid_to="profits_taken"),
                Transfer("residual", Account("deposits_fund"), Account("deposits_person"), amount - tax, paid_to="income_person"),
                Transfer("tax", Account("deposits_fund"), Account("deposits_state"), tax),
            )
        )  # fmt: skip
