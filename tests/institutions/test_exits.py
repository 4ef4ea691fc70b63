"""Credit, rescue, closing and founding."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from desk import effects, settled

from counterplan.core.goods import SIX
from counterplan.core.rule import Rule
from counterplan.institutions.exit import founding
from counterplan.institutions.exit.banking import judge
from counterplan.institutions.exit.credit import lend
from counterplan.institutions.exit.founding import found, owners_pay, owners_purse, state_pays, within_means
from counterplan.institutions.exit.hard import HardExit
from counterplan.institutions.exit.plants_only import PlantsOnlyExit
from counterplan.institutions.exit.soft import SoftExit

COSTS: dict[str, Any] = {
    "wage": [0.0, 10.0, 10.0], "price": [1.0] * 3, "machines": [0, int(100e6), int(100e6)], "inventory": [0, int(20e6), int(20e6)],
    "desired_machines": [0.0, 5.0, 5.0], "mean_price": [1.0, 1.0, 1.0, 1.0, 2.0, 1.0],
}  # fmt: skip
"""Wages of 100 and 400 a quarter and 10 for machines; 200 of machines and 20 of goods can be pledged."""


def lent(deposits: float, debt: float, limit: float = 1000.0, open_: bool = True) -> tuple[float, float, float]:
    """Loan, interest and repayment of one enterprise that needs 100 for costs and 10 for machines."""
    one = lambda x: jnp.asarray([x])  # noqa: E731
    loan, interest, back = lend(
        one(open_), one(100.0), one(5.0), jnp.full(6, 2.0), one(int(deposits * 100)), one(int(debt * 100)), one(limit), 0.02, SIX
    ).transfers
    assert (loan.payer.stock, loan.payee.stock, back.payer.stock, back.payee.stock, interest.payee.stock) == (
        "debt_enterprise", "deposits_enterprise", "deposits_enterprise", "debt_enterprise", "deposits_bank",
    )  # fmt: skip
    return tuple(float(t.amount[0]) / 100.0 for t in (loan, interest, back))  # type: ignore[return-value]


def test_lenders_cover_what_lacks_up_to_their_limit() -> None:
    assert lent(30.0, 50.0) == (80.0, 1.0, 0.0)
    assert lent(30.0, 50.0, limit=90.0) == (40.0, 1.0, 0.0)
    assert lent(30.0, 200.0, limit=90.0) == (0.0, 4.0, 0.0)
    assert lent(30.0, 50.0, open_=False) == (0.0, 0.0, 0.0)  # what is owed on a wound-up enterprise's machines bears nothing
    assert lent(200.0, 50.0) == (0.0, 1.0, 50.0)
    assert lent(141.0, 50.0) == (0.0, 1.0, 20.0)  # what is beyond 1.1 times what is wanted


@pytest.mark.parametrize(
    ("rule", "limits"),
    [
        (HardExit(leverage=0.5), [0.0, 110.0, 110.0]),
        (SoftExit(leverage=0.5), [0.0, 0.5 * (220.0 + 400.0), 0.5 * (220.0 + 1600.0)]),
        (PlantsOnlyExit(leverage=0.5), [0.0, 120.0, 120.0]),
    ],
)
def test_limits_rest_on_what_can_be_pledged(rule: Rule, limits: list[float]) -> None:
    lacks = {**COSTS, "expected_sales": [0.0] * 3, "debt_enterprise": [0, 4000, 4000], "deposits_bank": 10**6}  # 40 owed
    loan = np.asarray(effects(rule, "finance", **lacks).transfers[0].amount) / 100.0
    wanted = np.array([0.0, 110.0, 410.0])
    np.testing.assert_allclose(loan, np.minimum(wanted, np.maximum(np.array(limits) - 40.0, 0.0)), atol=0.01)


class Luck:
    """Draws that come out as they are told."""

    def __init__(self, value: float) -> None:
        self.value = value

    def enterprise(self, stream: str) -> Any:
        return jnp.full(3, self.value)


def fate(quarters: int, luck: float = 0.5, room: float | None = None, **changes: Any) -> tuple[int, bool, bool]:
    given = {
        "open": True, "sector": 1, "insolvent": quarters, "workers": 50, "market_share": 0.3, "deposits_enterprise": 1999,
        "debt_enterprise": 9000, "costs": 100.0, "limit": 100.0, **changes,
    }  # fmt: skip
    columns = [jnp.asarray([value] * 3) for value in given.values()]
    got = judge(*columns, 0.2, 0.8, Luck(luck), None if room is None else jnp.asarray(room))  # type: ignore[arg-type]
    return int(got.quarters[0]), bool(got.rescued[0]), bool(got.closed[0])


def test_three_quarters_without_means_end_in_rescue_or_closing_by_size() -> None:
    assert fate(0) == (1, False, False)
    assert fate(1) == (2, False, False)
    assert fate(2, luck=0.499) == (0, True, False)  # a chance of .2 + .6·50/100
    assert fate(2, luck=0.501) == (0, False, True)
    assert fate(2, luck=0.79, workers=1000) == (0, True, False)
    assert fate(2, luck=0.21, workers=0) == (0, False, True)


def test_who_has_no_workers_and_no_buyers_leaves_the_market() -> None:
    lost = {"workers": 0, "market_share": 0.001, "deposits_enterprise": 10**6, "debt_enterprise": 0}
    assert fate(2, luck=0.9, **lost) == (0, False, True)
    assert fate(2, luck=0.1, **lost) == (0, True, False)
    assert fate(2, luck=0.9, **{**lost, "market_share": 0.003}) == (0, False, False)
    assert fate(2, luck=0.9, **{**lost, "workers": 1}) == (0, False, False)


@pytest.mark.parametrize(
    "changes", [{"deposits_enterprise": 2000}, {"debt_enterprise": 8999}, {"sector": 0}, {"open": False}, {"costs": 0.0}]
)
def test_who_has_money_credit_or_land_is_not_broke(changes: dict[str, Any]) -> None:
    assert fate(2, **changes) == (0, False, False)


def test_who_has_no_debt_but_finds_a_bank_without_room_is_broke() -> None:
    sound = {"deposits_enterprise": 1000, "debt_enterprise": 0, "luck": 0.9}  # ten of a hundred that the quarter costs
    assert fate(2, room=None, **sound) == (0, False, False)
    assert fate(2, room=0.0, **sound) == (0, False, True)
    assert fate(2, room=29.0, **sound) == (0, False, True)  # less than ten for each of three
    assert fate(2, room=31.0, **sound) == (0, False, False)
    assert fate(2, room=0.0, **{**sound, "deposits_enterprise": 2000}) == (0, False, False)


@pytest.mark.parametrize(("one_lender", "multiple"), [(True, np.sqrt(6.0)), (False, 2.0 * np.sqrt(3.0))])
def test_lenders_who_reckon_carry_on_from_the_debt_that_the_source_says(one_lender: bool, multiple: float) -> None:
    """With costs of monitoring 3·a²/2 a lender goes on where success brings √6 outlays, a split one from 2√3 on: what lacks is 80.01."""
    lacks = 100.0 - 19.99
    for owed, goes_on in ((multiple * 1.001, True), (multiple * 0.999, False)):
        given = {"deposits_enterprise": 1999, "debt_enterprise": round((owed - 1.0) * lacks * 100), "costs": 100.0, "limit": 100.0}
        columns = [jnp.asarray([x] * 3) for x in (True, 1, 2, 50, 0.3, *given.values())]
        got = judge(*columns, 1.0, 1.0, Luck(0.5), None, 1.0, 3.0, one_lender)  # type: ignore[arg-type]
        assert (bool(got.closed[0]), bool(got.rescued[0])) == (not goes_on, False)
        assert float(got.carried[0]) == pytest.approx(lacks if goes_on else 0.0)
        drawn = judge(*columns, 1.0, 1.0, Luck(0.5), None, 0.4, 3.0, one_lender)  # type: ignore[arg-type]
        assert bool(drawn.rescued[0]) and float(drawn.carried[0]) == 0.0  # not among those whose lenders reckon


@pytest.mark.parametrize("rule", [HardExit, SoftExit, PlantsOnlyExit])
def test_enterprises_expect_to_be_carried_by_draw_or_by_what_their_lenders_would_reckon(rule: type[Rule]) -> None:
    """Costs of 100 and 400 a quarter and debts of 170 and 900: one lender goes on with both, split lenders with neither, at 3·a²/2."""
    lacks = {**COSTS, "expected_sales": [0.0] * 3, "debt_enterprise": [0, 17_000, 90_000], "deposits_bank": 10**6, "price": [0.0] * 3}
    drawn, half, all_ = (
        np.asarray(effects(rule(rescue_probability=0.2, rescue_of_large=0.2, reckoned=part), "finance", **lacks).decide["rescue_chance"])[1:]  # type: ignore[call-arg]
        for part in (0.0, 0.5, 1.0)
    )
    np.testing.assert_array_equal(drawn, [0.2, 0.2])
    np.testing.assert_array_equal(all_, [0.0, 0.0] if rule is HardExit else [1.0, 1.0])
    np.testing.assert_allclose(half, 0.5 * drawn + 0.5 * all_)


def closing(rule: Rule, **changes: Any) -> dict[str, np.ndarray]:
    """Enterprise 2 could not pay for two quarters before this one."""
    broke = {
        **COSTS, "insolvent": [0, 0, 2], "deposits_enterprise": [0, 10**6, 700], "debt_enterprise": [0, 0, 10**7], "market_share": [1.0, 0.4, 0.6],
        "deposits_state": 10**9,
    }  # fmt: skip
    return settled(rule, "exit", **{**broke, **changes})


@pytest.mark.parametrize("rule", [HardExit, SoftExit, PlantsOnlyExit])
def test_the_closed_lose_their_debts_to_the_bank_and_the_rescued_go_on(rule: type[Rule]) -> None:
    shut = closing(rule(rescue_probability=0.0, rescue_of_large=0.0))  # type: ignore[call-arg]
    assert shut["open"].tolist() == [True, True, False]
    pledge = 10_000  # a hundred machines at 2, sold at half
    assert (int(shut["deposits_bank"]), shut["debt_enterprise"].tolist()) == (700 - 10**7 + pledge, [0, 0, pledge])
    assert shut["market_share"].tolist() == [1.0, 0.4, 0.0]
    assert float(shut["closures"]) == 1.0
    kept = closing(rule(rescue_probability=1.0, rescue_of_large=1.0))  # type: ignore[call-arg]
    assert kept["open"].all()
    public = 10**7 if rule is HardExit else 0  # under hard budgets rescue is the budget's, not the bank's
    assert (int(kept["deposits_bank"]), kept["debt_enterprise"].tolist(), int(kept["debt_state"])) == (public - 10**7, [0, 0, 0], public)
    assert kept["deposits_enterprise"].tolist() == [0, 10**6, 700]
    assert float(kept["closures"]) == 0.0
    assert kept["insolvent"].tolist() == [0, 0, 0]


@pytest.mark.parametrize("rule", [HardExit, SoftExit, PlantsOnlyExit])
def test_who_is_carried_on_by_reckoning_owes_more_and_a_single_lender_carries_more(rule: type[Rule]) -> None:
    """The quarter costs 410 and 7 are there; at a debt of 700 one lender goes on and split ones do not, at 1,200 both do."""
    for debt, goes_on in ((400.0, False), (700.0, rule is not HardExit), (1200.0, True)):
        owed = int(debt * 100)
        got = closing(rule(reckoned=1.0, monitoring=3.0, leverage=0.1), debt_enterprise=[0, 0, owed], price=[0.0] * 3)  # type: ignore[call-arg]
        assert got["open"].tolist() == [True, True, goes_on], (debt, got["debt_enterprise"])
        lent = got["debt_enterprise"][2] - owed
        assert lent == (got["deposits_enterprise"][2] - 700 if goes_on else 10_000 - owed)  # its machines stand for 100
        assert goes_on == (lent > 0)


@pytest.mark.parametrize("rule", [HardExit, SoftExit, PlantsOnlyExit])
def test_the_bank_strikes_off_what_vacant_machines_lose_and_nothing_that_they_cover(rule: type[Rule]) -> None:
    """Place 2 stands empty with 100 machines that would bring 100: of 150 owed a third is struck off, of 60 nothing."""
    for owed, left in ((15_000, 10_000), (6_000, 6_000)):
        vacant = {"open": [True, True, False], "insolvent": [0, 0, 0], "debt_enterprise": [0, 0, owed], "deposits_enterprise": [0, 10**6, 0]}
        got = closing(rule(entry_rate=0.0), **vacant, deposits_bank=10**7)  # type: ignore[call-arg]
        assert not got["open"][2]
        assert (int(got["debt_enterprise"][2]), 10**7 - int(got["deposits_bank"])) == (left, owed - left)


def test_whoever_enters_takes_over_the_machines_with_what_is_owed_on_them() -> None:
    vacant = {"open": [True, True, False], "insolvent": [0, 0, 0], "debt_enterprise": [0, 0, 8_000], "deposits_enterprise": [0, 10**6, 0]}
    rich = {"shares_person": np.full(40, 5000), "deposits_person": np.full(40, 10**9), "deposits_bank": 10**7, "orders": [0.0, 9.0, 0.0]}
    for seed in range(40):  # a place is filled with a chance of a tenth at most a quarter
        got = closing(HardExit(entry_rate=0.1), **vacant, **rich, person_id=np.arange(40) + 1000 * seed, enterprise_id=np.arange(3) + 1000 * seed)
        if got["open"][2]:
            break
    assert got["open"][2]
    assert (int(got["debt_enterprise"][2]), int(got["machines"][2]), int(got["deposits_bank"])) == (8_000, int(100e6), 10**7)


def start_one(luck: float, sold: float = 80.0, **changes: Any) -> Any:
    """Place 2 is empty; enterprise 1 sold part of 100 ordered; labour 30, 2 machines a unit, wages 10, machines at 2."""
    given = {
        "open": [True, True, False], "sector": [0, 1, 1], "orders": [0.0, 100.0, 0.0], "sales": [0.0, sold, 0.0], "expected_sales": [0.0, 300.0, 0.0],
        "entry_rate": 0.1, "start_capital": [9.0] * 6, "start_labour": [9.0] * 6, "technique_labour": [5.0, 30.0, 7.0],
        "technique_capital": [5.0, 2.0, 7.0], "wage_level": 10.0, "mean_price": [1.0, 3.0, 1.0, 1.0, 2.0, 1.0], "start_hours_norm": 45.0,
        "enterprise_id": [0, 1, 2], "next_enterprise_id": 70, "wage": [0.0] * 3, "price": [0.0] * 3,
        "workers": [10, 8, 0], "machines": [0, 0, 100_000_000], "market_share": [1.0, 1.0, 0.0], "money": 10**9, **changes,
    }  # fmt: skip
    return found(**{name: jnp.asarray(value) for name, value in given.items()}, draw=Luck(luck), goods=SIX, spared=0.2)  # type: ignore[arg-type]


def test_more_are_founded_where_buyers_were_sent_away_with_the_trades_technique() -> None:
    assert start_one(0.099).entered.tolist() == [False, False, True]  # .1·(.2 + 4·.2)
    assert not start_one(0.101).entered.any()
    assert not start_one(0.021, sold=100.0).entered.any()
    assert start_one(0.019, sold=100.0).entered.any()
    new = start_one(0.0)
    assert int(new.next_enterprise_id) == 71
    begin = {name: float(value[2]) if value.ndim else float(value) for name, (value, _) in new.begin.items()}
    units = 8.0 * 13.0 * 45.0 / 30.0
    assert begin == pytest.approx(
        {
            "enterprise_id": 70, "technique_labour": 30, "technique_capital": 2, "expected_sales": units, "wage": 10, "price": 3,
            "market_share": units / (300.0 + units),
        }
    )  # fmt: skip
    assert float(new.capital[2]) == pytest.approx(2 * 8 * 10 + 0.5 * units * 2 * 2.0)  # half of the machines is ordered at once
    assert not start_one(0.0, open=[False, True, True], sector=[0, 1, 1]).entered.any()  # nobody founds a farm
    dead = start_one(0.49, open=[True, False, False])  # a trade without anybody: half of the places, the start's technique
    assert dead.entered.tolist() == [False, True, True]
    assert dead.begin["enterprise_id"][0].tolist()[1:] == [70, 71]
    assert float(dead.begin["technique_labour"][0][1]) == pytest.approx(9.0)


def test_more_are_founded_where_members_draw_more_than_others() -> None:
    """The trade's workers draw e^.5 of what all draw; founders are drawn by orders as well."""
    rich = {"wage": [0.0, 10.0 * np.exp(0.5), 99.0], "sold": 100.0}
    assert not start_one(0.021, **rich).entered.any()  # by orders alone: .1·.2
    assert start_one(0.069, by_income=0.1, **rich).entered.tolist() == [False, False, True]
    assert not start_one(0.071, by_income=0.1, **rich).entered.any()
    assert start_one(0.019, by_income=0.1, sold=100.0, wage=[0.0, 5.0, 0.0]).entered.any()  # who draws less keeps nobody off
    assert not start_one(0.021, by_income=0.1, sold=100.0, wage=[0.0, 5.0, 0.0]).entered.any()
    assert start_one(0.499, by_income=50.0, **rich).entered.any() and not start_one(0.501, by_income=50.0, **rich).entered.any()


