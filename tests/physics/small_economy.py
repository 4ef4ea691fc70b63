"""A small economy at its start, and physics as arrays, for tests of single mechanisms."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

import jax
import numpy as np

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402
from jax import Array  # noqa: E402

from counterplan.core.effects import Effects  # noqa: E402
from counterplan.core.randomness import Draws, replicate_key  # noqa: E402
from counterplan.core.rule import reads  # noqa: E402
from counterplan.core.state import State  # noqa: E402
from counterplan.core.table import MONEY_STOCKS  # noqa: E402
from counterplan.core.variables import GOODS, Sizes  # noqa: E402
from counterplan.physics.endowment import Endowment  # noqa: E402
from counterplan.physics.ledger import settle  # noqa: E402
from counterplan.physics.parameters import Physics  # noqa: E402


def physics(**changes: float) -> Physics:
    """Parameters of the physics as arrays, as a running program has them."""
    values = {f.name: getattr(Physics(), f.name) for f in dataclasses.fields(Physics)} | changes
    return Physics(**{name: jnp.asarray(value) for name, value in values.items()})


@cache
def endowment(n_persons: int = 800) -> Endowment:
    """The start of a poor country in small."""
    text = (files("counterplan") / "scenarios" / "ussr-1928.toml").read_text(encoding="utf-8")
    written = tomllib.loads(text)
    figures = {name: figure["value"] for name, figure in written["figures"].items()}
    sectors = {
        table: np.array([row[good]["value"] for good in GOODS])
        for table, row in written["sector_figures"].items()
    }
    return Endowment(figures, sectors, n_persons, 5.0)


def start(n_persons: int = 800) -> dict[str, Array]:
    """All variables at the start of one replicate."""
    return {name: jnp.asarray(value) for name, value in endowment(n_persons).state(7, 0).items()}


def draws(quarter: int, person_id: Array, sizes: Sizes, seed: int = 3) -> Draws:
    """Named draws of one quarter."""
    key = replicate_key(jnp.int64(seed), jnp.int64(0))
    return Draws(key, jnp.int32(quarter), person_id, jnp.arange(sizes.enterprise), sizes.region)


def act(mechanism: Callable[..., Effects], state: dict[str, Array], quarter: int = 0, seed: int = 3, **numbers: float) -> Effects:
    """What a mechanism does to a state in a quarter; ``numbers`` are parameters of the physics."""
    sizes = endowment().sizes
    given: dict[str, Any] = {"physics": physics(**numbers), "quarter": jnp.int32(quarter), "sizes": sizes, "paths": {}}
    given["draw"] = draws(quarter, state["person_id"], sizes, seed)
    return mechanism(**{name: given[name] if name in given else state[name] for name in reads(mechanism)})


def settled(state: dict[str, Array], *effects: Effects) -> dict[str, Array]:
    """The state after the ledger has carried out effects; money is conserved."""
    after = settle(State(state), effects)
    assert money(after) == money(state)
    return dict(after)


def money(values: Any) -> int:
    """All money, debts counted against it."""
    return sum(sign * int(np.sum(np.asarray(values[name]))) for name, sign in MONEY_STOCKS.items())
