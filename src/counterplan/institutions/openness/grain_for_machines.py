"""Grain is sent abroad by plan and machines come back for it; all other trade is small."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Account, Conversion, Effects, Transfer, hundredths, millionths
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule
from counterplan.core.variables import GRAIN, Sizes
from counterplan.physics.foreign import LARGEST_PART, world_prices
from counterplan.physics.integers import ratio, total
from counterplan.physics.parameters import Physics


@dataclass(frozen=True)
class GrainForMachines(Rule):
    """A part of the reported harvest leaves the country whatever people lack, and what it earns is spent on machines.

    Equation: grain sent a quarter = exports/4·reported harvest, never more than is in store, and counted as delivered; villages get the lower of
    the going price and the world's, the budget what is left of the world's. Makers of machines buy abroad for as much as was earned, by capacity, and
    for no more than half of their money. Other trade and copying are as under autarky.
    Source: davies-wheatcroft-2004 (grain exports went on in 1930-32), li-yang-2005 (and in 1959-60), own construction (form)
    Silent on: debts abroad that fall due; terms of trade that turn against grain.
    """

    role: ClassVar[str] = "openness"
    option: ClassVar[str] = "grain-for-machines"
    exports: float = parameter(
        0.05, low=0.0, high=0.08, unit="1", source="davies-wheatcroft-2004", meaning="part of the reported harvest sent abroad in a year"
    )
    reach: float = parameter(
        0.1, low=0.0, high=0.25, unit="1", source="assumed", meaning="chance that a search which copies looks at the world's best"
    )
    trade: float = parameter(0.05, low=0.0, high=0.15, unit="1", source="assumed", meaning="part of the other trade that pays which is let through")
    tariff: float = parameter(0.0, low=0.0, high=0.2, unit="1", source="assumed", meaning="tariff on other imports")
    credit: float = parameter(0.0, low=0.0, high=0.05, unit="1", source="assumed", meaning="debt abroad allowed, over a year's product")

    def levy(
        self, *, open: Array, sector: Array, inventory: Array, reported_harvest: Array, price: Array, exchange_rate: Array, gap_to_frontier: Array,
        deposits_enterprise: Array, capacity: Array, sales: Array, orders: Array, physics: Physics, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Sends grain and brings machines in."""
        abroad = exchange_rate * world_prices(sizes.goods, gap_to_frontier, physics)
        farm = open & (sector == GRAIN)
        sent = jnp.where(farm, jnp.minimum(millionths(0.25 * self.exports * reported_harvest), inventory), 0)
        units = sent / 1e6
        worth, own = hundredths(units * abroad[GRAIN]), hundredths(units * jnp.minimum(price, abroad[GRAIN]))
        made_of = jnp.where(open, jnp.array(sizes.goods.machine)[sector], 0.0) * capacity
        spent = jnp.minimum(jnp.sum(worth) / 100.0 * ratio(made_of, total(made_of)), LARGEST_PART * deposits_enterprise / 100.0)
        spent = jnp.maximum(spent, 0.0)
        brought = millionths(spent / abroad[sector])
        firm, world = Account("deposits_enterprise"), Account("deposits_abroad")
        return Effects(
            decide={"sales": sales + units, "orders": orders + units},
            transfers=(
                Transfer("export", world, firm, own, paid_to="revenue"),
                Transfer("export", world, Account("deposits_state"), worth - own),
                Transfer("import", firm, world, hundredths(brought / 1e6 * abroad[sector]), paid_by="input_bill"),
            ),
            conversions=(Conversion("inventory", brought, "imported"), Conversion("inventory", -sent, "exported")),
        )  # fmt: skip

    def search(self) -> Effects:
        """Says how far search can look, and what other trade is let through."""
        return Effects(
            decide={
                "learning_abroad": jnp.asarray(self.reach, jnp.float64), "trade_share": jnp.asarray(self.trade, jnp.float64),
                "tariff_rate": jnp.asarray(self.tariff, jnp.float64), "foreign_credit": jnp.asarray(self.credit, jnp.float64),
            }
        )  # fmt: skip
