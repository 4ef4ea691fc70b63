"""Sharing out a difference: Shapley, Owen and interaction values of games over coalitions, on feasible chains only. Pure functions.

A coalition is a mask: bit i is set where player i has switched. A chain switches one player after the other from none to all; a
feasible one meets no coalition that cannot stand. Every chain's steps add to the whole difference, so shares do as well.

Source: shapley-1953, owen-1977, grabisch-roubens-1999
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from counterplan.core.errors import InputError

Floats = NDArray[np.float64]
Masks = NDArray[np.bool_]
EXACT_UP_TO = 9
"""Players for whom every coalition is computed; beyond, chains are sampled."""


def chain_counts(n: int, feasible: Masks) -> tuple[list[int], list[int]]:
    """Feasible chains from none to each coalition, and from each to all (exact integers)."""
    size = 1 << n
    up, down = [0] * size, [0] * size
    up[0], down[size - 1] = int(feasible[0]), int(feasible[size - 1])
    for mask in range(1, size):
        if feasible[mask]:
            up[mask] = sum(up[mask ^ (1 << i)] for i in range(n) if mask >> i & 1)
    for mask in range(size - 2, -1, -1):
        if feasible[mask]:
            down[mask] = sum(down[mask | (1 << i)] for i in range(n) if not mask >> i & 1)
    return up, down


def chain_weights(n: int, feasible: Masks) -> Floats:
    """Weights [player, coalition] whose product with the coalitions' values is each player's mean step over all feasible chains.

    Equation: player i's share is Σ_S c(S) c'(S∪i) / c · (v(S∪i) − v(S)), c(S) chains to S, c'(S) from S to all, c all chains. Where
    every coalition can stand this is Shapley's value.

    Error: InputError where no chain leads from none to all.
    """
    up, down = chain_counts(n, feasible)
    total = up[-1]
    if total == 0:
        raise InputError("no chain of single switches leads from one system to the other: too many options exclude each other.")
    weights = np.zeros((n, 1 << n))
    for mask in range(1 << n):
        for i in range(n):
            joined = mask | (1 << i)
            if joined != mask and feasible[mask] and feasible[joined]:
                part = up[mask] * down[joined] / total
                weights[i, joined] += part
                weights[i, mask] -= part
    return weights


def shapley(values: Floats, feasible: Masks | None = None) -> Floats:
    """Shares [player, …] of the players in v(all) − v(none).

    Args:
        values: [coalition, …]; infeasible ones are not read.
    """
    n = int(values.shape[0]).bit_length() - 1
    allowed = np.ones(1 << n, bool) if feasible is None else feasible
    known = np.where(allowed.reshape(-1, *[1] * (values.ndim - 1)), values, 0.0)
    return np.tensordot(chain_weights(n, allowed), known, axes=1)


def interactions(values: Floats, feasible: Masks | None = None) -> tuple[Floats, NDArray[np.int64]]:
    """Mean over the others' coalitions of v(S∪ij) − v(S∪i) − v(S∪j) + v(S) for each pair, on squares with four feasible corners.

    Coalitions count by Shapley's weights, s!(n−s−2)!/(n−1)!, scaled to the squares that are there.

    Returns:
        values [player, player, …] (NaN where no square is feasible) and numbers of squares.
    """
    n = int(values.shape[0]).bit_length() - 1
    allowed = np.ones(1 << n, bool) if feasible is None else feasible
    found = np.full((n, n, *values.shape[1:]), np.nan)
    squares = np.zeros((n, n), np.int64)
    weight = [1.0 / ((n - 1) * _binomial(n - 2, s)) for s in range(n - 1)] if n > 1 else []
    for i, j in itertools.combinations(range(n), 2):
        both, total, summed = (1 << i) | (1 << j), 0.0, np.zeros(values.shape[1:])
        for mask in range(1 << n):
            corners = [mask, mask | (1 << i), mask | (1 << j), mask | both]
            if mask & both or not allowed[corners].all():
                continue
            w = weight[mask.bit_count()]
            summed = summed + w * (values[corners[3]] - values[corners[1]] - values[corners[2]] + values[corners[0]])
            total, squares[i, j] = total + w, squares[i, j] + 1
        if total > 0.0:
            found[i, j] = found[j, i] = summed / total
        squares[j, i] = squares[i, j]
    return found, squares


def owen(values: Floats, groups: Sequence[Sequence[int]], feasible: Masks | None = None) -> Floats:
    """Owen's values: mean steps over feasible chains that switch each group as a whole, in any order of and within groups.

    Error: InputError where no such chain is feasible.
    """
    n = int(values.shape[0]).bit_length() - 1
    allowed = np.ones(1 << n, bool) if feasible is None else feasible
    found, total = np.zeros((n, *values.shape[1:])), 0
    for order in itertools.permutations(groups):
        for inside in itertools.product(*(itertools.permutations(group) for group in order)):
            steps = chain_steps([player for group in inside for player in group], values, allowed)
            if steps is not None:
                found, total = found + steps, total + 1
    if total == 0:
        raise InputError("no chain that switches each group as a whole is feasible.")
    return found / total


def chain_steps(order: Sequence[int], values: Floats, feasible: Masks) -> Floats | None:
    """Steps [player, …] of one chain; None where it meets a coalition that cannot stand."""
    found, mask = np.zeros((len(order), *values.shape[1:])), 0
    if not feasible[0]:
        return None
    for player in order:
        joined = mask | (1 << player)
        if not feasible[joined]:
            return None
        found[player] = values[joined] - values[mask]
        mask = joined
    return found


def group_null(shares: Floats, group: Sequence[int]) -> float:
    """How often a group of the same size, drawn without regard to what it holds, has a share at least as large: an exact permutation test.

    Args:
        shares: [player], each player's share.
    """
    own = float(np.sum(shares[list(group)]))
    sums = [float(np.sum(shares[list(other)])) for other in itertools.combinations(range(shares.size), len(group))]
    # The group itself is one of them, so the smallest p is 1 over their number; sums differ in their last bits by order.
    return float(np.mean([s >= own - 1e-12 * max(1.0, abs(own)) for s in sums]))


def sample_chains(n: int, feasible: Masks, n_cells: int, rng: np.random.Generator) -> list[tuple[int, ...]]:
    """Draws feasible chains, each as likely as any other, with each one's reverse where it is feasible too.

    Stops before more than ``n_cells`` coalitions would be visited. Reversed pairs see each player early and late, which takes variance out.

    Error: InputError where no chain is feasible or even one pair visits too many coalitions.
    """
    _, down = chain_counts(n, feasible)
    if down[0] == 0:
        raise InputError("no chain of single switches leads from one system to the other: too many options exclude each other.")
    chains: list[tuple[int, ...]] = []
    visited: set[int] = set()
    while True:
        chain = _one_chain(n, down, rng)
        pair = [order for order in (chain, chain[::-1]) if all(feasible[mask] for mask in masks_of(order))]
        joined = visited.union(*(masks_of(order) for order in pair))
        if len(joined) > n_cells:
            break
        if joined == visited and len(chains) > 100 * n:
            break
        chains, visited = [*chains, *pair], joined
    if not chains:
        raise InputError(f"{n_cells} cells do not suffice for one pair of chains over {n} roles; give at least {2 * n}.")
    return chains


def masks_of(order: Sequence[int]) -> list[int]:
    """Coalitions that a chain visits, from none to all."""
    masks = [0]
    for player in order:
        masks.append(masks[-1] | (1 << player))
    return masks


def _one_chain(n: int, down: Sequence[int], rng: np.random.Generator) -> tuple[int, ...]:
    """One feasible chain, drawn evenly: the next player with the share of chains that go on from there."""
    order: list[int] = []
    mask = 0
    while len(order) < n:
        players = [i for i in range(n) if not mask >> i & 1 and down[mask | (1 << i)]]
        ways = np.array([float(down[mask | (1 << i)]) for i in players])
        order.append(players[int(rng.choice(len(players), p=ways / ways.sum()))])
        mask |= 1 << order[-1]
    return tuple(order)


def _binomial(n: int, k: int) -> int:
    from math import comb

    return comb(n, k)
