"""Sharing out a difference, against games whose values are known in closed form and against slow enumeration."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterplan.core.errors import InputError
from counterplan.experiments.games import (
    chain_counts,
    chain_steps,
    chain_weights,
    group_null,
    interactions,
    masks_of,
    owen,
    sample_chains,
    shapley,
)


def _game(n: int, value: Callable[[frozenset[int]], float]) -> np.ndarray:
    return np.array([value(frozenset(i for i in range(n) if mask >> i & 1)) for mask in range(1 << n)], np.float64)


def _slow_shapley(values: np.ndarray, feasible: np.ndarray) -> np.ndarray:
    """Mean steps over all orders whose coalitions can stand, one order after the other."""
    n = int(values.size).bit_length() - 1
    found = []
    for order in itertools.permutations(range(n)):
        masks, steps = [0], np.zeros(n)
        for player in order:
            masks.append(masks[-1] + 2**player)
            steps[player] = values[masks[-1]] - values[masks[-2]]
        if all(feasible[mask] for mask in masks):
            found.append(steps)
    return np.mean(found, axis=0)


def test_additive_game_gives_each_its_own() -> None:
    own = np.array([3.0, -1.0, 0.5, 2.0, 0.0])
    values = _game(5, lambda s: sum(own[i] for i in s))
    np.testing.assert_allclose(shapley(values), own, atol=1e-14)
    pairs, squares = interactions(values)
    assert np.nanmax(np.abs(pairs)) < 1e-14
    assert squares[0, 1] == 2**3 and squares[1, 0] == 2**3


def test_glove_game() -> None:
    # One left glove (player 0) and two right ones: v = 1 with a pair. Shapley's values are 2/3, 1/6, 1/6.
    values = _game(3, lambda s: float(0 in s and bool(s & {1, 2})))
    np.testing.assert_allclose(shapley(values), [2 / 3, 1 / 6, 1 / 6], atol=1e-15)


@pytest.mark.parametrize("members", [{0}, {0, 3}, {1, 2, 4}, {0, 1, 2, 3, 4, 5}])
def test_unanimity_game_shares_evenly_among_those_needed(members: set[int]) -> None:
    values = _game(6, lambda s: float(members <= s))
    expected = np.array([1 / len(members) if i in members else 0.0 for i in range(6)])
    np.testing.assert_allclose(shapley(values), expected, atol=1e-14)
    pairs, _ = interactions(values)
    # Grabisch and Roubens: the interaction of two members of a unanimity game of m is 1 / (m - 1), of others 0.
    for i, j in itertools.combinations(range(6), 2):
        both = i in members and j in members
        assert pairs[i, j] == pytest.approx(1 / (len(members) - 1) if both else 0.0, abs=1e-12)


def test_majority_game_with_weights() -> None:
    # Quota 51 of weights 50, 49, 1: values 2/3, 1/6, 1/6 (Shapley and Shubik).
    weights = (50, 49, 1)
    values = _game(3, lambda s: float(sum(weights[i] for i in s) >= 51))
    np.testing.assert_allclose(shapley(values), [2 / 3, 1 / 6, 1 / 6], atol=1e-15)


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 5), st.integers(0, 2**32 - 1), st.floats(0.0, 0.5))
def test_shares_equal_slow_enumeration_and_add_to_the_difference(n: int, seed: int, barred: float) -> None:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=1 << n)
    feasible = rng.random(1 << n) > barred
    feasible[[0, -1]] = True
    if chain_counts(n, feasible)[0][-1] == 0:
        with pytest.raises(InputError):
            shapley(values, feasible)
        return
    shares = shapley(values, feasible)
    np.testing.assert_allclose(shares, _slow_shapley(values, feasible), atol=1e-12)
    assert shares.sum() == pytest.approx(values[-1] - values[0], abs=1e-12)


def test_what_cannot_stand_is_never_read() -> None:
    values = np.array([0.0, np.nan, 1.0, 3.0])
    feasible = np.array([True, False, True, True])
    np.testing.assert_allclose(shapley(values, feasible), [2.0, 1.0])
    pairs, squares = interactions(values, feasible)
    assert np.isnan(pairs[0, 1]) and squares[0, 1] == 0


def test_chain_counts_are_factorials_where_all_can_stand() -> None:
    up, down = chain_counts(7, np.ones(128, bool))
    assert up[-1] == down[0] == 5040
    for mask in range(128):
        k = mask.bit_count()
        assert Fraction(up[mask] * down[mask], 5040) == Fraction(1, comb(7, k)), "each coalition of a size is visited as often"


def test_weights_add_to_nothing_but_the_ends() -> None:
    weights = chain_weights(4, np.ones(16, bool))
    total = weights.sum(axis=0)
    np.testing.assert_allclose(total, [-1.0, *[0.0] * 14, 1.0], atol=1e-14)


def test_owen_of_single_players_or_of_one_group_is_shapley() -> None:
    values = np.random.default_rng(3).normal(size=16)
    np.testing.assert_allclose(owen(values, [[0], [1], [2], [3]]), shapley(values), atol=1e-12)
    np.testing.assert_allclose(owen(values, [[0, 1, 2, 3]]), shapley(values), atol=1e-12)


def test_owen_adds_within_groups_to_shapley_of_the_groups() -> None:
    values = np.random.default_rng(4).normal(size=32)
    groups = [[0, 2], [1], [3, 4]]
    quotient = np.array([values[sum(1 << p for g, group in enumerate(groups) if mask >> g & 1 for p in group)] for mask in range(8)])
    found = owen(values, groups)
    np.testing.assert_allclose([found[group].sum() for group in groups], shapley(quotient), atol=1e-12)


def test_owen_of_the_glove_game_with_a_union() -> None:
    # One left glove (0), two right ones (1, 2), the right ones united: they get half together, a quarter each.
    values = _game(3, lambda s: float(0 in s and bool(s & {1, 2})))
    np.testing.assert_allclose(owen(values, [[0], [1, 2]]), [1 / 2, 1 / 4, 1 / 4], atol=1e-15)


def test_group_null_ranks_among_all_groups_of_the_size() -> None:
    shares = np.array([5.0, 4.0, 1.0, 0.5, 0.0])
    assert group_null(shares, [0, 1]) == pytest.approx(1 / 10)
    assert group_null(shares, [3, 4]) == 1.0
    assert group_null(np.ones(6), [0, 3]) == 1.0, "where all are alike no group stands out"


def test_group_null_is_even_where_players_are_exchangeable() -> None:
    rng = np.random.default_rng(1)
    p = np.array([group_null(rng.normal(size=7), [0, 1, 2]) for _ in range(400)])
    for level in (0.1, 0.3, 0.5):
        assert np.mean(p <= level) == pytest.approx(level, abs=4 * np.sqrt(level * (1 - level) / 400))


@pytest.mark.slow
def test_sampled_chains_are_even_over_feasible_chains() -> None:
    feasible = np.ones(16, bool)
    feasible[0b0001] = feasible[0b0110] = False
    expected = {order for order in itertools.permutations(range(4)) if all(feasible[m] for m in masks_of(order))}
    chains = [sample_chains(4, feasible, 16, np.random.default_rng(seed))[0] for seed in range(1000)]
    counts = {order: chains.count(order) for order in set(chains)}
    assert counts.keys() == expected
    even = 1000 / len(expected)
    chi2 = sum((count - even) ** 2 / even for count in counts.values())
    assert chi2 < 2.2 * len(expected), "a chi-square far above its degrees of freedom"


def test_sampled_chains_stay_within_the_cells_and_come_in_reversed_pairs() -> None:
    n = 12
    chains = sample_chains(n, np.ones(1 << n, bool), 100, np.random.default_rng(0))
    assert len({mask for chain in chains for mask in masks_of(chain)}) <= 100
    assert len(chains) >= 8 and all(chains[i] == chains[i + 1][::-1] for i in range(0, len(chains), 2))
    with pytest.raises(InputError, match="do not suffice"):
        sample_chains(n, np.ones(1 << n, bool), 10, np.random.default_rng(0))


def test_sampled_shares_add_exactly_and_close_in_on_the_exact_ones() -> None:
    n, rng = 10, np.random.default_rng(5)
    linear, pairs = rng.normal(size=n), rng.normal(size=(n, n)) * 0.3
    values = _game(n, lambda s: sum(linear[i] for i in s) + sum(pairs[i, j] for i in s for j in s if i < j))
    feasible = np.ones(1 << n, bool)
    exact = shapley(values)
    chains = sample_chains(n, feasible, 400, rng)
    steps = np.array([chain_steps(order, values, feasible) for order in chains])
    assert np.allclose(steps.sum(axis=1), values[-1] - values[0], atol=1e-12)
    # Interactions of pairs only: with each reversed pair a player meets every other once before and once after.
    np.testing.assert_allclose(steps.mean(axis=0), exact, atol=1e-12)
