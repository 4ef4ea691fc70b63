"""The workload as rules whose transfers and conversions go through the ledger, compiled by JAX.

Each phase of `common` is one rule; a step calls them phase by phase and hands what they return to
`physics.ledger.settle`, as the engine does with the full model. Claims are rationed as always, though no
enterprise runs short.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.sharding import AxisType, NamedSharding, PartitionSpec

from counterplan.core.effects import Account, Conversion, Effects, Transfer
from counterplan.core.randomness import Draws, replicate_key
from counterplan.core.rule import Rule
from counterplan.core.state import State
from counterplan.core.variables import GOODS
from counterplan.physics.ledger import settle

from .common import EFFORT_SHIFT, LOOK_BELOW, UNIFORM_SHIFT, Arrays, Size


def _uniform(draw: Draws, stream: str, shift: int) -> Array:
    return (draw.person_bits(stream) >> shift).astype(jnp.int64)


def _enterprise(draw: Draws, stream: str, n: int) -> Array:
    return (_uniform(draw, stream, UNIFORM_SHIFT) * n >> 24).astype(jnp.int32)


@dataclass(frozen=True)
class Turnover(Rule):
    """A fixed share of persons moves to an enterprise drawn uniformly. Own construction."""

    role = "mobility"
    option = "turnover"

    def hire(self, *, employer: Array, wage: Array, draw: Draws) -> Effects:
        """Draws who moves and where to."""
        moves = _uniform(draw, "look", UNIFORM_SHIFT) < LOOK_BELOW
        job = _enterprise(draw, "job", wage.shape[0])
        return Effects(decide={"employer": jnp.where(moves, job, employer)})


@dataclass(frozen=True)
class DrawnEffort(Rule):
    """Effort is drawn; output is the enterprise's effort times its productivity. Own construction."""

    role = "discipline"
    option = "drawn-effort"

    def produce(self, *, employer: Array, productivity: Array, draw: Draws) -> Effects:
        """Draws effort, sums it by enterprise and makes output."""
        effort = _uniform(draw, "effort", EFFORT_SHIFT)
        worked = jnp.zeros_like(productivity).at[employer].add(effort, mode="promise_in_bounds")
        made = Conversion("inventory", worked * productivity, why="made")
        return Effects(decide={"effort": effort}, conversions=(made,))


@dataclass(frozen=True)
class Wages(Rule):
    """Each person is paid its enterprise's wage for its effort. Own construction."""

    role = "bargaining"
    option = "wages"

    def pay(self, *, employer: Array, effort: Array, wage: Array) -> Effects:
        """Claims wages from the employer's deposits."""
        amount = wage.at[employer].get(mode="promise_in_bounds") * effort >> 10
        payer = Account("deposits_enterprise", employer)
        return Effects(transfers=(Transfer("wage", payer, Account("deposits_person"), amount),))


@dataclass(frozen=True)
class Shopping(Rule):
    """Each person spends a quarter of its deposits at an enterprise drawn uniformly. Own construction."""

    role = "coordination"
    option = "shopping"

    def consume(self, *, deposits_person: Array, wage: Array, draw: Draws) -> Effects:
        """Claims spending from each person's own deposits."""
        shop = Account("deposits_enterprise", _enterprise(draw, "shop", wage.shape[0]))
        spending = deposits_person >> 2
        return Effects(transfers=(Transfer("purchase", Account("deposits_person"), shop, spending),))


PERSONS = ("deposits_person", "effort", "employer")
"""Variables on the person axis, which is shared out between devices."""
RULES: tuple[Rule, ...] = (Turnover(), DrawnEffort(), Wages(), Shopping())
SCHEDULE = ("hire", "produce", "pay", "consume")


def initial(size: Size, arrays: Arrays, devices: int = 1) -> State:
    """Turns the common start into a state, its persons in equal parts on the first devices."""
    values: dict[str, Any] = {name: jnp.asarray(array) for name, array in arrays.items()}
    values["effort"] = jnp.zeros(size.persons, jnp.int64)
    values["sector"] = jnp.zeros(size.enterprises, jnp.int32)
    values["made"] = jnp.zeros(len(GOODS), jnp.int64)
    used = jax.devices()[:devices]
    mesh = jax.make_mesh((devices,), ("person",), axis_types=(AxisType.Auto,), devices=used)
    parts, whole = NamedSharding(mesh, PartitionSpec("person")), NamedSharding(mesh, PartitionSpec())
    return State({name: jax.device_put(v, parts if name in PERSONS else whole) for name, v in values.items()})


def _called(rule: Rule, phase: str, given: Mapping[str, Any]) -> Effects:
    effects: Effects = getattr(rule, phase)(**{name: given[name] for name in type(rule).phases()[phase]})
    return effects


def step(state: State, quarter: Array, key: Array, ids: Array) -> State:
    """Runs one quarter: every rule of every phase, then the ledger."""
    places = jnp.arange(state["wage"].shape[0])
    draw = Draws(key, quarter, ids, places, 1)
    for phase in SCHEDULE:
        given = {**state, "draw": draw}
        acting = [rule for rule in RULES if phase in type(rule).phases()]
        state = settle(state, [_called(rule, phase, given) for rule in acting])
    return state


@partial(jax.jit, static_argnums=0, donate_argnums=1)
def _scanned(size: Size, state: State) -> State:
    key = replicate_key(jnp.int64(size.seed), jnp.int64(0))
    ids = jnp.arange(size.persons)

    def quarterly(now: State, quarter: Array) -> tuple[State, None]:
        return step(now, quarter, key, ids), None

    return jax.lax.scan(quarterly, state, jnp.arange(size.steps))[0]


def run(size: Size, state: State) -> State:
    """Runs all steps and waits for the end; the given state is used up."""
    return jax.block_until_ready(_scanned(size, state))


def arrays(state: State) -> Arrays:
    """Returns the state as NumPy arrays."""
    return {name: np.asarray(value) for name, value in state.items()}
