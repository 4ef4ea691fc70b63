"""Money, persons and goods are conserved exactly and the accounts drawn up from them close, also where institutions change inside a run."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from law_tools import BATCH, RESIDUALS, STAGGER, STOCKS, SYSTEMS, TURN, as_dataset, join

from counterplan.engine.program import Program
from counterplan.physics.ledger import SIGNED
from counterplan.report.accounts import checks

NAMES = (*SYSTEMS, "turning together", "turning one by one")


@pytest.mark.parametrize("cell", [0, 1, 2, TURN, STAGGER], ids=NAMES)
def test_accounts_close_in_every_quarter(program: Program, cell: int) -> None:
    carry, parts = program.start(cell, BATCH), []
    money, below = [], {}
    for quarter in range(28):
        carry, record = program.advance(carry)
        parts.append(record)
        state = {name: np.asarray(carry.state[name]) for name in STOCKS}
        below |= {(name, quarter): int(value.min()) for name, value in state.items() if value.min() < 0}
        money.append(_money(state) + sum(np.asarray(carry.state[name]) for name in sorted(SIGNED)))
    records = join(parts)
    for name in RESIDUALS:
        assert not records[name].any(), name
    assert not records["failed"].any()
    assert not below
    assert all((total == money[0]).all() for total in money)  # counted here, not by the package
    assert all(np.isfinite(values).all() for values in records.values())
    lacking = {name: float(values.max()) for name, values in checks(as_dataset(records)).items()}
    assert lacking.pop("real product") < 1e-9
    assert lacking == dict.fromkeys(lacking, 0.0)


def test_institutions_do_change(program: Program) -> None:
    """Without this the test above could hold because nothing turns."""
    for cell, together in ((TURN, True), (STAGGER, False)):
        tables = [{role: int(row[0]) for role, row in program._choices(cell, quarter).items()} for quarter in range(28)]
        moved = [{role for role in a if a[role] != b[role]} for a, b in itertools.pairwise(tables)]
        assert sum(bool(roles) for roles in moved) >= 6
        roles_that_move = set().union(*moved)
        assert {"residual", "exit", "coordination", "land", "management", "levy", "priorities"} <= roles_that_move
        assert together == (sum(bool(roles) for roles in moved) == 6)


def _money(state: dict[str, np.ndarray]) -> np.ndarray:
    plus = ("deposits_person", "deposits_enterprise", "deposits_state", "deposits_fund")
    whole = sum(state[name].reshape(len(BATCH), -1).sum(axis=1) for name in plus)
    return np.asarray(whole) - state["debt_enterprise"].sum(axis=1) - state["debt_state"]
