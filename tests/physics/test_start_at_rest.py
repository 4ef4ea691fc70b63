"""The start is one in which nothing jumps: what the rules that run afterwards make of it in their first quarter."""

from __future__ import annotations

from functools import cache
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

from counterplan.core.effects import Effects
from counterplan.core.goods import SIX
from counterplan.core.rule import Rule, reads
from counterplan.core.variables import GRAIN
from counterplan.experiments.cells import figures_of
from counterplan.institutions.coordination.market import Market
from counterplan.institutions.priorities.profit import ProfitPriorities
from counterplan.institutions.residual.private import PrivateResidual
from counterplan.loader import load_scenario
from counterplan.physics.dealing import spread_evenly
from counterplan.physics.endowment import Endowment, hands_at_start
from counterplan.physics.purse import BANK_FUNDS, SOLD_FIRST, money_to_spare

from small_economy import draws, physics  # isort: skip

PERSONS = 2000
SCENARIOS = pytest.mark.parametrize("name", ["china-1952", "usa-2008"])


@cache
def begun(name: str) -> tuple[Endowment, dict[str, Any]]:
    made = Endowment(*figures_of(load_scenario(name)), PERSONS, 10.0)
    state = {key: jnp.asarray(value) for key, value in made.state(7, 0).items()}
    state["mean_price"] = jnp.ones(6)
    given = {"physics": physics(), "sizes": made.sizes, "context": {"arms": jnp.float64(made.figures["arms_share"])}, "quarter": jnp.int32(0)}
    return made, {**state, **given, "draw": draws(0, state["person_id"], made.sizes)}


def effects(rule: Rule, phase: str, values: dict[str, Any]) -> Effects:
    method = getattr(rule, phase)
    found: Effects = method(**{name: values[name] for name in reads(method)})
    return found


def in_town(values: dict[str, Any]) -> np.ndarray:
    return np.asarray(values["open"] & (values["sector"] != GRAIN))


@SCENARIOS
def test_teams_have_the_size_that_their_technique_takes_to_one_person(name: str) -> None:
    values = begun(name)[1]
    town = in_town(values)
    wanted = np.asarray(values["output"] * values["technique_labour"] * hands_at_start() / values["work_each"])[town]
    workers = np.asarray(values["workers"])[town]
    scale = workers.sum() / wanted.sum()  # how many of two thousand can work is drawn
    assert scale == pytest.approx(1.0, abs=0.06)
    assert np.abs(workers - scale * wanted).max() <= 1.0


def test_people_are_spread_at_equal_distances_in_the_order_of_their_draws() -> None:
    place = spread_evenly(np.array([0.9, 0.1, 0.5, 0.2]), np.array([True, True, False, True]))
    np.testing.assert_allclose(place[[1, 3, 0]], [1 / 6, 3 / 6, 5 / 6])


@SCENARIOS
def test_sellers_find_the_costs_on_which_prices_stand(name: str) -> None:
    values = begun(name)[1]
    found = effects(Market(), "plan", values).decide
    for good in range(1, 6):
        there = in_town(values) & np.asarray(values["sector"] == good)
        weight = np.asarray(values["output"])[there]
        for reckoned, stands in ((found["unit_cost"], values["unit_cost"]), ((1.0 + values["mark_up"]) * found["unit_cost"], jnp.ones(there.shape))):
            assert np.average(np.asarray(reckoned)[there], weights=weight) == pytest.approx(np.asarray(stands)[there].mean(), rel=1e-6)


@SCENARIOS
def test_enterprises_go_on_investing_and_taxes_pay_for_the_orders(name: str) -> None:
    made, values = begun(name)
    found = effects(ProfitPriorities(public_debt=0.0), "plan", values).decide
    town = in_town(values)
    np.testing.assert_allclose(np.asarray(found["desired_machines"])[town], np.asarray(values["desired_machines"])[town], rtol=1e-5)
    f = made.figures
    orders = (f["provision_share"] + f["arms_share"]) * f["gdp_per_head"] / 4.0 * PERSONS
    assert float(values["tax_rate"] * values["taxable_income"]) == pytest.approx(orders)
    assert float(found["tax_rate"]) == pytest.approx(float(values["tax_rate"]), abs=0.01)


@SCENARIOS
def test_owners_declare_about_the_dividends_that_are_on_their_way(name: str) -> None:
    """Inputs are bought and sold before: makers of inputs then have their sales, everybody has paid for inputs."""
    values = begun(name)[1]
    first = jnp.array(SIX.mean(SOLD_FIRST))[values["sector"]]
    input_bill = values["base_inputs"].T[values["sector"]].sum(axis=1) * values["output"]
    bought = jnp.rint(100.0 * (first * values["output"] - input_bill)).astype(jnp.int64)
    later = {**values, "deposits_enterprise": jnp.where(in_town(values), values["deposits_enterprise"] + bought, 0), "private_owned": values["open"]}
    later |= {"input_request": values["base_inputs"].T[values["sector"]] * values["output"][:, None], "debt_finance": jnp.full_like(first, 0.3)}
    declared = effects(PrivateResidual(), "pay", later).transfers[0].amount
    assert float(declared.sum()) == pytest.approx(float(values["deposits_fund"].sum()), rel=0.15)


@SCENARIOS
def test_enterprises_owe_what_the_scenario_says_and_the_bank_has_a_tenth_of_it_and_its_dividend(name: str) -> None:
    made, values = begun(name)
    f, owed = made.figures, np.asarray(values["debt_enterprise"])
    assert owed.sum() / 100 == pytest.approx(f["enterprise_debt"] * f["gdp_per_head"] * PERSONS, rel=1e-4)
    assert not owed[~in_town(values)].any()
    assert float(values["deposits_bank"].sum()) == pytest.approx(BANK_FUNDS * owed.sum() + 100.0 * PERSONS * made.flows.bank_dividend, rel=1e-4)


def test_makers_of_inputs_keep_money_for_two_quarters_costs_and_others_for_one() -> None:
    """A hundred of costs, ten of machines, debts thirty above what is left standing: needs of 120 (others) and 220, and thirty more."""
    sector, each = jnp.array([0, 1, 3, 3]), jnp.full(4, 100.0)
    money, old = jnp.array([90_000, 40_000, 40_000, 20_000]), jnp.array([12, 4, 12, 12])
    spare = money_to_spare(money, each, 0.1 * each, jnp.full(4, 5000), 20.0, sector, old, 0.1, SIX)
    np.testing.assert_allclose(spare, [0.0, 400.0 - 120.0 - 30.0, 400.0 - 220.0 - 30.0, 0.0])


def test_in_its_first_year_an_enterprise_keeps_what_its_founders_put_in() -> None:
    each = jnp.full(2, 100.0)
    spare = money_to_spare(jnp.full(2, 40_000), each, 0.1 * each, jnp.zeros(2), 0.0, jnp.array([1, 1]), jnp.array([3, 4]), 0.1, SIX)
    np.testing.assert_allclose(spare, [0.0, 280.0])
