"""What differs between two systems or two scenarios, value by value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterplan.catalogue import GIVEN
from counterplan.core.phases import SLOTS
from counterplan.core.scenario import Scenario
from counterplan.core.system import System

Difference = dict[str, Any]


def differences(a: Mapping[str, Any], b: Mapping[str, Any]) -> list[Difference]:
    """Lists the keys whose values differ; None where one side lacks the key."""
    return [
        {"what": key, "a": a.get(key), "b": b.get(key)}
        for key in dict.fromkeys([*a, *b])
        if a.get(key) != b.get(key)
    ]


def flat_system(system: System) -> dict[str, Any]:
    """A system as one table of names and values; its name and title carry no meaning and stay out."""
    flat: dict[str, Any] = {}
    for slot in SLOTS:
        choice = system.institutions.get(slot)
        if slot in GIVEN:
            flat[slot] = system.contexts.get(slot)
        elif choice is not None:
            flat[slot] = " | ".join(choice.options) + (
                f" ({choice.mover})" if len(choice.options) > 1 else ""
            )
    return {**flat, **dict(sorted(system.parameters.items()))}


def flat_scenario(scenario: Scenario) -> dict[str, Any]:
    """A scenario as one table of names and values."""
    flat: dict[str, Any] = {"start": scenario.start, "country": scenario.country}
    flat.update({f"contexts.{name}": value for name, value in scenario.contexts.items()})
    for name, figure in scenario.figures.items():
        flat[f"{name} [{figure.unit}]"] = figure.value
    for table, figures in scenario.sector_figures.items():
        flat.update({f"{table}.{good}": figure.value for good, figure in figures.items()})
    for kind, group in (("paths", scenario.paths), ("record", scenario.record)):
        for name, series in group.items():
            flat.update({f"{kind}.{name}.{year}": value for year, value in series.items()})
    return flat


def flat_inputs(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What a run was given and made with, as one table; what follows from it (sizes, notes) stays out."""
    inputs = dict(manifest["inputs"])
    request = inputs.pop("request", {})
    inputs.pop("sizes", None)
    inputs.pop("draw_priors", None)
    inputs["parameters"] = "drawn from their priors" if inputs.pop("priors", None) else "one point"
    kept = {**inputs, "rules": request.get("rules", {}), "versions": manifest["versions"]}
    return {**flat_tree(kept), "source": manifest["hashes"]["source"]}


def flat_tree(value: Any, prefix: str = "") -> dict[str, Any]:
    """A tree of tables and lists as one table of dotted names."""
    if isinstance(value, Mapping):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    else:
        return {prefix: value}
    flat: dict[str, Any] = {}
    for key, inner in items:
        flat.update(flat_tree(inner, f"{prefix}.{key}" if prefix else str(key)))
    return flat
