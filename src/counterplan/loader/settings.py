"""Applies `--set NAME=VALUE` to all systems and the scenario of a run.

A name is a role or context, '<role>.<parameter>', a figure, '<sector table>.<good>', or a parameter of the
physics. The scenario's contexts win over a system's, a setting wins over both.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from counterplan.catalogue import GIVEN, Rules, known_options
from counterplan.core.errors import InputError, nearest
from counterplan.core.parameters import ParameterInfo, parameters_of
from counterplan.core.phases import CONTEXTS, RULE_SLOTS, SLOTS
from counterplan.core.scenario import Scenario
from counterplan.core.system import System, check_vector

from .document import shown
from .figures import check_figure, check_sums, with_value
from .scenarios import REFORM, context_problem
from .scenarios import notes_on as scenario_notes
from .systems import check_names, notes_on, outside, owned_parameters, twins, with_option

Value = str | float | int


@dataclass(frozen=True)
class Prepared:
    """What a run is made of, once contexts and settings are applied."""

    systems: tuple[System, ...]
    scenario: Scenario
    physics: Mapping[str, float] = field(default_factory=dict)
    """Parameters of the physics that were set."""
    notes: tuple[str, ...] = ()
    """What was accepted although it is unusual."""


def parse_settings(written: Iterable[str]) -> dict[str, Value]:
    """Reads 'NAME=VALUE' texts.

    Error: InputError for a text without '=', an empty side or a name set twice.
    """
    found: dict[str, Value] = {}
    for text in written:
        name, sign, value = (part.strip() for part in text.partition("="))
        if not (name and sign and value):
            raise InputError(
                f"--set {shown(text)}: write NAME=VALUE, such as exit=soft or population=5000000."
            )
        if name in found:
            raise InputError(f"--set {name} is given twice.")
        found[name] = value
    return found


def physics_parameters() -> dict[str, ParameterInfo]:
    """Parameters that hold under any institutions, by name."""
    from counterplan.physics.parameters import Physics

    return parameters_of(Physics)


def prepare(
    systems: Sequence[System], scenario: Scenario, settings: Mapping[str, Value], rules: Rules
) -> Prepared:
    """Applies the scenario's contexts, then the settings, and checks what came out.

    Error: InputError that names the setting, the system or the scenario.
    """
    chosen = [_with_contexts(system, scenario.contexts, rules) for system in systems]
    physics: dict[str, float] = {}
    world = physics_parameters() if settings else {}
    # Options first: a parameter may belong to an option that is set in the same command.
    for name, value in sorted(settings.items(), key=lambda item: item[0] not in SLOTS):
        if name in SLOTS:
            chosen = [_with_contexts(s, {name: _context(name, value, rules)}, rules) for s in chosen]
        elif name.split(".")[0] in RULE_SLOTS:
            chosen = _with_parameter(chosen, name, _number(name, value), rules)
        elif _is_figure(name, scenario) and name not in world:
            scenario = _with_figure(scenario, name, _number(name, value))
        elif name in world and not _is_figure(name, scenario):
            physics[name] = _number(name, value)
        else:
            scenario = _named_space(name, value, scenario, world, physics, rules, chosen)
    check_sums(
        scenario, lambda keys, what: InputError(f"scenario '{scenario.name}': {'.'.join(keys)}: {what}")
    )
    for system in chosen:
        _check(system, rules)
        _check_reforms(system, scenario)
    check_names(chosen)
    notes = [note for system in chosen for note in notes_on(system, rules)] + twins(chosen)
    notes += _physics_notes(physics, world) + scenario_notes(scenario)
    notes += scenario.economy.notes if scenario.economy else ()
    return Prepared(tuple(chosen), scenario, physics, tuple(notes))


def _named_space(
    name: str,
    value: Value,
    scenario: Scenario,
    world: Mapping[str, ParameterInfo],
    physics: dict[str, float],
    rules: Rules,
    systems: Sequence[System],
) -> Scenario:
    """Names with a prefix, where a figure and a parameter share one; anything else is unknown."""
    space, _, rest = name.partition(".")
    if space == "figures" and _is_figure(rest, scenario):
        return _with_figure(scenario, rest, _number(name, value))
    if space == "physics" and rest in world:
        physics[rest] = _number(name, value)
        return scenario
    if name in world:
        raise InputError(
            f"--set {name}: is a figure and a parameter; write figures.{name} or physics.{name}."
        )
    owned = {known for system in systems for known in owned_parameters(system, rules)}
    hint = nearest(name, {*SLOTS, *owned, *scenario.figures, *world})
    where = (
        hint
        if hint.startswith(" Did")
        else " See `counterplan show parameters` and `counterplan show institutions`."
    )
    raise InputError(f"--set {shown(name)}: no role, parameter or figure has this name.{where}")


def _context(name: str, value: Value, rules: Rules) -> str | float:
    if name in GIVEN:
        value = _number(name, value)
    known = known_options(rules)[name]
    if name not in CONTEXTS and (not isinstance(value, str) or value not in known):
        raise InputError(f"--set {name}: unknown option {shown(value)}.{nearest(str(value), known)}")
    problem = context_problem(name, value, rules) if name in CONTEXTS else None
    if problem:
        raise InputError(f"--set {name}: {problem}")
    return value


def _with_contexts(system: System, contexts: Mapping[str, str | float], rules: Rules) -> System:
    """Sets options by name and the contexts that are numbers."""
    for name, value in contexts.items():
        if isinstance(value, str):
            system = with_option(system, name, value, rules)
        else:
            system = replace(system, contexts={**system.contexts, name: float(value)})
    return system


def _with_parameter(systems: Sequence[System], name: str, value: float, rules: Rules) -> list[System]:
    owners = [name in owned_parameters(system, rules) for system in systems]
    if not any(owners):
        owned = {known for system in systems for known in owned_parameters(system, rules)}
        raise InputError(
            f"--set {name}: is no parameter of an option that these systems have.{_near(name, owned)}"
        )
    return [
        replace(system, parameters={**system.parameters, name: value}) if owns else system
        for system, owns in zip(systems, owners, strict=True)
    ]


def _near(name: str, known: Iterable[str]) -> str:
    said = nearest(name, known)
    return said if said.startswith(" Did") else " See `counterplan show parameters`."


def _is_figure(name: str, scenario: Scenario) -> bool:
    table, _, good = name.partition(".")
    return name in scenario.figures or good in scenario.sector_figures.get(table, {})


def _with_figure(scenario: Scenario, name: str, value: float) -> Scenario:
    def error(what: str) -> InputError:
        return InputError(f"--set {name}: {what}")

    if name in scenario.figures:
        figure = with_value(scenario.figures[name], value)
        check_figure(figure, error)
        return replace(scenario, figures={**scenario.figures, name: figure})
    table, _, good = name.partition(".")
    if scenario.economy and table == "value_added_share":
        raise error("follows from the table's inputs and uses; set employment_share, capital_share or consumption_share.")
    figure = with_value(scenario.sector_figures[table][good], value)
    check_figure(figure, error)
    changed = {**scenario.sector_figures[table], good: figure}
    return replace(scenario, sector_figures={**scenario.sector_figures, table: changed})


def _number(name: str, value: Value) -> float:
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (ValueError, OverflowError, TypeError):
        number = math.nan
    if not math.isfinite(number):
        raise InputError(f"--set {name}: must be a finite number, not {shown(value)}.")
    return number


def _check(system: System, rules: Rules) -> None:
    for name in GIVEN:
        if name not in system.contexts:
            raise InputError(
                f"system '{system.name}' has no number for the context '{name}'; give it under [contexts] "
                f"in the system or the scenario, or with --set {name}=0.1."
            )
    check_vector(system, known_options(rules))


def _check_reforms(system: System, scenario: Scenario) -> None:
    """Refuses a dated reform to an option that the system's list does not have."""
    for role, choice in system.institutions.items():
        for year, place in scenario.paths.get(f"{REFORM}{role}", {}).items():
            if choice.mover == "dated" and place >= len(choice.options):
                raise InputError(
                    f"scenario '{scenario.name}': paths.{REFORM}{role}: {year} = {place:g}, but system "
                    f"'{system.name}' lists {len(choice.options)} options, counted from 0."
                )


def _physics_notes(physics: Mapping[str, float], world: Mapping[str, ParameterInfo]) -> list[str]:
    return [
        f"physics: {outside(name, value, world[name])}"
        for name, value in physics.items()
        if not world[name].low <= value <= world[name].high
    ]
