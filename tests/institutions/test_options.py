"""Every option changes a decision with the sign or closed form that its source gives."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
import pytest  # noqa: E402
from desk import PHYSICS, decide, state  # noqa: E402

from counterplan.catalogue import find_rules, unknown_reads  # noqa: E402
from counterplan.core.rule import Rule, conforms, reads  # noqa: E402
from counterplan.institutions.association.banned import BannedAssociation  # noqa: E402
from counterplan.institutions.association.free import FreeAssociation  # noqa: E402
from counterplan.institutions.association.licensed import LicensedAssociation  # noqa: E402
from counterplan.institutions.bargaining.assembly import AssemblyIncomes  # noqa: E402
from counterplan.institutions.bargaining.decree import DecreedWages  # noqa: E402
from counterplan.institutions.bargaining.individual import IndividualBargaining  # noqa: E402
from counterplan.institutions.bargaining.union import UnionBargaining  # noqa: E402
from counterplan.institutions.discipline.dismissal import Dismissal  # noqa: E402
from counterplan.institutions.discipline.mutual import Mutual  # noqa: E402
from counterplan.institutions.discipline.norms import Norms  # noqa: E402
from counterplan.institutions.discipline.penal import Penal  # noqa: E402
from counterplan.institutions.floor.enterprise import EnterpriseFloor  # noqa: E402
from counterplan.institutions.floor.none import NoFloor  # noqa: E402
from counterplan.institutions.floor.public import PublicFloor  # noqa: E402
from counterplan.institutions.information.closed import ClosedInformation  # noqa: E402
from counterplan.institutions.information.open import OpenInformation  # noqa: E402
from counterplan.institutions.management.appraisal import annuity  # noqa: E402
from counterplan.institutions.management.assembly import AssemblyManagement  # noqa: E402
from counterplan.institutions.management.bonus import BonusManagement  # noqa: E402
from counterplan.institutions.management.owner import OwnerManagement  # noqa: E402
from counterplan.institutions.management.quota import QuotaManagement  # noqa: E402
from counterplan.institutions.mobility.assigned import AssignedMobility  # noqa: E402
from counterplan.institutions.mobility.free import FreeMobility  # noqa: E402
from counterplan.institutions.mobility.restricted import RestrictedMobility  # noqa: E402
from counterplan.institutions.openness.autarky import Autarky  # noqa: E402
from counterplan.institutions.openness.bloc import Bloc  # noqa: E402
from counterplan.institutions.openness.managed import ManagedOpenness  # noqa: E402
from counterplan.institutions.openness.open import OpenEconomy  # noqa: E402
from counterplan.institutions.openness.tariff import Tariff  # noqa: E402
from counterplan.physics.books import reset_terms  # noqa: E402
from counterplan.physics.leisure import preferred_hours, preferred_hours_at_consumption  # noqa: E402
from counterplan.physics.reporting import overstatement, report  # noqa: E402

RULES: tuple[type[Rule], ...] = (
    Dismissal, Norms, Penal, Mutual, IndividualBargaining, DecreedWages, AssemblyIncomes, OwnerManagement,
    QuotaManagement, AssemblyManagement, FreeMobility, RestrictedMobility, AssignedMobility, OpenInformation,
    ClosedInformation, FreeAssociation, LicensedAssociation, BannedAssociation, NoFloor, PublicFloor,
    EnterpriseFloor, OpenEconomy, Tariff, ManagedOpenness, Autarky, Bloc, BonusManagement, UnionBargaining,
)  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_option_conforms_and_is_found(rule: type[Rule]) -> None:
    rules = find_rules()
    assert conforms(rule) == []
    assert unknown_reads(rules[rule.role][rule.option], rules) == []


@pytest.mark.parametrize("rule", RULES)
def test_parameters_may_be_traced(rule: type[Rule]) -> None:
    values = {f.name: getattr(rule(), f.name) for f in fields(rule)}
    for phase in rule.phases():

        def traced(numbers: dict[str, Any], phase: str = phase) -> dict[str, Any]:
            method, given = getattr(rule().with_parameters(numbers), phase), state()
            return dict(method(**{name: given[name] for name in reads(method)}).decide)

        plain = decide(rule(), phase)
        for name, value in jax.jit(traced)(values).items():
            np.testing.assert_allclose(value, plain[name], rtol=1e-9)


@pytest.mark.parametrize("role", sorted({rule.role for rule in RULES}))
def test_options_of_a_role_decide_the_same_variables(role: str) -> None:
    """Terms aside that physics sets to nothing each quarter."""
    written = []
    for rule in (r for r in RULES if r.role == role):
        written.append({(phase, name) for phase in rule.phases() for name in decide(rule(), phase) if name not in reads(reset_terms)})
    assert all(other == written[0] for other in written)


@pytest.mark.parametrize("rule", [Dismissal, Norms, Penal, Mutual])
def test_discipline_leaves_farms_to_the_land_rule(rule: type[Rule]) -> None:
    assert all(value[0] == 0 for value in decide(rule(), "produce").values() if value.ndim)
    assert decide(rule(), "hire", desired_workers=[0.0, 10.0, 40.0])["dismissal_rate"][0] == 0


def test_dismissal_follows_surplus_and_loss_of_the_job() -> None:
    rate = decide(Dismissal(), "hire", desired_workers=[25.0, 8.0, 50.0])["dismissal_rate"]
    np.testing.assert_allclose(rate, [0.0, 0.5 * 0.2, 0.0])
    stakes = decide(Dismissal(), "produce", trait_monitorability=0.5, outside_income=4.0)
    np.testing.assert_allclose(stakes["detection"][1:], 0.15)
    np.testing.assert_allclose(stakes["loss_if_found"][1:], 6.0)
    assert decide(Dismissal(), "produce", outside_income=12.0)["loss_if_found"].max() == 0
    assert stakes["pay_for_effort"].max() == 0
    assert stakes["coercion_pressure"].max() == 0


def test_norms_pay_a_sixth_under_the_ratchet_and_all_without() -> None:
    np.testing.assert_allclose(decide(Norms(), "produce")["pay_for_effort"][1:], 5.0 / 6.0)
    np.testing.assert_allclose(decide(Norms(ratchet=0.0), "produce")["pay_for_effort"][1:], 5.0)
    assert decide(Norms(), "hire", desired_workers=0.0)["dismissal_rate"].max() == 0
    assert decide(Norms(), "produce")["coercion_pressure"].max() == 0
    np.testing.assert_allclose(decide(Norms(), "produce")["fine_if_found"][1:], 1.5)


FORCED: dict[str, Any] = {"trait_monitorability": 0.5, "effort_scale": 1.0, "price": [1.0] * 3}
"""Product worth 200 a quarter comes from 10 workers at a wage of 10: twice the wage a worker."""


def force(rule: Penal, **changes: Any) -> float:
    got = decide(rule, "produce", **{**FORCED, **changes})
    assert got["coercion_pressure"][0] == got["guard_share"][0] == got["sentence_rate"][0] == 0
    return float(got["coercion_pressure"][1])


def test_force_is_what_pays_those_who_use_it() -> None:
    """The grid's best lies within a step of the first-order condition v·η·(m + g)^(η − 1) = c·(g + kū)/capacity."""
    rule = Penal(severity=1.5, guards=0.8, hold=0.3)
    got = decide(rule, "produce", **FORCED)
    force, gains = got["coercion_pressure"][1], got["pay_for_effort"][1] + got["detection"][1] * got["fine_if_found"][1]
    step, eta = 1.5 * 0.5 * 0.5 / 16, PHYSICS.effort_elasticity
    slope = [2.0 * eta * (gains + g) ** (eta - 1.0) - 0.8 * (g + 0.3 * 0.4) / 0.5 for g in (force - step, force + step)]
    assert 0 < force < 1.5 * 0.5 * 0.5
    assert slope[0] > 0 > slope[1]
    np.testing.assert_allclose(got["sentence_rate"][1:], rule.sentences * got["coercion_pressure"][1:])
    assert got["guard_share"][1] == pytest.approx(0.5 * 0.8 * ((force + 0.12) ** 2 - 0.12**2) / 0.5)


