"""Teams in the simulation and in the sources: one part in N, what colleagues see, and work that is held up by meeting again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from desk import PHYSICS, decide

from counterplan.experiments.replications.r09_partnership import smallest_discount
from counterplan.institutions.discipline.mutual import Mutual
from counterplan.institutions.residual.commons import Commons
from counterplan.institutions.residual.firm_workers import FirmWorkers
from counterplan.physics import teams

WORTH = {"residual_stake": [0.0, 0.2, 0.05], "trait_disamenity": 1.0, "effort_scale": 1.0, "trait_monitorability": 0.9, "price_level": 1.0}
"""Two enterprises of 10 and 40 in which a unit of effort adds 2 to what the team shares."""


def pressure(rule: Mutual, **changes: Any) -> np.ndarray:
    return decide(rule, "produce", **{**WORTH, **changes})["peer_pressure"][1:]


def held(rule: Mutual, **changes: Any) -> np.ndarray:
    """Pressure that meeting again adds."""
    return pressure(rule, **changes) - pressure(Mutual(), **changes)


def test_the_residual_is_shared_by_the_function_of_the_replication(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = decide(Commons(), "produce", price=2.0)["residual_stake"]
    np.testing.assert_allclose(plain[1:], 0.9 * 0.3 * np.array([200 * 2.0 / 10, 800 * 2.0 / 40]) / np.array([10, 40]))
    monkeypatch.setattr("counterplan.institutions.residual.commons.own_share", lambda product, members: 2.0 * teams.own_share(product, members))
    np.testing.assert_allclose(decide(Commons(), "produce", price=2.0)["residual_stake"], 2.0 * plain)


@pytest.mark.parametrize(("rule", "name"), [(Commons(), "residual_stake"), (FirmWorkers(), "residual_stake"), (Mutual(), "peer_pressure")])
def test_one_part_in_n_counts_real_members_and_not_simulated_ones(rule: Any, name: str) -> None:
    """Ten simulated members behind whom fifty stand get a fifth of the stake; a group of 12 sees a fifth less of it once N is beyond 12."""
    one, five = (decide(rule, "produce", physics=replace(PHYSICS, real_members=x))[name][1:] for x in (1.0, 5.0))
    np.testing.assert_allclose(five, one / 5.0 if name == "residual_stake" else one * [12.0 / 50.0, 1.0 / 5.0])


def test_colleagues_see_all_in_a_small_team_and_less_in_a_large_one() -> None:
    np.testing.assert_allclose(teams.contact(np.array([1.0, 12.0, 48.0]), 12.0), [1.0, 1.0, 0.25])


def test_shirking_that_is_seldom_seen_weighs_as_a_lower_discount_factor() -> None:
    """Against the sum over rounds: a shirker is seen with chance q a round and gets the punishment from the next on."""
    discount, q, shirks, punished = 0.9, 0.3, 0.7, 0.1
    path, unseen, weight = 0.0, 1.0, 1.0
    for _ in range(2000):
        path += weight * (unseen * shirks + (1.0 - unseen) * punished)
        unseen, weight = unseen * (1.0 - q), weight * discount
    answer = teams.weight_of_answer(discount, q)
    assert (1.0 - discount) * path == pytest.approx((1.0 - answer) * shirks + answer * punished)
    assert teams.weight_of_answer(discount, 1.0) == discount
    assert teams.weight_of_answer(discount, 0.0) == 0.0


def test_teams_that_meet_again_work_for_the_whole_where_the_source_says_so() -> None:
    """A partnership adds R − R/N where the cost of work is below what it adds and the next quarter weighs enough, else nothing."""
    np.testing.assert_allclose(held(Mutual(partnership=1.0)), [2.0 * (1 - 1 / 10), 2.0 * (1 - 1 / 40)])
    np.testing.assert_allclose(held(Mutual(partnership=0.5)), 0.5 * held(Mutual(partnership=1.0)))
    np.testing.assert_allclose(held(Mutual(partnership=1.0), effort_scale=20.0), 0.0)  # work costs more than it adds
    np.testing.assert_allclose(held(Mutual(partnership=1.0), effort_scale=4.0, trait_monitorability=0.0), 0.0)  # nobody is seen
    cost = 6.0 / (1.0 + 1.0 / 0.25) / 2.0  # κ·d/(1 + 1/η) over R
    lowest = smallest_discount(cost, 10.0)
    seen = 0.3 * 0.9
    patience = lowest / (seen + lowest * (1.0 - seen))  # δ at which δq/(1 − δ(1 − q)) is the replication's threshold
    for step, works in ((0.01, True), (-0.01, False)):
        assert (held(Mutual(partnership=1.0, patience=patience + step), effort_scale=6.0)[0] > 0) == works


@pytest.mark.parametrize(("leaving", "elsewhere", "better"), [(0.0, 3.2, "barred"), (1.0, 3.0, "open")])
def test_exit_helps_or_hurts_by_the_threat_that_is_believed(leaving: float, elsewhere: float, better: str) -> None:
    """Where the others rest, an outside offer shelters the shirker (Dong and Dow); where they leave, only an open door makes a threat (Lin)."""
    offer = {"wage": 3.0, "wage_level": elsewhere, "outside_income": elsewhere, "effort_scale": 8.0, "trait_monitorability": 0.5}
    ways = {"open": 1.0, "barred": 0.0}
    found = {way: held(Mutual(partnership=1.0, leaving=leaving, may_leave=x, patience=0.97), **offer)[0] for way, x in ways.items()}
    other = "open" if better == "barred" else "barred"
    assert found[better] > 0.0 == found[other], found
