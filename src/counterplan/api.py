"""The public names of counterplan.

    import counterplan.api as cp
    run = cp.run("china-1952", systems=["command-economy", "democratic-planning"], years=20)
    run.dataset["labour_productivity"]

Each command of the command line is one function here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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
    load_stylised_facts,
    load_system,
    prepare,
    priors_of,
    replications,
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
from counterplan.loader.tables import load_table
from counterplan.questions import DEFAULT_SCENARIO, MAIN_SYSTEMS, attribute, claims, sweep

if TYPE_CHECKING:
    import xarray as xr

    from counterplan.experiments.plan import Planned, PlannedYearly
    from counterplan.storage.folder import RunFolder

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

    def notes(self) -> list[str]:
        """What was accepted although it is unusual, and which figures are assumed."""
        return list(self.manifest["inputs"].get("request", {}).get("notes", []))

    def failures(self) -> list[dict[str, Any]]:
        """Systems with failed replicates: how many of how many, why, and in which quarter the first."""
        from counterplan.report.summary import failed_replicates

        return failed_replicates(self.dataset)


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
    economy: str | Path | None = None,
    table: str | None = None,
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
        economy, table: folder of input-output tables and the one to build goods and links from (default: the six goods).

    Error: InputError for bad input; RunError for a run that fails.
    """
    numbers = {"persons": persons, "years": years, "replicates": replicates, "seed": seed, "workers": workers}
    check_numbers(numbers)
    found = find_rules(rules)
    given = MAIN_SYSTEMS if systems is None else systems
    prepared = _prepared(scenario, given, settings or {}, found, economy, table, persons)
    request = describe_request(scenario, given, settings or {}, rules, prepared, draw_priors, economy)
    check_writable(folder := Path(out) if out is not None else default_folder(prepared, numbers, request))
    check_own(found)
    from counterplan.experiments.run import run_scenario

    with blaming(rules):
        run_scenario(
            prepared.scenario, prepared.systems, physics=prepared.physics, persons=persons, years=years, replicates=replicates, seed=seed,
            rules=found, workers=workers, cluster=cluster, folder=folder, progress=progress, request=request,
            priors=priors_of(prepared.systems, prepared.scenario, prepared.physics, found) if draw_priors else (),
        )  # fmt: skip
    if progress and sys.stderr.isatty():
        print("writing the report", file=sys.stderr)
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


def describe(
    kind: str, name: str | None = None, rules: Iterable[str | Path] = (), economy: str | Path | None = None, table: str | None = None
) -> Any:
    """Lists everything of a kind (see `KINDS`), or one entry in full with its sources (a scenario also with a table: `economy`)."""
    if economy is not None and name is None:
        raise InputError("--economy shows one scenario with a table: name the scenario.")
    return listed(kind, rules) if name is None else described(kind, name, rules, economy, table)


def facts(
    target: str | Path,
    scenario: str | Path | Scenario = DEFAULT_SCENARIO,
    replicates: int = 50,
    years: int = 60,
    burn_in: int = 20,
    persons: int = 2000,
    seed: int = 1,
    settings: Mapping[str, str | float] | None = None,
    rules: Sequence[str | Path] = (),
    out: str | Path | None = None,
    progress: bool = True,
) -> dict[str, Any]:
    """Measures the stylised facts of the macroeconomic literature on a system, or on a run that is there.

    A system is run twice on the same draws, once with the search for techniques switched off; the same call again resumes or
    reuses both runs.

    Args:
        target: name or file of a system; or the folder of a run, or one that an earlier call wrote.
        years: years that are measured, after ``burn_in`` years that are not.
        out: folder for both runs (default: one under `runs/`).

    Error: InputError for bad input, and for a run too short or without what is needed; RunError for a run that fails.
    """
    from counterplan.report.facts import details, measure

    folder = Path(target)
    if not folder.is_dir():
        ask = (persons, years + burn_in, replicates, seed, settings or {}, rules)
        folder = _fact_runs(str(target), scenario, ask, burn_in, out, progress)
    pair = (folder / SEARCHING).is_dir()
    run, still = (open_run(folder / SEARCHING), open_run(folder / FROZEN)) if pair else (open_run(folder), None)
    known, quarters, data = load_stylised_facts(), 4 * burn_in, run.dataset
    without = None if still is None else still.dataset
    inputs = run.manifest["inputs"]
    return {
        "run": str(folder), "scenario": inputs["scenario"]["name"], "burn_in": burn_in, "years": inputs["years"] - burn_in,
        "replicates": inputs["replicates"], "persons": inputs["persons"], "seed": inputs["seed"], "version": run.manifest["versions"]["counterplan"],
        "systems": {
            name: {"facts": measure(data, name, known, quarters, without), "details": details(data, name, quarters)} for name in run.systems
        },
    }  # fmt: skip


SEARCHING, FROZEN = "search", "search-frozen"
"""Folders of the two runs behind `facts`."""


def _fact_runs(
    system: str, scenario: Any, ask: tuple[int, int, int, int, Mapping[str, Any], Sequence[Any]], burn_in: int, out: Any, progress: bool
) -> Path:
    """Runs a system with and without the search for techniques and returns the folder of both."""
    persons, years, replicates, seed, settings, rules = ask
    if isinstance(burn_in, bool) or not isinstance(burn_in, int) or burn_in < 0:
        raise InputError(f"burn_in must be a whole number of years from 0 on, not {burn_in!r}.")
    numbers = {"persons": persons, "years": years, "replicates": replicates, "seed": seed}
    check_numbers(numbers)
    if years - burn_in < 15:
        raise InputError(f"the facts need at least 15 years, not {years - burn_in}.")
    prepared = _prepared(scenario, [system], settings, find_rules(rules))
    request = describe_request(scenario, [system], settings, rules, prepared)
    usual = default_folder(prepared, numbers, request)
    folder = Path(out) if out is not None else usual.with_name(f"facts-{prepared.systems[0].name}-{usual.name.rsplit('-', 1)[1]}")
    for name, more in ((SEARCHING, {}), (FROZEN, {"arrival": 0.0})):
        run(scenario, [system], persons, years, replicates, seed, {**settings, **more}, rules, out=folder / name, progress=progress)
    return folder


