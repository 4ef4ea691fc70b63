"""Communes, state farms, estates, levies, the dual track, borders inside the office, bonuses, storming: the direction that each source gives."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from desk import decide, settled, state
from test_land_and_levy import FIELD, VILLAGE, levied

from counterplan.catalogue import find_rules
from counterplan.core.goods import SIX
from counterplan.core.rule import reads
from counterplan.institutions.coordination.borders import Links
from counterplan.institutions.coordination.command import Command
from counterplan.institutions.coordination.dual import Dual
from counterplan.institutions.coordination.handing_out import carry_out_supply
from counterplan.institutions.coordination.market import Market
from counterplan.institutions.coordination.planned import investment_hunger, requests
from counterplan.institutions.exit.hard import HardExit
from counterplan.institutions.exit.soft import SoftExit
from counterplan.institutions.land.collective import Collective
from counterplan.institutions.land.commune import Commune
from counterplan.institutions.land.estate import Estate
from counterplan.institutions.land.household import Household
from counterplan.institutions.land.state_farm import StateFarm
from counterplan.institutions.levy.flexible import FlexibleLevy
from counterplan.institutions.levy.inflexible_progressive import InflexibleProgressive
from counterplan.institutions.levy.tax import TaxInKind
from counterplan.institutions.management.appraisal import annuity
from counterplan.institutions.management.bonus import BonusManagement
from counterplan.institutions.management.owner import OwnerManagement
from counterplan.institutions.management.quota import QuotaManagement
from counterplan.institutions.mobility.assigned import AssignedMobility
from counterplan.institutions.openness.bloc import Bloc
from counterplan.institutions.priorities.ruler import RulerPriorities
from counterplan.loader import built_in_systems, load_system
from counterplan.physics.reporting import overstated_need, report
from counterplan.planning.balances import exact_balance, fit_to_capacity
from counterplan.planning.execution import keep_stocks, reserved_by_region

# Land


def test_shares_by_heads_of_many_villages_reward_effort_least() -> None:
    stake = {type(rule): decide(rule, "produce", **FIELD)["land_stake"][0] for rule in (Household(), Collective(), Commune(), Estate(rent=0.4))}
    assert stake[Commune] < stake[Collective] < stake[Household]
    assert stake[Estate] == pytest.approx(0.6 * stake[Household])
    seen = 0.3 * 2 * 0.25
    own = 0.7 * (0.25 * 1000 * 2.0 / 25) / 0.8
    assert decide(Commune(sight=0.3, villages=10.0), "produce", **FIELD)["land_stake"][0] == pytest.approx((seen + (1 - seen) / 250) * own)


def test_halls_eat_ahead_where_grain_is_scarce_and_like_households_where_it_is_not() -> None:
    scarce = {**VILLAGE, "inventory": [int(900e6), 0, 0]}
    kept, eaten = (decide(Commune(halls=h, feast=0.0), "pay", **scarce)["home_grain"][0] for h in (0.0, 1.0))
    assert kept == pytest.approx(900.0 / 4 / 40, rel=2e-3)
    assert eaten == pytest.approx(11.0, rel=2e-3)  # the wish of a good year, with half a year's grain in store
    plenty = [decide(Commune(halls=h, feast=0.0), "pay", **VILLAGE)["home_grain"][0] for h in (0.0, 1.0)]
    assert plenty[0] == pytest.approx(plenty[1])
    assert decide(Commune(halls=1.0, feast=0.2), "pay", **VILLAGE)["home_grain"][0] == pytest.approx(1.2 * plenty[0])


def test_state_farms_pay_a_wage_whatever_is_reaped_and_the_budget_bears_the_rest() -> None:
    rule = StateFarm(wage_ratio=0.5, piece=0.4, sight=0.6)
    rich, poor = ({**VILLAGE, "deposits_enterprise": [money, 0, 0]} for money in (10**6, 0))
    assert decide(rule, "pay", **rich)["land_pay"][0] == pytest.approx(5.0)
    assert int(settled(rule, "pay", **rich)["profits_taken"]) == round((10_000.0 - 2 * 20.0 - 125.0) * 100)
    assert int(settled(rule, "pay", **poor)["profits_taken"]) == 0
    granted = settled(rule, "finance", **poor, deposits_state=10**6)
    assert int(granted["deposits_enterprise"][0]) == int(granted["benefits_paid"]) == 12_500
    assert decide(rule, "produce", **FIELD)["land_stake"][0] == pytest.approx(0.4 * 5.0 * 0.3)
    better = {**FIELD, "last_harvest": [3000.0, 0, 0]}
    assert decide(rule, "produce", **better)["land_stake"][0] == decide(rule, "produce", **FIELD)["land_stake"][0]


def test_owners_grain_leaves_the_estate_while_its_people_lack_it() -> None:
    scarce = {**VILLAGE, "inventory": [int(1200e6), 0, 0]}
    tenants, family = (decide(rule, "pay", **scarce) for rule in (Estate(rent=0.4), Household()))
    assert tenants["home_grain"][0] == pytest.approx(0.6 * family["home_grain"][0])
    assert family["offered"][0] == 0.0 < tenants["offered"][0] == pytest.approx(0.4 * 1200.0 / 4)
    got = settled(Estate(rent=0.4, payout=0.8), "pay", **VILLAGE)
    assert int(got["deposits_fund"]) == round(0.4 * 0.8 * 60.0 * 100)


# Levies


def test_flexible_and_proportional_levies_follow_the_harvest_and_inflexible_ones_do_not() -> None:
    fail = {"reported_harvest": [700.0, 0, 0], "last_harvest": [700.0, 0, 0]}
    rules = (InflexibleProgressive(allowance=1.1), FlexibleLevy(allowance=1.1), TaxInKind(share=0.2), TaxInKind(share=0.2, fixed=1.0))
    good, bad = ([levied(rule, **harvest)[0] for rule in rules] for harvest in ({}, fail))
    assert good == pytest.approx([900.0 - 660.0, 950.0 - 660.0, 190.0, 180.0])
    assert bad == pytest.approx([240.0, 700.0 - 660.0, 140.0, 180.0])
    assert levied(TaxInKind(share=0.2), 3) == pytest.approx((200.0, 117.0, 70.0))


def test_towns_come_first_as_far_as_the_levy_says() -> None:
    fail = {"reported_harvest": [700.0, 0, 0], "last_harvest": [700.0, 0, 0]}
    assert levied(FlexibleLevy(allowance=1.1, towns_first=1.0), **fail)[0] == pytest.approx(10 * 20.0)
    assert levied(FlexibleLevy(allowance=1.1, towns_first=0.5), **fail)[0] == pytest.approx(10 * 10.0)


def test_where_the_levy_is_inflexible_and_progressive_a_rich_village_that_fails_keeps_least() -> None:
    """The sign flip: retention falls with expected output only under both."""
    for rule in (InflexibleProgressive(), FlexibleLevy(), TaxInKind(share=0.3), TaxInKind(share=0.3, fixed=1.0)):
        kept = []
        for expected in (700.0, 1400.0):
            reaped = 0.8 * expected
            case = {"expected_harvest": [expected, 0, 0], "reported_harvest": [reaped, 0, 0], "last_harvest": [reaped, 0, 0]}
            kept.append((reaped - levied(rule, **case)[0]) / 30)
        assert (kept[1] < kept[0]) == isinstance(rule, InflexibleProgressive), rule


# Dual track

BOTH: dict[str, Any] = {
    "work_each": [60.0] * 3, "mark_up": [0.2] * 3, "price": [6.0] * 3, "machines": [int(500e6)] * 3, "inventory": [int(100e6)] * 3,
    "expected_sales": [200.0] * 3, "workers": [10] * 3, "technique_materials": [2.0] * 3, "inputs": np.full((3, 6), 4_000_000),
    "plan_base": [0.0, 200.0, 200.0], "plan_price": [2.0] * 6, "sector": [0, 1, 1], "reported_output": [0.0, 200.0, 200.0],
    "reported_capacity": [500.0] * 3,
}  # fmt: skip


def test_a_quota_below_what_the_market_takes_moves_no_output() -> None:
    """Lau, Qian and Roland: the plan is a transfer, the market decides at the margin."""
    market = decide(Market(), "plan", **{**BOTH, "mean_price": [6.0] * 6})
    low, high, binding = (decide(Dual(plan_part=p), "plan", **{**BOTH, **extra}, quarter=jnp.int32(1))
                          for p, extra in ((0.2, {}), (0.9, {}), (0.9, {"plan_base": [0.0, 200.0, 320.0]})))  # fmt: skip
    np.testing.assert_allclose(low["target_output"][1:], market["target_output"][1:])
    np.testing.assert_allclose(high["target_output"], low["target_output"])
    assert binding["target_output"][2] > high["target_output"][2]
    assert binding["target_output"][1] == high["target_output"][1]


def test_the_plan_stays_while_output_grows_and_new_enterprises_owe_nothing() -> None:
    rule = Dual(release=0.04)
    first = decide(rule, "plan", **{**BOTH, "plan_base": [0.0] * 3}, quarter=jnp.int32(0))
    np.testing.assert_allclose(first["plan_base"], [0.0, 200.0, 200.0], rtol=1e-6)
    later = decide(rule, "plan", **{**BOTH, "plan_base": [0.0, 200.0, 0.0], "reported_output": [0.0, 900.0, 900.0]}, quarter=jnp.int32(1))
    np.testing.assert_allclose(later["plan_base"], [0.0, 198.0, 0.0])


ASKED = np.outer([0, 1.0, 1.0], [0, 0, 0, 20.0, 0, 0])
TRADE: dict[str, Any] = {
    "sector": [3, 1, 1], "input_request": ASKED, "inventory": [int(40e6), 0, 0], "price": [6.0] * 3, "plan_price": [2.0] * 6,
    "plan_base": [40.0, 100.0, 0.0], "base_inputs": np.outer([0, 0, 0, 1.0, 0, 0], [0, 0.2, 0, 0, 0, 0]), "technique_materials": [1.0] * 3,
    "deposits_enterprise": [0, 10**7, 10**7], "market_share": [1.0, 0.5, 0.5], "wage": [0.0] * 3,
}  # fmt: skip
"""The maker of materials owes 20 of its 40; the first user's quota takes 10, the second has none."""


