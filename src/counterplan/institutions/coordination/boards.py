"""Sector boards: enterprises make what is ordered at prices that follow cost; what machines are added, and where, boards negotiate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Account, Effects, Pool, hundredths
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
from .hours import basket_within_hours, hours_in_towns, left_in_shops
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

    Equation: prices ∝ (1 + margin)·(labour + inputs), at the level at which people buy what is planned for shops (grain: the price that clears);
    final uses are people's purchases at these prices and the voted volumes, cut to what is held possible. Then workers, users and a
    commission of each sector ask for the capacity at which use is their norm, the median is taken, and all additions are cut alike to the machines that
    the priorities in force grant (`planning.boards`); inside a sector machines go as priorities would have them, and the budget's grants
    go with them. Villages keep what priorities allot.
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
    margin: float = parameter(0.1, low=0.0, high=0.3, unit="1", source="assumed", meaning="price over mean cost, before the level is set")
    use_of_workers: float = parameter(0.9, low=0.8, high=1.0, unit="1", source="assumed", meaning="use of capacity at which its workers want no change")
    use_of_users: float = parameter(0.75, low=0.6, high=0.9, unit="1", source="assumed", meaning="the same for those who use the product")
    attrition: float = parameter(
        0.0125, low=0.0, high=0.04, unit="1 a quarter", source="assumed", meaning="fastest cut of capacity that workers accept (log)"
    )
    meeting_hours: float = parameter(1.0, low=0.3, high=3.0, unit="hours a week", source="assumed", meaning="hours a worker spends on meetings")

    def plan(
        self, *, open: Array, sector: Array, base_inputs: Array, technique_materials: Array, technique_labour: Array, start_labour: Array,
        reported_output: Array, reported_capacity: Array, expected_sales: Array, capacity: Array, potential: Array, demand: Array, supplied: Array, reported_by_good: Array,
        past_output: Array, past_inputs: Array, investment_share: Array, arms_share: Array, provision_share: Array, inputs: Array,
        inventory: Array, workers: Array, work_each: Array, mean_skill: Array, plan_price: Array, wage: Array, wage_level: Array,
        village_income: Array, basket: Array, necessity: Array, taste: Array, alive: Array, unemployment: Array, start_unemployment: Array,
        offered: Array, home_grain: Array, eaters: Array, income_total: Array, deposits_person: Array, report_stake: Array, input_cover: Array,
        physics: Physics, sizes: Sizes,
    ) -> Effects:  # fmt: skip
        """Prices by cost, orders at them, targets and requests; boards hear the orders."""
        n, bought, goods, grain = sizes.good, sizes.goods.bought, sizes.goods, jnp.arange(sizes.good) == 0
        a = reported_inputs(base_inputs, technique_materials, reported_output, open, sector)
        weight, most = weights(open, reported_output, reported_capacity, expected_sales), room(reported_capacity, capacity, potential, workers, open)
        wages, rate = labour_cost_of_unit(wage, mean_skill, work_each, technique_labour), labour_rate(wage_level, village_income, workers, mean_skill, sector)
        labour = rate * mean_by_good(wages, weight, sector, jnp.ones(n))
        listed = (1.0 + self.margin) * (labour + tree_sum(a * plan_price[:, None], axis=0))
        hands = at_usual_employment(unemployment, start_unemployment, 1.0)
        at_home, brought = total(home_grain * eaters), total(jnp.where(sector == 0, offered, 0.0))
        first = (0.865 * necessity * jnp.sum(alive)).at[0].add(-at_home).clip(0.0)
        budget = expected_budget(income_total * hands, jnp.sum(deposits_person) / 100.0, tree_sum((first * plan_price)[:bought]), physics)
        going = at_one_level(listed, plan_price, basket)
        bids = jnp.where(grain, 0.0, proposed_purchases(going, first, budget, taste, bought))
        shares = spread(investment_share, goods.machine) + spread(arms_share, goods.arms) + spread(provision_share, goods.provision)
        common, in_towns = shares * net_output(past_output, past_inputs), hours_in_towns(a, technique_labour, start_labour, weight, sector, ROUNDS)
        there = hands * total(jnp.where(open & (sector != 0), workers * work_each, 0.0))
        aim = basket_within_hours(bids, common, in_towns, there)
        final = jnp.where(grain, at_home + SHOP_SHARE * brought, aim + common)
        stocks = stock_orders(reported_by_good, inventory, sector, demand, supplied, goods)
        able = jnp.where(grain, 1e9 + reported_by_good * 10.0, sum_goods(most, sector, n))
        planned = fit_to_capacity(a, with_stocks(final, stocks, a), able, reported_by_good, ROUNDS, goods.mixed)
        shops = left_in_shops(aim, final, planned, a, stocks, brought)
        level = ratio(tree_sum(jnp.where(grain, 0.0, bids * going)), tree_sum(jnp.where(grain, 0.0, shops * going)), 1.0)
        clearing = clearing_prices(shops, first, budget, taste, plan_price, bought)
        charged = charged_prices(jnp.where(grain, clearing, level * going), plan_price, jnp.zeros(n), basket)
        cost, work = wages + material_cost_of_unit(technique_materials, base_inputs, plan_price, sector), labour_cost_of_unit(
            wage_level * rate, mean_skill, work_each, technique_labour
        )  # fmt: skip
        parts = proposals(charged, work, technique_materials, base_inputs, reported_output, reported_capacity, most, expected_sales, open, sector, physics)
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
        norms, fund = Norms(self.use_of_workers, self.use_of_users, self.attrition), tree_sum(jnp.where(grain, 0.0, before))
        agreed, _ = agreed_capacity(a, held, orders_heard + 1e-6, depreciation, each, fund, norms, ROUNDS)
        after = jnp.where(grain, before, jnp.maximum(agreed - (1.0 - depreciation) * held, 0.0) * each)
        wanted = jnp.where(open, allotted * ratio(after, before)[sector], 0.0)
        return Effects({"desired_machines": wanted}, pools=(moved_grants(allotted, wanted, grant_share * machine_price(mean_price, sizes.goods)),))


def moved_grants(before: Array, after: Array, worth: Array) -> Pool:
    """Grants follow machines: who gets fewer hands on what others get more of (no more than these take).

    Args:
        before, after: float64 [enterprise], machines; worth: grant for one (currency).
    """
    less, more = jnp.maximum(before - after, 0.0), jnp.maximum(after - before, 0.0)
    part = jnp.minimum(ratio(total(more), total(less)), 1.0)
    account = Account("deposits_enterprise")
    return Pool("grant", account, hundredths(part * less * worth), account, hundredths(more * worth))
