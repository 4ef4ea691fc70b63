"""Exact integer arithmetic and the only reductions that a step may use.

Their bits do not depend on the width of the batch (see docs/performance.md): integer sums, segment sums of integers,
a sum over a fixed tree for short axes of floats.
"""

from __future__ import annotations

from functools import reduce
from operator import and_

import jax.numpy as jnp
from jax import Array, lax

LIMIT = 2**61
"""Amounts, weights and totals stay below this; quotients of `muldiv` below 2**52."""


FEW = 8
"""Up to this many places are summed one by one."""
BLOCK, PART_BITS = 256, 9
"""Members that are counted in one word, and bits of the word for each group of them."""
PARTS = 63 // PART_BITS
"""Groups that are counted in one word."""


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


def count_each(*groups: Array) -> list[Array]:
    """Counts the members of several groups (bool [member] each) in one pass over members for every `PARTS` groups.

    Each group has a part of one word; words are summed by blocks in which no part can run over, then parts are summed apart.
    """
    counts: list[Array] = []
    for first in range(0, len(groups), PARTS):
        some = groups[first : first + PARTS]
        word = sum((who.astype(jnp.int64) << (PART_BITS * i) for i, who in enumerate(some)), jnp.int64(0))
        blocks = jnp.sum(jnp.pad(word, (0, -word.shape[0] % BLOCK)).reshape(-1, BLOCK), axis=1)
        parts = (blocks[:, None] >> (PART_BITS * jnp.arange(len(some)))) & (2**PART_BITS - 1)
        counts += list(jnp.sum(parts, axis=0))
    return counts


def count_by(who: Array, index: Array, n: int) -> Array:
    """Counts members by index into n places (int64); negative indices are dropped."""
    if n <= FEW:
        return jnp.stack(count_each(*(who & (index == place) for place in range(n))))
    return sum_by(who.astype(jnp.int64), jnp.where(who, index, -1), n)


def first_of(who: Array, most: int) -> Array:
    """Places of the first members of a group, in order (int32 [most]); the number of places where there are no more.

    Each 64 places are one word, so that only words are counted up, and a member is found in its word by halves.
    """
    n = who.shape[0]
    bits = jnp.pad(who, (0, -n % 64)).reshape(-1, 64).astype(jnp.uint64) << jnp.arange(64, dtype=jnp.uint64)
    words = jnp.sum(bits, axis=1, dtype=jnp.uint64)
    members = lax.population_count(words).astype(jnp.int32)
    up_to = jnp.cumsum(members)
    rank = jnp.arange(1, most + 1, dtype=jnp.int32)
    found = jnp.searchsorted(up_to, rank).astype(jnp.int32)
    at = jnp.minimum(found, words.shape[0] - 1)
    word, left, place = words[at], rank - up_to[at] + members[at], 64 * at
    for half in (32, 16, 8, 4, 2, 1):
        lower = word & jnp.uint64(2**half - 1)
        below = lax.population_count(lower).astype(jnp.int32)
        beyond = left > below
        word = jnp.where(beyond, word >> jnp.uint64(half), lower)
        left, place = left - jnp.where(beyond, below, 0), place + jnp.where(beyond, half, 0)
    return jnp.where(found < words.shape[0], place, n)


def take(values: Array, index: Array | None, fill: int | float = 0) -> Array:
    """Reads values at an index; negative indices read ``fill``. With None the values as they are."""
    if index is None:
        return values
    got = values.at[jnp.maximum(index, 0)].get(mode="promise_in_bounds")
    return jnp.where(index < 0, jnp.asarray(fill, values.dtype), got)


def entry(value: Array, place: tuple[int, ...], shape: tuple[int, ...]) -> Array:
    """A table that is 0 but for a value (or row) at one place; XLA adds it in passing, where a scatter would be a step of its own."""
    here = [lax.broadcasted_iota(jnp.int32, shape, axis) == index for axis, index in enumerate(place)]
    return jnp.where(reduce(and_, here), value, jnp.zeros((), value.dtype))


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


def split_columns(totals: Array, weights: Array) -> Array:
    """Shares integers out as `split` does, where groups are columns.

    Args:
        totals: int64 [group]; weights: int64 [member, group].

    Returns:
        int64 [member, group]; by column the sum equals the total (0 where all weights are 0).
    """
    sums = jnp.sum(weights, axis=0)
    share, remainder = muldiv(weights, totals, sums)
    left = jnp.where(sums > 0, totals, 0) - jnp.sum(share, axis=0)
    candidate = remainder > 0
    rank = jnp.cumsum(candidate.astype(jnp.int32), axis=0)
    return share + _odd_units(candidate, rank, rank[-1], left)


def _odd_units(candidate: Array, rank: Array, members: Array, left: Array) -> Array:
    """True for those among candidates who get one of the units that are left, spread evenly (see `split`)."""
    many = jnp.maximum(members, 1).astype(jnp.float64)
    steps = rank.astype(jnp.float64) * left.astype(jnp.float64)
    rest = steps - jnp.floor((steps + 0.5) / many) * many  # half a step keeps the quotient off whole numbers
    return candidate & (rest < left)


def split(totals: Array, weights: Array, group: Array, n_groups: int) -> Array:
    """Shares integers out by integer weights, exactly: floors, then one unit each to members spread evenly over the places.

    Args:
        totals: int64 [n_groups], each at most 2**52 times its smallest fraction.
        weights: int64 [n], zero or positive.
        group: group of each weight.

    Returns:
        int64 [n]; by group the sum equals the total (0 where all weights are 0). A share exceeds its exact value by
        less than one unit, so it never exceeds the weight where the total does not exceed the sum of weights.

    Equation: of K members with a remainder the k-th (k = 1 … K) gets one of the L odd units where k·L mod K < L.
    """
    sums = sum_by(weights, group, n_groups)
    share, remainder = muldiv(weights, totals[group], sums[group])
    left = jnp.where(sums > 0, totals, 0) - sum_by(share, group, n_groups)
    candidate = remainder > 0
    columns = jnp.arange(n_groups, dtype=group.dtype)[:, None]
    ranks = jnp.cumsum((candidate & (group == columns)).astype(jnp.int32), axis=1)
    rank = jnp.max(jnp.where(group == columns, ranks, 0), axis=0)
    return share + _odd_units(candidate, rank, ranks[:, -1][group], left[group])


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


