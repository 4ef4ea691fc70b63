"""A swing of a period of its own is found, and chance with memory is not taken for one."""

from __future__ import annotations

import numpy as np
import pytest

from counterplan.report.spectrum import _simulated, ar1, largest_peak, over_ar1

YEARS = np.arange(60)


def chance(memory: float, replicates: int = 60, seed: int = 3) -> np.ndarray:
    return _simulated(memory, replicates, len(YEARS), np.random.default_rng(seed))


def test_memory_and_shocks_are_those_of_the_process() -> None:
    memory, shocks = ar1(_simulated(0.6, 200, 400, np.random.default_rng(2)))
    assert memory.mean() == pytest.approx(0.6, abs=0.02)
    assert shocks.mean() == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize("memory", [0.0, 0.5])
def test_chance_with_memory_has_a_flat_spectrum_over_its_own(memory: float) -> None:
    assert over_ar1(chance(memory, 400))[1].mean() == pytest.approx(1.0, abs=0.08)


@pytest.mark.parametrize("memory", [0.0, 0.5, 0.9])
def test_chance_with_memory_is_seldom_taken_for_a_swing(memory: float) -> None:
    """With much memory short series leak into the band and lift every ratio; the null is lifted alike."""
    found = largest_peak(chance(memory), draws=200)
    assert np.mean(found.chance < 0.05) <= 0.15  # 3 of 60 in the mean; more than 9 pass by chance in one try of 1,000


def test_a_swing_is_found_at_its_period() -> None:
    swing = 1.5 * np.sin(2 * np.pi * YEARS / 10.0 + np.linspace(0, 6, 60)[:, None]) + chance(0.3)
    found = largest_peak(swing, draws=200)
    assert np.mean(found.chance < 0.05) > 0.9
    assert np.median(found.period) == pytest.approx(10.0)


def test_moves_to_and_fro_are_found_and_a_mode_that_stays_has_no_peak() -> None:
    """Modes are 0 and 1; one change for good is a trend, not a swing."""
    to_and_fro, stays, once = (YEARS // 6 % 2), 0 * YEARS, (YEARS > 30)
    found = largest_peak(np.stack([to_and_fro, stays, once]).astype(float), draws=400)
    assert found.period[0] == pytest.approx(12.0)
    assert found.chance[0] < 0.01
    assert np.isnan([found.period[1], found.ratio[1], found.chance[1]]).all()
    assert found.chance[2] > 0.05


def test_short_series_are_refused() -> None:
    with pytest.raises(ValueError, match="needs 40 years"):
        largest_peak(np.zeros((2, 20)))
