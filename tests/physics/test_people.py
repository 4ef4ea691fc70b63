"""Births, deaths, schooling, estates and leaving home."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array

from counterplan.physics.demography import BIRTHS, appoint, bear, consumption_tenths, learn, leave_home, live, settle_estates, take_in
from counterplan.physics.parameters import physics_parameters
from counterplan.physics.places import OFFICIAL, in_town, region_of

from small_economy import act, endowment, physics, settled, start  # isort: skip

SIZES = endowment().sizes
N = SIZES.person
ALL = jnp.arange(N)


def everyone(**changes: Array) -> dict[str, Array]:
    """All slots hold living grown people who lack nothing."""
    full = {
        "alive": jnp.ones(N, bool), "age": jnp.full(N, 30 * 4, jnp.int16), "nutrition": jnp.ones(N, jnp.float32),
        "custody": jnp.zeros(N, jnp.int8), "killed": jnp.zeros(N, bool), "condemned": jnp.zeros(N, bool), "person_id": ALL.astype(jnp.int64) + 1,
    }  # fmt: skip
    return start() | full | changes


# Deaths


def chances(state: dict[str, Array], causes: tuple[str, ...], **numbers: float) -> float:
    """Share of people who die of the causes in a quarter, over 30 seeds."""
    found = [act(live, state, seed=seed, **numbers).decide for seed in range(30)]
    return sum(float(d[cause]) for d in found for cause in causes) / (30 * N)


@pytest.mark.parametrize(("provision", "age"), [(1.0, 30), (1.0, 2), (4.0, 30), (1.0, 70)])
def test_death_rates_are_the_tables_by_age_and_fall_with_provision(provision: float, age: int) -> None:
    hazard = jnp.full_like(start()["hazard"], 0.01).at[age].set(0.2)
    state = everyone(age=jnp.full(N, age * 4 + 3, jnp.int16), hazard=hazard, provision_stock=start()["start_provision"] * provision)
    expected = 1.0 - np.exp(-0.25 * 0.2 * provision**-0.3)
    assert chances(state, ("deaths",)) == pytest.approx(expected, rel=0.1)
    assert chances(state, ("deaths_famine", "deaths_custody", "deaths_violence", "deaths_execution")) == 0.0


@pytest.mark.parametrize(("age", "response"), [(30, 5.5), (2, 5.5 * 1.5), (65, 5.5 * 1.5)])
def test_hunger_kills_by_the_exponential_of_what_lacks_more_the_young_and_old(age: int, response: float) -> None:
    state = everyone(age=jnp.full(N, age * 4, jnp.int16), hazard=jnp.full(101, 0.02), nutrition=jnp.full(N, 0.7, jnp.float32))
    natural = 1.0 - np.exp(-0.005)
    hungry = 1.0 - np.exp(-0.005 * np.exp(response * 0.3))
    given = {"famine_response": 5.5, "famine_age_slope": 0.5}
    assert chances(state, ("deaths_age",), **given) == pytest.approx(natural, rel=0.15)
    assert chances(state, ("deaths_famine",), **given) == pytest.approx(hungry - natural, rel=0.1)


def test_custody_and_violence_kill_others_than_age_and_hunger_do() -> None:
    state = everyone(hazard=jnp.full(101, 0.1), custody=jnp.full(N, 4, jnp.int8), killed=ALL % 4 == 0)
    natural, held = 1.0 - np.exp(-0.025), 1.0 - np.exp(-0.025 * 2.5)
    assert chances(state, ("deaths_custody",), custody_mortality=2.5) == pytest.approx(held - natural, rel=0.1)
    assert chances(state, ("deaths_violence",)) == pytest.approx(0.25 * (1.0 - held), rel=0.02)
    harsh = 1.0 - np.exp(-0.025 * 2.5 * 2.0)
    assert chances(state | {"camp_regime": jnp.asarray(1.0)}, ("deaths_custody",), custody_mortality=2.5) == pytest.approx(harsh - natural, rel=0.1)
    state |= {"condemned": ALL % 4 < 2}
    assert chances(state, ("deaths_execution",)) == pytest.approx(0.25 * (1.0 - held), rel=0.02)  # half of them are counted as killed
    got = act(live, state).decide
    causes = ("deaths_age", "deaths_famine", "deaths_custody", "deaths_violence", "deaths_execution")
    assert float(got["deaths"]) == sum(float(got[cause]) for cause in causes) == N - int(got["alive"].sum())


# Births


def mothers(share: float, rate: float = 4.0, **changes: Array) -> dict[str, Array]:
    """A part of the slots are women who bear for certain (a rate of four a year), half of the others are free."""
    women = share * N > ALL
    fertility = jnp.full(101, rate)
    state = everyone(female=women, fertility=fertility, income_index=jnp.asarray(1.0), alive=women | (ALL % 2 == 0))
    clear = {name: jnp.zeros(N, jnp.int64) for name in ("deposits_person", "shares_person", "arrears_wage")}
    return state | clear | changes


def test_births_beyond_the_room_for_newborns_fail_with_code_1() -> None:
    room = int(N * BIRTHS) + 15
    few, many = (act(bear, mothers(n / N)).decide for n in (room, room + 1))
    assert (float(few["births"]), int(few["failed"])) == (room, 0)
    assert (float(many["births"]), int(many["failed"])) == (room, 1)
    assert int(many["alive"].sum()) - int(mothers((room + 1) / N)["alive"].sum()) == room


def test_births_beyond_free_slots_fail_with_code_1_and_an_earlier_reason_stays() -> None:
    state = mothers(30 / N)
    debts = jnp.where(jnp.cumsum(~state["alive"]) > 20, 1, 0)  # money in a slot keeps it closed
    got = act(bear, state | {"deposits_person": debts.astype(jnp.int64)}).decide
    assert (float(got["births"]), int(got["failed"])) == (20.0, 1)
    earlier = act(bear, state | {"deposits_person": debts.astype(jnp.int64), "failed": jnp.asarray(4, state["failed"].dtype)}).decide
    assert int(earlier["failed"]) == 4


def test_newborns_take_free_slots_and_start_with_their_mother() -> None:
    state = mothers(20 / N) | {"hearth": (ALL % 50).astype(jnp.int32)}
    got = {name: np.asarray(value) for name, value in act(bear, state, quarter=9).decide.items()}
    born = np.flatnonzero(got["alive"] & ~np.asarray(state["alive"]))
    assert born.tolist() == np.flatnonzero(~np.asarray(state["alive"]))[:20].tolist()
    assert (got["age"][born] == 0).all() and (got["employer"][born] == -1).all() and (got["custody"][born] == 0).all()
    assert sorted(got["hearth"][born]) == list(range(20))
    assert len(set(got["person_id"].tolist())) == N
    old = np.asarray(state["alive"])
    assert (got["age"][old] == np.asarray(state["age"])[old] + 1).all()
    assert 0 < got["female"][born].sum() < 20


def test_the_response_to_hunger_lies_among_those_of_known_famines() -> None:
    """Food over need and deaths over usual ones: Dutch cities 1944-45, Athens 1941-42, Lodz 1941-42, Leningrad 1941-42 (docs/architecture.md)."""
    found = sorted(np.log(deaths) / (1.0 - food) for food, deaths in ((0.58, 2.2), (0.49, 4.0), (0.58, 7.3), (0.37, 25.0)))
    given = physics_parameters()["famine_response"]
    over_all_ages = 1.0 + physics().famine_age_slope * 0.65  # part of usual deaths in a poor country that are infants' and old people's
    assert given.low * over_all_ages == pytest.approx(found[0], rel=0.05)
    assert physics().famine_response * over_all_ages == pytest.approx(np.mean(found), rel=0.05)
    assert given.high * over_all_ages == pytest.approx(found[-1], rel=0.05)


def test_births_fall_as_fewer_die() -> None:
    state = everyone(female=jnp.ones(N, bool), fertility=jnp.full(101, 0.1), ignorance=jnp.asarray(0.25)) | {"alive": ALL < 900}
    born = [float(act(bear, state, seed=seed, fertility_survival=0.5).decide["births"]) for seed in range(30)]
    assert np.mean(born) == pytest.approx(900 * 0.025 * 0.5, rel=0.12)


@pytest.mark.parametrize(("fed", "income", "rate"), [(1.0, 1.0, 1.0), (0.8, 1.0, 0.64), (1.0, 4.0, 4.0**-0.45), (1.0, 0.5, 1.3), (1.3, 1.0, 1.0)])
def test_births_fall_with_hunger_and_income(fed: float, income: float, rate: float) -> None:
    state = everyone(
        female=jnp.ones(N, bool), fertility=jnp.full(101, 0.1), income_index=jnp.asarray(income), nutrition=jnp.full(N, fed, jnp.float32)
    )
    state |= {"alive": ALL < 900}
    born = [act(bear, state, seed=seed, fertility_food=2.0, fertility_income=0.45).decide for seed in range(30)]
    children = np.mean([float(b["births"]) for b in born])
    lost = np.mean([float(b["birth_shortfall"]) for b in born])
    assert not any(int(b["failed"]) for b in born)
    assert children == pytest.approx(900 * 0.025 * rate, rel=0.12)
    hungry = min(fed, 1.0) ** 2
    assert lost == pytest.approx(900 * 0.025 * rate / hungry * (1.0 - hungry), rel=0.2, abs=1e-9)


def test_nobody_in_custody_and_no_man_bears() -> None:
    got = act(bear, mothers(0.1, custody=jnp.ones(N, jnp.int8))).decide
    assert float(got["births"]) == 0.0
    assert float(act(bear, mothers(0.0)).decide["births"]) == 0.0


def test_custody_runs_down_by_one_a_quarter() -> None:
    state = mothers(0.0, custody=(ALL % 3).astype(jnp.int8))
    np.testing.assert_array_equal(act(bear, state).decide["custody"], np.maximum(np.arange(N) % 3 - 1, 0))


# Schooling, skill, tenths


def test_school_lasts_from_seven_to_eighteen_as_far_as_provision_reaches() -> None:
    age = jnp.asarray(np.array([27, 28, 71, 72] * (N // 4)), jnp.int16)
    state = everyone(age=age, employer=jnp.full(N, -1, jnp.int32), schooling=jnp.ones(N, jnp.float32), skill=jnp.ones(N, jnp.float32))
    for level, reach in ((1.0, 0.5), (2.0, 1.0), (9.0, 1.0)):
        got = act(learn, state | {"provision_stock": level * state["start_provision"]}, skill_per_school_year=0.08).decide
        np.testing.assert_allclose(got["schooling"][:4], [1.0, 1.0 + 0.25 * reach, 1.0 + 0.25 * reach, 1.0], rtol=1e-6)
        np.testing.assert_allclose(got["skill"][:4], [1.0, 1.0 + 0.02 * reach, 1.0 + 0.02 * reach, 1.0], rtol=1e-6)


def test_work_brings_skill_near_what_it_needs_and_lets_it_fade_more_slowly() -> None:
    state = everyone(employer=(ALL % 2).astype(jnp.int32) - (ALL % 4 == 3), skill=jnp.ones(N, jnp.float32))
    needed = jnp.ones(SIZES.enterprise).at[0].set(1.5).at[1].set(0.5)
    got = act(learn, state | {"trait_skill": needed}, learning_by_work=0.02).decide["skill"]
    np.testing.assert_allclose(got[:4], [1.0 + 0.02 * 0.5, 1.0 - 0.005 * 0.5, 1.01, 1.01], rtol=1e-6)


def test_tenths_of_consumption_hold_a_tenth_each() -> None:
    used = jnp.exp(ALL / N * 4.0).astype(jnp.float32)
    tenths = np.asarray(consumption_tenths(used, jnp.ones(N, bool)))
    assert (np.diff(tenths) >= 0).all()
    assert np.abs(np.bincount(tenths, minlength=10) - N / 10).max() <= N / 10


# Estates


def test_estates_pass_to_one_living_member_of_the_hearth_or_to_the_budget() -> None:
    hearth = (ALL // 4).astype(jnp.int32)  # hearths of four; in the first two die, in the second everybody
    alive = ~jnp.isin(ALL, jnp.array([0, 1, 4, 5, 6, 7]))
    state = everyone(hearth=hearth, alive=alive, deposits_person=ALL.astype(jnp.int64) + 100, shares_person=jnp.full(N, 10, jnp.int64))
    state |= {"arrears_wage": jnp.full(N, 3, jnp.int64)}
    after = settled(state, act(settle_estates, state, quarter=3))
    money, shares = np.asarray(after["deposits_person"]), np.asarray(after["shares_person"])
    assert (money[[0, 1, 4, 5, 6, 7]] == 0).all()
    assert sorted(money[[2, 3]] - [102, 103]) == [0, 201]
    assert int(after["deposits_state"] - state["deposits_state"]) == 104 + 105 + 106 + 107
    assert sorted(shares[[2, 3]]) == [10, 30]
    assert (shares[[0, 1]] == 0).all()
    assert (shares[[4, 5, 6, 7]] == 10).all()  # without an heir they stay and the slot stays closed
    assert shares.sum() == 10 * N
    np.testing.assert_array_equal(after["arrears_wage"], np.where(np.asarray(alive), 3, 0))


# Leaving home


def young(plenty: list[float], enter_towns: float = 1.0, town: bool = False, age: int = 22 * 4) -> tuple[np.ndarray, np.ndarray]:
    """Regions in which people live before and after, where a standard eater of each region harvests so much."""
    region = ALL % 4
    hearth = ((2 * region + int(town)) * SIZES.hearth_block + ALL % 20).astype(jnp.int32)
    state = everyone(age=jnp.full(N, age, jnp.int16), hearth=hearth, eaters=jnp.where(start()["sector"] == 0, 10.0, 0.0))
    fed = jnp.asarray(plenty)[state["region_enterprise"]]
    state |= {"last_harvest": jnp.where(state["sector"] == 0, 10.0 * fed, 1e6), "enter_towns": jnp.asarray(enter_towns)}
    state |= {name: jnp.full(4, 20, jnp.int64) for name in ("hearths_village", "hearths_town")}
    got = act(leave_home, state, quarter=3, roaming=0.5).decide["hearth"]
    assert (np.asarray(in_town(got, SIZES)) == town).all()
    if age != 22 * 4:
        np.testing.assert_array_equal(got, hearth)
    return np.asarray(region), np.asarray(region_of(got, SIZES))


PLENTY = [1.0, 2.0, 3.0, 1.04]


def test_young_villagers_go_only_where_land_feeds_people_better() -> None:
    before, after = young(PLENTY)
    moved = before != after
    assert (np.asarray(PLENTY)[after[moved]] > 1.05 * np.asarray(PLENTY)[before[moved]]).all()
    assert not moved[before == 2].any()  # nowhere is better
    assert {(int(b), int(a)) for b, a in zip(before[moved], after[moved], strict=True)} == {(0, 1), (0, 2), (1, 2), (3, 1), (3, 2)}
    # Half look, at one of four regions: of region 0 two are better, of region 1 one is.
    for region, share in ((0, 0.25), (1, 0.125), (3, 0.25)):
        assert moved[before == region].mean() == pytest.approx(share, abs=0.08)


def test_nobody_goes_where_moving_is_not_free_or_out_of_town_or_at_another_age() -> None:
    for where in ({"enter_towns": 0.0}, {"town": True}, {"age": 22 * 4 + 1}, {"age": 22 * 4 - 1}):
        before, after = young(PLENTY, **where)
        np.testing.assert_array_equal(before, after)
    before, after = young(PLENTY, enter_towns=0.2)
    assert 0 < (before != after).mean() < 0.5 * (young(PLENTY)[0] != young(PLENTY)[1]).mean()


def test_hearths_in_use_follow_the_people_of_village_and_town() -> None:
    state = everyone(hearth=jnp.where(ALL < 640, 0, SIZES.hearth_block).astype(jnp.int32), alive=ALL < 640 + 180)
    got = act(leave_home, state, quarter=3).decide
    assert SIZES.hearth_block < 640 / 4.5  # as many as a block can hold
    assert got["hearths_village"].tolist() == [SIZES.hearth_block, 1, 1, 1]
    assert got["hearths_town"].tolist() == [40, 1, 1, 1]


def test_hearths_without_an_earner_move_in_with_others_of_their_town_together() -> None:
    state = start()
    lost = in_town(state["hearth"], SIZES) & (state["hearth"] % 5 == 0)  # at the start every hearth in a town has an earner
    state = {**state, "employer": jnp.where(lost, -1, state["employer"])}
    alive, employer, hearth = (np.asarray(state[name]) for name in ("alive", "employer", "hearth"))
    earners = np.bincount(hearth[alive & (employer >= 0)], minlength=SIZES.hearth)
    stranded = alive & np.asarray(in_town(state["hearth"], SIZES)) & (earners[hearth] == 0)
    assert stranded.sum() > 1
    after = np.asarray(act(take_in, state).decide["hearth"])
    np.testing.assert_array_equal(after[~stranded], hearth[~stranded])  # nor does anyone leave a village
    moved = after[stranded]
    np.testing.assert_array_equal(region_of(moved, SIZES), region_of(hearth[stranded], SIZES))
    assert np.asarray(in_town(moved, SIZES)).all()
    for old in np.unique(hearth[stranded]):
        assert len(set(after[stranded & (hearth == old)])) == 1
    assert (earners[moved] > 0).mean() > 0.5


def test_vacant_offices_are_filled_with_fit_people_and_nobody_is_dismissed() -> None:
    age = jnp.where(ALL < 300, 30 * 4, 60 * 4).astype(jnp.int16)
    held = jnp.where(ALL < 100, 4, 0).astype(jnp.int8)
    empty = everyone(age=age, custody=held, office=jnp.zeros(N, jnp.int8))
    found = [np.asarray(act(appoint, empty, seed=seed).decide["office"]) for seed in range(60)]
    assert np.mean([(office == OFFICIAL).sum() for office in found]) == pytest.approx(0.01 * N, rel=0.1)
    assert not any(office[:100].any() or office[300:].any() for office in found)
    full = everyone(office=jnp.where(ALL < 40, OFFICIAL, 0).astype(jnp.int8))
    np.testing.assert_array_equal(act(appoint, full).decide["office"], full["office"])
