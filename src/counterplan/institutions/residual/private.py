"""Owners get what is left."""

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
from counterplan.core.variables import GRAIN, Sizes
from counterplan.physics.bundles import machine_price
from counterplan.physics.purse import NO_LIMIT, bank_to_spare, money_to_spare, running_costs

from .dividends import drawn_owner, pay_owners


@dataclass(frozen=True)
class PrivateResidual(Rule):
    """Money that enterprises and the bank do not need is paid to owners in proportion to their shares.

    Equation: dividend = d·max(0, money − (1 + b)·running costs − (1 − l)·planned machines − debt beyond l·machines); paid out a quarter later;
    l is the debt that owners keep: what lacks for machines is borrowed. Where a share of enterprises
    is the state's, its part goes to the budget.
    Source: caiani-2016, poledna-2023
    Silent on: markets for shares; shares pass by inheritance only.
    """

    role: ClassVar[str] = "residual"
    option: ClassVar[str] = "private"
    payout: float = parameter(0.9, low=0.4, high=1.0, unit="1 a quarter", source="caiani-2016", meaning="share of spare money paid to owners")
    debt: float = parameter(0.3, low=0.0, high=0.5, unit="1", source="assumed", meaning="debt that owners keep, over the worth of machines")
    buffer: float = parameter(0.3, low=0.1, high=1.0, unit="1", source="assumed", meaning="money kept over a quarter's costs")

    state_light: float = parameter(0.0, low=0.0, high=0.6, unit="1", source="assumed", meaning="share of makers of consumer goods owned by the state")
    state_heavy: float = parameter(
        0.0, low=0.0, high=0.9, unit="1", source="assumed", meaning="share of makers of materials, machines and arms owned by the state"
    )

    def foreseen(self) -> Mapping[str, Array | float]:
        """What is left goes to owners."""
        return {"property": 1.0}

    def expect(self, *, open: Array, sector: Array, draw: Draws, sizes: Sizes) -> Effects:
        """Says which enterprises are owners'."""
        of_state = drawn_owner(sector, open, self.state_light, self.state_heavy, draw, sizes.goods)
        return Effects(decide={"private_owned": open & (sector > 0) & ~of_state})

    def produce(self, *, residual_stake: Array, sector: Array) -> Effects:
        """Workers have no share in what is left."""
        none = jnp.zeros_like(residual_stake)
        return Effects(
            decide={
                "residual_stake": none, "say": none, "grant_share": jnp.zeros(()),
                "return_premium": none, "debt_finance": jnp.where(sector == GRAIN, 0.0, self.debt),
                "most_workers": jnp.full_like(none, NO_LIMIT),
            }
        )  # fmt: skip

    def pay(
        self, *, alive: Array, shares_person: Array, deposits_enterprise: Array, deposits_fund: Array, deposits_bank: Array,
        debt_enterprise: Array, debt_finance: Array, machines: Array, desired_machines: Array, wage: Array, workers: Array,
        desired_workers: Array, mean_skill: Array, input_request: Array, mean_price: Array, sector: Array, tax_rate: Array,
        private_owned: Array, trading_quarters: Array, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Declares dividends into the fund; pays out the fund of last quarter."""
        costs = running_costs(wage, workers, desired_workers, mean_skill, input_request, mean_price, sector)
        worth = machine_price(mean_price, sizes.goods)
        bought, kept = (1.0 - debt_finance) * desired_machines * worth, debt_finance * machines / 1e6 * worth
        spare = money_to_spare(deposits_enterprise, costs, bought, debt_enterprise, kept, sector, trading_quarters, self.buffer, sizes.goods)
        out = hundredths(self.payout * spare)
        bank = bank_to_spare(deposits_bank, debt_enterprise)
        return Effects(
            transfers=(
                Transfer("residual", Account("deposits_enterprise"), Account("deposits_fund"), jnp.where(private_owned, out, 0)),
                Transfer(
                    "residual", Account("deposits_enterprise"), Account("deposits_state"), jnp.where(private_owned, 0, out), paid_to="profits_taken"
                ),
                Transfer("residual", Account("deposits_bank"), Account("deposits_fund"), bank[None]),
                *pay_owners(alive, shares_person, deposits_fund, tax_rate),
            )
        )  # fmt: skip
