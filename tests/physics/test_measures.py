"""Measures: labour values against closed forms, distributions against exact ones, and accounts that close."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array

from counterplan.core.accounts import ACCOUNT_AXES
from counterplan.physics import measures
from counterplan.physics.outcomes import ACCOUNTS, OUTCOMES
from counterplan.physics.population import life_expectancy

from small_economy import endowment, physics, start  # isort: skip


def values_of(
    hours: list[float], output: list[float], inputs: list[list[float]], worn: list[float] | None = None
) -> np.ndarray:
    """Labour values of six sectors; the start's coefficients are an hour a unit and no inputs."""
    return np.asarray(
        measures.labour_values(
            jnp.array(hours), jnp.array(output), jnp.array(inputs), jnp.array(worn or [0.0] * 6),
            jnp.ones(6), jnp.zeros((6, 6)), jnp.zeros(6),
        )
    )  # fmt: skip


def two_sectors(a: float, b: float) -> list[list[float]]:
    """Inputs where 10 units of good 0 take 10·a of good 1, and 5 units of good 1 take 5·b of good 0."""
    inputs = np.zeros((6, 6))
    inputs[0, 1], inputs[1, 0] = 10.0 * a, 5.0 * b
    return inputs.tolist()


def test_two_sectors_have_the_closed_form() -> None:
    a, b = 0.3, 0.5
    found = values_of([20.0, 15.0, 1, 1, 1, 1], [10.0, 5.0, 1, 1, 1, 1], two_sectors(a, b))
    l0, l1 = 2.0, 3.0
    assert found[0] == pytest.approx((l0 + a * l1) / (1 - a * b), rel=1e-12)
    assert found[1] == pytest.approx((l1 + b * l0) / (1 - a * b), rel=1e-12)


def test_the_value_of_net_output_is_all_hours() -> None:
    rng = np.random.default_rng(1)
    for _ in range(50):
        output = rng.uniform(1, 9, 6)
        inputs = rng.uniform(0, 0.12, (6, 6)) * output[:, None]
        worn = rng.uniform(0, 0.05, 6) * output
        hours = rng.uniform(1, 50, 6)
        found = values_of(hours.tolist(), output.tolist(), inputs.tolist(), worn.tolist())
        net = output - inputs.sum(axis=0)
        net[4] -= worn.sum()
        assert found @ net == pytest.approx(hours.sum(), rel=1e-10)


def test_an_economy_that_uses_up_more_than_it_makes_has_no_values() -> None:
    found = values_of([20.0, 15.0, 1, 1, 1, 1], [10.0, 5.0, 1, 1, 1, 1], two_sectors(1.5, 0.8))
    assert (found == 0).all()


def test_a_sector_that_made_nothing_takes_the_start_technique() -> None:
    found = values_of([20.0, 15.0, 1, 1, 1, 7.0], [10.0, 5.0, 1, 1, 1, 0.0], two_sectors(0.3, 0.5))
    assert found[5] == pytest.approx(1.0)


def exact_gini(values: np.ndarray) -> float:
    ordered = np.sort(values)
    n = ordered.size
    return float(2 * (np.arange(1, n + 1) * ordered).sum() / (n * ordered.sum()) - (n + 1) / n)


@pytest.mark.parametrize("spread", [0.0, 0.01, 0.2, 0.6, 1.2])
@pytest.mark.parametrize("n", [1, 2, 50, 20000])
def test_gini_is_near_the_exact_one(spread: float, n: int) -> None:
    rng = np.random.default_rng(5)
    values = 300.0 * np.exp(spread * rng.standard_normal(n))
    alive = rng.random(n) < 0.8
    alive[0] = True
    bins = measures.consumption_bins(jnp.asarray(values, jnp.float32), jnp.asarray(alive), jnp.asarray(300.0))
    assert float(measures.gini(*bins)) == pytest.approx(exact_gini(values[alive]), abs=0.005)


def test_gini_at_the_edge_of_a_bin_stays_within_its_bound() -> None:
    values = np.where(np.arange(1000) % 2 == 0, 99.999, 100.001)
    everyone = jnp.ones(1000, bool)
    bins = measures.consumption_bins(jnp.asarray(values, jnp.float32), everyone, jnp.asarray(100.0))
    assert float(measures.gini(*bins)) < 0.003


