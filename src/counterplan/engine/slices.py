"""A slice of quarters, compiled as one program, and the memory that compiling and running take."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from counterplan.core.state import State

Choices = Mapping[str, Any]
"""Index of the option in force by role, int32 [quarter, …]."""
Quarter = Callable[[State, Any, Choices, Any], tuple[State, dict[str, Array]]]
"""From the state, what differs between replicates, the choice and the quarter, to the state after it and what is recorded."""
Slice = Callable[[State, Any, Choices, Any], tuple[State, dict[str, Any]]]
"""From the state, what differs between replicates, choices by quarter and the first quarter, to the state and records [quarter, batch, …]."""

OPTIONS = {"xla_backend_optimization_level": "1"}
"""What XLA's compiler for processors is told: level 1 compiles in nine tenths of the time, and its quarters take no longer."""
TRIM_ABOVE, PIECES, ARENAS = -1, -4, -8
"""What `mallopt` of glibc is told: M_TRIM_THRESHOLD, M_MMAP_MAX and M_ARENA_MAX of malloc.h."""


def compile_slice(quarter: Quarter, state: State, batch: Any, choices: Choices, n: int) -> Slice:
    """Compiles n quarters as one program; the state that it is given is used up."""

    def run(state: State, batch: Any, choices: Choices, first: Array) -> tuple[State, dict[str, Array]]:
        def one(state: State, at: tuple[Array, Choices]) -> tuple[State, dict[str, Array]]:
            return quarter(state, batch, at[1], at[0])

        return jax.lax.scan(one, state, (first + jnp.arange(n, dtype=jnp.int32), choices))

    options: dict[str, str | bool] | None = {**OPTIONS} if jax.default_backend() == "cpu" else None
    with uncollected():
        return jax.jit(run, donate_argnums=0).lower(state, batch, choices, np.int32(0)).compile(options)


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
