"""Reads scenario files: figures with units and sources, paths from outside, contexts and the record."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field

from counterplan.catalogue import Rules, find_rules, known_options
from counterplan.catalogue.source import PACKAGE
from counterplan.core.errors import InputError, nearest
from counterplan.core.phases import CONTEXTS, ROLES
from counterplan.core.scenario import OPTIONAL_FIGURES, REQUIRED_FIGURES, REQUIRED_SECTOR_FIGURES, Figure, Scenario
from counterplan.core.variables import GOODS

from .bibliography import ASSUMED, Entry, check_sources, load_bibliography
from .document import Document, Strict, read_toml, shown
from .figures import check_figure, check_sums
from .systems import NAME, find_file

FOLDER = PACKAGE / "scenarios"
PATHS = ("harvest_weather",)
"""Exogenous series that the physics reads: the harvest that the year's weather lets expect, over a normal one."""
REFORM = "reform."
"""Before the name of a role: a path of dated reforms, year = place in the role's list of options (0 is the first)."""


class FigureFile(Strict):
    """One figure as it is written."""

    value: float = Field(description="value = a number")
    unit: str = Field(description='unit = "…"')
    source: str = Field(description='source = a key of the bibliography, or "assumed" with low and high')
    low: float | None = None
    high: float | None = None
    note: str = ""


class ScenarioFile(Strict):
    """What a scenario file may hold."""

    name: str = Field(pattern=NAME, description='name = "my-scenario" (letters, digits, . _ -)')
    title: str = ""
    start: int = Field(ge=1000, le=3000, description="start = 1952, the first calendar year")
    country: str = Field(
        pattern=r"^[A-Z]{3}$", description='country = "CHN", the code of the country compared with'
    )
    sources: list[str] = Field(default_factory=list)
    contexts: dict[str, Any] = Field(default_factory=dict)
    figures: dict[str, FigureFile] = Field(description="[figures] with all starting figures")
    sector_figures: dict[str, dict[str, FigureFile]] = Field(
        description="[sector_figures.…] with shares by good"
    )
    paths: dict[str, dict[str, float]] = Field(default_factory=dict)
    record: dict[str, dict[str, float]] = Field(default_factory=dict)
    bibliography: dict[str, Entry] = Field(default_factory=dict)


def built_in_scenarios() -> dict[str, Path]:
    """Files of the scenarios that come with the package, by name."""
    return {path.stem: path for path in sorted(FOLDER.glob("*.toml"))}


def load_scenario(
    name_or_path: str | Path, rules: Rules | None = None, bibliography: Mapping[str, Entry] | None = None
) -> Scenario:
    """Loads a built-in scenario by name, or a user's from a file.

    Error: InputError that names file, line and key.
    """
    path = find_file(name_or_path, built_in_scenarios(), "scenario")
    return scenario_of(read_toml(path, "scenario"), find_rules() if rules is None else rules, bibliography)


def scenario_of(
    document: Document, rules: Rules, bibliography: Mapping[str, Entry] | None = None
) -> Scenario:
    """Builds a scenario from a file that was read."""
    file = document.validated(ScenarioFile)
    figures = _figures(document, ("figures",), file.figures, REQUIRED_FIGURES, OPTIONAL_FIGURES)
    sectors = _sector_figures(document, file)
    known = load_bibliography() if bibliography is None else bibliography
    check_sources(document, _used_sources(file), {**known, **file.bibliography})
    _check_contexts(document, file.contexts, rules)
    scenario = Scenario(
        name=file.name,
        title=file.title,
        start=file.start,
        country=file.country,
        figures=figures,
        sector_figures=sectors,
        paths=_paths(document, file),
        contexts={k: float(v) if isinstance(v, int | float) else v for k, v in file.contexts.items()},
        record=_record(document, file),
        sources=tuple(file.sources),
    )
    check_sums(scenario, lambda keys, what: document.error(keys, what))
    return scenario


def _used_sources(file: ScenarioFile) -> list[tuple[tuple[str, ...], str]]:
    used: list[tuple[tuple[str, ...], str]] = [(("sources",), source) for source in file.sources]
    used += [(("figures", name), figure.source) for name, figure in file.figures.items()]
    for table, figures in file.sector_figures.items():
        used += [(("sector_figures", table, good), figure.source) for good, figure in figures.items()]
    return used


def _figures(
    document: Document,
    place: tuple[str, ...],
    written: Mapping[str, FigureFile],
    required: Mapping[str, str],
    optional: Mapping[str, str] | None = None,
) -> dict[str, Figure]:
    """Checks names, units, bounds and ranges of a table of figures."""
    units = {**required, **(optional or {})}
    for name in written:
        if name not in units:
            raise document.error((*place, name), f"unknown figure.{nearest(name, units)}")
    for name, unit in required.items():
        if name not in written:
            right = f'{name} = {{ value = …, unit = "{unit}", source = "…" }}'
            raise document.error(place, f"'{name}' is missing. Give {right}.")
    return {
        name: _figure(document, (*place, name), written[name], unit)
        for name, unit in units.items()
        if name in written
    }


