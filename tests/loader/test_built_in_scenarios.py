"""Every scenario that comes with the package: it loads, its shares add to one, its start closes, its figures are those of their sources."""

from __future__ import annotations

import csv
import inspect
import math
import os
from decimal import Decimal
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from counterplan import api
from counterplan.core.goods import SIX
from counterplan.core.scenario import SHARES_BY_GOOD, SHARES_OF_PRODUCT, Figure, Scenario
from counterplan.core.variables import GRAIN
from counterplan.experiments.cells import figures_of
from counterplan.loader import built_in_scenarios, load_scenario
from counterplan.physics.endowment import Endowment
from counterplan.physics.population import life_expectancy
from counterplan.physics.starts import start_problem

NAMES = sorted(built_in_scenarios())
PERSONS = 4000
FACTS = Path(os.environ.get("COUNTERPLAN_FACTS") or Path(__file__).parents[3] / "shared" / "facts")
needs_facts = pytest.mark.skipif(
    not (FACTS / "gdp_population.csv").is_file(), reason=f"no fact tables in {FACTS}; set COUNTERPLAN_FACTS to their folder"
)


@cache
def scenario(name: str) -> Scenario:
    return load_scenario(name)


@cache
def start(name: str) -> Endowment:
    return Endowment(*figures_of(scenario(name)), PERSONS, 20)


def added(figures: list[Figure]) -> Decimal:
    return sum((Decimal(str(figure.value)) for figure in figures), Decimal(0))


def test_the_scenarios_that_are_promised_are_there() -> None:
    promised = {
        "usa-1973", "usa-2008", "germany-1995", "spain-2008", "ussr-1928", "ussr-1932", "ussr-1965", "china-1952", "china-1958",
        "china-1966", "china-1978", "hungary-1949", "poland-1950", "czechoslovakia-1950", "gdr-1950", "yugoslavia-1950", "cuba-1959",
        "vietnam-1955",
    }  # fmt: skip
    assert promised <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_has_a_source_or_is_assumed_and_can_be_swept(name: str) -> None:
    """A range of one point could not be swept; what is zero by definition (nobody consumes arms) has none."""
    given = scenario(name)
    figures = [*given.figures.values(), *(figure for table in given.sector_figures.values() for figure in table.values())]
    assert len(figures) > 40
    assert [f.name for f in figures if not f.source or not f.unit] == []
    assert [f.name for f in figures if not (f.low < f.high and f.low <= f.value <= f.high) and f.value != 0] == []


def test_the_default_run_has_the_size_that_is_promised() -> None:
    """Forty years in quarters, sixteen replicates, at least 5,000 persons and 100 enterprises; the second scenario too."""
    asked = {name: p.default for name, p in inspect.signature(api.run).parameters.items()}
    assert (asked["scenario"], asked["years"], asked["replicates"], asked["systems"]) == ("china-1952", 40, 16, None)
    assert api.MAIN_SYSTEMS == ("neoliberal-capitalism", "command-economy", "democratic-planning")
    for name in ("china-1952", "ussr-1928"):
        start = Endowment(*figures_of(scenario(name)), asked["persons"], asked["years"]).state(1, 0)
        assert start["alive"].sum() >= 5000
        assert start["open"].sum() >= 100


@pytest.mark.parametrize("name", NAMES)
def test_shares_add_to_one_exactly_as_written(name: str) -> None:
    given = scenario(name)
    assert given.name == name and given.title
    assert added([given.figures[share] for share in SHARES_OF_PRODUCT]) == 1
    for table in SHARES_BY_GOOD:
        assert added(list(given.sector_figures[table].values())) == 1, table


