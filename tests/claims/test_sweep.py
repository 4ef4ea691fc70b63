"""Designs and indices against functions whose sensitivity is known; boxes and maps; points of a design inside the engine."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from counterplan.catalogue import find_rules
from counterplan.core.claim import Estimand
from counterplan.core.errors import InputError
from counterplan.core.priors import Prior
from counterplan.core.state import State
from counterplan.engine.program import Carry
from counterplan.experiments.ask import Condition, loaded
from counterplan.experiments.claims.designs import Cell
from counterplan.experiments.claims.runs import Ensemble, physics_hash
from counterplan.experiments.statistics import statistic
from counterplan.experiments.sweep import Question, asked_of, design, discover, indices, phase_map, varied

RULES = find_rules()
(MARKET, COMMAND), SCENARIO = loaded(["neoliberal-capitalism", "command-economy"], "china-1952", RULES)
PRIORS = tuple(Prior(f"x{i}", f"x{i}", 0.0, 1.0, "1", "assumed") for i in range(3))


def _question(method: str, n: int) -> Question:
    return Question((MARKET,), SCENARIO, method, (Estimand("effort", "mean", (0.0, 1.0)),), n=n)


def _ishigami(shares: np.ndarray) -> np.ndarray:
    x = np.pi * (2.0 * shares - 1.0)
    return np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_sobol_indices_of_ishigamis_function() -> None:
    question = _question("sobol", 1024)
    shares = design(question, 3)
    assert shares.shape == (1024 * 5, 3)
    rows = {row["parameter"]: row for row in indices(question, PRIORS, shares, _ishigami(shares))["indices"]}
    # Closed form (Ishigami and Homma, with a = 7 and b = .1).
    for name, first, total in (("x0", 0.3139, 0.5576), ("x1", 0.4424, 0.4424), ("x2", 0.0, 0.2437)):
        assert rows[name]["first"] == pytest.approx(first, abs=0.04)
        assert rows[name]["total"] == pytest.approx(total, abs=0.04)


def test_morris_of_a_linear_function_are_its_slopes() -> None:
    question = _question("morris", 12)
    shares = design(question, 3)
    rows = {row["parameter"]: row for row in indices(question, PRIORS, shares, shares @ np.array([3.0, -1.0, 0.0]))["indices"]}
    for name, slope in (("x0", 3.0), ("x1", -1.0), ("x2", 0.0)):
        assert rows[name]["mean"] == pytest.approx(slope, abs=1e-9) and rows[name]["spread"] == pytest.approx(0.0, abs=1e-9)


def test_latin_hypercube_fills_every_stratum_and_ranks_parameters() -> None:
    question = _question("lhs", 50)
    shares = design(question, 3)
    for column in shares.T:
        assert sorted(np.floor(column * 50).astype(int)) == list(range(50))
    values = 2.0 * shares[:, 1] - 0.5 * shares[:, 0]
    values[7] = np.nan
    found = indices(question, PRIORS, shares, values)
    assert [row["parameter"] for row in found["indices"]][:1] == ["x1"] and found["failed"] == 1
    with pytest.raises(InputError, match="needs all, 'lhs' does not"):
        indices(_question("sobol", 16), PRIORS, shares, values)


def test_numbers_that_sobol_cannot_use_are_refused() -> None:
    with pytest.raises(InputError, match="take 128 instead of 100"):
        design(_question("sobol", 100), 3)


@pytest.mark.slow
def test_prim_finds_the_box_in_which_a_condition_holds() -> None:
    pytest.importorskip("ema_workbench")
    rng = np.random.default_rng(0)
    values = {name: rng.random(600) for name in "abcd"}
    holds = (values["a"] > 0.6) & (values["b"] < 0.5)
    found = discover(values, holds, threshold=0.95)
    assert found["density"] >= 0.95 and found["coverage"] > 0.85
    assert found["box"]["a"]["low"] == pytest.approx(0.6, abs=0.05) and found["box"]["b"]["high"] == pytest.approx(0.5, abs=0.05)
    with pytest.raises(InputError, match="no box to look for"):
        discover(values, np.ones(600, bool))


def test_phase_map_holds_means_and_says_where_there_is_no_draw() -> None:
    x, y = np.array([0.0, 0.1, 0.9, 1.0, 1.0]), np.array([0.0, 0.1, 0.9, 1.0, 1.0])
    found = phase_map(x, y, np.array([1.0, 3.0, 10.0, 20.0, np.nan]), bins=2)
    assert found["mean"] == [[2.0, None], [None, 15.0]] and found["draws"] == [[2, 0], [0, 2]]


def test_condition_counts_no_failed_run_as_holding() -> None:
    assert Condition("effort", -1, 2.0).holds(np.array([1.0, 2.0, 3.0, np.nan])).tolist() == [True, False, False, False]


def test_parameters_are_those_of_the_systems_without_figures_and_contexts_by_name() -> None:
    question = asked_of([MARKET, COMMAND], SCENARIO, "lhs", ["effort"], [], 8, 1, "mean", None, None, None, 300, 10, 1)
    names = {prior.name for prior in varied(question, RULES)}
    assert {"physics.arrival", "exit.soft.rescue_probability"} <= names
    assert not any(name.startswith(("figures.", "context.", "employment_share.")) for name in names)
    chosen = varied(replace(question, parameters=("context.coercion", "physics.arrival")), RULES)
    assert [prior.name for prior in chosen] == ["context.coercion", "physics.arrival"]
    with pytest.raises(InputError, match="need a design that fills the ranges"):
        asked_of([MARKET], SCENARIO, "morris", ["effort"], [], 8, 1, "mean", None, "effort>1", None, 300, 10, 1)


def test_points_of_a_design_stand_where_it_says_on_luck_that_all_share(tmp_path: object) -> None:
    names = {"physics.arrival": (0.01, 0.03), "context.coercion": (0.0, 1.0)}
    priors = tuple(Prior(name, name, *ends, "1", "assumed") for name, ends in names.items())
    shares = np.array([[0.0, 0.25], [0.5, 0.75], [1.0, 1.0], [1.0, 1.0]])
    cells = [Cell(MARKET), Cell(MARKET, (("physics.arrival", 0.04), ("figures.technique_gap", 0.1)))]
    ensemble = Ensemble(SCENARIO, cells, 300, 4, 1, tmp_path, RULES, shares=shares, lucks=2, priors=priors)  # type: ignore[arg-type]
    program = ensemble.program()
    assert program.physics_of(0, range(6))["arrival"].tolist() == pytest.approx([0.01, 0.01, 0.02, 0.02, 0.03, 0.03])
    assert program.physics_of(1, range(6))["arrival"].tolist() == [0.04] * 6, "a world fixes what would be drawn"
    assert program.points is not None
    world = program.cells[1].world
    ages = [program.points.endowment(r, world).state(1, program.points.luck(r))["age"] for r in range(4)]
    assert (ages[0] == ages[2]).all() and (ages[1] == ages[3]).all() and (ages[0] != ages[1]).any()
    batch = program._batch(Carry(0, tuple(range(8)), 0, State({})))
    assert batch["context"]["coercion"][:6].tolist() == [0.25, 0.25, 0.75, 0.75, 1.0, 1.0]
    assert (np.asarray(batch["key"])[0] == np.asarray(batch["key"])[2]).all()
    assert program.points.record(program.cells[1], [0])["drawn"][0, 0] == 0.04
    assert program.points.endowment(0, world).figures["technique_gap"] == 0.1
    assert program.points.endowment(0).figures["technique_gap"] == SCENARIO.figures["technique_gap"].value
    assert physics_hash(program, 0, 6) != physics_hash(program, 1, 6), "another world is other physics"


def test_statistics_of_known_series() -> None:
    quarters = np.arange(40)
    series = {"a": np.exp(0.02 / 4 * quarters)[None], "b": np.full((1, 40), 2.0), "zero": np.zeros((1, 40))}
    value = lambda name, kind, window=(0.0, 10.0), over="": statistic(series, Estimand(name, kind, window, over))[0]  # noqa: E731
    assert value("a", "growth") == pytest.approx(0.02)
    assert value("a", "slowdown") == pytest.approx(0.0, abs=1e-12)
    assert value("b", "mean", (2.0, 5.0)) == 2.0 and value("b", "total", (2.0, 5.0)) == 24.0
    assert value("a", "volatility") == pytest.approx(0.0, abs=1e-12)
    assert value("b", "log") == pytest.approx(np.log(2.0)) and np.isnan(value("zero", "log"))
    assert value("a", "mean", (0.0, 1.0), "b") == pytest.approx(series["a"][0, :4].mean() / 2.0)
