"""Sector boards: enterprises make what is ordered at prices that follow cost; what machines are added, and where, boards negotiate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.variables import Sizes, Variable
from counterplan.physics.bundles import machine_price, spread
from counterplan.physics.costs import labour_cost_of_unit, material_cost_of_unit
from counterplan.physics.integers import ratio, total, tree_sum
from counterplan.physics.output import at_usual_employment, net_output
from counterplan.physics.parameters import Physics
from counterplan.physics.reporting import overstated_need
from counterplan.physics.trade import sum_goods
from counterplan.planning.balances import fit_to_capacity
from counterplan.planning.boards import Norms
from counterplan.planning.boards_in_step import agreed_capacity

from .executor import SharedAlike
from .handing_out import moved_grants
from .hours import basket_within_hours, direct_labour, hours_in_towns, left_in_shops
from .planned import (
    SHOP_SHARE,
    by_enterprise,
    for_a_market,
    mean_by_good,
    people_for,
    reported_inputs,
    requests,
    room,
    shop_plan,
    stock_orders,
    weights,
    with_stocks,
)  # fmt: skip
from .prices import at_one_level, charged_prices, clearing_prices, expected_budget, labour_rate, proposed_purchases
from .proposals import proposals

ROUNDS = 12
"""Rounds of orders, and of negotiation, that boards have time for in a quarter; as many as under other plans."""


@dataclass(frozen=True)
class Boards(SharedAlike):
    """Enterprises use the capacity there is for what is ordered at prices by cost; boards agree how capacity changes.

    Equation: prices ∝ labour + inputs, at the level at which people buy what is planned for shops (grain: the price that clears);
    final uses are what people buy at these prices, as much of it as hours allow, machines as last agreed and the voted volumes, cut to what is held
    possible. Every quarter boards look a year ahead: workers, users and a commission of each sector ask for the capacity at which use is
    their norm, the median is taken, and additions are cut alike to the machines that the priorities in force grant (`planning.boards`).
    Inside a sector machines go as priorities would have them, and grants go with them; villages keep what priorities allot.
    Source: devine-1988 (prices by cost, use of capacity by orders, negotiated changes of capacity), black-1948 (median)
    Differs from source: wishes follow norms of use; boards settle by median, not by argument. Nobody bears a burden of neighbours.
    """

    role: ClassVar[str] = "coordination"
    option: ClassVar[str] = "boards"
    variables: ClassVar[tuple[Variable, ...]] = (
        Variable("orders_heard", ("good",), "memory", "float64", "units", "final uses a quarter at going prices, of which sector boards hear"),
    )
    padding: float = parameter(0.15, low=0.0, high=0.5, unit="1", source="assumed", meaning="inputs asked for over need")
    reserve: float = parameter(0.03, low=0.0, high=0.2, unit="1", source="assumed", meaning="workers kept over need")
    use_of_workers: float = parameter(0.9, low=0.8, high=1.0, unit="1", source="assumed", meaning="use of capacity at which workers want no change")
    use_of_users: float = parameter(0.75, low=0.6, high=0.9, unit="1", source="assumed", meaning="the same for those who use the product")
    attrition: float = parameter(0.05, low=0.0, high=0.15, unit="1 a year", source="assumed", meaning="fastest cut of capacity that workers accept")
    meeting_hours: float = parameter(1.0, low=0.3, high=3.0, unit="hours a week", source="assumed", meaning="hours a worker spends on meetings")

    def plan(
        self, *, open: Array, sector: Array, base_inputs: Array, technique_materials: Array, technique_labour: Array, start_labour: Array,
        reported_output: Array, reported_capacity: Array, expected_sales: Array, capacity: Array, potential: Array, demand: Array, supplied: Array,
        reported_by_good: Array, past_output: Array, past_inputs: Array, desired_machines: Array, arms_share: Array, provision_share: Array,
        inputs: Array, inventory: Array, workers: Array, work_each: Array, mean_skill: Array, plan_price: Array, wage: Array, wage_level: Array,
        village_income: Array, basket: Array, necessity: Array, taste: Array, alive: Array, unemployment: Array, start_unemployment: Array,
        offered: Array, home_grain: Array, eaters: Array, income_total: Array, deposits_person: Array, report_stake: Array, input_cover: Array,
        physics: Physics, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Prices by cost, orders at them, targets and requests; boards hear the orders."""
        n, bought, goods, grain = sizes.good, sizes.goods.bought, sizes.goods, jnp.arange(sizes.good) == 0
        a = reported_inputs(base_inputs, technique_materials, reported_output, open, sector)
        weight, most = weights(open, reported_output, reported_capacity, expected_sales), room(reported_capacity, capacity, potential, workers, open)
        rate, town = labour_rate(wage_level, village_income, workers, mean_skill, sector), open & (sector != 0)
        worked = total(jnp.where(town, workers * work_each, 0.0))
        an_hour = rate * wage_level * ratio(total(jnp.where(town, workers * mean_skill, 0.0)), worked, 1.0)
        labour = direct_labour(technique_labour, start_labour, capacity, weight, sector, physics)
        hands = at_usual_employment(unemployment, start_unemployment, 1.0)
        at_home, brought = total(home_grain * eaters), total(jnp.where(sector == 0, offered, 0.0))
        first = (0.865 * necessity * jnp.sum(alive)).at[0].add(-at_home).clip(0.0)
        budget = expected_budget(income_total * hands, jnp.sum(deposits_person) / 100.0, tree_sum((first * plan_price)[:bought]), physics)
        going = at_one_level(an_hour * labour + tree_sum(a * plan_price[:, None], axis=0), plan_price, basket)
        bids = jnp.where(grain, 0.0, proposed_purchases(going, first, budget, taste, bought))
        agreed = spread(total(jnp.where(open, desired_machines, 0.0)), goods.machine)
        common = agreed + (spread(arms_share, goods.arms) + spread(provision_share, goods.provision)) * net_output(past_output, past_inputs)
        aim = basket_within_hours(bids, common, hours_in_towns(a, labour, ROUNDS), hands * worked)
        final = jnp.where(grain, at_home + SHOP_SHARE * brought, aim + common)
        stocks = stock_orders(reported_by_good, inventory, sector, demand, supplied, goods)
        able = jnp.where(grain, 1e9 + reported_by_good * 10.0, sum_goods(most, sector, n))
        planned = fit_to_capacity(a, with_stocks(final, stocks, a), able, reported_by_good, ROUNDS, goods.mixed)
        shops = left_in_shops(aim, final, planned, a, stocks, brought)
        level = ratio(tree_sum(jnp.where(grain, 0.0, bids * going)), tree_sum(jnp.where(grain, 0.0, shops * going)), 1.0)
        clearing = clearing_prices(shops, first, budget, taste, plan_price, bought)
        charged = charged_prices(jnp.where(grain, clearing, level * going), plan_price, jnp.zeros(n), basket)
        cost = labour_cost_of_unit(wage, mean_skill, work_each, technique_labour)
        cost, work = cost + material_cost_of_unit(technique_materials, base_inputs, plan_price, sector), an_hour * technique_labour
        told = (reported_output, reported_capacity, most, expected_sales, open, sector, physics)
        parts = proposals(charged, work, technique_materials, base_inputs, *told)
        target, padded = by_enterprise(planned, parts, sector), self.padding + overstated_need(report_stake, input_cover)
        wanted = proposed_purchases(charged, first, budget, taste, bought)
        people = people_for(target, self.reserve, open, sector, workers, capacity, work_each, technique_labour, physics)
        return Effects({
            "target_output": target, "desired_workers": people, "plan_price": charged, "price": charged[sector], "unit_cost": cost,
            "input_request": requests(target, padded, open, base_inputs, technique_materials, inputs, sector), "orders_heard": final,
            "consumption_plan": shop_plan(final, offered, sector, planned, a, goods), "planning_hours": jnp.asarray(self.meeting_hours),
            "unsold_share": jnp.clip(1.0 - ratio(tree_sum((wanted * charged)[:bought]), tree_sum((shops * charged)[:bought])), -0.3, 0.3),
            **for_a_market(weight, charged, cost, sector),
        })  # fmt: skip

    def finance(
        self, *, open: Array, sector: Array, base_inputs: Array, technique_materials: Array, technique_capital: Array, reported_output: Array,
        reported_capacity: Array, depreciation: Array, desired_machines: Array, orders_heard: Array, grant_share: Array, mean_price: Array,
        sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Negotiates capacity, and moves machines and the grants for them between sectors."""
        n, grain = sizes.good, jnp.arange(sizes.good) == 0
        a = reported_inputs(base_inputs, technique_materials, reported_output, open, sector)
        allotted = jnp.where(open, desired_machines, 0.0)
        before = sum_goods(allotted, sector, n)
        held = jnp.where(grain, 1e9 + orders_heard * 10.0, jnp.maximum(sum_goods(jnp.where(open, reported_capacity, 0.0), sector, n), 1e-6))
        each = jnp.where(grain, 0.0, mean_by_good(technique_capital, jnp.where(open, reported_capacity, 0.0), sector, jnp.ones(n)))
        norms, fund = Norms(self.use_of_workers, self.use_of_users, self.attrition), 4.0 * tree_sum(jnp.where(grain, 0.0, before))
        left = (1.0 - depreciation) ** 4
        agreed, _ = agreed_capacity(a, held, orders_heard + 1e-6, 1.0 - left, each, fund, norms, ROUNDS)
        after = jnp.where(grain, before, 0.25 * jnp.maximum(agreed - left * held, 0.0) * each)
        wanted = jnp.where(open, allotted * ratio(after, before)[sector], 0.0)
        moved = moved_grants(allotted, wanted, grant_share * machine_price(mean_price, sizes.goods))
        return Effects({"desired_machines": wanted}, pools=(moved,))
