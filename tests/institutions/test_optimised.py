"""The optimal plan as an institution: the three engines know the same, decide differently, and are carried out alike."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from desk import decide, effects

from counterplan.core.goods import SIX
from counterplan.core.rule import Rule, reads
from counterplan.institutions.coordination.aims import first_uses, in_money, left_for_shops
from counterplan.institutions.coordination.command import Command
from counterplan.institutions.coordination.negotiated import Negotiated
from counterplan.institutions.coordination.optimised import Optimised
from counterplan.institutions.coordination.planned import SHOP_SHARE
from counterplan.institutions.coordination.prices import clearing_prices, proposed_purchases

RULES = (Command(), Negotiated(), Optimised())
REPORTS: dict[str, Any] = {
    "sector": [1, 3, 4], "base_inputs": np.outer([0, 0, 0, 1, 0, 0], [0, 0.2, 0, 0.1, 0.2, 0]) + np.outer([0, 0.1, 0, 0, 0, 0], [0, 0, 0, 1.0, 0, 0]),
    "reported_output": [100.0, 60.0, 20.0], "reported_capacity": [150.0, 80.0, 60.0], "capacity": [150.0, 80.0, 60.0],
    "potential": [100.0, 60.0, 20.0], "reported_by_good": [0.0, 100.0, 0.0, 60.0, 20.0, 0.0], "past_output": np.full((4, 6), 60.0),
    "basket": [0.3, 0.4, 0.3, 0, 0, 0], "investment_share": 0.3, "arms_share": 0.04, "provision_share": 0.1, "desired_machines": [10.0] * 3,
    "work_each": [60.0] * 3, "plan_price": [1.5] * 6, "technique_materials": [1.0] * 3, "price_level": 1.0, "income_total": 200.0,
    "taste": [0.3, 0.4, 0.3, 0, 0, 0], "inventory": [int(25e6), int(66e6), int(5e6)], "state_order": [0, 0, 10.0, 0, 0, 2.0],
}  # fmt: skip


def planned(rule: Rule, **changes: Any) -> dict[str, np.ndarray]:
    return decide(rule, "plan", **{**REPORTS, **changes}, quarter=jnp.int32(1))


def test_the_engines_read_the_same_of_what_is_made() -> None:
    """What enterprises say and what lies in store is the same for all three; councils and the optimal plan also know what people
    earn and how many seek work."""
    of_people = {"alive", "deposits_person", "home_grain", "eaters", "income_total", "necessity", "taste", "village_income", "wage_level"}
    of_people |= {"mean_price", "unemployment", "start_unemployment"}
    of_time = {"quarter", "past_output", "past_inputs", "state_order", "desired_machines"}
    known = [set(reads(rule.plan)) - of_people - of_time for rule in RULES]
    assert known[0] == known[1] == known[2]
    people = [set(reads(rule.plan)) & of_people for rule in RULES]
    assert people[2] <= people[1]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.option)
def test_all_engines_believe_reports_and_see_nothing_else(rule: Rule) -> None:
    """Outputs doubled in the books change nothing unless they are reported; a reported one does."""
    plain = planned(rule)
    hidden = planned(rule, output=[999.0] * 3)
    for name in ("target_output", "input_request", "plan_price"):
        np.testing.assert_array_equal(plain[name], hidden[name])
    said = planned(rule, reported_capacity=[75.0, 80.0, 60.0], reported_output=[50.0, 60.0, 20.0], reported_by_good=[0, 50.0, 0, 60.0, 20.0, 0])
    assert said["target_output"][0] < plain["target_output"][0]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.option)
def test_a_bias_common_to_all_enters_all_engines_alike(rule: Rule) -> None:
    plain = planned(rule)["target_output"].sum()
    biased = planned(
        rule, reported_output=[120.0, 72.0, 24.0], reported_capacity=[180.0, 96.0, 72.0], reported_by_good=[0, 120.0, 0, 72.0, 24.0, 0],
    )["target_output"].sum()  # fmt: skip
    assert 1.0 < biased / plain < 1.35


def test_swapping_the_engine_changes_what_is_asked_for() -> None:
    targets = [planned(rule)["target_output"] for rule in RULES]
    for one in range(3):
        for other in range(one):
            assert np.max(np.abs(np.log(targets[one] / targets[other]))) > 0.01, (one, other)


def test_the_same_plan_is_carried_out_alike() -> None:
    asks = {"sector": [1, 3, 4], "input_request": np.outer(np.ones(3), [0, 0, 0, 10.0, 0, 0]), "inventory": [0, int(7e6), 0], "price": [1.0] * 3}
    given = [np.asarray(effects(rule, "supply", **asks).pools[0].weight) for rule in (Negotiated(), Optimised())]
    np.testing.assert_array_equal(given[0], given[1])


@pytest.mark.parametrize("store", [2.0, 7.0, 40.0])
def test_commands_differ_in_carrying_out_by_their_ranks_alone(store: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """With no sector before another an office's deliveries and machines are those of councils, unit for unit; with its ranks they are not."""
    asks = {
        "sector": [1, 3, 4], "input_request": np.outer(np.ones(3), [0, 0, 0, 10.0, 0, 0]), "inventory": [0, int(store * 1e6), int(5e6)],
        "price": [1.0] * 3, "desired_machines": [4.0, 3.0, 2.0], "consumption_plan": [0.0, 0.0, 0.0, 2.0, 0.0, 0.0],
        "deposits_enterprise": [10**6] * 3,
    }  # fmt: skip

    def given(phase: str) -> list[np.ndarray]:
        return [np.asarray(effects(rule, phase, **asks).pools[0].weight) for rule in RULES]

    ranked = given("supply")
    assert np.array_equal(ranked[0], ranked[1]) == (store == 40.0)  # where everything is there, ranks do not matter
    machines = given("invest")
    monkeypatch.setattr("counterplan.institutions.coordination.command.PRIORITY", (1.0,) * 6)
    for alike in (given("supply"), machines):
        np.testing.assert_array_equal(alike[0], alike[1])
        np.testing.assert_array_equal(alike[1], alike[2])


