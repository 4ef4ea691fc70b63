"""Production: closed forms of output, inputs, wear, harvest, seed and weather."""

from __future__ import annotations

from dataclasses import replace

import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array

from counterplan.engine.program import Cell, Program
from counterplan.engine.quarter import Mechanism
from counterplan.experiments.cells import paths_of
from counterplan.loader import load_scenario
from counterplan.physics.parameters import Physics
from counterplan.physics.production import ces, draw_weather, harvest, limits, produce, spoil

from small_economy import act, draws, endowment, physics, settled, start  # isort: skip

E = endowment().sizes.enterprise
FARM, SHOP = 0, int(np.flatnonzero(np.asarray(start()["sector"]) == 1)[0])


def one(place: int, value: float, other: float = 0.0) -> Array:
    return jnp.full(E, other).at[place].set(value)


def test_potentials_combine_with_a_constant_elasticity() -> None:
    assert float(ces(jnp.asarray(8.0), jnp.asarray(8.0), 0.4)) == pytest.approx(8.0)
    assert float(ces(jnp.asarray(8.0), jnp.asarray(2.0), 0.5)) == pytest.approx(1.0 / (0.5 / 8 + 0.5 / 2))
    assert float(ces(jnp.asarray(2.0), jnp.asarray(8.0), 0.4)) == pytest.approx((0.5 * 2**-1.5 + 0.5 * 8**-1.5) ** (-1 / 1.5))
    assert float(ces(jnp.asarray(0.0), jnp.asarray(8.0), 0.4)) == 0.0


def test_capacity_is_machines_and_potential_is_both() -> None:
    state = start() | {"machines": jnp.full(E, 12_000_000), "technique_capital": jnp.full(E, 3.0), "technique_labour": jnp.full(E, 0.5)}
    got = act(limits, state | {"labour": jnp.full(E, 1.0)}, substitution=0.5).decide
    np.testing.assert_allclose(got["capacity"], 4.0)
    np.testing.assert_allclose(got["potential"], np.where(np.asarray(state["sector"]) == 0, 2.0, 1.0 / (0.5 / 2 + 0.5 / 4)))


def workshop(potential: float = 100.0, target: float = 100.0, stores: tuple[float, ...] = (1e3,) * 6, **changes: Array) -> dict[str, Array]:
    """A workshop whose unit takes .2 of materials and .1 of grain, beside nobody else."""
    state = start()
    inputs = jnp.zeros((6, 6)).at[3, 1].set(0.1).at[0, 1].set(0.05)
    return state | {
        "open": one(SHOP, 1.0) > 0, "potential": one(SHOP, potential), "target_output": one(SHOP, target), "base_inputs": inputs,
        "technique_materials": jnp.full(E, 2.0), "inputs": jnp.zeros((E, 6), jnp.int64).at[SHOP].set((jnp.asarray(stores) * 1e6).astype(jnp.int64)),
        "machines": jnp.full(E, 50_000_000), "depreciation": jnp.asarray(0.02), **changes,
    }  # fmt: skip


def made(state: dict[str, Array], quarter: int = 0) -> tuple[float, dict[str, Array]]:
    after = settled(state, act(produce, state, quarter, input_substitution=0.5))
    assert int(jnp.sum(after["inventory"] - state["inventory"])) == int(after["produced"].sum())
    return float((after["inventory"] - state["inventory"])[SHOP]) / 1e6, after


def test_output_is_the_smaller_of_potential_and_target() -> None:
    assert made(workshop(potential=80.0))[0] == pytest.approx(80.0)
    assert made(workshop(target=30.0))[0] == pytest.approx(30.0)
    assert made(workshop(target=-3.0))[0] == 0.0
    assert made(workshop(open=jnp.zeros(E, bool)))[0] == 0.0


def test_inputs_that_lack_lower_output_by_their_weights() -> None:
    enough, after = made(workshop(stores=(10.0, 0, 0, 20.0, 0, 0)))
    assert enough == pytest.approx(100.0)
    assert np.asarray(after["inputs"])[SHOP].tolist() == [0] * 6
    assert np.asarray(after["used_as_input"]).tolist() == [-10e6, 0, 0, -20e6, 0, 0]
    assert not np.asarray(after["stood_in"]).any()
    # Half of the materials (2/3 of the inputs' weight): 1/(1/3 + 2/3·2) = .6 of the output, at an elasticity of a half.
    less, after = made(workshop(stores=(10.0, 0, 0, 10.0, 0, 0)))
    assert less == pytest.approx(100.0 / (1 / 3 + 2 / 3 * 2))
    assert np.asarray(after["used_as_input"]).tolist() == [-10e6, 0, 0, -10e6, 0, 0]
    # What the 60 made take by the technique is 6 of grain: 4 of the 10 used stood in for materials. Of materials all were needed.
    np.testing.assert_allclose(after["stood_in"], [10.0 - 0.1 * less, 0, 0, 0, 0, 0], rtol=1e-6)
    assert made(workshop(stores=(0.0,) * 6))[0] == pytest.approx(0.1, rel=1e-6)  # a thousandth, not more


