"""From systems and scenarios (texts and numbers) to what the engine runs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from counterplan.core.errors import InputError
from counterplan.core.priors import Prior
from counterplan.core.scenario import Scenario
from counterplan.core.system import System
from counterplan.loader.scenarios import REFORM

if TYPE_CHECKING:
    from counterplan.catalogue import RuleInfo, Rules
    from counterplan.engine.program import Cell, Program


def rule_class(info: RuleInfo) -> Any:
    """Loads the class of a rule; a user's file is run as code.

    Error: InputError with file and reason where it cannot be loaded or is no proper rule.
    """
    from counterplan.catalogue import load_rule
    from counterplan.core.rule import conforms

    loaded = load_rule(info)
    wrong = conforms(loaded)
    if wrong:
        raise InputError(f"{info.path}: rule '{info.class_name}': {wrong[0]}.")
    return loaded


def make_cell(system: System, scenario: Scenario, rules: Rules) -> Cell:
    """Makes the engine's cell of a system: rules by role, numbers of the contexts, dated reforms."""
    from counterplan.engine.program import Cell

    chosen, dated = {}, {}
    for role, choice in system.institutions.items():
        infos = [rules[role][option] for option in choice.options if option in rules[role]]
        if infos:
            chosen[role] = tuple(rule_class(info)() for info in infos)
        reforms = scenario.paths.get(f"{REFORM}{role}", {})
        if choice.mover == "dated" and reforms:
            dated[role] = tuple(sorted((int((year - scenario.start) * 4), int(index)) for year, index in reforms.items()))
    columns = system.columns()
    for mover in system.movers:
        chosen[mover] = tuple(rule_class(info)() for info in rules[mover].values())
    context = {"coercion": float(system.contexts["coercion"]), "arms": float(system.contexts["arms"])}
    return Cell(system.name, chosen, context, dict(system.parameters), dated, columns=columns)


def figures_of(scenario: Scenario) -> tuple[dict[str, float], dict[str, np.ndarray]]:
    """A scenario's figures as numbers, and its sector tables as arrays in the order of goods."""
    single = {name: figure.value for name, figure in scenario.figures.items()}
    tables = {}
    for table, figures in scenario.sector_figures.items():
        tables[table] = np.array([figures[good].value if good in figures else 0.0 for good in scenario.goods.names])
    return single, tables


def paths_of(scenario: Scenario, years: int) -> dict[str, list[float]]:
    """A scenario's physical paths, one value a year of the run: 1 before the first year that is given."""
    found = {}
    for name, path in scenario.paths.items():
        if not name.startswith(REFORM):
            given = [[year for year in sorted(path) if year <= scenario.start + i] for i in range(years)]
            found[name] = [path[past[-1]] if past else 1.0 for past in given]
    return found


def build_program(
    systems: Sequence[System],
    scenario: Scenario,
    physics: Mapping[str, float],
    persons: int,
    years: int,
    seed: int,
    rules: Rules,
    priors: Sequence[Prior] = (),
    recorded: Collection[str] = (),
) -> Program:
    """Builds the program that runs these systems from this scenario's start.

    Args:
        priors: what each replicate draws for itself; what is not among them has one value in all replicates.
        recorded: outcomes that are recorded (none named: all).
    """
    from counterplan.engine.points import Points
    from counterplan.engine.program import Program
    from counterplan.physics.endowment import Endowment
    from counterplan.physics.parameters import Physics
    from counterplan.physics.starts import Starts

    single, tables = figures_of(scenario)
    paths = paths_of(scenario, years)
    cells = [make_cell(system, scenario, rules) for system in systems]
    if not priors:
        start = Endowment(single, tables, persons, years, economy=scenario.economy)
        return Program(cells, start, Physics(**physics), 4 * years, seed, paths=paths, recorded=recorded)
    starts = Starts(single, tables, priors, persons, years, scenario.economy)
    points = Points(priors, starts, seed)
    return Program(cells, starts.centre, Physics(**physics), 4 * years, seed, points=points, paths=paths, recorded=recorded)
