"""Exact integer arithmetic and the only reductions that a step may use.

Their bits do not depend on the width of the batch (see docs/performance.md): integer sums, segment sums of integers,
a sum over a fixed tree for short axes of floats.
"""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

LIMIT = 2**61
"""Amounts, weights and totals stay below this; quotients of `muldiv` below 2**52."""


FEW = 8
"""Up to this many places are summed one by one."""


def muldiv(a: Array, b: Array, c: Array) -> tuple[Array, Array]:
    """Computes a·b // c and its remainder exactly for 0 <= a, b, c < 2**61 and a quotient below 2**52.

    The float estimate of the quotient is off by a few units at most; the true remainder is small enough to be exact in
    arithmetic modulo 2**64, so two corrections each way settle it. c = 0 gives 0.
    """
    safe = jnp.maximum(c, 1)
    quotient = jnp.floor(a.astype(jnp.float64) * (b.astype(jnp.float64) / safe.astype(jnp.float64))).astype(jnp.int64)
    remainder = a * b - quotient * safe
    for _ in range(2):
        low, high = remainder < 0, remainder >= safe
        quotient = quotient - low + high
        remainder = remainder + jnp.where(low, safe, 0) - jnp.where(high, safe, 0)
    zero = c <= 0
    return jnp.where(zero, 0, quotient), jnp.where(zero, 0, remainder)


def sum_by(values: Array, index: Array | None, n: int) -> Array:
    """Sums integers by index into n places; negative indices are dropped. With None the shape stays as it is.

    Few places are summed one by one, which uses vectors and both cores; a sum by index goes from number to number.
    """
    if index is None:
        return values
    if n <= FEW:
        mine = index == jnp.arange(n, dtype=index.dtype).reshape(n, *([1] * index.ndim))
        mine = mine.reshape(*mine.shape, *([1] * (values.ndim - index.ndim)))
        return jnp.sum(jnp.where(mine, values, 0), axis=1, dtype=values.dtype)
    where = jnp.where(index < 0, n, index)
    shape = (n, *values.shape[1:])
    return jnp.zeros(shape, values.dtype).at[where].add(values, mode="drop")


def count_and_sum(who: Array, values: Array, index: Array, n: int) -> tuple[Array, Array]:
    """Counts members by index and sums their integers, both at once in the parts of one word.

    Args:
        values: zero or positive, 0 where nobody is; by place below 2**38 in all, and below 2**24 members.
    """
    both = sum_by(values + (who.astype(jnp.int64) << 38), index, n)
    return both >> 38, both & (2**38 - 1)


def take(values: Array, index: Array | None, fill: int | float = 0) -> Array:
    """Reads values at an index; negative indices read ``fill``. With None the values as they are."""
    if index is None:
        return values
    got = values.at[jnp.maximum(index, 0)].get(mode="promise_in_bounds")
    return jnp.where(index < 0, jnp.asarray(fill, values.dtype), got)


def written(values: Array) -> Array:
    """Writes a table out before many read from it; else XLA works the formula of an entry out again for every reader."""
    return jnp.zeros_like(values).at[jnp.arange(values.shape[0])].set(values)


def single(value: Array | float) -> Array:
    """Rounds to float32, the type of what persons have."""
    return jnp.asarray(value).astype(jnp.float32)


def power(base: Array, exponent: Array) -> Array:
    """Raises positive numbers to a power by logarithm and exponential: vectors, where XLA's own power goes number by number."""
    return jnp.exp(exponent * jnp.log(base))


def tree_sum(values: Array, axis: int = 0) -> Array:
    """Sums floats along a short axis in a fixed order (pairs, then pairs of pairs)."""
    values = jnp.moveaxis(values, axis, 0)
    while values.shape[0] > 1:
        if values.shape[0] % 2:
            values = jnp.concatenate([values, jnp.zeros((1, *values.shape[1:]), values.dtype)])
        values = values[0::2] + values[1::2]
    return values[0]


def fixed(values: Array, scale: float = 1e6) -> Array:
    """Rounds floats to int64 multiples of 1/scale, so that they can be summed exactly."""
    return jnp.rint(values.astype(jnp.float64) * scale).astype(jnp.int64)


def total(values: Array, scale: float = 1e6) -> Array:
    """Sums floats over all axes through integers; the result does not depend on their order."""
    return jnp.sum(fixed(values, scale)).astype(jnp.float64) / scale


def ratio(a: Array | float, b: Array | float, empty: float = 0.0) -> Array:
    """Divides as floats; where b is not positive the result is ``empty``."""
    b = jnp.asarray(b, jnp.float64)
    return jnp.where(b > 0, jnp.asarray(a, jnp.float64) / jnp.where(b > 0, b, 1.0), empty)


def split(totals: Array, weights: Array, group: Array | None, n_groups: int) -> Array:
    """Shares integers out by integer weights, exactly: floors, then one unit each to members spread evenly over the places.

    Args:
        totals: int64 [n_groups], each at most 2**52 times its smallest fraction.
        weights: int64 [n], zero or positive.
        group: group of each weight (None: all in group 0).

    Returns:
        int64 [n]; by group the sum equals the total (0 where all weights are 0). A share exceeds its exact value by
        less than one unit, so it never exceeds the weight where the total does not exceed the sum of weights.

    Equation: of K members with a remainder the k-th (k = 1 … K) gets one of the L odd units where k·L mod K < L.
    """
    group = jnp.zeros(weights.shape, jnp.int32) if group is None else group
    sums = sum_by(weights, group, n_groups)
    share, remainder = muldiv(weights, totals[group], sums[group])
    left = jnp.where(sums > 0, totals, 0) - sum_by(share, group, n_groups)
    candidate = remainder > 0
    columns = jnp.arange(n_groups, dtype=group.dtype)[:, None]
    ranks = jnp.cumsum((candidate & (group == columns)).astype(jnp.int32), axis=1)
    members = jnp.maximum(ranks[:, -1], 1).astype(jnp.float64)[group]
    rank = jnp.max(jnp.where(group == columns, ranks, 0), axis=0)
    steps = rank.astype(jnp.float64) * left.astype(jnp.float64)[group]
    rest = steps - jnp.floor((steps + 0.5) / members) * members  # half a step keeps the quotient off whole numbers
    return share + (candidate & (rest < left[group]))


def percentile_bins(values: Array, weights: Array, low: float, high: float, n_bins: int) -> tuple[Array, Array]:
    """Counts integer weights in equal bins between low and high (outliers in the end bins).

    Returns:
        counts int64 [n_bins] and the bins' midpoints.
    """
    width = (high - low) / n_bins
    index = jnp.clip(((values - low) / width).astype(jnp.int32), 0, n_bins - 1)
    counts = jnp.zeros(n_bins, jnp.int64).at[index].add(weights.astype(jnp.int64))
    return counts, low + width * (jnp.arange(n_bins) + 0.5)


def binned_quantile(counts: Array, midpoints: Array, share: float) -> Array:
    """Returns the midpoint of the bin in which the cumulative count passes a share of the total."""
    cumulative = jnp.cumsum(counts)
    reached = cumulative >= jnp.ceil(share * cumulative[-1]).astype(cumulative.dtype)
    return midpoints[jnp.argmax(reached)]


