"""Age structures and what the start assumes so that nothing jumps in its first quarters."""

from __future__ import annotations

from dataclasses import replace

import jax.numpy as jnp
import numpy as np
import pytest

from counterplan.core.variables import GRAIN
from counterplan.experiments.cells import figures_of
from counterplan.institutions.coordination.prices import expected_budget
from counterplan.loader import load_scenario
from counterplan.physics.endowment import CAPACITY_USE, Endowment, hands_at_start, skill_fit
from counterplan.physics.parameters import Physics
from counterplan.physics.population import fertility_by_age, fit_hazard, largest_growth, quasi_stable_ages, siler_hazard, stable_ages
from counterplan.physics.production import ces

from small_economy import endowment  # isort: skip


def birth_rate(ages: np.ndarray, hazard: np.ndarray) -> float:
    """Births per 1,000 that go with the youngest age group, as in a stable population."""
    return float(1000.0 * ages[0] * np.exp(0.5 * hazard[0]))


def test_with_the_share_of_old_people_of_steady_growth_the_structure_is_that_of_steady_growth() -> None:
    hazard = siler_hazard(80.0, 0.5)
    steady = stable_ages(hazard, 0.012)
    births = 1000.0 / np.sum(steady / steady[0] * np.exp(-0.5 * hazard[0] - 0.5 * 0.012))
    np.testing.assert_allclose(quasi_stable_ages(hazard, births, float(steady[65:].sum())), steady, rtol=1e-9)


@pytest.mark.parametrize(("births", "old"), [(9.4, 0.155), (20.7, 0.046), (14.0, 0.126), (36.0, 0.042)])
def test_births_and_old_people_are_met_where_growth_was_not_steady(births: float, old: float) -> None:
    hazard = siler_hazard(30.0, 0.3)
    ages = quasi_stable_ages(hazard, births, old)
    assert ages.sum() == pytest.approx(1.0) and (ages > 0).all()
    assert ages[65:].sum() == pytest.approx(old, rel=1e-9)
    assert birth_rate(ages, hazard) == pytest.approx(births, rel=0.03)


def test_an_ageing_country_of_steady_growth_would_have_twice_its_old_people() -> None:
    deaths, births, infants, old = 10.83, 9.4, 5.3, 0.155  # Germany in 1995
    steady = stable_ages(fit_hazard(deaths, births, infants), (births - deaths) / 1000.0)
    assert steady[65:].sum() > 0.25
    hazard = fit_hazard(deaths, births, infants, old)
    assert 1000.0 * (quasi_stable_ages(hazard, births, old) * hazard).sum() == pytest.approx(deaths, abs=1e-6)


def test_growth_on_the_way_is_that_of_a_stable_population_and_more_where_the_young_are_many() -> None:
    hazard = fit_hazard(22.0, 42.0, 180.0)
    ages = stable_ages(hazard, 0.02)
    assert largest_growth(hazard, fertility_by_age(42.0, ages), ages, 40.0) == pytest.approx(0.02, abs=5e-4)
    safer = largest_growth(hazard, fertility_by_age(42.0, ages), ages, 40.0, progress=0.015)
    assert 0.023 < safer < 0.03  # deaths fall from 22 per 1,000 to some 10
    assert largest_growth(hazard, fertility_by_age(42.0, ages), ages, 40.0, progress=0.015, response=0.5) < safer - 0.001
    young = start("ussr-1932")
    natural = (young.figures["crude_birth_rate"] - young.figures["crude_death_rate"]) / 1000.0
    assert largest_growth(young.hazard, young.fertility, young.ages, 60.0) > natural + 0.002


def start(name: str, n_persons: int = 20_000, **figures: float) -> Endowment:
    single, tables = figures_of(load_scenario(name))
    return Endowment({**single, **figures}, tables, n_persons, 20)


def test_people_without_work_at_the_start_live_in_towns_and_have_looked_for_a_while() -> None:
    state = start("spain-2008").state(1, 0)
    idle = state["alive"] & (state["jobless"] > 0)
    assert (state["employer"][idle] == -1).all()
    block = state["hearth"][idle] // start("spain-2008").sizes.hearth_block
    assert (block % 2 == 1).all()
    assert set(np.unique(state["jobless"][idle])) == {1, 2, 3}


def test_labour_and_machines_of_the_start_give_its_output() -> None:
    hands = hands_at_start()
    assert float(ces(np.float64(hands), np.float64(1.0 / CAPACITY_USE), Physics().substitution)) == pytest.approx(1.0)
    made = endowment(4000)
    state = made.state(2, 0)
    town = state["open"] & (state["sector"] != GRAIN)
    workers = made.n_persons * made.workers * made.sectors["employment_share"]
    work = workers[state["sector"]] * state["work_each"] * state["market_share"]
    by_labour = work / made._constants()["start_labour"][state["sector"]]
    np.testing.assert_allclose(ces(by_labour[town], state["capacity"][town], Physics().substitution), state["output"][town], rtol=1e-9)


def test_skill_over_what_is_needed_at_the_start() -> None:
    state = start("china-1952", 40_000).state(4, 0)
    skill, need = state["skill"][state["alive"]], np.resize(state["trait_skill"], state["alive"].sum())
    assert skill.mean() == pytest.approx(1.0, abs=0.01)
    assert np.minimum(skill / need, 1.0).mean() == pytest.approx(skill_fit(), abs=0.01)


@pytest.mark.parametrize("name", ["china-1952", "usa-2008"])
def test_plans_expect_that_people_spend_what_they_receive(name: str) -> None:
    made, physics = start(name), replace(Physics())
    state, flows, n = made.state(3, 0), made.flows, made.n_persons
    held, received = state["deposits_person"].sum() / 100.0, float(state["income_total"])
    used = made._used() * n
    must = (np.array([0.8, 0.5, 0.5, 0.0, 0.0, 0.0]) * used)[1:].sum() + 0.8 * used[0] * (1.0 - made._rural())
    spent = expected_budget(jnp.asarray(received), jnp.asarray(held), jnp.asarray(must), physics)
    assert received == pytest.approx(used.sum() - flows.home * n, rel=3e-3)
    assert float(spent) == pytest.approx(received, rel=0.06)  # who lacks necessities holds less than the mean of all says


def test_effort_in_towns_rises_with_what_a_wage_is_worth() -> None:
    poor, rich = start("china-1952"), start("usa-2008")
    assert poor.town_effort > rich.town_effort
    richer_wage = start("usa-2008", labour_share=0.7)
    at_stake = [made._town_wage() / (made.flows.receipts - made.flows.village_pay) for made in (richer_wage, rich)]
    assert richer_wage.town_effort / rich.town_effort == pytest.approx((at_stake[0] / at_stake[1]) ** Physics().effort_elasticity, rel=1e-3)


@pytest.mark.parametrize("replicate", [0, 3])
def test_few_farm_workers_are_never_fewer_than_their_share(replicate: int) -> None:
    made = start("usa-2008", 1000)
    state = made.state(1, replicate)
    working = state["employer"][state["employer"] >= 0]
    farmers = (state["sector"][working] == GRAIN).sum()
    assert abs(farmers - made.sectors["employment_share"][GRAIN] * len(working)) <= 1.5
