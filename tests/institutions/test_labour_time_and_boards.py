"""Plans in labour time and by sector boards: what they know, what moves targets and machines, at which prices; each differs from the others."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from desk import PHYSICS, decide, effects, settled

from counterplan.core.rule import Rule, reads
from counterplan.institutions.coordination.boards import ROUNDS, Boards
from counterplan.institutions.coordination.command import ROUNDS as ROUNDS_OF_OFFICES
from counterplan.institutions.coordination.command import Command
from counterplan.institutions.coordination.labour_time import ROUNDS as ROUNDS_OF_HOURS
from counterplan.institutions.coordination.labour_time import LabourTime
from counterplan.institutions.coordination.negotiated import Negotiated
from counterplan.institutions.coordination.optimised import Optimised
from counterplan.physics.costs import labour_for

PLANS = (Command(), Negotiated(), Optimised(), LabourTime(), Boards())
NEW = (LabourTime(), Boards())
TWO: dict[str, Any] = {
    "sector": [1, 2, 4], "base_inputs": np.zeros((6, 6)), "technique_materials": [1.0] * 3, "technique_labour": [3.0, 1.0, 2.0],
    "technique_capital": [1.0] * 3, "depreciation": 0.01, "start_labour": [2.0] * 6, "workers": [60, 30, 10], "work_each": [4.0] * 3,
    "reported_output": [80.0, 80.0, 20.0], "reported_capacity": [200.0, 200.0, 60.0], "capacity": [200.0, 200.0, 60.0],
    "potential": [180.0, 180.0, 50.0], "reported_by_good": [0.0, 80.0, 80.0, 0.0, 20.0, 0.0], "past_output": np.full((4, 6), 30.0),
    "past_inputs": np.zeros((4, 6, 6)), "investment_share": 0.1, "desired_machines": [6.0, 6.0, 6.0], "necessity": [0.0] * 6,
    "taste": [0.0, 0.75, 0.25, 0, 0, 0], "basket": [0.0, 0.5, 0.5, 0, 0, 0], "plan_price": [1.0] * 6, "mean_price": [1.0] * 6,
    "unemployment": 0.06, "start_unemployment": 0.06, "income_total": 150.0, "inventory": [int(20e6), 0, int(5e6)], "wage": [1.0] * 3,
    "wage_level": 1.0,
}  # fmt: skip
"""Makers of manufactures (three hours a unit), of services (one) and of machines (two), without inputs; people spend three quarters on the first."""


def planned(rule: Rule, **changes: Any) -> dict[str, np.ndarray]:
    return decide(rule, "plan", **{**TWO, **changes}, quarter=jnp.int32(1))


def hours(good: int, **changes: Any) -> float:
    """Hours in a unit at the use of machines that is reported."""
    at = {1: 0, 2: 1, 4: 2}[good]
    given = {**TWO, **changes}
    made, capacity = given["reported_output"][at], given["capacity"][at]
    return float(given["technique_labour"][at] * labour_for(jnp.array(made), jnp.array(capacity), PHYSICS.substitution) / made)


def value(good: int, **changes: Any) -> float:
    """Hours in a unit with the wear of machines: a hundredth of a machine, whose own making wears out as much."""
    return hours(good, **changes) + 0.01 * hours(4, **changes) / (1 - 0.01)


def basket_of(got: dict[str, np.ndarray]) -> float:
    """Manufactures over services that shops are meant to get."""
    return float(got["consumption_plan"][1] / got["consumption_plan"][2])


@pytest.mark.parametrize("response", [0.2, 0.8])
@pytest.mark.parametrize("labour", [[3.0, 1.0, 2.0], [1.0, 3.0, 2.0], [1.0, 1.0, 2.0]])
def test_what_sold_above_its_hours_is_planned_in_larger_amounts(response: float, labour: list[float]) -> None:
    """Closed form without inputs: 80 of each were made and bought at prices as .75 to .25; the basket moves by (price/hours)^response."""
    got = planned(LabourTime(response=response), technique_labour=labour)
    dear = (0.75 / value(1, technique_labour=labour)) / (0.25 / value(2, technique_labour=labour))
    assert basket_of(got) == pytest.approx(dear**response, rel=1e-6)
    assert (basket_of(got) > 1.0) == (dear > 1.0)


def test_steering_comes_to_rest_where_prices_are_hours() -> None:
    made = np.array([80.0, 80.0, 20.0])
    for _ in range(30):
        shops = planned(LabourTime(), reported_by_good=[0.0, *made[:2], 0.0, made[2], 0.0], technique_labour=[2.0, 1.0, 2.0])["consumption_plan"]
        made = np.array([*shops[1:3], 20.0])
    want = (0.75 / value(1, technique_labour=[2.0, 1.0, 2.0])) / (0.25 / value(2, technique_labour=[2.0, 1.0, 2.0]))
    assert made[0] / made[1] == pytest.approx(want, rel=1e-5)


def test_what_nobody_made_can_come_back() -> None:
    got = planned(LabourTime(), reported_by_good=[0.0, 80.0, 0.0, 0.0, 20.0, 0.0], reported_output=[80.0, 0.0, 20.0])
    assert got["consumption_plan"][2] > 0 and got["target_output"][1] > 0


@pytest.mark.parametrize("rule", NEW, ids=lambda rule: rule.option)
def test_hours_decide_how_much_is_planned_until_capacity_does(rule: Rule) -> None:
    """Common orders (12 of machines; boards: the 18 last agreed) come first; the rest of the hours goes into the basket."""
    few = planned(rule, workers=[20, 10, 10])
    there = 40 * 4.0
    orders = {"labour-time": 0.1 * 6 * 30.0, "boards": 18.0}[rule.option]
    v = np.array([hours(1), hours(2)])
    assert v @ few["consumption_plan"][1:3] == pytest.approx(there - hours(4) * orders, rel=1e-6)
    idle = planned(rule, workers=[20, 10, 10], unemployment=0.3)
    assert idle["target_output"][:2].sum() > 1.1 * few["target_output"][:2].sum()
    many = planned(rule, workers=[6000, 3000, 1000], potential=[100.0, 90.0, 50.0], reported_output=[80.0, 80.0, 20.0])
    np.testing.assert_allclose(many["target_output"][:2], [110.0, 99.0], rtol=1e-6)


def test_shop_prices_clear_and_other_goods_cost_their_hours() -> None:
    price = np.ones(6)
    for _ in range(40):
        got = planned(LabourTime(), plan_price=price)
        price = got["plan_price"]
    shops = got["consumption_plan"]
    spent = float(price[1:3] @ shops[1:3])
    np.testing.assert_allclose(price[1:3], spent * np.array([0.75, 0.25]) / shops[1:3], rtol=1e-6)
    an_hour = spent / (value(1) * shops[1] + value(2) * shops[2])
    assert price[4] == pytest.approx(an_hour * value(4), rel=1e-6)


def test_boards_charge_what_goods_cost_at_one_price_of_labour() -> None:
    """Whatever an enterprise pays and whatever people like, prices stand as hours do."""
    for changes in ({}, {"wage": [0.5, 3.0, 1.0]}, {"taste": [0.0, 0.25, 0.75, 0, 0, 0]}):
        price = np.array([1.0, 1.5, 0.5, 1.0, 1.0, 1.0])
        for _ in range(20):
            price = planned(Boards(), **changes, plan_price=price)["plan_price"]
        assert price[1] / price[2] == pytest.approx(hours(1) / hours(2), rel=1e-6)


def machines(rule: Boards | None = None, **changes: Any) -> np.ndarray:
    given = {**TWO, "orders_heard": [0.0, 170.0, 140.0, 0, 50.0, 0], "grant_share": 1.0, "deposits_enterprise": [10_000] * 3}
    return decide(rule or Boards(), "finance", **{**given, **changes})["desired_machines"]


def test_boards_send_machines_where_orders_press_on_capacity() -> None:
    """Capacity 200, 200 and 60 at norms between .825 and .9: 170 and 50 are near them, 140 are not: what wears out there is not replaced."""
    got = machines()
    assert got[1] < 1.0 < got[0] and got.sum() <= 18.0 + 1e-9
    more = machines(orders_heard=[0.0, 195.0, 140.0, 0, 50.0, 0])
    assert more[0] > got[0]
    poor = machines(desired_machines=[0.06] * 3)
    assert poor.sum() <= 0.18 + 1e-9


def test_the_change_that_boards_agree_on_is_that_of_the_median_party() -> None:
    """With a large fund a quarter of a year's change: capacity·e^change less what is left of it, change the mean of the middle two wishes."""
    got = machines(Boards(use_of_workers=0.9, use_of_users=0.75, attrition=0.0), desired_machines=[1e4] * 3)
    use = 170.0 / 200.0
    wishes = [max(np.log(use / 0.9), 0.0), np.log(use / 0.75), max(np.log(use / 0.9), 0.0), np.log(use / 0.825)]
    change = float(np.median(wishes))
    assert got[0] == pytest.approx(0.25 * 200.0 * (np.exp(change) - 0.99**4), rel=1e-3)


