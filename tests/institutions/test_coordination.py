"""Markets and plans at work: prices and targets, list prices, who gets inputs and machines first; floors that are paid."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from desk import PHYSICS, decide, effects, settled

from counterplan.core.goods import SIX
from counterplan.core.rule import Rule
from counterplan.institutions.coordination.command import Command
from counterplan.institutions.coordination.handing_out import carry_out_supply, plan_machines
from counterplan.institutions.coordination.market import Market
from counterplan.institutions.coordination.negotiated import Negotiated
from counterplan.institutions.floor.enterprise import EnterpriseFloor
from counterplan.institutions.floor.public import PublicFloor

SHOP: dict[str, Any] = {
    "work_each": [60.0] * 3, "mark_up": [0.2] * 3, "price": [6.0] * 3, "machines": [int(150e6)] * 3, "inventory": [int(100e6)] * 3,
    "expected_sales": [200.0] * 3, "workers": [10] * 3, "technique_materials": [2.0] * 3, "inputs": np.full((3, 6), 4_000_000),
}  # fmt: skip
"""A unit costs 5 in wages, .6 in inputs and .01 in wear; 200 are expected to be sold, 100 lie in store."""


def posted(sector: int = 1, **changes: Any) -> dict[str, float]:
    got = decide(Market(buffer=0.25, price_speed=0.3), "plan", **{**SHOP, **changes}, sector=[sector] * 3)
    return {name: float(np.atleast_1d(value)[-1] if value.ndim < 2 else value[-1, -1]) for name, value in got.items()}


def test_prices_move_to_cost_and_mark_up() -> None:
    assert posted()["unit_cost"] == pytest.approx(5.61)
    assert posted()["price"] == pytest.approx(6.0 * np.exp(0.3 * np.log(1.2 * 5.61 / 6.0)))
    assert posted(price=[3.0] * 3)["price"] == pytest.approx(3.0 * np.exp(0.06))
    assert posted(price=[30.0] * 3)["price"] == pytest.approx(30.0 * np.exp(-0.06))


@pytest.mark.parametrize(("asked", "supplied", "factor"), [(10.0, 10.0, 1.0), (10.0, 8.0, 1.25), (10.0, 1.0, 2.0), (0.0, 0.0, 1.0), (8.0, 10.0, 1.0)])
def test_prices_stand_above_cost_and_mark_up_while_buyers_go_without(asked: float, supplied: float, factor: float) -> None:
    """A level: with a tenth sent away the price goes to 1/.9 of cost and mark-up, and back when all are served; at twice the price it ends."""
    held = {"demand": [asked] * 6, "supplied": [supplied] * 6, "price": [7.0] * 3}
    assert posted(**held)["price"] == pytest.approx(7.0 * np.exp(np.clip(0.3 * np.log(1.2 * 5.61 * factor / 7.0), -0.06, 0.06)))
    deaf = decide(Market(price_speed=0.3, scarcity=0.0), "plan", **{**SHOP, **held}, sector=[1] * 3)["price"]
    np.testing.assert_allclose(deaf, 7.0 * np.exp(0.3 * np.log(1.2 * 5.61 / 7.0)))


def test_output_wanted_is_expected_sales_and_a_buffer_less_the_store_within_capacity() -> None:
    assert posted()["target_output"] == pytest.approx(150.0)
    assert posted(sector=2)["target_output"] == pytest.approx(100.0)  # services are made to the sales expected
    assert posted(sector=3, inventory=[int(300e6)] * 3)["target_output"] == pytest.approx(150.0)  # makers of materials a quarter more
    assert posted(inventory=[0] * 3)["target_output"] == pytest.approx(1.05 * 150.0)
    assert posted(inventory=[int(1e9)] * 3)["target_output"] == 0.0
    assert posted(open=[False] * 3)["target_output"] == 0.0


def test_people_and_inputs_follow_the_output_wanted() -> None:
    got = posted()
    assert got["desired_workers"] == pytest.approx(10.0 + 0.5 * (150.0 * 30.0 / 60.0 * 1.03 - 10.0))
    assert got["input_request"] == pytest.approx(1.5 * 0.05 * 2.0 * 150.0 - 4.0)


def test_mark_ups_rise_with_the_share_of_the_market() -> None:
    """Both sell alike at one price, so that the share of the first falls to .65 and that of the second rises to .35."""
    held = {**SHOP, "sector": [0, 1, 1], "market_share": [1.0, 0.8, 0.2], "offered": [0.0] * 3, "deposits_state": 10**6}
    bought = {"state_order": [0.0, 400.0, 0, 0, 0, 0], "inventory": [0, int(100e6), int(100e6)], "necessity": [0.0] * 6}
    rule = Market(mark_up_response=0.1, share_response=1.0)
    got = decide(rule, "consume", **{**held, **bought}, food_need=1.0, grain_need=1.0)
    np.testing.assert_allclose(got["market_share"], [1.0, 0.65, 0.35], rtol=1e-6)
    np.testing.assert_allclose(got["mark_up"][1:], 0.2 * np.exp(0.1 * np.log(np.array([0.65 / 0.8, 0.35 / 0.2]))), rtol=1e-6)


def test_a_seller_counts_the_buyers_who_came_first_as_far_as_it_could_make_more_and_would_take_on() -> None:
    """400 are asked for and 100 had of each of two, to one of whom eight tenths of the buyers come first."""
    held = {**SHOP, "sector": [0, 1, 1], "market_share": [1.0, 0.8, 0.2], "offered": [0.0] * 3, "deposits_state": 10**6, "necessity": [0.0] * 6}
    held |= {"state_order": [0.0, 400.0, 0, 0, 0, 0], "inventory": [0, int(100e6), int(100e6)], "food_need": 1.0, "grain_need": 1.0}
    held |= {"capacity": [0.0, 900.0, 900.0], "potential": [0.0, 260.0, 900.0], "workers": [25, 10, 10]}

    def orders(counted: float, most: float) -> np.ndarray:
        world = replace(PHYSICS, turned_away=counted)
        return decide(Market(), "consume", **held, most_workers=[1e9, most, most], physics=world)["orders"][1:]

    np.testing.assert_allclose(orders(0.0, 1e9), [200.0, 200.0], rtol=1e-6)
    np.testing.assert_allclose(orders(1.0, 1e9), [320.0, 80.0], rtol=1e-6)
    np.testing.assert_allclose(orders(1.0, 11.0), [286.0, 114.0], rtol=1e-6)  # a tenth more people at most
    np.testing.assert_allclose(orders(1.0, 5.0), [260.0, 140.0], rtol=1e-6)


PLAN: dict[str, Any] = {
    "sector": [1, 3, 4], "base_inputs": np.zeros((6, 6)) + np.outer([0, 0, 0, 1, 0, 0], [0, 0.2, 0, 0.1, 0.2, 0]),
    "reported_output": [100.0, 30.0, 20.0], "reported_capacity": [150.0, 60.0, 60.0], "capacity": [150.0, 60.0, 60.0],
    "potential": [100.0, 30.0, 20.0], "reported_by_good": [0.0] * 6, "past_output": np.full((4, 6), 30.0), "basket": [0.3, 0.4, 0.3, 0, 0, 0],
    "investment_share": 0.2, "arms_share": 0.04, "provision_share": 0.1, "desired_machines": [5.0] * 3, "work_each": [60.0] * 3,
    "plan_price": [1.5] * 6, "technique_materials": [1.0] * 3, "price_level": 1.0, "income_total": 100.0, "taste": [0.3, 0.4, 0.3, 0, 0, 0],
}  # fmt: skip


def test_taut_plans_ask_for_more_of_everything() -> None:
    slack, taut = (decide(Command(tautness=t), "plan", **PLAN, quarter=jnp.int32(1))["target_output"] for t in (1.0, 1.05))
    assert (slack > 0).all()
    np.testing.assert_allclose(taut, 1.05 * slack, rtol=1e-9)


def test_arms_take_from_what_people_get_unit_for_unit_of_product() -> None:
    """Of a product of 180 ten points more for arms are 18 more of arms and a seventh less of what shops are meant to get."""
    product = 6 * 30.0
    shops, made = {}, {}
    for share in (0.04, 0.14):
        order = [0.0, 0.0, 0.0, 0.0, 0.0, share * product]
        got = decide(Command(), "plan", **{**PLAN, "arms_share": share, "state_order": order}, quarter=jnp.int32(1))
        shops[share], made[share] = got["consumption_plan"][1], got["consumption_plan"][5]
    assert shops[0.14] == pytest.approx(shops[0.04] * (1 - 0.2 - 0.1 - 0.14) / (1 - 0.2 - 0.1 - 0.04))
    assert made[0.14] - made[0.04] == pytest.approx(18.0)


def test_list_prices_are_set_anew_every_five_years() -> None:
    rule = Command(margin=0.1)
    still, reform = (decide(rule, "plan", **PLAN, quarter=jnp.int32(q)) for q in (21, 20))
    np.testing.assert_allclose(still["plan_price"], 1.5)
    cost = 5.0 + 1.5 * np.array([0.2, 0.1, 0.2])
    np.testing.assert_allclose(still["unit_cost"], cost)
    np.testing.assert_allclose(reform["plan_price"][[3, 4]], 1.1 * cost[1:])
    np.testing.assert_allclose(reform["price"], reform["plan_price"][[1, 3, 4]])
    np.testing.assert_allclose(reform["plan_price"][[0, 5]], 1.5)
    np.testing.assert_allclose(decide(rule, "plan", **PLAN, quarter=jnp.int32(0))["plan_price"], 1.5)


def test_a_reform_of_list_prices_leaves_the_cost_of_peoples_goods_as_it_was() -> None:
    basket = np.array(PLAN["basket"])
    made = {**PLAN, "sector": [1, 2, 4]}
    for margin in (0.0, 0.4):
        price = decide(Command(margin=margin), "plan", **made, quarter=jnp.int32(20))["plan_price"]
        assert price[1:3] @ basket[1:3] == pytest.approx(1.5 * basket[1:3].sum())
        costs = 5.0 + 1.5 * np.array([0.2, 0.0])
        assert price[1] / price[2] == pytest.approx(costs[0] / costs[1])
        assert price[4] == pytest.approx((1.0 + margin) * (5.0 + 1.5 * 0.2))


def test_a_voted_volume_that_cannot_be_made_lifts_its_price_only_as_far_as_orders_answer() -> None:
    """A share for machines half above what can be made: with orders in proportion to cost over price they settle near half above cost."""

    def after_ten_years(response: float) -> float:
        price = np.full(6, 1.5)
        rule = Negotiated(order_response=response, margin=0.1)
        for _ in range(40):
            able = {"potential": [100.0, 60.0, 60.0], "reported_by_good": [0.0, 100.0, 0.0, 30.0, 60.0, 0.0]}
            given = {**PLAN, **able, "investment_share": 0.5, "wage": [0.6] * 3, "wage_level": 0.6, "plan_price": price, "mean_price": price}
            price = decide(rule, "plan", **given)["plan_price"]
        return float(price[4] / price[1])

    fixed, answering = after_ten_years(0.0), after_ten_years(1.0)
    assert fixed > 5.0
    assert 1.0 < answering < 2.5


def test_councils_keep_the_level_of_prices_and_cover_costs_as_far_as_it_allows() -> None:
    basket = np.array(PLAN["basket"])
    for wage in (0.5, 2.0, 50.0):
        got = decide(Negotiated(), "plan", **{**PLAN, "wage": [wage] * 3, "necessity": [1.0, 1.0, 1.0, 0, 0, 0]})
        assert abs(np.log(got["plan_price"] @ basket / (1.5 * basket.sum()))) <= 0.03 + 1e-9
        np.testing.assert_allclose(got["price"], got["plan_price"][[1, 3, 4]])
    assert float(got["planning_hours"]) == 1.0


def test_councils_offer_more_where_hands_stand_idle() -> None:
    """Two makers, one with spare machines, the same incomes: where labour is dear they offer less than is asked for; idle hands make it cheaper."""
    two = {
        **PLAN, "sector": [1, 1, 4], "reported_output": [100.0, 100.0, 20.0], "reported_capacity": [120.0, 300.0, 60.0], "workers": [60, 60, 20],
        "capacity": [120.0, 300.0, 60.0], "potential": [100.0, 100.0, 20.0], "wage": [0.3] * 3, "mean_price": PLAN["plan_price"],
        "necessity": [0.0] * 6, "base_inputs": np.zeros((6, 6)), "start_unemployment": 0.0,
    }  # fmt: skip

    def made(wage_level: float, idle: float) -> float:
        given = {**two, "wage_level": wage_level, "unemployment": idle, "income_total": 300.0 * (1.0 - idle)}
        return float(decide(Negotiated(), "plan", **given)["target_output"][:2].sum())

    assert made(2.0, 0.3) > 1.03 * made(2.0, 0.0)
    assert made(0.5, 0.3) == pytest.approx(made(0.5, 0.0))  # everything that can be made is worth its labour already


@pytest.mark.parametrize(("rule", "extra"), [(Command(padding=0.3, reserve=0.1), 0.3), (Negotiated(padding=0.15, reserve=0.03), 0.15)])
def test_enterprises_pad_what_they_ask_for(rule: Rule, extra: float) -> None:
    got = decide(rule, "plan", **PLAN, inputs=np.zeros((3, 6)), quarter=jnp.int32(1))
    np.testing.assert_allclose(got["input_request"][:, 3], (1.5 + extra) * np.array([0.2, 0.1, 0.2]) * got["target_output"])


def handed_out(store: float, priority: list[float], share: float = 1.0) -> list[float]:
    """Materials that makers of manufactures (1), materials (3) and machines (4) get, who ask for 10 each; final uses want none."""
    request = jnp.zeros((3, 6)).at[:, 3].set(10.0)
    zero = jnp.zeros(3)
    got = carry_out_supply(
        request, jnp.zeros(6), share, jnp.asarray(priority), jnp.ones(3, bool), jnp.array([1, 3, 4]), jnp.array([0.0, store * 1e6, 0.0]),
        jnp.ones(3), jnp.ones(6), zero, zero, zero, jnp.zeros(6), jnp.zeros(6), SIX,
    )  # fmt: skip
    weights = np.asarray(got.pools[0].weight)[:, 3] / 1e6
    return [float(x) for x in weights]


def test_makers_of_inputs_come_first_and_a_plan_adds_its_weights() -> None:
    np.testing.assert_allclose(handed_out(30.0, [1.0] * 6), 10.0, rtol=1e-6)
    np.testing.assert_allclose(handed_out(14.0, [1.0] * 6), np.array([1.0, 1.5, 1.0]) * 4.0, rtol=1e-5)
    np.testing.assert_allclose(handed_out(12.0, [1, 1, 1, 1, 1.5, 1]), np.array([1.0, 1.5, 1.5]) * 3.0, rtol=1e-5)


@pytest.mark.parametrize(("rule", "store", "parts"), [(Command(), 7.8, [1.8, 3.0, 3.0]), (Negotiated(), 7.0, [2.0, 3.0, 2.0])])
def test_commands_serve_makers_of_machines_before_those_of_consumer_goods(rule: Rule, store: float, parts: list[float]) -> None:
    asks = {"sector": [1, 3, 4], "input_request": np.outer(np.ones(3), [0, 0, 0, 10.0, 0, 0]), "inventory": [0, int(store * 1e6), 0]}
    (delivery, _) = effects(rule, "supply", **asks, price=[1.0] * 3).pools
    np.testing.assert_allclose(np.asarray(delivery.weight)[:, 3] / 1e6, parts, rtol=1e-5)


def installed(store: float, money: float = 1e6) -> list[float]:
    """Machines that two enterprises get to which 10 and 30 are allotted."""
    zero = jnp.zeros(3)
    got = plan_machines(
        jnp.ones(3, bool), jnp.array([1, 1, 4]), jnp.array([10.0, 30.0, 0.0]), jnp.array([0, 0, int(store * 1e6)]), jnp.ones(3),
        jnp.full(3, round(money * 100)), jnp.ones(6), zero, zero, jnp.zeros(6), jnp.zeros(6), zero, SIX,
    )  # fmt: skip
    return [float(x) / 1e6 for x in np.asarray(got.pools[0].weight)[:2]]


def test_machines_are_handed_out_as_allotted_a_quarter_more_where_they_lie_in_store() -> None:
    np.testing.assert_allclose(installed(20.0), [5.0, 15.0], rtol=1e-6)
    np.testing.assert_allclose(installed(44.0), [11.0, 33.0], rtol=1e-6)
    np.testing.assert_allclose(installed(400.0), [12.5, 37.5], rtol=1e-6)
    np.testing.assert_allclose(installed(40.0, money=10.2), [10.0, 10.0], rtol=1e-6)


@pytest.mark.parametrize("rule", [PublicFloor(), EnterpriseFloor()])
def test_floors_are_paid_to_those_who_would_work_and_have_no_job(rule: Rule) -> None:
    who = np.arange(40)
    people = {
        "employer": np.where(who < 10, 1, -1), "age": np.where(who == 10, 40, 120), "custody": (who == 11).astype(int), "alive": who != 12,
        "participates": who != 13,
    }  # fmt: skip
    got = settled(rule, "pay", **people, floor_income=2.5, deposits_state=100_000)
    np.testing.assert_array_equal(got["deposits_person"], np.where(who >= 14, 250, 0))
    np.testing.assert_array_equal(got["income_person"], got["deposits_person"])
    assert int(got["benefits_paid"]) == 26 * 250 == 100_000 - int(got["deposits_state"])
