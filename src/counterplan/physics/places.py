"""Where people live and who can work: hearths by region, villages and towns.

Hearths are numbered region by region, villages before towns: index = (2·region + town)·block + place. The hearths of a
village belong to its farm: place modulo the number of farms of the region. Enterprises are numbered so that
index = place·regions + region; farms have the lowest places.
"""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.variables import Sizes

WORKING_AGE = (16 * 4, 62 * 4)
"""First and last age of work, in quarters."""
OFFICIAL = 2
"""Mark of a person who holds an office of the state."""
OFFICE_SHARE = 0.01
"""Offices over grown people (assumed)."""
STANDARD_HEARTH = 4.5
"""Persons that share a hearth at the start (assumed)."""


def able(alive: Array, participates: Array, age: Array, custody: Array) -> Array:
    """True for living persons of working age who would take a job and are not in custody."""
    return alive & participates & (age >= WORKING_AGE[0]) & (age < WORKING_AGE[1]) & (custody == 0)


def in_town(hearth: Array, sizes: Sizes) -> Array:
    """True for hearths in towns."""
    return (hearth // sizes.hearth_block) % 2 == 1


def region_of(hearth: Array, sizes: Sizes) -> Array:
    """Region of a hearth."""
    return hearth // (2 * sizes.hearth_block)


def village_farm(hearth: Array, sector: Array, sizes: Sizes) -> Array:
    """Farm of a village hearth, -1 in towns."""
    farms_by_region = jnp.maximum(jnp.sum((sector == 0).astype(jnp.int32)) // sizes.region, 1)
    place = hearth % sizes.hearth_block
    rounds = jnp.floor((place + 0.5) * (1.0 / farms_by_region)).astype(jnp.int32)  # exact, and many times as fast as a division of integers
    farm = (place - rounds * farms_by_region) * sizes.region + region_of(hearth, sizes)
    return jnp.where(in_town(hearth, sizes), -1, farm).astype(jnp.int32)


def draw_hearth(bits: Array, region: Array, town: Array, in_use_village: Array, in_use_town: Array, sizes: Sizes) -> Array:
    """Draws one of the hearths in use in a region's villages or towns.

    Args:
        bits: uint64, random bits a person.
        region: int32, region to live in.
        town: bool, in a town.
        in_use_village: int64 [region], hearths in use in villages; likewise for towns.
    """
    in_use = jnp.stack([in_use_village, in_use_town], axis=1).reshape(-1).astype(jnp.int32)
    block = 2 * region + town.astype(jnp.int32)
    uniform = (bits >> 40).astype(jnp.float32) * jnp.float32(2.0**-24)
    place = jnp.minimum((uniform * in_use[block]).astype(jnp.int32), in_use[block] - 1)
    return (block * sizes.hearth_block + jnp.maximum(place, 0)).astype(jnp.int32)