def test_workers_hold_cuts_up_and_users_hold_growth_up() -> None:
    lax, strict = (machines(Boards(attrition=a), orders_heard=[0.0, 170.0, 30.0, 0, 50.0, 0])[1] for a in (0.15, 0.0))
    assert strict >= lax
    spare, tight = (machines(Boards(use_of_users=u))[0] for u in (0.6, 0.9))
    assert spare > tight


def test_grants_go_with_machines_and_no_money_is_made() -> None:
    given = {**TWO, "orders_heard": [0.0, 195.0, 60.0, 0, 50.0, 0], "grant_share": 1.0, "deposits_enterprise": [10_000] * 3}
    after, wanted = settled(Boards(), "finance", **given)["deposits_enterprise"], machines(orders_heard=given["orders_heard"])
    assert wanted[0] > 6.0 and wanted[1] < 6.0
    assert after[0] > 10_000 > after[1] and after.sum() == 30_000
    gained = (after[0] - 10_000) / 100.0
    assert gained <= wanted[0] - 6.0 + 0.01
    np.testing.assert_array_equal(settled(Boards(), "finance", **{**given, "grant_share": 0.0})["deposits_enterprise"], [10_000] * 3)


def test_they_know_no_more_than_other_plans() -> None:
    others = {name for rule in PLANS[:3] for name in reads(rule.plan)}
    techniques = {"start_labour", "technique_capital", "depreciation"}
    for rule in NEW:
        assert set(reads(rule.plan)) - others <= {*techniques, *(one.name for one in rule.variables)}
        true_state = {"output", "capacity", "last_harvest", "technique_labour"}
        assert set(reads(rule.plan)) & true_state <= set(reads(Command().plan))
    assert ROUNDS == ROUNDS_OF_HOURS == ROUNDS_OF_OFFICES