def test_force_follows_its_four_comparative_statics() -> None:
    rule = Penal(severity=1.5, guards=0.8, hold=0.3)
    usual = force(rule)
    assert force(rule, price=[1.6] * 3) > usual  # demand
    assert force(rule, outside_income=9.0) < usual  # a better life elsewhere
    assert force(rule, campaign=1.0, freshness=1.0) < force(rule, campaign=1.0, freshness=0.1) <= usual  # when exhortation tires, force fills in
    assert force(Penal(severity=1.5, guards=1.0, hold=0.3)) < usual < force(Penal(severity=1.5, guards=0.4, hold=0.3))


def test_without_capacity_penal_law_is_the_norm() -> None:
    none = decide(Penal(), "produce", context={"coercion": jnp.float64(0.0)})
    for name, value in decide(Norms(), "produce").items():
        np.testing.assert_array_equal(none[name], value)
    assert none["guard_share"].max() == none["sentence_rate"].max() == 0
    assert decide(Penal(), "hire", desired_workers=0.0)["dismissal_rate"].max() == 0


def test_mutual_pressure_thins_out_in_large_plants() -> None:
    stakes = decide(Mutual(), "produce", trait_monitorability=0.5)
    np.testing.assert_allclose(stakes["peer_pressure"][1:], [0.2, 0.2 * 12.0 / 40.0])
    np.testing.assert_allclose(stakes["fine_if_found"][1:], 3.0)
    assert decide(Mutual(), "hire", desired_workers=0.0)["dismissal_rate"].max() == 0


