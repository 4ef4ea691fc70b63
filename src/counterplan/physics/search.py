"""Search for techniques: one pool, one way of searching, one cost of changing over, in every system."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from functools import reduce

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.randomness import Draws, normal

from .integers import ratio, total
from .parameters import Physics

NORMAL_DRAWS = ("step of labour", "step of machines", "step of inputs", "trait skill", "trait monitorability", "trait disamenity")
"""Draws of a search that are made normal, all at once (the inverse of the distribution is long)."""


def advance_frontier(*, frontier: Array, frontier_growth: Array) -> Effects:
    """Moves the world's best technique on; nobody inside the economy changes it."""
    return Effects(decide={"frontier": frontier * jnp.exp(frontier_growth / 4.0)})


def find_candidates(
    *, open: Array, sector: Array, workers: Array, labour_hours: Array, search_share: Array,
    ideas_revealed: Array, learning_abroad: Array, technique_labour: Array, technique_materials: Array, technique_capital: Array,
    trait_skill: Array, trait_monitorability: Array, trait_disamenity: Array, schooling_level: Array, start_labour: Array,
    gap_to_frontier: Array, frontier: Array,
    abroad_lag: Array,
    draw: Draws, physics: Physics,
) -> Effects:  # fmt: skip
    """Draws candidate techniques: by search hours, as small random steps or by looking at others.

    Equation: P(draw) = 1 − exp(−ζ·search hours a worker·schooling/schooling at the frontier), local draws less the ideas that
    workers keep to themselves;
    (Δln L, Δln K, Δln M) uniform in a ball of radius R; traits
    x' = ρx + √(1−ρ²)ξ with no drift and no covariance with cost; looking at another closes a share φ of the gap in
    labour to an enterprise of the same good drawn at random, or to the world's best.
    Source: dumenil-levy-1995 (local draws), dosi-fagiolo-roventini-2010 (arrival), nelson-phelps-1966 (copying), benhabib-spiegel-2005
    (schooling speeds up own steps and copying; linear in it: own construction).
    Invariant: nothing here depends on institutions or on the number of enterprises that stand for the economy.
    """
    hours = search_share * ratio(labour_hours, workers) * schooling_level / physics.search_schooling
    luck = normal(jnp.stack([draw.enterprise(name) for name in NORMAL_DRAWS]))
    local = uniform_in_ball(tuple(luck[:3]), draw.enterprise("length of step"), physics.radius)
    told = 1.0 - physics.idea_share * (1.0 - ideas_revealed)
    copies = draw.enterprise("search looks at others") < physics.imitation_share
    chance = (1.0 - jnp.exp(-physics.arrival * hours)) * jnp.where(copies, 1.0, told)
    found = open & (draw.enterprise("search arrives") < chance)
    abroad = draw.enterprise("search looks abroad") < learning_abroad
    best_abroad = start_labour[sector] * gap_to_frontier / frontier * (1.0 + abroad_lag)
    seen = _observed(technique_labour, open, sector, start_labour.shape[0], draw)
    model = jnp.where(abroad, best_abroad, seen)
    gain = physics.imitation_gain * jnp.minimum(jnp.log(model / technique_labour), 0.0)
    copy_labour = jnp.where(gain < 0, gain, local[0])
    step = jnp.where(copies, copy_labour, local[0])
    rho = physics.trait_persistence
    spread = jnp.sqrt(1.0 - rho**2)
    skill = jnp.exp(rho * jnp.log(trait_skill) + spread * 0.2 * luck[3])
    seeing = _logit(trait_monitorability) * rho + spread * luck[4]
    burden = jnp.exp(rho * jnp.log(trait_disamenity) + spread * 0.3 * luck[5])
    return Effects(
        decide={
            "candidate_found": found,
            "candidate_labour": technique_labour * jnp.exp(step),
            "candidate_capital": technique_capital * jnp.exp(jnp.where(copies, 0.0, local[1])),
            "candidate_materials": technique_materials * jnp.exp(jnp.where(copies, 0.0, local[2])),
            "candidate_skill": skill,
            "candidate_monitorability": 1.0 / (1.0 + jnp.exp(-seeing)),
            "candidate_disamenity": burden,
        }
    )


