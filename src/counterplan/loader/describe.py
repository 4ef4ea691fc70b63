"""Lists and single entries of everything that can be named on the command line, as plain values."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from counterplan.catalogue import GIVEN, RuleInfo, Rules, find_rules
from counterplan.catalogue.source import PACKAGE, read_text
from counterplan.core.claim import Claim
from counterplan.core.economy import Economy
from counterplan.core.errors import InputError, nearest
from counterplan.core.goods import PARTS
from counterplan.core.parameters import ParameterInfo
from counterplan.core.phases import CONTEXTS, PHASES, ROLES
from counterplan.core.scenario import Figure, Scenario
from counterplan.core.system import System

from .bibliography import ASSUMED, load_bibliography
from .claim_design import missing, notes_on
from .claims import built_in_claims, load_claim, written
from .replications import replications
from .scenarios import built_in_scenarios, load_scenario
from .settings import physics_parameters
from .stylised import STYLISED, load_stylised_facts
from .systems import built_in_systems, load_system, owned_parameters
from .tables import load_table

Entry = dict[str, Any]
EVIDENCE = PACKAGE / "evidence"
FROM_TABLE = "table "
"""How the source of a figure begins that comes from a user's table."""
SOURCE_COLUMNS = ("source", "source_id", "population_source", "gdppc_source")


def listed(kind: str, extra_rules: Iterable[str | Path] = ()) -> list[Entry]:
    """Lists all entries of a kind, one flat table row each.

    Error: InputError for an unknown kind.
    """
    lists: dict[str, Callable[[], list[Entry]]] = {
        "systems": lambda: _systems(find_rules(extra_rules)),
        "scenarios": lambda: _scenarios(find_rules(extra_rules)),
        "institutions": lambda: _institutions(find_rules(extra_rules)),
        "outcomes": _outcomes,
        "parameters": lambda: _parameters(find_rules(extra_rules)),
        "facts": lambda: [
            {k: v for k, v in _fact_table(p).items() if k != "table"} for p in _fact_files().values()
        ],
        "claims": lambda: _claims(find_rules(extra_rules)),
        "replications": _replications,
    }
    if kind not in lists:
        raise InputError(f"unknown kind '{kind}'.{nearest(kind, lists)}")
    return lists[kind]()


def described(
    kind: str, name: str, extra_rules: Iterable[str | Path] = (), economy: str | Path | None = None, table: str | None = None
) -> Entry | list[Entry]:
    """One entry in full, with its sources.

    Args:
        economy, table: folder and name of the input-output table that a scenario is shown with.

    Error: InputError for an unknown kind or name, with the nearest one.
    """
    rules = find_rules(extra_rules)
    if economy is not None and kind != "scenarios":
        raise InputError(f"--economy goes with scenarios, not with {kind}.")
    if kind == "systems":
        return _system(load_system(name, rules), rules)
    if kind == "scenarios":
        scenario = load_scenario(name, rules)
        if economy is not None:
            read = load_table(economy, table)
            from .economy import with_economy

            scenario = with_economy(scenario, read)
        return _scenario(scenario)
    if kind == "institutions":
        return _institution(name, rules)
    if kind == "facts":
        files = _fact_files()
        _known(kind, name, files)
        return _fact_table(files[name])
    if kind == "replications":
        _known(kind, name, [str(entry["id"]) for entry in replications()])
        return {**(entry := replications((name,))[0]), "sources": _references([entry["source"]])}
    if kind == "claims":
        return _claim(name, rules)
    entries = listed(kind, extra_rules)
    _known(kind, name, [str(entry["name"]) for entry in entries])
    found = [entry for entry in entries if entry["name"] == name]
    full = [{**e, "reference": _references([e["source"]])} if kind == "parameters" else e for e in found]
    return full[0] if len(full) == 1 else full


def schedule(system: System, rules: Rules) -> list[Entry]:
    """The quarter of a system: phase by phase which rule acts and what it reads."""
    rows = []
    for phase, meaning in PHASES.items():
        for role, choice in system.institutions.items():
            for option in choice.options:
                rule = rules.get(role, {}).get(option)
                if rule is not None and phase in rule.phases:
                    rows.append(
                        {
                            "phase": phase,
                            "happens": meaning,
                            "role": role,
                            "option": option,
                            "rule": f"{rule.class_name}.{phase}",
                            "reads": list(rule.phases[phase]),
                        }
                    )
    return rows