def test_members_see_as_much_as_owners_do_in_a_plant_of_any_size() -> None:
    for monitorability in (0.2, 0.9):
        own, others = (decide(rule, "produce", trait_monitorability=monitorability)["detection"] for rule in (Mutual(), Dismissal()))
        np.testing.assert_array_equal(own, others)
        assert own[1] == own[2] > 0.0


def test_decreed_wage_follows_reports_is_equal_and_bounded() -> None:
    base = {"wage": [9.0, 10.0, 11.0], "workers": [25, 10, 40]}
    np.testing.assert_allclose(decide(DecreedWages(), "plan", **base)["wage"], 10.0)
    reports = np.array([4.0, 5.0, 1.0, 1.0, 1.0, 1.0]) * 100.0
    np.testing.assert_allclose(decide(DecreedWages(), "plan", tariff=10.0, reported_by_good=reports * 1.03)["wage"], 10.3)
    np.testing.assert_allclose(
        decide(DecreedWages(), "plan", tariff=10.0, reported_by_good=reports * 2.0)["wage"], 10 * np.exp(0.06)
    )
    grain = reports * np.array([9.0, 1, 1, 1, 1, 1])
    np.testing.assert_allclose(decide(DecreedWages(), "plan", tariff=10.0, reported_by_good=grain)["wage"], 10.0)
    np.testing.assert_allclose(decide(DecreedWages(length=1.1), "plan")["hours_norm"], 52.8)


def test_assembly_income_follows_product_compressed_to_the_mean() -> None:
    rich = {"price": [1.0, 0.82, 0.8], "expected_sales": [0.0, 200.0, 800.0], "workers": [25, 10, 40]}
    own = np.log(0.75 * np.array([20.0 * 0.52, 20.0 * 0.5]))
    mean = (10 * own[0] + 40 * own[1]) / 50
    free = AssemblyIncomes(draw_bound=9.0)
    np.testing.assert_allclose(
        np.log(decide(free, "plan", **rich)["wage"][1:]), 0.7 * mean + 0.3 * own, rtol=1e-6
    )
    alone = decide(AssemblyIncomes(draw_bound=9.0, solidarity=0.0), "plan", **rich)["wage"]
    shared = decide(AssemblyIncomes(draw_bound=9.0, solidarity=1.0), "plan", **rich)["wage"]
    assert alone[1] > alone[2]
    np.testing.assert_allclose(shared[1], shared[2])
    bound = decide(AssemblyIncomes(), "plan", **rich)["wage"]
    np.testing.assert_allclose(bound[1:], 10.0 * np.exp(-0.06))
    np.testing.assert_allclose(decide(AssemblyIncomes(), "plan", desired_hours=40.0)["hours_norm"], 46.0)


