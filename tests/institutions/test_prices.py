"""Prices of plans and markets, what an hour costs society, market shares."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest

from counterplan.core.goods import SIX
from counterplan.institutions.coordination.prices import (
    charged_prices,
    grain_price,
    labour_rate,
    market_shares,
    proposed_purchases,
)

BASKET = np.array([0.3, 0.4, 0.3, 0.0, 0.0, 0.0])
ONES = np.ones(6)
UP, DOWN = float(np.exp(0.03)), float(np.exp(-0.03))
SECTOR = jnp.array([0, 1, 1])


def charged(price: np.ndarray, floor: np.ndarray = ONES * 0.0, before: np.ndarray = ONES) -> np.ndarray:
    return np.asarray(charged_prices(jnp.asarray(price), jnp.asarray(before), jnp.asarray(floor), jnp.asarray(BASKET)))


def test_prices_within_their_bounds_are_charged_as_they_are() -> None:
    price = np.array([1.05, 1.0, 0.98, 1.1, 0.9, 1.0])
    np.testing.assert_allclose(charged(price), price, rtol=1e-12)


def test_the_level_moves_by_three_in_a_hundred_at_most() -> None:
    np.testing.assert_allclose(charged(1.1 * ONES), UP * ONES)
    np.testing.assert_allclose(charged(0.9 * ONES), DOWN * ONES)
    dear = np.array([2.0, 1.0, 1.0, 1.0, 1.0, 1.0])  # cut to e^.15 = 1.16183, a level of 1.04855
    np.testing.assert_allclose(charged(dear), np.array([np.exp(0.15), 1, 1, 1, 1, 1]) * UP / (0.3 * np.exp(0.15) + 0.7))


def test_others_are_lifted_to_cost_where_there_is_room() -> None:
    floor = np.array([5.0, 1.02, 0.5, 2.0, 0.0, 1.0])  # a level of 1 + .4·.02 is within 3 %
    np.testing.assert_allclose(charged(ONES, floor), [1.0, 1.02, 1.0, 2.0, 1.0, 1.0])


def test_without_room_lifted_prices_fall_short_in_proportion_and_grain_keeps_its_price() -> None:
    part = (UP - 0.3) / (0.7 * 1.2)
    np.testing.assert_allclose(charged(ONES, 1.2 * ONES), [1.0, *[1.2 * part] * 5])


def test_whatever_is_asked_the_level_stays_and_grain_has_no_floor() -> None:
    rng = np.random.default_rng(6)
    for _ in range(200):
        before, price, floor = np.exp(rng.normal(0, 0.8, (3, 6)))
        got = charged(price, floor, before)
        assert abs(np.log(got @ BASKET / (before @ BASKET))) <= 0.03 + 1e-9
        free = charged(price, 0.0 * floor, before)
        assert got[0] == pytest.approx(free[0], rel=1e-12)
        clipped = np.clip(price, before * np.exp(-0.15), before * np.exp(0.15))
        assert got[0] / (free @ BASKET) == pytest.approx(clipped[0] / (clipped @ BASKET), rel=1e-9)


def grain(demand: float, offered: float, quarter: int = 2, elasticity: float = 0.4) -> np.ndarray:
    """Price of grain next quarter; mills took 7 units last quarter (index 1), other numbers in other quarters."""
    mills = np.zeros((4, 6, 6))
    mills[:, 1, 0], mills[:, 3, 4] = [1000.0, 7.0, 2000.0, 50.0], 99.0
    return np.asarray(
        grain_price(
            2.0 * jnp.ones(3), jnp.array([demand, 9.0, 9.0, 0, 0, 0]), jnp.array([offered, 500.0, 500.0]), jnp.asarray(mills), SECTOR,
            jnp.int32(quarter), elasticity, SIX,
        )
    )  # fmt: skip


def test_the_price_of_grain_rests_where_as_much_is_asked_for_as_brought() -> None:
    np.testing.assert_allclose(grain(100.0, 107.0), 2.0)
    np.testing.assert_allclose(grain(100.0, 150.0, quarter=4), 2.0)  # the quarter before the first of a year is the last


def test_the_price_of_grain_rises_with_what_is_asked_for_over_what_is_brought() -> None:
    np.testing.assert_allclose(grain(150.0, 107.0), 2.0 * np.exp(0.5 * 0.4 * np.log(1.5)))
    np.testing.assert_allclose(grain(100.0, 157.0), 2.0 * np.exp(-0.5 * 0.4 * np.log(1.5)))
    np.testing.assert_allclose(grain(1e6, 107.0), 2.0 * np.exp(0.125))
    np.testing.assert_allclose(grain(0.0, 107.0), 2.0 * np.exp(-0.125))
    np.testing.assert_allclose(grain(100.0, 3.0), 2.0 * np.exp(0.125))  # mills took more than there is


def rate(village_income: float, workers: list[int], skill: list[float]) -> float:
    return float(labour_rate(jnp.asarray(10.0), jnp.asarray(village_income), jnp.asarray(workers), jnp.asarray(skill), SECTOR))


def test_an_hour_costs_what_all_who_work_earn_in_the_mean() -> None:
    # 25 of 75 are on the land; towns pay 10·(10·1 + 40·2)/50 = 18 in the mean.
    assert rate(5.0, [25, 10, 40], [9.0, 1.0, 2.0]) == pytest.approx(2 / 3 + 5.0 / 18.0 / 3)
    assert rate(18.0, [25, 10, 40], [9.0, 1.0, 2.0]) == pytest.approx(1.0)
    assert rate(5.0, [0, 10, 40], [1.0, 1.0, 1.0]) == pytest.approx(1.0)
    assert rate(5.0, [0, 0, 0], [1.0, 1.0, 1.0]) == 1.0


def test_councils_ask_for_necessities_first() -> None:
    price, must = jnp.array([2.0, 1.0, 1.0, 1, 1, 1]), jnp.array([10.0, 5.0, 5.0, 0, 0, 0])
    taste = jnp.array([0.2, 0.5, 0.3, 0.0, 0.0, 0.0])
    np.testing.assert_allclose(proposed_purchases(price, must, jnp.asarray(15.0), taste), [5.0, 2.5, 2.5, 0, 0, 0])
    np.testing.assert_allclose(proposed_purchases(price, must, jnp.asarray(40.0), taste), [11.0, 10.0, 8.0, 0, 0, 0])


def shares(share: list[float], sold: list[float], price: list[float], open_: list[bool] | None = None) -> np.ndarray:
    is_open = jnp.asarray(open_ or [True] * 3)
    mean = jnp.array([1.0, 1.0, 1.0, 1, 1, 1])
    return np.asarray(market_shares(jnp.asarray(share), jnp.asarray(sold), jnp.asarray(price), mean, is_open, SECTOR, 1.0))


def test_shares_follow_sales_half_the_way_and_cheaper_sellers_win() -> None:
    np.testing.assert_allclose(shares([1.0, 0.5, 0.5], [5.0, 30.0, 10.0], [1.0, 1.0, 1.0]), [1.0, 0.625, 0.375])
    np.testing.assert_allclose(shares([1.0, 0.5, 0.5], [5.0, 10.0, 10.0], [1.0, 0.9, 1.1]), [1.0, 0.55, 0.45])
    np.testing.assert_allclose(shares([1.0, 0.5, 0.5], [5.0, 0.0, 0.0], [1.0, 0.1, 9.0]), [1.0, 0.75, 0.25])
    np.testing.assert_allclose(shares([1.0, 0.5, 0.5], [5.0, 10.0, 10.0], [1.0, 1.0, 1.0], [True, True, False]), [1.0, 1.0, 0.0])
