"""Small runs of the simulation, arm by arm on the same draws, for results that only whole runs can be set beside. No replication of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from counterplan.core.system import System

from .draws import SEED

PERSONS = 500
"""Simulated persons; one batch of replicates is run."""

Series = NDArray[np.float64]


@dataclass(frozen=True)
class Arm:
    """What differs from the system that all arms start from: options by role, then parameters of options that stay."""

    options: tuple[tuple[str, str], ...] = ()
    parameters: tuple[tuple[str, float], ...] = ()

    def of(self, base: System, name: str) -> System:
        """The system with this arm's options and parameters; parameters of replaced options go."""
        changed = base
        for role, option in self.options:
            changed = changed.with_option(role, option)
        replaced = {role for role, _ in self.options}
        kept = {key: value for key, value in changed.parameters.items() if key.split(".")[0] not in replaced}
        return replace(changed, name=name, parameters={**kept, **dict(self.parameters)})


Arms = tuple[tuple[str, Arm], ...]


@cache
def ran(scenario: str, system: str, arms: Arms, outcomes: Sequence[str], years: int) -> dict[str, dict[str, Series]]:
    """Runs every arm from the scenario's start, at its contexts where the arm names no other; the same call again in one process answers at once.

    Returns:
        by arm and outcome float64 [replicate, quarter] (or [replicate, quarter, good]); one program serves all arms.
    """
    from counterplan.catalogue import find_rules
    from counterplan.experiments.cells import build_program
    from counterplan.experiments.run import compilation_cache
    from counterplan.experiments.verify import run_through
    from counterplan.loader import load_scenario, load_system, prepare

    compilation_cache()
    rules = find_rules()
    ready = prepare([load_system(system, rules)], load_scenario(scenario, rules), {}, rules)
    systems = [arm.of(ready.systems[0], name) for name, arm in arms]
    program = build_program(systems, ready.scenario, ready.physics, PERSONS, years, SEED, rules, recorded=outcomes)
    found = {}
    for cell, (name, _) in enumerate(arms):
        _, record = run_through(program, program.start(cell, range(program.batch_width)))
        found[name] = {outcome: np.asarray(record[outcome], np.float64) for outcome in outcomes}
    return found