def test_assembly_votes_the_median_and_richer_people_want_shorter_weeks_above_unit_curvature() -> None:
    level = float(decide(AssemblyIncomes(), "govern")["desired_hours"])
    assert abs(level - 48.0) < 2.0
    curved = replace(PHYSICS, consumption_curvature=2.0)
    rich = float(
        decide(AssemblyIncomes(), "govern", physics=curved, consumption=np.full(40, 4.0))["desired_hours"]
    )
    np.testing.assert_allclose(rich / level, 0.25 ** (1.0 / 3.0), rtol=0.02)
    one = decide(AssemblyIncomes(), "govern", physics=curved, consumption=np.r_[np.ones(39), 1e6])[
        "desired_hours"
    ]
    assert abs(float(one) - level) < 0.6
    nobody = decide(AssemblyIncomes(), "govern", alive=np.zeros(40))["desired_hours"]
    assert float(nobody) == 48.0


def test_hours_closed_form_does_not_move_at_unit_curvature() -> None:
    pay = jnp.array([0.5, 1.0, 4.0])
    np.testing.assert_allclose(preferred_hours(pay, PHYSICS, jnp.float64(48.0)), 48.0)
    steep = replace(PHYSICS, consumption_curvature=2.0)
    hours = preferred_hours(pay, steep, jnp.float64(48.0))
    np.testing.assert_allclose(hours, 48.0 * np.array([0.5, 1.0, 4.0]) ** -0.25)
    np.testing.assert_allclose(
        preferred_hours_at_consumption(pay * hours / 48.0, steep, jnp.float64(48.0)), hours
    )
    loose = preferred_hours(pay, replace(PHYSICS, consumption_curvature=0.5), jnp.float64(48.0))
    assert loose[0] < loose[1] < loose[2]


def test_hours_closed_form_is_the_maximum_of_the_utility() -> None:
    curvature, elasticity, pay = 1.5, 0.4, 2.0
    grid = np.linspace(0.3, 2.0, 170_001)
    worth = (pay * grid) ** (1 - curvature) / (1 - curvature) - grid ** (1 + 1 / elasticity) / (
        1 + 1 / elasticity
    )
    own = replace(PHYSICS, consumption_curvature=curvature, hours_elasticity=elasticity)
    assert (
        abs(float(preferred_hours(jnp.float64(pay), own, jnp.float64(1.0))) - grid[np.argmax(worth)]) < 1e-4
    )


def adopted(rule: Rule, **changes: Any) -> np.ndarray:
    return decide(rule, "adopt", **changes)["adopted"]


@pytest.mark.parametrize("rule", [OwnerManagement(), QuotaManagement(), AssemblyManagement()])
def test_choosers_take_savings_refuse_losses_and_refuse_a_dear_change(rule: Rule) -> None:
    better, worse, equal = ({"candidate_labour": 30.0 * f} for f in (0.8, 1.1, 1.0))
    assert adopted(rule, **better).all()
    assert not adopted(rule, **worse).any()
    assert not adopted(rule, **equal).any()
    assert not adopted(rule, **better, candidate_found=False).any()
    assert not adopted(rule, **better, open=False).any()
    assert not adopted(rule, **better, physics=replace(PHYSICS, changeover_hours=1e6)).any()
    assert adopted(rule, candidate_materials=0.5).all()


def test_annuity_gives_the_required_return_of_a_member_who_leaves() -> None:
    returns = [1.0 / float(annuity(0.05, years)) for years in (5, 10, 40)]
    np.testing.assert_allclose(returns, [0.2310, 0.1295, 0.0583], atol=5e-5)


def test_owner_takes_traits_that_lower_the_price_of_an_hour() -> None:
    assert adopted(OwnerManagement(), candidate_skill=0.7).all()
    assert not adopted(OwnerManagement(), candidate_skill=1.4).any()
    assert adopted(OwnerManagement(), candidate_monitorability=0.99, trait_monitorability=0.1).all()
    assert not adopted(OwnerManagement(), candidate_monitorability=0.1, trait_monitorability=0.99).any()
    assert not adopted(
        OwnerManagement(rent=0.0), candidate_monitorability=0.99, trait_monitorability=0.1
    ).any()


