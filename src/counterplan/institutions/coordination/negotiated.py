"""A negotiated plan: councils propose, indicative prices move by excess demand, enterprises carry it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.variables import GRAIN, Sizes
from counterplan.physics.bundles import spread
from counterplan.physics.costs import labour_cost_of_unit, labour_for, material_cost_of_unit
from counterplan.physics.integers import ratio, total, tree_sum
from counterplan.physics.output import at_usual_employment, net_output
from counterplan.physics.parameters import Physics
from counterplan.physics.reporting import overstated_need
from counterplan.physics.trade import sum_goods
from counterplan.planning.balances import fit_to_capacity, material_balances
from counterplan.planning.facilitation import facilitate

from .executor import SharedAlike
from .planned import (
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
from .prices import charged_prices, expected_budget, labour_rate, proposed_purchases
from .proposals import proposals, supply_with_labour

ROUNDS = 12
"""Rounds of proposals that councils have time for in a quarter (hahnel-2021)."""


@dataclass(frozen=True)
class Negotiated(SharedAlike):
    """Councils of consumers and producers answer indicative prices until proposals are near balance.

    Equation: consumers propose the linear expenditure system's purchases at indicative prices out of incomes as they would be at usual
    employment and the money they hold; common orders are the voted volumes·(cost/price)^response, within a half of them; each enterprise
    proposes what is worth its inputs and labour (`proposals`) and gets that part of the plan; a board moves prices by
    z = |2(S − D)/(S + D)|, not below cost plus a margin, labour at what all who work earn in the mean; their level moves little; meetings cost.
    Source: albert-hahnel-1991, hahnel-2021; devine-1988 (negotiation)
    Differs from source: producers' councils answer for the present technique; machines are allotted by the priorities in force.
    """

    role: ClassVar[str] = "coordination"
    option: ClassVar[str] = "negotiated"
    padding: float = parameter(0.15, low=0.0, high=0.5, unit="1", source="assumed", meaning="inputs asked for over need")
    reserve: float = parameter(0.03, low=0.0, high=0.2, unit="1", source="assumed", meaning="workers kept over need")
    margin: float = parameter(0.1, low=0.0, high=0.3, unit="1", source="assumed", meaning="price over mean cost where proposals balance")
    order_response: float = parameter(1.0, low=0.5, high=2.0, unit="1", source="assumed", meaning="fall of common orders with the price over cost")
    meeting_hours: float = parameter(1.0, low=0.3, high=3.0, unit="hours a week", source="assumed", meaning="hours a worker spends on meetings")

    def plan(
        self, *, open: Array, sector: Array, base_inputs: Array, technique_materials: Array, technique_labour: Array, reported_output: Array,
        reported_capacity: Array, expected_sales: Array, capacity: Array, potential: Array, demand: Array, supplied: Array, reported_by_good: Array,
        past_output: Array, past_inputs: Array, investment_share: Array, arms_share: Array, provision_share: Array, inputs: Array,
        workers: Array, work_each: Array, mean_skill: Array, plan_price: Array, wage: Array, mean_price: Array, basket: Array,
        necessity: Array, taste: Array, alive: Array, unemployment: Array, start_unemployment: Array, offered: Array, home_grain: Array,
        eaters: Array, inventory: Array, income_total: Array, deposits_person: Array, wage_level: Array, village_income: Array,
        report_stake: Array, input_cover: Array, physics: Physics, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Runs the rounds, sets targets, requests and prices."""
        a = reported_inputs(base_inputs, technique_materials, reported_output, open, sector)
        net, goods, bought = net_output(past_output, past_inputs), jnp.arange(sizes.good), sizes.goods.bought
        weight = weights(open, reported_output, reported_capacity, expected_sales)
        wages = labour_cost_of_unit(wage, mean_skill, work_each, technique_labour)
        rate = labour_rate(wage_level, village_income, workers, mean_skill, sector)
        work = labour_cost_of_unit(wage_level * rate, mean_skill, work_each, technique_labour)
        mean_wages = jnp.maximum(rate * ratio(sum_goods(wages * weight, sector, sizes.good), sum_goods(weight, sector, sizes.good), 1.0), 1e-6)
        hands, town = at_usual_employment(unemployment, start_unemployment, 1.0), (open & (sector != GRAIN)).astype(jnp.float64)
        there = hands * total(town * workers * work_each)
        at_home, brought = total(home_grain * eaters), total(jnp.where(sector == 0, offered, 0.0))
        shares = spread(investment_share, sizes.goods.machine) + spread(arms_share, sizes.goods.arms) + spread(provision_share, sizes.goods.provision)
        must = (0.865 * necessity * jnp.sum(alive)).at[0].add(-at_home).clip(0.0)
        budget = expected_budget(income_total * hands, jnp.sum(deposits_person) / 100.0, tree_sum((must * plan_price)[:bought]), physics)
        stocks = stock_orders(reported_by_good, inventory, sector, demand, supplied, sizes.goods)
        told = (reported_output, reported_capacity, room(reported_capacity, capacity, potential, workers, open))

        def covers(price: Array) -> Array:
            return (1.0 + self.margin) * (mean_wages + tree_sum(a * price[:, None], axis=0))

        def final(price: Array) -> Array:
            ordered = shares * net * jnp.clip((covers(price) / price) ** self.order_response, 0.5, 1.5)
            return proposed_purchases(price, must, budget, taste, bought) + ordered + jnp.where(goods == 0, at_home, 0.0)

        def offers(price: Array, labour: Array) -> Array:
            return proposals(price, work * jnp.minimum(labour, 1.0), technique_materials, base_inputs, *told, expected_sales, open, sector, physics)

        def propose(prices: Array, before: Array) -> tuple[Array, Array, Array]:
            price, made = prices[:-1], offers(prices[:-1], prices[-1])
            uses = material_balances(a, final(price), before[:-1], 1)
            bids = proposed_purchases(price, must, budget, taste, bought)
            supply = supply_with_labour(made, sector, brought, uses[0] - bids[0] - at_home, there, sizes.good)
            asked = total(town * labour_for(made, capacity, physics.substitution) * technique_labour)
            return supply, jnp.append(jnp.where(goods == 0, bids, uses), asked), jnp.append(uses, asked)

        found = facilitate(propose, jnp.append(plan_price, 1.0), jnp.append(reported_by_good, there), ROUNDS)[:4]
        (price, supply, wanted, uses), labour = (by_good[:-1] for by_good in found), found[0][-1]
        charged = charged_prices(price, plan_price, covers(plan_price), basket)
        able = sum_goods(told[2], sector, sizes.good)
        planned = fit_to_capacity(a, with_stocks(final(price), stocks, a), jnp.where(goods == 0, uses * 10.0, able), uses, ROUNDS, sizes.goods.mixed)
        target, could = by_enterprise(planned, offers(price, labour), sector), jnp.where(goods == 0, supply, able)
        cost = wages + material_cost_of_unit(technique_materials, base_inputs, mean_price, sector)
        padded = self.padding + overstated_need(report_stake, input_cover)
        people = people_for(target, self.reserve, open, sector, workers, capacity, work_each, technique_labour, physics)
        return Effects({
            "target_output": target, "desired_workers": people, "plan_price": charged, "price": charged[sector],
            "input_request": requests(target, padded, open, base_inputs, technique_materials, inputs, sector), "unit_cost": cost,
            "consumption_plan": shop_plan(final(price), offered, sector, planned, a, sizes.goods),
            "planning_hours": jnp.asarray(self.meeting_hours), **for_a_market(weight, charged, cost, sector),
            "unsold_share": jnp.clip(1.0 - ratio(tree_sum((wanted * charged)[:bought]), tree_sum((could * charged)[:bought])), -0.3, 0.3),
        })  # fmt: skip