@pytest.mark.parametrize("rule", NEW, ids=lambda rule: rule.option)
def test_they_believe_reports(rule: Rule) -> None:
    plain, hidden = planned(rule), planned(rule, output=[999.0] * 3)
    for name in ("target_output", "input_request", "plan_price"):
        np.testing.assert_array_equal(plain[name], hidden[name])
    said = planned(rule, workers=[600, 300, 100], reported_capacity=[50.0, 200.0, 60.0])
    assert said["target_output"][0] <= 50.0 * (1 + 1e-9)


def test_swapping_the_engine_on_equal_reports_changes_allocations() -> None:
    used = np.zeros((6, 6))
    used[3, [1, 2, 4]] = 0.2
    """Hands for about half of what machines allow, a basket of last year that is not what people would have, an indicative price far from cost."""
    given = {"workers": [20, 20, 10], "plan_price": [1.0, 1.0, 2.0, 1.0, 1.0, 1.0], "technique_labour": [1.0, 3.0, 2.0]}
    targets = [planned(rule, **given)["target_output"] for rule in PLANS]
    for one in range(len(PLANS)):
        for other in range(one):
            assert np.max(np.abs(np.log(targets[one] / targets[other]))) > 0.01, (PLANS[one].option, PLANS[other].option)


@pytest.mark.parametrize("rule", NEW, ids=lambda rule: rule.option)
def test_the_same_executor_carries_them_out(rule: Rule) -> None:
    asks = {"sector": [1, 3, 4], "input_request": np.outer(np.ones(3), [0, 0, 0, 10.0, 0, 0]), "inventory": [0, int(7e6), 0], "price": [1.0] * 3}
    one, other = (np.asarray(effects(each, "supply", **asks).pools[0].weight) for each in (Negotiated(), rule))
    np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(("rule", "phase"), [(NEW[0], "plan"), (NEW[1], "plan"), (NEW[1], "finance")])
def test_an_economy_without_makers_hands_or_money_leaves_numbers(rule: Rule, phase: str) -> None:
    """Nothing open, nobody at work, no money, no target: all that is decided stays finite."""
    nothing = {
        "open": [False] * 3, "workers": [0] * 3, "income_total": 0.0, "deposits_person": 0, "reported_output": [0.0] * 3,
        "reported_capacity": [0.0] * 3, "capacity": [0.0] * 3, "potential": [0.0] * 3, "past_output": np.zeros((4, 6)), "orders_heard": [0.0] * 6,
        "desired_machines": [0.0] * 3, "inventory": [0] * 3, "reported_by_good": [0.0] * 6,
    }  # fmt: skip
    got = decide(rule, phase, **{**TWO, **nothing})
    assert all(np.all(np.isfinite(value)) for value in jax.tree.leaves(got))


def test_what_the_budget_takes_too_costs_the_mean_of_shops_and_hours() -> None:
    """A part of services goes to the budget: their price lies by that part between what people would pay and what their hours cost."""
    price = np.ones(6)
    given = {"provision_share": 40.0 / 180.0, "investment_share": 0.0, "reported_by_good": [0.0, 80.0, 120.0, 0.0, 20.0, 0.0]}
    for _ in range(40):
        got = planned(LabourTime(), **given, workers=[30, 15, 10], plan_price=price)
        price = got["plan_price"]
    shops = got["consumption_plan"] - np.array([0, 0, 40.0, 0, 0, 0])
    part = shops[2] / (shops[2] + 40.0)
    clearing = np.array([0.75, 0.25]) / shops[1:3]
    paid = np.array([value(1), value(2)]) / (value(1) * shops[1] + value(2) * shops[2])
    want = np.array([clearing[0], part * clearing[1] + (1.0 - part) * paid[1]])
    assert price[1] / price[2] == pytest.approx(want[0] / want[1], rel=1e-3)
