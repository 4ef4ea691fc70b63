"""Sharing out and counting integers: exact, within a unit, within their words."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from counterplan.physics.integers import count_and_sum, count_by, count_each, first_of, split, split_columns, sum_by

jax.config.update("jax_enable_x64", True)


@pytest.mark.parametrize("groups", [1, 6])
@pytest.mark.parametrize("size", [3, 10**6, 10**13])
def test_shares_add_up_and_are_within_a_unit_of_the_exact_ones(groups: int, size: int) -> None:
    rng = np.random.default_rng(groups * size)
    compiled = jax.jit(split, static_argnums=3)
    for part in (1.0, 0.5, 0.01):
        group = rng.integers(0, groups, 101).astype(np.int32)
        weights = rng.integers(0, size, 101) * (rng.random(101) < 0.8)
        sums = [int(weights[group == g].sum()) for g in range(groups)]
        totals = [int(s * part) for s in sums]
        shares = np.asarray(compiled(jnp.asarray(totals), jnp.asarray(weights), jnp.asarray(group), groups))
        assert [int(shares[group == g].sum()) for g in range(groups)] == totals
        for share, weight, g in zip(shares.tolist(), weights.tolist(), group.tolist(), strict=True):
            exact = weight * totals[g]
            assert exact // sums[g] <= share <= min(-(-exact // sums[g]), weight)


@pytest.mark.parametrize("places", [3, 40])
def test_heads_and_their_sums_are_those_of_two_counts(places: int) -> None:
    rng = np.random.default_rng(places)
    index = rng.integers(-1, places, 500)
    who = index >= 0
    values = np.where(who, rng.integers(0, 2**20, 500), 0)
    heads, sums = count_and_sum(jnp.asarray(who), jnp.asarray(values), jnp.asarray(index), places)
    assert np.array_equal(heads, np.bincount(index[who], minlength=places))
    assert np.array_equal(sums, np.bincount(index[who], weights=values[who], minlength=places).astype(int))
    assert np.array_equal(sums, sum_by(jnp.asarray(values), jnp.asarray(index), places))


def test_columns_are_shared_out_as_groups_are() -> None:
    rng = np.random.default_rng(5)
    weights = jnp.asarray(rng.integers(0, 100, (50, 3)) * (rng.random((50, 3)) < 0.7))
    totals = jnp.asarray([5, 1000, 0])
    group = jnp.broadcast_to(jnp.arange(3), weights.shape)
    shares = split_columns(totals, weights)
    assert np.array_equal(shares.reshape(-1), split(totals, weights.reshape(-1), group.reshape(-1), 3))
    assert np.array_equal(shares.sum(axis=0), totals)


def test_groups_are_counted_in_one_word_as_one_by_one() -> None:
    rng = np.random.default_rng(6)
    groups = [rng.random(1000) < share for share in (0.0, 0.1, 0.5, 1.0, 1.0, 0.3, 0.9, 1.0, 0.7)]
    assert [int(count) for count in count_each(*map(jnp.asarray, groups))] == [int(who.sum()) for who in groups]
    index, who = rng.integers(-1, 4, 1000), groups[2]
    for n in (4, 20):
        assert np.array_equal(count_by(jnp.asarray(who), jnp.asarray(index), n), np.bincount(index[who & (index >= 0)], minlength=n))


@pytest.mark.parametrize(("n", "share"), [(1000, 0.03), (64, 1.0), (129, 0.0), (5000, 0.5)])
def test_first_members_are_found_in_order(n: int, share: float) -> None:
    who = np.random.default_rng(n).random(n) < share
    places = np.flatnonzero(who)[:70]
    assert np.array_equal(first_of(jnp.asarray(who), 70), np.pad(places, (0, 70 - len(places)), constant_values=n))
