"""Unions, parliaments and members: each option moves a decision the way its source says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from desk import PHYSICS, decide, settled
from scipy.optimize import minimize

from counterplan.core.rule import Rule
from counterplan.institutions.bargaining.assembly import AssemblyIncomes
from counterplan.institutions.bargaining.individual import IndividualBargaining
from counterplan.institutions.bargaining.union import UnionBargaining
from counterplan.institutions.coordination.market import Market
from counterplan.institutions.management.membership import members_wanted, rented
from counterplan.institutions.openness.managed import ManagedOpenness
from counterplan.institutions.openness.open import OpenEconomy
from counterplan.institutions.openness.tariff import Tariff
from counterplan.institutions.priorities.parliament import ParliamentPriorities
from counterplan.institutions.priorities.profit import ProfitPriorities
from counterplan.institutions.residual.firm_workers import FirmWorkers
from counterplan.institutions.residual.private import PrivateResidual

UNION = UnionBargaining(strength=0.25, demand_elasticity=1.0, levelling=0.0, response=0.15, rigidity=0.0, usual_return=0.0, scarcity=0.5)
BARGAIN: dict[str, Any] = {
    "finding_rate": 0.5, "separation_rate": 1.0, "depreciation": 0.0, "price": [1.0, 1.25, 1.25], "price_level": 1.0, "price_level_before": 1.0,
}  # fmt: skip
"""Outside 7.75; a job yields 19, of which 9 are profit beside a wage of 10."""


def settled_wage(rule: UnionBargaining = UNION, **changes: Any) -> np.ndarray:
    """Wages in town that the bargain moves to: the move is .15·ln(aim/10)."""
    now = decide(rule, "plan", **{**BARGAIN, **changes})["wage"][1:]
    assert (np.abs(np.log(now / 10.0)) < 0.0599).all(), "a wage at its bound tells no aim"
    return 10.0 * np.exp(np.log(now / 10.0) / 0.15)


def test_a_union_wage_is_the_nash_bargain_over_profit_and_the_members_gain() -> None:
    """The first-order condition of max [L(w)(w − A)]^β Π(w)^(1−β), L ∝ w^−ε, Π' = −L, found by a slow search over ln w."""
    outside, yields, beta, wage = 7.75, 19.0, 0.25, 10.0
    share = 1.0 / (1.0 + (1 - beta) / beta * wage / (yields - wage))
    np.testing.assert_allclose(settled_wage(), outside / (1.0 - share))
    grid = np.linspace(7.8, 14.0, 200_001)
    profit = yields - wage - wage * np.log(grid / wage)  # integral of −L dw with L = w₀/w at ε = 1, profit of 9 at w₀
    gain = beta * np.log((grid - outside) / grid) + (1 - beta) * np.log(np.maximum(profit, 1e-12))
    best = grid[np.argmax(gain)]
    for _ in range(60):  # the rule reads the shares at the wage in force; at rest that wage is the one settled
        wage = outside / (1.0 - 1.0 / (1.0 + (1 - beta) / beta * 10.0 / (9.0 - 10.0 * np.log(wage / 10.0))))
    assert wage == pytest.approx(best, rel=1e-3)


@pytest.mark.parametrize(
    ("changes", "sign"),
    [({"finding_rate": 0.6}, 1), ({"outside_income": 7.0}, 1), ({"price": [1.0, 1.4, 1.4]}, 1), ({"price": [1.0, 1.1, 1.1]}, -1)],
)
def test_union_wages_rise_with_what_is_outside_and_with_profit(changes: dict[str, Any], sign: int) -> None:
    assert (np.sign(settled_wage(**changes) - settled_wage()) == sign).all()


def test_stronger_unions_ask_more_and_a_steeper_demand_less() -> None:
    assert (settled_wage(replace(UNION, strength=0.35)) > settled_wage()).all()
    assert (settled_wage(replace(UNION, demand_elasticity=2.0)) < settled_wage()).all()
    np.testing.assert_allclose(settled_wage(price=[1.0, 0.7, 0.7]), 7.75)  # no profit, nothing to share
    np.testing.assert_allclose(settled_wage(desired_workers=[25.0, 10.5, 42.0]), settled_wage() * np.exp(0.5 * 0.5 / 10.5))


def test_levelling_takes_the_spread_out_of_wages_and_keeps_their_mean() -> None:
    apart = {"price": [1.0, 1.2, 1.3]}
    own, half, one = (np.log(settled_wage(replace(UNION, levelling=s), **apart)) for s in (0.0, 0.5, 1.0))
    assert own[1] > own[0]
    np.testing.assert_allclose(one, own @ [0.2, 0.8])  # 10 and 40 workers
    np.testing.assert_allclose(half, 0.5 * own + 0.5 * one)


