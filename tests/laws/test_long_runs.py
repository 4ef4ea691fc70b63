"""Long runs: nothing grows or shrinks by itself, and an economy is the same at any number of simulated persons."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from law_tools import SYSTEMS, endowment, join, make_program, scenario, system_cells

from counterplan.engine.program import Program
from counterplan.physics.parameters import Physics

PERSONS, YEARS, SETTLED = 1000, 300, 240
"""Machines, schooling and the ages of people need two centuries to settle from a start that is far from any resting point."""
STILL = Physics(
    arrival=0.0, fertility_income=0.0, fertility_food=0.0, famine_response=0.0, provision_health=0.0, protest_threshold=9.0
)
"""Without search, without what makes populations grow or shrink, and without protest."""


@pytest.fixture(scope="module")
def still(compiled: Callable[[Program], Program]) -> Program:
    rate = scenario().figures["crude_death_rate"].value
    start = endowment(PERSONS, YEARS, crude_birth_rate=rate, harvest_deviation=0.0)
    return compiled(make_program(system_cells(), start, STILL, quarters=4))


@pytest.mark.slow
@pytest.mark.parametrize("cell", [0, 1, 2], ids=SYSTEMS)
def test_nothing_grows_by_itself(still: Program, cell: int) -> None:
    trends: dict[str, list[float]] = {"gdp_per_head": [], "hours_per_worker": [], "machines_per_head": []}
    for first in (0, 8):
        carry, parts, machines = still.start(cell, list(range(first, first + 8))), [], []
        while carry.quarter < 4 * YEARS:
            carry, record = still.advance(carry)
            parts.append(record)
            installed, living = np.asarray(carry.state["machines"]).sum(axis=1), np.asarray(carry.state["alive"]).sum(axis=1)
            machines.append(installed / living)
        records = join(parts)
        assert not records["failed"].any()
        assert not records["innovations"].any()
        yearly = {name: records[name].reshape(8, YEARS, 4).mean(axis=2) for name in ("gdp_per_head", "hours_per_worker")}
        yearly["machines_per_head"] = np.stack(machines, axis=1)
        years = np.arange(SETTLED, YEARS)
        for name, values in yearly.items():
            trends[name] += [float(np.polyfit(years, np.log(path[SETTLED:]), 1)[0]) for path in values]
    for name, slopes in trends.items():
        error = float(np.std(slopes, ddof=1) / np.sqrt(len(slopes)))
        assert abs(np.mean(slopes)) <= max(0.001, 2.0 * error), (name, np.mean(slopes), error)


HORIZON = 40
MEANS = ("gdp_per_head", "consumption_per_head", "labour_productivity", "hours_per_worker", "calories_per_head", "effort", "skill")


def end_means(program: Program, cell: int, replicates: int) -> dict[str, np.ndarray]:
    """Mean over the last five years of the logarithm of each outcome, by replicate."""
    found: dict[str, list[np.ndarray]] = {name: [] for name in MEANS}
    for first in range(0, replicates, program.batch_width):
        carry, parts = program.start(cell, list(range(first, first + program.batch_width))), []
        while carry.quarter < 4 * HORIZON:
            carry, record = program.advance(carry)
            parts.append(record)
        records = join(parts)
        assert not records["failed"].any()
        for name in MEANS:
            found[name].append(np.log(records[name][:, -20:]).mean(axis=1))
    return {name: np.concatenate(values) for name, values in found.items()}


@pytest.mark.slow
def test_an_economy_is_the_same_at_two_sizes(compiled: Callable[[Program], Program]) -> None:
    small = compiled(make_program(system_cells(), endowment(2000, HORIZON), quarters=4))
    large = compiled(make_program(system_cells(), endowment(24000, HORIZON), quarters=4))
    for cell, system in enumerate(SYSTEMS):
        few, many = end_means(small, cell, 16), end_means(large, cell, 4)
        for name in MEANS:
            error = np.sqrt(few[name].var(ddof=1) / few[name].size + many[name].var(ddof=1) / many[name].size)
            apart = few[name].mean() - many[name].mean()
            assert abs(apart) <= max(3.0 * error, 0.03), (system, name, apart, error)
