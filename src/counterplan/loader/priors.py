"""Which parameters and figures of a run are drawn, and from which ranges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from counterplan.catalogue import Rules
from counterplan.core.parameters import ParameterInfo
from counterplan.core.priors import Prior
from counterplan.core.scenario import Figure, Scenario
from counterplan.core.system import System

from .settings import physics_parameters


def priors_of(systems: Sequence[System], scenario: Scenario, physics: Mapping[str, float], rules: Rules) -> tuple[Prior, ...]:
    """Lists the priors of a run: physics, then figures, then institutions.

    What was set stays fixed: parameters of the physics named in ``physics``, figures without a range, and parameters to which
    every system that has them gives a value, in its file or by a setting.
    """
    found = [_prior(f"physics.{name}", info) for name, info in physics_parameters().items() if name not in physics]
    found += [_prior(f"figures.{name}", figure) for name, figure in scenario.figures.items()]
    for table, figures in scenario.sector_figures.items():
        found += [_prior(f"{table}.{good}", figure) for good, figure in figures.items()]
    institutions = {prior.name: prior for system in systems for prior in _of_system(system, rules)}
    found += [institutions[name] for name in sorted(institutions)]
    return tuple(prior for prior in found if prior.low < prior.high)


def priors_from(written: Sequence[Mapping[str, Any]]) -> tuple[Prior, ...]:
    """Reads the priors that a manifest holds."""
    return tuple(Prior(**entry) for entry in written)


def _of_system(system: System, rules: Rules) -> Iterator[Prior]:
    options = {role: tuple(dict.fromkeys(choice.options)) for role, choice in system.institutions.items()}
    for role, own in (options | {mover: tuple(rules.get(mover, {})) for mover in system.movers}).items():
        for option in own:
            rule = rules.get(role, {}).get(option)
            for name, info in rule.parameters.items() if rule else ():
                if name not in system.parameters:
                    yield _prior(f"{role}.{option}.{name.split('.', 1)[1]}", info, name)


def _prior(name: str, info: ParameterInfo | Figure, stream: str | None = None) -> Prior:
    return Prior(name, stream or name, info.low, info.high, info.unit, info.source)
