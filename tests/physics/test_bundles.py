"""Things made of several goods: machines put together in fixed proportions, numbers by part, food in processed goods."""

import dataclasses

import jax.numpy as jnp
import numpy as np
import pytest

from counterplan.core.effects import Account
from counterplan.core.goods import PARTS, SIX
from counterplan.core.table import VARIABLES
from counterplan.institutions.coordination.handing_out import for_shops
from counterplan.physics.books import goods_made_less_used, goods_total
from counterplan.physics.bundles import machine_price, machines_from, spread, weighed
from counterplan.physics.ledger import settle
from counterplan.physics.livelihood import provided, services_of_people
from counterplan.physics.trade import beyond_inputs, deliver_machines
from counterplan.physics.village import food_to_mills, food_to_shops
from counterplan.planning.balances import fit_to_capacity

from small_economy import endowment, start  # isort: skip

E = endowment().sizes.enterprise
SECTOR = jnp.arange(E, dtype=jnp.int32) % 6
MIXED = dataclasses.replace(SIX, machine=(0.0, 0.25, 0.0, 0.0, 0.75, 0.0), parts=(SIX.parts[0], (0.0, 0.5, 0.1, 0.3, 0.1, 0.0), *SIX.parts[2:]))
"""Machines are a quarter manufactures and three quarters the machine good."""


def test_numbers_by_part_are_means_over_the_parts_of_a_good() -> None:
    by_part = (8.0, 1.0, 2.0, 3.0, 4.0, 5.0)
    assert SIX.mean(by_part) == by_part
    assert MIXED.mean(by_part)[1] == pytest.approx(0.5 + 0.2 + 0.9 + 0.4)
    assert MIXED.consumer[1] == pytest.approx(0.6 / 0.7)
    assert MIXED.service[1] == pytest.approx(0.1 / 0.6)
    assert (SIX.inputs, MIXED.inputs) == ((3,), (1, 3))
    assert (SIX.machine_place, SIX.bought, len(SIX), SIX.names) == (4, 3, 6, PARTS)


def test_a_machine_costs_its_goods() -> None:
    price = jnp.array([9.0, 2.0, 9.0, 9.0, 4.0, 9.0])
    assert (float(machine_price(price, SIX)), float(machine_price(price, MIXED))) == (4.0, 3.5)
    have = jnp.array([0.0, 10.0, 0.0, 0.0, 60.0, 0.0])
    assert (float(machines_from(have, SIX)), float(machines_from(have, MIXED))) == (60.0, 40.0)
    np.testing.assert_allclose(spread(8.0, MIXED.machine), [0.0, 2.0, 0.0, 0.0, 6.0, 0.0])
    assert float(weighed(have, (1.0, 0.5, 0.0, 0.0, 0.0, 0.0))) == 5.0


@pytest.mark.parametrize(("goods", "granted", "built"), [(SIX, 40.0, 40.0), (MIXED, 40.0, 40.0), (MIXED, 1e6, None)])
def test_machines_of_several_goods_close_the_accounts_good_by_good(goods: object, granted: float, built: float | None) -> None:
    blank = {name: jnp.zeros_like(value) for name, value in start().items() if VARIABLES[name].kind == "flow"}
    state = start() | blank | {"sector": SECTOR, "inventory": jnp.full(E, 50_000_000), "deposits_enterprise": jnp.full(E, 10**8)}
    offered = jnp.full(E, 50.0)
    wanted = jnp.zeros(E).at[2].set(0.75 * granted).at[9].set(0.25 * granted)
    effects, _, sold, _ = deliver_machines(wanted, offered, offered, jnp.ones(E), jnp.ones(6), SECTOR, goods)  # type: ignore[arg-type]
    after = settle(state, [effects])  # type: ignore[arg-type]
    gone = goods_total(after, goods) - goods_total(state, goods) - goods_made_less_used(after)  # type: ignore[arg-type]
    assert np.abs(np.asarray(gone)).max() == 0
    new = np.asarray(after["machines"] - state["machines"]) / 1e6
    assert new[2] == pytest.approx(3.0 * new[9], rel=1e-6)
    made_of = np.array(goods.machine)  # type: ignore[attr-defined]
    out = np.array([float(sold[g == SECTOR].sum()) for g in range(6)])
    all_there_is = np.array([50.0 * int((g == SECTOR).sum()) for g in range(6)]) * (made_of > 0)
    np.testing.assert_allclose(out, all_there_is if built is None else made_of * built, atol=1e-3)
    assert new.sum() == pytest.approx(out.sum(), rel=1e-5)
    assert int(after["built"].sum()) == 0
    assert int(after["deposits_enterprise"].sum()) == int(state["deposits_enterprise"].sum())
    assert Account("machines") == effects.pools[0].payee


