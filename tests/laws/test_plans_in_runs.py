"""Plans in labour time and by boards in whole runs: accounts close, numbers stay finite, nothing stands still, and bits do not hang on companions."""

from __future__ import annotations

import numpy as np
import pytest

from counterplan.catalogue import find_rules
from counterplan.experiments.cells import build_program
from counterplan.experiments.run import compilation_cache
from counterplan.experiments.verify import run_through
from counterplan.loader import load_scenario, load_system, prepare

SYSTEMS = ("democratic-planning", "democratic-planning-labour-time", "democratic-planning-boards")
RESIDUALS = ("money_residual", "goods_residual", "person_residual", "failed")
SHOWN = ("actual_output", "labour_productivity", "unemployment_rate", "shortage", "price_level", "investment_share", "calories_per_head")
PERSONS, YEARS = 500, 15

Record = dict[str, np.ndarray]


@pytest.fixture(scope="module", params=["china-1952", "usa-1973"])
def runs(request: pytest.FixtureRequest) -> dict[str, tuple[Record, Record]]:
    """Sixty quarters of each system on the same draws; and the last replicates again with other companions."""
    compilation_cache()
    rules = find_rules()
    ready = prepare([load_system(name, rules) for name in SYSTEMS], load_scenario(request.param, rules), {}, rules)
    program = build_program(ready.systems, ready.scenario, ready.physics, PERSONS, YEARS, 3, rules, recorded=(*RESIDUALS, *SHOWN))
    width, found = program.batch_width, {}
    for cell, name in enumerate(SYSTEMS):
        first, again = (run_through(program, program.start(cell, range(low, low + width)))[1] for low in (0, width // 2))
        found[name] = tuple({key: np.asarray(record[key], np.float64) for key in (*RESIDUALS, *SHOWN)} for record in (first, again))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", SYSTEMS[1:])
def test_accounts_close_and_numbers_are_finite(runs: dict[str, tuple[Record, Record]], name: str) -> None:
    record = runs[name][0]
    assert {key: float(np.abs(record[key]).max()) for key in RESIDUALS} == dict.fromkeys(RESIDUALS, 0.0)
    assert [key for key in SHOWN if not np.isfinite(record[key]).all()] == []
    assert record["actual_output"].shape[1] == 4 * YEARS


@pytest.mark.slow
@pytest.mark.parametrize("name", SYSTEMS[1:])
def test_a_replicate_does_not_hang_on_its_companions(runs: dict[str, tuple[Record, Record]], name: str) -> None:
    first, again = runs[name]
    half = len(first["shortage"]) // 2
    for key in SHOWN:
        np.testing.assert_array_equal(first[key][half:], again[key][:half], err_msg=key)


@pytest.mark.slow
@pytest.mark.parametrize("name", SYSTEMS[1:])
def test_nothing_stands_still(runs: dict[str, tuple[Record, Record]], name: str) -> None:
    """A closure that is wrong shows in output that falls, in hands that stand idle or in orders that nobody meets, and not in a plan's virtues."""
    record = runs[name][0]
    year = {key: record[key].reshape(len(record[key]), YEARS, 4).mean(axis=(0, 2)) for key in SHOWN}
    assert year["labour_productivity"][-1] > 1.1 * year["labour_productivity"][0]
    assert year["actual_output"].min() > 0.9 * year["actual_output"][0] and year["actual_output"][-1] > 1.2 * year["actual_output"][0]
    assert year["unemployment_rate"].max() < 0.1 and year["shortage"].max() < 0.3
    assert year["price_level"].min() > 0.25 and year["price_level"].max() < 2.0
    assert year["investment_share"].min() > 0.05


@pytest.mark.slow
def test_the_three_engines_allocate_otherwise_from_the_same_start(runs: dict[str, tuple[Record, Record]]) -> None:
    ends = [runs[name][0]["actual_output"][:, -8:].mean(axis=1) for name in SYSTEMS]
    for one in range(3):
        for other in range(one):
            assert np.abs(np.log(ends[one] / ends[other])).max() > 0.005, (SYSTEMS[one], SYSTEMS[other])
