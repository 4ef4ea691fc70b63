"""Who works where: vacancies, leaving, the pull of towns, and that everyone has one job at most."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array

from counterplan.physics.matching import _leave_land, _leaving_rate, match_labour, vacancy_slots, whole_vacancies
from counterplan.physics.places import in_town, region_of, village_farm

from small_economy import act, endowment, physics, start  # isort: skip

SIZES = endowment().sizes
N, E = SIZES.person, SIZES.enterprise
SECTOR = np.asarray(start()["sector"])
WHO = jnp.arange(N)


def test_slots_are_in_proportion_to_vacancies_region_by_region() -> None:
    vacancies = jnp.zeros(40).at[jnp.array([8, 12])].set(jnp.array([3.0, 1.0])).at[9].set(5.0)
    slots = np.asarray(vacancy_slots(vacancies, 4, jnp.zeros(4)))
    assert slots.shape == (4, 80)
    assert dict(zip(*np.unique(slots[0], return_counts=True), strict=True)) == {8: 60, 12: 20}
    assert set(slots[1]) == {9}
    assert (slots[2:] == -1).all()


def test_every_part_of_a_slot_counts_in_the_mean_wherever_the_table_begins() -> None:
    vacancies = jnp.zeros(40).at[jnp.array([8, 12, 16])].set(jnp.array([1.0, 1.0, 98.0]))  # .8, .8 and 78.4 of 80 slots
    got = [np.asarray(vacancy_slots(vacancies, 4, jnp.full(4, lot)))[0] for lot in (np.arange(50) + 0.5) / 50]
    assert [np.mean([(row == place).sum() for row in got]) for place in (8, 12, 16)] == pytest.approx([0.8, 0.8, 78.4])


def test_a_tenth_of_a_person_wanted_is_a_person_in_one_quarter_of_ten() -> None:
    lots = (np.arange(1000) + 0.5) / 1000
    got = np.asarray(whole_vacancies(jnp.full(1000, 2.1), jnp.asarray(lots)))
    assert set(got) == {2.0, 3.0} and got.mean() == pytest.approx(2.1)


def leaving(wage: float, disamenity: float = 1.0, dismissed: float = 0.0, farm: bool = False, open_: bool = True) -> float:
    one = lambda x: jnp.asarray([x])  # noqa: E731
    rate = _leaving_rate(
        one(wage), jnp.asarray(10.0), one(disamenity), one(dismissed), one(open_), one(farm), physics(quit_rate=0.04, quit_response=2.0)
    )
    return float(rate[0])


def test_people_leave_more_where_pay_is_lower_and_work_unpleasant() -> None:
    assert leaving(10.0) == pytest.approx(0.04)
    assert leaving(20.0) == pytest.approx(0.01)
    assert leaving(5.0) == pytest.approx(0.16)
    assert leaving(10.0, disamenity=32.0) == pytest.approx(0.16)
    assert leaving(10.0, dismissed=0.5) == pytest.approx(1.0 - 0.96 * 0.5)
    assert leaving(0.01) == pytest.approx(0.5)
    assert leaving(5.0, dismissed=0.5, farm=True) == 0.0
    assert leaving(5.0, open_=False, farm=True) == 1.0


@pytest.mark.parametrize(
    ("wage", "finding", "access", "chance"),
    [
        (20.0, 1.0, 1.0, 0.05 * np.log(2)), (20.0, 0.5, 1.0, 0.05 * np.log(1.5)), (20.0, 1.0, 0.4, 0.02 * np.log(2)), (5.0, 1.0, 1.0, 0.0),
        (20.0, 1.0, 0.0, 0.0), (1e9, 1.0, 1.0, 0.2),
    ],
)  # fmt: skip
def test_villagers_look_to_towns_by_the_gap_of_incomes(wage: float, finding: float, access: float, chance: float) -> None:
    numbers = (jnp.asarray(x) for x in (wage, finding, 10.0, access))
    assert float(_leave_land(*numbers, physics(migration_response=0.05))) == pytest.approx(chance)


def people(**changes: Array) -> dict[str, Array]:
    """Everybody could work; half live in villages of four regions and half in towns, all without a job."""
    hearth = ((2 * (WHO % 4) + (WHO // 4) % 2) * SIZES.hearth_block + (WHO // 8) % 20).astype(jnp.int32)
    full = {
        "alive": jnp.ones(N, bool), "participates": jnp.ones(N, bool), "age": jnp.full(N, 120, jnp.int16), "custody": jnp.zeros(N, jnp.int8),
        "employer": jnp.full(N, -1, jnp.int32), "hearth": hearth, "jobless": jnp.zeros(N, jnp.int16), "person_id": WHO.astype(jnp.int64) + 1,
    }  # fmt: skip
    places = {
        "open": jnp.ones(E, bool), "desired_workers": jnp.zeros(E), "dismissal_rate": jnp.zeros(E), "wage": jnp.full(E, 10.0),
        "trait_disamenity": jnp.ones(E), "land_open": jnp.asarray(SECTOR == 0, jnp.float64),
    }  # fmt: skip
    given = {"wage_level": 10.0, "enter_towns": 1.0, "change_jobs": 0.0, "village_income": 10.0, "kin_on_land": 1.0}
    numbers = {name: jnp.asarray(x) for name, x in given.items()}
    in_use = {name: jnp.full(4, 20, jnp.int64) for name in ("hearths_village", "hearths_town")}
    return start() | full | places | numbers | in_use | {"finding_rate": jnp.asarray(0.5)} | changes


def matched(state: dict[str, Array], seed: int = 3, **numbers: float) -> dict[str, np.ndarray]:
    return {name: np.asarray(value) for name, value in act(match_labour, state, seed=seed, **numbers).decide.items()}


def test_without_vacancies_villagers_fall_back_on_their_land_where_it_admits_them() -> None:
    state = people()
    got = matched(state)
    farm = np.asarray(village_farm(state["hearth"], state["sector"], SIZES))
    np.testing.assert_array_equal(got["employer"], farm)  # -1 in towns
    np.testing.assert_array_equal(got["jobless"], np.where(farm >= 0, 0, 1))
    shut = matched(people(land_open=jnp.zeros(E)))
    assert (shut["employer"] == -1).all()
    assert (shut["jobless"] == 1).all()


def test_jobless_people_in_towns_go_to_villages_only_where_they_have_kin() -> None:
    """After a year without work one in ten a quarter goes home, of those with relatives on the land: the same persons every time."""
    long = {"jobless": jnp.full(N, 9, jnp.int16)}
    town = np.asarray(in_town(people()["hearth"], SIZES))

    def gone(kin: float) -> np.ndarray:
        state = people(**long, kin_on_land=jnp.asarray(kin))
        return np.stack([~np.asarray(in_town(jnp.asarray(matched(state, seed)["hearth"]), SIZES))[town] for seed in range(30)])

    assert not gone(0.0).any()
    assert gone(1.0).mean() == pytest.approx(0.1, abs=0.02)
    some = gone(0.3)
    assert some.mean() == pytest.approx(0.03, abs=0.012)


def test_nobody_who_cannot_work_has_a_job_and_nobody_is_hired_beyond_vacancies() -> None:
    town = np.flatnonzero(SECTOR == 1)[:4]
    wanted = jnp.zeros(E).at[jnp.asarray(town)].set(40.0)
    state = people(
        desired_workers=wanted, alive=WHO % 11 != 0, age=jnp.where(WHO % 7 == 0, 40, 120).astype(jnp.int16), custody=(WHO % 13 == 0).astype(jnp.int8),
        land_open=jnp.zeros(E),
    )  # fmt: skip
    heads = []
    for seed in range(10):
        got = matched(state, seed)
        able = np.asarray(state["alive"] & (state["age"] >= 64) & (state["custody"] == 0))
        assert (got["employer"][~able] == -1).all()
        assert set(got["employer"][got["employer"] >= 0]) <= set(town.tolist())
        heads.append(np.bincount(got["employer"][got["employer"] >= 0], minlength=E)[town])
    assert np.mean(heads) == pytest.approx(40.0, rel=0.05)  # many more apply: as many are taken as are wanted


def test_places_that_are_filled_are_no_vacancies() -> None:
    shop = int(np.flatnonzero(SECTOR == 1)[0])
    at_work = jnp.where(WHO < 50, shop, -1).astype(jnp.int32)
    state = people(employer=at_work, desired_workers=jnp.zeros(E).at[shop].set(50.0), land_open=jnp.zeros(E))
    got = matched(state, quit_rate=0.0)
    np.testing.assert_array_equal(got["employer"], at_work)
    assert float(got["vacancy_rate"]) == 0.0


def test_the_hired_live_in_a_town_of_their_enterprises_region() -> None:
    state = people(desired_workers=jnp.asarray(np.where(SECTOR == 1, 50.0, 0.0)))
    got = matched(state)
    hired = (got["employer"] >= 0) & (SECTOR[np.maximum(got["employer"], 0)] != 0)
    assert hired.sum() > 50
    assert np.asarray(in_town(jnp.asarray(got["hearth"]), SIZES))[hired].all()
    np.testing.assert_array_equal(np.asarray(region_of(jnp.asarray(got["hearth"]), SIZES))[hired], got["employer"][hired] % 4)
    np.testing.assert_array_equal(got["hearth"][~hired], np.asarray(state["hearth"])[~hired])


def test_shares_leave_as_rates_say_and_those_without_work_for_a_year_go_home() -> None:
    shop = int(np.flatnonzero(SECTOR == 1)[0])
    state = people(employer=jnp.full(N, shop, jnp.int32), land_open=jnp.zeros(E), dismissal_rate=jnp.full(E, 0.25))
    left = np.mean([(matched(state, seed, quit_rate=0.04)["employer"] == -1).mean() for seed in range(10)])
    assert left == pytest.approx(1.0 - 0.96 * 0.75, rel=0.05)
    homeless = people(jobless=jnp.full(N, 4, jnp.int16))
    in_towns = np.asarray(in_town(homeless["hearth"], SIZES))
    home = np.mean([(~np.asarray(in_town(jnp.asarray(matched(homeless, seed)["hearth"]), SIZES)))[in_towns].mean() for seed in range(10)])
    assert home == pytest.approx(0.1, rel=0.2)
    sooner = matched(people(jobless=jnp.full(N, 3, jnp.int16)))
    assert np.asarray(in_town(jnp.asarray(sooner["hearth"]), SIZES))[in_towns].all()


def test_the_chance_to_lose_work_is_that_of_workers_in_towns_smoothed_over_a_year() -> None:
    shop, field = (int(np.flatnonzero(good)[0]) for good in (SECTOR == 1, SECTOR == 0))
    half = people(employer=jnp.where(WHO % 2 == 0, shop, field).astype(jnp.int32), dismissal_rate=jnp.full(E, 0.25))
    half |= {"separation_rate": jnp.asarray(0.1), "village_income": jnp.asarray(1e6)}  # nobody leaves the land
    for seed in range(3):
        got = matched(half, seed, quit_rate=0.04)
        stayed = (got["employer"] == shop)[np.asarray(WHO) % 2 == 0].mean()
        assert 0.0 < stayed < 1.0
        assert float(got["separation_rate"]) == pytest.approx(0.75 * 0.1 + 0.25 * (1.0 - stayed))
    everyone_on_land = people(employer=jnp.full(N, field, jnp.int32), separation_rate=jnp.asarray(0.1))
    assert float(matched(everyone_on_land)["separation_rate"]) == pytest.approx(0.75 * 0.1 + 0.25 * 0.05)


def test_the_chance_to_find_work_is_what_was_found_smoothed_over_a_year() -> None:
    none = matched(people(land_open=jnp.zeros(E)))
    assert float(none["finding_rate"]) == pytest.approx(0.75 * 0.5 + 0.25 * 0.02)
    assert float(none["vacancy_rate"]) == 0.0
    shop = jnp.asarray(SECTOR == 1)
    wanted = matched(people(land_open=jnp.zeros(E), desired_workers=jnp.where(shop, 1e4, 0.0)))
    assert float(wanted["finding_rate"]) > 0.55
    assert float(wanted["vacancy_rate"]) == pytest.approx(1.0)


def test_those_who_are_sent_down_leave_their_jobs_and_towns() -> None:
    town = np.asarray(in_town(people()["hearth"], SIZES))
    plant = int(np.flatnonzero(SECTOR != 0)[0])
    state = people(employer=jnp.where(jnp.asarray(town), plant, -1).astype(jnp.int32), desired_workers=jnp.full(E, 99.0))
    got = matched(state | {"send_down": jnp.asarray(0.25)})
    gone = town & ~np.asarray(in_town(jnp.asarray(got["hearth"]), SIZES))
    assert gone.sum() / town.sum() == pytest.approx(0.25, rel=0.25)
    assert (got["employer"][gone] == -1).all()
    assert not (town & ~np.asarray(in_town(jnp.asarray(matched(state)["hearth"]), SIZES))).any()
