"""Options that no built-in system has: plots, grain for machines, fear among those who check, managers who are moved up."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from desk import PHYSICS, decide, settled, state
from test_land_and_levy import FIELD, VILLAGE

from counterplan.core.variables import GRAIN
from counterplan.institutions.information.closed import ClosedInformation
from counterplan.institutions.information.intimidated import IntimidatedInformation
from counterplan.institutions.land.collective import Collective
from counterplan.institutions.land.collective_plots import CollectivePlots
from counterplan.institutions.land.household import Household
from counterplan.institutions.management.promotion import PromotionManagement
from counterplan.institutions.management.quota import QuotaManagement
from counterplan.institutions.openness.autarky import Autarky
from counterplan.institutions.openness.grain_for_machines import GrainForMachines
from counterplan.loader import built_in_systems, load_system
from counterplan.physics.reporting import overstatement


def same(a: Any, b: Any, phase: str, **changes: Any) -> None:
    for name, value in decide(a, phase, **changes).items():
        np.testing.assert_array_equal(value, decide(b, phase, **changes)[name], err_msg=name)


def test_no_built_in_system_has_them() -> None:
    """They are there to be tried; what the built-in systems are stays as it was."""
    ours = {"collective-plots", "grain-for-machines", "intimidated", "promotion"}
    for path in built_in_systems().values():
        assert not ours & {option for choice in load_system(path).institutions.values() for option in choice.options}


# Plots


def test_plots_lie_between_a_team_and_a_familys_farm() -> None:
    same(CollectivePlots(plots=0.0), Collective(), "produce", **FIELD)
    same(CollectivePlots(plots=0.0), Collective(), "pay", **VILLAGE, levy_due=[1600.0, 0.0, 0.0])
    stakes = [decide(rule, "produce", **FIELD)["land_stake"][0] for rule in (Collective(), CollectivePlots(plots=0.2), Household())]
    assert stakes[0] < stakes[1] < stakes[2]
    assert stakes[1] == pytest.approx(0.2 * stakes[2] + 0.8 * stakes[0])


def test_deliveries_do_not_reach_what_plots_gave() -> None:
    """A levy on more than was reaped leaves a team nothing, and households their plots."""
    failed = {**VILLAGE, "levy_due": [9999.0, 0.0, 0.0]}
    team, plots = (decide(rule, "pay", **failed)["home_grain"][0] for rule in (Collective(), CollectivePlots(plots=0.2)))
    assert team == 0.0
    assert plots == pytest.approx(0.2 * 2400.0 / 4 / 40, rel=2e-3)


# Grain for machines

ABROAD: dict[str, Any] = {
    "sector": [GRAIN, 1, 4], "inventory": [int(500e6), 0, int(7e6)], "reported_harvest": [1000.0, 0, 0], "price": [0.8, 1.0, 3.0],
    "exchange_rate": 2.0, "gap_to_frontier": 0.25, "deposits_enterprise": [0, 0, 10**6], "capacity": [0.0, 50.0, 50.0], "deposits_state": 10**6,
}  # fmt: skip
"""The world pays 2 for grain; machines cost twice .25 to the power of the physics' slope."""


def test_grain_leaves_by_plan_and_machines_come_for_what_it_earned() -> None:
    got = settled(GrainForMachines(exports=0.04), "levy", **ABROAD)
    machine = 2.0 * 0.25**PHYSICS.machine_price_slope
    np.testing.assert_allclose(got["inventory"] / 1e6, [490.0, 0.0, 7.0 + 20.0 / machine], rtol=1e-6)
    assert int(got["deposits_enterprise"][0]) == int(got["revenue"][0]) == round(10 * 0.8 * 100)  # the village gets its own price
    assert int(got["deposits_state"]) - 10**6 == round(10 * (2.0 - 0.8) * 100)  # the budget what is left
    assert abs(int(got["deposits_abroad"])) <= 1  # what is earned is spent, to a hundredth
    assert got["sales"][0] == pytest.approx(10.0)  # and it counts as delivered


def test_exports_answer_to_reports_and_to_nothing_else() -> None:
    hungry = {**ABROAD, "reported_harvest": [1200.0, 0, 0], "nutrition": np.zeros(40), "inventory": [int(11e6), 0, 0]}
    assert settled(GrainForMachines(exports=0.04), "levy", **hungry)["inventory"][0] == 0
    poor = settled(GrainForMachines(exports=0.04), "levy", **{**ABROAD, "deposits_enterprise": [0, 0, 1000]})
    assert int(poor["deposits_enterprise"][2]) == pytest.approx(500, abs=1)  # half of its money, and the rest stays abroad
    assert int(poor["deposits_abroad"]) == pytest.approx(500 - 2000, abs=1)
    none = settled(GrainForMachines(exports=0.0), "levy", **ABROAD)
    before = state(**ABROAD)
    for name in ("inventory", "deposits_enterprise", "deposits_state", "deposits_abroad"):
        np.testing.assert_array_equal(none[name], before[name])
    same(GrainForMachines(), Autarky(), "search")


# Fear


def test_the_harder_rulers_can_punish_the_less_is_found_out_for_them() -> None:
    def told(fear: float, capacity: float) -> float:
        seen = decide(IntimidatedInformation(fear=fear), "report", context={"coercion": jnp.float64(capacity)})
        return float(overstatement(jnp.float64(1.0), seen["audit_rate"], seen["press_openness"], PHYSICS))

    assert told(0.5, 0.9) > told(0.5, 0.3) > told(0.5, 0.0) == told(0.0, 0.9)
    same(IntimidatedInformation(fear=0.0), ClosedInformation(), "report")


# Careers

TAUT: dict[str, Any] = {"target_output": [0.0, 210.0, 900.0], "potential": [0.0, 200.0, 800.0], "quarter": jnp.int32(3)}


def least_saving(rule: Any) -> float:
    """Smallest part of labour that a technique has to save to be taken, found by halving."""
    low, high = 0.0, 0.9
    for _ in range(12):
        middle = 0.5 * (low + high)
        taken = decide(rule, "adopt", candidate_labour=[30.0 * (1.0 - middle)] * 3, candidate_skill=[1.0] * 3, trait_skill=[1.0] * 3)["adopted"][1]
        low, high = (low, middle) if taken else (middle, high)
    return high


def test_who_may_be_moved_up_overstates_and_storms_more() -> None:
    quota, career = (decide(rule, "produce", **TAUT) for rule in (QuotaManagement(storm=0.4), PromotionManagement(storm=0.4, prize=0.5)))
    np.testing.assert_allclose(career["report_stake"], 1.5 * quota["report_stake"])
    np.testing.assert_allclose(career["overtime"], 1.5 * quota["overtime"])
    assert quota["overtime"].max() > 0
    assert PromotionManagement(tenure=12.0, moved_up=1.0 / 12.0)._quota().tenure == pytest.approx(6.0)


def test_who_may_be_moved_up_soon_counts_a_technique_for_less_time() -> None:
    stays, leaves = (least_saving(PromotionManagement(moved_up=rate)) for rate in (0.0, 0.15))
    assert leaves > 1.2 * stays


def test_without_a_way_up_a_manager_is_one_of_a_quota() -> None:
    none = PromotionManagement(prize=0.0, moved_up=0.0)
    same(none, QuotaManagement(), "produce", **TAUT)
    assert least_saving(none) == least_saving(QuotaManagement())
