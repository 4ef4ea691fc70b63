"""A norm that follows what was done leaves only a part of the bonus as a stake in working more."""

from __future__ import annotations

import numpy as np

from counterplan.institutions.discipline import ratchet

from .check import Check, near

ID = "R6"
SOURCE = "weitzman-1980"
COMPUTES = (
    "what a unit above the norm is worth at r = .1 and λ = .5, over the bonus: the formula that norms publish; and the effort of somebody who plays "
    "the scheme (bonus 1, cost e²/2) by dynamic programming over the norm and then for 40 years; and with no ratchet"
)
CALLS = "institutions.discipline.ratchet.paid_after_ratchet"
EVIDENCE = "derived"
NOTE = "With costs e²/2 the best effort equals the stake, so that effort under the ratchet over effort without it is the factor itself."

DISCOUNT, RATCHET, DRIFT = 0.1, 0.5, 0.02
NORMS = np.linspace(-4.0, 4.0, 81)
EFFORTS = np.linspace(0.0, 1.5, 3001)
YEARS = 40


def replicate() -> list[Check]:
    """Compares the formula with what a far-sighted worker does."""
    return [
        near("formula", ratchet.paid_after_ratchet(1.0, DISCOUNT, RATCHET), 1.0 / 6.0, 1e-12),
        near("effort of a far-sighted worker", _played(RATCHET), 1.0 / 6.0, 0.001),
        near("effort without a ratchet", _played(0.0), 1.0, 0.001),
    ]


def _played(strength: float) -> float:
    """Mean effort over the years of somebody who knows how the norm will move."""
    worth, choice = _solved(strength)
    del worth
    norm, efforts = 0.0, []
    for _ in range(YEARS):
        effort = float(np.interp(norm, NORMS, choice))
        efforts.append(effort)
        norm = float(ratchet.next_norm(norm, effort, DRIFT, strength))
    return float(np.mean(efforts))


def _solved(strength: float) -> tuple[np.ndarray, np.ndarray]:
    """Worth of each norm, and the best effort at it, by iteration of values."""
    worth = np.zeros_like(NORMS)
    now = (EFFORTS[None, :] - NORMS[:, None]) - 0.5 * EFFORTS[None, :] ** 2
    following = np.asarray(ratchet.next_norm(NORMS[:, None], EFFORTS[None, :], DRIFT, strength))
    place = np.clip((following - NORMS[0]) / (NORMS[1] - NORMS[0]), 0.0, None)
    left = np.minimum(place.astype(int), len(NORMS) - 2)
    weight = place - left  # beyond the last norm values go on along a line
    for _ in range(400):
        later = worth[left] * (1.0 - weight) + worth[left + 1] * weight
        total = now + later / (1.0 + DISCOUNT)
        new = total.max(axis=1)
        if np.max(np.abs(new - worth)) < 1e-7:
            break
        worth = new
    return worth, EFFORTS[total.argmax(axis=1)]
