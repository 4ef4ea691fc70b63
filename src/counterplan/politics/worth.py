"""What regimes are worth to those who hold a place in the one in force: one formula for every regime and every place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

Number = Array | float


class Places(NamedTuple):
    """What places bring, over the income of somebody without one."""

    owner: Number
    """An owner's place, where owners hold places now or after a change."""
    owners_now: Number
    """1 where those who hold places now are owners, 0 where they are officials."""
    kept: Number
    """Chance that a place of one kind turns into one of the other."""
    left: Number
    """What somebody has who was overthrown."""


class Odds(NamedTuple):
    """What those who hold places reckon with."""

    growth: tuple[Number, Number]
    """Log rise of incomes over the horizon without owners and with them."""
    protest: Number
    """Share of grown people in protest."""
    police: Number
    """Grown people who can be arrested at full use of the capacity, over all."""
    overthrow: Number
    """Share in protest beyond the reach of force at which a regime falls."""
    promise: Number
    """Part of that threat which a vote takes away."""
    shared: Number
    """Part of incomes that a vote shares out alike."""
    force_cost: Number
    """Part of the income of a place that full use of force costs."""


def utility(income: Array, curvature: Number) -> Array:
    """Utility of an income, 0 at 1: (c^(1−γ) − 1)/(1−γ), the logarithm at γ = 1. Source: boppart-krusell-2020."""
    logs = jnp.log(jnp.maximum(income, 1e-9))
    power = 1.0 - jnp.asarray(curvature)
    plain = jnp.abs(power) < 1e-6
    return jnp.where(plain, logs, jnp.expm1(power * logs) / jnp.where(plain, 1.0, power))


def beyond_reach(protest: Number, force: Array, police: Number) -> Array:
    """Share of grown people in protest whom force cannot reach: max(0, A − C), as in `physics.contention`."""
    return jnp.maximum(protest - force * police, 0.0)


def chance_of_fall(regimes: Mapping[str, Array], force: Array, odds: Odds) -> Array:
    """Chance that those who hold places are overthrown, by regime: min(1, (A − C)/θ)·(1 − promise·vote).

    Source: acemoglu-robinson-2006 (a threat that force or a vote meets), own construction (the form).
    """
    threat = jnp.minimum(beyond_reach(odds.protest, force, odds.police) / odds.overthrow, 1.0)
    return threat * (1.0 - odds.promise * regimes["vote"])


def worth_of(regimes: Mapping[str, Array], coercion: Number, places: Places, odds: Odds, curvature: Number) -> Array:
    """Worth of each regime to those who hold places in the one in force, in utility (float64 [column]).

    Equation: V = (1 − h)·[k·u(y) + (1 − k)·u(1)] + h·u(left), all incomes times exp(growth). y is what a place of the regime's kind brings, less
    the cost of force and what a vote shares out; k is 1 for the kind that they hold now, else the chance to convert; h see `chance_of_fall`.
    Source: acemoglu-robinson-2006 (h, force, vote), solnick-1998 and szelenyi-kostello-1996 (k: whether office turns into property).
    Differs from source: one period of the horizon's length instead of a game without end.
    """
    owned = regimes["property"] > 0.5
    force = regimes["force"] * coercion
    place = jnp.where(owned, places.owner, 1.0 + regimes["office_pay"])
    place = place * jnp.maximum(1.0 - odds.force_cost * force, 1e-3)
    shared = odds.shared * jnp.minimum(regimes["vote"], 1.0)
    place = (1.0 - shared) * place + shared
    grown = jnp.exp(jnp.where(owned, odds.growth[1], odds.growth[0]))
    keeps = jnp.where(owned == (jnp.asarray(places.owners_now) > 0.5), 1.0, places.kept)
    in_place = keeps * utility(place * grown, curvature) + (1.0 - keeps) * utility(grown, curvature)
    falls = chance_of_fall(regimes, force, odds)
    return (1.0 - falls) * in_place + falls * utility(places.left * grown, curvature)


__all__ = ["Odds", "Places", "beyond_reach", "chance_of_fall", "utility", "worth_of"]
