"""Schemes and schedules that rules use: levies, refinancing, pledges, membership."""

from __future__ import annotations

import jax
import numpy as np
import pytest

from counterplan.institutions.discipline import ratchet
from counterplan.institutions.exit import refinancing
from counterplan.institutions.levy import schedules
from counterplan.institutions.management import membership, schemes

jax.config.update("jax_enable_x64", True)


def test_levies_take_no_more_than_there_is() -> None:
    reaped = np.array([0.0, 0.5, 2.0])
    assert np.asarray(schedules.progressive(3.0, 1.0, reaped)).tolist() == [0.0, 0.5, 2.0]
    assert np.asarray(schedules.progressive(reaped, 1.0, reaped)).tolist() == [0.0, 0.0, 1.0]
    assert np.asarray(schedules.proportional(3.0, 0.3, reaped)) == pytest.approx([0.0, 0.5, 0.9])


def test_a_second_lender_is_repaid_in_the_mean_and_the_first_answers_best() -> None:
    slope, outlay = 3.0, 1.0
    for success in (3.5, 4.0, 5.0):
        left = 0.5 * (success + np.sqrt(success**2 - 4 * slope * outlay))
        left = left if left < slope else success - outlay
        effort = float(refinancing.monitoring(left, slope))
        assert effort * (success - left) == pytest.approx(outlay, rel=1e-6)
        efforts = np.linspace(0, 1, 10_001)
        best = (left * efforts - 0.5 * slope * efforts**2).max()
        assert float(refinancing.worth_to_first_lender(success, slope, outlay)) == pytest.approx(best, abs=1e-6)
    assert float(refinancing.worth_to_first_lender(1.0, slope, outlay)) == -np.inf
    assert float(refinancing.worth_to_one_lender(10.0, slope)) == pytest.approx(10.0 - 1.5), "effort stops at one"


def test_missing_a_pledge_costs_more_than_passing_it_brings() -> None:
    def paid(done: float, pledged: float = 100.0) -> float:
        return float(schemes.bonus_for_pledge(pledged, 90.0, done, 50.0, 0.4, 0.2, 0.7))

    assert paid(100.0) == pytest.approx(54.0)
    assert paid(101.0) - paid(100.0) == pytest.approx(0.2)
    assert paid(99.0) - paid(100.0) == pytest.approx(-0.7)
    assert paid(100.0, 100.0) > max(paid(100.0, 99.0), paid(100.0, 101.0)), "what is sure is pledged"


def test_norms_close_in_on_what_is_done() -> None:
    norm = 10.0
    for _ in range(40):
        norm = float(ratchet.next_norm(norm, 12.0, 0.0, 0.3))
    assert norm == pytest.approx(12.0, abs=1e-4)
    assert ratchet.paid_after_ratchet(6.0, 0.1, 0.0) == pytest.approx(6.0)


def test_membership_wanted_brings_the_largest_income() -> None:
    for price, fixed, elasticity in ((1.0, 5.0, 0.5), (3.0, 2.0, 0.7)):
        best = membership.members_wanted(price, fixed, elasticity)
        around = best * np.exp(np.linspace(-1, 1, 201))
        incomes = membership.income_of_member(around, price, fixed, elasticity)
        assert np.argmax(incomes) == 100
