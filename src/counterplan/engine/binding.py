"""From rules to functions of the state: arguments by name, options of a role as branches of one program."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array
from jax.extend.core import jaxpr_as_fun

from counterplan.core.effects import Effects
from counterplan.core.phases import FORESEEN
from counterplan.core.randomness import Draws
from counterplan.core.rule import Rule, reads
from counterplan.core.state import State
from counterplan.core.variables import Sizes

from .branches import switch


@dataclass(frozen=True)
class Setting:
    """What surrounds the state in one quarter of one replicate."""

    physics: Any
    parameters: Mapping[str, Array]
    """Values of rule parameters by 'role.option.name'."""
    context: Mapping[str, Array]
    choice: Mapping[str, Array]
    """Index of the option in force, by role."""
    draw: Draws
    quarter: Array
    sizes: Sizes
    regimes: Mapping[str, Array] = field(default_factory=dict)
    """What is known of each column of options, float64 [column]; empty where nobody weighs them."""
    paths: Mapping[str, Array] = field(default_factory=dict)
    """Exogenous series of the scenario at this quarter, by name; empty where a scenario has none."""


def call(function: Callable[..., Effects], state: Mapping[str, Array], setting: Setting) -> Effects:
    """Calls a mechanism or a rule's method with the arguments that it names."""
    special = {
        "physics": setting.physics,
        "draw": setting.draw,
        "quarter": setting.quarter,
        "context": setting.context,
        "sizes": setting.sizes,
        "regimes": setting.regimes,
        "paths": setting.paths,
    }
    return function(**{n: special[n] if n in special else state[n] for n in reads(function)})


def equip(rule: Rule, setting: Setting) -> Rule:
    """Gives a rule the parameter values of this replicate."""
    prefix = f"{rule.role}.{rule.option}."
    own = {name[len(prefix) :]: setting.parameters[name] for name in setting.parameters if name.startswith(prefix)}
    return rule.with_parameters(own)


def foresee(options: Mapping[str, Sequence[Rule]], columns: Mapping[str, Array], setting: Setting) -> dict[str, Array]:
    """What each column of options brings, by the names of `FORESEEN`: float64 [column], summed over roles.

    Args:
        columns: index of the option in force by role; int [column] where politics moves the role, a number elsewhere.
    """
    n = max((index.shape[0] for index in columns.values() if index.ndim), default=1)
    found = {name: jnp.zeros(n) for name in FORESEEN}
    for role, rules in options.items():
        known = [equip(rule, setting).foreseen() for rule in rules]
        for name in {name for brings in known for name in brings}:
            values = jnp.stack([jnp.asarray(brings.get(name, 0.0), jnp.float64) for brings in known])
            found[name] = found[name] + values[columns[role]]
    return found


def act(options: Sequence[Rule], phase: str, state: State, setting: Setting) -> Effects:
    """Effects of the option in force of one role in one phase.

    With one option it is called directly; with several, a switch runs only the one in force, where the choice is
    not batched. Options that do not act in the phase change nothing. What no option reads or decides stays out of the
    switch: JAX works on every operand of every branch.
    """
    read = {name for rule in options for name in rule.phases().get(phase, ())}
    if not any(phase in rule.phases() for rule in options):
        return Effects()
    if len(options) == 1:
        return _effects(options[0], phase, state, setting)
    mine = {name: state[name] for name in state if name in read}
    traced = [_traced(rule, phase, mine, setting) for rule in options]
    layout = _Layout([shape for _, shape in traced])
    wide = mine | {name: state[name] for name in layout.names}
    role = next(rule.role for rule in options if rule.role)  # nobody has none
    out = switch(setting.choice[role], [_branch(run, layout, tuple(mine)) for run, _ in traced], wide)
    return layout.effects(out)


def _effects(rule: Rule, phase: str, state: Mapping[str, Array], setting: Setting) -> Effects:
    if phase not in rule.phases():
        return Effects()
    return call(getattr(equip(rule, setting), phase), state, setting)


def _signature(item: Any) -> tuple[Any, ...]:
    leaves, structure = jax.tree_util.tree_flatten(item)
    return structure, tuple((leaf.shape, str(leaf.dtype)) for leaf in leaves)


class _Layout:
    """The union of what several options return: decisions by name, movements by kind and shape."""

    def __init__(self, shapes: Sequence[Effects]) -> None:
        self.names = sorted({name for e in shapes for name in e.decide})
        self.slots: list[Any] = []
        for effects in shapes:
            counts: dict[Any, int] = {}
            for item in (*effects.transfers, *effects.pools, *effects.conversions):
                key = _signature(item)
                counts[key] = counts.get(key, 0) + 1
                have = sum(1 for slot in self.slots if _signature(slot) == key)
                if counts[key] > have:
                    self.slots.append(item)

    def fill(self, effects: Effects, state: Mapping[str, Array]) -> tuple[dict[str, Array], list[Any]]:
        """Puts one option's effects into the common layout; what it does not do stays as it is, or is zero."""
        decide = {n: jnp.asarray(effects.decide.get(n, state[n]), state[n].dtype) for n in self.names}
        items = [*effects.transfers, *effects.pools, *effects.conversions]
        filled = []
        for slot in self.slots:
            match = next((i for i, item in enumerate(items) if _signature(item) == _signature(slot)), None)
            filled.append(items.pop(match) if match is not None else jax.tree.map(_zeros, slot))
        return decide, filled

    def effects(self, out: tuple[dict[str, Array], list[Any]]) -> Effects:
        """Reads the common layout as effects."""
        decide, items = out
        kind = [type(item).__name__ for item in items]

        def pick(name: str) -> tuple[Any, ...]:
            return tuple(i for i, k in zip(items, kind, strict=True) if k == name)

        return Effects(decide, pick("Transfer"), pick("Pool"), pick("Conversion"))


def _zeros(leaf: Any) -> Array:
    return jnp.zeros(leaf.shape, leaf.dtype)


Run = Callable[[Mapping[str, Array]], Effects]


def _traced(rule: Rule, phase: str, state: Mapping[str, Array], setting: Setting) -> tuple[Run, Effects]:
    """Traces what an option does: a function of the state, and its effects as shapes."""

    def effects(state: Mapping[str, Array]) -> Effects:
        return _effects(rule, phase, state, setting)

    program, shape = jax.make_jaxpr(effects, return_shape=True)(state)
    function, structure = jaxpr_as_fun(program), jax.tree.structure(shape)

    def run(state: Mapping[str, Array]) -> Effects:
        done: Effects = jax.tree.unflatten(structure, function(*jax.tree.leaves(state)))
        return done

    return run, shape


def _branch(run: Run, layout: _Layout, reads: Sequence[str]) -> Callable[[Mapping[str, Array]], Any]:
    return lambda state: layout.fill(run({name: state[name] for name in reads}), state)