def test_unions_keep_their_say_on_hours_when_jobs_lack_and_prices_count_the_wage() -> None:
    few, many = (decide(UNION, "plan", unemployment=u)["hours_norm"][1] for u in (0.02, 0.3))
    assert few == many
    assert decide(IndividualBargaining(), "plan", unemployment=0.3)["hours_norm"][1] > many
    for rule in (UNION, IndividualBargaining()):
        got = decide(rule, "plan", **BARGAIN)
        np.testing.assert_array_equal(got["wage"], got["cost_wage"])


def test_an_assemblys_draw_is_no_cost_that_its_price_follows() -> None:
    """A draw follows the price; were the price set on it, both would chase each other. Work counts at what it brings elsewhere."""
    elsewhere = {"finding_rate": 0.5, "separation_rate": 1.0, "start_wage_share": [0.6] * 6}
    rich, poor = (decide(AssemblyIncomes(share=0.75), "plan", price=[1.0, p, p], **elsewhere) for p in (3.0, 1.0))
    assert (rich["wage"][1:] > poor["wage"][1:]).all()
    np.testing.assert_allclose(rich["cost_wage"], 0.6 / 0.75 * (0.5 * 10.0 + 0.5 * 5.0))
    np.testing.assert_allclose(poor["cost_wage"], rich["cost_wage"])


FIRM: dict[str, Any] = {
    "price": [1.0, 2.0, 2.0], "mean_price": [1.0, 1.0, 1.0, 1.0, 2.0, 1.0], "base_inputs": np.full((6, 6), 0.05),
    "machines": [0, int(250e6), int(1000e6)], "capacity": [0.0, 250.0, 1000.0], "depreciation": 0.01,
}  # fmt: skip
"""Use of .8; value added of 200·(2 − .35) = 330 and four times that."""


def most(rule: FirmWorkers, **changes: Any) -> np.ndarray:
    return decide(rule, "produce", **{**FIRM, **changes})["most_workers"][1:]


def test_members_want_fewer_at_a_higher_price_and_more_at_a_higher_fixed_cost() -> None:
    """Ward's firm: newcomers pay for nothing."""
    ward = FirmWorkers(paid_in=0.0, opening=0.0, admission=0.01)
    power = (1.0 - PHYSICS.substitution) / PHYSICS.substitution
    part = 1.0 - 0.5 * 0.8**power
    np.testing.assert_allclose(most(ward)[0], 10.0 * (5.0 / ((1.0 - part) * 330.0)) ** (0.01 / part))
    assert (most(ward, price=[1.0, 3.0, 3.0]) < most(ward)).all()
    assert (most(ward, depreciation=0.02) > most(ward)).all()
    assert most(ward, workers=[25, 0, 40])[0] > 1.0  # a new place begins with its founders


def test_newcomers_who_pay_for_machines_dilute_nothing() -> None:
    """Vanek's firm."""
    paid = FirmWorkers(paid_in=1.0, opening=0.0)
    np.testing.assert_allclose(most(paid), [10.0, 40.0])
    np.testing.assert_allclose(most(paid, price=[1.0, 3.0, 3.0]), [10.0, 40.0])
    np.testing.assert_allclose(most(FirmWorkers(paid_in=1.0, opening=0.05)), np.array([10.0, 40.0]) * np.exp(0.05))


def test_rent_that_machines_bring_keeps_the_number_of_members() -> None:
    """Vanek's and Drèze's firm: newcomers pay nothing in, machines are charged what they bring, and everybody pays that alike."""
    power = (1.0 - PHYSICS.substitution) / PHYSICS.substitution
    brought = 0.5 * 0.8**power * 330.0  # (1 − a)·V of the smaller one; 250 machines cost 500
    free = brought / 500.0 - 0.01
    rents = [FirmWorkers(paid_in=0.0, opening=0.0, machine_rent=rent) for rent in (0.5 * free, free, 2.0 * free)]
    fewer, same, more = (most(rule)[0] for rule in rents)
    assert fewer < same < more
    assert same == pytest.approx(10.0)
    premium, plain = (decide(FirmWorkers(machine_rent=rent), "produce", **FIRM)["return_premium"] for rent in (0.012, 0.0))
    np.testing.assert_allclose(premium - plain, [0.0, 0.012, 0.012])


def test_rents_go_to_the_budget_before_members_share() -> None:
    hall = {
        "employer": np.repeat([0, 1, 2], [10, 10, 20]), "workers": [10, 10, 20], "desired_workers": [10.0, 10.0, 20.0], "wage": [0.0] * 3,
        "deposits_enterprise": [70_000, 100_000, 10_000], "machines": [int(9e9), int(1000e6), int(500e6)],
    }  # fmt: skip
    got = settled(FirmWorkers(sweep=1.0, own_part=1.0, machine_rent=0.01), "pay", **hall)
    assert int(got["deposits_state"]) == int(got["profits_taken"]) == 1500  # machines at 1; the farm pays nothing
    assert got["deposits_enterprise"].tolist() == [70_000, 0, 0]
    np.testing.assert_array_equal(got["deposits_person"], np.repeat([0, 9900, 475], [10, 10, 20]))


