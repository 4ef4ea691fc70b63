"""Every variable of the table is written by something and moves something else: what nothing needs is not kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402
import pytest  # noqa: E402
from jax.extend.core import Literal  # noqa: E402

from counterplan.catalogue import find_rules, load_rule  # noqa: E402
from counterplan.core.effects import Effects  # noqa: E402
from counterplan.core.phases import FORESEEN, PHASES  # noqa: E402
from counterplan.core.randomness import Draws  # noqa: E402
from counterplan.core.state import State  # noqa: E402
from counterplan.core.table import VARIABLES  # noqa: E402
from counterplan.core.variables import Sizes  # noqa: E402
from counterplan.engine.binding import Setting, call  # noqa: E402
from counterplan.engine.quarter import QUARTER, Mechanism  # noqa: E402
from counterplan.physics.ledger import RECORDS  # noqa: E402
from counterplan.physics.measures import measure  # noqa: E402
from counterplan.physics.parameters import Physics  # noqa: E402

SIZES = Sizes(person=64, enterprise=16, region=4, hearth_block=4)
BROUGHT = {v.name: v for options in find_rules().values() for info in options.values() if info.brings for v in load_rule(info).variables}
"""Variables that rules bring along."""
SHAPES = {name: jax.ShapeDtypeStruct(SIZES.shape(v), v.dtype) for name, v in sorted((VARIABLES | BROUGHT).items())}

Written = list[tuple[str, Any]]
"""Names of variables with the arrays that they are written from."""
Place = tuple[str, str, str]
Links = set[tuple[str, str]]
"""Pairs (variable that is read, variable or outcome that is computed from it)."""


def written(effects: Effects) -> Written:
    found: Written = list(effects.decide.items())
    for move in (*effects.transfers, *effects.pools):
        names = {move.payer.stock, move.payee.stock, move.paid_to, move.paid_by, getattr(move, "arrears", None), *RECORDS} - {None}
        names |= {"built"} if getattr(move, "into", None) is not None else set()
        found += [(str(name), move) for name in names]
    return found + [(name, c.amount) for c in effects.conversions for name in (c.stock, c.why)]


def trace(function: Callable[[State, Setting], Written]) -> tuple[set[str], Links]:
    """Names that a function writes, and what each of them is computed from."""
    names: list[str] = []

    def run(values: dict[str, Any], number: Any) -> list[Any]:
        state, quarter = State(values), number.astype(jnp.int32)
        draw = Draws(number.astype(jnp.uint64), quarter, state["person_id"], state["enterprise_id"], SIZES.region)
        regimes = {name: jnp.zeros(3) + number for name in FORESEEN}
        setting = Setting(Physics(), {}, {"coercion": number, "arms": number}, {}, draw, quarter, SIZES, regimes)
        leaves = [(name, leaf) for name, value in function(state, setting) for leaf in jax.tree.leaves(value)]
        names.extend(name for name, _ in leaves)
        return [leaf for _, leaf in leaves]

    program = jax.make_jaxpr(run)(SHAPES, jax.ShapeDtypeStruct((), jnp.float64)).jaxpr
    sources: dict[Any, set[str]] = {var: {name} for var, name in zip(program.invars, SHAPES, strict=False)}

    def behind(operands: Any) -> set[str]:
        return set().union(*(sources.get(v, set()) for v in operands if not isinstance(v, Literal)))

    for equation in program.eqns:
        sources |= dict.fromkeys(equation.outvars, behind(equation.invars))
    links = {(source, name) for name, out in zip(names, program.outvars, strict=True) for source in behind([out])}
    return set(names), links


def functions() -> Iterator[tuple[Place, Callable[..., Effects]]]:
    """All that rules and physics do in a quarter, with role, option and phase."""
    for role, options in find_rules().items():
        for option, info in options.items():
            yield from (((role, option, phase), getattr(load_rule(info)(), phase)) for phase in info.phases)
    yield from ((("physics", step.name, ""), step.function) for step in QUARTER if isinstance(step, Mechanism))


@cache
def economy() -> dict[Place, tuple[set[str], Links]]:
    found = {place: trace(lambda state, setting, f=function: written(call(f, state, setting))) for place, function in functions()}
    _, links = trace(lambda state, setting: [(f"outcome {name}", v) for name, v in measure(state, state, setting.physics).items()])
    return {**found, ("outcomes", "", ""): (set(), links)}


def moved(place: Place) -> set[str]:
    """Variables that something else follows from at a place."""
    return {source for source, name in economy()[place][1] if source != name}


def test_every_variable_is_written() -> None:
    """Stocks, relations and constants are there from the start; all else is written by a rule or by physics."""
    names = set().union(*(names for names, _ in economy().values()))
    assert [name for name, v in VARIABLES.items() if v.kind in ("flow", "decision", "memory") and name not in names] == []


def test_every_variable_moves_another_or_an_outcome() -> None:
    moving = set().union(*(moved(place) for place in economy()))
    assert {name for name in VARIABLES if name not in moving} == set()


@pytest.mark.parametrize("role", find_rules())
def test_no_option_leaves_an_old_value_behind(role: str) -> None:
    """What some options of a role write and others do not is read by the writers only, later in the same quarter.

    It may be read by all where it is written anyway, by physics or by every option of another role (which priorities allot machines, say).
    """
    own = {place: names for place, (names, _) in economy().items() if place[0] == role}
    options = {place[1] for place in own}
    for variable in {name for names in own.values() for name in names if (VARIABLES | BROUGHT)[name].kind in ("decision", "memory")}:
        since = {place[1]: list(PHASES).index(place[2]) for place in reversed(own) if variable in own[place]}
        elsewhere = any(variable in names for place, (names, _) in economy().items() if place[0] == "physics") or any(
            all(any(variable in names for place, (names, _) in economy().items() if place[:2] == (other, option)) for option in options_of)
            for other, options_of in find_rules().items()
            if other != role and options_of
        )
        if set(since) != options and not elsewhere:
            readers = [place for place in economy() if variable in moved(place)]
            assert all(r[0] == role and r[1] in since and list(PHASES).index(r[2]) > since[r[1]] for r in readers), (variable, readers)
