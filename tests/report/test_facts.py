"""The stylised facts on made-up runs whose figures are known, and the file that holds the bands."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from counterplan.core.accounts import ACCOUNT_AXES, GOODS_FLOWS, MONEY_STOCKS, STORES, TRANSACTIONS
from counterplan.core.errors import InputError
from counterplan.core.variables import GOODS
from counterplan.loader import load_bibliography, load_stylised_facts
from counterplan.report.facts import MEASURES, RECORDED, details, measure

FACTS = load_stylised_facts()
BURN_IN, QUARTERS, REPLICATES = 40, 240, 4
DIMS = ("system", "replicate", "quarter")
SYSTEM = "some-system"


def made_up(unemployment: float = -0.5, growth: float = 0.02, consumption: float = 0.5) -> xr.Dataset:
    """Output grows and swings by 2 % around its trend; all else follows from it in a known way. The burn-in is noise."""
    rng = np.random.default_rng(11)
    time = np.arange(QUARTERS) / 4.0
    phase = rng.uniform(0, 2 * np.pi, (REPLICATES, 1))
    swing = 0.02 * np.sin(2 * np.pi * time / 4.5 + phase) + rng.normal(0, 0.001, (REPLICATES, QUARTERS))
    swing[:, :BURN_IN] = rng.normal(0, 0.3, (REPLICATES, BURN_IN))
    ahead = 0.02 * np.sin(2 * np.pi * (time + 0.75) / 4.5 + phase)
    level = lambda part, size: size * np.exp(growth * time + part)  # noqa: E731
    shares = {"output": level(swing, 1e9), "consumption": level(consumption * swing, 6e8), "investment": level(3 * swing, 2e8)}
    rates = {name: np.full((REPLICATES, QUARTERS), 0.5) for name in RECORDED}
    rates |= {
        "unemployment_rate": 0.06 + unemployment * swing, "vacancy_rate": 0.03 - 0.2 * unemployment * swing, "employment_rate": 0.7 + 0.6 * swing,
        "closures": 1.0 - 5 * swing, "output_per_hour": level(0 * swing, 1.0), "size_skewness": np.full_like(swing, 3.0),
        "growth_shape": np.full_like(swing, np.sqrt(0.5)), "wealth_gini": np.full_like(swing, 0.8), "income_gini": np.full_like(swing, 0.5),
        "investment_inaction": np.full_like(swing, 0.08), "investment_spikes": np.full_like(swing, 0.01),
    }  # fmt: skip
    return dataset(shares, rates, -ahead)


def dataset(flows: dict[str, np.ndarray], rates: dict[str, np.ndarray], credit: np.ndarray) -> xr.Dataset:
    shape = (1, REPLICATES, QUARTERS)
    money = {name: np.zeros((*shape, len(MONEY_STOCKS)), np.int64) for name in ("money_opening", "money_closing")}
    stock = list(MONEY_STOCKS)
    kind = list(TRANSACTIONS)
    moved = np.zeros((*shape, len(kind), len(stock)), np.int64)
    turnover, goods = np.zeros((*shape, len(kind)), np.int64), np.zeros((*shape, len(GOODS_FLOWS), len(GOODS)), np.int64)
    sold = (flows["output"] / 1e4).astype(np.int64)  # all output is sold to persons at price 1, in hundredths
    for name, amount in (("purchase", sold), ("wage", -(0.7 * sold).astype(np.int64))):
        moved[0, :, :, kind.index(name), stock.index("deposits_enterprise")] = amount
        moved[0, :, :, kind.index(name), stock.index("deposits_person")] = -amount
    money["money_closing"][0, :, :, stock.index("debt_enterprise")] = (4 * sold * (0.5 + 5 * credit)).astype(np.int64)
    goods[0, :, :, list(GOODS_FLOWS).index("produced"), 1] = flows["output"]
    goods[0, :, :, list(GOODS_FLOWS).index("consumed"), 1] = -flows["consumption"]
    stores = {name: np.zeros((*shape, len(STORES), len(GOODS)), np.int64) for name in ("goods_moved", "goods_opening", "goods_closing")}
    stores["goods_moved"][0, :, :, list(STORES).index("machines"), 4] = flows["investment"]
    by_good = np.zeros((*shape, len(GOODS)))
    found = {
        **{name: (DIMS, values[None]) for name, values in rates.items()}, "failed": (DIMS, np.zeros(shape)),
        **{name: ((*DIMS, "money_stock"), values) for name, values in money.items()},
        "money_flow": ((*DIMS, "transaction", "money_stock"), moved), "turnover": ((*DIMS, "transaction"), turnover),
        "goods_flow": ((*DIMS, "goods_use", "good"), goods), **{n: ((*DIMS, "store", "good"), v) for n, v in stores.items()},
        "price_by_good": ((*DIMS, "good"), by_good + 1), "employment_by_good": ((*DIMS, "good"), by_good + 0.2),
    }  # fmt: skip
    return xr.Dataset(found).assign_coords(system=[SYSTEM], good=list(GOODS), **{axis: list(names) for axis, names in ACCOUNT_AXES.items()})


@pytest.fixture(scope="module")
def rows() -> dict[str, dict[str, object]]:
    still = made_up(growth=0.005)
    return {str(row["id"]): row for row in measure(made_up(), SYSTEM, FACTS, BURN_IN, still)}


@pytest.mark.parametrize(
    ("fact", "figure", "within"),
    [
        ("investment-volatility", 3.0, 0.05), ("consumption-volatility", 0.5, 0.02), ("output-volatility", 0.0125, 0.003),
        ("procyclical-employment", 1.0, 0.01), ("countercyclical-unemployment", -1.0, 0.01), ("countercyclical-bankruptcies", -1.0, 0.01),
        ("okun", -0.5, 0.02), ("beveridge", -0.2, 0.005), ("firm-sizes", 3.0, 1e-9), ("firm-growth", 1.0, 0.01),
        ("wealth-and-income", 0.3, 1e-9), ("credit-leads-bankruptcies", 3.0, 0.01), ("growth-from-technique", 0.75, 0.02),
        ("labour-share", 0.7, 0.001), ("labour-share-path", 0.0, 0.001),
    ],
)  # fmt: skip
def test_figures_are_those_that_were_put_in(rows: dict[str, dict[str, object]], fact: str, figure: float, within: float) -> None:
    assert rows[fact]["figure"] == pytest.approx(figure, abs=within)
    assert rows[fact]["holds"] is True


def test_what_fails_is_said(rows: dict[str, dict[str, object]]) -> None:
    assert rows["investment-spikes"]["holds"] is False
    others = {str(row["id"]): row for row in measure(made_up(unemployment=0.5, consumption=1.5), SYSTEM, FACTS, BURN_IN)}
    for fact in ("okun", "countercyclical-unemployment", "consumption-volatility"):
        assert others[fact]["holds"] is False
    assert (others["growth-from-technique"]["figure"], others["growth-from-technique"]["holds"]) == (None, None)


def test_a_median_in_the_band_is_not_enough() -> None:
    data = made_up()
    data["investment_inaction"][0, 0] = 0.5
    assert {r["id"]: r["holds"] for r in measure(data, SYSTEM, FACTS, BURN_IN)}["investment-inaction"] is True  # three of four
    data["investment_inaction"][0, 1] = 0.5
    data["investment_inaction"][0, 2] = 0.07
    row = next(r for r in measure(data, SYSTEM, FACTS, BURN_IN) if r["id"] == "investment-inaction")
    assert (row["share"], row["holds"]) == (0.5, False)


def test_failed_replicates_are_left_out() -> None:
    data = made_up()
    data["failed"][0, 1, 200:] = 2
    data["unemployment_rate"][0, 1, 200:] = np.nan
    row = measure(data, SYSTEM, FACTS, BURN_IN)[0]
    assert row["measured_on"] == "3 of 3"
    assert details(data, SYSTEM, BURN_IN)["replicates"] == 3
    data["failed"][0, :, 200:] = 2
    assert all(row["holds"] is None for row in measure(data, SYSTEM, FACTS, BURN_IN))


def test_runs_that_are_too_short_or_lack_a_series_are_refused() -> None:
    with pytest.raises(InputError, match="at least 15"):
        measure(made_up(), SYSTEM, FACTS, 200)
    with pytest.raises(InputError, match="'wealth_gini'"):
        measure(made_up().drop_vars("wealth_gini"), SYSTEM, FACTS, BURN_IN)


def test_facts_name_measures_that_exist_and_all_measures_are_used() -> None:
    assert {fact.measure for fact in FACTS.values()} == set(MEASURES)
    assert len(FACTS) == len(MEASURES)
    assert {fact.source for fact in FACTS.values()} <= set(load_bibliography())


def test_a_fact_with_an_empty_band_or_without_a_source_is_refused(tmp_path: Path) -> None:
    text = '[a]\nstatement = "s"\nmeasure = "m"\npublished = "p"\nband = "b"\nhigh = 1.0\n'
    file = tmp_path / "facts.toml"
    for more, wrong in (('source = "x"\nlow = 2.0\n', "above high"), ("low = 0.0\n", "source"), ('source = "x"\nlow = nan\n', "low")):
        file.write_text(text + more)
        with pytest.raises(InputError, match=wrong):
            load_stylised_facts(file)
