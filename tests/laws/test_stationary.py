"""With search, weather, population growth and famine off, nothing grows or shrinks for ever. Belongs into tests/laws."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from law_tools import BATCH, SYSTEMS, endowment, join, make_program, scenario, system_cells

from counterplan.engine.program import Program
from counterplan.physics.parameters import Physics

PERSONS, YEARS, SETTLED = 1000, 100, 40
STILL = Physics(arrival=0.0, fertility_income=0.0, fertility_food=0.0, famine_response=0.0, provision_health=0.0)


@pytest.fixture(scope="module")
def still(compiled: Callable[[Program], Program]) -> Program:
    rate = scenario().figures["crude_death_rate"].value
    start = endowment(PERSONS, YEARS, crude_birth_rate=rate, harvest_deviation=0.0)
    return compiled(make_program(system_cells(), start, STILL, quarters=4))


@pytest.mark.slow
@pytest.mark.parametrize("cell", [0, 1, 2], ids=SYSTEMS)
def test_nothing_grows_by_itself(still: Program, cell: int) -> None:
    carry, parts, machines = still.start(cell, BATCH), [], []
    while carry.quarter < 4 * YEARS:
        carry, record = still.advance(carry)
        parts.append(record)
        machines.append(np.asarray(carry.state["machines"]).sum(axis=1) / 1e6)
    records = join(parts)
    assert not records["failed"].any()
    assert not records["innovations"].any()
    yearly = {name: records[name].reshape(len(BATCH), YEARS, 4).mean(axis=2) for name in ("gdp_per_head", "hours_per_worker")}
    yearly["machines"] = np.stack(machines, axis=1)
    years, trends = np.arange(SETTLED, YEARS), {}
    for name, values in yearly.items():
        slopes = [np.polyfit(years, np.log(path[SETTLED:]), 1)[0] for path in values]
        trends[name] = (float(np.mean(slopes)), float(np.std(slopes, ddof=1) / np.sqrt(len(slopes))))
    assert {name: t for name, t in trends.items() if abs(t[0]) > max(0.001, 2.0 * t[1])} == {}
