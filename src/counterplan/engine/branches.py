"""A switch between options in which the physics that they have in common stands once.

Options of a role call the same physics with arguments of their own. Traced as they are, each branch of a switch holds a copy of it, which has
to be compiled. So branches are cut where they call a function marked with `core.common.common`: what the options work out for its arguments
is one switch, the function is called once, what they make of its results is the next switch. Rules need not know.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.extend.core import ClosedJaxpr, Literal, jaxpr_as_fun

from counterplan.core.common import MARK


def switch(index: Array, branches: Sequence[Callable[[Any], Any]], operand: Any) -> Any:
    """Does what `jax.lax.switch` does; what two or more branches call of marked functions is called once.

    An argument or a result that is the same array in all branches does not pass through a switch.
    """
    values = jax.tree.leaves(operand)
    traced = [jax.make_jaxpr(branch, return_shape=True)(operand) for branch in branches]
    ways = [_Way(program, values) for program, _ in traced]
    several = {key for key, n in Counter(key for way in ways for key in {_key(call) for call in way.calls}).items() if n > 1}
    if not several:
        return jax.lax.switch(index, branches, operand)
    for way in ways:
        way.calls = [call for call in way.calls if _key(call) in several]
    while any(way.calls for way in ways):
        key, _ = Counter(_key(way.calls[0]) for way in ways if way.calls).most_common(1)[0]
        _call_once(index, ways, [way.calls.pop(0) if way.calls and _key(way.calls[0]) == key else None for way in ways])
    results = _chosen(index, ways, [list(way.program.outvars) for way in ways])
    return jax.tree.unflatten(jax.tree.structure(traced[0][1]), results)


def _key(equation: Any) -> int:
    """Which program a call is of; the same function on arrays of the same shapes is the same object."""
    return id(equation.params["jaxpr"])


class _Way:
    """What one option works out: its equations, and the arrays that are known of it so far."""

    def __init__(self, program: ClosedJaxpr, operands: Sequence[Array]) -> None:
        self.program = program.jaxpr
        names = [*self.program.constvars, *self.program.invars]
        self.known: dict[Any, Any] = dict(zip(names, [*program.consts, *operands], strict=True))
        self.calls = [e for e in self.program.eqns if str(e.params.get("name", "")).startswith(MARK)]

    def value(self, atom: Any) -> Any:
        """The array that stands for a name, None where it has yet to be worked out (and for numbers written into the program)."""
        return None if isinstance(atom, Literal) else self.known.get(atom)

    def form(self, atom: Any) -> Any:
        """A number written into the program, to be compared with that of another option; else what no other has."""
        return str(atom) if isinstance(atom, Literal) else id(atom)

    def missing(self, atoms: Sequence[Any]) -> tuple[ClosedJaxpr, list[Any]]:
        """The equations between what is known and what is asked for, and the known arrays that they start from."""
        needed = {a for a in atoms if not isinstance(a, Literal)}
        equations = []
        for equation in reversed(self.program.eqns):
            if any(out in needed and out not in self.known for out in equation.outvars):
                equations.append(equation)
                needed.update(a for a in equation.invars if not isinstance(a, Literal))
        start = [name for name in self.known if name in needed]
        part = self.program.replace(constvars=[], invars=start, outvars=list(atoms), eqns=equations[::-1])
        return ClosedJaxpr(part, []), [self.known[name] for name in start]


def _call_once(index: Array, ways: Sequence[_Way], calls: Sequence[Any]) -> None:
    """Calls a function for those options that call it, with the arguments of the one in force, and notes the results.

    Args:
        calls: by option its equation, None where it does not call the function.
    """
    calling = np.array([call is not None for call in calls])
    if calling.sum() < 2:
        return
    first = next(call for call in calls if call is not None)
    function = jaxpr_as_fun(first.params["jaxpr"])
    arguments = _chosen(index, ways, [None if call is None else call.invars for call in calls])
    none = [jnp.zeros(out.aval.shape, out.aval.dtype) for out in first.outvars]
    # Also where all call: what comes out of a branch is written out, else XLA works it out again for every reader.
    called = index >= 0 if calling.all() else jnp.asarray(calling)[index]
    results = jax.lax.cond(called, lambda *a: tuple(function(*a)), lambda *a: tuple(none), *arguments)
    for way, call in zip(ways, calls, strict=True):
        if call is not None:
            way.known.update(zip(call.outvars, results, strict=True))


def _chosen(index: Array, ways: Sequence[_Way], wanted: Sequence[Sequence[Any] | None]) -> list[Any]:
    """Arrays of the option in force, by place in what is wanted of each option (None: nothing, and zeros stand there)."""
    asked = [(way, atoms) for way, atoms in zip(ways, wanted, strict=True) if atoms is not None]
    found = [_same([way.value(atoms[place]) for way, atoms in asked]) for place in range(len(asked[0][1]))]
    alike = [p for p, value in enumerate(found) if value is None and len({way.form(atoms[p]) for way, atoms in asked}) == 1]
    if alike:
        program, start = asked[0][0].missing([asked[0][1][place] for place in alike])
        for place, value in zip(alike, jaxpr_as_fun(program)(*start), strict=True):
            found[place] = value
    places = [place for place, value in enumerate(found) if value is None]
    if not places:
        return found
    like = [asked[0][1][place].aval for place in places]
    parts = [None if atoms is None else way.missing([atoms[place] for place in places]) for way, atoms in zip(ways, wanted, strict=True)]
    known = {id(value): value for part in parts if part is not None for value in part[1]}
    where = {key: place for place, key in enumerate(known)}

    def branch(part: tuple[ClosedJaxpr, list[Any]] | None) -> Callable[[list[Any]], list[Any]]:
        if part is None:
            return lambda _: [jnp.zeros(aval.shape, aval.dtype) for aval in like]
        function, own = jaxpr_as_fun(part[0]), [where[id(value)] for value in part[1]]
        return lambda values: list(function(*[values[place] for place in own]))

    chosen = jax.lax.switch(index, [branch(part) for part in parts], list(known.values()))
    for place, value in zip(places, chosen, strict=True):
        found[place] = value
    return found


def _same(values: Sequence[Any]) -> Any:
    """The one array that all options have at a place, or None."""
    return values[0] if all(value is values[0] for value in values) else None
