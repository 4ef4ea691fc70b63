"""Dual track: a fixed plan at list prices, everything beyond it at market prices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
import numpy as np
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule
from counterplan.core.variables import GRAIN, Sizes
from counterplan.physics.integers import ratio, tree_sum
from counterplan.physics.parameters import Physics
from counterplan.physics.purse import paid_alike
from counterplan.physics.trade import deliver_inputs, sum_goods, tree_sum_rows
from counterplan.physics.village import quarters_left

from .lists import list_prices
from .market import Market
from .planned import weights


@dataclass(frozen=True)
class Dual(Rule):
    """Enterprises owe a part of what they once reported, and get the inputs for it, at list prices; the rest they trade as on a market.

    Equation: quota = p·base, base the output reported when the track began, falling by `release` a year; output wanted =
    max(market's, quota − store); inputs for the quota at list prices, others at posted prices; shops and makers of machines sell at the mean
    of both, weighted by quota.
    Source: lau-qian-roland-2000 (two tracks), naughton-1995 (a plan that stays while output grows), byrd-1991 (inputs of both tracks)
    Differs from source: people and buyers of machines pay the mean of the two prices instead of two prices.
    Silent on: resale of allotted goods by those who hold office.
    """

    role: ClassVar[str] = "coordination"
    option: ClassVar[str] = "dual"
    plan_part: float = parameter(
        0.5, low=0.1, high=0.95, unit="1", source="naughton-1995", meaning="part of the output once reported that is owed at list prices"
    )
    release: float = parameter(0.03, low=0.0, high=0.15, unit="1 a year", source="naughton-1995", meaning="fall of what is owed")
    margin: float = parameter(0.1, low=0.0, high=0.4, unit="1", source="assumed", meaning="list price over mean cost at a price reform")
    buffer: float = parameter(0.25, low=0.1, high=0.5, unit="1", source="caiani-2016", meaning="stock wanted over expected sales")
    price_speed: float = parameter(
        0.3, low=0.1, high=0.8, unit="1 a quarter", source="assumed", meaning="speed of posted prices towards cost plus mark-up"
    )

    def _market(self) -> Market:
        return Market(buffer=self.buffer, price_speed=self.price_speed)

    def plan(
        self, *, open: Array, sector: Array, expected_sales: Array, inventory: Array, cost_wage: Array, workers: Array, work_each: Array,
        mean_skill: Array, technique_labour: Array, technique_materials: Array, technique_capital: Array, machines: Array, depreciation: Array,
        base_inputs: Array, mean_price: Array, mark_up: Array, price: Array, inputs: Array, demand: Array, supplied: Array, offered: Array,
        past_inputs: Array, reported_output: Array, reported_capacity: Array, plan_base: Array, plan_price: Array, most_workers: Array,
        import_share: Array, landed_price: Array, quarter: Array, physics: Physics, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Sets what is owed, and beyond it posts prices and wants output as on a market."""
        weight = weights(open, reported_output, reported_capacity, expected_sales)
        begins = jnp.max(plan_base) <= 0.0
        base = jnp.where(open & (sector != GRAIN), jnp.where(begins, weight, plan_base * (1.0 - 0.25 * self.release)), 0.0)
        marginal = ratio(sum_goods(price * weight, sector, sizes.good), sum_goods(weight, sector, sizes.good), 0.0)
        marginal = jnp.where(marginal > 0, marginal, mean_price)
        got = self._market().plan(
            open=open, sector=sector, expected_sales=jnp.maximum(expected_sales, self.plan_part * base), inventory=inventory, cost_wage=cost_wage,
            workers=workers, work_each=work_each, mean_skill=mean_skill, technique_labour=technique_labour,
            technique_materials=technique_materials, technique_capital=technique_capital, machines=machines, depreciation=depreciation,
            base_inputs=base_inputs, mean_price=marginal, mark_up=mark_up, price=price, inputs=inputs, demand=demand, supplied=supplied,
            offered=offered, past_inputs=past_inputs, most_workers=most_workers, import_share=import_share, landed_price=landed_price,
            quarter=quarter, physics=physics, sizes=sizes,
        ).decide  # fmt: skip
        listed = list_prices(plan_price, got["unit_cost"], weight, sector, self.margin, quarter)
        return Effects(decide={**got, "plan_base": base, "plan_price": listed})

    def supply(
        self, *, open: Array, sector: Array, input_request: Array, inventory: Array, market_share: Array, price: Array, plan_price: Array,
        plan_base: Array, base_inputs: Array, technique_materials: Array, deposits_enterprise: Array, wage: Array, workers: Array,
        mean_skill: Array, mean_price: Array, offered: Array, levy_due: Array, sales: Array, orders: Array, demand: Array, supplied: Array,
        quarter: Array, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Hands out what the plan owes at list prices, then lets enterprises buy the rest as far as money goes."""
        stock = inventory / 1e6
        shown = jnp.where(open, jnp.where(sector == GRAIN, jnp.minimum(offered, stock), stock), 0.0)
        owed = self._owed(shown, plan_base, levy_due, sector, quarter)
        need = base_inputs.T[sector] * technique_materials[:, None] * self.plan_part * plan_base[:, None]
        asked_plan = jnp.minimum(need, input_request)
        cover = jnp.minimum(ratio(sum_goods(owed, sector, sizes.good), tree_sum_rows(asked_plan), 0.0), 1.0)
        plan, asked, sold, listed = deliver_inputs(asked_plan * cover, owed, owed, plan_price[sector], mean_price, sector)
        rest = input_request - asked_plan * cover
        purse, wages = deposits_enterprise / 100.0 - tree_sum(asked_plan * cover * listed, axis=1), wage * workers * mean_skill * (sector != GRAIN)
        afford = paid_alike(purse, wages, tree_sum(rest * mean_price * 1.02, axis=1))
        free = jnp.maximum(shown - sold - 1e-6, 0.0)
        market, more, bought, posted = deliver_inputs(rest * afford[:, None], free, market_share, price, mean_price, sector)
        wanted = tree_sum_rows(asked_plan * cover + rest * afford[:, None])
        of_plan, of_market = sum_goods(sold, sector, sizes.good), sum_goods(bought, sector, sizes.good)
        ordered = np.array(sizes.goods.inputs, int)
        prices = ratio(of_plan * listed + of_market * posted, of_plan + of_market, 0.0)
        return Effects(
            decide={
                "sales": sales + sold + bought, "orders": orders + asked + more, "mean_price": jnp.where(prices > 0, prices, mean_price),
                "demand": demand.at[ordered].set(wanted[ordered]),
                "supplied": supplied.at[ordered].set(jnp.minimum(of_plan + of_market, wanted)[ordered]),
            },
            pools=(*plan.pools, *market.pools),
        )  # fmt: skip

    def _owed(self, shown: Array, plan_base: Array, levy_due: Array, sector: Array, quarter: Array) -> Array:
        """Product that is sold at list prices this quarter: the quota, and of grain what the levy takes (float64 [enterprise])."""
        return jnp.minimum(shown, jnp.where(sector == GRAIN, levy_due / quarters_left(quarter), self.plan_part * plan_base))

    def _mean_price(self, shown: Array, price: Array, plan_price: Array, plan_base: Array, levy_due: Array, sector: Array, quarter: Array) -> Array:
        part = ratio(self._owed(shown, plan_base, levy_due, sector, quarter), shown)
        return part * plan_price[sector] + (1.0 - part) * price

    def consume(
        self, *, open: Array, alive: Array, age: Array, hearth: Array, deposits_person: Array, income_person: Array, food_need: Array,
        home_grain: Array, sector: Array, price: Array, plan_price: Array, plan_base: Array, levy_due: Array, inventory: Array,
        market_share: Array, offered: Array, state_order: Array, mean_price: Array, consumption: Array, nutrition: Array, grain_need: Array,
        sales: Array, orders: Array, demand: Array, supplied: Array, necessity: Array, taste: Array, mark_up: Array,
        expected_sales: Array, capacity: Array, potential: Array, workers: Array, most_workers: Array, quarter: Array, physics: Physics,
        sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Sells to people and to the budget at the mean of both prices."""
        shown = jnp.where(sector == GRAIN, offered, inventory / 1e6)
        return self._market().consume(
            open=open, alive=alive, age=age, hearth=hearth, deposits_person=deposits_person, income_person=income_person, food_need=food_need,
            home_grain=home_grain, sector=sector, price=self._mean_price(shown, price, plan_price, plan_base, levy_due, sector, quarter),
            inventory=inventory, market_share=market_share, offered=offered, state_order=state_order, mean_price=mean_price,
            consumption=consumption, nutrition=nutrition, grain_need=grain_need, sales=sales, orders=orders, demand=demand, supplied=supplied,
            necessity=necessity, taste=taste, mark_up=mark_up, expected_sales=expected_sales, capacity=capacity, potential=potential,
            workers=workers, most_workers=most_workers, physics=physics, sizes=sizes,
        )  # fmt: skip

    def invest(
        self, *, open: Array, sector: Array, desired_machines: Array, inventory: Array, market_share: Array, price: Array, plan_price: Array,
        plan_base: Array, levy_due: Array, deposits_enterprise: Array, mean_price: Array, sales: Array, orders: Array, demand: Array,
        supplied: Array, expected_sales: Array, quarter: Array, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Sells machines at the mean of both prices, as far as buyers' money goes."""
        both = self._mean_price(inventory / 1e6, price, plan_price, plan_base, levy_due, sector, quarter)
        got = self._market().invest(
            open=open, sector=sector, desired_machines=desired_machines, inventory=inventory, market_share=market_share, price=both,
            deposits_enterprise=deposits_enterprise, mean_price=mean_price, sales=sales, orders=orders, demand=demand, supplied=supplied,
            expected_sales=expected_sales, sizes=sizes,
        )  # fmt: skip
        return Effects({**got.decide, "plan_price": plan_price}, pools=got.pools)