@pytest.mark.parametrize("rule", [HardExit, SoftExit])
def test_exit_rules_pass_their_rate_of_entry_by_income_on(rule: type[Rule], monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[float] = []
    plain = founding.rate_of_founding
    monkeypatch.setattr(founding, "rate_of_founding", lambda e, u, by, pull: seen.append(by) or plain(e, u, by, pull))
    monkeypatch.setattr(f"{rule.__module__}.found", founding.found.__wrapped__)
    closing(rule(entry_by_income=0.3))  # type: ignore[call-arg]
    closing(rule())
    assert seen == [0.3, 0.0]


def test_founders_spend_what_they_spare_in_the_mean_and_begin_smaller_where_money_is_short() -> None:
    chance, outlay, lot = jnp.full(4, 0.1), jnp.array([100.0, 100.0, 200.0, 100.0]), jnp.array([0.09, 0.5, 0.01, 0.99])
    entered, part = within_means(chance, outlay, jnp.float64(10_000.0), 0.2, lot)  # 50 expected, 2,000 to spare
    assert (entered.tolist(), float(part)) == ([True, False, True, False], 1.0)
    entered, part = within_means(chance, outlay, jnp.float64(150.0), 0.2, lot)  # 30 to spare: chances of .06; 75 at once for 200
    assert (entered.tolist(), float(part)) == ([False, False, True, False], 0.375)
    entered, part = within_means(chance, outlay, jnp.float64(40.0), 0.2, jnp.array([0.9, 0.5, 0.001, 0.99]))  # 20 for 200: less than one of eight
    assert not entered.any() and float(part) == 0.1
    assert not within_means(chance, outlay, jnp.float64(0.0), 0.2, jnp.zeros(4))[0].any()


def test_as_much_is_founded_in_one_large_economy_as_in_many_small_ones() -> None:
    """Eighty places and 40,000 in one purse against eighty purses of 500 with a place each: the same money in the mean, the same places filled."""
    rng, outlay = np.random.default_rng(3), 100.0
    large, small = [], []
    for _ in range(400):
        lot = jnp.asarray(rng.random(80))
        entered, part = within_means(jnp.full(80, 0.02), jnp.full(80, outlay), jnp.float64(40_000.0), 0.01, lot)
        large.append(float(part * outlay * entered.sum()))
        alone, parts = jax.vmap(lambda one: within_means(jnp.full(1, 0.02), jnp.full(1, outlay), jnp.float64(500.0), 0.01, one[None]))(lot)
        small.append(float((parts[:, None] * outlay * alone).sum()))
    assert np.mean(large) == pytest.approx(80 * 0.02 * outlay, rel=0.1)  # less than the 400 to spare
    assert np.mean(small) == pytest.approx(np.mean(large), rel=0.1)


def test_founders_pay_in_proportion_to_what_they_have() -> None:
    capital = jnp.array([30.0, 0.0, 0.0, 0.0])
    shares, money = jnp.array([2000, 1000, 1500, 9000]), jnp.array([10_000, 10**9, 20_000, 10**9])
    purse = owners_purse(jnp.array([True, True, True, False]), shares, money)
    assert purse.tolist() == [10_000, 0, 20_000, 0]
    pool = owners_pay(capital, purse)
    assert (pool.amount.tolist(), pool.weight.tolist()) == ([1000, 0, 2000, 0], [3000, 0, 0, 0])
    savers = jnp.array([10_000, 50_000, 20_000, 10**9])  # the second owns no more than others: .4 of 500.00 count
    assert owners_purse(jnp.array([True, True, True, False]), shares, savers, 0.4).tolist() == [10_000, 20_000, 20_000, 0]
    pool = state_pays(jnp.array([30.0, 0.0, 50.0, 0.0]))
    assert (pool.amount.tolist(), pool.weight.tolist()) == ([8000], [3000, 0, 5000, 0])
