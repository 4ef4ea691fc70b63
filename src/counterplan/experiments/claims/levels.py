"""How much is run: sizes of an experiment, and what they cost before anything is computed."""

from __future__ import annotations

import os
from dataclasses import dataclass

from counterplan.core.errors import InputError

BYTES_BASE = 1.6e9
"""Memory of the process with one compiled program of many options, compiling included (measured at 500 and 2,000 persons)."""
BYTES_PROGRAM = 0.35e9
"""Memory of each further program (measured with three at 500 persons, of which one is compiled while another is at work)."""
BYTES_SLOT = 4_000.0
"""Bytes a slot for a person and replicate while a batch is at work."""
SECONDS_COMPILE = 60.0
SECONDS_SLOT = 4.0e-7
"""Seconds a slot for a person, replicate and quarter on one core (measured on two cores that others used as well)."""
SECONDS_QUARTER = 4.0e-4
"""Seconds a replicate and quarter beside that: small arrays, steps of the compiled program."""


@dataclass(frozen=True)
class Level:
    """Sizes of an experiment.

    ``draws`` of the prior in the contrast itself and at the point of failure, without which there is no verdict; ``side_draws`` in ablations,
    rivals, closures and facts.
    ``width``: draws in a batch. With few persons most of a quarter goes into calling small steps, fewer for each draw in a wide batch.
    ``decides``: whether a claim can be called supported or refuted at this level.
    """

    name: str
    persons: int
    draws: int
    side_draws: int
    decides: bool
    width: int = 8


LEVELS = {
    "quick": Level("quick", persons=500, draws=48, side_draws=16, decides=False, width=16),
    "full": Level("full", persons=2000, draws=400, side_draws=96, decides=True),
}


@dataclass(frozen=True)
class Cost:
    """What an experiment is going to take."""

    units: int
    replicates: int
    quarters: int
    seconds: float
    bytes: float

    def says(self) -> str:
        """One line for people."""
        return (
            f"{self.units} units, {self.replicates} runs of {self.quarters // 4} years: about {duration(self.seconds)} "
            f"on two quiet cores and {self.bytes / 1e9:.1f} GB of memory"
        )


def cost(
    units: int, replicates: int, quarters: int, slots: int, width: int, programs: float = 1.0, threads: int = 2, computed: int = 0
) -> Cost:  # fmt: skip
    """Estimates time and memory from what was measured.

    Args:
        computed: quarters of all units together (0: each runs all quarters).
        programs: to be compiled; one that is compiled while others run counts for what it takes from them, 1/threads.
        slots: slots for persons in one replicate.
        width: replicates in a batch; padding is computed too.
    """
    one = SECONDS_SLOT * slots + SECONDS_QUARTER
    seconds = programs * SECONDS_COMPILE + width * (computed or units * quarters) * one / threads
    return Cost(units, replicates, quarters, seconds, BYTES_BASE + BYTES_SLOT * slots * width * threads)


def check_memory(needed: Cost) -> None:
    """Refuses what cannot fit into this machine's memory.

    Error: InputError with both numbers and what would fit.
    """
    there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    if needed.bytes > there:
        raise InputError(
            f"this needs about {needed.bytes / 1e9:.1f} GB of memory and the machine has {there / 1e9:.1f} GB; take fewer persons, or --level quick."
        )


def duration(seconds: float) -> str:
    """A time in words."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