def test_inputs_for_the_quota_cost_the_list_price_and_others_the_market_price() -> None:
    got = settled(Dual(plan_part=0.5), "supply", **TRADE)
    np.testing.assert_allclose(got["inputs"][1:, 3] / 1e6, [20.0, 20.0], rtol=1e-5)
    np.testing.assert_allclose(got["input_bill"][1:] / 100.0, [10 * 2.0 + 10 * 6.0, 20 * 6.0], rtol=1e-3)
    assert int(got["revenue"][0]) == pytest.approx(20_000, rel=1e-3)
    assert got["mean_price"][3] == pytest.approx((10 * 2.0 + 30 * 6.0) / 40.0, rel=1e-4)
    poor = settled(Dual(plan_part=0.5), "supply", **{**TRADE, "deposits_enterprise": [0, 2000, 0]})
    assert poor["inputs"][1, 3] / 1e6 == pytest.approx(10.0, rel=1e-3)  # who has no money gets what the plan allots, and no more


# Command: borders, shares of the gap, hoarding


def cells(wall: float, regional: float) -> np.ndarray:
    """Inputs of two makers of manufactures; the first stands in the region of the only maker of materials, who has what both ask for."""
    zero, links = jnp.zeros(3), Links(wall, regional, jnp.array([0, 0, 1]), 2)
    got = carry_out_supply(
        jnp.asarray(ASKED), jnp.zeros(6), 1.0, jnp.ones(6), jnp.ones(3, bool), jnp.array([3, 1, 1]), jnp.array([40e6, 0.0, 0.0]), jnp.ones(3),
        jnp.ones(6), zero, zero, zero, jnp.zeros(6), jnp.zeros(6), SIX, links,
    )  # fmt: skip
    return np.asarray(got.pools[0].weight)[1:, 3] / 1e6


