"""A slice against its quarters by hand."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from counterplan.core.state import State
from counterplan.engine.slices import compile_slice

WIDTH, QUARTERS, FIRST = 3, 4, 10


Found = tuple[State, dict[str, Array]]


def quarter(state: State, batch: Any, choice: Any, now: Array) -> Found:
    gain = batch * choice["floor"] + now
    changed = {"stock": state["stock"] + gain - gain // 2, "gains": state["gains"] + gain}
    return state.replace(**changed), {"gain": gain, "began": state["stock"]}


def by_hand(stock: np.ndarray, batch: np.ndarray, floor: np.ndarray) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
    gains, each = np.zeros_like(stock), []
    for i in range(QUARTERS):
        gain = batch * floor[i] + FIRST + i
        stock, gains = stock + gain - gain // 2, gains + gain
        each.append(gain)
    return stock, gains, each


def test_a_slice_is_its_quarters_one_after_the_other() -> None:
    stock, batch = np.arange(WIDTH) * 100, np.array([1, 5, 7])
    choices = {"floor": np.array([0, 2, 1, 3], np.int32)}
    like = State({name: jax.ShapeDtypeStruct((WIDTH,), np.int64) for name in ("stock", "gains", "idle")})  # type: ignore[misc, no-untyped-call]
    make_slice = compile_slice(quarter, like, batch, choices, QUARTERS)
    start = State({"stock": jnp.asarray(stock), "gains": jnp.zeros(WIDTH, jnp.int64), "idle": jnp.full(WIDTH, 9)})
    state, record = make_slice(start, batch, choices, np.int32(FIRST))
    wanted, gains, each = by_hand(stock, batch, choices["floor"])
    assert state["stock"].tolist() == wanted.tolist()
    assert state["gains"].tolist() == gains.tolist()
    assert state["idle"].tolist() == [9] * WIDTH
    assert np.asarray(record["gain"]).tolist() == np.stack(each).tolist()
    assert np.asarray(record["began"])[0].tolist() == stock.tolist()