def test_quota_bonus_and_ratchet() -> None:
    small = {"candidate_labour": 30.0 * 0.97}
    assert not adopted(QuotaManagement(), **small)[1:].any()
    assert adopted(QuotaManagement(target_ratchet=0.0), **small)[1:].all()
    assert not adopted(QuotaManagement(target_ratchet=1.0), candidate_labour=15.0).any()
    assert not adopted(QuotaManagement(bonus_share=0.0), candidate_labour=15.0).any()


@pytest.mark.parametrize("ratchet", [0.0, 0.3, 0.5])
def test_a_manager_weighs_what_the_ratchet_leaves_by_the_quarter(ratchet: float) -> None:
    """On the farm 25 workers lose 60 of 624 hours; an easing fades by the ratchet a year, over a tenure of twelve quarters."""
    kept = (1.0 - ratchet) ** 0.25 / 1.02
    least = 60.0 / 624.0 / sum(kept**t for t in range(1, 13))
    for easing, taken in ((1.01 * least, True), (0.99 * least, False)):
        rule = QuotaManagement(tenure=12.0, discount=0.02, target_ratchet=ratchet)
        assert adopted(rule, candidate_labour=30.0 / (1.0 + easing), labour=624.0 * 25)[0] == taken


def test_assembly_weighs_burden_horizon_and_displacement() -> None:
    assert adopted(AssemblyManagement(), candidate_disamenity=0.7).all()
    assert not adopted(AssemblyManagement(), candidate_labour=28.0, candidate_disamenity=1.4).any()
    saving = {"candidate_labour": 30.0 * 0.96}
    assert not adopted(AssemblyManagement(membership=2.0), **saving).any()
    assert adopted(AssemblyManagement(membership=40.0), **saving).all()
    risky = {**saving, "finding_rate": 0.05, "outside_income": 0.0}
    assert not adopted(AssemblyManagement(membership=40.0, displacement=1.0), **risky).any()


def told(rule: Rule, **changes: Any) -> float:
    return float(decide(rule, "search", **changes)["ideas_revealed"][1])


def test_ideas_are_told_where_the_teller_gains() -> None:
    assert told(OwnerManagement()) < 0.5
    assert told(OwnerManagement(displacement=0.0)) == 0.5
    assert told(OwnerManagement(), finding_rate=0.1) < told(OwnerManagement())
    assert told(OwnerManagement(), residual_stake=1.0) > 0.5
    assert told(QuotaManagement()) < 0.5
    assert told(QuotaManagement(norm_rise=0.0), pay_for_effort=5.0) > 0.5
    assert told(BonusManagement(norm_rise=0.0), pay_for_effort=5.0) > 0.5 > told(BonusManagement(norm_rise=1.0), pay_for_effort=5.0)
    assert told(AssemblyManagement()) > 0.5
    assert told(AssemblyManagement(displacement=1.0), finding_rate=0.05, outside_income=0.0) < 0.5


def test_stakes_and_search_time_of_managements() -> None:
    stakes = [
        decide(r(), "produce")["report_stake"][1]
        for r in (OwnerManagement, AssemblyManagement, QuotaManagement)
    ]
    np.testing.assert_allclose(stakes, [0.2, 0.5, 1.0])
    times = [
        decide(r(), "plan")["search_share"][1] for r in (OwnerManagement, AssemblyManagement, QuotaManagement)
    ]
    np.testing.assert_allclose(times, [0.02, 0.02, 0.02])
    np.testing.assert_allclose(decide(BonusManagement(search_time=0.05), "plan")["search_share"], 0.05)


