"""Programs as claims use them, with few outcomes and slots for their own draws only, keep what is promised of all programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from law_tools import BATCH, PERSON_NAMES, PERSONS, SEED, YEARS, different, host, run, scenario, system_cells

from counterplan.catalogue import find_rules
from counterplan.engine.points import Points, within
from counterplan.engine.program import Program
from counterplan.engine.step import CHECKED
from counterplan.experiments.cells import figures_of
from counterplan.loader import load_system, priors_of
from counterplan.physics.parameters import Physics
from counterplan.physics.starts import Starts

QUARTERS = 12
READ = ("gdp_per_head", "population")
DRAWS = len(BATCH)


def points(years: float = YEARS) -> Points:
    rules = find_rules()
    systems = [load_system(name, rules) for name in ("neoliberal-capitalism", "command-economy", "democratic-planning")]
    priors = priors_of(systems, scenario(), {}, rules)
    return Points(priors, Starts(*figures_of(scenario()), priors, PERSONS, years), SEED)


def lean_program() -> Program:
    at = points()
    start = within(at.starts.centre, at.keep_slots(DRAWS, YEARS))
    program = Program(list(system_cells()), start, Physics(), 4 * YEARS, SEED, points=at, recorded=READ)
    program.slice_quarters = 4
    return program


@pytest.fixture(scope="module")
def lean(compiled: Callable[[Program], Program]) -> Program:
    """The three systems, each replicate at its own point, with what two outcomes need."""
    return compiled(lean_program())


@pytest.fixture(scope="module")
def whole(compiled: Callable[[Program], Program]) -> Program:
    """The same with all outcomes and slots for all draws of the ranges."""
    at = points()
    return compiled(Program(list(system_cells()), at.starts.centre, Physics(), 4 * YEARS, SEED, points=at))


def test_slots_hold_the_growth_of_each_draw_and_no_more_than_for_all() -> None:
    at, wide = points(), points()
    frame = at.keep_slots(DRAWS, YEARS)
    each = []
    for replicate in BATCH:
        start = wide.endowment(replicate)
        growth = (start.figures["crude_birth_rate"] - start.figures["crude_death_rate"]) / 1000.0
        each.append(start.frame_for(YEARS, growth).sizes.person)
    assert frame.sizes.person == max(each) < wide.starts.centre.sizes.person
    assert replace(frame.sizes, person=wide.starts.centre.sizes.person) == wide.starts.centre.sizes, "nothing but slots for persons changes"
    assert at.keep_slots(2, YEARS).sizes.person == max(each[:2])


def test_a_world_with_other_births_counts() -> None:
    at, years = points(40.0), 40.0
    births = at.endowment(0).figures["crude_birth_rate"]
    plain, fertile = at.keep_slots(1, years).sizes.person, at.keep_slots(1, years, [{"figures.crude_birth_rate": births + 3.0}]).sizes.person
    assert fertile > plain == at.keep_slots(1, years, [{"figures.harvest_deviation": 0.2}]).sizes.person


def test_starts_are_the_same_whatever_slots_are_kept() -> None:
    at, wide = points(), points()
    frame = at.keep_slots(DRAWS, YEARS)
    for replicate in (0, 5):
        a, b = at.endowment(replicate).state(SEED, replicate), wide.endowment(replicate).state(SEED, replicate)
        b |= {name: b[name][: frame.sizes.person] for name in PERSON_NAMES}
        assert different(a, b) == []


@pytest.mark.slow
def test_a_start_that_was_used_up_is_there_again_bit_for_bit(lean: Program) -> None:
    first = lean.start(0, BATCH)
    copies = host(first)
    run(lean, first, QUARTERS)
    assert different(copies, host(lean.start(0, BATCH))) == []
    assert different(copies, host(lean.start(1, BATCH))) == []


@pytest.mark.slow
@pytest.mark.parametrize("cell", [0, 1, 2])
def test_only_what_is_read_is_recorded_and_it_is_what_the_whole_program_records(lean: Program, whole: Program, cell: int) -> None:
    carry, records = run(lean, lean.start(cell, BATCH), QUARTERS)
    other, all_records = run(whole, whole.start(cell, BATCH), QUARTERS)
    assert records.keys() == {*READ, *CHECKED, "failed"} == set(lean.series) and whole.series.keys() == all_records.keys()
    for name, values in records.items():
        np.testing.assert_allclose(values, all_records[name], rtol=1e-9, atol=1e-9, err_msg=name)
    slots = lean.endowment.sizes.person
    for name in ("alive", "person_id", "employer", "hearth", "deposits_person"):
        a, b = np.asarray(carry.state[name]), np.asarray(other.state[name])[:, :slots]
        assert np.array_equal(np.where(carry.state["alive"], a, 0), np.where(carry.state["alive"], b, 0)), name


@pytest.mark.slow
@pytest.mark.parametrize("cell", [0, 1, 2])
def test_alone_in_a_batch_and_taken_up_again(lean: Program, compiled: Callable[[Program], Program], cell: int, tmp_path: Path) -> None:
    together, all_records = run(lean, lean.start(cell, BATCH), QUARTERS)
    hashes = lean.state_hash(together)
    for batch in ([3], [6, 3, 1]):
        carry, records = run(lean, lean.start(cell, batch), QUARTERS)
        assert lean.state_hash(carry)[: len(batch)] == [hashes[r] for r in batch]
        for row, replicate in enumerate(batch):
            assert different({n: v[replicate] for n, v in all_records.items()}, {n: v[row] for n, v in records.items()}) == []
    half, _ = run(lean, lean.start(cell, BATCH), 4)
    np.savez(tmp_path / "half.npz", **lean.save(half))  # type: ignore[arg-type]
    anew = compiled(lean_program())
    with np.load(tmp_path / "half.npz") as arrays:
        carry, _ = run(anew, anew.load(dict(arrays)), QUARTERS - 4)
    assert anew.state_hash(carry) == hashes
