"""Flows of a quarter at rest and the stocks that pay for them: each against the rule that acts on it afterwards."""

from __future__ import annotations

from functools import cache
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

from counterplan.core.goods import SIX
from counterplan.core.variables import GRAIN
from counterplan.experiments.cells import figures_of
from counterplan.institutions.exit.hard import HardExit
from counterplan.institutions.land.household import Household
from counterplan.institutions.residual.private import PrivateResidual
from counterplan.loader import load_scenario
from counterplan.physics import rest
from counterplan.physics.endowment import Endowment
from counterplan.physics.household import hearth_demand
from counterplan.physics.parameters import Physics
from counterplan.physics.places import in_town
from counterplan.physics.purse import bank_to_spare, money_to_spare
from counterplan.physics.rest import HOME_WISH, LOAN_RATE, PASSED_ON, grain_year, hearths_at_rest, taste_for_food

from small_economy import physics  # isort: skip

SCENARIOS = pytest.mark.parametrize("name", ["china-1952", "ussr-1928", "usa-1973", "usa-2008", "germany-1995", "spain-2008"])


@cache
def made(name: str) -> Endowment:
    return Endowment(*figures_of(load_scenario(name)), 2000, 10.0)


@cache
def state(name: str) -> dict[str, np.ndarray]:
    return made(name).state(3, 0)


def test_what_the_start_reckons_with_is_what_the_rules_do() -> None:
    owners, lender, land = PrivateResidual(), HardExit(), Household()
    assert pytest.approx((owners.buffer, owners.payout, owners.debt)) == (rest.BUFFER, rest.PAID_OUT, 1.0 - rest.OWN_MACHINES)
    assert (lender.interest_rate, lender.passed_on) == (LOAN_RATE, PASSED_ON)
    assert (land.home_wish, land.payout) == (HOME_WISH, rest.VILLAGE_PAYS)


def test_food_lasts_to_the_harvest_and_the_year_ends_as_it_began() -> None:
    eaten, store = grain_year(100.0, 20.0)
    kept, left = 1.0 - Physics().spoilage, store
    for quarter in range(4):
        left -= 20.0
        assert left >= -1e-9
        left += 400.0 if quarter == 2 else 0.0
        left = (left - eaten) * kept
        if quarter == 1:
            assert left == pytest.approx(20.0)  # what mills take before the harvest
    assert left == pytest.approx(store) and eaten < 80.0


@SCENARIOS
def test_what_people_receive_is_what_is_spent_on_goods_and_taxes_pay_for_the_budget(name: str) -> None:
    """Two sums that are reckoned apart: incomes of all kinds after tax, and the accounts' uses less food of the village's own."""
    start = made(name)
    f, flows = start.figures, start.flows
    assert flows.receipts == pytest.approx(start._used().sum() - flows.home, rel=3e-3)
    assert flows.tax * flows.incomes == pytest.approx((f["provision_share"] + f["arms_share"]) * f["gdp_per_head"] / 4.0)


@SCENARIOS
def test_the_bank_pays_out_what_it_earns(name: str) -> None:
    values, earned = state(name), LOAN_RATE * (1.0 - PASSED_ON) * state(name)["debt_enterprise"].sum()
    paid = bank_to_spare(jnp.asarray(values["deposits_bank"] + np.int64(earned)), jnp.asarray(values["debt_enterprise"]))
    assert float(paid) == pytest.approx(earned, rel=0.01)


@SCENARIOS
def test_enterprises_declare_what_is_on_its_way_to_owners(name: str) -> None:
    values, flows = state(name), made(name).flows
    sector, output = values["sector"], values["output"]
    town = values["open"] & (sector != GRAIN)
    used = values["base_inputs"].T[sector].sum(axis=1) * output
    wages = flows.wages[sector] * values["market_share"] * 2000
    first = np.where(sector == 3, output, 0.0)
    held, firms = values["deposits_enterprise"] / 100.0, (values["deposits_person"].sum() + values["deposits_enterprise"].sum()) / 100.0
    debt = values["debt_enterprise"] / 100.0
    net = LOAN_RATE * (debt - PASSED_ON * debt.sum() * held / firms)
    costs = wages * (1.0 + 0.5 * Physics().quit_rate) + used
    at_hand = jnp.asarray((held - used - net + first) * 100.0)
    machines, young = 0.3 * values["machines"] / 1e6, values["trading_quarters"]
    spare = money_to_spare(at_hand, costs, 0.7 * values["desired_machines"], values["debt_enterprise"], machines, sector, young, 0.3, SIX)
    declared = 0.9 * np.asarray(spare)[town].sum() + flows.bank_dividend * 2000
    assert declared == pytest.approx(values["deposits_fund"].sum() / 100.0, rel=0.02)


