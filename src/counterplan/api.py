"""The public names of counterplan.

    import counterplan.api as cp
    run = cp.run("china-1952", systems=["command-economy", "democratic-planning"], years=20)
    run.dataset["labour_productivity"]

Each command of the command line is one function here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterplan.catalogue import Rules, find_rules
from counterplan.core.errors import CounterplanError, InputError, RunError, nearest
from counterplan.core.scenario import Figure, Scenario
from counterplan.core.system import Choice, System
from counterplan.loader import (
    Prepared,
    built_in_scenarios,
    built_in_systems,
    described,
    differences,
    examine,
    flat_inputs,
    flat_scenario,
    flat_system,
    listed,
    load_scenario,
    load_system,
    prepare,
    priors_of,
    schedule,
)
from counterplan.loader.check import check_own
from counterplan.loader.request import (
    blaming,
    check_numbers,
    check_reads,
    check_writable,
    default_folder,
    describe_request,
    for_report,
)

if TYPE_CHECKING:
    import xarray as xr

    from counterplan.storage.folder import RunFolder

DEFAULT_SCENARIO = "china-1952"
MAIN_SYSTEMS = ("neoliberal-capitalism", "command-economy", "democratic-planning")
KINDS = ("systems", "scenarios", "institutions", "outcomes", "parameters", "facts", "claims", "replications")
"""What `describe` can list."""


@dataclass(frozen=True)
class Run:
    """A finished run: its folder, its manifest and its results."""

    path: Path

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Every input, version, seed and hash."""
        return _folder(self.path).manifest

    @cached_property
    def dataset(self) -> xr.Dataset:
        """The results, with axes system, replicate and quarter, and units."""
        from counterplan.storage.dataset import open_results

        return open_results(_folder(self.path).results)

    @property
    def systems(self) -> tuple[str, ...]:
        """Names of the systems in the run."""
        return tuple(str(system["name"]) for system in self.manifest["inputs"]["systems"])

    def summary(self) -> dict[str, Any]:
        """Start, end, growth and interval of each outcome by system, as `run --json` prints them."""
        from counterplan.report.summary import summarise

        scenario = self.manifest["inputs"]["scenario"]["name"]
        return {"run": str(self.path), "scenario": scenario, "systems": summarise(self.dataset)}


def run(
    scenario: str | Path | Scenario = DEFAULT_SCENARIO,
    systems: Sequence[str | Path | System] | None = None,
    persons: int = 5000,
    years: int = 40,
    replicates: int = 16,
    seed: int = 1,
    settings: Mapping[str, str | float] | None = None,
    rules: Sequence[str | Path] = (),
    workers: int = 0,
    cluster: str | None = None,
    out: str | Path | None = None,
    progress: bool = True,
    draw_priors: bool = False,
) -> Run:
    """Runs one scenario under some systems and writes the run folder with its report.

    The same call again resumes a run that was interrupted, or returns it when it is done.

    Args:
        scenario, systems: names, files or values (default: the main three systems).
        persons: simulated persons; each carries a weight.
        settings: values by role, '<role>.<parameter>', figure or parameter of the physics, for all systems.
        rules: Python files with rules of your own. They are code and are run.
        workers: processes beside this one; 0 runs everything here.
        cluster: address of a Dask scheduler.
        out: folder of the run (default: one under `runs/`, named after what is run).
        draw_priors: each replicate draws every parameter and figure that has a range (and is not set), alike in all systems.

    Error: InputError for bad input; RunError for a run that fails.
    """
    numbers = {"persons": persons, "years": years, "replicates": replicates, "seed": seed, "workers": workers}
    check_numbers(numbers)
    found = find_rules(rules)
    given = MAIN_SYSTEMS if systems is None else systems
    prepared = _prepared(scenario, given, settings or {}, found)
    request = describe_request(scenario, given, settings or {}, rules, prepared, draw_priors)
    check_writable(folder := Path(out) if out is not None else default_folder(prepared, numbers, request))
    check_own(found)
    from counterplan.experiments.run import run_scenario

    with blaming(rules):
        run_scenario(
            prepared.scenario,
            prepared.systems,
            physics=prepared.physics,
            persons=persons,
            years=years,
            replicates=replicates,
            seed=seed,
            rules=found,
            workers=workers,
            cluster=cluster,
            folder=folder,
            progress=progress,
            request=request,
            priors=priors_of(prepared.systems, prepared.scenario, prepared.physics, found) if draw_priors else (),
        )
    report(folder)
    return Run(folder)


def open_run(path: str | Path) -> Run:
    """Opens the folder of a finished run.

    Error: InputError where there is none.
    """
    _folder(Path(path))
    return Run(Path(path))


def report(path: str | Path) -> Path:
    """Writes the report of a run again and returns its file."""
    from counterplan.report.build import write_report

    finished = open_run(path)
    return write_report(finished.dataset, for_report(finished.manifest), _folder(finished.path).report)