def test_cells_lose_links_across_regions_and_ministries_those_across_branches() -> None:
    np.testing.assert_allclose(cells(0.0, 0.0), [20.0, 20.0], rtol=1e-6)
    np.testing.assert_allclose(cells(0.0, 1.0), [20.0, 20.0], rtol=1e-6)
    np.testing.assert_allclose(cells(1.0, 1.0), [20.0, 0.0], atol=1e-6)
    np.testing.assert_allclose(cells(0.3, 0.0), [14.0, 14.0], rtol=1e-6)
    part = cells(0.4, 1.0)  # 16 held back for the own region, 24 for all who still ask for 4 and 20
    np.testing.assert_allclose(part, [20.0, 20.0], rtol=1e-6)
    assert cells(0.8, 1.0)[1] < cells(0.6, 1.0)[1] < 20.0


def test_a_region_holds_back_no_more_than_its_share_and_gives_no_more_than_is_asked() -> None:
    asked = jnp.zeros((2, 2, 1)).at[0].set(jnp.array([[6.0], [2.0]])).at[1].set(jnp.array([[1.0], [0.0]]))
    got = np.asarray(reserved_by_region(asked, jnp.array([[8.0], [8.0]]), 0.5))
    np.testing.assert_allclose(got[:, :, 0], [[3.0, 1.0], [1.0, 0.0]])