@pytest.mark.parametrize(
    ("rule", "phase", "expected"),
    [
        (FreeMobility, "hire", {"enter_towns": 1.0, "change_jobs": 0.08}),
        (AssignedMobility, "hire", {"enter_towns": 1.0, "change_jobs": 0.0, "send_down": 0.0}),
        (OpenInformation, "report", {"audit_rate": 0.15, "press_openness": 0.9}),
        (ClosedInformation, "report", {"audit_rate": 0.05, "press_openness": 0.1}),
        (FreeAssociation, "contend", {"protest_cost": 0.075, "wage_response": 0.2}),
        (LicensedAssociation, "contend", {"protest_cost": 0.25, "wage_response": 0.1}),
        (BannedAssociation, "contend", {"protest_cost": 0.5, "wage_response": 0.0}),
        (NoFloor, "finance", {"floor_income": 0.0}),
        (PublicFloor, "finance", {"floor_income": 0.35 * (25 * 5.0 + 50 * 10.0) / 75}),
        (EnterpriseFloor, "finance", {"floor_income": 0.1 * (25 * 5.0 + 50 * 10.0) / 75}),
        (OpenEconomy, "search", {"learning_abroad": 0.6, "trade_share": 1.0, "tariff_rate": 0.05, "foreign_credit": 0.4}),
        (Tariff, "search", {"learning_abroad": 0.5, "trade_share": 1.0, "tariff_rate": 0.3, "foreign_credit": 0.25}),
        (ManagedOpenness, "search", {"learning_abroad": 0.4, "trade_share": 0.6, "tariff_rate": 0.1, "foreign_credit": 0.1}),
        (Bloc, "search", {"learning_abroad": 0.4, "abroad_lag": 1.0, "trade_share": 0.5, "tariff_rate": 0.0, "foreign_credit": 0.25}),
        (Autarky, "search", {"learning_abroad": 0.1, "trade_share": 0.05, "tariff_rate": 0.0, "foreign_credit": 0.0}),
    ],
)
def test_options_that_set_a_level(rule: type[Rule], phase: str, expected: dict[str, float]) -> None:
    got = decide(rule(), phase)
    assert got.keys() == expected.keys()
    for name, value in expected.items():
        np.testing.assert_allclose(got[name], value, err_msg=name)


def test_overstatement_is_the_reporters_best_choice() -> None:
    stake, audit, press, bias = 1.0, 0.15, 0.9, PHYSICS.report_bias
    grid = np.linspace(0.0, 0.2, 20_001)
    worth = stake * grid - PHYSICS.audit_penalty * audit * (0.5 + 0.5 * press) * grid - grid**2 / (2 * bias)
    best = float(overstatement(jnp.float64(stake), jnp.float64(audit), jnp.float64(press), PHYSICS))
    assert abs(best - grid[np.argmax(worth)]) < 1e-5
    closed = overstatement(jnp.float64(stake), jnp.float64(0.05), jnp.float64(0.1), PHYSICS)
    assert float(closed) > best > 0.0
    assert float(overstatement(jnp.float64(0.0), jnp.float64(0.0), jnp.float64(0.0), PHYSICS)) == 0.0
    for gain in (1.0, 0.2):  # who gains by keeping capacity back is checked alike, and tells the truth where checks cost more
        kept_back = overstatement(jnp.float64(-gain), jnp.float64(audit), jnp.float64(press), PHYSICS)
        assert float(kept_back) == -float(overstatement(jnp.float64(gain), jnp.float64(audit), jnp.float64(press), PHYSICS))


def said(**changes: Any) -> dict[str, np.ndarray]:
    values = state(**changes)
    return {
        k: np.asarray(v) for k, v in report(**{name: values[name] for name in reads(report)}).decide.items()
    }


def test_reports_are_true_without_a_stake_and_overstated_with_one() -> None:
    true = said(report_stake=0.0, audit_rate=0.0)
    np.testing.assert_allclose(true["reported_output"], [0.0, 200.0, 800.0])
    np.testing.assert_allclose(true["reported_harvest"], [1000.0, 0.0, 0.0])
    np.testing.assert_allclose(true["expected_harvest"], [920.0, 0.0, 0.0])
    np.testing.assert_allclose(true["reported_by_good"][1], 500.0 + 0.25 * (1000.0 - 500.0))
    over = said(report_stake=1.0, audit_rate=0.0)
    np.testing.assert_allclose(over["reported_output"], np.array([0.0, 200.0, 800.0]) * 1.06)
    np.testing.assert_allclose(over["reported_capacity"], np.array([0.0, 220.0, 900.0]) * 1.06)
    np.testing.assert_allclose(over["reported_harvest"][0], 1060.0)


def test_harvest_is_reported_once_a_year() -> None:
    later = said(report_stake=1.0, quarter=jnp.int32(3))
    np.testing.assert_allclose(later["reported_harvest"], [950.0, 0.0, 0.0])
    np.testing.assert_allclose(later["expected_harvest"], [900.0, 0.0, 0.0])
