"""Effects of a claim from its cells: several estimands, and draws in which one of them has no value."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from counterplan.core.claim import Claim, Estimand, Prediction
from counterplan.experiments.claims.designs import Part
from counterplan.experiments.claims.evidence import effects

ESTIMANDS = (Estimand("a", "mean", (0.0, 1.0)), Estimand("b", "mean", (0.0, 1.0)))
CLAIM = Claim("mine", "", "causal", estimands=ESTIMANDS, predictions=(Prediction(1, 0.5, "1", ""), Prediction(-1, 0.5, "1", "")))
PART = Part("contrast", (0,), (1.0,), all_draws=True)


def _effects(a: list[float], b: list[float], failed: list[bool]) -> np.ndarray:
    values = {"a": np.array(a), "b": np.array(b)}
    results: Any = SimpleNamespace(value=lambda cell, n, estimand: values[estimand.outcome], failed=lambda cell, n: np.array(failed))
    return effects(CLAIM, [(PART, SimpleNamespace(results=results))], len(a))  # type: ignore[list-item]


def test_of_several_estimands_the_least_counts_in_the_direction_of_each() -> None:
    assert _effects([1.0, -1.0, 2.0], [-2.0, -2.0, 1.0], [False] * 3) == pytest.approx([2.0, -2.0, -2.0])


def test_a_missing_value_never_makes_a_draw_support_and_one_that_fails_already_stays_so() -> None:
    nan = float("nan")
    got = _effects([2.0, 0.1, -3.0, 0.1, nan], [nan, nan, nan, nan, nan], [False, False, False, True, False])
    assert np.isnan(got[[0, 3, 4]]).all() and got[1:3] == pytest.approx([0.2, -6.0])
