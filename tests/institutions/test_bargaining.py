"""Wages: where they rest, what moves them and which way; the assemblies' pool."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from desk import PHYSICS, decide, effects, settled

from counterplan.core.rule import Rule
from counterplan.institutions.bargaining.assembly import AssemblyIncomes
from counterplan.institutions.bargaining.concession import concession
from counterplan.institutions.bargaining.decree import DecreedWages
from counterplan.institutions.bargaining.individual import IndividualBargaining
from counterplan.institutions.bargaining.union import UnionBargaining

RULE = IndividualBargaining(
    rigidity=0.0, response=0.15, surplus_share=0.2, inflation_bound=0.03, wage_bound=0.06, land_premium=1.1, usual_return=0.0, scarcity=0.5
)
REST: dict[str, Any] = {
    "finding_rate": 0.5, "separation_rate": 1.0, "price": [1.0, 1.25, 1.25], "depreciation": 0.0, "price_level": 1.0, "price_level_before": 1.0,
}  # fmt: skip
"""Where every job ends within a quarter the part of time in work is the chance to find one. Outside: .5·10 + .5·max(1.1·5, 4) = 7.75. A job
yields 20·(1.25 − .3) = 19, so that the aim is 7.75 + .2·11.25 = 10, the wage."""


def moved(**changes: Any) -> np.ndarray:
    """Change of the wage (log) in the two enterprises in town."""
    return np.log(decide(RULE, "plan", **{**REST, **changes})["wage"][1:] / 10.0)


def test_a_wage_rests_where_it_is_what_bargaining_gives() -> None:
    np.testing.assert_allclose(moved(), 0.0, atol=1e-12)


@pytest.mark.parametrize(
    ("changes", "aim"),
    [
        ({"finding_rate": 0.6}, 8.2 + 0.2 * (19.0 - 8.2)),
        ({"outside_income": 7.0}, 8.5 + 0.2 * (19.0 - 8.5)),
        ({"outside_income": 5.4}, 10.0),  # below 1.1 times the income on the land
        ({"village_income": 7.0}, 8.85 + 0.2 * (19.0 - 8.85)),
        ({"price": [1.0, 1.5, 1.5]}, 7.75 + 0.2 * (24.0 - 7.75)),
        ({"output": [0.0, 100.0, 400.0]}, 7.75 + 0.2 * (9.5 - 7.75)),  # what was not made yields nothing
        ({"expected_sales": [0.0, 100.0, 400.0]}, 7.75 + 0.2 * (9.5 - 7.75)),  # nor what will not be sold
        ({"workers": [25, 0, 0], "desired_workers": [25.0, 0.0, 0.0]}, 7.75),
        ({"desired_workers": [25.0, 20.0, 80.0]}, 10.0 * np.exp(0.5 * 0.5)),  # half of the hands lack
        ({"separation_rate": 0.0}, 10.0 + 0.2 * 9.0),  # who finds work keeps it
        ({"separation_rate": 0.25}, 9.1 + 0.2 * (19.0 - 9.1)),  # four fifths of the time in work
        ({"depreciation": 0.1}, 7.75 + 0.2 * (17.0 - 7.75)),  # machines wear
        ({"price": [1.0, 0.6, 0.6]}, 7.75),  # a job that yields 6, less than life without it
        ({"mean_skill": [1.0, 2.0, 2.0]}, 6.375 + 0.2 * (9.5 - 6.375)),
    ],
)
def test_wages_move_to_the_outside_option_and_a_share_of_the_surplus(changes: dict[str, Any], aim: float) -> None:
    np.testing.assert_allclose(moved(**changes), np.clip(0.15 * np.log(aim / 10.0), -0.06, 0.06), atol=1e-12)


def test_expected_inflation_is_bounded_and_protest_wrings_a_concession() -> None:
    np.testing.assert_allclose(moved(price_level=np.exp(0.04)), 0.01)
    np.testing.assert_allclose(moved(price_level=2.0), 0.03)
    np.testing.assert_allclose(moved(price_level=0.5), -0.03)
    np.testing.assert_allclose(moved(wage_response=0.2, protest_share=[0.1]), 0.15 * 0.01, atol=1e-12)
    np.testing.assert_allclose(moved(wage_response=0.2, protest_share=[0.1], strike_share=[0.0, 0.1, 0.2]), [0.15 * 0.02, 0.15 * 0.03], atol=1e-12)
    np.testing.assert_allclose(moved(wage_response=9.0, strike_share=[0.9] * 3), 0.06)
    got = concession(jnp.asarray(0.2), jnp.array([0.1, 0.3, 0.0, 0.0]), jnp.array([0.0, 0.5]))
    np.testing.assert_allclose(got, [0.01, 0.06])


def test_part_of_a_fall_of_the_nominal_wage_is_not_carried_out() -> None:
    falls, rises = {"finding_rate": 0.4}, {"finding_rate": 0.6}
    for changes, part in ((falls, 0.6), (rises, 1.0)):
        held = np.log(decide(replace(RULE, rigidity=0.4), "plan", **{**REST, **changes})["wage"][1:] / 10.0)
        np.testing.assert_allclose(held, part * moved(**changes))


def test_only_people_with_kin_on_the_land_reckon_with_it() -> None:
    """Without kin what is outside is .5·10 + .5·4 = 7."""
    np.testing.assert_allclose(moved(kin_on_land=0.0), 0.15 * np.log((7.0 + 0.2 * 12.0) / 10.0))


def test_pay_goes_with_hours_and_unemployment_above_the_starts_lengthens_them() -> None:
    rule = IndividualBargaining(hours_response=0.5, longest_week=60.0, hours_speed=0.1, rigidity=0.0)
    usual, slack, short = (decide(rule, "plan", **REST, unemployment=u) for u in (0.06, 0.26, 0.01))
    np.testing.assert_allclose(slack["hours_norm"][1:], 48.0 + 0.1 * 0.1 * 12.0)
    np.testing.assert_allclose(short["hours_norm"], usual["hours_norm"])
    np.testing.assert_allclose(slack["wage"][1:] / usual["wage"][1:], slack["hours_norm"][1:] / 48.0)


@pytest.mark.parametrize("rule", [IndividualBargaining(), UnionBargaining(), DecreedWages()])
def test_only_assemblies_vote_on_hours(rule: Rule) -> None:
    """Rich people with steep preferences want shorter weeks: a vote follows them, whoever takes none keeps the usual week."""
    wish = {"consumption": np.full(40, 4.0), "physics": replace(PHYSICS, consumption_curvature=2.0)}
    assert decide(rule, "govern", **wish)["desired_hours"] == 48.0
    assert decide(AssemblyIncomes(), "govern", **wish)["desired_hours"] < 40.0


def test_decrees_concede_too() -> None:
    reports = {"reported_by_good": np.array([4.0, 5.0, 1.0, 1.0, 1.0, 1.0]) * 100.0}
    got = decide(DecreedWages(), "plan", **reports, wage_response=0.2, protest_share=[0.1], strike_share=[0.0, 0.5, 0.0])["wage"]
    np.testing.assert_allclose(got, 10.0 * np.exp(0.1 * (0.1 + 0.5 * 10 / 75)))


def test_the_tariff_is_a_sum_of_money_that_follows_its_drift_and_no_price() -> None:
    reports = {"reported_by_good": np.array([4.0, 5.0, 1.0, 1.0, 1.0, 1.0]) * 100.0}
    got = decide(DecreedWages(), "plan", **reports, price_level=1.02, tariff=10.1)
    np.testing.assert_allclose((*got["wage"], got["tariff"]), 10.1)
    slow = decide(DecreedWages(drift=-0.02), "plan", **reports, tariff=10.0)
    np.testing.assert_allclose((*slow["wage"], slow["tariff"]), 10.0 * np.exp(-0.02 / 4.0))


def test_decrees_begin_from_the_wage_they_find_and_others_forget_the_tariff() -> None:
    half_more = {"reported_by_good": np.array([4.0, 7.5, 1.5, 1.5, 1.5, 1.5]) * 100.0}
    got = decide(DecreedWages(), "plan", **half_more, tariff=0.0)
    np.testing.assert_allclose(got["wage"], 10.0)
    np.testing.assert_allclose(got["tariff"], 10.0 / 1.5)
    for rule in (AssemblyIncomes(), IndividualBargaining(), UnionBargaining()):
        assert decide(rule, "plan", tariff=7.0)["tariff"] == 0.0


POOL = AssemblyIncomes(share=0.75)
"""Income of a member from the own product: .75·20·(price − .3)."""


def pooled(prices: list[float], **changes: Any) -> np.ndarray:
    """Money of the three enterprises after the pool, less what they had (currency)."""
    had = np.asarray(changes.pop("deposits_enterprise", [900_000] * 3))
    made = {"price": prices, "wage": [10.0, 8.0, 8.0], "deposits_enterprise": had, **changes}
    got: np.ndarray = (settled(POOL, "pay", **made)["deposits_enterprise"] - had) / 100.0
    return got


@pytest.mark.parametrize(
    ("prices", "flow"),
    [
        ([9.0, 1.1, 0.7], [0.0, -40.0, 40.0]),  # 12 and 6 a member: 10 could pay 4 each, 40 lack 2 each
        ([9.0, 1.5, 0.7], [0.0, -80.0, 80.0]),  # 18 and 6: what lacks is paid, no more
        ([9.0, 0.7, 0.7], [0.0, 0.0, 0.0]),  # nobody could pay
        ([9.0, 1.5, 1.5], [0.0, 0.0, 0.0]),  # nobody lacks
    ],
)
def test_those_who_make_more_than_they_draw_pay_what_others_lack(prices: list[float], flow: list[float]) -> None:
    np.testing.assert_allclose(pooled(prices), flow)


def test_members_draw_what_is_left_once_interest_is_paid() -> None:
    """12 a member of .75·20·(1.1 − .3) without debt; 30 of interest takes 3 from each of ten. Draws move by .06 a quarter, the pool at once."""
    assert pooled([9.0, 1.1, 0.7], interest_due=[0.0, 30.0, 0.0]).tolist() == [0.0, -10.0, 10.0]
    held = {"price": [9.0, 1.1, 1.1], "wage": [12.0] * 3, "interest_due": [0.0, 0.0, 12.0]}
    drawn = decide(AssemblyIncomes(share=0.75, solidarity=0.0), "plan", **held)["wage"]
    np.testing.assert_allclose(drawn[1:], [12.0, 11.7])


def test_a_pool_shares_out_what_was_put_in() -> None:
    poor = pooled([9.0, 1.1, 0.7], deposits_enterprise=[0, 3000, 0])  # rounding may leave a hundredth with the payer
    assert poor.tolist() in ([0.0, -30.0, 30.0], [0.0, -29.99, 29.99])
    rng = np.random.default_rng(3)
    for _ in range(20):
        price, wage = rng.uniform(0.2, 2.0, 3), rng.uniform(4.0, 16.0, 3)
        (pool,) = effects(POOL, "pay", price=price, wage=wage).pools
        own = np.maximum(0.75 * 20.0 * (price - 0.3), 0.2 * wage)
        assert not np.asarray(pool.amount)[own <= wage].any()
        assert not np.asarray(pool.weight)[own >= wage].any()
        assert int(np.asarray(pool.amount)[0]) == int(np.asarray(pool.weight)[0]) == 0  # the farm
        got = pooled(price.tolist(), wage=wage)
        assert got.sum() == pytest.approx(0.0, abs=1e-9)
        lack = np.maximum(wage - own, 0.0) * np.array([0, 10, 40])
        assert (got <= lack + 0.01).all()


def test_the_pool_takes_no_part_of_a_closed_plant_nor_counts_skill_twice() -> None:
    """With skill 2 a member of skill 1 could draw half; twice the skill puts in as much money in all."""
    np.testing.assert_allclose(pooled([9.0, 1.9, 0.7], mean_skill=[1.0, 2.0, 1.0]), [0.0, -80.0, 80.0])
    np.testing.assert_allclose(pooled([9.0, 1.9, 0.7], workers=[25, 0, 40]), [0.0, 0.0, 0.0])
