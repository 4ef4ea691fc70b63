"""Drawn runs keep the laws: common draws over systems, bits that depend on nothing but the replicate, values that are really used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from law_tools import BATCH, PERSONS, SEED, YEARS, different, run, scenario, system_cells

from counterplan.catalogue import find_rules
from counterplan.core.priors import Prior
from counterplan.engine.points import Points
from counterplan.engine.program import Cell, Program
from counterplan.experiments.cells import figures_of
from counterplan.loader import load_system, priors_of
from counterplan.physics.parameters import Physics
from counterplan.physics.starts import Starts

QUARTERS = 12
EXTRA = Prior("floor.gift.strength", "floor.strength", 0.0, 1.0, "1", "assumed")


@cache
def priors() -> tuple[Prior, ...]:
    rules = find_rules()
    systems = [load_system(name, rules) for name in ("neoliberal-capitalism", "command-economy", "democratic-planning")]
    return priors_of(systems, scenario(), {}, rules)


def points(seed: int = SEED, *more: Prior, without: str = "") -> Points:
    kept = [p for p in (*priors(), *more) if p.name != without]
    return Points(kept, Starts(*figures_of(scenario()), kept, PERSONS, YEARS), seed)


def drawn_program(cells: list[Cell], at: Points, physics: Physics | None = None) -> Program:
    return Program(cells, at.starts.centre, physics or Physics(), 4 * YEARS, SEED, points=at)


def parameters_at(point: dict[str, float], cell: Cell) -> dict[str, float]:
    """A point's values for a cell's rules, by '<role>.<name>'."""
    named = {tuple(name.split(".")): value for name, value in point.items() if name.count(".") == 2}
    return {f"{role}.{bare}": value for (role, option, bare), value in named.items() if cell.rules[role][0].option == option}


@pytest.fixture(scope="session")
def drawn(compiled: Callable[[Program], Program]) -> Program:
    """The three systems, each replicate at its own point."""
    return compiled(drawn_program(list(system_cells()), points()))


@pytest.fixture(scope="module")
def anew(compiled: Callable[[Program], Program]) -> Program:
    """The same, made a second time as after a kill."""
    return compiled(drawn_program(list(system_cells()), points()))


def column(at: Points, name: str) -> int:
    return [p.name for p in at.priors].index(name)


def test_systems_share_every_draw() -> None:
    at = points()
    tables = [at.record(cell, BATCH)["drawn"] for cell in system_cells()]
    for k, prior in enumerate(at.priors):
        values = np.array([table[:, k] for table in tables])
        owners = np.isfinite(values).all(axis=1)
        assert owners.any(), prior.name
        assert (values[owners] == values[owners][0]).all(), prior.name
        assert ((values[owners] >= prior.low) & (values[owners] <= prior.high)).all(), prior.name
        assert len(set(values[owners][0])) == len(BATCH), prior.name
    assert np.isnan(tables[0][:, column(at, "exit.soft.leverage")]).all()
    # Options that share a parameter's name stand at the same place of their ranges.
    hard, soft = tables[0][:, column(at, "exit.hard.entry_rate")], tables[1][:, column(at, "exit.soft.entry_rate")]
    assert (hard == soft).all()


def test_the_seed_changes_the_draws() -> None:
    a, b = (points(seed).record(system_cells()[0], BATCH)["drawn"] for seed in (SEED, SEED + 1))
    known = np.isfinite(a)
    assert (known == np.isfinite(b)).all()
    assert not (a == b)[known].any()


def test_a_further_parameter_shifts_no_other_draw() -> None:
    cell = system_cells()[0]
    plain, more, fewer = points(), points(SEED, EXTRA), points(SEED, without="physics.arrival")
    a, b, c = (p.record(cell, BATCH)["drawn"] for p in (plain, more, fewer))
    assert a.tobytes() == b[:, :-1].copy().tobytes()
    assert np.delete(a, column(plain, "physics.arrival"), axis=1).tobytes() == c.tobytes()


def test_draws_fill_their_ranges_evenly_on_their_scale() -> None:
    at = points()
    shares = []
    for prior in at.priors:
        values = np.array([at.value(prior.name, replicate, np.nan) for replicate in range(40)])
        if np.isfinite(values).all():  # figures are drawn by the starts
            whole = np.log(prior.high / prior.low) if prior.scale == "log-uniform" else prior.high - prior.low
            part = np.log(values / prior.low) if prior.scale == "log-uniform" else values - prior.low
            shares.append(part / whole)
    assert {"uniform", "log-uniform"} == {p.scale for p in at.priors}
    pooled = np.sort(np.ravel(shares))
    assert pooled.size > 3000
    even = (np.arange(pooled.size) + 0.5) / pooled.size
    assert np.abs(pooled - even).max() < 1.95 / np.sqrt(pooled.size)  # Kolmogorov's bound at 0.001


def test_what_is_set_is_what_runs_and_what_is_recorded(drawn: Program) -> None:
    at = points(SEED, without="physics.effort_floor")
    cell = replace(system_cells()[0], parameters={"exit.entry_rate": 0.03})
    program = drawn_program([cell, *system_cells()[1:]], at, replace(Physics(), effort_floor=0.5))
    batch = program._batch(program.start(0, BATCH))
    assert (np.asarray(batch["physics"]["effort_floor"]) == 0.5).all()
    assert (np.asarray(batch["parameters"]["exit.hard.entry_rate"]) == 0.03).all()
    recorded = at.record(cell, BATCH)["drawn"]
    assert (recorded[:, column(at, "exit.hard.entry_rate")] == 0.03).all()
    kept = [k for k, prior in enumerate(at.priors) if prior.name != "exit.hard.entry_rate"]
    assert np.array_equal(recorded[:, kept], at.record(system_cells()[0], BATCH)["drawn"][:, kept], equal_nan=True)


def test_every_operand_is_the_recorded_value(drawn: Program) -> None:
    carry = drawn.start(1, BATCH)
    batch, values = drawn._batch(carry), drawn.record_once(carry)["drawn"]
    for k, prior in enumerate(drawn.points.priors if drawn.points else ()):
        space, _, name = prior.name.partition(".")
        if space == "physics":
            assert (np.asarray(batch["physics"][name]) == values[:, k]).all(), prior.name
        elif prior.name in batch["parameters"] and np.isfinite(values[:, k]).all():
            assert (np.asarray(batch["parameters"][prior.name]) == values[:, k]).all(), prior.name
    gdp = values[:, column(drawn.points, "figures.gdp_per_head")]  # type: ignore[arg-type]
    assert (np.asarray(carry.state["start_gdp_per_head"]) == gdp).all()


@pytest.mark.slow
@pytest.mark.parametrize("cell", [0, 1, 2])
def test_alone_in_a_batch_and_taken_up_again(drawn: Program, anew: Program, cell: int, tmp_path: Path) -> None:
    together, all_records = run(drawn, drawn.start(cell, BATCH), QUARTERS)
    hashes = drawn.state_hash(together)
    assert len(set(hashes)) == len(hashes)
    for batch in ([3], [6, 3, 1]):
        carry, records = run(drawn, drawn.start(cell, batch), QUARTERS)
        assert drawn.state_hash(carry)[: len(batch)] == [hashes[r] for r in batch]
        for row, replicate in enumerate(batch):
            mine = {name: values[row] for name, values in records.items()}
            assert different({name: values[replicate] for name, values in all_records.items()}, mine) == []
    half, _ = run(drawn, drawn.start(cell, BATCH), 4)
    np.savez(tmp_path / "half.npz", **drawn.save(half))  # type: ignore[arg-type]
    with np.load(tmp_path / "half.npz") as arrays:
        carry, _ = run(anew, anew.load(dict(arrays)), QUARTERS - 4)
    assert anew.state_hash(carry) == hashes
    assert different(anew.record_once(carry), drawn.record_once(together)) == []


@pytest.mark.slow
def test_a_drawn_replicate_is_the_run_at_that_point(drawn: Program, compiled: Callable[[Program], Program]) -> None:
    """Every drawn value is used: put in by hand, the same values give the same bits."""
    replicate, at = 3, drawn.points
    assert at is not None
    point = {p.name: at.value(p.name, replicate, np.nan) for p in at.priors}
    physics = Physics(**{f.name: point[f"physics.{f.name}"] for f in fields(Physics)})
    cells = [replace(cell, parameters=parameters_at(point, cell)) for cell in system_cells()]
    fixed = Program(cells, at.endowment(replicate), physics, 4 * YEARS, SEED)
    for cell in range(3):
        a, _ = run(drawn, drawn.start(cell, BATCH), QUARTERS)
        b, _ = run(fixed, fixed.start(cell, [replicate]), QUARTERS)
        assert fixed.state_hash(b)[0] == drawn.state_hash(a)[replicate]
    assert fixed.record_once(b) == {} == dict(fixed.once)


def test_accounts_close_at_every_point(drawn: Program) -> None:
    for cell in range(3):
        _, record = run(drawn, drawn.start(cell, BATCH), QUARTERS)
        for name in ("money_residual", "goods_residual", "person_residual", "failed"):
            assert (record[name] == 0).all(), name
