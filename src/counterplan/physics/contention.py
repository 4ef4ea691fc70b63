"""Protest and arrest: the same rule in every system, whoever rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.randomness import Draws
from counterplan.core.variables import Sizes

from .integers import count_by, ratio, single, take, total
from .parameters import Physics
from .places import WORKING_AGE, region_of

LONGEST_CUSTODY = 40
"""Quarters; longer terms are cut to this."""


class Outlook(NamedTuple):
    """What protest looks like in a region before anyone decides."""

    adults: Array
    """int64 [region]."""
    capacity: Array
    """float64 [region], people who can arrest."""
    risk: Array
    """float64 [region], chance of arrest as people see it."""


def hardship_of(
    consumption: Array,
    habit: Array,
    nutrition: Array,
    jobless: Array,
    hours: Array,
    start_hours_norm: Array,
    physics: Physics,
) -> Array:
    """Hardship of each person, 0 to 1 (float32).

    Equation: clip(a·loss + b·hunger + c·joblessness + d·overwork, 0, 1); loss = share of habitual
    consumption that is missing, hunger = share of needed food that is missing, joblessness full after a year,
    overwork = hours above the start's over those.
    Source: own construction; epstein-2002 draws hardship at random.
    """
    loss = jnp.maximum(habit - consumption, 0.0) / jnp.maximum(habit, 1e-3)
    hunger = jnp.maximum(1.0 - nutrition, 0.0)
    idle = jnp.minimum(jobless.astype(jnp.float32) * 0.25, 1.0)
    norm = start_hours_norm.astype(jnp.float32)
    overwork = jnp.clip((hours - norm) / norm, 0.0, 1.0)
    weights = (physics.weight_loss, physics.weight_hunger, physics.weight_jobless, physics.weight_overwork)
    hard = sum((single(w) * x for w, x in zip(weights, (loss, hunger, idle, overwork), strict=True)), jnp.zeros_like(loss))
    return jnp.clip(hard, 0.0, 1.0).astype(jnp.float32)


def arrest_chance(capacity: Array, active: Array, steepness: Array | float) -> Array:
    """Chance of arrest that a person expects who sees so many who can arrest and so many active people, the person included.

    Equation: P = 1 − exp(−k·⌊C/A⌋).
    Source: epstein-2002. Differs from source: the quotient is rounded down, without which the bursts do not come about.
    """
    return 1.0 - jnp.exp(-steepness * jnp.floor(capacity / active))


def comes_out(grievance: Array, expected_cost: Array, threshold: Array | float) -> Array:
    """Whether a person protests: grievance exceeds what it is expected to cost by more than a threshold.

    Source: epstein-2002.
    """
    return grievance - expected_cost > threshold


def outlook(
    grown: Array, region: Array, protest_share: Array, protest_cost: Array, physics: Physics
) -> Outlook:
    """Reads the chance of arrest off last quarter's protest, region by region.

    Equation: P = 1 − exp(−k·⌊C/A⌋), C people who can arrest, A active people of last quarter and oneself.
    Source: epstein-2002. Differs from source: a person sees the whole region, one quarter late.
    """
    adults = count_by(grown, region, protest_share.shape[0])
    capacity = jnp.clip(protest_cost, 0.0, 1.0) * physics.police * adults
    active = 1.0 + protest_share * adults
    risk = arrest_chance(capacity, active, physics.arrest_steepness)
    return Outlook(adults, capacity, risk)


def contend(
    *, alive: Array, age: Array, custody: Array, employer: Array, effort: Array, sentence_rate: Array, execution_share: Array,
    hearth: Array, consumption: Array, habit: Array, nutrition: Array, jobless: Array, hours: Array, start_hours_norm: Array,
    legitimacy: Array, protest_share: Array, protest_cost: Array, physics: Physics, draw: Draws, sizes: Sizes,
) -> Effects:  # fmt: skip
    """Decides who protests, who is arrested or killed for it, and what is left of trust.

    Equation: G = H·(1 − L); active iff G − R·P·J > T, R a lasting uniform trait. Of A active people a share
    pace·min(1, C/A) is arrested. L += s·(L* − L), L* = .5 + g·(consumption/habit − 1) − k·share in custody,
    within [.05, .95]; habits follow consumption. At work a person is sentenced with the chance rate·max(0, 1 − effort), the rate
    being the institutions'; of those arrested or sentenced a share is put to death.
    Source: epstein-2002 (model I). Differs from source: hardship and legitimacy come from the economy; each
    who can arrest takes a fifth of a person a quarter, and none more than there are.
    Silent on: organised armed conflict; concessions, which the association rule makes.
    """
    grown = alive & (age >= WORKING_AGE[0])
    region = region_of(hearth, sizes)
    view = outlook(grown, region, protest_share, protest_cost, physics)
    grievance = hardship_of(consumption, habit, nutrition, jobless, hours, start_hours_norm, physics)
    grievance = jnp.where(alive, grievance * (1.0 - legitimacy).astype(jnp.float32), 0.0)
    caution = (draw.lasting_bits("aversion to risk") >> 40).astype(jnp.float32) * jnp.float32(2.0**-24)
    expected_cost = caution * take(view.risk.astype(jnp.float32), region) * single(physics.cost_of_arrest)
    free = grown & (custody == 0)
    active = free & comes_out(grievance, expected_cost, jnp.asarray(physics.protest_threshold, jnp.float32))
    n_active = count_by(active, region, protest_share.shape[0])
    reach = jnp.minimum(ratio(view.capacity, n_active), 1.0)
    met = take(reach.astype(jnp.float32), region)
    killed = active & (draw.person("killed in protest") < single(physics.lethality) * met)
    caught = active & ~killed & (draw.person("arrest") < single(physics.arrest_pace) * met)
    at_risk = take(sentence_rate.astype(jnp.float32), jnp.where(free, employer, -1)) * jnp.maximum(1.0 - effort, 0.0)
    caught = caught | (free & ~killed & (draw.person("sentence") < at_risk))
    condemned = caught & (draw.person("verdict") < single(execution_share))
    term = jnp.where(caught, custody_term(draw.person("term"), physics), custody).astype(custody.dtype)
    return Effects(
        decide={
            "protesting": active,
            "killed": killed,
            "condemned": condemned,
            "custody": term,
            "employer": jnp.where(caught, -1, employer),
            "protest_share": ratio(n_active, view.adults),
            **trust(alive, grown & (term > 0), consumption, habit, legitimacy, view.adults, physics),
        }
    )


def custody_term(luck: Array, physics: Physics) -> Array:
    """Draws whole quarters in custody: geometric with the mean `custody_quarters`, 1 to 40 (float32)."""
    stay = jnp.log1p(-1.0 / jnp.maximum(physics.custody_quarters, 1.001)).astype(jnp.float32)
    return jnp.clip(1.0 + jnp.floor(jnp.log1p(-luck) / stay), 1.0, float(LONGEST_CUSTODY))


def trust(
    alive: Array,
    held: Array,
    consumption: Array,
    habit: Array,
    legitimacy: Array,
    adults: Array,
    physics: Physics,
) -> Mapping[str, Array]:
    """Moves legitimacy towards what it rests on, and habits towards consumption (see `contend`)."""
    used = total(jnp.where(alive, consumption, 0.0), 1024.0)
    usual = total(jnp.where(alive, habit, 0.0), 1024.0)
    in_custody = ratio(jnp.sum(held), jnp.sum(adults))
    rests_on = 0.5 + physics.trust_gain * (ratio(used, usual, 1.0) - 1.0) - physics.trust_custody * in_custody
    aim = jnp.clip(rests_on, 0.05, 0.95)
    pace = jnp.asarray(physics.habit_speed, jnp.float32)
    return {
        "legitimacy": legitimacy + physics.trust_speed * (aim - legitimacy),
        "habit": jnp.where(alive, habit + pace * (consumption - habit), habit),
    }


__all__ = ["Outlook", "arrest_chance", "comes_out", "contend", "custody_term", "hardship_of", "outlook", "trust"]
