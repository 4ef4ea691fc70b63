"""Systems on an economy from a table: accounts close, nothing is lost on the way through a folder, the start holds."""

import os
from pathlib import Path

import numpy as np
import pytest

import counterplan.api as cp
from counterplan.experiments.run import rebuild
from counterplan.loader import load_scenario
from counterplan.loader.economy import with_economy
from counterplan.loader.tables import CELLS, load_table
from counterplan.storage.manifest import canonical_json, scenario_of, tidy

FACTS = Path(os.environ.get("COUNTERPLAN_FACTS", Path(__file__).parents[3] / "shared" / "facts"))
REAL = pytest.mark.skipif(not (FACTS / CELLS).is_file(), reason="no tables; set COUNTERPLAN_FACTS")


def test_a_scenario_with_a_table_comes_back_from_the_manifest() -> None:
    scenario = with_economy(load_scenario("china-1952"), load_table("made-up"))
    again = scenario_of(tidy({"scenario": scenario}))
    assert again.economy == scenario.economy
    assert again.goods == scenario.goods
    assert canonical_json(again) == canonical_json(scenario)


def test_bad_requests_get_one_line() -> None:
    with pytest.raises(cp.InputError, match="--table X: names a table of a folder; give the folder with --economy"):
        cp.run(table="X")
    with pytest.raises(cp.InputError, match=r"value_added_share.IND: follows from the table's inputs"):
        cp.run(economy="made-up", settings={"value_added_share.IND": 0.3})
    with pytest.raises(cp.InputError, match=r"employment_share\.MANUF"):
        cp.run(economy="made-up", settings={"employment_share.MANUF": 0.3})


def checked(run: cp.Run) -> None:
    """Accounts close in every quarter, every number is finite, nothing failed."""
    data = run.dataset
    for name in ("money_residual", "goods_residual", "person_residual", "failed"):
        assert float(np.abs(data[name]).max()) == 0.0, name
    assert [name for name, values in data.data_vars.items() if not np.isfinite(values).all()] == []


def holds(run: cp.Run, system: str, least: float) -> None:
    """In the first year neither the product nor a sector that sells little to investors or their suppliers falls below a part of its start.

    Makers of machines and their suppliers may fall: a system chooses another share of investment than the table's.
    """
    parts = scenario_of(run.manifest["inputs"]).goods.parts
    made = run.dataset["output_by_good"].sel(system=system).mean("replicate")
    steady = [place for place, own in enumerate(parts) if own[0] + own[1] + own[2] > 0.5]
    assert len(steady) >= 3, "China invests so much that only farms, services for people and a few makers sell mainly to others"
    assert float((made / made.isel(quarter=0)).isel(quarter=slice(0, 4), good=steady).min()) > least
    product = run.dataset["gdp_per_head"].sel(system=system).mean("replicate")
    assert float((product / product.isel(quarter=0)).isel(quarter=slice(0, 4)).min()) > least


@pytest.mark.slow
def test_a_run_on_the_built_in_table_is_a_run_like_any_other(tmp_path: Path) -> None:
    run = cp.run(economy="made-up", systems=["neoliberal-capitalism"], persons=600, years=2, replicates=2, out=tmp_path / "run", progress=False,
        settings={"employment_share.FRM": 0.15, "employment_share.PUB": 0.1714285714285714}, draw_priors=True)  # fmt: skip
    checked(run)
    assert list(run.dataset["good"].values) == ["FRM", "FDP", "IND", "SVC", "PUB", "BLD"]
    inputs = run.manifest["inputs"]
    assert inputs["scenario"]["economy"]["name"] == "MADE_UP_6"
    assert any(note.startswith("economy: table MADE_UP_6") for note in inputs["request"]["notes"])
    assert "--economy made-up --table MADE_UP_6" in (tmp_path / "run" / "report.html").read_text()
    program = rebuild(inputs)
    assert program.endowment.goods.names == tuple(run.dataset["good"].values)
    before = (tmp_path / "run" / "results.zarr").stat().st_mtime_ns
    cp.run(economy="made-up", systems=["neoliberal-capitalism"], persons=600, years=2, replicates=2, out=tmp_path / "run", progress=False,
        settings={"employment_share.FRM": 0.15, "employment_share.PUB": 0.1714285714285714}, draw_priors=True)  # fmt: skip
    assert (tmp_path / "run" / "results.zarr").stat().st_mtime_ns == before  # done already


@REAL
@pytest.mark.slow
@pytest.mark.parametrize("table", ["DEU2014_20", "CHN2014_20"])
def test_the_main_systems_run_on_a_real_table_and_the_start_holds(tmp_path: Path, table: str) -> None:
    """A rich country, where mining has a seven-hundredth of all jobs (three workers in 4,000 persons: chance halved it); one that invests much."""
    run = cp.run(economy=FACTS, table=table, persons=20_000, years=1, replicates=2, out=tmp_path / "run", progress=False)
    checked(run)
    assert run.dataset.sizes["good"] == 20
    for system in run.systems:
        holds(run, system, 0.75)
