"""Who may move: permits follow grain in shops; restricted people stay."""

from __future__ import annotations

import numpy as np
import pytest
from desk import decide

from counterplan.institutions.mobility.restricted import RestrictedMobility

RULE = RestrictedMobility(access=0.4, job_search=0.05, ration_margin=0.1)
TOWN = np.where(np.arange(40) < 20, 5, 1)
"""Twenty of forty persons live in hearth 5, which is in town: they need 10 units of grain."""


def permits(grain: float, hearth: np.ndarray = TOWN) -> float:
    got = decide(RULE, "hire", hearth=hearth, food_need=1.0, grain_need=0.5, supplied=[grain, 99.0, 99.0, 0, 0, 0])
    assert float(got["change_jobs"]) == 0.05
    return float(got["enter_towns"])


@pytest.mark.parametrize(("grain", "part"), [(9.0, 0.0), (5.0, 0.0), (9.5, 0.25), (10.0, 0.5), (10.5, 0.75), (11.0, 1.0), (99.0, 1.0)])
def test_permits_follow_grain_in_shops_over_the_need_of_towns(grain: float, part: float) -> None:
    assert permits(grain) == pytest.approx(0.4 * part, abs=1e-9)


def test_empty_towns_are_fed() -> None:
    assert permits(0.0, np.zeros(40)) == pytest.approx(0.4 * 0.5)
