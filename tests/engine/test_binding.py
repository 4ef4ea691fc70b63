"""From rules to one program: options as branches, arguments by name, dated changes, parameters by replicate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any, ClassVar

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
import pytest  # noqa: E402
from jax import Array  # noqa: E402

from counterplan.core.effects import Account, Effects, Transfer  # noqa: E402
from counterplan.core.parameters import parameter  # noqa: E402
from counterplan.core.rule import Rule  # noqa: E402
from counterplan.core.state import State  # noqa: E402
from counterplan.engine.binding import Setting, act, call, equip  # noqa: E402
from counterplan.engine.program import Cell, Program  # noqa: E402
from counterplan.engine.quarter import Rules  # noqa: E402
from counterplan.engine.step import carry_out  # noqa: E402


def gift(payer: str, payee: str, amount: Array, kind: str = "benefit") -> Transfer:
    return Transfer(kind, Account(payer), Account(payee), amount)


@dataclass(frozen=True)
class Low(Rule):
    """Own construction."""

    role: ClassVar[str] = "floor"
    option: ClassVar[str] = "low"
    rate: float = parameter(2.0, low=0.0, high=9.0, unit="1", source="assumed", meaning="a rate")

    def pay(self, *, deposits_state: Array, wage: Array) -> Effects:
        return Effects({"wage": self.rate * wage}, (gift("deposits_state", "deposits_fund", jnp.full(1, 7, jnp.int64)),))


@dataclass(frozen=True)
class High(Rule):
    """Own construction."""

    role: ClassVar[str] = "floor"
    option: ClassVar[str] = "high"
    rate: float = parameter(3.0, low=0.0, high=9.0, unit="1", source="assumed", meaning="a rate")

    def pay(self, *, deposits_state: Array, wage: Array) -> Effects:
        one = jnp.ones(1, jnp.int64)
        other = gift("deposits_fund", "deposits_state", 5 * one)
        return Effects({"price": self.rate * wage}, (gift("deposits_state", "deposits_fund", 20 * one), other, replace(other, amount=2 * one)))

    def plan(self, *, quarter: Array) -> Effects:
        return Effects({"price": jnp.full(3, 1.0) * quarter})


@dataclass(frozen=True)
class Idle(Rule):
    """Own construction."""

    role: ClassVar[str] = "floor"
    option: ClassVar[str] = "idle"

    def plan(self) -> Effects:
        return Effects()


OPTIONS = (Low(), High(), Idle())
STATE = State({
    "wage": jnp.array([1.0, 2.0, 3.0]), "price": jnp.full(3, 8.0), "deposits_state": jnp.int64(1000), "deposits_fund": jnp.int64(50),
    "sector": jnp.zeros(3, jnp.int32), "person_id": jnp.arange(2), "enterprise_id": jnp.arange(3),
})  # fmt: skip


def setting(choice: int, **parameters: float) -> Setting:
    values = {name.replace("__", "."): jnp.asarray(value) for name, value in parameters.items()}
    draw: Any = SimpleNamespace(for_ids=lambda person, enterprise: None)
    return Setting(None, values, {}, {"floor": jnp.int32(choice)}, draw, jnp.int32(4), None)  # type: ignore[arg-type]


def after(choice: int, phase: str = "pay", options: tuple[Rule, ...] = OPTIONS, **parameters: float) -> dict[str, Any]:
    state = carry_out(Rules(phase), STATE, setting(choice, **parameters), {"floor": options})
    return {name: np.asarray(state[name]).tolist() for name in ("wage", "price", "deposits_state", "deposits_fund")}


UNCHANGED = {"wage": [1.0, 2.0, 3.0], "price": [8.0] * 3, "deposits_state": 1000, "deposits_fund": 50}


@pytest.mark.parametrize(
    ("choice", "changes"),
    [
        (0, {"wage": [2.0, 4.0, 6.0], "deposits_state": 993, "deposits_fund": 57}),
        (1, {"price": [3.0, 6.0, 9.0], "deposits_state": 1000 - 20 + 5 + 2, "deposits_fund": 50 + 20 - 5 - 2}),
        (2, {}),
    ],
)
def test_only_the_option_in_force_acts_and_others_leave_all_as_it_is(choice: int, changes: dict[str, Any]) -> None:
    assert after(choice) == UNCHANGED | changes
    if choice < 2:
        assert after(0, options=(OPTIONS[choice],)) == UNCHANGED | changes  # alone, without a switch


def test_options_that_do_not_act_in_a_phase_change_nothing() -> None:
    assert after(0, "plan") == UNCHANGED
    assert after(1, "plan") == UNCHANGED | {"price": [4.0] * 3}
    assert after(2, "plan") == UNCHANGED
    assert act((Low(),), "plan", STATE, setting(0)) == Effects()


def test_parameters_reach_the_option_that_they_name() -> None:
    given = {"floor__low__rate": 5.0, "floor__high__rate": 7.0, "exit__low__rate": 99.0}
    assert after(0, **given)["wage"] == [5.0, 10.0, 15.0]
    assert after(1, **given)["price"] == [7.0, 14.0, 21.0]
    rule = equip(Low(), setting(0, floor__low__rate=4.0))
    assert float(rule.rate) == 4.0 and Low().rate == 2.0  # type: ignore[attr-defined]


def test_arguments_are_given_by_name() -> None:
    def mechanism(*, wage: Array, quarter: Array) -> Effects:
        return Effects({"price": wage + quarter})

    assert call(mechanism, STATE, setting(0)).decide["price"].tolist() == [5.0, 6.0, 7.0]


def test_two_rules_may_not_decide_one_variable_in_a_phase() -> None:
    with pytest.raises(ValueError, match=r"phase 'pay': two rules decide \['wage'\]"):
        carry_out(Rules("pay"), STATE, setting(0), {"floor": (Low(),), "exit": (Low(),)})


def program(dated: dict[str, tuple[tuple[int, int], ...]], **parameters: float) -> Program:
    """A program of two cells whose rules stand in different orders, before anything is compiled."""
    first = Cell("one", {"floor": (Low(), High())}, {"coercion": 0.5}, {}, dated)
    values = {name.replace("__", "."): value for name, value in parameters.items()}
    second = Cell("two", {"floor": (High(), Idle())}, {"coercion": 0.25}, values, dated)
    start: Any = SimpleNamespace(n_persons=100)
    physics: Any = SimpleNamespace(spoilage=0.1)
    return Program([first, second], start, physics, 12, seed=5)


def test_dated_changes_take_effect_in_their_quarter_and_stay() -> None:
    made = program({"floor": ((3, 1), (9, 0))})
    assert [rule.option for rule in made.options["floor"]] == ["high", "idle", "low"]  # by name, whatever the order of systems
    rows = [made._choices(cell, quarter)["floor"].tolist() for cell in (0, 1) for quarter in (0, 4, 8)]
    assert rows == [[2, 2, 2, 0], [0, 0, 0, 0], [0, 2, 2, 2], [0, 0, 0, 1], [1, 1, 1, 1], [1, 0, 0, 0]]


def test_every_operand_has_the_batch_axis_and_a_cells_own_values() -> None:
    made = program({}, floor__rate=6.0)
    for cell, rate, coercion in ((0, 3.0, 0.5), (1, 6.0, 0.25)):
        batch = made._batch(SimpleNamespace(cell=cell, replicates=(4, 5, 6, 7, 7, 7, 7, 7)))  # type: ignore[arg-type]
        assert batch["parameters"]["floor.high.rate"].tolist() == [rate] * 8
        assert batch["context"]["coercion"].tolist() == [coercion] * 8
        assert batch["physics"]["spoilage"].tolist() == [0.1] * 8
        keys = np.asarray(batch["key"]).tolist()
        assert len(set(keys)) == 4 and keys[3:] == [keys[3]] * 5
