"""Effort and labour: what a unit of effort gains, who chooses how much, and what comes of it by enterprise; pay for it."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array

from counterplan.physics.effort import WEEKS, campaign_bought, choose_effort, normal_person, wished_effort, work_gain
from counterplan.physics.payroll import pay_wages

from small_economy import act, draws, endowment, physics, settled, start  # isort: skip

SIZES = endowment().sizes
N, E = SIZES.person, SIZES.enterprise
IDS = jnp.arange(N, dtype=jnp.int64) + 1
STAKES = (
    "pay_for_effort", "land_stake", "residual_stake", "detection", "loss_if_found", "fine_if_found", "peer_pressure", "coercion_pressure", "say",
)  # fmt: skip


def gain(finding: float = 0.5, price: float = 2.0, **stakes: float) -> tuple[float, float]:
    given = {name: jnp.asarray(stakes.get(name, 0.0)) for name in STAKES}
    level = {"price_level": jnp.asarray(price), "reference_consumption": jnp.asarray(5.0)}
    real, inner = work_gain(physics(say_gain=0.1), jnp.asarray(finding), **given, **level)
    return float(real), float(inner)


def test_gains_add_up_and_losses_count_with_their_chance() -> None:
    assert gain(pay_for_effort=3.0, land_stake=4.0, residual_stake=5.0) == pytest.approx((1.2, 0.0))
    assert gain(detection=0.2, loss_if_found=7.0, fine_if_found=3.0) == pytest.approx((0.2 * (7.0 * 2.0 + 3.0) / 10.0, 0.0))
    assert gain(finding=0.01, detection=0.2, loss_if_found=7.0)[0] == pytest.approx(0.2 * 7.0 * 8.0 / 10.0)  # eight quarters at most
    assert gain(peer_pressure=0.3, coercion_pressure=0.4, say=1.0) == pytest.approx((0.0, 0.8))
    assert gain(loss_if_found=7.0, fine_if_found=3.0) == (0.0, 0.0)  # nobody is found out


def wished(money: float, inner: float, need: float, **numbers: float) -> np.ndarray:
    full = lambda x: jnp.full(N, x, jnp.float32)  # noqa: E731
    given = {"effort_spread": 0.0, "effort_elasticity": 0.5, "consumption_curvature": 2.0, "effort_floor": 0.4, "effort_ceiling": 1.6, **numbers}
    return np.asarray(wished_effort(full(money), full(inner), full(need), draws(0, IDS, SIZES), physics(**given)))


def test_effort_is_the_power_of_what_it_gains_within_floor_and_ceiling() -> None:
    np.testing.assert_allclose(wished(0.8, 0.2, 1.0), 1.0, rtol=1e-6)
    np.testing.assert_allclose(wished(0.5, 0.0, 0.8), (0.5 / 0.64) ** 0.5, rtol=1e-6)  # the poor value money more
    np.testing.assert_allclose(wished(0.0, 0.5, 0.8), 0.5**0.5, rtol=1e-6)
    np.testing.assert_allclose(wished(99.0, 0.0, 1.0), 1.6, rtol=1e-6)
    np.testing.assert_allclose(wished(0.0, 0.0, 1.0), 0.4, rtol=1e-6)


def test_dislike_of_effort_is_a_lasting_trait_around_nought() -> None:
    trait = np.asarray(normal_person(draws(0, IDS, SIZES)))
    np.testing.assert_array_equal(trait, normal_person(draws(7, IDS, SIZES)))
    assert abs(trait.mean()) < 0.1 and trait.std() == pytest.approx(1.0, abs=0.06)
    spread = wished(0.8, 0.2, 1.0, effort_spread=0.3, effort_floor=0.0, effort_ceiling=9.0)
    np.testing.assert_allclose(np.log(spread), -0.5 * 0.3 * trait, atol=1e-5)


def hall(**changes: Array) -> dict[str, Array]:
    """Twenty people at enterprise 10 and as many at 11; nobody else works."""
    who = jnp.arange(N)
    people = {
        "alive": jnp.ones(N, bool), "person_id": IDS, "employer": jnp.where(who < 20, 10, jnp.where(who < 40, 11, -1)).astype(jnp.int32),
        "effort": jnp.full(N, 0.8, jnp.float32), "skill": jnp.ones(N, jnp.float32), "nutrition": jnp.ones(N, jnp.float32),
        "protesting": jnp.zeros(N, bool), "consumption": jnp.full(N, 5.0, jnp.float32),
    }  # fmt: skip
    places = {name: jnp.zeros(E) for name in STAKES} | {
        "coercion_pressure": jnp.full(E, 2.0), "trait_disamenity": jnp.full(E, 1.0), "trait_skill": jnp.ones(E),
        "hours_norm": jnp.full(E, 48.0), "changeover": jnp.zeros(E),
    }  # fmt: skip
    numbers = {"reference_consumption": jnp.asarray(5.0), "effort_scale": jnp.asarray(2.0), "planning_hours": jnp.asarray(0.0)}
    return start() | people | places | numbers | changes


NUMBERS = {"effort_spread": 0.0, "effort_elasticity": 0.5, "effort_adjustment": 0.25, "fatigue_hours": 48.0, "fatigue_yield": 0.4}


def worked(**changes: Array) -> dict[str, np.ndarray]:
    return {name: np.asarray(value) for name, value in act(choose_effort, hall(**changes), **NUMBERS).decide.items()}


def test_effort_moves_a_part_of_the_way_and_labour_is_hours_times_effort() -> None:
    got = worked()
    np.testing.assert_allclose(got["effort"][:40], 0.85, rtol=1e-6)  # the wish is (2/(2·1))^½ = 1
    np.testing.assert_allclose(got["effort"][40:], 0.8, rtol=1e-6)
    np.testing.assert_allclose(got["labour"][[10, 11]], 20 * 48 * 13 * 0.85, rtol=1e-3)
    np.testing.assert_allclose(got["labour_hours"][[10, 11]], 20 * 48 * WEEKS, rtol=1e-9)
    np.testing.assert_allclose(got["work_each"][[10, 9]], [48 * 13 * 0.85, 48 * 13 * 0.7], rtol=1e-3)
    np.testing.assert_allclose(got["mean_effort"][[10, 9]], [0.85, 0.0], rtol=1e-3)
    assert got["workers"][[9, 10, 11]].tolist() == [0, 20, 20]
    assert got["hours"][:41].tolist() == [48.0] * 40 + [0.0]


def test_campaigns_raise_effort_while_they_are_fresh_and_tire() -> None:
    given = {"campaign_gain": 2.0, "campaign_fatigue": 0.2, "campaign_recovery": 0.1, **NUMBERS}
    fresh, stale = (
        act(choose_effort, hall(campaign=jnp.asarray(1.0), freshness=jnp.asarray(f)), **given).decide for f in (1.0, 0.25)
    )  # fmt: skip
    np.testing.assert_allclose(fresh["effort"][:40], 0.8 + 0.25 * (2.0**0.5 - 0.8), rtol=1e-6)  # (2 + 2)/2
    np.testing.assert_allclose(stale["effort"][:40], 0.8 + 0.25 * (1.25**0.5 - 0.8), rtol=1e-6)
    np.testing.assert_allclose([fresh["freshness"], stale["freshness"]], [0.8, 0.25 + 0.075 - 0.05])
    assert fresh["hours"][0] == 48.0  # the time is paid and not worked
    np.testing.assert_allclose(fresh["labour"][10] / fresh["mean_effort"][10], 20 * 46 * 13, rtol=1e-3)
    rested = act(choose_effort, hall(freshness=jnp.asarray(0.25)), **given).decide
    np.testing.assert_allclose(rested["freshness"], 0.325)


def test_whoever_decides_buys_campaigns_as_long_as_they_pay() -> None:
    week = jnp.full(3, 48.0)
    bought = [float(campaign_bought(1.0, jnp.asarray(f), week, physics(campaign_gain=0.3, effort_elasticity=0.25))) for f in (1.0, 0.7, 0.3)]
    worth = [2.0 * (((1.0 + 0.3 * f) ** 0.25 - 1.0) * 24.0 - 1.0) for f in (1.0, 0.7)]
    assert bought == pytest.approx([min(worth[0], 1.0), worth[1], 0.0])
    assert 0.0 < bought[1] < bought[0]
    assert float(campaign_bought(0.0, jnp.asarray(1.0), week, physics())) == 0.0


def test_unpleasant_work_is_done_with_less_effort() -> None:
    got = worked(trait_disamenity=jnp.ones(E).at[11].set(4.0))
    np.testing.assert_allclose(got["effort"][20:40], 0.8 + 0.25 * (0.5 - 0.8), rtol=1e-6)


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"skill": jnp.full(N, 0.5, jnp.float32)}, 0.5),
        ({"skill": jnp.full(N, 9.0, jnp.float32)}, 1.0),
        ({"trait_skill": jnp.full(E, 2.0)}, 0.5),
        ({"nutrition": jnp.full(N, 0.5, jnp.float32)}, 0.7),
        ({"nutrition": jnp.full(N, 1.4, jnp.float32)}, 1.0),
        ({"protesting": jnp.ones(N, bool)}, 0.7),
        ({"hours_norm": jnp.full(E, 58.0)}, (48.0 + 0.4 * 10.0) / 48.0),
        ({"hours_norm": jnp.full(E, 24.0)}, 0.5),
        ({"planning_hours": jnp.asarray(6.0)}, 42.0 / 48.0),
        ({"overtime": jnp.full(E, 5.0)}, (48.0 + 0.4 * 5.0) / 48.0),
        ({"guard_share": jnp.full(E, 0.1)}, 0.9),
    ],
)
def test_labour_is_what_skill_food_hours_and_presence_leave_of_effort(changes: dict[str, Array], part: float) -> None:
    np.testing.assert_allclose(worked(**changes)["labour"][10], 20 * 48 * 13 * 0.85 * part, rtol=1e-3)


def test_a_change_of_technique_takes_half_of_the_work_at_most() -> None:
    gross = 20 * 48 * 13 * 0.85
    got = worked(changeover=jnp.zeros(E).at[10].set(1000.0).at[11].set(9000.0))
    np.testing.assert_allclose(got["labour"][[10, 11]], [gross - 1000.0, 0.5 * gross], rtol=1e-3)
    np.testing.assert_allclose(got["changeover"][[10, 11]], [0.0, 9000.0 - 0.5 * gross], rtol=1e-3)


def paid(**changes: Array) -> dict[str, Array]:
    """A payroll with pay of 10 a worker of skill 1 in town and 4 on the land; enterprise 0 is a farm."""
    places = {"wage": jnp.full(E, 10.0), "land_pay": jnp.full(E, 4.0), "land_piece": jnp.zeros(E), "mean_effort": jnp.full(E, 0.8)}
    who = jnp.where(jnp.arange(N) < 20, 0, jnp.where(jnp.arange(N) < 40, 30, -1)).astype(jnp.int32)
    workers = jnp.zeros(E, jnp.int64).at[0].set(20).at[30].set(20)
    rich = {"deposits_enterprise": jnp.full(E, 10**6), "deposits_person": jnp.zeros(N, jnp.int64), "arrears_wage": jnp.zeros(N, jnp.int64)}
    rest = {"employer": who, "workers": workers, "mean_skill": jnp.ones(E), "tax_rate": jnp.asarray(0.25), "open": jnp.ones(E, bool)}
    state = hall(**(places | rich | rest | changes))
    assert int(state["sector"][0]) == 0 < int(state["sector"][30])
    return settled(state, act(pay_wages, state))


def test_pay_is_the_rate_by_skill_less_tax_and_the_budget_gets_the_tax() -> None:
    before = int(start()["deposits_state"])
    got = paid()
    assert got["deposits_person"][:41].tolist() == [300] * 20 + [750] * 20 + [0]
    assert int(got["deposits_state"]) - before == round(0.25 * (20 * 4 + 20 * 10) * 100)
    skilled = paid(skill=jnp.full(N, 1.5, jnp.float32), mean_skill=jnp.full(E, 1.5))
    assert skilled["deposits_person"][:21].tolist() == [300] * 20 + [1125]
    assert int(skilled["deposits_state"]) - before == round(0.25 * (20 * 4 + 20 * 15) * 100)


def test_piece_pay_follows_own_effort_over_the_mean_and_protest_is_not_paid() -> None:
    keen = jnp.where(jnp.arange(N) % 2 == 0, 1.0, 0.6).astype(jnp.float32)
    got = paid(effort=keen, pay_for_effort=jnp.full(E, 4.0), land_piece=jnp.full(E, 1.0))
    assert got["deposits_person"][:2].tolist() == [375, 225]  # on the land all by effort: ±.25
    assert got["deposits_person"][20:22].tolist() == [825, 675]  # in town .4 of it
    assert paid(protesting=jnp.arange(N) == 20)["deposits_person"][20:22].tolist() == [525, 750]


def test_wages_that_cannot_be_paid_are_owed_and_claimed_again() -> None:
    poor = paid(deposits_enterprise=jnp.zeros(E, jnp.int64).at[30].set(5000 + 10_000))  # the tax of 50.00 comes first
    each = int(poor["deposits_person"][20])
    assert each in (499, 500)
    assert int(poor["arrears_wage"][20]) == 750 - each
    assert int(poor["arrears_wage"][0]) == 300
    again = paid(arrears_wage=jnp.full(N, 50, jnp.int64))
    assert again["deposits_person"][:41].tolist() == [350] * 20 + [800] * 20 + [0]
    assert not np.asarray(again["arrears_wage"])[:40].any()
