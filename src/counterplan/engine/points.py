"""Where each replicate stands in the priors: values of parameters and the start that its figures make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from counterplan.core.priors import CAUSES, Prior
from counterplan.core.randomness import host_uniform
from counterplan.physics.endowment import Endowment, Frame
from counterplan.physics.starts import Starts

if TYPE_CHECKING:
    from .program import Cell

RECORDED = {
    "drawn": ("as the parameter", "value drawn from its prior, or set by the system; missing where the system lacks the rule", ("parameter",)),
    "redraws": ("draws", "how often figures were drawn again because no start has them, by cause", ("cause",)),
}
"""What is recorded once a replicate: unit, meaning and axes by name."""
GROWTH = frozenset(f"figures.{name}" for name in ("crude_birth_rate", "crude_death_rate", "infant_mortality", "share_65_and_over"))
"""Figures on which the growth of population hangs."""
_KEPT = 64


def within(start: Endowment, frame: Frame) -> Endowment:
    """The same economy with other lengths of axes."""
    other = copy(start)
    other.frame, other.sizes = frame, frame.sizes
    return other


class Points:
    """One point of the priors a replicate: a function of seed and replicate, the same in every system.

    Args:
        priors: what is drawn; figures among them are drawn by ``starts``.
        shares: a design in the place of draws: [point, parameter that is no figure], shares of each prior below the point.
        lucks: replicates at each point of the design; all points meet the same ones.
    """

    def __init__(self, priors: Sequence[Prior], starts: Starts, seed: int, shares: np.ndarray | None = None, lucks: int = 1) -> None:
        self.priors, self.starts, self.seed, self.shares, self.lucks = tuple(priors), starts, seed, shares, lucks
        figures = set(starts.names)
        self._parameters = [prior for prior in self.priors if prior.name not in figures]
        if shares is not None and shares.shape[1] != len(self._parameters):
            raise ValueError(f"the design has {shares.shape[1]} columns for {len(self._parameters)} parameters")
        self.frame: Frame | None = None
        """Lengths of axes, where they are not those that hold for all draws of the ranges."""
        self._drawn = lru_cache(_KEPT)(self._draw)
        self._worlds: dict[tuple[tuple[str, float], ...], Starts] = {(): starts}

    def luck(self, replicate: int) -> int:
        """The replicate whose random numbers are drawn: in a design each point meets the same ones."""
        return replicate if self.shares is None else replicate % self.lucks

    def endowment(self, replicate: int, world: Mapping[str, float] | None = None) -> Endowment:
        """The start of a replicate, made from its drawn figures.

        Args:
            world: figures that are fixed in the place of drawn ones ('figures.<name>').

        Error: InputError where the ranges hold no possible start.
        """
        made = self._starts(world or {}).of(self.seed, self.luck(replicate)).endowment
        return within(made, self.frame) if self.frame else made

    def keep_slots(self, replicates: int, years: float, worlds: Sequence[Mapping[str, float]] = ()) -> Frame:
        """Keeps slots for the fastest growth of population among the first replicates, in the place of that among all draws of the ranges.

        Each start tells the growth of its own figures. Hearths are numbered as before, so that nothing else changes for anyone.

        Args:
            worlds: figures that are fixed somewhere; those of births and deaths count.
        """
        counted = [world for world in ({}, *worlds) if not world or any(name in GROWTH for name in world)]
        made = [self.endowment(replicate, world) for world in counted for replicate in range(replicates)]
        slots = max(m.frame_for(years, (m.figures["crude_birth_rate"] - m.figures["crude_death_rate"]) / 1000.0).sizes.person for m in made)
        frame = self.starts.centre.frame
        self.frame = replace(frame, sizes=replace(frame.sizes, person=min(slots, frame.sizes.person)))
        return self.frame

    def _starts(self, world: Mapping[str, float]) -> Starts:
        key = tuple(sorted((name, value) for name, value in world.items() if name.startswith("figures.")))
        if key not in self._worlds:
            self._worlds[key] = self.starts.fixing(dict(key))
        return self._worlds[key]

    def value(self, name: str, replicate: int, otherwise: float) -> float:
        """The drawn value of a parameter; ``otherwise`` where it is not drawn."""
        return self._drawn(replicate).get(name, otherwise)

    def record(self, cell: Cell, replicates: Sequence[int]) -> dict[str, np.ndarray]:
        """Values in the order of the priors, as one system uses them, and redraws in the order of their causes."""
        starts = [self._starts(cell.world).of(self.seed, self.luck(replicate)) for replicate in replicates]
        values = [{**start.values, **self._drawn(r), **cell.world} for start, r in zip(starts, replicates, strict=True)]
        drawn = [[_in_system(prior.name, cell, point[prior.name]) for prior in self.priors] for point in values]
        redraws = [[start.redraws[cause] for cause in CAUSES] for start in starts]
        return {"drawn": np.array(drawn, np.float64), "redraws": np.array(redraws, np.int64)}

    def _draw(self, replicate: int) -> dict[str, float]:
        if self.shares is not None:
            return {p.name: p.at(float(share)) for p, share in zip(self._parameters, self.shares[replicate // self.lucks], strict=True)}
        zero = np.zeros(1, np.int64)
        return {p.name: p.at(float(host_uniform(self.seed, replicate, f"prior: {p.stream}", zero)[0])) for p in self._parameters}


def _in_system(name: str, cell: Cell, drawn: float) -> float:
    """The value that a system uses: its own where it sets one, none where it has no such rule."""
    role, _, rest = name.partition(".")
    option, _, bare = rest.rpartition(".")
    if not option:
        return drawn  # the physics and the figures are everyone's
    if option not in {rule.option for rule in cell.rules.get(role, ())}:
        return float("nan")
    return float(cell.parameters.get(f"{role}.{bare}", drawn))
