"""Drawn starts: figures inside their ranges, groups that add to one, redraws that are counted, and errors where nothing fits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from counterplan.core.errors import InputError
from counterplan.core.priors import CAUSES, Prior
from counterplan.core.scenario import SHARES_BY_GOOD, SHARES_OF_PRODUCT, Scenario
from counterplan.core.variables import GOODS
from counterplan.experiments.cells import figures_of
from counterplan.loader import load_scenario, priors_of
from counterplan.physics.endowment import Endowment
from counterplan.physics.starts import Drawn, Starts, start_problem

PERSONS, YEARS, SEED = 600, 10, 5
SCENARIOS = ("china-1952", "ussr-1928")


@cache
def scenario(name: str = "china-1952") -> Scenario:
    return load_scenario(name)


def figure_priors(given: Scenario) -> list[Prior]:
    return [p for p in priors_of([], given, {}, {}) if not p.name.startswith("physics.")]


def starts(given: Scenario, *more: Prior) -> Starts:
    return Starts(*figures_of(given), [*figure_priors(given), *more], PERSONS, YEARS)


def with_range(given: Scenario, ranges: Mapping[str, tuple[float, float]]) -> Scenario:
    changed = {n: replace(given.figures[n], low=low, high=high) for n, (low, high) in ranges.items()}
    return replace(given, figures={**given.figures, **changed})


def sums(drawn: Drawn, given: Scenario) -> list[float]:
    single = {n: drawn.values.get(f"figures.{n}", given.figures[n].value) for n in SHARES_OF_PRODUCT}
    tables = [[drawn.values.get(f"{t}.{g}", given.sector_figures[t][g].value) for g in GOODS] for t in SHARES_BY_GOOD]
    return [sum(single.values()), *(sum(values) for values in tables)]


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_drawn_figure_stays_in_its_range_and_groups_add_to_one(name: str) -> None:
    given = scenario(name)
    priors, made = figure_priors(given), starts(given)
    for replicate in range(25):
        drawn = made.of(SEED, replicate)
        assert set(drawn.values) == {p.name for p in priors}
        assert [p.name for p in priors if not p.low <= drawn.values[p.name] <= p.high] == []
        assert sums(drawn, given) == pytest.approx([1.0] * 5, abs=1e-12)
        assert start_problem(drawn.endowment) == ("", "")
        assert (drawn.endowment.accounts.gross_output > 0).all()


def test_the_start_is_built_from_the_drawn_figures() -> None:
    made = starts(scenario())
    for replicate in (0, 7):
        drawn = made.of(SEED, replicate)
        state = drawn.endowment.state(SEED, replicate)
        assert float(state["start_gdp_per_head"]) == drawn.values["figures.gdp_per_head"]
        assert float(state["persons_per_simulated"]) == drawn.values["figures.population"] / PERSONS
        assert float(state["harvest_deviation"]) == drawn.values["figures.harvest_deviation"]
        assert float(state["depreciation"]) == drawn.values["figures.depreciation_rate"] / 4.0
        living = state["alive"]
        at_work = state["employer"][living] >= 0
        on_land = state["sector"][state["employer"][living][at_work]] == 0
        assert on_land.mean() == pytest.approx(drawn.values["employment_share.grain"], abs=0.08)
        assert {n: v.shape for n, v in state.items()} == {n: v.shape for n, v in made.centre.state(SEED, replicate).items()}


def test_the_same_replicate_is_the_same_whoever_asked_before() -> None:
    one, other = starts(scenario()), starts(scenario())
    for replicate in (4, 0, 2):
        one.of(SEED, replicate)
    first, second = one.of(SEED, 2), other.of(SEED, 2)
    assert first.values == second.values
    assert first.values != other.of(SEED, 3).values
    assert first.values != other.of(SEED + 1, 2).values
    a, b = first.endowment.state(SEED, 2), second.endowment.state(SEED, 2)
    assert [name for name in a if a[name].tobytes() != b[name].tobytes()] == []


def test_a_further_range_shifts_no_other_draw() -> None:
    given = with_range(scenario(), {"weekly_hours": (48.0, 48.0)})
    fewer, more = starts(given), starts(scenario())
    for replicate in range(6):
        a, b = fewer.of(SEED, replicate), more.of(SEED, replicate)
        assert "figures.weekly_hours" in b.values
        assert a.values == {n: v for n, v in b.values.items() if n != "figures.weekly_hours"}
        assert a.redraws == b.redraws


def test_a_fixed_share_stays_and_the_others_fill_the_rest() -> None:
    given = with_range(scenario(), {"arms_share": (0.04, 0.04), "provision_share": (0.1, 0.1)})
    for replicate in range(6):
        drawn = starts(given).of(SEED, replicate)
        assert "figures.arms_share" not in drawn.values
        assert drawn.endowment.figures["arms_share"] == 0.04
        assert drawn.values["figures.consumption_share"] + drawn.values["figures.investment_share"] == pytest.approx(0.86, abs=1e-12)


def test_contradicting_figures_are_drawn_again_and_counted() -> None:
    made = starts(scenario("ussr-1928"))
    redraws = [made.of(SEED, replicate).redraws for replicate in range(25)]
    assert all(set(counts) == set(CAUSES) for counts in redraws)
    # 0.52 of the people are of working age at the scenario's values, and the range of participation goes beyond that.
    assert sum(counts["participation"] for counts in redraws) > 0
    assert sum(counts["accounts"] for counts in redraws) > 0


@pytest.mark.parametrize(
    ("ranges", "said"),
    [
        (
            {"consumption_share": (0.74, 0.99), "investment_share": (0.12, 0.9), "provision_share": (0.1, 0.9), "arms_share": (0.04, 0.9)},
            "could not be scaled to add to 1 inside their ranges. Widen the ranges",
        ),
        ({"participation_rate": (0.6, 0.9)}, "gave no possible start; the last:"),
    ],
)
def test_ranges_without_a_possible_start_are_one_clear_line(ranges: dict[str, tuple[float, float]], said: str) -> None:
    made = starts(with_range(scenario(), ranges))
    with pytest.raises(InputError) as error:
        made.of(SEED, 0)
    assert said in str(error.value)
    assert "replicate 0: 100 draws of" in str(error.value)
    assert "\n" not in str(error.value)


def test_problems_are_found() -> None:
    single, tables = figures_of(scenario())
    assert start_problem(Endowment(single, tables, PERSONS, YEARS)) == ("", "")
    busy = Endowment({**single, "participation_rate": 0.9}, tables, PERSONS, YEARS)
    assert start_problem(busy)[0] == "participation"
    deadly = Endowment({**single, "crude_death_rate": 5.0, "infant_mortality": 400.0}, tables, PERSONS, YEARS)
    assert start_problem(deadly)[0] == "deaths"
    eaten = {**tables, "value_added_share": np.array([0.8, 0.02, 0.1, 0.04, 0.03, 0.01])}
    assert start_problem(Endowment(single, eaten, PERSONS, YEARS))[0] == "accounts"


def test_no_drawn_figure_gives_the_scenarios_own_start() -> None:
    made = Starts(*figures_of(scenario()), [], PERSONS, YEARS)
    drawn = made.of(SEED, 1)
    assert (drawn.values, sum(drawn.redraws.values())) == ({}, 0)
    plain = Endowment(*figures_of(scenario()), PERSONS, YEARS).state(SEED, 1)
    assert [n for n, v in drawn.endowment.state(SEED, 1).items() if v.tobytes() != plain[n].tobytes()] == []
