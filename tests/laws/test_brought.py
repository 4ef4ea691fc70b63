"""A rule may bring memories and decisions of its own: they live on, and start afresh with whoever comes into a place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar

import jax.numpy as jnp
import pytest
from jax import Array
from law_tools import BATCH, host, make_program, run, system_cells

from counterplan.core.effects import Effects
from counterplan.core.errors import InputError
from counterplan.core.rule import Rule
from counterplan.core.state import State
from counterplan.core.variables import Variable
from counterplan.engine.program import Program
from counterplan.engine.step import begin_afresh
from counterplan.institutions.floor.none import NoFloor

SEEN = Variable("quarters_seen", ("person",), "memory", "int32", "quarters", "quarters in which the rule saw the person")
KNOWN = Variable("quarters_known", ("enterprise",), "memory", "float64", "quarters", "quarters of the enterprise, from one on", 1.0)
COUNT = Variable("quarters_counted", (), "decision", "float64", "quarters", "quarters counted")


@dataclass(frozen=True)
class CountingFloor(NoFloor):
    """No floor; counts quarters."""

    option: ClassVar[str] = "counting"
    variables: ClassVar[tuple[Variable, ...]] = (SEEN, KNOWN, COUNT)

    def pay(self, *, alive: Array, open: Array, quarters_seen: Array, quarters_known: Array, quarters_counted: Array) -> Effects:
        decide = {"quarters_seen": quarters_seen + alive, "quarters_known": quarters_known + open}
        return Effects(decide={**decide, "quarters_counted": quarters_counted + 1.0})


def with_floor(rule: Rule) -> Program:
    cell = system_cells()[0]
    return make_program([replace(cell, rules={**cell.rules, "floor": (rule,)})])


def test_memories_last_and_begin_afresh(compiled: Callable[[Program], Program]) -> None:
    program, quarters = compiled(with_floor(CountingFloor())), 12
    first = host(program.start(0, BATCH))
    carry, _ = run(program, program.start(0, BATCH), quarters)
    last = host(carry)
    assert (last["quarters_counted"] == quarters).all()
    alive, newborn = last["alive"], last["person_id"] != first["person_id"]
    assert (last["quarters_seen"][alive & ~newborn] == quarters).all()
    # A child is born after the rule has acted, and has been seen in each quarter since.
    assert (alive & newborn).sum() > 100
    assert (last["quarters_seen"] == last["age"])[alive & newborn].all()
    stayed = first["open"] & last["open"] & (last["enterprise_id"] == first["enterprise_id"])
    assert (last["quarters_known"][stayed] == 1.0 + quarters).all()
    again = program.load(program.save(carry))
    assert program.state_hash(again) == program.state_hash(carry)


def test_a_new_enterprise_in_an_old_place_is_not_known() -> None:
    before = State({"enterprise_id": jnp.asarray([3, 4, 5]), "quarters_known": jnp.asarray([7.0, 8.0, 9.0])})
    after = begin_afresh(before.replace(enterprise_id=jnp.asarray([3, 6, 5])), before, {KNOWN.name: KNOWN})
    assert after["quarters_known"].tolist() == [7.0, 1.0, 9.0]


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (replace(SEEN, kind="stock"), "which is a stock"),
        (replace(SEEN, name="effort"), "a name of the variable table"),
    ],
)
def test_what_a_rule_may_not_bring(own: Variable, said: str) -> None:
    @dataclass(frozen=True)
    class Wrong(CountingFloor):
        """No floor."""

        variables: ClassVar[tuple[Variable, ...]] = (own,)

    with pytest.raises(InputError, match=said):
        with_floor(Wrong())