def test_top_owners_are_a_hundredth_of_the_living() -> None:
    rng = np.random.default_rng(2)
    shares = np.floor(np.exp(1.5 * rng.standard_normal(5000)) * 1000).astype(np.int64)
    alive = rng.random(5000) < 0.7
    top = np.asarray(measures.top_owners(jnp.asarray(shares), jnp.asarray(alive)))
    assert not top[~alive].any()
    assert 0.7 <= top.sum() / (0.01 * alive.sum()) <= 1.0
    assert shares[top].min() > shares[alive & ~top].max()


def test_equal_owners_have_no_top() -> None:
    assert not np.asarray(measures.top_owners(jnp.full(500, 7), jnp.ones(500, bool))).any()


def test_mobility_is_none_where_everyone_stays_and_known_where_tenths_are_shuffled() -> None:
    n = 20000
    rng = np.random.default_rng(4)
    place = np.arange(n)
    consumption = jnp.asarray(np.exp(place / n), jnp.float32)
    alive, age = jnp.ones(n, bool), jnp.full(n, 30 * 4)
    stays = measures.class_mobility(consumption, alive, age, jnp.asarray(place * 10 // n))
    shuffled = measures.class_mobility(consumption, alive, age, jnp.asarray(rng.permutation(place) * 10 // n))
    unknown = measures.class_mobility(consumption, alive, age, jnp.full(n, -1))
    assert float(stays) == 0.0
    assert float(unknown) == 0.0
    assert float(shuffled) == pytest.approx(0.72, abs=0.05)


def test_life_expectancy_is_the_tables_at_the_start_and_falls_with_excess_deaths() -> None:
    hazard = endowment().hazard
    at_start = float(measures.life_expectancy(jnp.asarray(hazard), jnp.asarray(1.0)))
    assert at_start == pytest.approx(life_expectancy(hazard), rel=1e-12)
    assert float(measures.life_expectancy(jnp.asarray(hazard), jnp.asarray(2.0))) < at_start - 5


@pytest.fixture(scope="module")
def first() -> dict[str, Array]:
    state = start()
    return measures.measure(state, state, physics())


def test_measures_are_the_outcomes_of_the_table(first: dict[str, Array]) -> None:
    sizes = {"good": 6, "region": 4, **{axis: len(names) for axis, names in ACCOUNT_AXES.items()}}
    assert set(first) == set(OUTCOMES)
    for name, value in first.items():
        assert value.dtype == (jnp.int64 if OUTCOMES[name] in ACCOUNTS else jnp.float64), name
        assert value.shape == tuple(sizes[a] for a in OUTCOMES[name].axes), name
        assert np.isfinite(value).all(), name


def test_the_start_has_the_figures_of_its_scenario(first: dict[str, Array]) -> None:
    figures = endowment().figures
    assert float(first["gdp_per_head"]) == pytest.approx(figures["gdp_per_head"], rel=1e-6)
    assert float(first["population"]) == pytest.approx(figures["population"], rel=1e-9)
    assert float(first["emissions"]) == pytest.approx(1.0, rel=1e-9)
    assert float(first["price_level"]) == 1.0
    assert 0.0 <= float(first["unemployment_rate"]) < 0.2
    assert 0.005 < float(first["elite_share"]) < 0.05
    table = life_expectancy(endowment().hazard)
    assert float(first["life_expectancy"]) == pytest.approx(table, rel=1e-9)


def test_life_expectancy_rises_with_the_knowledge_of_health() -> None:
    state = start() | {"ignorance": jnp.asarray(0.5)}
    known = float(measures.measure(state, state, physics())["life_expectancy"])
    assert known == pytest.approx(life_expectancy(0.5 * endowment().hazard), rel=1e-9)


def test_rates_are_a_year_and_a_head_and_all_deaths_before_their_time_are_excess(first: dict[str, Array]) -> None:
    state = start()
    counts = {"births": 3.0, "deaths": 10.0, "deaths_age": 2.0, "deaths_famine": 4.0, "deaths_custody": 2.0, "deaths_violence": 1.0}
    counts |= {"deaths_execution": 1.0}
    state |= {name: jnp.asarray(value) for name, value in counts.items()} | {"planning_hours": jnp.asarray(1.5)}
    state |= {"labour_hours": jnp.zeros_like(state["labour_hours"]).at[3].set(13.0 * 5000.0), "birth_shortfall": jnp.asarray(6.0)}
    state |= {"used_by_state": jnp.zeros(6, jnp.int64).at[2].set(-8_000_000)}
    state |= {"demand": jnp.full(6, 10.0), "supplied": jnp.full(6, 10.0).at[1].set(4.0)}
    state |= {"spending_meant": jnp.asarray(80.0), "spending_unmet": jnp.asarray(20.0), "stood_in": jnp.zeros(6).at[0].set(3.0)}
    state |= {"used_as_input": jnp.zeros(6, jnp.int64).at[0].set(-4_000_000).at[3].set(-8_000_000)}
    got = measures.measure(state, start(), physics())
    living = float(state["alive"].sum())
    grown = float((state["alive"] & (state["age"] >= 64)).sum())
    each = float(state["persons_per_simulated"])
    assert float(got["birth_rate"]) == pytest.approx(4000 * 3 / living)
    assert float(got["death_rate"]) == pytest.approx(4000 * 10 / living)
    assert float(got["excess_deaths"]) == pytest.approx(8 * each)
    assert float(got["birth_deficit"]) == pytest.approx(6 * each)
    assert float(got["free_time"]) == pytest.approx(98.0 - 5000.0 / grown - 1.5)
    assert float(got["hours_per_worker"]) == pytest.approx(5000.0 / float(state["workers"].sum()))
    assert float(got["provision_per_head"]) == pytest.approx(4 * 8 / living)
    assert np.asarray(got["shortage_by_good"]) == pytest.approx([0, 0.6, 0, 0, 0, 0])
    price = np.asarray(state["need_price"])
    assert float(got["shortage"]) == pytest.approx(0.6 * price[1] / price.sum())
    assert float(got["forced_saving"]) == pytest.approx(0.25)
    assert float(got["forced_substitution"]) == pytest.approx(3.0 * price[0] / (4.0 * price[0] + 8.0 * price[3]))
    assert float(first["forced_saving"]) == float(first["forced_substitution"]) == 0.0  # nothing was asked for or used up yet


def test_a_basket_takes_about_as_many_hours_as_a_head_works(first: dict[str, Array]) -> None:
    """The basket is all final demand; values count machine wear, so it takes more than all hours."""
    state = start()
    hours_a_head = float(state["start_hours"].sum())
    assert 0.8 < float(first["labour_productivity"]) * hours_a_head < 1.0


def test_half_the_labour_doubles_labour_productivity(first: dict[str, Array]) -> None:
    state = start() | {"past_hours": start()["past_hours"] * 0.5}
    again = measures.measure(state, state, physics())
    double = 2.0 * float(first["labour_productivity"])
    assert float(again["labour_productivity"]) == pytest.approx(double, rel=1e-9)


def test_residuals_see_one_hundredth_one_millionth_and_one_person() -> None:
    state = start()
    same = measures.residuals(state, state)
    assert all(int(value) == 0 for value in same.values())
    richer = state | {"deposits_person": state["deposits_person"].at[3].add(1)}
    assert int(measures.residuals(richer, state)["money_residual"]) == 1
    fuller = state | {"inventory": state["inventory"].at[2].add(-1)}
    assert int(measures.residuals(fuller, state)["goods_residual"]) == 1
    known = fuller | {"spoiled": state["spoiled"].at[state["sector"][2]].add(-1)}
    assert int(measures.residuals(known, state)["goods_residual"]) == 0
    fewer = state | {"alive": state["alive"].at[0].set(False)}
    assert int(measures.residuals(fewer, state)["person_residual"]) == -1
    counted = fewer | {"deaths": jnp.asarray(1.0)}
    assert int(measures.residuals(counted, state)["person_residual"]) == 0


def test_the_order_of_slots_and_the_batch_change_no_bit(first: dict[str, Array]) -> None:
    state = start()
    order = np.random.default_rng(8).permutation(state["alive"].shape[0])
    mixed = {n: v[order] if v.shape[:1] == (order.size,) else v for n, v in state.items()}
    batch = {n: jnp.stack([state[n], mixed[n]]) for n in state}
    found = jax.jit(jax.vmap(lambda s: measures.measure(s, s, physics())))(batch)
    for name, value in found.items():
        assert (value[0] == value[1]).all(), name
