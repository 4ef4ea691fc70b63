"""Facilitation between councils: each proposal against a solver, a loop over councils, the published counts of rounds, what breaks it."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize

from counterplan.planning.councils import Councils, draw_councils, next_year, propose
from counterplan.planning.participatory import consumers_gain, facilitate_councils, two_years


def small(seed: int = 0, returns: tuple[float, float] = (0.75, 0.85)) -> Councils:
    """Twelve worker councils that make six goods, eight consumer councils."""
    return draw_councils(np.random.default_rng(seed), n_goods=2, makers=2, consumers=8, returns=returns)


def test_the_draw_has_the_published_set_up() -> None:
    drawn = draw_councils(np.random.default_rng(1))
    assert drawn.product.size == 3000 and drawn.taste.shape == (3000, 20)
    kinds = (drawn.exponents > 0).reshape(3000, 3, 10).sum(axis=2)
    assert kinds.min(axis=0).tolist() == [1, 1, 1] and kinds.max(axis=0).tolist() == [4, 2, 2]
    total = drawn.exponents.sum(axis=1)
    assert total.min() >= 0.75 and total.max() <= 0.85
    n = kinds.sum(axis=1)
    used = drawn.exponents[drawn.exponents > 0]
    assert used.min() >= 0.75 / n.max() and drawn.exponents.max() <= 0.85 / n.min()
    assert drawn.productivity.min() >= 4.0 and drawn.productivity.max() <= 6.0
    assert drawn.effort_share.min() >= 0.05 / 4.0 and drawn.effort_share.max() <= 0.1 / 3.0
    moved = next_year(drawn, np.random.default_rng(2))
    step = np.round((moved.exponents - drawn.exponents)[drawn.exponents > 0] * 1000).astype(int)
    assert sorted(set(step)) == [0, 1, 2, 3, 4] and not (moved.exponents[drawn.exponents == 0]).any()
    assert sorted(set(np.round((moved.taste - drawn.taste).ravel() * 1000).astype(int))) == [-2, -1, 0, 1, 2]


def test_a_proposal_is_the_best_a_council_can_do() -> None:
    """The closed form against a numerical maximiser of λQ − Σ p_i x_i − e^k, council by council."""
    councils = small()
    price = np.linspace(60.0, 150.0, 10)
    got = propose(councils, price)
    for one in range(0, 12, 3):
        b = councils.exponents[one]
        used = np.flatnonzero(b)
        beta, cost = np.append(b[used], councils.effort_share[one]), np.append(np.append(price[2:4], price[6:])[used], 1.0)
        value, a = price[councils.product[one]], councils.productivity[one]

        def loss(log_x: np.ndarray, beta=beta, cost=cost, value=value, a=a) -> float:
            return float(cost @ np.exp(log_x) - value * a * np.exp(beta @ log_x))

        best = minimize(loss, np.zeros(beta.size), method="BFGS", options={"gtol": 1e-10})
        assert got.output[one] == pytest.approx(a * np.exp(beta @ best.x), rel=1e-4)


def by_loops(councils: Councils, price: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Supply and demand with one council after the other, from the first-order conditions."""
    n = councils.n_goods
    supply, demand = np.zeros(5 * n), np.zeros(5 * n)
    supply[3 * n :] = councils.supply
    places = [*range(n, 2 * n), *range(3 * n, 5 * n)]
    for w, product in enumerate(councils.product):
        lam, r, log_q = price[product], councils.effort_share[w], np.log(councils.productivity[w])
        log_q += councils.effort_share[w] * np.log(lam * councils.effort_share[w])
        for j, b in enumerate(councils.exponents[w]):
            if b > 0:
                r += b
                log_q += b * np.log(lam * b / price[places[j]])
        output = np.exp(log_q / (1.0 - r))
        supply[product] += output
        for j, b in enumerate(councils.exponents[w]):
            demand[places[j]] += b * lam * output / price[places[j]]
    for taste in councils.taste:
        whole = taste.sum()
        for g in range(n):
            demand[g] += councils.income * taste[g] / whole / price[g]
            public = councils.income * taste[n + g] / whole / (price[2 * n + g] / len(councils.taste))
            demand[2 * n + g] += public / len(councils.taste)
    return supply, demand


def test_all_councils_at_once_are_the_councils_one_by_one() -> None:
    councils = draw_councils(np.random.default_rng(3), n_goods=2, makers=4, consumers=20)
    price = np.random.default_rng(4).uniform(50, 900, 10)
    for _ in range(6):
        got, (supply, demand) = propose(councils, price), by_loops(councils, price)
        np.testing.assert_allclose(got.supply, supply, rtol=1e-10)
        np.testing.assert_allclose(got.demand, demand, rtol=1e-10)
        price = price * np.where(demand > supply, 1.1, 0.9)


