"""From a table to the start of a run: coefficients, value added, labour and capital are the table's, and the accounts balance."""

import os
from pathlib import Path

import numpy as np
import pytest

from counterplan.core.scenario import SHARES_OF_PRODUCT, Scenario
from counterplan.experiments.cells import figures_of
from counterplan.loader import load_scenario
from counterplan.loader.economy import few_workers, with_economy
from counterplan.loader.tables import CELLS, OUTPUT, Table, built_in_economies, load_table
from counterplan.physics.endowment import Endowment

FACTS = Path(os.environ.get("COUNTERPLAN_FACTS", Path(__file__).parents[3] / "shared" / "facts"))
REAL = [
    pytest.param(FACTS, name, id=name, marks=pytest.mark.skipif(not (FACTS / CELLS).is_file(), reason="no tables; set COUNTERPLAN_FACTS"))
    for name in ("USA2014_20", "DEU2014_20", "CHN2014_20", "DEU1995_6")
]
TABLES = pytest.mark.parametrize(("folder", "name"), [pytest.param(built_in_economies()["made-up"], "MADE_UP_6", id="made-up"), *REAL])
PEOPLE = 4000


def started(table: Table) -> tuple[Scenario, Endowment]:
    scenario = with_economy(load_scenario("china-1952"), table)
    return scenario, Endowment(*figures_of(scenario), PEOPLE, 1.0, economy=scenario.economy)


def in_order(table: Table, scenario: Scenario, row: str) -> np.ndarray:
    found = dict(zip(table.sectors, table.row(row), strict=True))
    return np.array([found[name] for name in scenario.goods.names])


@TABLES
def test_coefficients_are_the_tables_and_incomes_follow_one_wage_and_one_return(folder: Path, name: str) -> None:
    table = load_table(folder, name)
    scenario, start = started(table)
    assert scenario.economy is not None
    added = in_order(table, scenario, "VALUE_ADDED") / sum(table.row("VALUE_ADDED"))
    got = start.accounts.value_added * 4.0 / start.figures["gdp_per_head"]
    assert got[0] == pytest.approx(added[0], rel=1e-9)  # agriculture keeps its own
    share = start.figures["labour_share"]
    labour, machines = (start.sectors[name][1:] / start.sectors[name][1:].sum() for name in ("employment_share", "capital_share"))
    np.testing.assert_allclose(got[1:] / got[1:].sum(), share * labour + (1.0 - share) * machines, rtol=1e-9)
    content = np.array(scenario.economy.content)
    physical = np.array(scenario.economy.inputs) * content[None, :] / content[:, None]
    names = scenario.goods.names
    rows = [[table.cells[g, user] for user in names] for g in names]
    output = np.array([table.cells[g, OUTPUT] for g in names])
    np.testing.assert_allclose(physical, np.array(rows) / output, rtol=2e-3, atol=1e-9)  # tables balance to a thousandth
    made = start.accounts.gross_output / content
    np.testing.assert_allclose(made / made.sum(), output / output.sum(), rtol=2e-3)


@TABLES
def test_labour_and_capital_are_the_tables_where_it_has_them(folder: Path, name: str) -> None:
    table = load_table(folder, name)
    scenario, start = started(table)
    for row, share in (("EMPLOYMENT_THOUSANDS", "employment_share"), ("CAPITAL_STOCK", "capital_share")):
        if table.has_row(row):
            wanted = in_order(table, scenario, row)
            np.testing.assert_allclose(start.sectors[share], wanted / wanted.sum(), rtol=1e-12)
        else:
            assert any(word in " ".join(scenario.economy.notes) for word in ("persons engaged", "capital"))  # type: ignore[union-attr]
    if table.has_row("CAPITAL_STOCK"):
        wanted = sum(table.row("CAPITAL_STOCK")) / sum(table.row("VALUE_ADDED"))
        assert scenario.figures["capital_output_ratio"].value == pytest.approx(wanted)


@TABLES
def test_uses_of_the_product_add_up_good_by_good(folder: Path, name: str) -> None:
    scenario, start = started(load_table(folder, name))
    assert sum(scenario.figures[use].value for use in SHARES_OF_PRODUCT) == pytest.approx(1.0, abs=1e-12)
    goods, accounts = scenario.goods, start.accounts
    np.testing.assert_allclose(accounts.gross_output, accounts.inputs @ accounts.gross_output + accounts.final_demand, rtol=1e-9)
    for bundle in (goods.machine, goods.provision, goods.arms, *goods.parts):
        assert sum(bundle) == pytest.approx(1.0, abs=1e-9)
        assert min(bundle) >= 0.0
    assert goods.machine[0] == 0.0


@TABLES
def test_people_eat_what_the_scenario_says(folder: Path, name: str) -> None:
    scenario, start = started(load_table(folder, name))
    state = start.state(1, 0)
    bought = start.accounts.final_demand - start.figures["gdp_per_head"] / 4.0 * (
        start.figures["investment_share"] * np.array(scenario.goods.machine)
        + (start.figures["provision_share"] + start.figures["arms_share"]) * np.array(scenario.goods.provision)
    )
    bought[0] *= start.flows.eaten / start.accounts.final_demand[0]  # less what spoils
    energy = float(bought @ np.array(scenario.goods.energy)) * float(state["kcal_per_unit"])
    assert energy == pytest.approx(scenario.figures["calories_per_head"].value, rel=1e-9)
    floats = [name for name, values in state.items() if values.dtype.kind == "f" and not np.isfinite(values).all()]
    assert floats == []


def test_gaps_are_filled_by_the_stated_rules(tmp_path: Path) -> None:
    source = built_in_economies()["made-up"]
    for path in source.iterdir():
        lines = [line for line in path.read_text().splitlines() if "EMPLOYMENT" not in line and "CAPITAL" not in line]
        (tmp_path / path.name).write_text("\n".join(lines) + "\n")
    scenario, start = started(load_table(tmp_path))
    pay = np.array([60, 27, 138, 46, 190, 140.0])
    added = np.array([86, 46, 230, 67, 332, 167.0])
    order = ["FRM", "FDP", "IND", "SVC", "PUB", "BLD"]  # what people do not buy stands last
    assert list(scenario.goods.names) == order
    place = [["FRM", "FDP", "IND", "BLD", "SVC", "PUB"].index(good) for good in order]
    np.testing.assert_allclose(start.sectors["employment_share"], (pay / pay.sum())[place])
    np.testing.assert_allclose(start.sectors["capital_share"], ((added - pay) / (added - pay).sum())[place])
    assert scenario.figures["capital_output_ratio"] == load_scenario("china-1952").figures["capital_output_ratio"]
    assert len([note for note in scenario.economy.notes if "taken in proportion" in note]) == 2  # type: ignore[union-attr]


def test_what_nobody_uses_as_input_and_is_a_service_cannot_be_stored() -> None:
    scenario, _ = started(load_table("made-up"))
    assert dict(zip(scenario.goods.names, scenario.goods.perishable, strict=True)) == {
        "FRM": False, "FDP": False, "IND": False, "SVC": False, "PUB": True, "BLD": False
    }  # fmt: skip
    assert few_workers(scenario, 100)[0].startswith("economy: fewer than 5 simulated workers in")
    assert few_workers(scenario, 4000) == []
