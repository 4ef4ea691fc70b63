"""A quarter in parts against the quarter whole."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array

from counterplan.core.state import State
from counterplan.engine.quarter import QUARTER, SEAMS, Mechanism, Rules, cut, whole
from counterplan.engine.slices import compile_parts, compile_whole

WIDTH, QUARTERS, FIRST = 3, 4, 10


def test_every_seam_is_a_line_and_the_parts_are_the_quarter() -> None:
    names = [step.phase if isinstance(step, Rules) else step.name for step in QUARTER]
    assert [name for name in names if name in SEAMS] == list(SEAMS)
    parts = cut(QUARTER)
    assert [step for part in parts for step in part.steps] == list(whole(QUARTER).steps) == list(QUARTER)
    assert [part.opens for part in parts] == [True] + [False] * (len(SEAMS) + 1)
    assert [part.closes for part in parts] == [False] * (len(SEAMS) + 1) + [True]
    assert parts[-1].steps == ()


def test_a_line_that_is_added_stands_in_the_last_part_with_lines() -> None:
    added = Mechanism(lambda: None)  # type: ignore[arg-type, return-value]
    assert cut([*QUARTER, added])[-2].steps[-1] is added
    assert [part.steps for part in cut(QUARTER[:1])] == [QUARTER[:1], ()]


Found = tuple[dict[str, Array], dict[str, Array]]


def make(state: State, before: State, batch: Any, choice: Any, now: Array) -> Found:
    return {"stock": state["stock"] + batch * choice["floor"] + now}, {}


def share(state: State, before: State, batch: Any, choice: Any, now: Array) -> Found:
    """Reads what the part before it made and what the quarter began with."""
    gain = state["stock"] - before["stock"]
    return {"stock": state["stock"] - gain // 2, "gains": state["gains"] + gain}, {"gain": gain, "began": before["stock"]}


def both(state: State, before: State, batch: Any, choice: Any, now: Array) -> Found:
    changed, _ = make(state, before, batch, choice, now)
    later, record = share(state.replace(**changed), before, batch, choice, now)
    return changed | later, record


def by_hand(stock: np.ndarray, batch: np.ndarray, floor: np.ndarray) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
    gains, each = np.zeros_like(stock), []
    for i in range(QUARTERS):
        gain = batch * floor[i] + FIRST + i
        stock, gains = stock + gain - gain // 2, gains + gain
        each.append(gain)
    return stock, gains, each


@pytest.mark.parametrize("in_parts", [False, True])
def test_a_slice_is_its_quarters_one_after_the_other(in_parts: bool) -> None:
    stock, batch = np.arange(WIDTH) * 100, np.array([1, 5, 7])
    choices = {"floor": np.array([0, 2, 1, 3], np.int32)}
    like = State({name: jax.ShapeDtypeStruct((WIDTH,), np.int64) for name in ("stock", "gains", "idle")})  # type: ignore[misc, no-untyped-call]
    make_slice = compile_parts([make, share], like, batch, choices, QUARTERS) if in_parts else compile_whole(both, like, batch, choices, QUARTERS)
    start = State({"stock": jnp.asarray(stock), "gains": jnp.zeros(WIDTH, jnp.int64), "idle": jnp.full(WIDTH, 9)})
    state, record = make_slice(start, batch, choices, np.int32(FIRST))
    wanted, gains, each = by_hand(stock, batch, choices["floor"])
    assert state["stock"].tolist() == wanted.tolist()
    assert state["gains"].tolist() == gains.tolist()
    assert state["idle"].tolist() == [9] * WIDTH
    assert np.asarray(record["gain"]).tolist() == np.stack(each).tolist()
    assert np.asarray(record["began"])[0].tolist() == stock.tolist()
