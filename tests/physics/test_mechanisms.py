"""Small mechanisms against independent versions: values and prices, thresholds, teams, force in work."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from counterplan.core.randomness import normal
from counterplan.physics import coercion, effort, search, teams, thresholds, values

jax.config.update("jax_enable_x64", True)

DRAW = np.random.default_rng(5)


def test_prices_of_production_are_the_dominant_vector() -> None:
    for _ in range(20):
        inputs, labour, basket = DRAW.uniform(0, 0.2, (6, 6)), DRAW.uniform(0.1, 1, 6), DRAW.uniform(0, 0.2, 6)
        rate, prices = values.prices_of_production(jnp.asarray(inputs), jnp.asarray(labour), jnp.asarray(basket))
        roots, vectors = np.linalg.eig((inputs + np.outer(basket, labour)).T)
        best = int(np.argmax(roots.real))
        assert float(rate) == pytest.approx(1 / roots[best].real - 1, rel=1e-9)
        vector = vectors[:, best].real
        assert np.allclose(np.asarray(prices), vector / vector.sum(), atol=1e-10)
        bill = np.asarray(prices) @ inputs + (np.asarray(prices) @ basket) * labour
        assert np.allclose((1 + float(rate)) * bill, np.asarray(prices), rtol=1e-9)


def test_profit_is_positive_exactly_where_labour_is_paid_less_than_it_makes() -> None:
    """The fundamental theorem: r > 0 where an hour's basket takes less than an hour to make."""
    signs = set()
    for _ in range(200):
        inputs, labour, basket = DRAW.uniform(0, 0.2, (5, 5)), DRAW.uniform(0.1, 1, 5), DRAW.uniform(0, 0.6, 5)
        worth = labour @ np.linalg.inv(np.eye(5) - inputs)
        rate, _ = values.prices_of_production(jnp.asarray(inputs), jnp.asarray(labour), jnp.asarray(basket))
        assert (float(rate) > 0) == (worth @ basket < 1)
        signs.add(float(rate) > 0)
    assert signs == {True, False}


def test_distances_are_free_of_units_and_the_correlation_is_not_free_of_size() -> None:
    prices, worth, output = (jnp.asarray(DRAW.uniform(1, 2, 15)) for _ in range(3))
    found = values.distance_of(prices, worth, output)
    again = values.distance_of(prices * 7.0, worth * 0.3, output)
    assert np.allclose(found, again)
    # The same prices over values, of goods whose units change: the scale-free spread of price over value stays.
    spread = jnp.asarray(np.exp(DRAW.normal(0, 3, 15)))
    sized = values.distance_of(prices, worth, output * spread)
    assert float(sized.variation) == pytest.approx(float(found.variation))
    assert float(sized.correlation) > 0.95 > float(found.correlation)
    exact = values.distance_of(worth * 3.0, worth, output)
    assert float(exact.mean_absolute) == pytest.approx(0.0, abs=1e-12)


def test_cascades_against_a_slow_version() -> None:
    for _ in range(50):
        crowd = DRAW.integers(0, 40, int(DRAW.integers(1, 60)))
        acting: set[int] = set()
        while True:
            joined = {i for i, needs in enumerate(crowd) if needs <= len(acting)}
            if joined == acting:
                break
            acting = joined
        assert int(thresholds.cascade(jnp.asarray(crowd))) == len(acting)


def test_draws_fill_the_ball_evenly() -> None:
    for dimensions in (1, 2, 3):
        drawn = DRAW.random((dimensions + 1, 100_000))
        point = search.uniform_in_ball([normal(jnp.asarray(x)) for x in drawn[:-1]], jnp.asarray(drawn[-1]), 0.5)
        distance = np.sqrt(sum(np.asarray(x) ** 2 for x in point))
        # Kolmogorov's distance at a size of one in a thousand.
        empirical = np.arange(1, 100_001) / 100_000
        assert np.max(np.abs(np.sort(distance / 0.5) ** dimensions - empirical)) < 1.95 / np.sqrt(100_000)
        assert abs(float(np.mean(np.asarray(point[0])))) < 5 * 0.5 / np.sqrt(100_000)


def test_a_team_of_one_works_as_is_best_and_sustains_what_pays() -> None:
    assert float(teams.one_shot_effort(2.0, 1.0)) == 0.5
    assert bool(teams.sustains(0.0, 0.05, 10.0, 0.0)), "work that pays by itself needs no future"
    assert not bool(teams.sustains(0.0, 0.5, 10.0, 0.0))
    assert bool(teams.sustains(0.999, 0.5, 10.0, 0.0))
    assert not bool(teams.sustains(0.999, 1.1, 10.0, 0.0)), "work that costs more than it adds is never sustained"


def test_what_a_shirker_is_left_with() -> None:
    barred = teams.after_shirking(False, 0.3, 0.5, 10.0, others_stop=True, dissolves=False)
    free = teams.after_shirking(True, 0.3, 0.5, 10.0, others_stop=True, dissolves=False)
    assert float(barred) < float(free) == pytest.approx(0.3)
    alone = teams.after_shirking(False, 0.3, 0.5, 10.0, others_stop=False, dissolves=True)
    assert float(alone) == pytest.approx(0.9), "where nobody may leave the threat to leave is empty"


def test_pay_brings_about_the_effort_that_it_is_paid_for() -> None:
    """The worker's own best effort under the pay that the profit assumes is that effort, and leaves what staying is worth."""
    demand, outside, k, h = 1.0, 0.1, 0.3, 3.0
    efforts = np.linspace(0.0, 0.995, 2000)
    cost = -k * (np.log1p(-efforts) + efforts)
    for force in (0.0, 0.2, 0.5):
        chosen = coercion.terms_at(force, demand, outside, k, h)
        a = float(chosen.effort)
        own = -k * (np.log1p(-a) + a)
        left = outside - force
        after = np.array([left + own - a * k * a / (1 - a), left + own + (1 - a) * k * a / (1 - a)])
        gain = efforts * after[1] + (1 - efforts) * after[0] - cost
        assert efforts[np.argmax(gain)] == pytest.approx(a, abs=2e-3)
        assert gain.max() == pytest.approx(left, abs=1e-4)
        paid = a * max(after[1], 0.0) + (1 - a) * max(after[0], 0.0)
        assert float(chosen.profit) == pytest.approx(demand * a - paid - 0.5 * h * force**2, abs=1e-9)


def test_a_lost_job_is_missed_for_longer_where_jobs_are_rare() -> None:
    quarters = effort.quarters_of_loss(jnp.array([1.0, 0.5, 0.1, 0.001]))
    assert np.asarray(quarters).tolist() == [1.0, 2.0, 8.0, 8.0]
    grown = jax.grad(lambda f: effort.no_shirking_wage(0.2, 0.3, 0.4, f, 0.05, 0.02))(1.0)
    assert float(grown) == pytest.approx(0.2 / 0.4)
