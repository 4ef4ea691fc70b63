"""Markets: posted mark-up prices, sales expected from orders, shares won by lower prices."""

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
from counterplan.physics.bundles import machine_price, spread
from counterplan.physics.costs import labour_cost_of_unit, material_cost_of_unit, workers_for
from counterplan.physics.foreign import cost_with_imports
from counterplan.physics.integers import ratio, tree_sum
from counterplan.physics.parameters import Physics
from counterplan.physics.purse import paid_alike
from counterplan.physics.trade import beyond_inputs, deliver_inputs, deliver_machines, seen_orders, sell_to_people, sum_goods, tree_sum_rows
from counterplan.physics.village import food_to_mills, food_to_shops

from .prices import FRESH, SOLD_AHEAD, grain_price, market_shares, moved_mark_ups, scarcity_factor


@dataclass(frozen=True)
class Market(Rule):
    """Enterprises post prices and sell to whoever pays.

    Equation: output = clip[expected·(1+ν) − inventory, 0, capacity]; price = (1+μ)·unit cost·(asked for/supplied)^κ; ln μ grows with the market
    share; f' ∝ (f + share of sales)/2·(1 + χ·(1 − price/mean price)); grain's price moves with what is asked for over
    what villages offer.
    Source: dosi-fagiolo-roventini-2010 (mark-ups, shares), caiani-2016 (output, expectations), walras-1874 (excess demand, grain)
    Silent on: bargaining between two enterprises; advertising.
    """

    role: ClassVar[str] = "coordination"
    option: ClassVar[str] = "market"
    buffer: float = parameter(0.25, low=0.1, high=0.5, unit="1", source="caiani-2016", meaning="stock wanted over expected sales")
    share_response: float = parameter(
        1.0, low=0.3, high=2.0, unit="1", source="dosi-fagiolo-roventini-2010", meaning="shift of shares to cheaper sellers"
    )
    mark_up_response: float = parameter(
        0.04, low=0.01, high=0.1, unit="1", source="dosi-fagiolo-roventini-2010", meaning="rise of the mark-up with market share"
    )
    scarcity: float = parameter(
        1.0, low=0.0, high=2.0, unit="1", source="assumed", meaning="rise of prices with what is asked for over what is supplied (log-log)"
    )
    price_speed: float = parameter(0.3, low=0.1, high=0.8, unit="1 a quarter", source="assumed", meaning="speed of prices towards cost plus mark-up")
    grain_response: float = parameter(0.4, low=0.15, high=0.8, unit="1", source="assumed", meaning="response of grain's price to orders over offers")

    def plan(
        self, *, open: Array, sector: Array, expected_sales: Array, inventory: Array, cost_wage: Array, workers: Array, work_each: Array,
        mean_skill: Array, technique_labour: Array, technique_materials: Array, technique_capital: Array, machines: Array, depreciation: Array,
        base_inputs: Array, mean_price: Array, mark_up: Array, price: Array, inputs: Array, demand: Array, offered: Array, past_inputs: Array,
        supplied: Array, most_workers: Array, import_share: Array, landed_price: Array, quarter: Array, physics: Physics, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Sets price, output wanted, people wanted and inputs asked for."""
        wages = labour_cost_of_unit(cost_wage, mean_skill, work_each, technique_labour)
        materials = material_cost_of_unit(technique_materials, base_inputs, mean_price, sector)
        wear = technique_capital * depreciation * machine_price(mean_price, sizes.goods)
        cost = cost_with_imports(wages + materials + wear, import_share, landed_price, sector)
        aim = (1.0 + mark_up) * cost * scarcity_factor(demand, supplied, self.scarcity)[sector]
        posted = price * jnp.exp(jnp.clip(self.price_speed * jnp.log(jnp.maximum(aim, 1e-9) / price), -0.06, 0.06))
        for_food = grain_price(price, demand, offered, past_inputs, sector, quarter, self.grain_response, sizes.goods)
        posted = jnp.where(sector == GRAIN, for_food, posted)
        stock = inventory.astype(jnp.float64) / 1e6
        fresh, ahead = (jnp.array(sizes.goods.mean(by_part))[sector] for by_part in (FRESH, SOLD_AHEAD))  # inputs are sold before output is made
        keep = self.buffer * (1.0 - fresh)  # what cannot be kept is made to the sales expected
        capacity = machines.astype(jnp.float64) / 1e6 / technique_capital
        wanted = jnp.clip(expected_sales * (1.0 + keep + ahead) - stock, 0.0, capacity * 1.05)
        wanted = jnp.where(sector == GRAIN, expected_sales, wanted)
        people = workers_for(wanted, capacity, work_each, technique_labour, physics)
        desired = jnp.where(open & (sector != GRAIN), jnp.minimum(workers + 0.5 * (people - workers), most_workers), workers)
        need = base_inputs.T[sector] * technique_materials[:, None] * wanted[:, None]
        request = jnp.where(open[:, None], jnp.maximum(1.5 * need - inputs / 1e6, 0.0), 0.0)
        return Effects(
            decide={
                "unsold_share": jnp.zeros(()), "unit_cost": cost, "price": posted, "target_output": jnp.where(open, wanted, 0.0),
                "desired_workers": jnp.where(open, desired, 0.0), "input_request": request, "planning_hours": jnp.zeros(()),
                "plan_base": jnp.zeros_like(cost), "valuation": mean_price,
            }
        )  # fmt: skip

    def supply(
        self, *, open: Array, sector: Array, input_request: Array, inventory: Array, market_share: Array, price: Array,
        deposits_enterprise: Array, wage: Array, workers: Array, mean_skill: Array, mean_price: Array, offered: Array, sales: Array,
        orders: Array, demand: Array, supplied: Array, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Buys inputs as far as money goes, wages and inputs alike; sellers sell from store."""
        wages = wage * workers * mean_skill * (sector != GRAIN)
        afford = paid_alike(deposits_enterprise / 100.0, wages, tree_sum(input_request * mean_price * 1.02, axis=1))
        stock = inventory / 1e6
        shown = jnp.where(open, jnp.where(sector == GRAIN, jnp.minimum(food_to_mills(offered, sizes.goods), stock), stock), 0.0)
        effects, asked, sold, prices = deliver_inputs(
            input_request * afford[:, None], shown, market_share, price, mean_price, sector
        )
        wanted, inputs = tree_sum_rows(input_request * afford[:, None]), np.array(sizes.goods.inputs, int)
        return Effects(
            decide={
                "sales": sales + sold, "orders": orders + asked, "mean_price": prices, "demand": demand.at[inputs].set(wanted[inputs]),
                "supplied": supplied.at[inputs].set(jnp.minimum(sum_goods(sold, sector, sizes.good), wanted)[inputs]),
            },
            pools=effects.pools,
        )  # fmt: skip

    def consume(
        self, *, open: Array, alive: Array, age: Array, hearth: Array, deposits_person: Array, income_person: Array, food_need: Array,
        home_grain: Array, sector: Array, price: Array, inventory: Array, market_share: Array, offered: Array, state_order: Array,
        mean_price: Array, consumption: Array, nutrition: Array, grain_need: Array, sales: Array, orders: Array, demand: Array, supplied: Array,
        necessity: Array, taste: Array, mark_up: Array, expected_sales: Array, capacity: Array, potential: Array,
        workers: Array, most_workers: Array, physics: Physics, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Sells to people and to the budget; shares of the market and mark-ups move."""
        stock = beyond_inputs(inventory / 1e6, expected_sales, sector, sizes.goods)
        shown = jnp.where(open, jnp.where(sector == GRAIN, food_to_shops(offered, sizes.goods), stock), 0.0)
        served, prices = sell_to_people(
            alive, age, hearth, deposits_person, income_person, food_need, home_grain, sector, price, shown, market_share, state_order, False,
            mean_price, consumption, nutrition, grain_need, sales, orders, demand, supplied, necessity, taste, physics, sizes,
        )  # fmt: skip
        now = served.decide["sales"] - sales
        share = market_shares(market_share, now, price, prices, open, sector, self.share_response)
        moved = moved_mark_ups(mark_up, market_share, share, self.mark_up_response)
        room = jnp.minimum(capacity, potential * jnp.maximum(ratio(most_workers, workers, 1.0), 1.0)) * (sector != GRAIN)
        seen = seen_orders(served.decide["orders"], market_share, room, sector, sizes.good, physics.turned_away)
        return Effects(
            {**served.decide, "market_share": share, "mark_up": moved, "orders": seen}, served.transfers, served.pools, served.conversions
        )

    def invest(
        self, *, open: Array, sector: Array, desired_machines: Array, inventory: Array, market_share: Array, price: Array,
        deposits_enterprise: Array, mean_price: Array, sales: Array, orders: Array, demand: Array, supplied: Array, expected_sales: Array,
        sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Buys machines as far as money goes."""
        cost = desired_machines * machine_price(mean_price, sizes.goods) * 1.1
        afford = jnp.minimum(ratio(deposits_enterprise / 100.0, cost, 1.0), 1.0)
        offered = jnp.where(open, beyond_inputs(inventory / 1e6, expected_sales, sector, sizes.goods), 0.0)
        wanted = jnp.where(open, desired_machines * afford, 0.0)
        effects, asked, sold, prices = deliver_machines(wanted, offered, market_share, price, mean_price, sector, sizes.goods)
        asked_for = jnp.sum(jnp.rint(wanted * 1e6).astype(jnp.int64)) / 1e6
        return Effects(
            decide={
                "sales": sales + sold, "orders": orders + asked, "mean_price": prices, "plan_price": prices,
                "demand": demand + spread(asked_for, sizes.goods.machine), "supplied": supplied + sum_goods(sold, sector, sizes.good),
            },
            pools=effects.pools,
        )  # fmt: skip
