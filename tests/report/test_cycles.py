"""Filters and measures of cycles on series whose answers are known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from counterplan.report.cycles import (
    LONG,
    REACH,
    SHORT,
    correlation,
    cycle,
    lead,
    logarithm,
    recessions,
    slope,
    subbotin_exponent,
    trend,
    yearly,
)

QUARTERS = np.arange(240.0)


def waves(*periods: float) -> np.ndarray:
    return np.stack([np.sin(2 * np.pi * QUARTERS / period) for period in periods])


def test_weights_are_those_of_baxter_and_king() -> None:
    """An impulse gives the weights: the ideal ones, cut off, and shifted so that they add up to nothing."""
    j = np.arange(1, REACH + 1)
    short, long = 2 * np.pi / SHORT, 2 * np.pi / LONG
    half = (np.sin(short * j) - np.sin(long * j)) / (np.pi * j)
    ideal = np.concatenate([half[::-1], [(short - long) / np.pi], half])
    impulse = np.zeros((1, 4 * REACH + 1))
    impulse[0, 2 * REACH] = 1.0
    assert cycle(impulse)[0] == pytest.approx(ideal - ideal.mean(), abs=1e-12)


def test_trends_are_taken_out() -> None:
    for path in (np.ones_like(QUARTERS), QUARTERS):
        assert np.abs(cycle(path[None, :])).max() < 1e-9
    assert np.ptp(cycle(QUARTERS[None, :] ** 2 / 100)) < 1e-9


@pytest.mark.parametrize(("period", "low", "high"), [(2, 0, 0.1), (4, 0, 0.1), (12, 0.9, 1.15), (20, 0.85, 1.15), (100, 0, 0.25)])
def test_cycles_pass_and_seasons_and_long_swings_do_not(period: float, low: float, high: float) -> None:
    left = cycle(waves(period) if period > 2 else np.cos(np.pi * QUARTERS)[None, :])
    assert low <= np.abs(left).max() <= high


def test_harvests_once_a_year_are_no_cycle() -> None:
    assert yearly(np.tile([1.0, 1.0, 6.0, 1.0], 20)[None, :]) == pytest.approx(np.full((1, 77), 2.25))


def test_slopes_and_correlations_by_replicate() -> None:
    x = waves(12, 20)
    assert slope(-0.5 * x + 3, x) == pytest.approx([-0.5, -0.5])
    assert correlation(-2 * x, x) == pytest.approx([-1, -1])
    assert trend(0.25 * QUARTERS[None, :]) == pytest.approx([1.0])
    assert np.isnan(correlation(x, np.ones_like(x))).all()
    assert np.isnan(logarithm(np.array([[0.0, -1.0]]))).all()


@pytest.mark.parametrize("shift", [-5, 0, 3])
def test_what_comes_first_is_found(shift: int) -> None:
    noise = np.random.default_rng(4).normal(size=(3, 400))
    late = np.roll(noise, shift, axis=1)
    assert lead(noise, late) == pytest.approx([shift] * 3)


def test_series_that_never_go_together_have_no_lead() -> None:
    assert np.isnan(lead(np.ones((1, 80)), waves(9)[:, :80])).all()


def test_recessions_are_counted_in_years() -> None:
    yearly_output = [10, 11, 10, 12, 11, 10, 13, 12.5, 12, 11, 14, 15, 14]
    quarters = np.repeat(np.array(yearly_output) / 4, 4)[None, :]
    assert recessions(quarters).tolist() == [1, 2, 3]  # the fall at the end may go on and is not counted


def test_recessions_that_end_at_a_constant_rate_are_recognised() -> None:
    """Falls drawn with chance .4 each year: durations are geometric, and one-year spells times the mean duration are 1."""
    falls = np.random.default_rng(8).random((300, 200)) < 0.4
    output = np.exp(np.cumsum(np.where(falls, -0.02, 0.03), axis=1))
    durations = recessions(np.repeat(output, 4, axis=1))
    assert durations.mean() == pytest.approx(1 / 0.6, rel=0.03)
    assert (durations == 1).mean() * durations.mean() == pytest.approx(1.0, abs=0.03)


@pytest.mark.parametrize("exponent", [0.7, 1.0, 1.5, 2.0])
def test_exponents_of_growth_rates_are_found_again(exponent: float) -> None:
    drawn = stats.gennorm(exponent).rvs(200_000, random_state=3)
    shape = np.array([np.abs(drawn - drawn.mean()).mean() / drawn.std()])
    assert subbotin_exponent(shape) == pytest.approx([exponent], rel=0.03)