def _figure(document: Document, keys: tuple[str, ...], written: FigureFile, unit: str) -> Figure:
    if written.unit != unit:
        raise document.error(keys, f'wrong unit {shown(written.unit)}; give the value in "{unit}".')
    if written.source == ASSUMED and (written.low is None or written.high is None):
        raise document.error(keys, "an assumed figure needs its prior range: low = …, high = ….")
    low = written.value if written.low is None else written.low
    high = written.value if written.high is None else written.high
    figure = Figure(keys[-1], written.value, unit, written.source, low, high, written.note)
    check_figure(figure, lambda what: document.error(keys, what))
    return figure


def _sector_figures(document: Document, file: ScenarioFile) -> dict[str, dict[str, Figure]]:
    for table in file.sector_figures:
        if table not in REQUIRED_SECTOR_FIGURES:
            raise document.error(
                ("sector_figures", table), f"unknown table.{nearest(table, REQUIRED_SECTOR_FIGURES)}"
            )
    found = {}
    for table, unit in REQUIRED_SECTOR_FIGURES.items():
        if table not in file.sector_figures:
            raise document.error(
                ("sector_figures",), f"'{table}' is missing. Give [sector_figures.{table}] by good."
            )
        units = dict.fromkeys(GOODS, unit)
        found[table] = _figures(document, ("sector_figures", table), file.sector_figures[table], units)
    return found


def _check_contexts(document: Document, contexts: Mapping[str, Any], rules: Rules) -> None:
    for name, value in contexts.items():
        problem = context_problem(name, value, rules)
        if problem:
            raise document.error(("contexts", name), problem)


def context_problem(name: str, value: Any, rules: Rules) -> str | None:
    """Says what is wrong with the value of a context, or None."""
    known = known_options(rules)
    if name not in CONTEXTS:
        return f"unknown context.{nearest(name, CONTEXTS)}"
    if name in ("coercion", "arms"):
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return None if number and 0 <= value <= 1 else f"must be a number from 0 to 1, not {shown(value)}."
    if not isinstance(value, str):
        return f"must be the name of an option, not {shown(value)}.{nearest('', known[name])}"
    return None if value in known[name] else f"unknown option {shown(value)}.{nearest(value, known[name])}"


def _years(document: Document, keys: tuple[str, ...], series: Mapping[str, float]) -> dict[int, float]:
    for year, value in series.items():
        if not re.fullmatch(r"[0-9]{4}", year):
            raise document.error((*keys, year), 'must be a year of four digits, such as "1959" = 0.93.')
        if value < 0:
            raise document.error((*keys, year), f"must not be negative, not {value:g}.")
    if not series:
        raise document.error(keys, 'is empty; give years such as "1959" = 0.93, or drop the table.')
    return dict(sorted((int(year), value) for year, value in series.items()))


def _paths(document: Document, file: ScenarioFile) -> dict[str, dict[int, float]]:
    known = [*PATHS, *(REFORM + role for role in ROLES)]
    for name, series in file.paths.items():
        if name not in known:
            raise document.error(("paths", name), f"unknown path.{nearest(name, known)}")
        if name.startswith(REFORM):
            for year, place in series.items():
                if place != int(place):
                    right = "the place of an option in the system's list: 0, 1, …"
                    raise document.error(("paths", name, year), f"must be {right}, not {place:g}.")
    return {name: _years(document, ("paths", name), path) for name, path in file.paths.items()}


def _record(document: Document, file: ScenarioFile) -> dict[str, dict[int, float]]:
    if not file.record:
        return {}
    from counterplan.physics.outcomes import OUTCOMES

    for name in file.record:
        if name not in OUTCOMES:
            raise document.error(("record", name), f"unknown outcome.{nearest(name, OUTCOMES)}")
    return {name: _years(document, ("record", name), series) for name, series in file.record.items()}


def notes_on(scenario: Scenario) -> list[str]:
    """Lists assumed figures: accepted, and said."""
    assumed = [f.name for f in scenario.figures.values() if f.assumed]
    assumed += [f"{t}.{g}" for t, fs in scenario.sector_figures.items() for g, f in fs.items() if f.assumed]
    return (
        [f"scenario '{scenario.name}': {len(assumed)} figures are assumed: {', '.join(assumed)}"]
        if assumed
        else []
    )


__all__ = ["InputError", "built_in_scenarios", "context_problem", "load_scenario", "notes_on", "scenario_of"]
