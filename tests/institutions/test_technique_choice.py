"""Which of two techniques each chooser takes: owners, members, managers under a target. Cost decides; traits count by whose gain they are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from desk import decide

from counterplan.core.rule import Rule
from counterplan.institutions.management.assembly import AssemblyManagement
from counterplan.institutions.management.owner import OwnerManagement
from counterplan.institutions.management.quota import QuotaManagement

OWNER, MEMBERS, MANAGER = OwnerManagement(skill_price=0.0), AssemblyManagement(), QuotaManagement()
CHOOSERS = [OWNER, MEMBERS, MANAGER]
SAME: dict[str, Any] = {
    "candidate_materials": [1.0] * 3, "technique_materials": [1.0] * 3, "mean_skill": [1.0] * 3, "trait_skill": [1.0] * 3,
    "candidate_skill": [1.0] * 3,
    "trait_monitorability": [0.5] * 3, "candidate_monitorability": [0.5] * 3, "trait_disamenity": [1.0] * 3, "candidate_disamenity": [1.0] * 3,
    "mean_effort": [1.0] * 3,
}  # fmt: skip


def takes(rule: Rule, **changes: Any) -> bool:
    """Whether an enterprise in town takes the candidate."""
    return bool(decide(rule, "adopt", **{**SAME, **changes})["adopted"][1])


def least_saving(rule: Rule, **traits: Any) -> float:
    """Smallest saving of labour (log) for which a candidate with such traits is taken, by halving."""
    low, high = -1.0, 1.0
    for _ in range(30):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if takes(rule, candidate_labour=[30.0 * np.exp(-middle)] * 3, **traits) else (middle, high)
    return high


@pytest.mark.parametrize("rule", CHOOSERS)
def test_everybody_takes_a_large_saving_and_refuses_a_loss(rule: Rule) -> None:
    assert takes(rule, candidate_labour=[15.0] * 3)
    assert not takes(rule, candidate_labour=[33.0] * 3)
    assert 0.0 < least_saving(rule) < 0.5  # changing over costs hours


def test_of_two_techniques_of_one_cost_members_take_the_one_that_is_less_unpleasant() -> None:
    """Owners and managers do not mind; people leave work that is unpleasant, but that is not read off a technique before it is used."""
    mild, harsh = {"candidate_disamenity": [0.8] * 3}, {"candidate_disamenity": [1.2] * 3}
    assert least_saving(MEMBERS, **mild) < least_saving(MEMBERS) < least_saving(MEMBERS, **harsh)
    for rule in (OWNER, MANAGER):
        assert least_saving(rule, **mild) == least_saving(rule, **harsh)


def test_of_two_techniques_of_one_cost_owners_take_the_one_that_can_be_watched() -> None:
    seen, unseen = {"candidate_monitorability": [0.9] * 3}, {"candidate_monitorability": [0.1] * 3}
    assert least_saving(OWNER, **seen) < least_saving(OWNER) < least_saving(OWNER, **unseen)
    for rule in (MEMBERS, MANAGER, OwnerManagement(skill_price=0.0, rent=0.0)):
        assert least_saving(rule, **seen) == least_saving(rule, **unseen)


@pytest.mark.parametrize("rule", CHOOSERS)
def test_skill_is_not_penalised_where_people_have_it(rule: Rule) -> None:
    """Demanding techniques cost nothing more as long as those who work can do them, whoever chooses."""
    able = {"mean_skill": [1.5] * 3}
    plain, demanding = ({**able, "candidate_skill": [s] * 3} for s in (0.7, 1.4))
    assert least_saving(rule, **plain) == least_saving(rule, **demanding)


@pytest.mark.parametrize("rule", CHOOSERS)
def test_skill_that_people_lack_costs_output_whoever_chooses(rule: Rule) -> None:
    usual, beyond = least_saving(rule), least_saving(rule, candidate_skill=[1.25] * 3)
    assert beyond - usual == pytest.approx(np.log(1.25), abs=0.02)


def test_owners_weigh_the_price_of_skill_only_as_far_as_it_has_one() -> None:
    """With a price of skill less of it is cheaper; at price 0 the sign is gone, so that the claim can fail."""
    able = {"mean_skill": [1.5] * 3}
    for price, sign in ((0.0, 0), (0.5, 1)):
        rule = OwnerManagement(skill_price=price)
        plain, demanding = (least_saving(rule, **able, candidate_skill=[s] * 3) for s in (0.8, 1.25))
        assert np.sign(round(demanding - plain, 6)) == sign
