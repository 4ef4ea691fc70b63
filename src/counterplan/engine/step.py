"""One quarter of one replicate: the list of the quarter, carried out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from operator import and_
from types import MappingProxyType

import jax
import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.rule import Rule
from counterplan.core.state import State
from counterplan.core.table import VARIABLES
from counterplan.core.variables import Variable
from counterplan.physics import books, measures
from counterplan.physics.integers import LIMIT
from counterplan.physics.ledger import RECORDS, SIGNED, Journal, enter, settle

from .binding import Setting, act, call
from .quarter import Mechanism, Rules, Step

CHECKED = ("money_residual", "goods_residual", "person_residual", "consumption_per_head")
"""Outcomes on which the health of a replicate is read; always recorded, as `failed` is."""


def run_quarter(
    steps: Sequence[Step], before: State, setting: Setting, options: Mapping[str, Sequence[Rule]],
    brought: Mapping[str, Variable] = MappingProxyType({}), recorded: Collection[str] = (),
) -> tuple[State, dict[str, Array]]:  # fmt: skip
    """Runs one quarter.

    Args:
        before: the state when it begins.
        options: the rules of each role that this program knows.
        brought: variables that rules bring along; those of newborns and of new enterprises start afresh.
        recorded: outcomes that are recorded (none named: all); what is not recorded is not worked out.

    Returns:
        the state after the quarter, and what is recorded of it.
    """
    state = run_steps(steps, books.open_books(before), setting, options)
    state = begin_afresh(state, before, brought)
    record = measures.measure(state, before, setting.physics, setting.sizes.goods)
    if recorded:
        record = {name: value for name, value in record.items() if name in recorded or name in CHECKED}
    failed = _health(state, record, _finite(before) & _finite(state), _within_bounds(before))
    record["failed"] = failed.astype(jnp.float64)
    return state.replace(failed=failed), record


def run_steps(steps: Sequence[Step], state: State, setting: Setting, options: Mapping[str, Sequence[Rule]]) -> State:
    """Carries out lines of the quarter; what the ledger moved is entered once, and before any rule reads it."""
    journal: Journal = {}
    for step in steps:
        if isinstance(step, Rules) and _reads_records(step, options):
            state = enter(state, journal)
        state = carry_out(step, state, setting, options, journal)
    return enter(state, journal)


def begin_afresh(state: State, before: State, brought: Mapping[str, Variable]) -> State:
    """Sets what rules remember of a person or an enterprise to its start where another one has come into the place."""
    fresh = {}
    for name, own in brought.items():
        axis = own.axes[0] if own.axes else ""
        if axis in ("person", "enterprise"):
            new = state[f"{axis}_id"] != before[f"{axis}_id"]
            new = new.reshape(new.shape + (1,) * (len(own.axes) - 1))
            fresh[name] = jnp.where(new, jnp.asarray(own.start, state[name].dtype), state[name])
    return state.replace(**fresh)


def _reads_records(step: Rules, options: Mapping[str, Sequence[Rule]]) -> bool:
    return any(set(RECORDS) & set(rule.phases().get(step.phase, ())) for rules in options.values() for rule in rules)


def carry_out(
    step: Step, state: State, setting: Setting, options: Mapping[str, Sequence[Rule]], journal: Journal | None = None
) -> State:
    """Carries out one line of the quarter; newborns and new enterprises draw by their own identity at once.

    Args:
        journal: where the ledger notes what was moved, to be entered later (None: at once).
    """
    setting = replace(setting, draw=setting.draw.for_ids(state["person_id"], state["enterprise_id"]))
    if isinstance(step, Rules):
        effects = [act(rules, step.phase, state, setting) for rules in options.values()]
        _one_writer(effects, step.phase)
        return settle(state, effects, journal)
    if step.yearly_in is None:
        return settle(state, [call(step.function, state, setting)], journal)
    return _once_a_year(step, state, setting)


def _once_a_year(step: Mechanism, state: State, setting: Setting) -> State:
    """Carries a mechanism out in its quarter; only what it changes goes through the branch, which would copy all else."""
    changed: list[str] = []

    def look(old: State) -> State:
        new = _mechanism(step, old, setting)
        changed.extend(name for name in old if new[name] is not old[name])
        return new

    def yes(old: State) -> dict[str, Array]:
        new = _mechanism(step, old, setting)
        return {name: new[name] for name in changed}

    jax.eval_shape(look, state)
    now = setting.quarter % 4 == step.yearly_in
    return state.replace(**jax.lax.cond(now, yes, lambda old: {name: old[name] for name in changed}, state))


def _mechanism(step: Mechanism, state: State, setting: Setting) -> State:
    return settle(state, [call(step.function, state, setting)])


def _one_writer(effects: Sequence[Effects], phase: str) -> None:
    seen: set[str] = set()
    for effect in effects:
        twice = seen & set(effect.decide)
        if twice:
            raise ValueError(f"phase '{phase}': two rules decide {sorted(twice)}")
        seen |= set(effect.decide)


def _finite(values: Mapping[str, Array]) -> Array:
    """True where every number is finite; looked at before and after, since sums in whole numbers swallow what is not."""
    return _everywhere([jnp.isfinite(v) for v in values.values() if jnp.issubdtype(v.dtype, jnp.floating)])


def _everywhere(conditions: Sequence[Array]) -> Array:
    """True where all conditions hold everywhere; those of one shape are looked through together, for each look has to be compiled."""
    by_shape: dict[tuple[int, ...], Array] = {}
    for holds in conditions:
        by_shape[holds.shape] = by_shape[holds.shape] & holds if holds.shape in by_shape else holds
    # Sums of whole numbers, which the program has anyway: XLA writes long code for a search through truth values.
    return reduce(and_, (jnp.sum(~holds, dtype=jnp.int64) == 0 for holds in by_shape.values()))


def _within_bounds(state: State) -> Array:
    """True where every stock is between 0 and the ledger's limit (save those that may be negative)."""
    stocks = [name for name, v in VARIABLES.items() if v.kind == "stock" and v.dtype == "int64" and name not in SIGNED]
    return _everywhere([(state[name] >= 0) & (state[name] < LIMIT) for name in stocks])


def _health(state: State, record: Mapping[str, Array], finite: Array, bounded_before: Array) -> Array:
    """Keeps the first reason why a replicate failed: 1 full table, 2 not finite, 3 open accounts, 4 out of bounds."""
    failed = state["failed"]
    finite = finite & _finite(record)
    closed = jnp.stack([record[name] == 0 for name in CHECKED if name.endswith("_residual")]).all()
    bounded = bounded_before & _within_bounds(state) & (record["consumption_per_head"] >= 0)
    code = jnp.where(~finite, 2, jnp.where(~closed, 3, jnp.where(~bounded, 4, 0)))
    return jnp.where(failed == 0, code, failed).astype(failed.dtype)