@pytest.mark.parametrize("name", NAMES)
def test_the_start_closes(name: str) -> None:
    made = start(name)
    figures, accounts = made.figures, made.accounts
    assert start_problem(made) == ("", "")
    assert (accounts.gross_output > 0).all() and (accounts.value_added > 0).all()
    final = dict(zip(SIX.names, accounts.final_demand, strict=True))
    assert {good for good, demand in final.items() if demand > 0} == set(SIX.names) - {"materials"}
    assert final["materials"] == 0.0
    gdp = figures["gdp_per_head"] / 4.0
    assert accounts.value_added.sum() == pytest.approx(gdp, rel=1e-9)
    assert accounts.final_demand.sum() == pytest.approx(gdp, rel=1e-9)
    used = accounts.inputs @ accounts.gross_output
    np.testing.assert_allclose(accounts.gross_output, used + accounts.final_demand, rtol=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_wages_prices_and_jobs_at_the_start_are_those_of_the_figures(name: str) -> None:
    made, figures = start(name), start(name).figures
    state = made.state(3, 0)
    town, is_open = state["sector"] != GRAIN, state["open"]
    cost = state["unit_cost"][town & is_open]
    assert (cost < 1.15).all()
    usual = cost < 1.0 / 1.02
    np.testing.assert_allclose((1.0 + state["mark_up"][town & is_open][usual]) * cost[usual], 1.0, rtol=1e-6)
    living = state["alive"]
    working, able = state["employer"][living] >= 0, state["participates"][living]
    of_age = (state["age"][living] >= 64) & (state["age"][living] < 248)
    jobless = 1.0 - working.sum() / (able & of_age).sum()
    assert jobless == pytest.approx(figures.get("unemployment_rate", 0.0), abs=0.02)
    assert working.mean() == pytest.approx(figures["participation_rate"], abs=0.02)


@pytest.mark.parametrize("name", NAMES)
def test_the_age_structure_gives_births_deaths_and_old_people_of_the_figures(name: str) -> None:
    made, figures = start(name), start(name).figures
    assert made.ages.sum() == pytest.approx(1.0)
    assert 1000.0 * (made.ages * made.hazard).sum() == pytest.approx(figures["crude_death_rate"], abs=0.01)
    assert 1000.0 * (made.ages * made.fertility).sum() * 0.488 == pytest.approx(figures["crude_birth_rate"], abs=0.01)
    newborn = figures["crude_birth_rate"] / 1000.0 * math.exp(-0.5 * made.hazard[0])
    assert made.ages[0] == pytest.approx(newborn, rel=0.05)  # as many infants as were born: births do not jump
    if "share_65_and_over" in figures:
        assert made.ages[65:].sum() == pytest.approx(figures["share_65_and_over"], abs=1e-4)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("ussr-1928", "ussr-1932", "china-1952")])
def test_life_expectancy_comes_out_near_the_record_though_nothing_is_fitted_to_it(name: str) -> None:
    record = scenario(name).record.get("life_expectancy", {})
    if not record:
        pytest.skip(f"{name} has no record of life expectancy")
    assert life_expectancy(start(name).hazard) == pytest.approx(record[min(record)], abs=3.0)


@cache
def table(name: str, key: str = "iso3") -> dict[tuple[str, int], dict[str, str]]:
    with (FACTS / f"{name}.csv").open(encoding="utf-8") as file:
        return {(row[key], int(row["year"])): row for row in csv.DictReader(file)}


def around(name: str, country: str, year: int, column: str, scale: float = 1.0) -> tuple[float, float]:
    """Smallest and largest of the table's values in that year, or in the nearest years before and after it."""
    known = {y: float(row[column]) * scale for (c, y), row in table(name).items() if c == country and row[column]}
    sides = ([y for y in known if y < year][-1:], [y for y in known if y > year][:1])
    years = [year] if year in known else [y for side in sides for y in side]
    return min(known[y] for y in years), max(known[y] for y in years)


COLUMNS = {
    ("population", "maddison-2023"): ("gdp_population", "population_thousands", 1000.0),
    ("gdp_per_head", "maddison-2023"): ("gdp_population", "gdppc_2011intl", 1.0),
    ("crude_death_rate", "wpp-2024"): ("vital_statistics", "cdr_wpp", 1.0),
    ("infant_mortality", "gapminder-infant-mortality"): ("vital_statistics", "imr_gapminder", 1.0),
    ("crude_birth_rate", "banister-1984"): ("vital_statistics", "cbr_adjusted_banister", 1.0),
    ("capital_output_ratio", "pwt-1001"): ("labour_productivity", "capital_output_ratio", 1.0),
    ("labour_share", "pwt-1001"): ("labour_productivity", "labour_share", 1.0),
    ("depreciation_rate", "pwt-1001"): ("labour_productivity", "depreciation_rate", 1.0),
    ("weekly_hours", "pwt-1001"): ("labour_productivity", "avg_annual_hours", 1.0 / 52.0),
}
"""Where a figure of a source stands in the fact tables: table, column, factor to the scenario's unit."""