def test_stocks_bear_their_share_of_a_gap_first() -> None:
    args = jnp.array([100.0]), jnp.array([90.0]), jnp.array([30.0])  # in store, wanted, norm: 20 lack
    assert [float(keep_stocks(*args, share)[0]) for share in (0.0, 0.5, 1.0)] == pytest.approx([70.0, 80.0, 90.0])
    assert float(keep_stocks(jnp.array([100.0]), jnp.array([500.0]), jnp.array([30.0]), 1.0)[0]) == pytest.approx(100.0)


def test_cuts_fall_on_those_who_are_to_bear_them() -> None:
    a = jnp.zeros((6, 6)).at[3].set(jnp.array([0.0, 0.2, 0.0, 0.1, 0.2, 0.0]))
    final = jnp.array([0.0, 100.0, 0.0, 0.0, 50.0, 0.0])
    able = jnp.full(6, 1e9).at[3].set(25.0)  # 100/3 would be needed
    plans = {}
    for part in (0.0, 0.5, 1.0):
        burden = 2.0 * jnp.where(jnp.arange(6) == 4, part, 1.0 - part)
        plans[part] = np.asarray(fit_to_capacity(a, final, able, jnp.zeros(6), 60, burden=burden))
        assert plans[part][3] == pytest.approx(25.0, rel=1e-6)
    np.testing.assert_allclose(plans[0.5][[1, 4]], [75.0, 37.5])
    np.testing.assert_allclose(plans[0.0][[1, 4]], [62.5, 50.0])
    np.testing.assert_allclose(plans[1.0][[1, 4]], [100.0, 12.5])
    np.testing.assert_allclose(plans[0.5], np.asarray(exact_balance(a, final * 0.75)), rtol=1e-9)


