"""Long runs: nothing grows or shrinks by itself, and accounts close where institutions change every year."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from law_tools import PERSONS as FEW
from law_tools import RESIDUALS, SYSTEMS, endowment, join, make_program, turning

from counterplan.catalogue import find_rules
from counterplan.engine.program import Program
from counterplan.experiments.cells import figures_of, make_cell
from counterplan.loader import load_scenario, load_system
from counterplan.physics.endowment import Endowment
from counterplan.physics.parameters import Physics
from counterplan.physics.population import survival

PERSONS = 1000
WINDOWS = {"usa-1973": (40, 100), "china-1952": (240, 300)}
"""Years of the trend. From a poor start, far from any resting point, machines, schooling and the ages of people need two centuries to settle."""
STILL = Physics(
    arrival=0.0, fertility_income=0.0, fertility_survival=0.0, fertility_food=0.0, famine_response=0.0, provision_health=0.0, health_progress=0.0,
    protest_threshold=9.0,
)
"""Without search, without what makes populations grow or shrink, and without protest."""


def without_weather(start: str, births: float) -> Endowment:
    single, tables = figures_of(load_scenario(start, find_rules()))
    return Endowment({**single, "crude_birth_rate": births, "harvest_deviation": 0.0}, tables, PERSONS, WINDOWS[start][1])


def replacing_births(start: str) -> float:
    """Births per 1,000 at which a woman of the start has one daughter: with other births land a head would grow or shrink, and output with it."""
    rate = load_scenario(start, find_rules()).figures["crude_death_rate"].value
    made = without_weather(start, rate)
    daughters = 0.488 * float((survival(made.hazard) * made.fertility).sum())
    return rate / daughters


@pytest.fixture(scope="module", params=WINDOWS)
def still(request: pytest.FixtureRequest, compiled: Callable[[Program], Program]) -> tuple[Program, int, int]:
    start, rules = request.param, find_rules()
    cells = [make_cell(load_system(name, rules), load_scenario(start, rules), rules) for name in SYSTEMS]
    made = without_weather(start, replacing_births(start))
    return (compiled(make_program(cells, made, STILL, quarters=4)), *WINDOWS[start])


@pytest.mark.slow
@pytest.mark.parametrize("cell", [0, 1, 2], ids=SYSTEMS)
def test_nothing_grows_by_itself(still: tuple[Program, int, int], cell: int) -> None:
    program, settled, until = still
    trends: dict[str, list[float]] = {"gdp_per_head": [], "hours_per_worker": [], "machines_per_head": [], "population": []}
    for first in (0, 8):
        carry, parts, machines = program.start(cell, list(range(first, first + 8))), [], []
        while carry.quarter < 4 * until:
            carry, record = program.advance(carry)
            parts.append(record)
            installed, living = np.asarray(carry.state["machines"]).sum(axis=1), np.asarray(carry.state["alive"]).sum(axis=1)
            machines.append(installed / living)
        records = join(parts)
        assert not records["failed"].any()
        assert not records["innovations"].any()
        yearly = {name: records[name].reshape(8, until, 4).mean(axis=2) for name in ("gdp_per_head", "hours_per_worker", "population")}
        yearly["machines_per_head"] = np.stack(machines, axis=1)
        years = np.arange(settled, until)
        for name, values in yearly.items():
            trends[name] += [float(np.polyfit(years, np.log(path[settled:]), 1)[0]) for path in values]
    people = abs(float(np.mean(trends.pop("population"))))
    assert people < 0.003
    for name, slopes in trends.items():
        error = float(np.std(slopes, ddof=1) / np.sqrt(len(slopes)))
        # Land a head falls as fast as people grow; output a head, whose elasticity to land is below one, cannot move faster by that.
        print(name, np.mean(slopes), error, people)
        assert abs(np.mean(slopes)) <= max(0.001, 2.0 * error) + people, (name, np.mean(slopes), error, people)


@pytest.fixture(scope="module")
def changing(compiled: Callable[[Program], Program]) -> Program:
    return compiled(make_program([turning("turning", 0), turning("turning one by one", 1)], endowment(FEW, 40), quarters=4))


@pytest.mark.slow
@pytest.mark.parametrize("cell", [0, 1], ids=["all roles together", "one role after the other"])
def test_accounts_close_where_institutions_change_every_year(changing: Program, cell: int) -> None:
    carry, parts = changing.start(cell, list(range(8))), []
    while carry.quarter < 160:
        carry, record = changing.advance(carry)
        parts.append(record)
    records = join(parts)
    assert not records["failed"].any()
    assert all(not records[residual].any() for residual in RESIDUALS)