def test_public_use_counts_as_provision_but_for_the_part_of_arms() -> None:
    used = jnp.array([0, -3, -80, 0, 0, -20])
    assert float(provided(used, jnp.asarray(0.1), jnp.asarray(0.05), SIX)) == 80.0
    shared = dataclasses.replace(SIX, arms=SIX.provision)
    assert float(provided(used, jnp.asarray(0.1), jnp.asarray(0.05), shared)) == pytest.approx(80.0 * 2.0 / 3.0)
    assert float(services_of_people(used, SIX)) == 80.0
    assert float(services_of_people(used, MIXED)) == pytest.approx(80.0 + 3.0 / 6.0)


def test_what_enterprises_are_expected_to_buy_is_kept_from_other_buyers() -> None:
    sector, stock, expected = jnp.array([1, 1, 4]), jnp.array([10.0, 2.0, 10.0]), jnp.array([20.0, 20.0, 20.0])
    np.testing.assert_allclose(beyond_inputs(stock, expected, sector, MIXED), [10.0 - 0.3 * 20.0, 0.0, 10.0])
    np.testing.assert_allclose(beyond_inputs(stock, expected, sector, SIX), stock)
    assert (SIX.mixed, MIXED.mixed) == ((False,) * 6, (False, True, False, False, False, False))


@pytest.mark.parametrize(("share", "wanted", "shown"), [(1.0, 9.0, 4.0), (0.5, 9.0, 6.5), (0.0, 9.0, 9.0), (0.0, 99.0, 12.0), (0.0, 3.0, 4.0)])
def test_inputs_and_shops_share_a_gap_as_the_closure_says(share: float, wanted: float, shown: float) -> None:
    """Twelve in store, eight of them kept for enterprises."""
    plan = jnp.zeros(6).at[1].set(wanted)
    sector, stock = jnp.array([1, 1]), jnp.array([10.0, 2.0])
    got = for_shops(stock, jnp.array([20.0, 20.0]), plan, share, sector, MIXED)
    assert float(got.sum()) == pytest.approx(shown)
    assert (np.asarray(got) <= np.asarray(stock) + 1e-12).all()


def test_a_plan_cuts_what_is_used_otherwise_of_a_scarce_input_before_all_else() -> None:
    """Good 1 is an input of good 2 (0.5 a unit) and is used otherwise; 30 of 60 wanted can be made."""
    inputs = jnp.zeros((3, 3)).at[1, 2].set(0.5)
    final, able = jnp.array([10.0, 50.0, 20.0]), jnp.array([99.0, 30.0, 99.0])
    all_alike = fit_to_capacity(inputs, final, able, final, 12)
    np.testing.assert_allclose(all_alike, [5.0, 30.0, 10.0], rtol=1e-6)
    own_first = fit_to_capacity(inputs, final, able, final, 12, (False, True, False))
    np.testing.assert_allclose(own_first, [10.0, 30.0, 20.0], rtol=1e-6)


def test_mills_and_shops_have_parts_of_what_villages_offer_where_mills_take_much() -> None:
    offered = jnp.array([8.0, 0.0])
    assert float(food_to_mills(offered, SIX)[0]) == float(food_to_shops(offered, SIX)[0]) == 8.0
    milled = dataclasses.replace(SIX, milled=0.75)
    assert (float(food_to_mills(offered, milled)[0]), float(food_to_shops(offered, milled)[0])) == (6.0, 2.0)