def test_machines_wear_by_their_rate_everywhere() -> None:
    _, after = made(workshop())
    np.testing.assert_array_equal(after["machines"], 49_000_000)
    assert int(after["worn_out"][4]) == -E * 1_000_000


def test_annual_sums_hold_this_quarters_numbers_in_its_place() -> None:
    hours = one(SHOP, 130.0)
    state = workshop(labour_hours=hours, past_output=jnp.full((4, 6), 7.0), past_hours=jnp.full((4, 6), 7.0))
    got = act(produce, state, 6).decide
    np.testing.assert_allclose(got["past_output"], np.where(np.arange(4)[:, None] == 2, [0, 100.0, 0, 0, 0, 0], 7.0), rtol=1e-6)
    np.testing.assert_allclose(got["past_hours"], np.where(np.arange(4)[:, None] == 2, [0, 130.0, 0, 0, 0, 0], 7.0))
    np.testing.assert_allclose(got["past_inputs"][2, 1], [10.0, 0, 0, 20.0, 0, 0], rtol=1e-6)
    assert float(got["past_worn"][2].sum()) == pytest.approx(float(E))


def farm(**changes: Array) -> dict[str, Array]:
    """A farm with a year's labour for 100 units, machines for 100 and land for 100."""
    state = start()
    return state | {
        "open": one(FARM, 1.0) > 0, "labour_fielded": one(FARM, 50.0), "technique_labour": jnp.full(E, 0.5), "machines": jnp.full(E, 50_000_000),
        "technique_capital": jnp.full(E, 2.0), "land": one(FARM, 25.0), "start_labour": jnp.full(6, 2.0), "region_soil": jnp.ones(4),
        "weather": jnp.ones(4), "land_elasticity": jnp.asarray(0.3), **changes,
    }  # fmt: skip


def reaped(state: dict[str, Array], quarter: int = 2, **numbers: float) -> tuple[float, float, dict[str, Array]]:
    after = settled(state, act(harvest, state, quarter, **{"seed_share": 0.1, "substitution": 0.5, **numbers}))
    return float(after["produced"][0]) / 1e6, -float(after["used_as_seed"][0]) / 1e6, after


def test_the_harvest_is_a_share_of_work_and_of_land_gross_of_seed() -> None:
    gross, seed, after = reaped(farm())
    assert gross == pytest.approx(100.0 / 0.9)
    assert seed == pytest.approx(10.0 / 0.9)
    assert float(after["last_harvest"][FARM]) == pytest.approx(100.0)
    assert float(after["labour_fielded"][FARM]) == 0.0
    assert float(after["past_output"][2, 0]) == pytest.approx(100.0)
    double = farm(land=one(FARM, 50.0))
    assert reaped(double)[0] == pytest.approx(2**0.3 * 100.0 / 0.9)
    hands = farm(labour_fielded=one(FARM, 25.0))  # work for 50 beside machines for 100
    assert reaped(hands)[0] == pytest.approx((1.0 / (0.5 / 50 + 0.5 / 100)) ** 0.7 * 100**0.3 / 0.9)
    assert reaped(farm(region_soil=jnp.full(4, 0.5)))[0] == pytest.approx(0.5**0.3 * 100.0 / 0.9)


def test_weather_changes_what_is_reaped_and_not_what_is_sown() -> None:
    gross, seed, after = reaped(farm(weather=jnp.array([0.6, 9.0, 9.0, 9.0])))
    assert gross == pytest.approx(60.0 / 0.9)
    assert seed == pytest.approx(10.0 / 0.9)
    assert float(after["last_harvest"][FARM]) == pytest.approx(50.0 / 0.9)
    assert reaped(farm(weather=jnp.full(4, 0.01)))[2]["last_harvest"][FARM] == 0.0  # never more seed than was reaped


