"""A slice of quarters, compiled: in one program, or part by part in programs that are compiled side by side.

One program is called once a slice and costs the least per call; parts cost calls, and save memory and time of the compiler. Both are the
same arithmetic, but the compiler contracts floats and merges constants within a program, so that a last bit may differ between them.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from counterplan.core.state import State

Choices = Mapping[str, Any]
"""Index of the option in force by role, int32 [quarter, …]."""
Found = tuple[dict[str, Array], dict[str, Array]]
"""What a part of a quarter changes in the state, and what it records."""
RunPart = Callable[[State, State, Any, Choices, Any], Found]
"""A part of a quarter: from the state, the state when the quarter began, what differs between replicates, the choice and the quarter."""
Slice = Callable[[State, Any, Choices, Any], tuple[State, dict[str, Any]]]
"""From the state, what differs between replicates, choices by quarter and the first quarter, to the state and records [quarter, batch, …]."""

TRIM_ABOVE, PIECES, ARENAS = -1, -4, -8
"""What `mallopt` of glibc is told: M_TRIM_THRESHOLD, M_MMAP_MAX and M_ARENA_MAX of malloc.h."""
AT_ONCE = 2
"""Parts that are compiled at the same time; more take memory, and the compiler has threads of its own."""


def compile_whole(quarter: RunPart, state: State, batch: Any, choices: Choices, n: int) -> Slice:
    """Compiles n quarters as one program; the state that it is given is used up."""

    def run(state: State, batch: Any, choices: Choices, first: Array) -> tuple[State, dict[str, Array]]:
        def one(state: State, at: tuple[Array, Choices]) -> tuple[State, dict[str, Array]]:
            changed, record = quarter(state, state, batch, at[1], at[0])
            return state.replace(**changed), record

        return jax.lax.scan(one, state, (first + jnp.arange(n, dtype=jnp.int32), choices))

    with uncollected():
        return jax.jit(run, donate_argnums=0).lower(state, batch, choices, np.int32(0)).compile()


def compile_parts(parts: Sequence[RunPart], state: State, batch: Any, choices: Choices, n: int) -> Slice:
    """Compiles each part of a quarter by itself, some at the same time and while the next are being traced."""
    choice = {role: row[0] for role, row in choices.items()}
    with uncollected(), ThreadPoolExecutor(AT_ONCE) as threads:
        compiling = [threads.submit(jax.jit(part).lower(state, state, batch, choice, np.int32(0)).compile) for part in parts]
        programs = [each.result() for each in compiling]

    def run(state: State, batch: Any, choices: Choices, first: int) -> tuple[State, dict[str, Any]]:
        records: list[dict[str, Array]] = []
        batch = jax.device_put(batch)
        if n == 1:
            give_back_memory()  # of many persons; rooms of several sizes would come to lie about unused
        for i in range(n):
            before, chosen = state, {role: row[i] for role, row in choices.items()}
            records.append({})
            for program in programs:
                changed, record = program(state, before, batch, chosen, np.int32(first + i))
                state = state.replace(**changed)
                records[-1].update(record)
        return state, {name: np.stack([np.asarray(record[name]) for record in records]) for name in records[0]}

    return run


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Leaves garbage where it is meanwhile: looking for it again and again takes a fifth of the time of tracing."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def few_arenas() -> None:
    """Lets the C library keep one pool of memory a core (else eight): the compiler's threads would leave a tenth of it lying about.

    Counts only before threads are there, so it is called as the engine is loaded.
    """
    _allocate(ARENAS, max(os.cpu_count() or 2, 2))


def give_back_memory() -> None:
    """Hands room that is not in use, what the compiler took first of all, back to the machine."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def keep_memory() -> None:
    """Lets the C library keep large rooms from now on and use them again.

    Else each call of a program takes its own from the machine, which fills every page with zeros: at a million persons a quarter of the time.
    """
    _allocate(PIECES, 0)
    _allocate(TRIM_ABOVE, 2**31 - 1)


def _allocate(what: int, value: int) -> None:
    """Sets how the C library allocates (glibc; others may know nothing of it)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(what, value)
