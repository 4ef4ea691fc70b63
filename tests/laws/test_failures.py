"""What breaks is seen: a full table, a number that is none, money out of nothing; companions are untouched."""

from __future__ import annotations

import numpy as np
import pytest
from law_tools import BATCH, PERSON_NAMES, SYSTEMS, Kept, carry_of, different, run
from rules_of_tests import LEAKY_QUARTER

from counterplan.core.randomness import Draws, replicate_key
from counterplan.core.table import VARIABLES
from counterplan.engine.program import Carry, Program

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


def test_a_leaked_coin_is_caught_in_its_quarter(other: Program) -> None:
    base, _ = run(other, other.start(0, BATCH), 2)
    late = Carry(base.cell, base.replicates, LEAKY_QUARTER - 1, base.state)
    _, records = run(other, late, 3)
    leaks = np.array([_leaks(other.seed, replicate) for replicate in BATCH])
    assert 0 < leaks.sum() < len(BATCH)
    assert (records["failed"] == np.outer(leaks, [0, 3, 3])).all()
    assert (records["money_residual"] == np.outer(leaks, [0, 1, 0])).all()


def _leaks(seed: int, replicate: int) -> bool:
    import jax.numpy as jnp

    key = replicate_key(jnp.int64(seed), jnp.int64(replicate))
    draws = Draws(key, jnp.int32(LEAKY_QUARTER), jnp.zeros(1, jnp.int64), jnp.zeros(1, jnp.int64), 1)
    return bool(draws.economy("a leak") < 0.5)
