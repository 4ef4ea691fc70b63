"""Sharing out and counting integers: exact, within a unit, within their words."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from counterplan.physics.integers import count_and_sum, split, sum_by

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