def uniform_in_ball(directions: Sequence[Array], luck: Array, radius: Array | float) -> tuple[Array, ...]:
    """Coordinates uniform in a ball of as many dimensions as there are directions.

    Args:
        directions: standard normal draws, one array a dimension; luck: uniform draws in [0, 1).
    Source: dumenil-levy-1995 (techniques drawn evenly around the present one).
    """
    squares = [x * x for x in directions]
    length = jnp.sqrt(reduce(operator.add, squares)) + 1e-12
    reach = radius * luck ** (1.0 / len(directions)) / length
    return tuple(x * reach for x in directions)


def _observed(labour: Array, open: Array, sector: Array, n_goods: int, draw: Draws) -> Array:
    """Labour a unit at another enterprise of the same good, drawn at random among those that are open; one's own where there is no other."""
    n = labour.shape[0]
    order = jnp.argsort(2 * sector + ~open, stable=True)  # by good, the open ones first
    rank = jnp.zeros(n, jnp.int32).at[order].set(jnp.arange(n, dtype=jnp.int32))
    places, there = (jnp.zeros(n_goods, jnp.int32).at[sector].add(who.astype(jnp.int32)) for who in (jnp.ones_like(open), open))
    first, others = (jnp.cumsum(places) - places)[sector], there[sector] - 1
    pick = first + jnp.clip((draw.enterprise("whom to look at") * others).astype(jnp.int32), 0, jnp.maximum(others - 1, 0))
    return jnp.where(others > 0, labour[order[jnp.clip(pick + (pick >= rank), 0, n - 1)]], labour)


def _logit(share: Array) -> Array:
    share = jnp.clip(share, 0.01, 0.99)
    return jnp.log(share / (1.0 - share))


def take_over(
    *,
    adopted: Array,
    candidate_found: Array,
    candidate_labour: Array,
    candidate_materials: Array,
    candidate_capital: Array,
    candidate_skill: Array,
    candidate_monitorability: Array,
    candidate_disamenity: Array,
    technique_labour: Array,
    technique_materials: Array,
    technique_capital: Array,
    trait_skill: Array,
    trait_monitorability: Array,
    trait_disamenity: Array,
    changeover: Array,
    workers: Array,
    physics: Physics,
) -> Effects:
    """Puts adopted candidates in place; the change costs hours of work, the same everywhere."""
    yes = adopted & candidate_found
    pairs = {
        "technique_labour": (candidate_labour, technique_labour),
        "technique_materials": (candidate_materials, technique_materials),
        "technique_capital": (candidate_capital, technique_capital),
        "trait_skill": (candidate_skill, trait_skill),
        "trait_monitorability": (candidate_monitorability, trait_monitorability),
        "trait_disamenity": (candidate_disamenity, trait_disamenity),
    }
    decide = {name: jnp.where(yes, new, old) for name, (new, old) in pairs.items()}
    decide["changeover"] = changeover + jnp.where(yes, physics.changeover_hours * workers, 0.0)
    decide["innovations"] = total(yes.astype(jnp.float64))
    return Effects(decide=decide)


def cost_change(
    candidate_labour: Array,
    candidate_materials: Array,
    candidate_capital: Array,
    technique_labour: Array,
    technique_materials: Array,
    technique_capital: Array,
    labour_price: Array,
    input_cost: Array,
    capital_price: Array,
) -> Array:
    """Change of the cost of a unit, in currency, that a candidate brings at given prices (negative: cheaper).

    Args:
        labour_price: currency an effective hour; input_cost: currency a unit at technique 1; capital_price: currency a
            machine and quarter.
    Source: okishio-1961.
    """
    return (
        labour_price * (candidate_labour - technique_labour)
        + input_cost * (candidate_materials - technique_materials)
        + capital_price * (candidate_capital - technique_capital)
    )


__all__ = ["advance_frontier", "cost_change", "find_candidates", "take_over", "uniform_in_ball"]
