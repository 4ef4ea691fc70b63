"""Engines on arrays of tables and inside a compiled step are one: the same formulas give the same plans."""

from __future__ import annotations

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
import pytest  # noqa: E402

from counterplan.institutions.coordination.hours import basket_within_hours  # noqa: E402
from counterplan.institutions.coordination.prices import clearing_prices  # noqa: E402
from counterplan.planning.balances import material_balances  # noqa: E402
from counterplan.planning.boards import Norms, negotiate, voted_change  # noqa: E402
from counterplan.planning.boards_in_step import agreed_capacity  # noqa: E402
from counterplan.planning.labour_time import Techniques, labour_values, plan_year, steer  # noqa: E402
from counterplan.planning.steering import BOUND, moved_targets, scaled_values, steering_ratio  # noqa: E402

A = np.array([[0.1, 0.2, 0.0], [0.3, 0.1, 0.2], [0.0, 0.1, 0.1]])
LABOUR = np.array([2.0, 1.0, 0.5])
WAYS = Techniques(np.arange(3), A, LABOUR, np.zeros((1, 3)))


def test_rounds_of_balances_value_goods_in_hours() -> None:
    exact = labour_values(WAYS, np.ones(3))
    np.testing.assert_allclose(material_balances(jnp.array(A.T), jnp.array(LABOUR), jnp.array(LABOUR), 80), exact, rtol=1e-12)
    np.testing.assert_allclose(material_balances(jnp.array(A.T), jnp.array(LABOUR), jnp.array(LABOUR), 12), exact, rtol=2e-3)


def test_the_basket_that_hours_allow_is_the_best_plan_of_the_year() -> None:
    aim, common = np.array([3.0, 1.0, 0.0]), np.array([0.0, 0.0, 2.0])
    value = labour_values(WAYS, np.ones(3))
    def within(beside: np.ndarray, there: float) -> np.ndarray:
        return np.asarray(basket_within_hours(jnp.array(aim), jnp.array(beside), jnp.array(value), jnp.array(there)))

    for beside in (0.0 * common, common):
        plan = plan_year(WAYS, aim, 50.0 - value @ beside, np.array([1e12]))
        np.testing.assert_allclose(within(beside, 50.0), plan.level * aim, rtol=1e-9)
    assert not within(common, 1.0).any()


def test_targets_move_alike_in_both() -> None:
    taste, basket = np.array([0.7, 0.3, 0.0]), np.array([1.0, 1.0, 0.0])
    found = steer(WAYS, taste, basket, 50.0, np.array([1e12]), 2)
    shops, value = jnp.array(found.consumption[0]), jnp.array(labour_values(WAYS, np.ones(3)))
    price = clearing_prices(shops, jnp.zeros(3), jnp.array(50.0), jnp.array(taste), jnp.ones(3), 3)
    np.testing.assert_allclose(price[:2], found.price[0][:2], rtol=1e-9)
    paid = scaled_values(value, 50.0, jnp.sum(value * shops))
    np.testing.assert_allclose(paid, found.value[0], rtol=1e-9)
    moved = moved_targets(shops, steering_ratio(price, paid, 50.0), 0.5)
    np.testing.assert_allclose(moved[0] / moved[1], found.consumption[1][0] / found.consumption[1][1], rtol=1e-9)
    assert float(moved[0] / moved[1]) > float(shops[0] / shops[1])  # the first sells above its hours
    np.testing.assert_allclose(steering_ratio(jnp.array([1e9, 1e-9]), jnp.ones(2), 1.0), [BOUND, 1.0 / BOUND])


@pytest.mark.parametrize("fund", [1e9, 3.0])
def test_boards_agree_on_the_same_capacities_in_a_step(fund: float) -> None:
    capacity, final, cost, norms = np.array([50.0, 200.0, 40.0]), np.array([40.0, 60.0, 30.0]), np.array([1.0, 2.0, 0.5]), Norms(0.92, 0.7, 0.03)
    told = negotiate(A, capacity, final, 0.05, cost, fund, norms=norms)
    got, rounds = agreed_capacity(jnp.array(A), jnp.array(capacity), jnp.array(final), 0.05, jnp.array(cost), jnp.array(fund), norms, 80)
    np.testing.assert_allclose(got, told.capacity, rtol=1e-9)
    assert int(rounds) == told.rounds
    assert float(cost @ (np.asarray(got) - 0.95 * capacity).clip(0.0)) <= fund * (1 + 1e-9)


def test_the_median_of_four_is_the_mean_of_the_middle_two() -> None:
    wishes = np.random.default_rng(1).normal(0.0, 0.1, (4, 50))
    np.testing.assert_allclose(voted_change(wishes), np.median(wishes, axis=0))
    np.testing.assert_allclose(voted_change(jnp.array(wishes)), np.median(wishes, axis=0))