def test_targets_stay_within_what_is_held_possible_and_follow_the_aim() -> None:
    got = planned(Optimised())
    assert np.all(got["target_output"] <= 1.1 * np.array([100.0, 60.0, 20.0]) * (1 + 1e-9))
    scarce = {"potential": [100.0, 20.0, 20.0], "reported_output": [100.0, 20.0, 20.0], "reported_by_good": [0, 100.0, 0, 20.0, 20.0, 0]}
    more, less = (planned(Optimised(), **scarce, investment_share=share, desired_machines=[0.0] * 3)["target_output"] for share in (0.5, 0.05))
    assert more[2] / more[0] > 1.5 * less[2] / less[0]
    assert float(got["planning_hours"]) == 0.0


def test_prices_of_producers_goods_count_an_hour_alike_and_do_not_follow_draws() -> None:
    base, poor, dear = (planned(Optimised(), **change)["plan_price"] for change in ({}, {"wage": [10.0, 10.0, 2.0]}, {"wage_level": 20.0}))
    np.testing.assert_array_equal(base, poor)
    assert dear[4] > 1.02 * base[4]


def test_half_of_what_is_ordered_in_common_comes_before_all_choice() -> None:
    """Arms are ordered, with hardly any weight; shops get services less what the budget takes."""
    small = {"arms_share": 1e-6, "sector": [1, 3, 5], "reported_by_good": [0, 100.0, 0, 60.0, 0, 20.0], "desired_machines": [0.0] * 3}
    made = [planned(Optimised(), **small, state_order=[0, 0, 0, 0, 0, order])["target_output"][2] for order in (0.0, 4.0, 8.0)]
    assert made[0] + 1.0 < made[1] + 0.5 < made[2]
    need, grain = jnp.arange(6.0), (jnp.asarray(7.0), jnp.asarray(10.0))
    np.testing.assert_allclose(first_uses(need, *grain, jnp.full(6, 2.0)), [7.0 + 10.0 * SHOP_SHARE, 3, 4, 5, 6, 7])
    uses, need, ordered = jnp.array([0, 30.0, 20.0, 0, 9.0, 4.0]), jnp.zeros(6).at[1:3].set(10.0), jnp.array([0, 0, 5.0, 0, 3.0, 2.0])
    shops = left_for_shops(uses, need, ordered, jnp.array([0, 0.3, 0.4, 0, 0.1, 0.1]), jnp.array([0, 0, 0.1, 0, 0, 0]), jnp.zeros(()), jnp.zeros(()))
    np.testing.assert_allclose(shops[1:3], [30.0, 20.0 - 5.0 - 0.25 * 5.0])  # of the five beyond a quarter is public


def test_valuations_stand_in_the_money_of_shops_and_machines_go_where_they_are_high() -> None:
    """Shops sell 10 and 20 at 3 and 2 what the plan values at 1.5 and 1: money is two a unit of aim; what is charged is the least."""
    value, price = jnp.array([9.0, 1.5, 1.0, 0.2, 4.0, 0.0]), jnp.array([9.0, 3.0, 2.0, 9.0, 9.0, 9.0])
    worth = in_money(value, price, jnp.array([5.0, 10.0, 20.0, 0, 0, 0]), jnp.ones(6), SIX)
    np.testing.assert_allclose(worth, [1.0, 3.0, 2.0, 1.0, 8.0, 1.0])
    scarce = {"potential": [100.0, 60.0, 1.0], "reported_output": [100.0, 60.0, 1.0], "reported_capacity": [110.0, 66.0, 1.1]}
    got = planned(Optimised(), **scarce, reported_by_good=[0, 100.0, 0, 60.0, 1.0, 0])
    assert got["valuation"][4] > 2.0 * got["plan_price"][4]  # makers of machines hold all else back
    np.testing.assert_array_equal(planned(Command())["valuation"], planned(Command())["plan_price"])


def test_shop_prices_are_those_at_which_all_is_bought() -> None:
    taste, must = jnp.array([0.3, 0.4, 0.3, 0, 0, 0]), jnp.array([5.0, 10.0, 2.0, 0, 0, 0])
    shops, given = jnp.array([20.0, 30.0, 40.0, 7.0, 7.0, 7.0]), jnp.arange(1.0, 7.0)
    price = clearing_prices(shops, must, jnp.asarray(300.0), taste, given)
    np.testing.assert_allclose(proposed_purchases(price, must, jnp.asarray(300.0), taste)[:3], shops[:3], rtol=1e-12)
    np.testing.assert_allclose(price[3:], given[3:])
    bare = clearing_prices(jnp.zeros(6).at[1].set(30.0), must, jnp.asarray(300.0), taste, given)
    assert bool(jnp.all(jnp.isfinite(bare))) and float(bare[0]) > 0
