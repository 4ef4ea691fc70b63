"""Each check of `counterplan verify` holds on a sound program and fails on a planted fault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from counterplan.experiments import verify as proof

Record = dict[str, np.ndarray]


@dataclass(frozen=True)
class Carry:
    quarter: int
    state: np.ndarray


class Sound:
    """Integers that follow a rule of their own; cell 3 is cell 0 under another name."""

    batch_width, n_quarters = 4, 8

    def start(self, cell: int, replicates: Sequence[int]) -> Carry:
        padded = [*replicates, *[replicates[-1]] * (self.batch_width - len(replicates))]
        return Carry(0, np.array(padded, np.int64) * 10 + cell % 3)

    def advance(self, carry: Carry) -> tuple[Carry, Record]:
        state = (carry.state * 31 + carry.quarter) % 100_003
        zero = np.zeros((len(state), 2))
        record = {"output": np.stack([state, state * 0.1], axis=1), "failed": zero, **dict.fromkeys(proof.RESIDUALS, zero)}
        return Carry(carry.quarter + 2, state), record

    def save(self, carry: Carry) -> Record:
        return {"quarter": np.asarray(carry.quarter), "state": carry.state}

    def load(self, arrays: Mapping[str, np.ndarray]) -> Carry:
        return Carry(int(arrays["quarter"]), arrays["state"])

    def state_hash(self, carry: Carry) -> list[str]:
        return [str(number) for number in carry.state]


class LeaksMoney(Sound):
    def advance(self, carry: Carry) -> tuple[Carry, Record]:
        after, record = super().advance(carry)
        leak = np.zeros((4, 2))
        leak[2, 1] = carry.quarter == 4
        return after, {**record, "money_residual": leak}


class LosesReplicate(Sound):
    def advance(self, carry: Carry) -> tuple[Carry, Record]:
        after, record = super().advance(carry)
        return after, {**record, "failed": np.eye(4, 2)}


class Restless(Sound):
    starts = 0

    def start(self, cell: int, replicates: Sequence[int]) -> Carry:
        self.starts += 1
        carry = super().start(cell, replicates)
        return replace(carry, state=carry.state + (self.starts == 4))


class Forgets(Sound):
    def save(self, carry: Carry) -> Record:
        return {**super().save(carry), "state": carry.state // 1000 * 1000}


class MindsCompany(Sound):
    def advance(self, carry: Carry) -> tuple[Carry, Record]:
        after, record = super().advance(carry)
        return replace(after, state=after.state + carry.state.max() % 7), record


class ReadsNames(Sound):
    def start(self, cell: int, replicates: Sequence[int]) -> Carry:
        carry = super().start(cell, replicates)
        return replace(carry, state=carry.state + (cell == 3))


class SeesNoRule(Sound):
    def start(self, cell: int, replicates: Sequence[int]) -> Carry:
        return super().start(0, replicates)


def _failing(program: Any) -> set[str]:
    return {r["name"] for r in proof.run_checks(program, twin=(0, 3)) if not r["ok"]}


def test_a_sound_program_passes_every_check() -> None:
    results = list(proof.run_checks(Sound(), twin=(0, 3)))
    assert [r["name"] for r in results if not r["ok"]] == []
    assert len(results) == 6
    assert all(set(r) == {"name", "ok", "detail"} and r["detail"] for r in results)


@pytest.mark.parametrize(
    ("program", "caught"),
    [
        (LeaksMoney(), "accounts close"),
        (LosesReplicate(), "accounts close"),
        (Restless(), "repeat"),
        (Forgets(), "resume"),
        (MindsCompany(), "batch"),
        (ReadsNames(), "same vector"),
        (SeesNoRule(), "different vectors"),
    ],
)
def test_a_planted_fault_is_caught(program: Any, caught: str) -> None:
    assert caught in _failing(program)


def test_the_detail_names_what_differs() -> None:
    leak = next(iter(proof.run_checks(LeaksMoney(), twin=(0, 3))))
    assert "money_residual up to 1" in leak["detail"]


def test_closed_forms_hold() -> None:
    results = list(proof.closed_forms())
    assert [r["name"] for r in results] == ["labour values", "price step", "replication R6", "replication R11"]
    assert all(r["ok"] for r in results), results


def test_closed_forms_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    from counterplan.planning import balances, facilitation

    step, rounds = facilitation.price_step, balances.material_balances
    monkeypatch.setattr(facilitation, "price_step", lambda z, before: 1.01 * step(z, before))
    monkeypatch.setattr(balances, "material_balances", lambda a, f, x, k: rounds(a, f, x, max(k - 1, 0)))
    assert {r["name"] for r in proof.closed_forms() if not r["ok"]} == {"price step", "replication R11"}


@pytest.mark.slow
def test_the_model_keeps_its_promises() -> None:
    results = proof.verify()
    assert all(r["ok"] for r in results), [r for r in results if not r["ok"]]
    assert len(results) == 10
