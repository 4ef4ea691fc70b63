"""A replicate depends on nothing but itself: not on companions, on slots, or on interruption."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from law_tools import BATCH, PERSON_NAMES, STAGGER, SYSTEMS, TURN, Kept, carry_of, different, host, run

from counterplan.engine.program import Program

QUARTERS = 12


@pytest.mark.parametrize("cell", [0, 1, 2, TURN], ids=[*SYSTEMS, "turning"])
def test_alone_in_a_batch_and_in_two_batches(program: Program, cell: int) -> None:
    together, all_records = run(program, program.start(cell, BATCH), QUARTERS)
    hashes = program.state_hash(together)
    for batch in ([3], [0, 1, 2], [3, 4, 5, 6, 7], [6, 3, 1]):
        carry, records = run(program, program.start(cell, batch), QUARTERS)
        assert program.state_hash(carry)[: len(batch)] == [hashes[replicate] for replicate in batch]
        for row, replicate in enumerate(batch):
            mine = {name: values[row] for name, values in records.items()}
            assert different({name: values[replicate] for name, values in all_records.items()}, mine) == []
    assert len(set(hashes)) == len(hashes)


@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cell=st.sampled_from([0, 1, 2, TURN, STAGGER]), seed=st.integers(0, 2**32 - 1))
def test_moving_persons_to_other_slots_changes_no_bit(program: Program, cell: int, seed: int) -> None:
    base, _ = run(program, program.start(cell, BATCH), 3)
    start = host(base)
    order = np.argsort(np.random.default_rng(seed).random(start["alive"].shape), axis=1)
    moved = {**start, **{name: np.take_along_axis(start[name], order, axis=1) for name in PERSON_NAMES}}
    a, b = carry_of(start, base), carry_of(moved, base)
    assert program.state_hash(a) == program.state_hash(b)
    for quarter in range(QUARTERS):
        a, records = program.advance(a)
        b, records_of_moved = program.advance(b)
        assert different(records, records_of_moved) == [], quarter
    assert program.state_hash(a) == program.state_hash(b)
    assert records["births"].any()


def test_the_hash_sees_every_variable_of_the_living(program: Program, kept: Kept) -> None:
    start, at = kept(0, 4)
    hashes = program.state_hash(carry_of(start, at))
    for name in ("deposits_person", "effort", "wage", "price_level", "weather", "employer"):
        changed = start[name].copy()
        rows = changed.reshape(len(BATCH), -1)
        living = int(np.flatnonzero(start["alive"][2])[0]) if name in PERSON_NAMES else 0
        rows[2, living] += 1
        now = program.state_hash(carry_of({**start, name: changed}, at))
        assert [a != b for a, b in zip(hashes, now, strict=True)] == [row == 2 for row in range(len(BATCH))], name


@pytest.mark.parametrize("cell", [0, 1, 2, TURN], ids=[*SYSTEMS, "turning"])
def test_a_checkpoint_goes_on_bit_for_bit(program: Program, cell: int, tmp_path: Path) -> None:
    carry, _ = run(program, program.start(cell, BATCH), 5)
    arrays = program.save(carry)
    np.savez(tmp_path / "checkpoint.npz", **arrays)
    straight, records = run(program, carry, 6)
    with np.load(tmp_path / "checkpoint.npz") as file:
        loaded = {name: file[name] for name in file.files}
    assert different(arrays, loaded) == []  # running on left the checkpoint as it was
    for source in (arrays, loaded, arrays):
        resumed, again = run(program, program.load(source), 6)
        assert different(records, again) == []
        assert program.state_hash(straight) == program.state_hash(resumed)
