"""An optimal plan: an office maximises an aim from reports, in as many rounds as others have; shop prices clear."""

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
from counterplan.physics.output import at_usual_employment
from counterplan.physics.parameters import Physics
from counterplan.physics.reporting import overstated_need
from counterplan.physics.trade import sum_goods
from counterplan.planning.balances import fit_to_capacity
from counterplan.planning.optimisation import best_final

from .aims import ORDERS_FIRST, first_uses, in_money, left_for_shops, weights_of_uses
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
from .prices import charged_prices, clearing_prices, expected_budget, proposed_purchases
from .proposals import proposals

ROUNDS = 12
"""Rounds of computing from reports that planners have time for; as many as offices have for balances and councils for proposals."""


@dataclass(frozen=True)
class Optimised(SharedAlike):
    """An office finds the final uses that an aim values most among those that reports say can be made, and sets targets and prices by them.

    Equation: max Σ w ln(f − first uses) subject to f + Ax + stocks ≤ x ≤ achievable, with the shares w of the priorities in force
    (machines, arms, provision) and of people's tastes in the rest; first come necessities and half of the common orders; twelve rounds of a
    first-order method, whose plan is at most ln(1 + residual) below the best (planning.optimisation). Consumer goods get the prices at which the
    linear expenditure system buys what the plan has for shops, p = taste·free budget/(f − necessities); goods for producers are charged at
    cost and margin, an hour at the mean wage in towns whoever works it: members' draws follow prices, and prices that followed draws fell without
    end. Prices keep within the bounds and floors of cost of negotiated plans; cut to capacity, requests, executor and reports are those of others.
    Source: kantorovich-1965, cover-1984; cottrell-cockshott-1993 (prices of consumer goods clear, others count costs)
    Differs from source: one period and the goods' totals, spread over enterprises so that the last unit costs the same, by their reports.
    Silent on: how the aim comes about (see the priorities in force); padding, which is a reply to how plans are made (assumed between
    those of commands and of negotiation).
    """

    role: ClassVar[str] = "coordination"
    option: ClassVar[str] = "optimised"
    padding: float = parameter(0.2, low=0.0, high=0.8, unit="1", source="kornai-1980", meaning="inputs asked for over need")
    reserve: float = parameter(0.06, low=0.0, high=0.3, unit="1", source="kornai-1980", meaning="workers kept over need")
    margin: float = parameter(0.1, low=0.0, high=0.4, unit="1", source="assumed", meaning="price over cost, of producers' goods and at least")

    def plan(
        self, *, open: Array, sector: Array, base_inputs: Array, technique_materials: Array, technique_labour: Array, reported_output: Array,
        reported_capacity: Array, expected_sales: Array, capacity: Array, potential: Array, demand: Array, supplied: Array, reported_by_good: Array,
        investment_share: Array, arms_share: Array, provision_share: Array, desired_machines: Array, state_order: Array, inputs: Array,
        inventory: Array, workers: Array, work_each: Array, mean_skill: Array, plan_price: Array, wage: Array, wage_level: Array,
        basket: Array, necessity: Array, taste: Array, alive: Array, unemployment: Array,
        start_unemployment: Array, offered: Array, home_grain: Array, eaters: Array, income_total: Array,
        deposits_person: Array, report_stake: Array, input_cover: Array, physics: Physics, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Optimises, sets targets, requests and prices."""
        n, bought, grain = sizes.good, sizes.goods.bought, jnp.arange(sizes.good) == 0
        a = reported_inputs(base_inputs, technique_materials, reported_output, open, sector)
        weight = weights(open, reported_output, reported_capacity, expected_sales)
        at_home, brought = total(home_grain * eaters), total(jnp.where(sector == 0, offered, 0.0))
        most = room(reported_capacity, capacity, potential, workers, open)
        able = sum_goods(most, sector, n)
        need = 0.865 * necessity * jnp.sum(alive)
        aim, public = weights_of_uses(investment_share, arms_share, provision_share, taste, sizes.goods)
        ordered = ORDERS_FIRST * (spread(total(jnp.where(open, desired_machines, 0.0)), sizes.goods.machine) + state_order)
        must = first_uses(need, at_home, brought, ordered)
        stocks = stock_orders(reported_by_good, inventory, sector, demand, supplied, sizes.goods)
        best = best_final(a, jnp.where(grain, 1e9, jnp.maximum(able, 1e-6)), with_stocks(must, stocks, a), aim, plan_price, reported_by_good, ROUNDS)
        final, uses = jnp.maximum(best.first + best.chosen, 0.0), jnp.maximum(best.first + best.chosen - stocks, 0.0)
        wages = labour_cost_of_unit(wage, mean_skill, work_each, technique_labour)
        cost = wages + material_cost_of_unit(technique_materials, base_inputs, plan_price, sector)
        work = labour_cost_of_unit(wage_level, mean_skill, work_each, technique_labour)  # one price of labour, for draws follow prices
        labour = jnp.maximum(ratio(sum_goods(work * weight, sector, n), sum_goods(weight, sector, n), 1.0), 1e-6)
        floor = (1.0 + self.margin) * (labour + tree_sum(a * plan_price[:, None], axis=0))
        shops = left_for_shops(uses, need, ordered, aim, public, (best.outputs - final)[0], brought)
        first = jnp.where(grain, jnp.maximum(need - at_home, 0.0), need)
        hoped = income_total * at_usual_employment(unemployment, start_unemployment, 1.0)
        budget = expected_budget(hoped, jnp.sum(deposits_person) / 100.0, tree_sum((first * plan_price)[:bought]), physics)
        clearing = clearing_prices(shops, first, budget, taste, floor, bought)
        charged = charged_prices(clearing, plan_price, floor, basket)
        wanted = proposed_purchases(charged, first, budget, taste, bought)
        possible = jnp.where(grain, 1e9 + best.outputs * 10.0, able)
        planned = fit_to_capacity(a, final, possible, best.outputs, ROUNDS, sizes.goods.mixed)
        parts = proposals(
            charged, work, technique_materials, base_inputs, reported_output, reported_capacity, most, expected_sales, open, sector, physics
        )
        target = by_enterprise(planned, parts, sector)
        over = self.padding + overstated_need(report_stake, input_cover)
        asked = requests(target, over, open, base_inputs, technique_materials, inputs, sector)
        people = people_for(target, self.reserve, open, sector, workers, capacity, work_each, technique_labour, physics)
        return Effects(
            decide={
                "target_output": target, "input_request": asked, "desired_workers": people, "plan_price": charged, "price": charged[sector],
                "unsold_share": jnp.clip(1.0 - ratio(tree_sum((wanted * charged)[:bought]), tree_sum((shops * charged)[:bought])), -0.3, 0.3),
                "unit_cost": cost, "consumption_plan": shop_plan(uses, offered, sector, planned, a, sizes.goods), "planning_hours": jnp.zeros(()),
                **for_a_market(weight, charged, cost, sector), "valuation": in_money(best.value, clearing, shops, charged, sizes.goods),
            }
        )  # fmt: skip
