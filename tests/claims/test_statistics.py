"""Statistics of how a series moves, against cases that can be counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from counterplan.core.claim import Estimand
from counterplan.experiments.statistics import follows, rises, statistic

YEARS = 40


def mode_of(decisions: np.ndarray) -> np.ndarray:
    """A mode of policy by quarter that is decided on in the last quarter of each year."""
    return np.repeat(np.concatenate([[0.0], decisions]), 4)[1 : 4 * len(decisions) + 1]


def test_moves_are_counted_a_year() -> None:
    mode = np.zeros((2, 40))
    mode[1, 10:30] = 1.0
    got = statistic({"policy_mode": mode}, Estimand("policy_mode", "moves", (0.0, 10.0)))
    assert got.tolist() == [0.0, pytest.approx(0.2)]


def test_who_reforms_after_each_bad_year_and_only_then_rises_by_one() -> None:
    rng = np.random.default_rng(1)
    bad = rng.random(YEARS) < 0.4
    output = np.exp(np.cumsum(np.where(bad, 0.0, 0.1)))
    state, decisions = 0.0, []
    for year in range(YEARS):
        state = 0.0 if state else float(bad[year])  # a reform lasts for a year
        decisions.append(state)
    mode, given = mode_of(np.array(decisions))[None], np.repeat(output, 4)[None]
    assert rises(mode, given)[0] == pytest.approx(1.0)
    assert rises(mode, 1.0 / given)[0] == pytest.approx(-1.0)


def test_what_never_rises_or_answers_to_nothing_gives_no_difference() -> None:
    rng = np.random.default_rng(2)
    given = np.exp(np.cumsum(rng.normal(0.01, 0.05, (400, 4 * YEARS)), axis=1))
    assert not rises(np.zeros((400, 4 * YEARS)), given).any()
    chance = rises(rng.random((400, 4 * YEARS)), given)
    assert abs(chance.mean()) < 4.0 * chance.std() / 20.0


def test_where_one_kind_of_year_is_missing_there_is_no_value() -> None:
    mode = np.repeat(mode_of(np.tile([0.0, 1.0], YEARS // 2))[None], 3, axis=0)
    rulers = np.ones((3, 4 * YEARS))
    rulers[1, 83:] = 2.0  # a succession at the end of a year before which there is room
    rulers[2, 87:] = 2.0
    got = rises(mode, rulers)
    assert np.isnan(got[0]) and np.isfinite(got[1:]).all()
    assert np.isnan(rises(np.zeros((1, 4 * YEARS)), rulers[:1])[0]), "nobody succeeds and nothing moves"
    assert rises(np.zeros((1, 4 * YEARS)), rulers[1:2])[0] == 0.0, "what never moves rose after neither kind of year"


def test_what_answers_to_unrest_by_force_follows_it_and_what_gives_way_goes_against_it() -> None:
    rng = np.random.default_rng(3)
    unrest = np.where(rng.random(YEARS) < 0.3, 5.0, 0.0)
    steps = np.where(unrest > 0.0, 1.0, 0.0)
    force, given = mode_of(np.cumsum(steps))[None], np.repeat(unrest, 4)[None]
    assert follows(force, given)[0] == pytest.approx(1.0) and follows(-force, given)[0] == pytest.approx(-1.0)
    both = mode_of(np.cumsum(np.ones(YEARS)))[None]
    assert follows(both, given)[0] == 0.0, "what rises every year answers to nothing"
    assert follows(np.zeros((1, 4 * YEARS)), given)[0] == 0.0
    assert np.isnan(follows(force, np.zeros((1, 4 * YEARS)))[0]), "without any unrest there is nothing to compare"
    assert statistic({"force": force, "protest": given}, Estimand("force", "follows", (0.0, 40.0), given="protest"))[0] == pytest.approx(1.0)


def test_a_series_that_breaks_off_has_no_value() -> None:
    values, given = np.zeros((1, 80)), np.ones((1, 80))
    values[0, 50:] = np.nan
    assert np.isnan(rises(values, given)[0])
    assert np.isnan(statistic({"policy_mode": values}, Estimand("policy_mode", "moves", (0.0, 20.0))))[0]