def _known(kind: str, name: str, known: Iterable[str]) -> None:
    names = list(known)
    if name not in names:
        right = nearest(name, names) or f" There are no {kind} in this version."
        raise InputError(f"no entry '{name}' among the {kind}.{right}")


def _references(sources: Iterable[str]) -> Entry:
    """Entries of the bibliography for some source keys."""
    wanted = [source for source in dict.fromkeys(sources) if source != ASSUMED]
    known = load_bibliography() if wanted else {}
    return {
        source: known[source].model_dump(exclude_defaults=True) if source in known else None
        for source in wanted
    }


def _systems(rules: Rules) -> list[Entry]:
    found = [load_system(path, rules) for path in built_in_systems().values()]
    return [
        {"name": s.name, "title": s.title, **{r: " | ".join(s.institutions[r].options) for r in ROLES}}
        for s in found
    ]


def _system(system: System, rules: Rules) -> Entry:
    vector: dict[str, Entry] = {}
    for slot in (*ROLES, *CONTEXTS):
        choice = system.institutions[slot]
        if slot in GIVEN:
            vector[slot] = {"value": system.contexts.get(slot), "meaning": CONTEXTS[slot]}
            continue
        vector[slot] = {
            "options": list(choice.options),
            "mover": choice.mover,
            "rules": {option: rules[slot][option].summary for option in choice.options},
        }
    owned = owned_parameters(system, rules)
    parameters = {name: _parameter(info, system.parameters.get(name)) for name, info in sorted(owned.items())}
    used = [*system.sources, *(info.source for info in owned.values())]
    return {
        "name": system.name,
        "title": system.title,
        "institutions": vector,
        "parameters": parameters,
        "sources": _references(used),
    }


def _parameter(info: ParameterInfo, value: float | None = None) -> Entry:
    row = asdict(info)
    return row if value is None else {**row, "value": value, "prior_centre": info.value}


def _scenarios(rules: Rules) -> list[Entry]:
    found = [load_scenario(path, rules) for path in built_in_scenarios().values()]
    return [
        {
            "name": s.name,
            "title": s.title,
            "start": s.start,
            "country": s.country,
            "figures": len(_all_figures(s)),
            "assumed": sum(figure.assumed for figure in _all_figures(s)),
        }
        for s in found
    ]


def _all_figures(scenario: Scenario) -> list[Figure]:
    return [
        *scenario.figures.values(),
        *(f for table in scenario.sector_figures.values() for f in table.values()),
    ]


def _scenario(scenario: Scenario) -> Entry:
    used = [*scenario.sources, *(figure.source for figure in _all_figures(scenario) if not figure.source.startswith(FROM_TABLE))]
    return {
        "name": scenario.name,
        "title": scenario.title,
        "start": scenario.start,
        "country": scenario.country,
        "contexts": dict(scenario.contexts),
        "figures": {name: asdict(figure) for name, figure in scenario.figures.items()},
        "sector_figures": {
            table: {good: asdict(figure) for good, figure in figures.items()}
            for table, figures in scenario.sector_figures.items()
        },
        "paths": {name: dict(path) for name, path in scenario.paths.items()},
        "record": {name: dict(path) for name, path in scenario.record.items()},
        "sources": _references(used),
        **({"economy": _economy(scenario.economy)} if scenario.economy else {}),
    }


def _economy(economy: Economy) -> Entry:
    """The goods of a table: what they are, which parts they play, what value added at home stands in a unit of the table's money."""
    goods = economy.goods
    return {
        "table": economy.name,
        "source": economy.source,
        "notes": list(economy.notes),
        "goods": {
            name: {
                "label": economy.labels[place],
                "parts": {part: share for part, share in zip(PARTS, goods.parts[place], strict=True) if share > 0},
                "in a machine": goods.machine[place],
                "perishable": goods.perishable[place],
                "value added at home": economy.content[place],
            }
            for place, name in enumerate(goods.names)
        },
    }


def _institutions(rules: Rules) -> list[Entry]:
    return [
        {
            "role": role,
            "option": option,
            "does": rule.summary,
            "acts in": ", ".join(rule.phases),
            "parameters": len(rule.parameters),
        }
        for role, options in rules.items()
        for option, rule in options.items()
    ]


