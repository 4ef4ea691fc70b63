"""Random numbers of replications: the model's named draws, always of the same seed."""

from __future__ import annotations

from math import prod

import numpy as np

from counterplan.core.randomness import host_uniform

SEED = 1
"""Seed of every replication."""


def uniform(stream: str, *shape: int, low: float = 0.0, high: float = 1.0) -> np.ndarray:
    """Uniform draws of a named stream; a stream gives the same numbers in every run."""
    drawn = host_uniform(SEED, 0, f"replication: {stream}", np.arange(prod(shape)))
    return low + (high - low) * drawn.reshape(shape)
