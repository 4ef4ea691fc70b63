"""Those who work in an enterprise get what is left in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Account, Effects, Transfer, hundredths
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule
from counterplan.core.variables import GRAIN, Sizes
from counterplan.institutions.management.appraisal import annuity
from counterplan.institutions.management.membership import members_wanted
from counterplan.physics.bundles import machine_price
from counterplan.physics.costs import material_cost_of_unit
from counterplan.physics.integers import ratio, take
from counterplan.physics.parameters import Physics
from counterplan.physics.purse import FOUNDING_TEAM, NO_LIMIT, bank_to_spare, money_to_spare, running_costs
from counterplan.physics.teams import members_of, own_share


@dataclass(frozen=True)
class FirmWorkers(Rule):
    """Members of an enterprise share what is left in it alike, admit new ones as these raise income a member, and cannot sell their claim.

    Equation: of s·max(0, money − (1 + b)·running costs − planned machines) each of N members gets 1/N; a unit of effort gains 1/N of its product.
    Admission: Δln N ≤ o + r·ln(N*/N), N* = N·[F/((1 − a)·V)]^(1/a) the number at which income a member is largest, a the elasticity of output
    to labour, V value added, F = max(wear, paid in·(1 − a)·V): where newcomers pay for nothing a higher price lowers and a higher fixed cost
    raises the membership wanted (ward-1958); where they pay for what machines bring, admission dilutes nothing (vanek-1970, dow-1986).
    Machines that are rented cost every member alike, F += r·K: at the rent that they bring, newcomers dilute nothing (vanek-1970, dreze-1989).
    Machines have to bring 1/annuity(ρ, H) − ρ more than owners ask for, on the part members pay themselves, and the rent (furubotn-pejovich-1970).
    One's own effort gains 1/N of its product (holmstrom-1982).
    Source: ward-1958, vanek-1970, dreze-1989, dow-1986, furubotn-pejovich-1970, holmstrom-1982
    Silent on: members with more than one share; hired workers beside members; what leavers take along.
    """

    role: ClassVar[str] = "residual"
    option: ClassVar[str] = "firm-workers"
    sweep: float = parameter(0.9, low=0.4, high=1.0, unit="1 a quarter", source="assumed", meaning="share of spare money that members pay out")
    buffer: float = parameter(0.3, low=0.1, high=1.0, unit="1", source="assumed", meaning="money kept over a quarter's costs")
    membership: float = parameter(
        40.0, low=16.0, high=80.0, unit="quarters", source="furubotn-pejovich-1970", meaning="quarters for which a member reckons to stay"
    )
    discount: float = parameter(0.0125, low=0.005, high=0.03, unit="1 a quarter", source="furubotn-pejovich-1970", meaning="discounting")
    own_part: float = parameter(0.5, low=0.0, high=1.0, unit="1", source="assumed", meaning="part of machines that members pay and not the bank")
    paid_in: float = parameter(
        0.9, low=0.0, high=1.0, unit="1", source="dow-1986", meaning="part of what machines bring that newcomers pay for, to members or as a charge"
    )
    machine_rent: float = parameter(
        0.0, low=0.0, high=0.015, unit="1 a quarter", source="vanek-1970", meaning="rent on machines at their price, paid to the budget"
    )
    opening: float = parameter(0.05, low=0.0, high=0.1, unit="1 a quarter", source="assumed", meaning="growth of membership allowed at no loss")
    admission: float = parameter(
        0.2, low=0.0, high=0.5, unit="1 a quarter", source="assumed", meaning="speed towards the number that gives each member most"
    )

    def produce(
        self, *, open: Array, sector: Array, workers: Array, expected_sales: Array, price: Array, technique_materials: Array, base_inputs: Array,
        mean_price: Array, machines: Array, capacity: Array, output: Array, depreciation: Array, physics: Physics,
        sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Publishes the members' stake in the residual, divided by their number, and how many members they would have."""
        added = output * (price - material_cost_of_unit(technique_materials, base_inputs, mean_price, sector))
        fixed = machines / 1e6 * machine_price(mean_price, sizes.goods) * (depreciation + self.machine_rent)
        use = jnp.where(output > 0, ratio(output, capacity, 1.0), 1.0)
        # In the CES of production the share of labour is 1 − ½·(output over capacity)^((1−σ)/σ).
        elasticity = jnp.clip(1.0 - 0.5 * jnp.minimum(use, 1.5) ** ((1.0 - physics.substitution) / physics.substitution), 0.05, 0.95)
        brought = jnp.maximum(fixed, self.paid_in * (1.0 - elasticity) * added)
        best = jnp.where(added > 0, members_wanted(jnp.maximum(added, 1e-9), brought, elasticity), 1.0)  # over those there are
        growth = self.opening + self.admission * jnp.log(jnp.maximum(best, 1e-3))
        most = jnp.maximum(workers, FOUNDING_TEAM) * jnp.exp(jnp.clip(growth, -0.1, 0.2))
        product = ratio(expected_sales * price, workers)
        stake = own_share(self.sweep * product, members_of(workers, physics))
        town = open & (sector != GRAIN)
        premium = self.own_part * (1.0 / annuity(self.discount, self.membership) - self.discount)
        return Effects(
            decide={
                "residual_stake": jnp.where(town, stake, 0.0), "say": jnp.where(open, 1.0, 0.0), "grant_share": jnp.zeros(()),
                "return_premium": jnp.where(town, premium + self.machine_rent, 0.0),
                "debt_finance": jnp.where(town, 0.5 * (1.0 - self.own_part), 0.0), "most_workers": jnp.where(town, most, NO_LIMIT),
            }
        )  # fmt: skip

    def pay(
        self, *, alive: Array, employer: Array, deposits_enterprise: Array, deposits_fund: Array, deposits_bank: Array,
        debt_enterprise: Array, debt_finance: Array, machines: Array, desired_machines: Array, wage: Array, workers: Array,
        desired_workers: Array, mean_skill: Array, input_request: Array, mean_price: Array, sector: Array, tax_rate: Array,
        trading_quarters: Array, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Pays rents, and members their equal parts; the bank is nobody's enterprise and pays the budget."""
        costs = running_costs(wage, workers, desired_workers, mean_skill, input_request, mean_price, sector)
        worth = machine_price(mean_price, sizes.goods)
        bought, kept = (1.0 - debt_finance) * desired_machines * worth, debt_finance * machines / 1e6 * worth
        rent = jnp.where(sector == GRAIN, 0.0, self.machine_rent * machines / 1e6 * worth)
        spare = self.sweep * money_to_spare(
            deposits_enterprise, costs, bought + rent, debt_enterprise, kept, sector, trading_quarters, self.buffer, sizes.goods
        )
        place = jnp.where(alive & (employer >= 0), employer, -1)
        each = ratio(spare, workers)
        bank = bank_to_spare(deposits_bank, debt_enterprise)
        return Effects(
            transfers=(
                Transfer("tax", Account("deposits_enterprise"), Account("deposits_state"), hundredths(rent), paid_to="profits_taken"),
                Transfer(
                    "residual", Account("deposits_enterprise", at=place), Account("deposits_person"),
                    jnp.floor(take(each * (1.0 - tax_rate) * 100.0, place)).astype(jnp.int64), paid_to="income_person",
                ),
                Transfer("tax", Account("deposits_enterprise"), Account("deposits_state"), hundredths(tax_rate * each * workers)),
                Transfer("residual", Account("deposits_bank"), Account("deposits_state"), bank[None], paid_to="profits_taken"),
                Transfer("residual", Account("deposits_fund"), Account("deposits_state"), deposits_fund[None]),
            )
        )  # fmt: skip