def _institution(name: str, rules: Rules) -> Entry | list[Entry]:
    if rules.get(name):
        return [_rule(rule) for rule in rules[name].values()]
    if name in GIVEN:
        return {"role": name, "meaning": CONTEXTS[name], "option": "given", "value": "a number from 0 to 1"}
    by_name = {f"{r.role}={r.option}": r for options in rules.values() for r in options.values()}
    exact = [rule for key, rule in by_name.items() if name in (key, key.replace("=", "."), rule.option)]
    if not exact:
        known = [*rules, *by_name, *(rule.option for rule in by_name.values())]
        _known("institutions", name, known)
    return _rule(exact[0]) if len(exact) == 1 else [_rule(rule) for rule in exact]


def _rule(rule: RuleInfo) -> Entry:
    return {
        "role": rule.role,
        "option": rule.option,
        "class": rule.class_name,
        "file": rule.path.relative_to(PACKAGE).as_posix()
        if rule.path.is_relative_to(PACKAGE)
        else str(rule.path),
        "text": rule.doc,
        "phases": {phase: list(reads) for phase, reads in rule.phases.items()},
        "parameters": {name: _parameter(info) for name, info in rule.parameters.items()},
        "sources": _references(info.source for info in rule.parameters.values()),
    }


def _outcomes() -> list[Entry]:
    from counterplan.physics.outcomes import OUTCOMES

    return [
        {"name": o.name, "unit": o.unit, "meaning": o.meaning, "axes": list(o.axes)}
        for o in OUTCOMES.values()
    ]


def _parameters(rules: Rules) -> list[Entry]:
    """Parameters of the physics, then of the rules; two options of a role may share a name."""
    found = [{"of": "physics", **_parameter(info)} for info in physics_parameters().values()]
    found += [
        {"of": f"{rule.role}={rule.option}", **_parameter(info)}
        for options in rules.values()
        for rule in options.values()
        for info in rule.parameters.values()
    ]
    return found


def _fact_files() -> dict[str, Path]:
    return {path.stem: path for path in (*sorted(EVIDENCE.glob("*.csv")), STYLISED)}


def _fact_table(path: Path) -> Entry:
    rows = _stylised() if path == STYLISED else list(csv.DictReader(io.StringIO(read_text(path, "fact table"))))
    used = dict.fromkeys(row[c] for row in rows for c in SOURCE_COLUMNS if row.get(c))
    columns = list(rows[0]) if rows else []
    return {"name": path.stem, "rows": len(rows), "columns": columns, "sources": sorted(used), "table": rows}


def fact_tables() -> list[str]:
    """Names of the tables of facts, without reading them."""
    return list(_fact_files())


def _stylised() -> list[Entry]:
    """The stylised facts of `show facts SYSTEM`, without figures of ours."""
    return [{"id": key, **fact.model_dump()} for key, fact in load_stylised_facts().items()]


def _replications() -> list[Entry]:
    keys = ("id", "source", "title", "computes", "evidence")
    return [{key: entry[key] for key in keys} for entry in replications()]


def _claims(rules: Rules) -> list[Entry]:
    found = [load_claim(path) for path in built_in_claims().values()]
    return [{"id": c.id, "statement": c.statement, "kind": c.kind, "state": _state(c, rules)} for c in found]


def _state(claim: Claim, rules: Rules) -> str:
    return "not testable" if claim.normative else "not built" if missing(claim, rules) else "can be tested"


def _claim(name: str, rules: Rules) -> Entry:
    """A claim in full: who says it, who disputes it, how it is tested and where it fails."""
    claim = load_claim(name)
    entry: Entry = _pruned(written(claim))
    voices = [*claim.proponents, *claim.critics, *claim.rivals, *claim.facts]
    return {**entry, "state": _state(claim, rules), "notes": notes_on(claim, rules), "sources": _references(v.source for v in voices if v.source)}


def _pruned(value: Any) -> Any:
    """A value without its empty parts; sequences as lists."""
    if isinstance(value, Mapping):
        return {key: kept for key, part in value.items() if (kept := _pruned(part)) not in ("", None, [], {})}
    return [_pruned(part) for part in value] if isinstance(value, list | tuple) else value
