"""Commands: balances of materials, quotas from above, prices from a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule
from counterplan.core.variables import Sizes
from counterplan.physics.bundles import spread
from counterplan.physics.costs import labour_cost_of_unit, material_cost_of_unit
from counterplan.physics.integers import ratio, total, tree_sum
from counterplan.physics.output import net_output
from counterplan.physics.parameters import Physics
from counterplan.physics.reporting import overstated_need
from counterplan.physics.trade import sum_goods
from counterplan.planning.balances import fit_to_capacity, material_balances

from .borders import Links
from .handing_out import carry_out_supply, plan_machines, plan_shops
from .lists import list_prices, retail_level_kept
from .planned import (
    by_enterprise,
    for_a_market,
    investment_hunger,
    people_for,
    reported_inputs,
    requests,
    room,
    shop_plan,
    stock_orders,
    unsold,
    weights,
    with_stocks,
)  # fmt: skip

PRIORITY = (1.0, 0.9, 0.8, 1.0, 1.5, 1.5)
"""Weight by which sectors are supplied, by the part that a good plays: machines and arms first, services last (assumed; powell-1977)."""
ROUNDS = 12
"""Rounds of balancing that planners have time for; as many as councils have (montias-1959 counts fewer by hand)."""


@dataclass(frozen=True)
class Command(Rule):
    """An office balances materials in a few rounds from reports and hands quotas down.

    Equation: x ← f + A·x for K rounds; f is what was last ordered of machines, arms and provision, and the start's mix of consumer goods for
    the rest, scaled to τ times what is held possible from the achieved level; quotas by share of reported output; enterprises pad. Stocks bear
    a gap first, then final uses (machines and people's goods by `investment_part`) and inputs; across borders a part of deliveries fails.
    Source: manove-1971, montias-1959, powell-1977 (balances, priorities); kornai-1980 (hoarding); qian-xu-1993, qian-roland-xu-2006 (borders)
    """

    role: ClassVar[str] = "coordination"
    option: ClassVar[str] = "command"
    tautness: float = parameter(1.03, low=0.9, high=1.15, unit="1", source="manove-1971", meaning="plan over what is reported as possible")
    share_of_final: float = parameter(0.7, low=0.0, high=1.0, unit="1", source="assumed", meaning="part of a gap that final uses bear")
    padding: float = parameter(0.3, low=0.0, high=0.8, unit="1", source="kornai-1980", meaning="inputs asked for over need")
    reserve: float = parameter(0.1, low=0.0, high=0.3, unit="1", source="kornai-1980", meaning="workers kept over need")
    margin: float = parameter(0.1, low=0.0, high=0.4, unit="1", source="assumed", meaning="producers' list price over mean cost at a price reform")
    investment_part: float = parameter(
        0.5, low=0.0, high=1.0, unit="1", source="assumed", meaning="weight of machines in cuts of final uses, against people's goods"
    )
    share_of_stocks: float = parameter(1.0, low=0.0, high=1.0, unit="1", source="assumed", meaning="part of a gap that stocks bear first")
    hunger: float = parameter(0.0, low=0.0, high=1.0, unit="1", source="assumed", meaning="part of the hunger for machines that is voiced")
    wall: float = parameter(0.0, low=0.0, high=0.7, unit="1", source="assumed", meaning="deliveries across a border of the office that fail")
    regional: float = parameter(
        0.0, low=0.0, high=1.0, unit="1", source="qian-roland-xu-2006", meaning="borders of the office: 0 between branches, 1 between regions"
    )

    def plan(
        self, *, open: Array, sector: Array, base_inputs: Array, technique_materials: Array, technique_labour: Array, reported_output: Array,
        reported_capacity: Array, expected_sales: Array, capacity: Array, potential: Array, demand: Array, supplied: Array, reported_by_good: Array,
        past_output: Array, past_inputs: Array, investment_share: Array, arms_share: Array,
        provision_share: Array, state_order: Array, inputs: Array, inventory: Array, workers: Array, work_each: Array, mean_skill: Array,
        plan_price: Array, wage: Array, basket: Array, desired_machines: Array, offered: Array, report_stake: Array, input_cover: Array,
        quarter: Array, physics: Physics, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Balances the plan, sets quotas, requests and list prices."""
        a = reported_inputs(base_inputs, technique_materials, reported_output, open, sector)
        goods, net = jnp.arange(sizes.good), net_output(past_output, past_inputs)
        rest = jnp.maximum(1.0 - investment_share - arms_share - provision_share, 0.1)
        mix = basket * jnp.array(sizes.goods.consumer)
        consumer = rest * net * mix / jnp.maximum(tree_sum(mix), 1e-9)
        machines = spread(total(jnp.where(open, desired_machines, 0.0)), sizes.goods.machine)
        final = consumer + state_order + machines
        outputs = material_balances(a, final, reported_by_good, ROUNDS)
        able = jnp.where(goods == 0, outputs, sum_goods(room(reported_capacity, capacity, potential, workers, open), sector, sizes.good))
        scale = self.tautness * ratio(tree_sum(able * (goods > 0)), tree_sum(outputs * (goods > 0)), 1.0)
        stocks = stock_orders(reported_by_good, inventory, sector, demand, supplied, sizes.goods)
        able = jnp.where(goods == 0, 1e9 + outputs * 10.0, self.tautness * able)
        for_machines = ratio(machines, machines + consumer, 0.0)
        burden = 2.0 * (self.investment_part * for_machines + (1.0 - self.investment_part) * (1.0 - for_machines))
        planned = fit_to_capacity(a, with_stocks(final * scale, stocks, a), able, outputs * scale, ROUNDS, sizes.goods.mixed, burden)
        weight = weights(open, reported_output, reported_capacity, expected_sales)
        target = by_enterprise(planned, weight, sector)
        cost = labour_cost_of_unit(wage, mean_skill, work_each, technique_labour)
        cost = cost + material_cost_of_unit(technique_materials, base_inputs, plan_price, sector)
        listed = retail_level_kept(list_prices(plan_price, cost, weight, sector, self.margin, quarter), plan_price, basket)
        over = self.padding + overstated_need(report_stake, input_cover)
        asked = requests(target, over, open, base_inputs, technique_materials, inputs, sector)
        people = people_for(target, self.reserve, open, sector, workers, capacity, work_each, technique_labour, physics)
        return Effects(
            decide={
                "target_output": target, "input_request": asked, "desired_workers": people, "plan_price": listed, "price": listed[sector],
                "unsold_share": unsold(reported_by_good, inventory, sector, demand, supplied, sizes.goods), "unit_cost": cost,
                "consumption_plan": shop_plan(final, offered, sector, planned, a, sizes.goods), "planning_hours": jnp.zeros(()),
                **for_a_market(weight, listed, cost, sector),
            }
        )  # fmt: skip

    def supply(
        self, *, open: Array, sector: Array, input_request: Array, consumption_plan: Array, inventory: Array, price: Array,
        mean_price: Array, offered: Array, sales: Array, orders: Array, demand: Array, supplied: Array, reported_by_good: Array,
        region_enterprise: Array, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Hands inputs out by priority; the gap is shared as the closure says."""
        return carry_out_supply(
            input_request, consumption_plan, self.share_of_final, jnp.array(sizes.goods.mean(PRIORITY)), open, sector, inventory, price, mean_price,
            offered, sales, orders, demand, supplied, sizes.goods, Links(self.wall, self.regional, region_enterprise, sizes.region),
            reported_by_good, self.share_of_stocks,
        )  # fmt: skip

    def consume(
        self, *, open: Array, alive: Array, age: Array, hearth: Array, deposits_person: Array, income_person: Array, food_need: Array,
        home_grain: Array, sector: Array, price: Array, inventory: Array, offered: Array, state_order: Array, mean_price: Array,
        consumption: Array, nutrition: Array, grain_need: Array, sales: Array, orders: Array, demand: Array, supplied: Array,
        necessity: Array, taste: Array, expected_sales: Array, consumption_plan: Array, physics: Physics,
        sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Sells at list prices, the state's orders first."""
        return plan_shops(
            open, alive, age, hearth, deposits_person, income_person, food_need, home_grain, sector, price, inventory, offered,
            state_order, mean_price, consumption, nutrition, grain_need, sales, orders, demand, supplied, necessity, taste,
            expected_sales, consumption_plan, self.share_of_final, physics, sizes, state_first=True,
        )  # fmt: skip

    def invest(
        self, *, open: Array, sector: Array, desired_machines: Array, inventory: Array, price: Array, deposits_enterprise: Array, mean_price: Array,
        sales: Array, orders: Array, demand: Array, supplied: Array, expected_sales: Array, rescue_chance: Array, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Hands machines out as allotted."""
        return plan_machines(
            open, sector, desired_machines, inventory, price, deposits_enterprise, mean_price, sales, orders, demand,
            supplied, expected_sales, sizes.goods, self.hunger * investment_hunger(rescue_chance, open),
        )  # fmt: skip
