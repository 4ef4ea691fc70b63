"""The state of an economy: one frozen mapping from variable names to arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jax
from jax import Array


@jax.tree_util.register_pytree_node_class
class State(Mapping[str, Array]):
    """An immutable, ordered mapping of named arrays that JAX sees as one pytree.

    Values are read by name, ``state["effort"]``; a changed state is a new one, ``state.replace(effort=x)``.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Array]) -> None:
        self._values = {name: values[name] for name in sorted(values)}

    def __getitem__(self, name: str) -> Array:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def replace(self, **changes: Array) -> State:
        """Returns a state in which the named variables have new values.

        Error: KeyError for a name that the state does not have.
        """
        unknown = set(changes) - set(self._values)
        if unknown:
            raise KeyError(f"unknown variables: {sorted(unknown)}")
        return State({**self._values, **changes})

    def tree_flatten(self) -> tuple[tuple[Array, ...], tuple[str, ...]]:
        """Splits the state for JAX."""
        return tuple(self._values.values()), tuple(self._values)

    @classmethod
    def tree_unflatten(cls, names: tuple[str, ...], leaves: tuple[Any, ...]) -> State:
        """Builds the state again for JAX."""
        state = object.__new__(cls)
        state._values = dict(zip(names, leaves, strict=True))
        return state
