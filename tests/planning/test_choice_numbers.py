"""Settling a number: the properties by which each rule is known."""

from __future__ import annotations

import numpy as np
import pytest

from counterplan.core.errors import InputError
from counterplan.planning import choice

DRAW = np.random.default_rng(9)
WISHES = DRAW.gamma(2.0, 0.1, 301)


def test_no_other_number_has_a_majority_against_the_median() -> None:
    settled = choice.median(WISHES)
    for other in np.concatenate((WISHES, np.linspace(0.0, 1.0, 101))):
        assert np.sum(np.abs(WISHES - other) < np.abs(WISHES - settled)) <= 150
    assert choice.median(np.array([1.0, 2.0, 3.0, 4.0])) == 2.0
    assert choice.weighted_median(np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0, 5.0])) == 3.0


def test_the_median_gives_nobody_a_reason_to_say_something_else() -> None:
    settled = choice.median(WISHES)
    for voter in range(0, 301, 20):
        for said in (0.0, 0.1, 0.5, 2.0):
            other = WISHES.copy()
            other[voter] = said
            assert abs(choice.median(other) - WISHES[voter]) >= abs(settled - WISHES[voter]) - 1e-12


def test_quadratic_payments_close_and_lead_to_the_mean_by_stakes() -> None:
    stakes = DRAW.uniform(0.1, 3.0, 301)
    price = 1e-4
    shifts = choice.best_shift(WISHES, stakes, 0.0, price)
    result = choice.quadratic_transfer(0.0, shifts, price)
    assert abs(result.paid.sum()) < 1e-12 * np.abs(result.paid).sum()
    assert result.number == pytest.approx(np.average(WISHES, weights=stakes), rel=1e-5)
    # Nobody gains by another move while the others' moves stay (what one receives does not depend on the own move).
    for voter in (0, 7, 150):
        def loss(shift: float, voter: int = voter) -> float:
            moved = shifts.copy()
            moved[voter] = shift
            after = choice.quadratic_transfer(0.0, moved, price)
            return 0.5 * stakes[voter] * (after.number - WISHES[voter]) ** 2 + after.paid[voter]

        own = shifts[voter]
        assert loss(own) <= min(loss(own + 1e-3 * abs(own) + 1e-6), loss(own - 1e-3 * abs(own) - 1e-6))


def test_the_median_ignores_how_much_is_at_stake_and_payments_do_not() -> None:
    wishes, stakes = np.array([0.0, 0.0, 1.0]), np.array([1.0, 1.0, 10.0])
    assert choice.median(wishes) == 0.0
    shifts = choice.best_shift(wishes, stakes, 0.0, 1e-6)
    assert choice.quadratic_transfer(0.0, shifts, 1e-6).number == pytest.approx(10 / 12, abs=1e-5)


def test_the_controls_serve_one_voter_and_who_pays() -> None:
    assert choice.dictator(WISHES, 17) == WISHES[17]
    money = np.zeros(301)
    money[17] = 5.0
    assert choice.lobby(WISHES, money, 1.0) == pytest.approx(WISHES[17])
    assert choice.lobby(WISHES, money, 0.0) == pytest.approx(WISHES.mean())
    assert choice.lobby(WISHES, np.zeros(301), 0.7) == pytest.approx(WISHES.mean())


def groups() -> tuple[np.ndarray, np.ndarray]:
    group = np.repeat(np.arange(30), 20)
    return DRAW.normal(0.3, 0.05, 600), group


def test_delegates_who_do_not_drift_settle_the_median_of_medians() -> None:
    wishes, group = groups()
    held = choice.assembly_of_delegates(wishes, group, 0.9, 0.0, 5.0, DRAW.random((15, 30)))
    medians = [choice.median(wishes[group == g]) for g in range(30)]
    assert np.all(held.settled == choice.median(np.array(medians)))
    assert held.recalled.sum() == 0


def test_recall_and_terms_bring_delegates_back_to_their_voters() -> None:
    wishes, group = groups()
    luck = DRAW.random((200, 30))
    far = {
        recall: choice.assembly_of_delegates(wishes, group, 0.9, 0.1, recall, luck).distance[50:].mean() for recall in (0.0, 1.0, 5.0, 50.0)
    }
    assert far[0.0] > far[1.0] > far[5.0] > far[50.0]
    assert far[0.0] == pytest.approx(np.mean(0.9 - 0.3), abs=0.05), "without recall the office's wish prevails"
    short = choice.assembly_of_delegates(wishes, group, 0.9, 0.1, 0.0, luck, longest=4)
    assert short.distance.max() <= 0.6 * (1 - 0.9**3) + 0.1
    assert np.all(short.recalled[3::4] == 30)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: choice.median(np.array([])), "no wishes"),
        (lambda: choice.median(np.array([1.0, np.nan])), "voter 1 is not a number"),
        (lambda: choice.weighted_median(np.array([1.0]), np.array([0.0])), "some above"),
        (lambda: choice.dictator(np.array([1.0]), 3), "no voter 3"),
        (lambda: choice.lobby(np.array([1.0]), np.array([1.0]), 2.0), "openness 2"),
        (lambda: choice.quadratic_transfer(0.0, np.array([1.0, 2.0]), 0.0), "price 0"),
        (lambda: choice.quadratic_transfer(0.0, np.array([1.0]), 1.0), "at least two"),
        (lambda: choice.assembly_of_delegates(np.ones(3), np.array([0, 2, 2]), 0.0, 0.1, 1.0, np.ones((1, 3))), "without gaps"),
        (lambda: choice.assembly_of_delegates(np.ones(3), np.array([0, 1, 1]), 0.0, 2.0, 1.0, np.ones((1, 2))), "drift"),
    ],
)
def test_bad_input_is_refused(call: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        call()  # type: ignore[operator]
