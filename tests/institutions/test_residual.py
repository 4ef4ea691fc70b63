"""What is left in enterprises: who gets it, and the tax on it."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from desk import decide, settled

from counterplan.core.rule import Rule
from counterplan.institutions.residual.commons import Commons
from counterplan.institutions.residual.private import PrivateResidual
from counterplan.institutions.residual.state_office import StateOffice

EMPLOYER = np.repeat([0, 1, 2], [10, 10, 20])
HALL: dict[str, Any] = {
    "employer": EMPLOYER, "workers": [10, 10, 20], "desired_workers": [10.0, 10.0, 20.0], "wage": [0.0] * 3,
    "deposits_enterprise": [70_000, 100_000, 0], "tax_rate": 0.2, "price": [1.0] * 3,
}  # fmt: skip
"""Enterprise 1 has 1,000 in currency and no costs; the farm's money is no residual."""


OWNED = [False, True, True]


def after(rule: Rule, **changes: Any) -> dict[str, np.ndarray]:
    return settled(rule, "pay", **{**HALL, **changes})


def test_commons_share_among_fund_members_and_everyone_and_members_pay_tax() -> None:
    got = after(Commons(sweep=0.9, members=0.3, everyone=0.2))  # 900 to share out
    assert got["deposits_enterprise"].tolist() == [70_000, 10_000, 0]
    np.testing.assert_array_equal(got["deposits_person"], np.where(EMPLOYER == 1, 2160, 0))  # 270/10 less a fifth
    np.testing.assert_array_equal(got["income_person"], got["deposits_person"])
    assert int(got["deposits_fund"]) == 18_000
    assert int(got["profits_taken"]) == 45_000
    assert int(got["deposits_state"]) == 45_000 + 5400


@pytest.mark.parametrize("rate", [0.0, 0.2, 0.37])
def test_the_commons_dividend_goes_to_all_grown_alike_less_tax(rate: float) -> None:
    age = np.where(np.arange(40) < 5, 63, 64)
    got = after(Commons(), deposits_enterprise=[0] * 3, deposits_fund=100_000, age=age, tax_rate=rate)
    each = 100_000 // 35
    tax = round(each * rate)
    np.testing.assert_array_equal(got["deposits_person"], np.where(age >= 64, each - tax, 0))
    assert int(got["deposits_state"]) == 35 * tax
    assert int(got["deposits_fund"]) == 100_000 - 35 * each


@pytest.mark.parametrize("rate", [0.0, 0.2, 0.37])
def test_dividends_follow_shares_less_tax(rate: float) -> None:
    shares = np.arange(40) * 1000
    alive = np.arange(40) != 7
    held = {"shares_person": shares, "alive": alive, "tax_rate": rate, "private_owned": OWNED}
    got = after(PrivateResidual(), deposits_enterprise=[0] * 3, deposits_fund=1_000_003, **held)
    dividend = np.where(alive, shares, 0) * 1_000_003 // int(shares[alive].sum())
    tax = np.rint(rate * dividend).astype(int)
    np.testing.assert_array_equal(got["deposits_person"], dividend - tax)
    np.testing.assert_array_equal(got["income_person"], dividend - tax)
    assert int(got["deposits_state"]) == tax.sum()
    assert int(got["deposits_fund"]) == 1_000_003 - dividend.sum()


def test_owners_take_a_share_of_what_costs_machines_and_debts_leave() -> None:
    costs = {"private_owned": OWNED, "wage": [0.0, 10.0, 10.0], "desired_machines": [0.0, 40.0, 0.0], "mean_price": [1.0, 1.0, 1.0, 1.0, 2.0, 1.0]}
    rule = PrivateResidual(payout=0.9, buffer=0.3)
    # needs 1.3·10·10 + 80 = 210, and as much as the debt (50) on top
    assert int(after(rule, **costs)["deposits_fund"]) == round(0.9 * (1000.0 - 210.0) * 100)
    owing = {**costs, "debt_enterprise": [0, 5000, 0]}
    assert int(after(rule, **owing)["deposits_fund"]) == round(0.9 * (1000.0 - 260.0) * 100)
    deep = {**costs, "debt_enterprise": [0, 10**7, 0]}
    assert int(after(rule, **deep)["deposits_fund"]) == round(0.9 * (1000.0 - 420.0) * 100)
    poor = {**costs, "deposits_enterprise": [0, 20_000, 0]}
    assert int(after(rule, **poor)["deposits_fund"]) == 0


