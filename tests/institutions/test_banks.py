"""The bank: lending on its own funds, interest, rescue by the budget, losses of depositors."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from desk import decide, effects, settled

from counterplan.core.goods import SIX
from counterplan.institutions.exit.banking import chance_of_rescue
from counterplan.institutions.exit.credit import lend, lendable
from counterplan.institutions.exit.hard import HardExit
from counterplan.institutions.exit.plants_only import PlantsOnlyExit
from counterplan.institutions.exit.soft import SoftExit
from counterplan.institutions.priorities.profit import ProfitPriorities
from counterplan.institutions.residual.private import PrivateResidual

NEED: dict[str, Any] = {
    "wage": [0.0, 10.0, 10.0], "price": [1.0] * 3, "machines": [0, int(400e6), int(400e6)], "mean_price": [1.0, 1.0, 1.0, 1.0, 2.0, 1.0],
    "expected_sales": [0.0] * 3,
}  # fmt: skip
"""Wages of 100 and 400 a quarter, and pledges of 800 each."""


def loans(rule: Any, **changes: Any) -> np.ndarray:
    return np.asarray(effects(rule, "finance", **{**NEED, **changes}).transfers[0].amount) / 100.0


def test_all_credit_shrinks_in_proportion_when_losses_have_eaten_the_banks_funds() -> None:
    rule = HardExit(leverage=1.0, capital_ratio=0.08)
    rich, tight, gone = (loans(rule, deposits_bank=funds) for funds in (10**6, 2000, -5))
    np.testing.assert_allclose(rich, [0.0, 100.0, 400.0])
    np.testing.assert_allclose(tight, rich * (20.0 / 0.08) / 500.0)  # 20 of its own carry loans of 250
    np.testing.assert_allclose(gone, 0.0)
    np.testing.assert_allclose(loans(HardExit(leverage=1.0, capital_ratio=0.04), deposits_bank=2000), rich)
    assert float(lendable(jnp.int64(2000), jnp.array([15_000, 5000]), 0.08)) == pytest.approx(250.0 - 200.0)


@pytest.mark.parametrize("rule", [SoftExit(leverage=1.0), PlantsOnlyExit(leverage=1.0)])
def test_a_bank_of_the_budget_lends_whatever_its_own_funds(rule: Any) -> None:
    np.testing.assert_array_equal(loans(rule, deposits_bank=-(10**6)), loans(rule, deposits_bank=10**6))
    assert loans(rule, deposits_bank=-(10**6)).sum() == 500.0


def test_without_a_bound_the_lender_gives_what_each_may_have() -> None:
    none = jnp.zeros(2, jnp.int64)
    given = (jnp.ones(2, bool), jnp.array([100.0, 50.0]), jnp.zeros(2), jnp.ones(6), none, none, jnp.full(2, 80.0), 0.0, SIX)
    free = lend(*given).transfers[0].amount
    np.testing.assert_array_equal(free, [8000, 5000])
    np.testing.assert_array_equal(lend(*given, jnp.asarray(65.0)).transfers[0].amount, [4000, 2500])


def test_interest_on_public_debt_comes_from_the_budget_and_a_part_of_all_interest_goes_to_depositors() -> None:
    rule = HardExit(interest_rate=0.02, public_rate=0.01, passed_on=0.5, leverage=0.0)
    had = {
        "debt_state": 500_000, "debt_enterprise": [0, 100_000, 150_000], "deposits_state": 90_000, "tax_rate": 0.2,
        "deposits_person": np.where(np.arange(40) < 10, 15_000, 0), "deposits_enterprise": [0, 50_000, 100_000],
    }  # fmt: skip
    got = settled(rule, "finance", **NEED, **had)
    # due: .01·5,000 + .02·2,500 = 100; half of it on deposits of 3,000 is 1/60 on each
    np.testing.assert_array_equal(got["income_person"], np.where(np.arange(40) < 10, 200, 0))
    assert int(got["deposits_state"]) == 90_000 - 5000 + 500
    assert decide(rule, "finance", **NEED, **had)["public_interest"] == 50.0
    assert int(got["deposits_bank"]) == pytest.approx(10_000 - 5000, abs=1)


def emptied(rescue: float, **changes: Any) -> dict[str, np.ndarray]:
    """A bank with debts of 10,000 to collect and 300 less than nothing."""
    rule = HardExit(capital_ratio=0.1, rescue_of_large=rescue, insured=2.0, entry_rate=0.0)
    had = {
        **NEED, "deposits_bank": -30_000, "debt_enterprise": [0, 10**6, 0], "deposits_person": np.where(np.arange(40) == 0, 260_000, 0),
        "deposits_enterprise": [10_000, 140_000, 10_000], **changes,
    }  # fmt: skip
    return settled(rule, "exit", **had)


def test_a_bank_without_funds_is_refilled_with_public_debt() -> None:
    got = emptied(1.0)
    assert int(got["deposits_bank"]) == 100_000
    assert int(got["debt_state"]) == 130_000
    assert int(got["deposits_person"].sum()) == 260_000


def test_or_by_large_deposits_in_proportion_to_what_is_above_the_insured_sum() -> None:
    got = emptied(0.0)
    assert int(got["debt_state"]) == 0
    above = np.array([260_000 - 2 * 260_000 // 40, 140_000 - round(2 * 160_000 / 3)])
    lost = np.array([260_000 - got["deposits_person"][0], 140_000 - got["deposits_enterprise"][1]])
    np.testing.assert_allclose(lost, above * 130_000 / above.sum(), atol=1.0)
    assert got["deposits_enterprise"][[0, 2]].tolist() == [10_000, 10_000]
    assert int(got["deposits_bank"]) == -30_000 + lost.sum()


def test_a_sound_bank_touches_nobody() -> None:
    got = emptied(1.0, deposits_bank=5)
    assert (int(got["deposits_bank"]), int(got["debt_state"])) == (5, 0)


def test_who_reckons_to_be_carried_does_not_shun_losses() -> None:
    np.testing.assert_allclose(chance_of_rescue(jnp.array([0, 50, 400]), 0.1, 0.9), [0.1, 0.5, 0.9])
    year = {
        "past_output": np.full((4, 6), 500.0), "machines": [int(100e6)] * 3, "expected_sales": [80.0] * 3, "price": [1.0] * 3,
        "unit_cost": [1.0] * 3, "mean_price": [1.0] * 6, "technique_capital": [1.0] * 3, "context": {"arms": jnp.float64(0.0)},
    }  # fmt: skip
    rule = ProfitPriorities(return_response=0.3, usual_return=1.0, usual_use=0.8, use_response=0.04)
    hard, soft = (decide(rule, "plan", **year, rescue_chance=[c] * 3)["desired_machines"][1:] for c in (0.0, 1.0))
    np.testing.assert_allclose(hard, 100.0 * (0.01 - 0.3 * 0.02))
    np.testing.assert_allclose(soft, 1.0)
    gain = {**year, "unit_cost": [0.9] * 3}
    hard, soft = (decide(rule, "plan", **gain, rescue_chance=[c] * 3)["desired_machines"] for c in (0.0, 1.0))
    np.testing.assert_array_equal(hard, soft)  # profit is one's own either way


def test_owners_borrow_for_part_of_their_machines_and_keep_that_debt() -> None:
    """What is paid out as dividend is not there for machines; debts up to the share that owners keep are not paid back early."""
    rule, lender = PrivateResidual(payout=1.0, buffer=0.0, debt=0.5), HardExit(leverage=1.0)
    year = {**NEED, "desired_machines": [0.0, 10.0, 0.0], "deposits_enterprise": [0, 60_000, 0], "private_owned": [False, True, True]}
    debt = decide(rule, "produce")["debt_finance"]
    assert debt.tolist() == [0.0, 0.5, 0.5]
    kept = {"debt_finance": debt, "debt_enterprise": [0, 30_000, 0]}  # machines are worth 800: debts of 400 are kept
    assert int(settled(rule, "pay", **year, **kept)["deposits_fund"]) == 60_000 - 10_000 - 1000
    assert int(settled(rule, "pay", **year, **{**kept, "debt_enterprise": [0, 45_000, 0]})["deposits_fund"]) == 60_000 - 10_000 - 1000 - 5000
    year["deposits_bank"] = 10**7
    loan, _, back = effects(lender, "finance", **{**year, **kept, "deposits_enterprise": [0, 11_000, 0]}).transfers[:3]
    assert (int(loan.amount[1]), int(back.amount[1])) == (1000, 0)
    assert int(effects(lender, "finance", **{**year, **kept}).transfers[2].amount[1]) == 0
    assert int(effects(lender, "finance", **{**year, **kept, "debt_enterprise": [0, 45_000, 0]}).transfers[2].amount[1]) == 5000


def test_large_banks_and_firms_are_rescued_by_one_parameter() -> None:
    chance = decide(HardExit(rescue_probability=0.02, rescue_of_large=0.8), "finance", **NEED, workers=[25, 100, 400])["rescue_chance"]
    np.testing.assert_allclose(chance[1:], 0.8)
