"""A plan in labour time: hours set what can be made, goods are valued in hours, and shop prices that clear steer the next targets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.variables import Sizes
from counterplan.physics.bundles import spread
from counterplan.physics.costs import labour_cost_of_unit, material_cost_of_unit
from counterplan.physics.integers import ratio, total, tree_sum
from counterplan.physics.output import at_usual_employment, net_output
from counterplan.physics.parameters import Physics
from counterplan.physics.reporting import overstated_need
from counterplan.physics.trade import sum_goods
from counterplan.planning.balances import fit_to_capacity

from .executor import SharedAlike
from .hours import (
    basket_within_hours,
    direct_labour,
    got_last_year,
    hours_in_towns,
    labour_values,
    left_in_shops,
    sold_for,
    sold_to_people,
    steered_basket,
)
from .planned import (
    SHOP_SHARE,
    by_enterprise,
    for_a_market,
    people_for,
    reported_inputs,
    requests,
    room,
    shop_plan,
    stock_orders,
    weights,
    with_stocks,
)  # fmt: skip
from .prices import charged_prices, expected_budget, proposed_purchases
from .proposals import proposals

ROUNDS = 12
"""Rounds of balances that planners have time for; as many as under other plans."""


@dataclass(frozen=True)
class LabourTime(SharedAlike):
    """An office plans as much of a basket as hours allow, values goods in hours, and moves the basket towards what sells above its value.

    Equation: v = l + v(A + D), D the wear of machines; level of the basket = (hours there − hours in common orders)/(hours in the basket), then
    cut to what is held possible; consumer goods get the prices at which all are bought, every other good its hours at what an hour of consumer
    goods costs; basket ∝ last year's·(price/value)^response (`planning.steering`). An enterprise gets that part of the plan whose last unit
    takes as many hours as in others. Common orders are the voted volumes. Grain comes as it comes: it has a price that clears and no target.
    Source: cottrell-cockshott-1993 (labour values, prices that clear, targets by their ratio)
    Differs from source: people are paid as the bargaining in force says, in money, and not by the hour; hours are those of enterprises in towns.
    Silent on: dapprich-2022 (opportunity costs in the place of hours).
    """

    role: ClassVar[str] = "coordination"
    option: ClassVar[str] = "labour-time"
    padding: float = parameter(0.2, low=0.0, high=0.8, unit="1", source="kornai-1980", meaning="inputs asked for over need")
    reserve: float = parameter(0.06, low=0.0, high=0.3, unit="1", source="kornai-1980", meaning="workers kept over need")
    response: float = parameter(0.5, low=0.1, high=1.0, unit="1", source="assumed", meaning="power of last year's price over value in a target")

    def plan(
        self, *, open: Array, sector: Array, base_inputs: Array, technique_materials: Array, technique_labour: Array, technique_capital: Array,
        depreciation: Array, start_labour: Array, reported_output: Array, reported_capacity: Array, expected_sales: Array, capacity: Array,
        potential: Array, demand: Array, supplied: Array, reported_by_good: Array, past_output: Array, past_inputs: Array, investment_share: Array,
        arms_share: Array, provision_share: Array, inputs: Array, inventory: Array, workers: Array, work_each: Array, mean_skill: Array,
        plan_price: Array, wage: Array, basket: Array, necessity: Array, taste: Array, alive: Array, unemployment: Array, start_unemployment: Array,
        offered: Array, home_grain: Array, eaters: Array, income_total: Array, deposits_person: Array, report_stake: Array, input_cover: Array,
        physics: Physics, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Values goods in hours, steers the basket by what last year's was sold for, sets targets, requests and prices."""
        n, bought, goods, grain = sizes.good, sizes.goods.bought, sizes.goods, jnp.arange(sizes.good) == 0
        a = reported_inputs(base_inputs, technique_materials, reported_output, open, sector)
        weight = weights(open, reported_output, reported_capacity, expected_sales)
        labour = direct_labour(technique_labour, start_labour, capacity, weight, sector, physics)
        value = labour_values(a, labour, technique_capital, depreciation, weight, sector, goods, ROUNDS)
        hands = at_usual_employment(unemployment, start_unemployment, 1.0)
        there = hands * total(jnp.where(open & (sector != 0), workers * work_each, 0.0))
        at_home, brought = total(home_grain * eaters), total(jnp.where(sector == 0, offered, 0.0))
        first = (0.865 * necessity * jnp.sum(alive)).at[0].add(-at_home).clip(0.0)
        budget = expected_budget(income_total * hands, jnp.sum(deposits_person) / 100.0, tree_sum((first * plan_price)[:bought]), physics)
        steered = (taste > 0) & ~grain & (jnp.arange(n) < bought)
        usual = proposed_purchases(plan_price, first, budget, taste, bought)
        shares = spread(investment_share, goods.machine) + spread(arms_share, goods.arms) + spread(provision_share, goods.provision)
        common = shares * net_output(past_output, past_inputs)
        got = got_last_year(reported_by_good, a, common, usual, steered, brought)
        last = sold_for(got, first, budget, taste, value, steered, plan_price, bought)
        aim = basket_within_hours(steered_basket(got, last, steered, self.response), common, hours_in_towns(a, labour, ROUNDS), there)
        final = jnp.where(grain, at_home + SHOP_SHARE * brought, aim + common)
        stocks = stock_orders(reported_by_good, inventory, sector, demand, supplied, goods)
        most = room(reported_capacity, capacity, potential, workers, open)
        able = jnp.where(grain, 1e9 + reported_by_good * 10.0, sum_goods(most, sector, n))
        planned = fit_to_capacity(a, with_stocks(final, stocks, a), able, reported_by_good, ROUNDS, goods.mixed)
        shops = left_in_shops(aim, final, planned, a, stocks, brought)
        clearing, paid, _, an_hour = sold_for(shops, first, budget, taste, value, steered, plan_price, bought)
        part, work = sold_to_people(shops, common, steered), technique_labour * an_hour
        floor = jnp.where((part > 0) & ~jnp.array(goods.mixed), 0.0, paid)
        charged = charged_prices(part * clearing + (1.0 - part) * paid, plan_price, floor, basket)
        told = (reported_output, reported_capacity, most, expected_sales, open, sector, physics)
        parts = proposals(paid, work, technique_materials, base_inputs, *told)
        target = by_enterprise(planned, parts, sector)
        cost = labour_cost_of_unit(wage, mean_skill, work_each, technique_labour)
        cost = cost + material_cost_of_unit(technique_materials, base_inputs, plan_price, sector)
        padded = self.padding + overstated_need(report_stake, input_cover)
        wanted = proposed_purchases(charged, first, budget, taste, bought)
        people = people_for(target, self.reserve, open, sector, workers, capacity, work_each, technique_labour, physics)
        return Effects({
            "target_output": target, "desired_workers": people, "plan_price": charged, "price": charged[sector], "unit_cost": cost,
            "input_request": requests(target, padded, open, base_inputs, technique_materials, inputs, sector),
            "consumption_plan": shop_plan(final, offered, sector, planned, a, goods), "planning_hours": jnp.zeros(()),
            "unsold_share": jnp.clip(1.0 - ratio(tree_sum((wanted * charged)[:bought]), tree_sum((shops * charged)[:bought])), -0.3, 0.3),
            **for_a_market(weight, charged, cost, sector),
        })  # fmt: skip