def test_rounds_end_within_the_tolerance_and_say_when() -> None:
    councils = draw_councils(np.random.default_rng(5))
    plan = facilitate_councils(councils, tolerance=0.03)
    assert plan.worst[-1] <= 0.03 < plan.worst[-2]
    assert plan.rounds_to(0.03) == len(plan.worst) and plan.rounds_to(0.01) is None
    first = plan.rounds_to(0.05)
    assert first is not None and first < len(plan.worst) and plan.worst[first - 1] <= 0.05
    np.testing.assert_allclose(plan.supply, plan.demand, rtol=0.031)


def test_fifty_economies_take_the_published_numbers_of_rounds() -> None:
    """Published: 11.18 (9-13) and 19.26 in year 1; 5.20 (5-7) and 9.04 in year 2. Bounds are three standard errors of both means."""
    rows = []
    for seed in range(50):
        rng = np.random.default_rng(seed)
        first, second = two_years(draw_councils(rng), rng, tolerance=0.03)
        rows.append([plan.rounds_to(limit) for plan in (first, second) for limit in (0.05, 0.03)])
    got = np.array(rows, dtype=float)
    bounds = 3.0 * np.sqrt(2.0) * got.std(axis=0) / np.sqrt(50)
    assert np.all(bounds < [1.0, 1.5, 0.5, 0.5])
    assert np.all(np.abs(got.mean(axis=0) - [11.18, 19.26, 5.20, 9.04]) <= bounds), got.mean(axis=0)
    assert np.all(got.min(axis=0)[[0, 2]] >= [8, 5]) and np.all(got.max(axis=0)[[0, 2]] <= [14, 9])


def test_six_thousand_councils_agree_within_two_seconds() -> None:
    councils = draw_councils(np.random.default_rng(6))
    begun = time.process_time()
    assert facilitate_councils(councils).rounds_to(0.05) is not None
    assert time.process_time() - begun < 2.0


def test_large_fixed_steps_never_settle() -> None:
    """Published: at .11 to .12 some small economies with unequal returns take more than 2,000 rounds. Here one to three of four at .12 (which
    ones hangs on last bits, which machines round differently), none at .05, all at .3."""
    economies = [draw_councils(np.random.default_rng(seed), 5, 20, 300, (0.5, 0.98)) for seed in (0, 3, 4, 15)]
    settled = [[facilitate_councils(e, rounds=1000, fixed_step=step).rounds_to(0.05) for e in economies] for step in (0.05, 0.12, 0.3)]
    small, published, large = (row.count(None) for row in settled)
    assert (small, large) == (0, 4)
    assert 1 <= published <= 3


def test_returns_near_one_blow_up_and_are_said_to() -> None:
    plan = facilitate_councils(draw_councils(np.random.default_rng(0), returns=(0.9, 1.0)), rounds=50)
    assert plan.blew_up and plan.rounds_to(0.05) is None


def test_increasing_returns_propose_the_plants_limit_or_nothing() -> None:
    councils = small()
    scale = 1.2 / councils.returns
    growing = replace(councils, exponents=councils.exponents * scale[:, None], effort_share=councils.effort_share * scale, limit=5.0)
    got = propose(growing, np.full(10, 100.0)).output
    assert set(np.round(got, 9)) == {0.0, 5.0}
    dear = np.full(10, 100.0)
    dear[6:] = 1e5
    assert not propose(growing, dear).output.any()
    assert np.allclose(propose(replace(councils, limit=1e-3), np.full(10, 700.0)).output, 1e-3)


def test_increasing_returns_settle_where_plants_are_small_beside_their_trade() -> None:
    usual = draw_councils(np.random.default_rng(2))
    mean = np.bincount(usual.product, facilitate_councils(usual).output) / 100.0
    growing = draw_councils(np.random.default_rng(2), returns=(1.1, 1.2))
    assert np.all(growing.returns > 1.0)
    settled = facilitate_councils(replace(growing, limit=3.0 * mean[usual.product]), rounds=200)
    assert settled.rounds_to(0.05) is not None
    assert set(np.round(settled.output / (3.0 * mean[usual.product]), 9)) == {0.0, 1.0}
    assert facilitate_councils(growing, rounds=200).blew_up


def test_strategic_bids_restrict_output_more_where_makers_are_few() -> None:
    lost = []
    for makers in (100, 10):
        economy = replace(draw_councils(np.random.default_rng(3), 10, makers, 30 * makers), supply=10.0 * makers)
        plans = [facilitate_councils(replace(economy, conduct=conduct), tolerance=0.02) for conduct in (0.0, 1.0)]
        lost.append(consumers_gain(economy, plans[0]) - consumers_gain(economy, plans[1]))
    assert 0.0 < lost[0] < 0.01 < lost[1]


def test_hidden_productivity_costs_consumption() -> None:
    councils = draw_councils(np.random.default_rng(7))
    gains = [consumers_gain(councils, facilitate_councils(replace(councils, hidden=h), tolerance=0.02)) for h in (0.0, 0.1, 0.2)]
    assert gains[0] - gains[1] == pytest.approx(-np.log(0.9), rel=0.5) and gains[2] < gains[1]
