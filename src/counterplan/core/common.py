"""Pieces of physics that several options of a role call alike, marked so that the engine can put each into a program once."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

import jax
import jax.numpy as jnp
import numpy as np

P = ParamSpec("P")
R = TypeVar("R")

MARK = "common: "
"""Begins the name under which a marked function stands in a traced program."""


def common(function: Callable[P, R]) -> Callable[P, R]:
    """Marks a function that several options of a role call: `engine.branches` puts it once behind the switch between them.

    Numbers among its arguments become arrays, so that the function is the same program whoever calls it; what holds no numbers (sizes, goods,
    None) stays as it is and belongs to the function.
    """
    signature = inspect.signature(function)

    @wraps(function)
    def called(*args: P.args, **kwargs: P.kwargs) -> R:
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        fixed = tuple((name, value) for name, value in bound.arguments.items() if not _holds_numbers(value))
        numbers = {name: jax.tree.map(_array, value) for name, value in bound.arguments.items() if _holds_numbers(value)}
        done: R = _marked(function, fixed)(numbers)
        return done

    return called


@cache
def _marked(function: Callable[..., Any], fixed: tuple[tuple[str, Any], ...]) -> Callable[[dict[str, Any]], Any]:
    def run(numbers: dict[str, Any]) -> Any:
        return function(**dict(fixed), **numbers)

    run.__name__ = MARK + function.__name__
    return jax.jit(run)


def _holds_numbers(value: Any) -> bool:
    leaves = jax.tree.leaves(value)
    return bool(leaves) and all(isinstance(leaf, (jax.Array, np.ndarray, np.generic, bool, int, float)) for leaf in leaves)


def _array(leaf: Any) -> jax.Array:
    return jnp.asarray(leaf, jnp.result_type(leaf))