@pytest.mark.parametrize(("labour", "machines"), [(0.5, 0.3), (0.6, 0.0), (0.3, 0.6)])
def test_members_who_rent_choose_what_gives_each_most(labour: float, machines: float) -> None:
    """Against a search over members and machines; without machines it is Ward's firm."""
    price, rent, fixed = 3.0, 0.4, 2.0
    found = rented(price, rent, fixed, labour, machines)

    def income(logs: np.ndarray) -> float:
        members, stock = np.exp(logs)
        return -(price * members**labour * stock**machines - rent * stock - fixed) / members

    if machines == 0.0:
        assert found.members == pytest.approx(members_wanted(price, fixed, labour))
        assert found.machines == 0.0
        return
    best = minimize(income, np.log([found.members, found.machines]) + 0.4, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-14})
    np.testing.assert_allclose(np.exp(best.x), [found.members, found.machines], rtol=1e-4)
    assert -best.fun == pytest.approx(float(found.income))


def test_markets_hire_no_more_than_those_who_get_the_residual_would_have() -> None:
    busy = {"expected_sales": [400.0, 900.0, 900.0], "work_each": [600.0] * 3, "machines": [int(9e9)] * 3, "price": [1.0] * 3}
    free = decide(Market(), "plan", **busy)["desired_workers"]
    bound = decide(Market(), "plan", **busy, most_workers=[25.0, 12.0, 1e9])["desired_workers"]
    assert free[1] > 12.0
    np.testing.assert_allclose(bound, [free[0], 12.0, free[2]])


def test_members_share_alike_and_one_of_n_keeps_one_nth_of_its_own_effort() -> None:
    employer = np.repeat([0, 1, 2], [10, 10, 20])
    hall = {
        "employer": employer, "workers": [10, 10, 20], "desired_workers": [10.0, 10.0, 20.0], "wage": [0.0] * 3,
        "deposits_enterprise": [70_000, 100_000, 0], "tax_rate": 0.2,
    }  # fmt: skip
    got = settled(FirmWorkers(sweep=0.9), "pay", **hall)
    np.testing.assert_array_equal(got["deposits_person"], np.where(employer == 1, 7200, 0))  # 900/10 less a fifth
    assert int(got["deposits_state"]) == 18_000
    small, large = decide(FirmWorkers(sweep=1.0), "produce", **{**FIRM, "workers": [10, 10, 40]})["residual_stake"][1:]
    assert small == pytest.approx(200.0 * 2.0 / 10 / 10)
    assert large == pytest.approx(800.0 * 2.0 / 40 / 40)


def test_members_who_cannot_sell_their_claim_ask_more_of_machines() -> None:
    """Furubotn and Pejovich: at 5 % a year a member who stays ten years asks for 12.95 % a year, owners for 5 %."""
    years = FirmWorkers(membership=10.0, discount=0.05, own_part=1.0)
    premium = decide(years, "produce", **FIRM)["return_premium"]
    np.testing.assert_allclose(premium[1:] + 0.05, 0.1295, atol=5e-5)
    assert decide(PrivateResidual(), "produce")["return_premium"].max() == 0.0
    rate = {**FIRM, "technique_capital": [1.0] * 3, "expected_sales": [80.0, 200.0, 800.0]}
    rate |= {"context": {"arms": jnp.float64(0.0)}, "unit_cost": [1.95] * 3}
    with_it, without = (decide(ProfitPriorities(), "plan", **rate, return_premium=p)["desired_machines"][1:] for p in (0.05, 0.0))
    assert (with_it < without).all()


def vote(consumption: np.ndarray, **changes: Any) -> dict[str, np.ndarray]:
    given = {
        "consumption": consumption, "quarter": jnp.int32(3), "start_provision_share": 0.1, "past_output": np.full((4, 6), 20.0), "price_level": 1.0,
        "taxable_income": 240.0, "context": {"arms": jnp.float64(0.0)}, **changes,
    }  # fmt: skip
    return decide(ParliamentPriorities(base_response=0.4, vote_speed=1.0), "govern", **given)


