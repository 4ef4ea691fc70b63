"""Who sets machines, arms and provision: closed forms of orders, allotments and votes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from desk import decide

from counterplan.core.goods import SIX
from counterplan.core.rule import Rule
from counterplan.institutions.priorities.direct import DirectPriorities
from counterplan.institutions.priorities.profit import ProfitPriorities
from counterplan.institutions.priorities.ruler import RulerPriorities
from counterplan.physics.parameters import Physics
from counterplan.physics.purse import allot_by_returns, allot_machines, pledge, running_costs
from counterplan.physics.thrift import machines_returns

YEAR: dict[str, Any] = {
    "past_output": np.full((4, 6), 500.0), "past_inputs": np.full((4, 6, 6), 50.0), "price_level": 1.5, "start_provision_share": 0.1,
    "mean_price": [1.0, 1.0, 2.0, 1.0, 3.0, 4.0], "context": {"coercion": jnp.float64(0.5), "arms": jnp.float64(0.04)}, "taxable_income": 900.0,
    "machines": [int(100e6)] * 3, "sector": [0, 1, 4], "price": [1.0] * 3,
}  # fmt: skip
"""Net output of 3,000 − 1,800 = 1,200 a quarter; machines cost 3."""
NET = 1200.0


def test_rulers_set_the_share_for_machines_and_favour_those_who_make_them() -> None:
    got = decide(RulerPriorities(investment=0.2, provision=1.5, heavy=3.0), "plan", **YEAR, expected_sales=[80.0] * 3)
    whole = 0.2 * NET
    np.testing.assert_allclose(got["desired_machines"], whole * np.array([1.0, 1.0, 3.0]) / 5.0)
    np.testing.assert_allclose(got["state_order"], [0, 0, 0.15 * NET, 0, 0, 0.04 * NET])
    assert (float(got["investment_share"]), float(got["arms_share"])) == (0.2, 0.04)
    assert float(got["provision_share"]) == pytest.approx(0.15)


def test_voters_shares_are_carried_out_and_goods_that_lacked_get_more_machines() -> None:
    voted = {"investment_share": 0.3, "provision_share": 0.2, "expected_sales": [80.0] * 3}
    even = decide(DirectPriorities(), "plan", **YEAR, **voted, demand=[100.0] * 6, supplied=[100.0] * 6)
    np.testing.assert_allclose(even["desired_machines"], 0.3 * NET / 3.0)
    lack = decide(DirectPriorities(), "plan", **YEAR, **voted, demand=[100.0] * 6, supplied=[100.0, 50.0, 100.0, 100.0, 100.0, 100.0])
    np.testing.assert_allclose(lack["desired_machines"], 0.3 * NET * np.array([1.0, 2.5, 1.0]) / 4.5)
    np.testing.assert_allclose(even["state_order"][[2, 5]], [0.2 * NET, 0.04 * NET])


def test_voters_machines_go_by_what_goods_are_held_to_be_worth_and_not_by_what_is_charged() -> None:
    """Two enterprises alike, but that a unit of one's product is held to be worth 2 and of the other's 5, inputs of .5 taken off: 1.5 to 4.5."""
    voted = {"investment_share": 0.3, "provision_share": 0.2, "expected_sales": [80.0] * 3, "demand": [100.0] * 6, "supplied": [100.0] * 6}
    held: dict[str, Any] = {"potential": [0.0, 80.0, 80.0], "capacity": [100.0] * 3, "technique_materials": [1.0] * 3}
    held["base_inputs"] = np.outer([0, 0.5, 0, 0, 0, 0], np.ones(6))
    for price in (1.0, 9.0):
        year = {**YEAR, **voted, **held, "price": [price] * 3, "valuation": [0.0, 2.0, 1.0, 1.0, 5.0, 1.0], "open": [False, True, True]}
        got = decide(DirectPriorities(), "plan", **year)["desired_machines"]
        np.testing.assert_allclose(got, 0.3 * NET * np.array([0.0, 0.25, 0.75]))


RULE = ProfitPriorities(use_response=0.04, return_response=0.3, usual_use=0.8, usual_return=1.0, provision=1.0)


def invested(**changes: Any) -> np.ndarray:
    """Machines wanted by a farm, a workshop and a maker of machines with 100 each, sales of 80 and a profit of 6 (a return of .02)."""
    given = {"expected_sales": [80.0] * 3, "unit_cost": [1.0 - 6.0 / 80.0] * 3, "depreciation": 0.01, "technique_capital": [1.0] * 3, **changes}
    return decide(RULE, "plan", **YEAR, **given)["desired_machines"]


def test_enterprises_invest_by_use_and_return() -> None:
    np.testing.assert_allclose(invested(), 1.0)  # wear alone
    np.testing.assert_allclose(invested(start_machine_growth=0.004), 1.4)  # as at the start
    np.testing.assert_allclose(invested(start_return=[0.01] * 6), [1.0, 1.3, 1.3])  # more than at the start comes back
    np.testing.assert_allclose(invested(technique_capital=[1.125] * 3), 1.0 + 0.04 * 0.1 * 100)
    np.testing.assert_allclose(invested(unit_cost=[0.925 - 0.0375] * 3), [1.0, 1.0 + 0.3 * 0.01 * 100, 1.0 + 0.3 * 0.01 * 100])  # farms not
    np.testing.assert_allclose(invested(unit_cost=[9.0] * 3), [1.0, 0.0, 0.0])
    np.testing.assert_allclose(invested(unit_cost=[0.0] * 3), [1.0, 6.0, 6.0])  # 6 % a quarter at most
    np.testing.assert_allclose(invested(technique_capital=[3.0] * 3), 120.0)  # who has less than half of what is needed
    np.testing.assert_allclose(invested(open=[True, False, True]), [1.0, 0.0, 1.0])


def test_machines_go_where_buyers_go_and_a_trade_orders_no_more_for_it() -> None:
    """Two of one trade with 100 machines and sales of 80 each; six tenths of the buyers come to one first (a use of .96 in the place of .8)."""
    slow = {**YEAR, "sector": [0, 2, 2], "expected_sales": [80.0] * 3, "start_machine_growth": 0.01, "unit_cost": [0.925] * 3}
    slow |= {"depreciation": 0.01, "technique_capital": [1.0] * 3, "start_return": [0.02] * 6}
    tilted = replace(RULE, share_response=0.25)
    wanted = [decide(tilted, "plan", **slow, market_share=[1.0, *parts])["desired_machines"] for parts in ((0.6, 0.4), (0.5, 0.5))]
    apart, alike = wanted
    np.testing.assert_allclose(alike, 2.0)
    np.testing.assert_allclose(apart, [2.0, 4.0, 0.0])  # 2 + 25·.16 for the one, nothing for the other; scaled to 4 in all
    none = decide(RULE, "plan", **slow, market_share=[1.0, 0.6, 0.4])["desired_machines"]
    np.testing.assert_allclose(none, alike)
    closed = {"market_share": [1.0, 0.55, 0.45], "workers": [10, 10, 10]}  # who would take nobody on orders nothing for buyers whom it cannot serve
    tight, free = (decide(replace(RULE, share_response=0.1), "plan", **slow, **closed, most_workers=most) for most in ([10.0] * 3, [1e9] * 3))
    np.testing.assert_allclose(free["desired_machines"], [2.0, 2.8, 1.2])
    np.testing.assert_allclose(tight["desired_machines"], [2.0, 2.5, 1.5])


@pytest.mark.parametrize("rule", [RulerPriorities(demand_response=0.5), DirectPriorities(demand_response=0.5)])
def test_plans_that_find_no_buyers_lower_the_tax(rule: Rule) -> None:
    usual = {"expected_sales": [80.0] * 3, "investment_share": 0.2, "provision_share": 0.1}
    tax = [float(decide(rule, "plan", **YEAR, **usual, unsold_share=u)["tax_rate"]) for u in (-0.1, 0.0, 0.1)]
    np.testing.assert_allclose(np.diff(tax), -0.05)


@pytest.mark.parametrize("rule", [RulerPriorities(), DirectPriorities(), RULE])
def test_taxes_cover_orders_and_the_grants_that_the_residual_rule_pays(rule: Rule) -> None:
    usual = {"expected_sales": [80.0] * 3, "unit_cost": [0.925] * 3, "investment_share": 0.2, "provision_share": 0.1, "taxable_income": 1e4}
    rule = replace(rule, public_debt=0.0) if isinstance(rule, ProfitPriorities) else rule
    without, granted = (decide(rule, "plan", **{**YEAR, **usual}, grant_share=share) for share in (0.0, 1.0))
    orders = float(without["state_order"] @ np.array(YEAR["mean_price"]))
    assert float(without["tax_rate"]) == pytest.approx(orders / 1e4)
    assert float(granted["tax_rate"]) == pytest.approx((orders + 3.0 * float(granted["desired_machines"].sum())) / 1e4, rel=1e-6)


def vote(**changes: Any) -> tuple[float, float]:
    """Shares voted by 40 people of 30 years where hands and machines are in proportion (elasticity .5), 30 years of growth by .02 ahead."""
    usual = {
        "start_provision_share": 0.1, "nutrition": 1.0, "habit": 1.0, "quarter": jnp.int32(3), "investment_share": 0.33, "provision_share": 0.44,
        "potential": [400.0, 200.0, 800.0], "capacity": [400.0, 200.0, 800.0], "frontier_growth": 0.02, "depreciation": 0.01, **changes,
    }  # fmt: skip
    got = decide(DirectPriorities(), "govern", **usual)
    return float(got["investment_share"]), float(got["provision_share"])


def test_the_median_decides_once_a_year_and_need_calls_for_fewer_machines() -> None:
    machines, services = vote()
    back = 0.09 / (1.0 - 1.09**-40.0)
    assert machines == pytest.approx(0.5 * (0.02 + 0.04) / (back + 0.02 + 0.04), abs=0.03)
    assert services == pytest.approx(0.1, abs=0.015)
    hungry, same = vote(nutrition=0.5)
    assert hungry == pytest.approx(machines * (1.0 - 0.3 * 0.5), abs=0.002)
    assert vote(consumption=np.full(40, 0.5))[0] == pytest.approx(hungry, abs=1e-9)
    assert same == services
    assert vote(quarter=jnp.int32(2)) == (0.33, 0.44)
    young = np.where(np.arange(40) < 39, 71, 120)  # one voter
    assert vote(age=young)[0] != machines
    assert vote(age=np.full(40, 240))[0] < machines - 0.02  # ten years left
    assert vote(capacity=[800.0, 400.0, 1600.0])[0] == pytest.approx(machines * 0.5**1.5, abs=0.005)  # machines twice as many as hands need
    assert vote(start_provision_share=0.2)[1] == pytest.approx(2 * services, abs=0.003)


def test_machines_are_allotted_by_weight_size_and_use() -> None:
    column = jnp.array([1.0, 2.0, 1.0, 1.0, 3.0, 1.0])
    args = (jnp.array([True, True, True]), jnp.array([0, 1, 4]), jnp.array([int(100e6)] * 3), jnp.ones(3))
    even = allot_machines(jnp.asarray(60.0), column, *args, jnp.full(3, 50.0), 3.0)
    np.testing.assert_allclose(even, [10.0, 20.0, 30.0])
    busy = allot_machines(jnp.asarray(60.0), jnp.ones(6), *args, jnp.array([50.0, 100.0, 1.0]), 1.0)
    np.testing.assert_allclose(busy, 60.0 * np.array([0.5, 1.0, 0.2]) / 1.7)
    busy = allot_machines(jnp.asarray(60.0), jnp.ones(6), *args, jnp.array([50.0, 100.0, 1.0]), 3.0)
    np.testing.assert_allclose(busy, 60.0 * np.array([0.125, 1.0, 0.008]) / 1.133)


def test_use_meets_at_the_weight_where_machines_have_been_allotted_for_long() -> None:
    """Equal growth asks for weight·use^response alike: a threefold weight leaves a third of the machines unused with a response of 1."""
    for response, unused in ((1.0, 3.0), (3.0, 3.0 ** (1 / 3))):
        machines = np.full(2, 100.0)
        for _ in range(400):
            added = allot_machines(
                jnp.asarray(6.0), jnp.array([0.0, 1.0, 0, 0, 3.0, 0]), jnp.array([True, True]), jnp.array([1, 4]),
                jnp.asarray((machines * 1e6).astype(np.int64)), jnp.ones(2), jnp.full(2, 50.0), response,
            )  # fmt: skip
            machines = 0.95 * machines + np.asarray(added)
        assert machines[1] / machines[0] == pytest.approx(unused, rel=0.02)


def test_machines_go_where_one_more_of_them_is_worth_more() -> None:
    two = {"sector": jnp.array([1, 1]), "machines": jnp.array([int(100e6)] * 2), "price": jnp.array([2.0, 2.0]), "inputs": jnp.array([1.0, 1.0])}
    given = {**two, "potential": jnp.array([80.0, 80.0]), "capacity": jnp.array([100.0, 100.0]), "expected_harvest": jnp.zeros(2)}
    found = machines_returns(**given, land_elasticity=jnp.asarray(0.3), physics=Physics())
    for name, values, times in (("price", [2.0, 3.0], 2.0), ("inputs", [1.0, 1.5], 0.5), ("price", [2.0, 0.5], 0.0)):
        changed = machines_returns(**{**given, name: jnp.array(values)}, land_elasticity=jnp.asarray(0.3), physics=Physics())
        assert float(changed[1]) == pytest.approx(times * float(found[1]))
    stock = jnp.array([int(100e6), int(100e6), int(1e6)])
    args = (jnp.array([True, True, True]), jnp.array([1, 1, 1]), stock, jnp.ones(3), jnp.array([80.0, 80.0, 40.0]))
    spread = allot_by_returns(jnp.asarray(10.0), jnp.ones(6), jnp.array([1.0, 2.0, 0.0]), *args)
    mean = (100.0 + 200.0) / 220.0  # the third counts with half of what its sales take
    np.testing.assert_allclose(spread, 10.0 * np.array([100 / mean, 200 / mean, 2 * 20]) / (300 / mean + 40))


def test_running_costs_are_wages_of_those_wanted_and_inputs() -> None:
    request = jnp.zeros((3, 6)).at[:, 3].set(5.0)
    got = running_costs(
        jnp.full(3, 10.0), jnp.array([4, 4, 4]), jnp.array([0.0, 2.0, 6.0]), jnp.full(3, 1.5), request, jnp.full(6, 2.0), jnp.array([0, 1, 2])
    )
    np.testing.assert_allclose(got, [10.0, 70.0, 100.0])
    np.testing.assert_allclose(pledge(jnp.array([2_000_000]), jnp.array([3_000_000]), jnp.array([4.0]), jnp.full(6, 5.0), SIX), [22.0])