@pytest.mark.parametrize("quarter", [0, 1, 3, 4])
def test_the_harvest_comes_in_the_third_quarter(quarter: int) -> None:
    state = farm()
    gross, seed, after = reaped(state, quarter)
    assert (gross, seed) == (0.0, 0.0)
    assert float(after["labour_fielded"][FARM]) == 50.0
    np.testing.assert_array_equal(after["last_harvest"], state["last_harvest"])


def test_farms_field_labour_in_every_quarter_and_lose_half_without_inputs() -> None:
    inputs = jnp.zeros((6, 6)).at[3, 0].set(0.1)
    state = farm(labour_fielded=one(FARM, 5.0), potential=one(FARM, 40.0), base_inputs=inputs, technique_materials=jnp.ones(E))
    full = act(produce, state | {"inputs": jnp.full((E, 6), 10**9)}, 0).decide
    none = act(produce, state | {"inputs": jnp.zeros((E, 6), jnp.int64)}, 0).decide
    assert float(full["labour_fielded"][FARM]) == pytest.approx(5.0 + 20.0)
    assert float(none["labour_fielded"][FARM]) == pytest.approx(5.0 + 10.0, rel=2e-3)


def test_weather_has_mean_one_and_its_deviation_partly_shared() -> None:
    state = start() | {"harvest_deviation": jnp.asarray(0.2)}
    drawn = np.array([act(draw_weather, state, 2, seed, weather_shared=0.4).decide["weather"] for seed in range(300)])
    logs = np.log(drawn)
    assert drawn.mean() == pytest.approx(1.0, abs=0.03)
    assert logs.std() == pytest.approx(0.2, rel=0.1)
    assert np.corrcoef(logs[:, 0], logs[:, 1])[0, 1] == pytest.approx(0.4, abs=0.12)
    np.testing.assert_array_equal(act(draw_weather, state, 3).decide["weather"], state["weather"])


def test_recorded_weather_moves_the_expected_harvest_and_leaves_the_draws_around_it() -> None:
    state = start() | {"harvest_deviation": jnp.asarray(0.2)}
    given = {"physics": physics(), "sizes": endowment().sizes, "quarter": jnp.int32(2), "draw": draws(2, state["person_id"], endowment().sizes)}

    def drawn(paths: dict[str, Array]) -> Array:
        return draw_weather(weather=state["weather"], harvest_deviation=state["harvest_deviation"], quarter=given["quarter"],
                            draw=given["draw"], physics=given["physics"], paths=paths).decide["weather"]  # fmt: skip

    np.testing.assert_allclose(drawn({"harvest_weather": jnp.asarray(0.85)}), 0.85 * np.asarray(drawn({})), rtol=1e-15)
    np.testing.assert_array_equal(drawn({"harvest_weather": jnp.asarray(1.0)}), drawn({}))


def test_a_path_belongs_to_years_of_the_run_and_changes_nothing_else() -> None:
    steps = (Mechanism(draw_weather),)
    cell = Cell("none", {}, {})

    def weather(paths: dict[str, list[float]] | None) -> np.ndarray:
        program = Program([cell], endowment(), Physics(), 8, 5, steps, paths=paths)
        carry, first = program.advance(program.start(0, [0, 1]))
        return np.concatenate([first["weather"], program.advance(carry)[1]["weather"]], axis=1)

    plain, recorded = weather(None), weather({"harvest_weather": [1.0, 0.85]})
    np.testing.assert_array_equal(recorded[:, :6], plain[:, :6])  # until the harvest of the second year
    np.testing.assert_allclose(recorded[:, 6:], 0.85 * plain[:, 6:], rtol=1e-15)


def test_years_before_a_path_are_normal_and_its_last_value_holds_on() -> None:
    given = replace(load_scenario("china-1958"), paths={"harvest_weather": {1960: 0.9, 1962: 1.1}, "reform.land": {1959: 1.0}})
    assert paths_of(given, 6) == {"harvest_weather": [1.0, 1.0, 0.9, 0.9, 1.1, 1.1]}


def test_stores_spoil_and_services_cannot_be_stored() -> None:
    state = start() | {"inventory": jnp.full(E, 2_000_000)}
    after = settled(state, act(spoil, state, spoilage=0.015))
    np.testing.assert_array_equal(after["inventory"], np.where(np.asarray(state["sector"]) == 2, 0, 1_970_000))
    assert int(after["spoiled"].sum()) == int(jnp.sum(after["inventory"] - state["inventory"]))
