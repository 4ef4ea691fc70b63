"""The workload in NumPy: whole arrays, one after another."""

from __future__ import annotations

from typing import Any

import numpy as np

from .common import EFFORT_SHIFT, GAMMA, LOOK_BELOW, UNIFORM_SHIFT, Arrays, Size, keys, mix


def run(size: Size, state: Arrays) -> Arrays:
    """Runs all steps on a state, in place."""
    ids = id_hashes(size.persons)
    for key in keys(size):
        _step(size, state, ids, key)
    return state


def id_hashes(n: int) -> Any:
    """Returns id · GAMMA for each person: the part of a draw that does not change."""
    return np.arange(n, dtype=np.uint64) * np.uint64(GAMMA)


def draw(ids: Any, key: Any, shift: int) -> Any:
    """Draws the upper bits of a 64-bit hash for each person."""
    bits = mix(ids + key)
    bits >>= np.uint64(shift)
    return bits.view(np.int64)


def draw_enterprise(size: Size, ids: Any, key: Any) -> Any:
    """Draws an enterprise uniformly for each person."""
    return (draw(ids, key, UNIFORM_SHIFT) * size.enterprises >> 24).astype(np.int32)


def _step(size: Size, state: Arrays, ids: Any, key: Any) -> None:
    look, job, effort_key, shop_key = key
    mover = np.flatnonzero(draw(ids, look, UNIFORM_SHIFT) < LOOK_BELOW)
    state["employer"][mover] = draw_enterprise(size, ids[mover], job)
    employer, deposits = state["employer"], state["deposits_person"]

    effort = draw(ids, effort_key, EFFORT_SHIFT)
    state["inventory"] += _sums(size, employer, effort) * state["productivity"]

    pay = state["wage"][employer] * effort >> 10
    deposits += pay
    state["deposits_enterprise"] -= _sums(size, employer, pay)

    spending = deposits >> 2
    deposits -= spending
    state["deposits_enterprise"] += _sums(size, draw_enterprise(size, ids, shop_key), spending)


def _sums(size: Size, place: Any, amount: Any) -> Any:
    # NumPy's fastest sum by index adds 64-bit floats; that is exact here, as all sums stay far below 2**53.
    return np.bincount(place, weights=amount, minlength=size.enterprises).astype(np.int64)