def test_offices_take_profits_and_pay_officials() -> None:
    office = np.where(np.arange(40) < 3, 2, np.where(np.arange(40) < 6, 1, 0))
    got = after(StateOffice(sweep=0.9, perks=1.5), office=office, wage_level=10.0, deposits_state=100_000, deposits_fund=77)
    np.testing.assert_array_equal(got["deposits_person"], np.where(office == 2, 1500, 0))
    assert int(got["profits_taken"]) == 90_000
    assert int(got["benefits_paid"]) == 4500
    assert int(got["deposits_state"]) == 100_000 + 90_000 - 4500 + 77
    assert int(got["deposits_fund"]) == 0


def test_whoever_gets_no_share_has_no_stake_and_no_say() -> None:
    """Members of a commons have both, one of n an n-th; the budget pays for machines where it takes the profit, owners pay themselves."""
    for rule, granted in ((PrivateResidual(), 0.0), (StateOffice(), 1.0)):
        got = decide(rule, "produce", **HALL, expected_sales=[0.0, 100.0, 100.0])
        assert not got["residual_stake"].any()
        assert not got["say"].any()
        assert float(got["grant_share"]) == granted
    got = decide(Commons(sweep=1.0, members=0.5), "produce", **HALL, expected_sales=[0.0, 100.0, 100.0])
    np.testing.assert_allclose(got["residual_stake"], [0.0, 0.5 * 10.0 / 10, 0.5 * 5.0 / 20])
    np.testing.assert_array_equal(got["say"], 1.0)
    assert float(got["grant_share"]) == 1.0


def test_mixed_ownership_sends_each_enterprises_profit_its_own_way() -> None:
    shares = np.arange(40) * 1000
    money = {"deposits_enterprise": [70_000, 100_000, 50_000], "private_owned": [False, False, True], "shares_person": shares, "wage": [0.0] * 3}
    state = after(StateOffice(sweep=0.9), **money, deposits_fund=780_000)
    assert int(state["profits_taken"]) == 90_000
    assert int(state["deposits_fund"]) == 45_000  # the fund of last quarter is paid out, less tax
    np.testing.assert_array_equal(state["deposits_person"], shares - np.rint(0.2 * shares))
    owners = after(PrivateResidual(payout=0.9, buffer=0.3), **money)
    assert int(owners["profits_taken"]) == 90_000
    assert int(owners["deposits_fund"]) == 45_000


@pytest.mark.parametrize("quarter", [0, 9])
def test_ownership_is_drawn_once_by_identity_and_by_share(quarter: int) -> None:
    many = {"sector": [1, 3, 0], "open": [True] * 3, "quarter": jnp.int32(quarter)}
    owned = np.array([decide(StateOffice(private_light=0.6), "expect", **many, enterprise_id=[3 * i, 3 * i + 1, 3 * i + 2])["private_owned"]
                      for i in range(100)])  # fmt: skip
    assert owned[:, 0].mean() == pytest.approx(0.6, abs=0.12)
    assert not owned[:, 1:].any()
    first = decide(StateOffice(private_light=0.6), "expect", **{**many, "quarter": jnp.int32(3)})["private_owned"]
    np.testing.assert_array_equal(first, decide(StateOffice(private_light=0.6), "expect", **many)["private_owned"])
    assert decide(PrivateResidual(), "expect", **many)["private_owned"].tolist() == [True, True, False]
    assert decide(PrivateResidual(state_heavy=0.9), "expect", **many, enterprise_id=[0, 1, 2])["private_owned"][0]


@pytest.mark.parametrize(
    ("rule", "account"), [(Commons(), "deposits_state"), (PrivateResidual(), "deposits_fund"), (StateOffice(), "deposits_state")]
)
def test_the_bank_keeps_a_tenth_of_its_loans_and_pays_half_of_the_rest(rule: Rule, account: str) -> None:
    bank = {"deposits_enterprise": [0] * 3, "deposits_bank": 10_000, "debt_enterprise": [0, 40_000, 20_000]}
    got = after(rule, **bank)
    assert int(got["deposits_bank"]) == 8000
    assert int(got[account]) == 2000
    assert int(after(rule, **{**bank, "deposits_bank": 5999})["deposits_bank"]) == 5999
    assert int(after(rule, **{**bank, "deposits_bank": -100})["deposits_bank"]) == -100