def describe(kind: str, name: str | None = None, rules: Iterable[str | Path] = ()) -> Any:
    """Lists everything of a kind (see `KINDS`), or one entry in full with its sources."""
    return listed(kind, rules) if name is None else described(kind, name, rules)


def quarter_of(system: str | Path | System, rules: Iterable[str | Path] = ()) -> list[dict[str, Any]]:
    """The quarter of a system: phase by phase which rule acts and what it reads."""
    found = find_rules(rules)
    return schedule(system if isinstance(system, System) else load_system(system, found), found)


def check(path: str | Path, rules: Iterable[str | Path] = ()) -> dict[str, Any]:
    """Validates a system, a scenario or a rule file; says what it is and what is unusual about it.

    Error: InputError for the first thing that is wrong.
    """
    found = find_rules(rules)
    checked = examine(path, found)
    if checked.kind == "claim":
        from counterplan.experiments.claims.designs import check_design

        check_design(path, found)
    return {"file": str(path), "ok": True, "kind": checked.kind, "name": checked.name, "notes": checked.notes}


def diff(a: str | Path, b: str | Path) -> dict[str, Any]:
    """What differs between two systems, two scenarios or two runs; for runs then the paired effects.

    Error: InputError where the two are not of one kind.
    """
    kind_a, value_a = _operand(a)
    kind_b, value_b = _operand(b)
    if kind_a != kind_b:
        raise InputError(f"'{a}' is a {kind_a} and '{b}' a {kind_b}; give two of one kind.")
    result: dict[str, Any] = {"kind": kind_a, "a": str(a), "b": str(b)}
    if isinstance(value_a, Run) and isinstance(value_b, Run):
        given = [flat_inputs(v.manifest) for v in (value_a, value_b)]
        return {**result, "differences": differences(*given), "effects": _effects(value_a, value_b)}
    return {**result, "differences": differences(value_a, value_b)}


def claims(
    ids: Sequence[str] = (),
    files: Sequence[str | Path] = (),
    level: str = "quick",
    seed: int = 1,
    rules: Sequence[str | Path] = (),
    out: str | Path | None = None,
    progress: bool = True,
    say: Callable[[str], None] = lambda text: None,
) -> list[dict[str, Any]]:
    """Tests claims and writes their page; a verdict each, with every condition by itself.

    The same call again takes up what was interrupted; claims that share cells share their runs.

    Args:
        ids: built-in claims (default: all of them, or none where files are given).
        files: claim files of your own, treated like built-in ones.
        level: 'quick' (never calls a claim supported or refuted) or 'full'.
        say: told the cost before anything is run.

    Error: InputError for a claim that does not exist or cannot be judged.
    """
    from counterplan.experiments.claims.request import claims_request
    from counterplan.experiments.claims.results import judge_claims
    from counterplan.report.claims import write_claims_report

    check_numbers({"seed": seed})
    found = find_rules(rules)
    asked, request, about = claims_request(ids, files, level, seed, found, None if out is None else Path(out), progress, say)
    check_writable(request.folder)
    with blaming(rules):
        rows = judge_claims(asked, request)
    write_claims_report(rows, about, request.folder / "report.html")
    return rows


def attribute(
    start: str | Path | System,
    end: str | Path | System,
    outcome: str,
    scenario: str | Path | Scenario = DEFAULT_SCENARIO,
    statistic: str = "mean",
    window: tuple[float, float] | None = None,
    groups: Sequence[str] = (),
    replicates: int = 4,
    years: int = 30,
    persons: int = 2000,
    cells: int = 512,
    seed: int = 1,
    draw_priors: bool = False,
    rules: Sequence[str | Path] = (),
    out: str | Path | None = None,
    progress: bool = True,
    say: Callable[[str], None] = lambda text: None,
) -> dict[str, Any]:
    """Shares out the difference between two systems over the institutions in which they differ (Shapley values).

    Args:
        start, end: names, files or values.
        statistic, window: what is taken from each run (default: the mean of the last year).
        groups: 'NAME=ROLE,ROLE' for Owen's values and a permutation test.
        cells: most systems between the two that are run.

    Error: InputError for names and numbers that cannot be used; RunError for a run that fails.
    """
    from counterplan.experiments.ask import estimand_of, folder_of, loaded, parsed_groups
    from counterplan.experiments.attribution import Question
    from counterplan.experiments.attribution import attribute as share_out

    check_numbers({"persons": persons, "years": years, "replicates": replicates, "seed": seed, "cells": cells})
    found = find_rules(rules)
    estimand, named = estimand_of(outcome, statistic, window, years), parsed_groups(groups)
    (first, last), there = loaded([start, end], scenario, found)
    question = Question(first, last, estimand, there, persons, years, replicates, seed, cells, named or None, draw_priors)
    check_writable(folder := folder_of("attribute", question, out))
    with blaming(rules):
        return {**share_out(question, found, folder, progress, say), "run": str(folder)}