@SCENARIOS
def test_people_in_towns_share_a_hearth_with_an_earner_and_are_used_to_what_they_have(name: str) -> None:
    values, sizes = state(name), made(name).sizes
    alive, hearth = values["alive"], values["hearth"]
    earners = np.bincount(hearth[alive & (values["employer"] >= 0)], minlength=sizes.hearth)
    alone = alive & np.asarray(in_town(hearth, sizes)) & (earners[hearth] == 0)
    assert alone.sum() <= 0.005 * alive.sum()
    np.testing.assert_array_equal(values["habit"], values["consumption"])
    used = values["consumption"][alive].sum() / 2000
    assert used == pytest.approx(made(name)._used().sum(), rel=0.03)
    assert np.std(values["consumption"][alive]) > 0.3 * used


def test_hearths_hold_the_money_at_which_they_spend_what_they_receive() -> None:
    """Three hearths: rich and poor in a town, one in a village that eats its own food; by hand with the budget rule of `household`."""
    hearth, town, who = np.array([0, 0, 1, 2]), np.array([1, 1, 1, 0], bool), np.array([1, 0, 1, 1], bool)
    income, necessity = np.array([90.0, 10.0, 12.0, 60.0]), np.array([8.0, 4.0, 3.0])
    found = hearths_at_rest(hearth, 3, who, np.array([1.0, 0.5, 1.0, 1.0]), town, income, 0.0, necessity, 9.0)
    must = np.array([1.5 * 15.0, 15.0, 7.0])
    received = np.array([100.0, 12.0, 60.0])
    held = np.bincount(hearth, weights=found.money)
    budget = must + Physics().spend_from_income * (received - must) + Physics().spend_from_wealth * held
    np.testing.assert_allclose(budget[[0, 2]], received[[0, 2]])
    assert held[1] == 0.0 and found.money[1] == 0.0
    np.testing.assert_allclose(found.consumption, [100 / 1.5, 50 / 1.5, 12.0, 69.0])
    taste = taste_for_food(found, 40.0)
    bought = np.array([12.0, 8.0, 0.0]) + np.maximum(taste * np.array([77.5, 0.0, 54.0]) - np.array([0.0, 0.0, 1.0]), 0.0)
    assert bought.sum() == pytest.approx(40.0)


@SCENARIOS
def test_shops_have_the_food_that_hearths_want_at_the_start(name: str) -> None:
    """What hearths ask for by the rule of every quarter, with the incomes of the start, against what villages bring and mills leave."""
    start, values = made(name), state(name)
    flows, alive = start.flows, values["alive"]
    farm = alive & (values["employer"] >= 0) & (values["sector"][values["employer"]] == GRAIN)
    paid = alive & (values["employer"] >= 0) & ~farm
    n, after = 2000, 1.0 - flows.tax
    income = paid * values["skill"] * flows.wages.sum() * n / (paid * values["skill"]).sum() + farm * flows.village_pay * n / farm.sum()
    income = income + values["shares_person"] * flows.declared * n / values["shares_person"].sum()
    income = income + values["deposits_person"] * flows.interest_persons * n / values["deposits_person"].sum()
    income = np.rint(income * after * 100).astype(np.int64)
    eaters = (values["food_need"][np.minimum(values["age"] // 4, 100)] * alive).sum()
    home = flows.home * n / (start._rural() * eaters)
    given: dict[str, Any] = {key: jnp.asarray(value) for key, value in values.items()}
    wanted = hearth_demand(
        given["alive"], given["age"], given["hearth"], given["deposits_person"] + income, jnp.asarray(income), given["food_need"],
        jnp.full(start.sizes.enterprise, home), given["sector"], jnp.ones(6), given["necessity"], given["taste"], physics(), start.sizes,
    ).wanted.sum(axis=0)  # fmt: skip
    brought = values["offered"].sum() - flows.mills * n
    assert float(wanted[GRAIN]) == pytest.approx(brought, rel=0.02)
    assert float(values["demand"][GRAIN]) == pytest.approx(brought, rel=1e-6)
    assert float(wanted.sum()) == pytest.approx(income.sum() / 100, rel=0.01)
    others = start._used()[1:3] * n
    np.testing.assert_allclose(np.asarray(wanted)[1:], others, rtol=0.03)
