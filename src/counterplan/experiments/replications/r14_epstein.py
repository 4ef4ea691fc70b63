"""Protest comes in bursts; a sudden loss of legitimacy brings people out, the same loss in small steps does not.

People and those who arrest move on a torus and see what is near (the source's model I). Whether somebody comes out and the chance of arrest are
the simulation's functions; the torus is only here, for people of the simulation see their region.
"""

from __future__ import annotations

from collections.abc import Callable

import jax
import numpy as np
from jax import Array
from numpy.fft import irfft2, rfft2

from counterplan.physics import contention

from .check import Check, above, below
from .draws import SEED

ID = "R14"
SOURCE = "epstein-2002"
COMPUTES = (
    "40 × 40 torus, 70 % citizens, vision 7, k = 2.3, T = .1. Bursts: 7.4 % who can arrest, legitimacy .8, terms up to 30, steps 31 to 300: "
    "variance over mean of the number active (1 for chance alone), share of steps with less than a tenth of the most, separate outbreaks of "
    "ten. Jump: legitimacy from .9 to .7 at once or by .005 a step, nobody released; most active at once, the ratio. Smoothness: mean "
    "activity at .9, .86, … .7 (4 % who can arrest, terms up to 30); largest part of the whole change in one of the five steps"
)
CALLS = "physics.contention.arrest_chance"
EVIDENCE = "verified"
NOTE = (
    "Bursts need the rounding down of C/A, which the article does not state and published programs of the model have. That activity depends "
    "smoothly on legitimacy, without a tipping point, is the finding of thron-jackson-2014."
)

SIDE, VISION, STEEPNESS, THRESHOLD = 40, 7, 2.3, 0.1
CITIZENS = 0.70
GROUPS = 8
"""Parts in which people act within a step, each seeing what those before it did."""


Decide = Callable[[np.ndarray, np.ndarray, np.ndarray, np.ndarray], Array]
"""(who can arrest, who is active, grievance, aversion to risk), each float64 [person] → bool [person]."""


def _decision() -> Decide:
    """Compiles the simulation's functions into one decision."""

    def decide(cops: Array, active: Array, grievance: Array, caution: Array) -> Array:
        return contention.comes_out(grievance, caution * contention.arrest_chance(cops, active, STEEPNESS), THRESHOLD)

    return jax.jit(decide)


def replicate() -> list[Check]:
    """Runs the three experiments."""
    decide = _decision()
    town = Town(decide, 0.074, 30, 1)
    active = np.array([town.step(0.8) for _ in range(300)])[30:]
    sudden, slow = Town(decide, 0.074, 10**6, 2), Town(decide, 0.074, 10**6, 2)
    outburst = max(sudden.step(0.7) for _ in range(30))
    salami = max(slow.step(0.9 - 0.005 * (step + 1)) for step in range(40))
    means = np.array([_mean_activity(decide, legitimacy) for legitimacy in (0.9, 0.86, 0.82, 0.78, 0.74, 0.7)])
    return [
        above("variance over mean", active.var() / active.mean(), 5.0),
        above("share of calm steps", float(np.mean(active < 0.1 * active.max())), 0.7),
        above("outbreaks", _outbreaks(active), 2.0),
        above("most active, jump over small steps", outburst / max(salami, 1), 3.0),
        below("largest part of the change in one of five steps", np.diff(means).max() / (means.max() - means.min()), 0.6),
    ]


def _outbreaks(active: np.ndarray) -> int:
    """Times that ten or more are active after fewer than three were."""
    count, calm = 0, True
    for number in active.tolist():
        count += calm and number >= 10
        calm = number < 3 or (calm and number < 10)
    return count


def _mean_activity(decide: Decide, legitimacy: float) -> float:
    town = Town(decide, 0.04, 30, 3)
    return float(np.mean([town.step(legitimacy) for _ in range(60)][20:]))


class Town:
    """People and those who arrest on a torus."""

    def __init__(self, decide: Decide, cops: float, longest_term: int, stream: int) -> None:
        self.decide = decide
        self.draw = np.random.default_rng([SEED, stream])
        cells = self.draw.permutation(SIDE * SIDE)
        n_people, n_cops = int(CITIZENS * SIDE * SIDE), int(cops * SIDE * SIDE)
        self.place = cells[: n_people + n_cops]
        self.people = n_people
        self.hardship, self.caution = self.draw.random(n_people), self.draw.random(n_people)
        self.active = np.zeros(n_people, bool)
        self.term = np.zeros(n_people, int)
        self.longest_term = longest_term
        x, y = np.meshgrid(np.arange(-VISION, VISION + 1), np.arange(-VISION, VISION + 1), indexing="ij")
        near = (np.abs(x) + np.abs(y) <= VISION) & (np.abs(x) + np.abs(y) > 0)
        self.dx, self.dy = x[near], y[near]
        seen = np.zeros((SIDE, SIDE))
        seen[self.dx % SIDE, self.dy % SIDE] = 1.0
        self.seen = rfft2(seen)

    def step(self, legitimacy: float) -> int:
        """Everyone moves, decides and arrests once; returns how many are active."""
        self.term = np.maximum(self.term - 1, 0)
        self._move()
        free = self.term == 0
        home = self.place[: self.people]
        cops = self._near(self.place[self.people :])[home]
        grievance = self.hardship * (1.0 - legitimacy)
        for part in np.array_split(self.draw.permutation(self.people), GROUPS):
            others = self._near(home[self.active & free])[home]
            out = np.asarray(self.decide(cops, 1.0 + others, grievance, self.caution))
            self.active[part] = out[part] & free[part]
        self._arrest()
        return int(np.sum(self.active))

    def _near(self, cells: np.ndarray) -> np.ndarray:
        """How many of these stand within sight of each cell."""
        counts = np.bincount(cells, minlength=SIDE * SIDE).reshape(SIDE, SIDE)
        return np.rint(irfft2(rfft2(counts) * self.seen, s=(SIDE, SIDE))).ravel()

    def _move(self) -> None:
        """Each in turn tries cells within sight until one is empty; who is held stays."""
        taken = np.zeros(SIDE * SIDE, bool)
        taken[self.place] = True
        tries = self.draw.integers(0, len(self.dx), (len(self.place), 6))
        cells = ((self.place[:, None] // SIDE + self.dx[tries]) % SIDE) * SIDE + (self.place[:, None] % SIDE + self.dy[tries]) % SIDE
        held = np.concatenate((self.term > 0, np.zeros(len(self.place) - self.people, bool)))
        for who in self.draw.permutation(np.flatnonzero(~held)).tolist():
            for cell in cells[who].tolist():
                if not taken[cell]:
                    taken[self.place[who]], taken[cell] = False, True
                    self.place[who] = cell
                    break

    def _arrest(self) -> None:
        """Each who can arrest takes one active person within sight, drawn at random."""
        where = {int(cell): who for who, cell in enumerate(self.place[: self.people]) if self.active[who]}
        for cell in self.place[self.people :].tolist():
            sight = ((cell // SIDE + self.dx) % SIDE) * SIDE + (cell % SIDE + self.dy) % SIDE
            found = [place for place in sight.tolist() if place in where]
            if found:
                who = where.pop(found[int(self.draw.integers(len(found)))])
                self.active[who] = False
                self.term[who] = int(self.draw.integers(0, self.longest_term + 1))