@needs_facts
@pytest.mark.parametrize("name", NAMES)
def test_figures_equal_the_fact_tables_where_they_claim_them(name: str) -> None:
    given = scenario(name)
    checked = 0
    for figure in given.figures.values():
        if (figure.name, figure.source) in COLUMNS:
            low, high = around(COLUMNS[figure.name, figure.source][0], given.country, given.start, *COLUMNS[figure.name, figure.source][1:])
            slack = 0.002 * abs(high) + 1e-9  # the last digit that the file gives
            assert low - slack <= figure.value <= high + slack, (figure.name, figure.value, low, high)
            checked += 1
    assert checked >= (0 if given.country == "DDR" else 1)


@needs_facts
@pytest.mark.parametrize("name", [name for name in NAMES if scenario(name).figures["participation_rate"].source == "pwt-1001"])
def test_people_at_work_and_distance_to_the_frontier_are_those_of_the_tables(name: str) -> None:
    given = scenario(name)
    own, usa = (table("labour_productivity")[country, given.start] for country in (given.country, "USA"))
    at_work = float(own["employment_millions"]) / float(own["population_millions"])
    assert given.figures["participation_rate"].value == pytest.approx(at_work, abs=1e-4)
    gap = given.figures["technique_gap"]
    if gap.source == "pwt-1001":
        columns = ("labour_productivity_usd2017_per_hour", "output_per_worker_usd2017")
        ratios = [float(own[column]) / float(usa[column]) for column in columns if own[column]]
        assert min(abs(gap.value - ratio) for ratio in ratios) < 1e-3


@needs_facts
@pytest.mark.parametrize("name", [name for name in NAMES if scenario(name).figures["technique_gap"].source == "maddison-2023"])
def test_distance_to_the_frontier_by_product_a_head(name: str) -> None:
    given, rows = scenario(name), table("gdp_population")
    year = max(y for c, y in rows if c == given.country and y <= given.start and rows[c, y]["gdppc_2011intl"])
    ratio = float(rows[given.country, year]["gdppc_2011intl"]) / float(rows["USA", year]["gdppc_2011intl"])
    assert given.figures["technique_gap"].value == pytest.approx(ratio, abs=1e-3)


@needs_facts
@pytest.mark.parametrize("name", NAMES)
def test_the_record_is_that_of_the_tables(name: str) -> None:
    given, rows, vital = scenario(name), table("gdp_population"), table("vital_statistics")
    for year, value in given.record.get("gdp_per_head", {}).items():
        assert value == float(rows[given.country, year]["gdppc_2011intl"])
    for year, value in given.record.get("population", {}).items():
        assert value == pytest.approx(1000.0 * float(rows[given.country, year]["population_thousands"]))
    for year, value in given.record.get("death_rate", {}).items():
        assert value == float(vital[given.country, year]["cdr_wpp"])


@needs_facts
def test_shares_by_good_are_those_of_the_input_output_tables() -> None:
    with (FACTS / "io_tables.csv").open(encoding="utf-8") as file:
        cells = {(row["table_id"], row["row"], row["col"]): float(row["value"] or 0) for row in csv.DictReader(file)}

    def share(table_id: str, row: str, codes: tuple[str, ...], wanted: str) -> float:
        return cells[table_id, row, wanted] / sum(cells[table_id, row, code] for code in codes)

    six = ("A", "BE", "F", "GI", "JN", "OT")
    germany = scenario("germany-1995").sector_figures
    assert germany["value_added_share"]["grain"].value == pytest.approx(share("DEU1995_6", "VALUE_ADDED", six, "A"), abs=1e-4)
    assert germany["employment_share"]["grain"].value == pytest.approx(share("DEU1995_6", "EMPLOYMENT_THOUSANDS", six, "A"), abs=1e-4)
    codes = tuple(row for table_id, row, col in cells if table_id == "USA2014_20" and col == "TOTAL_OUTPUT" and row.isupper() and len(row) == 3)
    for title, row in (("value_added_share", "VALUE_ADDED"), ("employment_share", "EMPLOYMENT_THOUSANDS")):
        before, after = share("USA2000_20", row, codes, "AGR"), share("USA2014_20", row, codes, "AGR")
        drawn_straight = before + 8.0 / 14.0 * (after - before)
        assert scenario("usa-2008").sector_figures[title]["grain"].value == pytest.approx(drawn_straight, abs=1e-4)