def quarter_of(system: str | Path | System, rules: Iterable[str | Path] = ()) -> list[dict[str, Any]]:
    """The quarter of a system: phase by phase which rule acts and what it reads."""
    found = find_rules(rules)
    return schedule(system if isinstance(system, System) else load_system(system, found), found)


def check(path: str | Path, rules: Iterable[str | Path] = ()) -> dict[str, Any]:
    """Validates a system, a scenario or a rule file, or a folder of input-output tables; says what it is and what is unusual about it.

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


def plan(
    folder: str | Path,
    table: str | None = None,
    years: int | None = None,
    caps: Sequence[str] = (),
    at_least: float = 0.0,
    keep_stocks: bool = False,
    growth: float = 0.0,
    labour_growth: float = 0.0,
    wear: float = 0.05,
    solver: str | None = None,
    time_limit: float = 600.0,
    force: bool = False,
    out: str | Path | None = None,
    tell: Callable[[str], None] = lambda line: None,
    engine: str = "optimal",
) -> Planned | PlannedYearly:
    """Makes an optimal multi-year plan in kind from tables, proves it and writes it where ``out`` says.

    Args:
        folder: with flows.csv, cap.csv, dep.csv and labtarg.csv, or with io_tables.csv where ``table`` names one of it.
        years: years of the plan; beyond a table's last year its row is repeated.
        caps: limits on resources, NAME=VALUE, NAME=VALUE,VALUE,… or NAME=90%.
        at_least: fulfilment that every year must reach; keep_stocks: stocks at the end as at the start.
        growth, labour_growth, wear: of a table's basket, labour and stocks, a year.
        solver: 'simplex', 'ipm' or 'pdlp'; None chooses by size.
        tell: gets a line beforehand where it will take long.
        engine: 'optimal' (over all years), or year by year 'facilitation', 'labour-time' or 'boards'.

    Error: InputError for bad tables and where no plan exists; RunError where time ran out.
    """
    from counterplan.loader.plan_request import PlanRequest, load_economy

    request = PlanRequest(
        Path(folder), table, years, tuple(caps), at_least, keep_stocks, growth, labour_growth, wear, solver, time_limit, force, engine
    )  # fmt: skip
    economy = load_economy(request)
    # The solver's libraries are loaded once the tables have been read, so that errors in them answer at once.
    from counterplan.experiments.plan import make_plan

    planned = make_plan(request, economy, tell)
    if out is not None:
        from counterplan.report.plan_page import write_plan

        write_plan(planned, Path(out))
    return planned


def example_tables() -> Path:
    """Folder of the small economy that comes along: five industries, five years, a limit on emissions."""
    return Path(__file__).parent / "tables" / "valley"


def verify() -> list[dict[str, Any]]:
    """Proves the promises on this machine: conservation, bitwise repeat and resume, same vector."""
    from counterplan.experiments.verify import verify as prove

    return list(prove())


def replicate(ids: Sequence[str] = (), progress: Callable[[str], None] | None = None) -> list[dict[str, Any]]:
    """Computes published results again with the modules that the simulation uses.

    Args:
        ids: which ones (see ``describe("replications")``); none means all.
        progress: told what is computed next.

    Returns:
        one entry each: ``id, source, target, got, tolerance, ok``, and ``evidence`` and ``note``. ``ok`` is None while the target is
        unconfirmed.

    Error: InputError for an unknown id.
    """
    entries = replications(tuple(ids))
    from counterplan.experiments.replications import replicate as compute

    return list(compute(entries, progress))


def choose(ballots: str | Path, rule: str = "equal-shares", options: Mapping[str, float] | None = None) -> dict[str, Any]:
    """Applies a rule of choice to a file of ballots: approvals of projects (.pb) or a table of wishes (.csv).

    Args:
        rule: equal-shares, most-support; median, quadratic, delegates, dictator, lobby.
        options: of the rule, see `counterplan.planning.choice.RULES`.

    Error: InputError for an unknown rule or option, and for a bad file with its line.
    """
    from counterplan.planning.choice import decide

    return decide(ballots, rule, options)


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
    economy: str | Path | None = None,
    table: str | None = None,
    persons: int = 0,
) -> Prepared:
    """Loads and checks all that is named in a run."""
    check_reads(rules)
    if not systems:
        raise InputError("no system to run; name at least one.")
    start = scenario if isinstance(scenario, Scenario) else load_scenario(scenario, rules)
    if economy is not None:
        read = load_table(economy, table)  # checked before anything slow is imported
        from counterplan.loader.economy import with_economy

        start = with_economy(start, read)
    elif table is not None:
        raise InputError(f"--table {table}: names a table of a folder; give the folder with --economy.")
    prepared = prepare([s if isinstance(s, System) else load_system(s, rules) for s in systems], start, settings, rules)
    if prepared.scenario.economy is None:
        return prepared
    from counterplan.loader.economy import few_workers

    return replace(prepared, notes=(*prepared.notes, *few_workers(prepared.scenario, persons)))


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
    "choose",
    "claims",
    "describe",
    "diff",
    "example_tables",
    "facts",
    "load_scenario",
    "load_system",
    "open_run",
    "plan",
    "quarter_of",
    "replicate",
    "report",
    "run",
    "sweep",
    "verify",
]
