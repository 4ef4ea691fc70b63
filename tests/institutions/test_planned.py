"""What planned coordinations share: stocks, what found no buyer, requests, people, targets."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from desk import PHYSICS

from counterplan.core.goods import SIX
from counterplan.institutions.coordination.planned import (
    by_enterprise,
    for_a_market,
    people_for,
    reported_inputs,
    requests,
    room,
    shop_plan,
    stock_orders,
    unsold,
    weights,
    with_stocks,
)
from counterplan.physics.costs import labour_cost_of_unit, labour_for, material_cost_of_unit, workers_for
from counterplan.physics.production import ces

SECTOR = jnp.arange(6)
USUAL = jnp.full(6, 100.0)
NONE = jnp.zeros(6)
INPUTS = jnp.zeros((6, 6)).at[3].set(0.2).at[0, 1].set(0.1)
"""Grain and materials are used as inputs."""


def test_only_goods_used_as_inputs_can_be_wanted_less_than_nothing() -> None:
    final = jnp.array([10.0, 10.0, 10.0, 10.0, 10.0, 10.0])
    got = with_stocks(final, jnp.array([-30.0, -30.0, 5.0, -30.0, 2.0, -10.0]), INPUTS)
    np.testing.assert_allclose(got, [-20.0, 0.0, 15.0, -20.0, 12.0, 0.0])


def orders(stock: list[float], demand: list[float] | None = None) -> np.ndarray:
    wanted = jnp.asarray(demand or [0.0] * 6)
    return np.asarray(stock_orders(USUAL, jnp.asarray(stock) * 1e6, SECTOR, wanted, NONE, SIX))


def test_stocks_are_ordered_half_the_way_to_their_norm_within_bounds() -> None:
    at_norm = [900.0, 25.0, 0.0, 110.0, 25.0, 25.0]
    np.testing.assert_allclose(orders(at_norm), 0.0, atol=1e-9)  # grain has no norm: it comes in once a year
    np.testing.assert_allclose(orders([0.0, 17.0, 4.0, 104.0, 0.0, 999.0]), [0.0, 4.0, -2.0, 3.0, 5.0, -50.0])
    missed = orders(at_norm, [8.0, 8.0, 8.0, 8.0, 8.0, 8.0])  # only materials that users did not get are made up for
    np.testing.assert_allclose(missed, [0.0, 0.0, 0.0, 4.0, 0.0, 0.0], atol=1e-9)


def share(stock: list[float], demand: list[float], supplied: list[float]) -> float:
    return float(unsold(USUAL, jnp.asarray(stock) * 1e6, SECTOR, jnp.asarray(demand), jnp.asarray(supplied), SIX))


def test_unsold_goods_are_those_beyond_the_norm_less_what_buyers_lacked() -> None:
    at_norm = [500.0, 25.0, 0.0, 0.0, 0.0, 0.0]
    assert share(at_norm, [0.0] * 6, [0.0] * 6) == pytest.approx(0.0, abs=1e-12)
    assert share([500.0, 55.0, 6.0, 999.0, 999.0, 0.0], [0.0] * 6, [0.0] * 6) == pytest.approx(36.0 / 300.0)
    assert share(at_norm, [10.0, 20.0, 30.0, 500.0, 0.0, 0.0], [7.0, 20.0, 0.0, 0.0, 0.0, 0.0]) == pytest.approx(-33.0 / 300.0)
    assert share([0.0, 999.0, 0, 0, 0, 0], [0.0] * 6, [0.0] * 6) == 0.3
    assert share(at_norm, [999.0] * 6, [0.0] * 6) == -0.3


def test_of_grain_shops_sell_four_fifths_of_what_villages_bring() -> None:
    final = jnp.full(6, 50.0)
    np.testing.assert_allclose(shop_plan(final, jnp.full(6, 40.0), SECTOR, final, INPUTS, SIX), [32.0, *[50.0] * 5])
    np.testing.assert_allclose(shop_plan(final, jnp.full(6, 400.0), SECTOR, final, INPUTS, SIX), [50.0] * 6)


def test_requests_are_one_and_a_half_quarters_padded_less_the_store() -> None:
    base, materials = INPUTS, jnp.full(6, 2.0)
    store = jnp.zeros((6, 6)).at[1, 3].set(7e6).at[2, 3].set(1e9)
    got = np.asarray(requests(USUAL, 0.1, jnp.arange(6) != 5, base, materials, store, SECTOR))
    # Good 1 takes 2·(.1 grain + .2 materials)·100.
    np.testing.assert_allclose(got[1], [1.6 * 20.0, 0, 0, 1.6 * 40.0 - 7.0, 0, 0])
    assert got[2, 3] == 0.0
    assert not got[5].any()


def test_people_asked_for_move_half_the_way_and_farms_keep_theirs() -> None:
    workers, capacity = jnp.full(6, 10), jnp.full(6, 100.0)
    got = people_for(USUAL, 0.2, jnp.arange(6) != 5, SECTOR, workers, capacity, jnp.full(6, 50.0), jnp.full(6, 10.0), PHYSICS)
    # At full use of machines 100 units take 100·10/50 = 20 people, and some more for those who leave.
    np.testing.assert_allclose(got, [10.0, *[10.0 + 0.5 * (24.0 * (1.0 + PHYSICS.quit_rate) - 10.0)] * 4, 0.0])


def test_labour_for_an_output_is_the_inverse_of_production() -> None:
    capacity = jnp.array([60.0, 80.0, 100.0, 400.0])
    labour = labour_for(jnp.full(4, 100.0), capacity, 0.4)
    np.testing.assert_allclose(ces(labour[1:], capacity[1:], 0.4), 100.0)
    assert float(labour[0]) == 150.0  # more hands than that are of no use
    np.testing.assert_allclose(workers_for(jnp.full(4, 100.0), capacity, 2.0, 3.0, PHYSICS), labour * 1.5 * (1.0 + PHYSICS.quit_rate))


def test_costs_of_a_unit() -> None:
    np.testing.assert_allclose(labour_cost_of_unit(jnp.asarray(6.0), jnp.asarray(2.0), jnp.asarray(4.0), jnp.asarray(0.5)), 1.5)
    price = jnp.array([3.0, 1.0, 1.0, 5.0, 1.0, 1.0])
    np.testing.assert_allclose(material_cost_of_unit(jnp.full(6, 2.0), INPUTS, price, SECTOR), [2.0, 2.6, 2.0, 2.0, 2.0, 2.0])


def test_planners_see_the_mean_use_of_materials_weighted_by_reports() -> None:
    sector, said = jnp.array([1, 1, 2]), jnp.array([30.0, 10.0, 0.0])
    got = np.asarray(reported_inputs(jnp.ones((6, 6)), jnp.array([1.0, 2.0, 9.0]), said, jnp.array([True, True, False]), sector))
    np.testing.assert_allclose(got[0], [1.0, 1.25, 1.0, 1.0, 1.0, 1.0])


def test_the_achievable_is_a_tenth_or_one_person_above_what_people_gave_room_for_within_capacity() -> None:
    capacity, said = jnp.full(5, 100.0), jnp.array([120.0, 100.0, 100.0, 100.0, 100.0])
    potential, workers = jnp.array([50.0, 99.0, 0.0, 50.0, 40.0]), jnp.array([30, 30, 0, 30, 4])
    got = room(said, capacity, potential, workers, jnp.array([True, True, True, False, True]))
    np.testing.assert_allclose(got, [1.1 * 50.0 * 1.2, 100.0, 1.1 * 25.0, 0.0, 1.25 * 40.0])


def test_enterprises_weigh_by_what_they_make_and_new_ones_by_what_founders_expected() -> None:
    said, could, hoped = jnp.array([50.0, 0.0, 0.0, 0.5, 50.0]), jnp.full(5, 100.0), jnp.array([99.0, 30.0, 0.0, 99.0, 99.0])
    got = weights(jnp.array([True, True, True, True, False]), said, could, hoped)
    np.testing.assert_allclose(got, [50.0, 15.0, 2.0, 2.0, 0.0], atol=1e-5)


def test_targets_follow_weights_and_a_market_would_start_from_them() -> None:
    sector, weight = jnp.array([1, 1, 2]), jnp.array([3.0, 1.0, 5.0])
    np.testing.assert_allclose(by_enterprise(jnp.array([0, 80.0, 20.0, 0, 0, 0]), weight, sector), [60.0, 20.0, 20.0])
    start = for_a_market(weight, jnp.array([0, 1.5, 1.0, 0, 0, 0]), jnp.array([1.0, 1.2, 99.0]), sector)
    np.testing.assert_allclose(start["market_share"], [0.75, 0.25, 1.0])
    np.testing.assert_allclose(start["mark_up"], [0.5, 0.25, 0.02])
