"""The state's offices dispose of what is left."""

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
from counterplan.physics.places import OFFICIAL
from counterplan.physics.purse import NO_LIMIT, bank_to_spare, money_to_spare, running_costs

from .dividends import drawn_owner, pay_owners


@dataclass(frozen=True)
class StateOffice(Rule):
    """Profits go to the budget; those who hold office there are paid above the usual.

    Equation: levy on profit = s·max(0, money − running costs − planned machines); office pay = p·mean wage a quarter. Of enterprises of
    owners among them the same goes to owners by shares.
    Source: kornai-1992 (levelling of profits, perquisites)
    """

    role: ClassVar[str] = "residual"
    option: ClassVar[str] = "state-office"
    sweep: float = parameter(0.9, low=0.6, high=1.0, unit="1 a quarter", source="kornai-1992", meaning="share of spare money taken into the budget")
    debt: float = parameter(0.3, low=0.0, high=0.5, unit="1", source="assumed", meaning="debt that is left standing, over the worth of machines")
    perks: float = parameter(1.5, low=0.5, high=4.0, unit="1", source="assumed", meaning="pay of an official over the mean wage")

    private_light: float = parameter(0.0, low=0.0, high=1.0, unit="1", source="assumed", meaning="share of makers of consumer goods that owners have")
    private_heavy: float = parameter(
        0.0, low=0.0, high=0.6, unit="1", source="assumed", meaning="share of makers of materials, machines and arms that owners have"
    )

    def foreseen(self) -> Mapping[str, Array | float]:
        """Offices are paid."""
        return {"office_pay": self.perks}

    def expect(self, *, open: Array, sector: Array, draw: Draws, sizes: Sizes) -> Effects:
        """Says which enterprises are owners'."""
        return Effects(decide={"private_owned": drawn_owner(sector, open, self.private_light, self.private_heavy, draw, sizes.goods)})

    def produce(self, *, residual_stake: Array) -> Effects:
        """Workers have no share in what is left."""
        none = jnp.zeros_like(residual_stake)
        return Effects(
            decide={
                "residual_stake": none, "say": none, "grant_share": jnp.ones(()),
                "return_premium": none, "debt_finance": none + self.debt, "most_workers": jnp.full_like(none, NO_LIMIT),
            }
        )  # fmt: skip

    def pay(
        self, *, alive: Array, office: Array, shares_person: Array, tax_rate: Array, private_owned: Array,
        deposits_enterprise: Array, deposits_fund: Array, deposits_bank: Array,
        desired_machines: Array, wage: Array, workers: Array, desired_workers: Array, mean_skill: Array, input_request: Array, mean_price: Array,
        sector: Array, wage_level: Array, debt_enterprise: Array, debt_finance: Array, machines: Array, trading_quarters: Array, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Takes profits into the budget and pays officials out of it."""
        costs = running_costs(wage, workers, desired_workers, mean_skill, input_request, mean_price, sector)
        bought, kept = (units * machine_price(mean_price, sizes.goods) for units in (desired_machines, debt_finance * machines / 1e6))
        spare = money_to_spare(deposits_enterprise, costs, bought, debt_enterprise, kept, sector, trading_quarters, 0.1, sizes.goods)
        taken = hundredths(self.sweep * spare)
        shared = jnp.any(private_owned)
        official = alive & (office == OFFICIAL)
        perk = jnp.where(official, hundredths(self.perks * wage_level), 0)
        bank = bank_to_spare(deposits_bank, debt_enterprise)
        return Effects(
            transfers=(
                Transfer(
                    "residual", Account("deposits_enterprise"), Account("deposits_state"), jnp.where(private_owned, 0, taken), paid_to="profits_taken"
                ),
                Transfer("residual", Account("deposits_enterprise"), Account("deposits_fund"), jnp.where(private_owned, taken, 0)),
                *pay_owners(alive, shares_person, jnp.where(shared, deposits_fund, 0), tax_rate),
                Transfer("residual", Account("deposits_bank"), Account("deposits_state"), bank[None], paid_to="profits_taken"),
                Transfer("bonus", Account("deposits_state"), Account("deposits_person"), perk, paid_to="income_person", paid_by="benefits_paid"),
                Transfer("residual", Account("deposits_fund"), Account("deposits_state"), jnp.where(shared, 0, deposits_fund)[None]),
            )
        )  # fmt: skip


