"""Named draws: a counter-based hash of (seed, replicate, stream, quarter, id).

The mixer is SplitMix64's finaliser with Stafford's variant 13 constants (Steele, Lea and Flood 2014), applied to
a key that was itself mixed from seed, replicate, stream name and quarter. Adding a stream shifts no other.
"""

from __future__ import annotations

import hashlib
from copy import copy
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

_GAMMA = 0x9E3779B97F4A7C15
_M1 = 0xBF58476D1CE4E5B9
_M2 = 0x94D049BB133111EB


def mix(z: Any) -> Any:
    """Mixes 64 bits (uint64 in, uint64 out) so that near inputs give unrelated outputs; also for NumPy arrays."""
    word: Any = z
    one = word.dtype.type
    word = (word ^ (word >> one(30))) * one(_M1)
    word = (word ^ (word >> one(27))) * one(_M2)
    return word ^ (word >> one(31))


def stream_code(name: str) -> int:
    """Returns the 64-bit code of a stream's name, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


def replicate_key(seed: Array, replicate: Array) -> Array:
    """Returns the 64-bit key of one replicate of one seed (both int64)."""
    base = mix(seed.astype(jnp.uint64) + jnp.uint64(_GAMMA))
    mixed: Array = mix(base ^ (replicate.astype(jnp.uint64) * jnp.uint64(_GAMMA)))
    return mixed


def host_uniform(seed: int, replicate: int, stream: str, ids: np.ndarray) -> np.ndarray:
    """Returns uniform draws in [0, 1) of one replicate, made with NumPy before a run: by stream name and id, free of the quarter."""
    gamma = np.uint64(_GAMMA)
    with np.errstate(over="ignore"):
        base = mix(np.array([seed], np.uint64) + gamma)
        key = mix(base ^ (np.array([replicate], np.uint64) * gamma))
        key = mix(key ^ np.uint64(stream_code(stream)))
        bits = mix(key + ids.astype(np.uint64) * gamma)
    drawn: np.ndarray = (bits >> np.uint64(11)).astype(np.float64) * 2.0**-53
    return drawn


class Draws:
    """Uniform draws of one replicate in one quarter, by stream name and id.

    A rule that takes the argument ``draw`` gets one of these. Person draws are 32-bit floats, the others 64-bit,
    all in [0, 1).
    """

    def __init__(self, key: Array, quarter: Array, person_id: Array, enterprise_id: Array, n_regions: int) -> None:
        self._base = key
        self._key = mix(key ^ (quarter.astype(jnp.uint64) * jnp.uint64(_M1)))
        self._person_id = person_id
        self._enterprise_id = enterprise_id
        self._n_regions = n_regions

    def for_ids(self, person_id: Array, enterprise_id: Array) -> Draws:
        """Returns the draws of the same quarter for those who stand in the slots now."""
        other = copy(self)
        other._person_id, other._enterprise_id = person_id, enterprise_id
        return other

    def bits(self, stream: str, ids: Array) -> Array:
        """Returns 64 random bits for each id."""
        key = mix(self._key ^ jnp.uint64(stream_code(stream)))
        mixed: Array = mix(key + ids.astype(jnp.uint64) * jnp.uint64(_GAMMA))
        return mixed

    def person_bits(self, stream: str) -> Array:
        """Returns 64 random bits a person."""
        return self.bits(stream, self._person_id)

    def lasting_bits(self, stream: str) -> Array:
        """Returns 64 random bits a person that are the same in every quarter: a trait for life."""
        key = mix(self._base ^ jnp.uint64(stream_code(stream)))
        mixed: Array = mix(key + self._person_id.astype(jnp.uint64) * jnp.uint64(_GAMMA))
        return mixed

    def person(self, stream: str) -> Array:
        """Returns a uniform draw a person (float32)."""
        drawn: Array = (self.person_bits(stream) >> 40).astype(jnp.float32) * jnp.float32(2.0**-24)
        return drawn

    def enterprise(self, stream: str) -> Array:
        """Returns a uniform draw an enterprise (float64)."""
        return _unit(self.bits(stream, self._enterprise_id))

    def lasting_enterprise(self, stream: str) -> Array:
        """Returns a uniform draw an enterprise that is the same in every quarter (float64)."""
        key = mix(self._base ^ jnp.uint64(stream_code(stream)))
        return _unit(mix(key + self._enterprise_id.astype(jnp.uint64) * jnp.uint64(_GAMMA)))

    def region(self, stream: str) -> Array:
        """Returns a uniform draw a region (float64)."""
        return _unit(self.bits(stream, jnp.arange(self._n_regions)))

    def economy(self, stream: str) -> Array:
        """Returns one uniform draw (float64)."""
        return _unit(self.bits(stream, jnp.zeros((), jnp.int64)))


def _parts(draw: Draws) -> tuple[tuple[Array, ...], int]:
    return (draw._base, draw._key, draw._person_id, draw._enterprise_id), draw._n_regions


def _put_together(n_regions: int, arrays: tuple[Array, ...]) -> Draws:
    draw = object.__new__(Draws)
    draw._base, draw._key, draw._person_id, draw._enterprise_id = arrays
    draw._n_regions = n_regions
    return draw


jax.tree_util.register_pytree_node(Draws, _parts, _put_together)


def _unit(bits: Array) -> Array:
    return (bits >> 11).astype(jnp.float64) * 2.0**-53


def normal(uniform: Array) -> Array:
    """Turns uniform draws into standard normal ones (inverse distribution, clipped to six deviations)."""
    from jax.scipy.special import ndtri

    return jnp.clip(ndtri(jnp.clip(uniform, 1e-9, 1 - 1e-9)), -6.0, 6.0)