def sweep(
    scenario: str | Path | Scenario = DEFAULT_SCENARIO,
    systems: Sequence[str | Path | System] | None = None,
    outcomes: Sequence[str] = ("labour_productivity",),
    method: str = "lhs",
    parameters: Sequence[str] = (),
    n: int = 64,
    replicates: int = 1,
    statistic: str = "mean",
    window: tuple[float, float] | None = None,
    where: str | None = None,
    over: tuple[str, str] | None = None,
    years: int = 30,
    persons: int = 500,
    seed: int = 1,
    rules: Sequence[str | Path] = (),
    out: str | Path | None = None,
    progress: bool = True,
    say: Callable[[str], None] = lambda text: None,
) -> dict[str, Any]:
    """Varies parameters over their prior ranges and says how much each moves some outcomes.

    Args:
        method: 'lhs', 'sobol' or 'morris'.
        parameters: names of priors, and of contexts (default: all parameters of the systems).
        replicates: runs at each point, on random numbers that all points share.
        where: 'OUTCOME>NUMBER': the box of parameters in which it holds ('lhs').
        over: two parameters over which the first outcome is mapped ('lhs').

    Error: InputError for names and numbers that cannot be used; RunError for a run that fails.
    """
    from counterplan.experiments.ask import folder_of, loaded
    from counterplan.experiments.sweep import asked_of, run_sweep

    check_numbers({"persons": persons, "years": years, "replicates": replicates, "seed": seed, "samples": n})
    found = find_rules(rules)
    chosen, there = loaded(MAIN_SYSTEMS if systems is None else systems, scenario, found)
    question = asked_of(chosen, there, method, outcomes, parameters, n, replicates, statistic, window, where, over, persons, years, seed)
    check_writable(folder := folder_of("sweep", question, out))
    with blaming(rules):
        return {**run_sweep(question, found, folder, progress, say), "run": str(folder)}


def verify() -> list[dict[str, Any]]:
    """Proves the promises on this machine: conservation, bitwise repeat and resume, same vector."""
    from counterplan.experiments.verify import verify as prove

    return list(prove())


def bench(progress: Callable[[str], None] | None = None) -> dict[str, Any]:
    """Measures speed against peers on this machine, as ratios.

    Args:
        progress: told what is measured next.
    """
    from counterplan.experiments.bench import bench as measure

    return measure(progress=progress)


def _prepared(
    scenario: str | Path | Scenario,
    systems: Sequence[str | Path | System],
    settings: Mapping[str, str | float],
    rules: Rules,
) -> Prepared:
    """Loads and checks all that is named in a run."""
    check_reads(rules)
    if not systems:
        raise InputError("no system to run; name at least one.")
    return prepare(
        [s if isinstance(s, System) else load_system(s, rules) for s in systems],
        scenario if isinstance(scenario, Scenario) else load_scenario(scenario, rules),
        settings,
        rules,
    )


def _folder(path: Path) -> RunFolder:
    from counterplan.storage.folder import RunFolder

    return RunFolder.open(path)


def _operand(text: str | Path) -> tuple[str, Any]:
    path = Path(text)
    if str(text) in built_in_systems():
        return "system", flat_system(load_system(text))
    if str(text) in built_in_scenarios():
        return "scenario", flat_scenario(load_scenario(text))
    if path.is_dir():
        return "run", open_run(path)
    if path.suffix == ".toml" or path.exists():
        kind = examine(path, find_rules()).kind
        if kind == "rule":
            raise InputError(f"{path}: is a rule; give two systems, two scenarios or two run folders.")
        return kind, flat_system(load_system(path)) if kind == "system" else flat_scenario(load_scenario(path))
    known = [*built_in_systems(), *built_in_scenarios()]
    raise InputError(f"'{text}' is no system, scenario, file or run folder.{nearest(str(text), known)}")


def _effects(a: Run, b: Run) -> list[dict[str, Any]]:
    """Paired effects of every outcome that both runs hold, system by system."""
    from counterplan.report.compare import paired_effect
    from counterplan.report.series import outcome_names

    shared = [name for name in a.systems if name in b.systems]
    pairs = [(name, name) for name in shared]
    if not pairs and len(a.systems) == len(b.systems) == 1:
        pairs = [(a.systems[0], b.systems[0])]
    names = [name for name in outcome_names(a.dataset) if name in outcome_names(b.dataset)]
    return [
        {
            "system_a": one,
            "system_b": other,
            **paired_effect(a.dataset, b.dataset, name, system_a=one, system_b=other),
        }
        for one, other in pairs
        for name in names
    ]


__all__ = [
    "KINDS",
    "Choice",
    "CounterplanError",
    "Figure",
    "InputError",
    "Run",
    "RunError",
    "Scenario",
    "System",
    "attribute",
    "bench",
    "check",
    "claims",
    "describe",
    "diff",
    "load_scenario",
    "load_system",
    "open_run",
    "quarter_of",
    "report",
    "run",
    "sweep",
    "verify",
]
