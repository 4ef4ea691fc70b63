"""Labour time with prices that clear, opportunity costs under a limit, and boards that negotiate capacity."""

from __future__ import annotations

import numpy as np
import pytest

from counterplan.planning.boards import Norms, gross, negotiate
from counterplan.planning.labour_time import Techniques, labour_values, plan_year, steer

NO_LIMIT = np.array([1e12])


def drawn(seed: int) -> Techniques:
    """Five goods, two ways to make each, with other labour and other emissions."""
    rng = np.random.default_rng(seed)
    inputs = np.where(rng.random((5, 10)) < 0.4, rng.uniform(0, 0.25, (5, 10)), 0.0)
    return Techniques(np.repeat(np.arange(5), 2), inputs, rng.uniform(0.3, 1.5, 10), rng.uniform(0.02, 1.0, (1, 10)) ** 2)


def plain() -> Techniques:
    """Two consumer goods and a material: good 0 takes .5 of it, it takes 2 hours, both goods take one."""
    return Techniques(np.arange(3), np.array([[0, 0, 0], [0, 0, 0], [0.5, 0, 0]]), np.array([1.0, 1.0, 2.0]), np.array([[0.0, 1.0, 0.0]]))


def test_labour_values_are_hours_direct_and_in_inputs() -> None:
    np.testing.assert_allclose(labour_values(plain(), np.ones(3)), [2.0, 1.0, 2.0])
    several = drawn(1)
    activity = np.random.default_rng(2).uniform(0.5, 2.0, 10)
    value = labour_values(several, activity)
    # Net product at labour values is the labour spent: v·(x − Ax) = l·z.
    made = np.bincount(several.makes, activity, 5)
    assert value @ (made - several.inputs @ activity) == pytest.approx(several.labour @ activity)


def test_a_years_plan_uses_the_hours_or_the_limit() -> None:
    plan = plan_year(plain(), np.array([1.0, 1.0, 0.0]), 30.0, NO_LIMIT)
    assert plan.level == pytest.approx(10.0) and plan.wage == pytest.approx(1.0 / 3.0)
    np.testing.assert_allclose(plan.value, np.array([2.0, 1.0, 2.0]) / 3.0)
    tight = plan_year(plain(), np.array([1.0, 1.0, 0.0]), 30.0, np.array([4.0]))
    assert tight.level == pytest.approx(4.0) and tight.wage == 0.0 and tight.resource_value[0] == pytest.approx(1.0)


def test_targets_settle_where_prices_are_values() -> None:
    """With one technique a good and fixed shares of spending the rest point is c = share·hours/value."""
    taste = np.array([0.6, 0.4, 0.0])
    found = steer(plain(), taste, np.array([1.0, 9.0, 0.0]), 30.0, NO_LIMIT, 40)
    np.testing.assert_allclose(found.consumption[-1][:2], [0.6 * 30.0 / 2.0, 0.4 * 30.0], rtol=1e-4)
    np.testing.assert_allclose(found.price[-1][:2], [2.0, 1.0], rtol=1e-4)
    assert found.price[0][0] > found.value[0][0] and found.price[0][1] < found.value[0][1]
    at_once = steer(plain(), taste, np.array([1.0, 9.0, 0.0]), 30.0, NO_LIMIT, 2, response=1.0)
    np.testing.assert_allclose(at_once.consumption[1], found.consumption[-1], rtol=1e-4)


def test_valuations_agree_without_a_limit_and_opportunity_costs_do_better_under_one() -> None:
    gains = []
    for seed in range(12):
        ways = drawn(seed)
        taste = np.random.default_rng(100 + seed).dirichlet(np.full(5, 3.0))
        free = [steer(ways, taste, np.ones(5), 100.0, NO_LIMIT, 60, kind, 0.2) for kind in ("labour", "opportunity")]
        np.testing.assert_allclose(free[0].consumption[-1], free[1].consumption[-1], rtol=1e-6)
        cap = 0.6 * free[0].resources[-1]
        bound = [steer(ways, taste, np.ones(5), 100.0, cap, 120, kind, 0.2) for kind in ("labour", "opportunity")]
        assert all(np.all(one.resources <= cap * (1 + 1e-9)) for one in bound)
        gains.append(bound[1].utility(taste)[-20:].mean() - bound[0].utility(taste)[-20:].mean())
    assert min(gains) > -1e-6 and np.mean(gains) > 0.02


def test_opportunity_costs_reach_the_best_basket_under_a_limit() -> None:
    """Hours 2a + b ≤ 30 and emissions b ≤ 4: the best of .6 ln a + .4 ln b is b = 4, a = 13; labour values stay at b = 12's proportions."""
    taste, limit = np.array([0.6, 0.4, 0.0]), np.array([4.0])
    best = steer(plain(), taste, np.array([1.0, 1.0, 0.0]), 30.0, limit, 400, "opportunity", 0.05)
    np.testing.assert_allclose(best.consumption[-100:].mean(axis=0)[:2], [13.0, 4.0], rtol=0.05)
    hours = steer(plain(), taste, np.array([1.0, 1.0, 0.0]), 30.0, limit, 400, "labour", 0.05)
    np.testing.assert_allclose(hours.consumption[-1][:2], [3.0, 4.0], rtol=1e-3)


def settle(periods: int, fund: float = 1e9, **more) -> np.ndarray:
    inputs = np.array([[0.1, 0.2], [0.3, 0.1]])
    capacity, final = np.array([50.0, 200.0]), np.array([40.0, 60.0])
    for _ in range(periods):
        found = negotiate(inputs, capacity, final, 0.05, np.ones(2), fund, **more)
        assert found.settled
        capacity = found.capacity
    return capacity


def test_boards_settle_at_the_use_that_the_median_party_wants() -> None:
    orders = gross(np.array([[0.1, 0.2], [0.3, 0.1]]), np.array([40.0, 60.0]))
    np.testing.assert_allclose(orders, np.linalg.solve([[0.9, -0.2], [-0.3, 0.9]], [40.0, 60.0]))
    # Neighbours side with the smaller change: the median of workers (.9), users (.75), neighbours and the commission (.825) is between .825 and .9.
    used = orders / settle(120)
    assert np.all((used > 0.825 - 0.02) & (used < 0.9 + 0.02)), used
    more_room = orders / settle(120, norms=Norms(use_of_workers=0.7, use_of_users=0.6))
    assert np.all(more_room < used)


def test_the_fund_and_neighbours_hold_capacity_down() -> None:
    poor = settle(30, fund=1.0)
    assert np.all(poor < settle(30))
    quiet = settle(60, nuisance=np.array([1.0, 0.0]), bearable=np.array([20.0, 1e9]))
    assert quiet[0] < settle(60)[0]
