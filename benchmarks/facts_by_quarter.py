"""Measures the stylised facts with agents that revise half as often, as often as usual, and twice as often, and prints tables in Markdown.

A quarter is the model's step, and how far agents go in a step is mostly assumed. What is changed are all speeds that a case declares: parameters
with the unit `1 a quarter`, and those of `MORE`, but for those of `LEFT`. With k revisions in the place of one a share r becomes 1 − (1 − r)^k; a
response, whose range goes beyond 1, becomes k·r. No bound is put on what comes out: the loader takes values beyond the declared range and notes them,
and so does the list that is printed. Starts are made at the usual speeds. Constants that are no parameters stay (the page names those that count).

All speeds of a case, each with and without the search for techniques, are cells of one program with the same draws. Runs stand under
`runs/facts-by-quarter/` and are used again by the same command.

    nice -n 5 python benchmarks/facts_by_quarter.py
    python benchmarks/facts_by_quarter.py usa-1973:yugoslav-self-management --persons 4000 --replicates 16
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import facts_by_size as by_size

from counterplan import __version__
from counterplan.catalogue import find_rules
from counterplan.core.parameters import ParameterInfo
from counterplan.experiments.claims.designs import Cell
from counterplan.experiments.claims.runs import Ensemble
from counterplan.experiments.ensemble import run_units
from counterplan.experiments.run import compilation_cache
from counterplan.loader import load_scenario, load_stylised_facts, load_system, physics_parameters, prepare
from counterplan.loader.systems import owned_parameters
from counterplan.report.accounts import NEEDED
from counterplan.report.facts import RECORDED, details, measure
from counterplan.storage.dataset import compact, open_results
from counterplan.storage.folder import RunFolder

CASES = ("usa-1973:welfare-state", "usa-1973:neoliberal-capitalism")
RUNS = Path("runs") / "facts-by-quarter"
SPEEDS = {"half as often": 0.5, "as usual": 1.0, "twice as often": 2.0}
"""Revisions in the place of one; 'twice' stands for steps half as long."""
SPEED_UNIT, FROZEN = "1 a quarter", " without search"
LEFT = {
    "physics.spoilage": "wear of what is stored", "physics.lethality": "deaths", "physics.learning_by_work": "how fast a person learns",
    "physics.provision_speed": "how fast schools and clinics act on people", "physics.visibility": "what the technology of watching lets be seen",
    "physics.idea_discount": "price of time", "management.discount": "price of time", "residual.discount": "price of time",
    "discipline.patience": "price of time", "exit.interest_rate": "interest", "exit.public_rate": "interest", "residual.machine_rent": "interest",
    "bargaining.usual_return": "a return, as interest", "bargaining.inflation_bound": "bound of a belief about inflation, which is a rate in time",
}  # fmt: skip
"""Parameters with that unit that are no speed of agents, and why they stay. Search has no other speed than the arrival of ideas and the time given
to it, and loans are repaid out of all that is to spare: neither has a parameter here."""
MORE = ("coordination.share_response", "coordination.grain_response", "priorities.use_response", "priorities.vote_speed")
"""Speeds declared with another unit: moves of market shares, of grain's price and of investment a quarter, and of the budget a vote. Not
among them is what gives the same over a year however long a step is: responses of levels, parts of a flow, mark-ups (they follow shares)."""


def speeds_of(case: str) -> dict[str, ParameterInfo]:
    """The speeds that a case declares, by name as settings take them, with the values that they have in it."""
    system = load_system(case.split(":")[1])
    known = {f"physics.{name}": info for name, info in physics_parameters().items()}
    known |= {name: replace(info, value=system.parameters.get(name, info.value)) for name, info in owned_parameters(system, find_rules()).items()}
    return {name: info for name, info in sorted(known.items()) if name in MORE or (info.unit == SPEED_UNIT and name not in LEFT)}


def at_speed(info: ParameterInfo, k: float) -> float:
    """The value with k revisions in the place of one."""
    if k == 1.0:
        return info.value
    return k * info.value if info.high > 1.0 else 1.0 - (1.0 - info.value) ** k


def ensemble_of(case: str, asked: argparse.Namespace) -> Ensemble:
    """A cell a speed, then the same without the search for techniques; the usual speed sets nothing."""
    scenario, system = case.split(":")
    rules, speeds, cells = find_rules(), speeds_of(case), []
    for frozen in ({}, {"physics.arrival": 0.0}):
        for label, k in SPEEDS.items():
            settings = {name: at_speed(info, k) for name, info in speeds.items() if k != 1.0} | frozen
            made = prepare([load_system(system)], load_scenario(scenario), settings, rules)
            world = tuple(sorted((f"physics.{name}", value) for name, value in made.physics.items()))
            cells.append(Cell(replace(made.systems[0], name=label + (FROZEN if frozen else "")), world))
    years, recorded = asked.years + asked.burn_in, (*RECORDED, *NEEDED, "employment_by_good", "price_by_good")
    folder = RUNS / f"{scenario}-{system}-{asked.persons}-{asked.replicates}-{years}-{asked.seed}"
    return Ensemble(made.scenario, cells, asked.persons, years, asked.seed, folder, rules, draw=False, replicates=asked.replicates, recorded=recorded)


def measured(case: str, asked: argparse.Namespace) -> dict[str, dict[str, Any]]:
    """Facts and what lies behind them by speed, from runs that are there or are made now."""
    compilation_cache()
    ensemble = ensemble_of(case, asked)
    program, names = ensemble.program(), [cell.system.name for cell in ensemble.cells]
    with RunFolder.begin(ensemble.folder, ensemble.inputs(program)) as folder:
        run_units(program, range(len(names)), asked.replicates, folder, True, asked.threads)
        compact(folder, names)
    data, labels, burn_in = open_results(ensemble.folder), list(SPEEDS), 4 * asked.burn_in
    still = data.sel(system=[label + FROZEN for label in labels]).assign_coords(system=labels)
    known, moving = load_stylised_facts(), data.sel(system=labels)
    return {label: {"facts": measure(moving, label, known, burn_in, still), "details": details(moving, label, burn_in)} for label in labels}


def section(case: str, found: Mapping[str, dict[str, Any]], replicates: int) -> str:
    """A row a fact and a column a speed; then what lies behind some of them."""
    facts = list(zip(*(result["facts"] for result in found.values()), strict=True))
    rows = [[*by_size.fact_cells(row), "changes" if by_size.turned(row) else "same"] for row in facts]
    lines = by_size.table(["fact", "published (source)", "band", *found, "answer"], rows)
    more = [by_size.behind(label, result["details"], replicates) for label, result in found.items()]
    scenario, system = case.split(":")
    return "\n".join([f"\n### {system}, {scenario}\n", *lines, "", *more]) + "\n"


def values_changed(cases: list[str]) -> str:
    """What is changed and to what, in all cases together; with a star what lies beyond its declared range."""
    speeds = {name: info for case in cases for name, info in speeds_of(case).items()}
    rows = [
        [name, info.meaning, f"{info.low:g} to {info.high:g}"]
        + [f"{value:.3g}{'' if info.low <= value <= info.high else ' *'}" for value in (at_speed(info, k) for k in SPEEDS.values())]
        for name, info in speeds.items()
    ]
    return "\n".join(by_size.table(["parameter", "meaning", "declared range", *SPEEDS], rows)) + "\n"


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("cases", nargs="*", default=list(CASES), metavar="SCENARIO:SYSTEM")
    for name, usual in {"persons": 1000, "replicates": 8, "years": by_size.YEARS, "burn-in": by_size.BURN_IN, "seed": 1, "threads": 2}.items():
        parser.add_argument(f"--{name}", type=int, default=usual, help=f"(default {usual})")
    asked = parser.parse_args()
    print(
        f"counterplan {__version__}, {date.today()}: {asked.persons:,} persons, {asked.replicates} replicates, {asked.years} years after "
        f"{asked.burn_in}, seed {asked.seed}.\n\n{values_changed(asked.cases)}"
    )
    for case in asked.cases:
        print(section(case, measured(case, asked), asked.replicates), flush=True)


if __name__ == "__main__":
    main()
