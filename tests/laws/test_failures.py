"""What breaks is seen: a full table, a number that is none, money out of nothing; companions are untouched."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from law_tools import BATCH, PERSON_NAMES, RESIDUALS, STOCKS, SYSTEMS, Kept, carry_of, different, run
from rules_of_tests import LEAKY_QUARTER

from counterplan.core.randomness import Draws, replicate_key
from counterplan.core.state import State
from counterplan.core.table import VARIABLES
from counterplan.engine.program import Carry, Program
from counterplan.engine.step import _health
from counterplan.physics.integers import LIMIT

FLOATS = [name for name, v in VARIABLES.items() if v.dtype.startswith("float")]


def others(than: int) -> list[int]:
    return [row for row in range(len(BATCH)) if row != than]


def test_a_full_table_fails_the_replicate(program: Program, kept: Kept) -> None:
    start, at = kept(0, 4)
    shares = start["shares_person"].copy()
    shares[2][~start["alive"][2]] = 1  # a slot with an unsettled estate is not free
    _, clean = run(program, carry_of(start, at), 6)
    end, full = run(program, carry_of({**start, "shares_person": shares}, at), 6)
    assert clean["births"][2].any()
    assert not clean["failed"].any()
    assert full["failed"][2, -1] == 1
    first = int(np.flatnonzero(full["failed"][2])[0])
    assert (full["failed"][2, first:] == 1).all()  # the first reason stays
    assert (np.asarray(end.state["failed"]) == np.where(np.arange(len(BATCH)) == 2, 1, 0)).all()
    assert different(clean, full, others(2)) == []


@pytest.mark.parametrize("value", [np.nan, np.inf], ids=["nan", "inf"])
@pytest.mark.parametrize("cell", [0, 1, 2], ids=SYSTEMS)
def test_a_number_that_is_none_is_caught_in_its_quarter(program: Program, kept: Kept, cell: int, value: float) -> None:
    """Planted in every variable, seven at a time, each in a replicate of its own beside an untouched one."""
    start, at = kept(cell, 4)
    clean_end, clean = run(program, carry_of(start, at), 1)
    hashes = program.state_hash(clean_end)
    missed = []
    for first in range(0, len(FLOATS), 7):
        sick = {}
        for row, name in enumerate(FLOATS[first : first + 7], start=1):
            values = start[name].copy()
            living = int(np.flatnonzero(start["alive"][row])[5]) if name in PERSON_NAMES else 0
            values.reshape(len(BATCH), -1)[row, living] = value
            sick[name] = values
        end, found = run(program, carry_of({**start, **sick}, at), 1)
        missed += [name for row, name in enumerate(sick, start=1) if found["failed"][row, 0] != 2]
        well = [0, *range(1 + len(sick), len(BATCH))]
        assert different(clean, found, well) == []
        assert [program.state_hash(end)[row] for row in well] == [hashes[row] for row in well]
    assert missed == []


@pytest.mark.parametrize("name", ["deposits_fund", "shares_person"])
def test_a_stock_out_of_bounds_is_caught_in_its_quarter(program: Program, kept: Kept, name: str) -> None:
    """Less than nothing, or an amount at the ledger's limit, in stocks that last through the quarter."""
    start, at = kept(1, 4)
    _, clean = run(program, carry_of(start, at), 2)
    assert not clean["failed"].any()
    for planted in (-(10**14), LIMIT):
        values = start[name].copy()
        values.reshape(len(BATCH), -1)[3, -1] = planted
        end, found = run(program, carry_of({**start, name: values}, at), 2)
        assert found["failed"][3].tolist() == [4, 4], planted
        assert different(clean, found, others(3)) == []
        assert int(end.state["failed"][3]) == 4


def test_every_stock_out_of_bounds_fails_with_code_4(kept: Kept) -> None:
    start, _ = kept(1, 4)
    one = {name: jnp.asarray(value[2]) for name, value in start.items()}
    zero = {name: jnp.zeros(()) for name in (*RESIDUALS, "consumption_per_head")}

    def health(record: dict[str, jnp.ndarray] | None = None, finite: bool = True, before: bool = True, **changes: jnp.ndarray) -> int:
        return int(_health(State({**one, **changes}), {**zero, **(record or {})}, jnp.asarray(finite), jnp.asarray(before)))

    assert health() == 0
    assert health(before=False) == 4
    assert health({"consumption_per_head": jnp.asarray(-1.0)}) == 4
    for name in STOCKS:
        for planted in (-1, LIMIT):
            sick = one[name].reshape(-1).at[-1].set(planted).reshape(one[name].shape)
            assert health(**{name: sick}) == 4, (name, planted)
            assert health({"money_residual": jnp.asarray(1.0)}, **{name: sick}) == 3  # the worse reason
            assert health(finite=False, **{name: sick}) == 2
            assert health(failed=jnp.asarray(1, one["failed"].dtype), **{name: sick}) == 1  # the first reason
        assert health(**{name: one[name].reshape(-1).at[-1].set(LIMIT - 1).reshape(one[name].shape)}) == 0, name


def test_the_banks_own_funds_may_be_negative(program: Program, kept: Kept) -> None:
    start, at = kept(1, 4)
    values = start["deposits_bank"].copy()
    values[3] = -(10**9)
    _, found = run(program, carry_of({**start, "deposits_bank": values}, at), 2)
    assert not found["failed"].any()


def test_a_leaked_coin_is_caught_in_its_quarter(other: Program) -> None:
    base, _ = run(other, other.start(0, BATCH), 2)
    late = Carry(base.cell, base.replicates, LEAKY_QUARTER - 1, base.state)
    _, records = run(other, late, 3)
    leaks = np.array([_leaks(other.seed, replicate) for replicate in BATCH])
    assert 0 < leaks.sum() < len(BATCH)
    assert (records["failed"] == np.outer(leaks, [0, 3, 3])).all()
    assert (records["money_residual"] == np.outer(leaks, [0, 1, 0])).all()


def _leaks(seed: int, replicate: int) -> bool:
    key = replicate_key(jnp.int64(seed), jnp.int64(replicate))
    draws = Draws(key, jnp.int32(LEAKY_QUARTER), jnp.zeros(1, jnp.int64), jnp.zeros(1, jnp.int64), 1)
    return bool(draws.economy("a leak") < 0.5)