def test_requests_are_padded_by_stake_where_deliveries_failed() -> None:
    over = overstated_need(jnp.array([1.0, 1.0, 0.0]), jnp.array([1.0, 0.6, 0.6]))
    np.testing.assert_allclose(over, [0.0, 0.2, 0.0])
    got = requests(jnp.full(3, 10.0), 0.3 + over, jnp.ones(3, bool), jnp.full((6, 6), 0.1), jnp.ones(3), jnp.zeros((3, 6)), jnp.array([0, 1, 1]))
    np.testing.assert_allclose(got[:, 3], [1.8, 2.0, 1.8])


def test_whoever_is_rescued_asks_for_more_machines_than_are_allotted() -> None:
    chance, there = jnp.array([0.5, 0.5, 1.0]), jnp.array([True, True, False])
    assert float(investment_hunger(chance, there)) == pytest.approx(1.0)
    assert float(investment_hunger(jnp.full(3, 0.99), there)) == pytest.approx(2.0)
    allotted = {"desired_machines": [10.0, 30.0, 0.0], "inventory": [0, 0, int(20e6)], "sector": [1, 1, 4], "price": [1.0] * 3}
    allotted |= {"deposits_enterprise": [10**9] * 3, "open": [True] * 3}
    soft, hard = (decide(Command(hunger=0.5), "invest", **allotted, rescue_chance=[c] * 3) for c in (0.5, 0.0))
    assert (float(hard["demand"][4]), float(soft["demand"][4])) == pytest.approx((40.0, 60.0))
    np.testing.assert_array_equal(soft["sales"], hard["sales"])


def test_provinces_add_to_what_villages_say_and_audits_take_both_down() -> None:
    ruler = decide(RulerPriorities(career=1.0), "plan", context={"coercion": jnp.float64(0.5), "arms": jnp.float64(0.04)})
    assert float(ruler["province_stake"]) == 1.0

    def said(**changes: Any) -> float:
        values = state(report_stake=[0.5] * 3, **changes)
        return float(report(**{name: values[name] for name in reads(report)}).decide["reported_harvest"][0]) / 1000.0

    assert said() == pytest.approx(1.03)
    assert said(province_stake=1.0) == pytest.approx(1.03 * 1.06)
    assert said(province_stake=1.0, audit_rate=0.2, press_openness=1.0) == pytest.approx(1.006 * 1.036)


# Management

CHANGE: dict[str, Any] = {
    "candidate_labour": [24.0] * 3, "mean_effort": [1.0] * 3, "mean_skill": [1.0] * 3, "expected_sales": [0.0, 200.0, 800.0],
}  # fmt: skip
"""A fifth less labour; an hour costs 10/(13·48), so that 200 units save 19.2 a quarter, against 60 hours for each of ten."""


def adopts(rule: Any, **changes: Any) -> bool:
    return bool(decide(rule, "adopt", **{**CHANGE, **changes})["adopted"][1])


def test_a_bonus_looks_as_far_as_ratchet_levelling_and_bankruptcy_let_it() -> None:
    """The least saving that is taken: γ/β·cost over what is kept for as long as it lasts."""
    hour, cost = 10.0 / (13 * 48.0), 60.0 * 10 * 10.0 / (13 * 48.0)
    for ratchet, levelling, risk in ((0.0, 0.0, 0.0), (0.5, 0.0, 0.0), (0.5, 0.8, 0.0), (0.5, 0.8, 1.0)):
        rule = BonusManagement(target_ratchet=ratchet, levelling=levelling)
        kept = (1.0 - levelling) + levelling * risk
        least = 1.4 * cost / (kept * annuity(0.02, 12.0, (1.0 - ratchet) ** 0.25) * 200.0 * hour)
        args = {"rescue_chance": [1.0 - risk] * 3}
        assert not adopts(rule, candidate_labour=[30.0 - float(least) * 0.99] * 3, **args)
        assert adopts(rule, candidate_labour=[30.0 - float(least) * 1.01] * 3, **args)