def test_the_median_voter_shares_out_more_the_farther_the_mean_lies_above() -> None:
    """Meltzer and Richard: (1 − m)/(1 − m + ε); provision, here about .1·120/240, is paid first."""
    even = vote(np.full(40, 10.0))
    assert float(even["transfer_share"]) == 0.0
    rich = np.where(np.arange(40) < 10, 34.0, 8.0)  # a mean of 14.5, a median of 8
    m = 8.0 / 14.5
    got = vote(rich)
    spent = float(got["provision_share"]) * 120.0 / 240.0
    assert float(got["transfer_share"]) == pytest.approx((1 - m) / (1 - m + 0.4) - spent, abs=0.002)
    assert float(vote(np.where(np.arange(40) < 10, 24.0, 8.0))["transfer_share"]) < float(got["transfer_share"])
    assert float(vote(rich, quarter=jnp.int32(2), transfer_share=0.07)["transfer_share"]) == pytest.approx(0.07)


def test_the_transfer_is_the_same_for_every_grown_person_and_paid_by_the_budget() -> None:
    age = np.where(np.arange(40) < 5, 63, 64)
    got = settled(ParliamentPriorities(), "pay", age=age, transfer_share=0.1, taxable_income=350.0, deposits_state=10**6)
    np.testing.assert_array_equal(got["deposits_person"], np.where(age >= 64, 100, 0))
    assert int(got["benefits_paid"]) == 3500


def test_parliaments_lower_the_tax_when_jobs_lack() -> None:
    usual = {"context": {"arms": jnp.float64(0.0)}, "taxable_income": 900.0, "provision_share": 0.1, "past_output": np.full((4, 6), 500.0)}
    rule = ParliamentPriorities(lean=0.5, usual_unemployment=0.06)
    tax = [float(decide(rule, "plan", **usual, unemployment=u)["tax_rate"]) for u in (0.06, 0.1)]
    assert tax[1] - tax[0] == pytest.approx(-0.5 * 0.04)


@pytest.mark.parametrize("rule", [ProfitPriorities, ParliamentPriorities])
def test_budgets_let_a_public_debt_stand_and_see_past_a_slump(rule: type[Rule]) -> None:
    usual = {"context": {"arms": jnp.float64(0.0)}, "provision_share": 0.1, "start_provision_share": 0.1, "taxable_income": 900.0}
    usual |= {"past_output": np.full((4, 6), 500.0), "deposits_state": 0}

    def tax(debt: float = 0.0, unemployment: float = 0.06, **given: float) -> float:
        found = decide(rule(**given), "plan", **usual, debt_state=int(100 * debt), unemployment=unemployment)
        return float(found["tax_rate"])

    balanced = tax(public_debt=0.0)
    assert balanced > 0.04
    assert tax(public_debt=0.6) == pytest.approx(balanced - 0.01 * 2.4)
    assert tax(debt=0.6 * 4 * 900.0, public_debt=0.6) == pytest.approx(balanced)  # the debt that is let stand
    assert tax(debt=1.2 * 4 * 900.0, public_debt=0.6) == pytest.approx(balanced + 0.01 * 2.4)
    lean = {"lean": 0.0} if rule is ParliamentPriorities else {}
    slump = {u: tax(unemployment=u, public_debt=0.0, over_cycle=1.0, **lean) for u in (0.06, 0.53)}
    assert slump[0.53] == pytest.approx(slump[0.06])  # orders and incomes both as at usual employment: twice those of now


def test_a_budget_orders_in_a_slump_what_it_would_at_usual_employment() -> None:
    usual = {"context": {"arms": jnp.float64(0.04)}, "start_provision_share": 0.1, "past_output": np.full((4, 6), 500.0)}
    blind, sees = (
        [float(decide(ProfitPriorities(over_cycle=o), "plan", **usual, unemployment=u)["state_order"].sum()) for u in (0.06, 0.248)]
        for o in (0.0, 1.0)
    )
    assert blind[0] == blind[1] == sees[0]
    assert sees[1] == pytest.approx(1.25 * sees[0])  # .94 over .752


def test_a_tariff_lets_less_technique_in_than_free_trade() -> None:
    free, behind, managed = (float(decide(rule(), "search")["learning_abroad"]) for rule in (OpenEconomy, Tariff, ManagedOpenness))
    assert free > behind > managed


def test_markets_let_whoever_lacks_one_payroll_buy_inputs_in_proportion() -> None:
    """Ten workers at 10 and inputs of 100: with 101 at hand of 202 half of the inputs are asked for, and all with 202."""
    request = np.zeros((3, 6))
    request[1, 3] = 100.0
    trade = {"sector": [3, 1, 1], "input_request": request, "inventory": [int(900e6), 0, 0], "market_share": [1.0, 0.5, 0.5], "price": [1.0] * 3}
    for money, asked in ((202, 100.0), (101, 50.0)):
        got = decide(Market(), "supply", **trade, deposits_enterprise=[0, 100 * money, 0], mean_skill=[1.0] * 3)
        assert float(got["demand"][3]) == pytest.approx(asked)
