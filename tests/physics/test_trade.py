"""Trade: orders, deliveries and payment, what hearths want and what they get."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.goods import SIX
from counterplan.physics.household import Hearths, count_incomes, hearth_demand, standard_eaters
from counterplan.physics.trade import deliver_inputs, deliver_machines, mean_prices, seen_orders, serve_people, shared_orders, sum_goods

from small_economy import endowment, physics, settled, start  # isort: skip

SIZES = endowment().sizes
N, E, H = SIZES.person, SIZES.enterprise, SIZES.hearth
SECTOR = jnp.arange(E, dtype=jnp.int32) % 6
PAIR = jnp.array([1, 1, 2], jnp.int32)


def test_sums_go_by_good() -> None:
    np.testing.assert_allclose(sum_goods(jnp.array([1.5, 2.0, 4.0]), PAIR, 6), [0, 3.5, 4.0, 0, 0, 0])


def ordered(demand: float, offered: list[float], weight: list[float]) -> tuple[list[float], list[float]]:
    wants = jnp.zeros(6).at[1].set(demand)
    orders, sold = shared_orders(wants, jnp.asarray([*offered, 5.0]), jnp.asarray([*weight, 1.0]), PAIR)
    assert float(sold[2]) == 0.0
    return np.asarray(orders)[:2].tolist(), np.asarray(sold)[:2].tolist()


def test_demand_goes_by_weight_then_over_what_others_still_have() -> None:
    assert ordered(10.0, [99.0, 99.0], [3.0, 1.0]) == ([7.5, 2.5], [7.5, 2.5])
    assert ordered(10.0, [4.0, 99.0], [3.0, 1.0]) == ([4.0, 6.0], [4.0, 6.0])
    orders, sold = ordered(10.0, [4.0, 4.0], [3.0, 1.0])
    assert sold == pytest.approx([4.0, 4.0])
    assert orders == pytest.approx([5.0, 5.0])  # those sent away are counted in proportion to sales
    assert ordered(10.0, [0.0, 0.0], [3.0, 1.0]) == ([7.5, 2.5], [0.0, 0.0])


def test_a_seller_counts_buyers_whom_it_sent_away_as_far_as_it_could_make_more() -> None:
    def seen(share: float, room: float, counted: float = 1.0) -> list[float]:
        parts, rooms = jnp.array([share, 1.0 - share, 1.0]), jnp.array([room, 0.0, 9.0])
        got: list[float] = np.asarray(seen_orders(jnp.array([4.0, 6.0, 5.0]), parts, rooms, PAIR, 6, counted)).tolist()
        return got

    assert seen(0.6, 99.0) == pytest.approx([6.0, 4.0, 5.0])  # two more came to it first than it served, and the other served them
    assert seen(0.6, 5.0) == pytest.approx([5.0, 5.0, 5.0])  # it could make one more
    assert seen(0.6, 3.0) == pytest.approx([4.0, 6.0, 5.0])  # it could make no more: the other keeps them
    assert seen(0.4, 99.0) == pytest.approx([4.0, 6.0, 5.0])
    assert seen(0.6, 99.0, 0.0) == [4.0, 6.0, 5.0]


def test_mean_prices_are_weighted_by_sales_and_stay_without_them() -> None:
    got = mean_prices(jnp.array([30.0, 10.0, 0.0]), jnp.array([2.0, 4.0, 9.0]), PAIR, jnp.full(6, 7.0))
    np.testing.assert_allclose(got, [7.0, 2.5, 7.0, 7.0, 7.0, 7.0])


def market(**changes: Array) -> dict[str, Array]:
    """Enterprises 0 to 5 make one good each and so on; everyone has money; stores of 50 units each."""
    names = ("revenue", "input_bill", "installed", "consumed", "used_by_state", "eaten_at_home")
    state = start()
    return state | {name: jnp.zeros_like(state[name]) for name in names} | {
        "sector": SECTOR, "inventory": jnp.full(E, 50_000_000), "inputs": jnp.zeros((E, 6), jnp.int64), "machines": jnp.zeros(E, jnp.int64),
        "deposits_enterprise": jnp.full(E, 10**6), "price": jnp.full(E, 2.0),
    } | changes  # fmt: skip


def goods(state: dict[str, Array]) -> np.ndarray:
    by_product = np.array([int(state["inventory"][g == SECTOR].sum()) for g in range(6)])
    by_product[4] += int(state["machines"].sum())
    return by_product + np.asarray(state["inputs"]).sum(axis=0)


def test_inputs_reach_their_buyers_and_are_paid_for() -> None:
    state = market(price=jnp.where(jnp.arange(E) == 3, 4.0, 2.0))
    granted = jnp.zeros((E, 6)).at[1, 3].set(30.0).at[2, 3].set(10.0).at[7, 0].set(5.0)
    offered, weight = state["inventory"] / 1e6, jnp.where(jnp.arange(E) == 3, 3.0, 1.0)
    effects, asked, sold, prices = deliver_inputs(granted, offered, weight, state["price"], jnp.ones(6), SECTOR)
    after = settled(state, effects)
    np.testing.assert_array_equal(goods(after), goods(state))
    got = np.asarray(after["inputs"]) / 1e6
    assert got[1, 3] == pytest.approx(30.0, rel=1e-6) and got[2, 3] == pytest.approx(10.0, rel=1e-6) and got[7, 0] == pytest.approx(5.0, rel=1e-6)
    sellers = int((np.asarray(SECTOR) == 3).sum())
    share = 3.0 / (sellers + 2.0)
    assert float(sold[3]) == pytest.approx(40.0 * share, rel=1e-6)
    assert float(prices[3]) == pytest.approx(2.0 + 2.0 * share, rel=1e-4)
    assert float(asked[3]) == pytest.approx(40.0 * share)
    bill = np.asarray(after["input_bill"]) / 100.0
    np.testing.assert_allclose(bill[[1, 2, 7, 4]], [30 * float(prices[3]), 10 * float(prices[3]), 10.0, 0.0], atol=0.01)
    assert int(after["revenue"].sum()) == int(after["input_bill"].sum())
    assert float(after["revenue"][3]) / 100.0 == pytest.approx(160.0 * share, rel=1e-3)


def test_no_more_inputs_are_delivered_than_offered_and_all_buyers_lack_alike() -> None:
    state = market()
    sellers = np.asarray(SECTOR) == 3
    granted = jnp.zeros((E, 6)).at[1, 3].set(600.0).at[2, 3].set(200.0)
    offered = jnp.where(jnp.asarray(sellers), 50.0, 0.0)
    after = settled(state, deliver_inputs(granted, offered, offered, state["price"], jnp.ones(6), SECTOR)[0])
    got = np.asarray(after["inputs"])[:, 3] / 1e6
    whole = 50.0 * sellers.sum()
    assert got[1] == pytest.approx(0.75 * whole, rel=1e-6)
    assert got[2] == pytest.approx(0.25 * whole, rel=1e-6)
    assert (np.asarray(after["inventory"])[sellers] >= 0).all()
    np.testing.assert_array_equal(goods(after), goods(state))


def test_machines_are_installed_where_they_were_granted() -> None:
    state = market()
    offered = jnp.where(SECTOR == 4, 50.0, 0.0)
    granted = jnp.zeros(E).at[2].set(20.0).at[9].set(5.0)
    effects, _, sold, prices = deliver_machines(granted, offered, offered, state["price"], jnp.ones(6), SECTOR, SIX)
    after = settled(state, effects)
    assert after["machines"][2] / 1e6 == pytest.approx(20.0, rel=1e-6) and after["machines"][9] / 1e6 == pytest.approx(5.0, rel=1e-6)
    assert float(sold.sum()) == pytest.approx(25.0, rel=1e-6) and float(prices[4]) == pytest.approx(2.0, rel=1e-3)
    assert int(state["deposits_enterprise"][2] - after["deposits_enterprise"][2]) == pytest.approx(4000, abs=2)
    np.testing.assert_array_equal(goods(after), goods(state))


# Hearths


NEED, TASTE, PRICE = jnp.array([5.0, 4.0, 2.0, 0, 0, 0]), jnp.array([0.2, 0.5, 0.3, 0, 0, 0]), jnp.array([2.0, 2.0, 1.0, 1, 1, 1])
"""Necessities of a standard eater cost 5·2 + 4·2 + 2·1 = 20."""
COUNTRY, TOWN = 0, SIZES.hearth_block
"""A hearth of a village, and one of a town."""


def hearths(money: float, income: float, home: float = 0.0, place: int = TOWN) -> np.ndarray:
    """What a hearth of two grown people wants who hold money and had an income together."""
    who = jnp.arange(N)
    found = hearth_demand(
        who < 2, jnp.full(N, 120, jnp.int16), jnp.full(N, place, jnp.int32), jnp.where(who == 0, int(money * 100), 0),
        jnp.where(who == 1, int(income * 100), 0), jnp.ones(101), jnp.full(E, home), start()["sector"], PRICE, NEED, TASTE,
        physics(spend_from_income=0.8, spend_from_wealth=0.2), SIZES,
    )  # fmt: skip
    assert float(found.eaters[place]) == 2.0 and float(found.eaters.sum()) == 2.0
    assert not np.asarray(found.wanted)[np.arange(H) != place].any()
    return np.asarray(found.wanted)[place]


def test_hearths_buy_necessities_and_spend_the_rest_by_taste() -> None:
    # 40 for necessities, .8 of the income beyond them, .2 of the money beyond income: 40 + 48 + 20 = 108.
    free = 40.0 + 0.8 * 60.0 + 0.2 * 100.0 - 40.0
    np.testing.assert_allclose(hearths(200.0, 100.0), [10 + 0.1 * free, 8 + 0.25 * free, 4 + 0.3 * free])
    # An income below necessities: savings cover them.
    np.testing.assert_allclose(hearths(50.0, 0.0), [10.0, 8.0, 4.0])


def test_where_money_is_short_food_goes_first() -> None:
    np.testing.assert_allclose(hearths(15.0, 0.0), [7.5, 0.0, 0.0])
    np.testing.assert_allclose(hearths(30.0, 30.0), [10.0, 4.0, 2.0])
    assert not hearths(0.0, 0.0).any()


def test_grain_of_the_own_village_need_not_be_bought() -> None:
    half = hearths(200.0, 100.0, home=2.5, place=COUNTRY)  # necessities cost 30 then
    free = 30.0 + 0.8 * 70.0 + 0.2 * 100.0 - 30.0
    np.testing.assert_allclose(half, [5 + 0.1 * free, 8 + 0.25 * free, 4 + 0.3 * free])
    plenty = hearths(200.0, 100.0, home=7.0, place=COUNTRY)  # 14 in all; 4 more than needed stand for bought grain, worth 8
    free = 0.8 * 80.0 + 0.2 * 100.0
    np.testing.assert_allclose(plenty, [0.1 * (free + 8.0) - 4.0, 8 + 0.25 * (free + 8.0), 4 + 0.3 * (free + 8.0)])
    assert float(plenty @ PRICE[:3]) == pytest.approx(20.0 + free)  # all of the budget is spent
    ample = hearths(200.0, 100.0, home=40.0, place=COUNTRY)  # more than would be bought: all goes to other goods
    np.testing.assert_allclose(ample, [0.0, 8 + 0.5 / 0.8 / 2.0 * free, 4 + 0.3 / 0.8 * free])
    np.testing.assert_allclose(hearths(200.0, 100.0, home=7.0), hearths(200.0, 100.0))  # towns have no village


def test_children_and_grown_people_eat_by_their_need() -> None:
    need = jnp.ones(101).at[:5].set(0.5)
    got = standard_eaters(jnp.array([True, True, False, True]), jnp.array([0, 19, 40, 4000]), need)
    assert got.tolist() == [0.5, 0.5, 0.0, 1.0]


def served(offer: float, state_order: float = 0.0, first: bool = False, home: float = 0.0, place: int = TOWN) -> tuple[Effects, dict[str, Array]]:
    """Two people, one with all the money, want 20 grain, 10 of each other good; sellers offer so much of each good in all."""
    who = jnp.arange(N)
    sellers = jnp.asarray([int((np.asarray(SECTOR) == g).sum()) for g in range(6)])[SECTOR]
    offered = jnp.where(SECTOR < 3, offer / sellers, 0.0)
    state = market(
        alive=who < 2, hearth=jnp.full(N, place, jnp.int32), deposits_person=jnp.where(who == 0, 100_000, 0),
        sector=SECTOR, home_grain=jnp.full(E, home), nutrition=jnp.full(N, 0.5, jnp.float32),
    )  # fmt: skip
    zero = jnp.zeros(H)
    wanted = jnp.zeros((H, 3)).at[place].set(jnp.array([20.0, 10.0, 10.0]))
    eaters, money, grain, received = (zero.at[place].set(value) for value in (2.0, 1000.0, home, 40.0))
    given = Hearths(eaters, money, grain, wanted, eaters.astype(jnp.int64), received)
    order = jnp.zeros(6).at[2].set(state_order)
    effects = serve_people(
        given, state["alive"], jnp.full(N, 120), state["hearth"], state["deposits_person"], jnp.ones(101), SECTOR, state["price"], offered, offered,
        order, first, jnp.ones(6), state["consumption"], state["nutrition"], jnp.asarray(10.0), state["home_grain"], jnp.zeros(E), jnp.zeros(E),
        jnp.full(6, 99.0), jnp.full(6, 77.0), physics(), SIZES,
    )  # fmt: skip
    after = settled(state, effects)
    used = np.asarray(after["consumed"] + after["used_by_state"] + after["eaten_at_home"])
    np.testing.assert_array_equal(goods(after), goods(state) + used)
    return effects, {name: after[name] - state[name] for name in after if name.startswith(("deposits", "consumed", "used_by", "eaten"))}


def test_people_get_what_they_want_and_pay_the_price() -> None:
    effects, flows = served(100.0)
    np.testing.assert_allclose(-np.asarray(flows["consumed"]) / 1e6, [20, 10, 10, 0, 0, 0], rtol=1e-6)
    assert int(flows["deposits_person"][0]) == pytest.approx(-8000, abs=1)  # out of one purse
    np.testing.assert_allclose(effects.decide["consumption"][:3], [20.0, 20.0, 0.0], rtol=1e-5)
    np.testing.assert_allclose(effects.decide["nutrition"][:3], [0.75, 0.75, 1.0], rtol=1e-5)  # ten a head is just enough
    np.testing.assert_allclose(effects.decide["demand"], [20, 10, 10, 99, 0, 0])
    np.testing.assert_allclose(effects.decide["supplied"], [20, 10, 10, 77, 0, 0], rtol=1e-6)


def test_what_lacks_is_rationed_pro_rata_and_paid_for_as_far_as_it_is_got() -> None:
    effects, flows = served(8.0)
    np.testing.assert_allclose(-np.asarray(flows["consumed"]) / 1e6, [8, 8, 8, 0, 0, 0], rtol=1e-6)
    assert int(flows["deposits_person"][0]) == pytest.approx(-4800, abs=1)
    np.testing.assert_allclose(effects.decide["nutrition"][0], 0.25 + 0.5 * 0.4, rtol=1e-5)
    np.testing.assert_allclose(effects.decide["orders"].sum(), 40.0, rtol=1e-6)


def test_what_was_meant_for_goods_that_lack_stays_in_the_purse() -> None:
    decided = served(8.0)[0].decide  # 20, 10 and 10 are asked for, 8 of each are there, at prices near 2
    price = np.asarray(decided["mean_price"])[:3]
    assert float(decided["spending_meant"]) == pytest.approx(price @ [20.0, 10.0, 10.0]) == pytest.approx(80.0, rel=1e-3)
    assert float(decided["spending_unmet"]) == pytest.approx(price @ [12.0, 2.0, 2.0], rel=1e-6)
    assert float(served(100.0)[0].decide["spending_unmet"]) == pytest.approx(0.0, abs=1e-5)
    after_budget = served(12.0, 10.0, first=True)[0].decide  # 8 of grain lack, and of services what the budget takes first: 8 of 10
    price = np.asarray(after_budget["mean_price"])[:3]
    assert float(after_budget["spending_unmet"]) == pytest.approx(price @ [8.0, 0.0, 8.0], rel=1e-6)


@pytest.mark.parametrize(("first", "state", "people"), [(True, 10.0, 2.0), (False, 6.0, 6.0)])
def test_the_budgets_orders_come_first_or_alike(first: bool, state: float, people: float) -> None:
    _, flows = served(12.0, 10.0, first)
    assert -float(flows["used_by_state"][2]) / 1e6 == pytest.approx(state, rel=1e-6)
    assert -float(flows["consumed"][2]) / 1e6 == pytest.approx(people, rel=1e-6)
    assert int(flows["deposits_state"]) == pytest.approx(-200 * state, abs=1)
    assert int(flows["deposits_state"] + flows["deposits_person"].sum() + flows["deposits_enterprise"].sum()) == 0


def test_grain_eaten_at_home_leaves_the_villages_store_unpaid() -> None:
    effects, flows = served(100.0, home=4.0, place=COUNTRY)
    assert -float(flows["eaten_at_home"][0]) / 1e6 == pytest.approx(8.0)
    assert int(flows["deposits_person"][0]) == pytest.approx(-8000, abs=1)
    np.testing.assert_allclose(effects.decide["nutrition"][0], 0.25 + 0.5 * 1.4, rtol=1e-5)
    assert float(served(100.0, home=4.0)[1]["eaten_at_home"][0]) == 0.0


def test_what_a_hearth_lives_on_is_money_and_grain_of_its_village() -> None:
    effects, _ = served(100.0, home=4.0, place=COUNTRY)
    price = float(effects.decide["mean_price"][0])
    received, eaters, members = (effects.decide[name][COUNTRY] for name in ("hearth_received", "hearth_eaters", "hearth_members"))
    assert (float(received), float(eaters), int(members)) == (pytest.approx(40.0 + 4.0 * 2.0 * price), 2.0, 2)
    first = count_incomes(hearth_received=received, hearth_income=jnp.zeros(()), quarter=jnp.int32(0)).decide["hearth_income"]
    assert float(first) == float(received)
    later = count_incomes(hearth_received=received, hearth_income=jnp.float64(100.0), quarter=jnp.int32(1)).decide["hearth_income"]
    assert float(later) == pytest.approx(0.75 * 100 + 0.25 * float(received))