def test_enterprises_of_owners_under_a_bonus_count_profit_whole() -> None:
    rule, small = BonusManagement(levelling=0.9), {"candidate_labour": [28.4] * 3, "rescue_chance": [1.0] * 3}
    assert not adopts(rule, **small)
    assert adopts(rule, **small, private_owned=[False, True, True]) == adopts(OwnerManagement(rent=0.0, horizon=12.0), **small) is True


def test_the_scheme_makes_overstating_worth_less_than_a_quota_does() -> None:
    told = {type(rule): decide(rule, "produce")["report_stake"][1] for rule in (BonusManagement(), QuotaManagement())}
    assert told[BonusManagement] == pytest.approx(0.3 / 0.7)
    assert told[BonusManagement] < told[QuotaManagement]


@pytest.mark.parametrize("rule", [QuotaManagement(storm=0.5), BonusManagement(storm=0.5)])
def test_work_storms_where_the_plan_is_beyond_reach_most_at_the_years_end(rule: Any) -> None:
    taut = {"target_output": [0.0, 210.0, 2000.0], "potential": [0.0, 200.0, 800.0], "hours_norm": [48.0] * 3}
    early, late = (decide(rule, "produce", **taut, quarter=jnp.int32(q))["overtime"] for q in (1, 3))
    np.testing.assert_allclose(late, [0.0, 0.5 * 0.05 * 48.0, 0.5 * 0.1 * 48.0])
    np.testing.assert_allclose(early, 0.25 * late)
    assert decide(rule, "produce", **{**taut, "target_output": [0.0, 150.0, 700.0]})["overtime"].max() == 0.0


def test_whoever_is_rescued_runs_little_risk_of_closing() -> None:
    money = {"open": [True] * 3, "price": [1.0] * 3, "workers": [25, 10, 100]}
    rule = SoftExit(rescue_probability=0.9, rescue_of_large=0.99, rescue_of_private=0.1)
    soft = decide(rule, "finance", **money, private_owned=[False, False, True])
    np.testing.assert_allclose(soft["rescue_chance"][1:], [0.909, 0.1])
    hard = decide(HardExit(rescue_probability=0.0, rescue_of_large=0.2), "finance", **money)
    np.testing.assert_allclose(hard["rescue_chance"][1:], [0.02, 0.2])


def test_calls_multiply_those_who_leave_the_land_and_allies_show_less_than_the_world() -> None:
    fed = {"food_need": 1.0, "grain_need": 5.0}  # forty people need 800 a year
    rule = AssignedMobility(call_up=3.0, grain_margin=0.25, send_back=0.04)
    got = [decide(rule, "hire", **fed, reported_harvest=[h, 0, 0]) for h in (2000.0, 900.0, 700.0)]
    assert [float(g["enter_towns"]) for g in got] == pytest.approx([3.0, 1.5, 0.0])
    assert [float(g["send_down"]) for g in got] == pytest.approx([0.0, 0.0, 0.02])
    milled = np.zeros((4, 6, 6))
    milled[:, 1, 0] = 300.0 / 4.0  # what mills use up feeds nobody; what they use of other goods does not count
    milled[:, 2, 1] = 500.0
    short = decide(rule, "hire", **fed, reported_harvest=[1000.0, 0, 0], past_inputs=milled)
    assert [float(short[n]) for n in ("enter_towns", "send_down")] == pytest.approx([0.0, 0.02])
    assert float(decide(Bloc(lag=0.8, reach=0.3), "search")["abroad_lag"]) == 0.8


def test_systems_with_a_state_office_differ_in_their_options_not_only_in_numbers() -> None:
    rules = find_rules()
    systems = [load_system(path, rules) for path in built_in_systems().values()]
    vectors = [system.vector for system in systems if "state-office" in system.institutions["residual"].options]
    assert len(vectors) > 10 and len(set(vectors)) == len(vectors)
