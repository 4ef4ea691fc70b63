"""Choosing projects: against a slow version in exact fractions, the property that gives the rule its name, speed."""

from __future__ import annotations

import time
from fractions import Fraction

import numpy as np
import pytest

from counterplan.core.errors import InputError
from counterplan.planning import choice


def slow(ballots: list[list[int]], costs: list[int], budget: int, by_cost: bool) -> tuple[list[int], list[Fraction]]:
    """The rule as its definition reads, in fractions: raises ρ through every voter's limit."""
    money = [Fraction(budget, len(ballots))] * len(ballots)
    chosen: list[int] = []
    while True:
        best: tuple[Fraction, int] | None = None
        for project, cost in enumerate(costs):
            who = [i for i, ballot in enumerate(ballots) if project in ballot]
            if project in chosen or sum((money[i] for i in who), Fraction(0)) < cost or not who:
                continue
            paid, payers = Fraction(0), sorted(who, key=lambda i: money[i])
            for place, voter in enumerate(payers):
                each = (cost - paid) / (len(payers) - place)
                if each <= money[voter]:
                    break
                paid += money[voter]
            rate = each / (cost if by_cost else 1)
            if best is None or rate < best[0]:
                best = rate, project
        if best is None:
            return chosen, money
        rate, project = best
        pays = rate * (costs[project] if by_cost else 1)
        money = [m - min(m, pays) if project in ballots[i] else m for i, m in enumerate(money)]
        chosen.append(project)


@pytest.mark.parametrize("by_cost", [False, True])
def test_equal_shares_against_fractions(by_cost: bool) -> None:
    draw = np.random.default_rng(4)
    some_left = 0
    for _ in range(150):
        voters, projects = int(draw.integers(1, 12)), int(draw.integers(1, 8))
        ballots = [[p for p in range(projects) if draw.random() < 0.4] for _ in range(voters)]
        costs = draw.integers(1, 9, projects).tolist()
        budget = int(draw.integers(1, 25))
        supporters = [np.array([i for i, b in enumerate(ballots) if p in b], np.int64) for p in range(projects)]
        got = choice.equal_shares(supporters, np.array(costs, float), budget, voters, by_cost)
        chosen, money = slow(ballots, costs, budget, by_cost)
        assert got.projects == chosen
        assert np.allclose(got.left, [float(m) for m in money], atol=1e-9)
        assert sum(costs[p] for p in got.projects) <= budget + 1e-9
        some_left += 0 < len(chosen) < projects
    assert some_left > 50, "the cases have to be of interest"


def test_a_united_group_gets_what_its_part_of_the_budget_pays_for() -> None:
    # 60 voters want projects 0 to 5, 40 want 6 to 9; each costs 10 of 100. The usual rule gives the larger group all it wants first.
    groups = [np.arange(60)] * 8 + [np.arange(60, 100)] * 8
    equal = choice.equal_shares(groups, np.full(16, 10.0), 100.0, 100)
    assert sorted(p >= 8 for p in equal.projects) == [False] * 6 + [True] * 4
    usual = choice.most_support(groups, np.full(16, 10.0), 100.0, 100)
    assert sum(p >= 8 for p in usual.projects) == 2


def test_most_support_takes_by_votes_or_by_votes_over_cost() -> None:
    supporters = [np.arange(6), np.arange(5), np.arange(2)]
    costs = np.array([9.0, 4.0, 1.0])
    assert choice.most_support(supporters, costs, 10.0, 6, by_cost=True).projects == [0, 2]
    assert choice.most_support(supporters, costs, 10.0, 6).projects == [2, 1]


@pytest.mark.parametrize(
    ("costs", "budget", "voters", "said"),
    [([1.0, -1.0], 5.0, 3, "project 1: cost -1"), ([1.0, 1.0], -1.0, 3, "budget -1"), ([1.0, 1.0], 5.0, 2, "not among the 2 voters"),
     ([1.0], 5.0, 3, "2 lists of supporters for 1"), ([1.0, 1.0], 5.0, 0, "no voters"), ([1.0, float("nan")], 5.0, 3, "cost nan")],
)  # fmt: skip
def test_bad_input_is_refused(costs: list[float], budget: float, voters: int, said: str) -> None:
    with pytest.raises(InputError, match=said):
        choice.equal_shares([np.array([0, 2]), np.array([1])], np.array(costs), budget, voters)


def test_a_city_of_voters_takes_less_than_ten_seconds() -> None:
    draw = np.random.default_rng(1)
    voters, projects = 100_000, 1_000
    liked = draw.integers(10, 3000, projects)
    supporters = [np.unique(draw.integers(0, voters, n)) for n in liked]
    costs = draw.uniform(1e4, 5e5, projects)
    started = time.perf_counter()
    chosen = choice.equal_shares(supporters, costs, 3e7, voters)
    assert time.perf_counter() - started < 10.0
    assert 10 < len(chosen.projects) < projects
