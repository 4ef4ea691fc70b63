"""Births, ageing, deaths, schooling and skill, estates: person by person."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Account, Effects, Transfer
from counterplan.core.randomness import Draws, mix
from counterplan.core.variables import GRAIN, Sizes

from .integers import count_each, first_of, fixed, power, ratio, single, sum_by, take, total
from .livelihood import mortality_factor
from .parameters import Physics
from .places import OFFICE_SHARE, OFFICIAL, STANDARD_HEARTH, WORKING_AGE, draw_hearth, in_town, region_of

BIRTHS = 1.0 / 32.0
"""Room for births in a quarter, over all slots; three times as many as are born in the most fertile populations."""
APPOINTED = (25 * 4, 50 * 4)
"""Ages, in quarters, at which people are appointed to an office."""


def live(
    *,
    alive: Array,
    age: Array,
    nutrition: Array,
    custody: Array,
    hazard: Array,
    provision_stock: Array,
    start_provision: Array,
    ignorance: Array,
    killed: Array,
    condemned: Array,
    camp_regime: Array,
    physics: Physics,
    draw: Draws,
) -> Effects:
    """Decides who dies, from what, and who would have lived at full nutrition, free and unhurt, on the same draw.

    Equation: m = m₀(age)·ignorance·(provision/start)^(−ε)·exp[β(age)·max(0, 1 − food/need)]; in custody times κ, more under a harsher regime.
    Source: siler-1979 (m₀), preston-1975 (ε, ignorance); β by four famines (stein-et-al-1975 and others, see docs/architecture.md, Closures).
    """
    years = jnp.minimum(age // 4, hazard.shape[0] - 1).astype(jnp.int32)
    base = hazard.astype(jnp.float32)[years]
    base = base * mortality_factor(provision_stock, start_provision, ignorance, physics).astype(jnp.float32) * 0.25
    tender = jnp.where((years < 5) | (years >= 60), 1.0 + physics.famine_age_slope, 1.0).astype(jnp.float32)
    lack = jnp.maximum(1.0 - nutrition, 0.0)
    hunger = jnp.exp(jnp.minimum(single(physics.famine_response) * tender * lack, 6.0))
    held = jnp.where(custody > 0, single(physics.custody_mortality * (1.0 + camp_regime)), jnp.float32(1.0))
    chance = 1.0 - jnp.exp(-base)
    luck = draw.person("death")
    natural = alive & (luck < chance)
    by_hunger = alive & (luck < 1.0 - jnp.exp(-base * hunger)) & ~natural
    by_custody = alive & (luck < 1.0 - jnp.exp(-base * hunger * held)) & ~natural & ~by_hunger
    by_violence = alive & killed & ~natural & ~by_hunger & ~by_custody
    by_execution = alive & condemned & ~natural & ~by_hunger & ~by_custody & ~by_violence
    dies = natural | by_hunger | by_custody | by_violence | by_execution
    causes = ("deaths_age", "deaths_famine", "deaths_custody", "deaths_violence", "deaths_execution")
    counts = count_each(natural, by_hunger, by_custody, by_violence, by_execution)
    count = {name: of.astype(jnp.float64) for name, of in zip(causes, counts, strict=True)}
    return Effects(decide={"alive": alive & ~dies, "deaths": jnp.sum(jnp.stack(counts)).astype(jnp.float64), **count})


def bear(
    *, alive: Array, person_id: Array, participates: Array, start_participation: Array, female: Array, age: Array, hearth: Array,
    employer: Array, skill: Array, schooling: Array, effort: Array, nutrition: Array, habit: Array, consumption: Array,
    protesting: Array, office: Array, origin: Array, custody: Array, jobless: Array, hours: Array, deposits_person: Array, shares_person: Array,
    arrears_wage: Array, fertility: Array, income_index: Array, provision_stock: Array, start_provision: Array, ignorance: Array, failed: Array,
    quarter: Array, physics: Physics, draw: Draws,
) -> Effects:  # fmt: skip
    """Lets children be born into free slots; births lost to hunger are counted on the same draws.

    A newborn's identity is a hash of mother and quarter. Births fall with lack of food and, over decades, as incomes rise and
    fewer children die.
    Source: herzer-strulik-vollmer-2012 (both in the long run; elasticities assumed).
    Error: more births than free slots, or than `BIRTHS` of all slots, sets ``failed`` to 1.
    """
    mortality = mortality_factor(provision_stock, start_provision, ignorance, physics)
    bears, lost = _mothers(alive & female & (custody == 0), age, nutrition, fertility, income_index, mortality, physics, draw)
    free = ~alive & (deposits_person == 0) & (shares_person == 0) & (arrears_wage == 0)
    slot, mother = _cradles(bears, free)
    wished, missed = count_each(bears, lost)
    own = _child_id(person_id[mother], quarter)
    lot = mix(own.astype(jnp.uint64))
    girl = ((lot >> 40).astype(jnp.float32) * 2.0**-24) < 0.488
    joins = ((lot & jnp.uint64(0xFFFFFF)).astype(jnp.float32) * 2.0**-24) < start_participation

    def fresh(old: Array, value: Array | float | bool) -> Array:
        return old.at[slot].set(jnp.asarray(value, old.dtype), mode="drop")

    born = jnp.sum(slot < alive.shape[0])

    return Effects(
        decide={
            "alive": fresh(alive, True),
            "person_id": fresh(person_id, own),
            "female": fresh(female, girl),
            "participates": fresh(participates, joins),
            "age": fresh(age + alive, 0),
            "hearth": fresh(hearth, hearth[mother]),
            "employer": fresh(employer, -1),
            "hours": fresh(hours, 0.0),
            "skill": fresh(skill, 0.7),
            "schooling": fresh(schooling, 0.0),
            "effort": fresh(effort, 1.0),
            "nutrition": fresh(nutrition, nutrition[mother]),
            "habit": fresh(habit, habit[mother]),
            "consumption": fresh(consumption, consumption[mother]),
            "protesting": fresh(protesting, False),
            "office": fresh(office, 0),
            "origin": fresh(origin, consumption_tenths(consumption, alive)[mother]),
            "custody": fresh(jnp.maximum(custody - 1, 0), 0),
            "jobless": fresh(jobless, 0),
            "births": born.astype(jnp.float64),
            "birth_shortfall": missed.astype(jnp.float64),
            "failed": jnp.where((failed == 0) & (wished > born), 1, failed),
        }
    )


def _mothers(
    could: Array, age: Array, nutrition: Array, fertility: Array, income_index: Array, mortality: Array, physics: Physics, draw: Draws
) -> tuple[Array, Array]:
    """Who bears a child this quarter, and who would have at full nutrition."""
    years = jnp.minimum(age // 4, fertility.shape[0] - 1).astype(jnp.int32)
    calm = jnp.maximum(income_index, 0.5) ** (-physics.fertility_income) * mortality**physics.fertility_survival
    rate = fertility.astype(jnp.float32)[years] * 0.25 * jnp.minimum(calm, 1.3).astype(jnp.float32)
    fed = power(jnp.clip(nutrition, 1e-6, 1.0), single(physics.fertility_food))
    luck = draw.person("birth")
    bears = could & (luck < rate * fed)
    return bears, could & (luck < rate) & ~bears


def _cradles(bears: Array, free: Array) -> tuple[Array, Array]:
    """Gives each newborn the next free slot.

    Returns:
        the slots taken (the number of slots: none) and the mother of each, in a table with room for `BIRTHS`.
    """
    n = bears.shape[0]
    mother, slot = (first_of(who, int(n * BIRTHS) + 15) for who in (bears, free))
    return jnp.where(mother < n, slot, n), jnp.minimum(mother, n - 1)


def _child_id(person_id: Array, quarter: Array) -> Array:
    """Identity that a child born to each person this quarter would have (int64, never negative)."""
    child_id = mix(person_id.astype(jnp.uint64) * jnp.uint64(0x9E3779B97F4A7C15) + quarter.astype(jnp.uint64) + jnp.uint64(1))
    identity: Array = (child_id >> 1).astype(jnp.int64)
    return identity


def consumption_tenths(consumption: Array, alive: Array) -> Array:
    """Tenth of consumption in which each person stands, from a histogram of logarithms (int8, 0 to 9)."""
    logs = jnp.log(jnp.maximum(consumption, 1e-3))
    index = jnp.clip(((logs + 2.0) * 16.0).astype(jnp.int32), 0, 255)
    counts = jnp.zeros(256, jnp.int64).at[jnp.where(alive, index, 256)].add(1, mode="drop")
    before = jnp.cumsum(counts) - counts
    tenth = jnp.minimum((before * 10) // jnp.maximum(jnp.sum(counts), 1), 9)
    return tenth.astype(jnp.int8)[index]


def learn(
    *,
    alive: Array,
    age: Array,
    skill: Array,
    schooling: Array,
    employer: Array,
    trait_skill: Array,
    provision_stock: Array,
    start_provision: Array,
    start_school_reach: Array,
    physics: Physics,
) -> Effects:
    """Schools the young as far as provision reaches; work brings skill near what the technique asks for.

    Equation: school years a year = min(1, reach at the start·provision/start) between 7 and 18; skill = mincer return to schooling, then
    skill += rate·(needed − skill). Work that needs less lets skill fade at a quarter of that rate.
    Source: mincer-1974, psacharopoulos-patrinos-2018; arrow-1962 (learning by work).
    """
    reach = jnp.clip(start_school_reach * provision_stock / start_provision, 0.0, 1.0).astype(jnp.float32)
    pupil = alive & (age >= 28) & (age < 72)
    years = schooling + jnp.where(pupil, 0.25 * reach, 0.0)
    gained = jnp.where(pupil, 0.25 * reach * single(physics.skill_per_school_year), 0.0)
    need = take(trait_skill.astype(jnp.float32), jnp.where(alive, employer, -1), 0.0)
    rate = single(physics.learning_by_work)
    gap = need - skill
    change = jnp.where(need > 0, jnp.where(gap > 0, rate * gap, 0.25 * rate * gap), 0.0)
    able = alive & (age >= WORKING_AGE[0]) & (age < WORKING_AGE[1])
    return Effects(
        decide={
            "schooling": jnp.where(alive, years, 0.0),
            "skill": jnp.where(alive, skill + gained + change, skill),
            "schooling_level": ratio(total(jnp.where(able, years, 0.0), 1024.0), jnp.sum(able)),
        }
    )


def settle_estates(
    *, alive: Array, hearth: Array, deposits_person: Array, shares_person: Array, arrears_wage: Array,
    draw: Draws, sizes: Sizes
) -> Effects:  # fmt: skip
    """Passes money and shares of the dead to one member of the hearth, drawn by hash; to the budget if none is left.

    Invariant: money and shares are conserved; shares without heir are cancelled on both sides of the record only by
    passing to the hearth's drawn heir, else they stay with the slot and the slot stays closed.
    """
    n = sizes.hearth
    key = (draw.person_bits("heir") >> 2).astype(jnp.int64)
    best = jnp.full(n, -1, jnp.int64).at[jnp.where(alive, hearth, n)].max(key, mode="drop")
    is_heir = alive & (take(best, hearth, -1) == key)
    dead_money = jnp.where(alive, 0, deposits_person)
    dead_shares = jnp.where(alive, 0, shares_person)
    heir_slot = jnp.full(n, -1, jnp.int32).at[jnp.where(is_heir, hearth, n)].max(
        jnp.arange(alive.shape[0], dtype=jnp.int32), mode="drop"
    )
    to = jnp.where(dead_money > 0, take(heir_slot, hearth, -1), -1)
    shares_to = jnp.where(dead_shares > 0, take(heir_slot, hearth, -1), -1)
    orphaned = jnp.where(to < 0, dead_money, 0)
    passed = jnp.where(to < 0, 0, dead_money)
    moved = jnp.where(shares_to < 0, 0, dead_shares)
    return Effects(
        decide={"arrears_wage": jnp.where(alive, arrears_wage, 0)},
        transfers=(
            Transfer("estate", Account("deposits_person"), Account("deposits_person", at=to), passed),
            Transfer("estate", Account("deposits_person"), Account("deposits_state"), orphaned),
            Transfer("estate", Account("shares_person"), Account("shares_person", at=shares_to), moved),
        ),
    )


def appoint(*, alive: Array, age: Array, custody: Array, office: Array, draw: Draws) -> Effects:
    """Fills offices that have fallen vacant, once a year: there are as many to grown people as at the start.

    Source: own construction (who is appointed is drawn among free people from 25 to 50, in every system alike).
    Silent on: merit, patronage, class of origin; dismissal from office.
    """
    grown = alive & (age >= WORKING_AGE[0])
    fit = alive & (age >= APPOINTED[0]) & (age < APPOINTED[1]) & (custody == 0) & (office == 0)
    vacant = jnp.maximum(OFFICE_SHARE * jnp.sum(grown) - jnp.sum(alive & (office == OFFICIAL)), 0.0)
    chance = jnp.minimum(ratio(vacant, jnp.sum(fit)), 1.0)
    return Effects(decide={"office": jnp.where(fit & (draw.person("appointed") < single(chance)), OFFICIAL, office)})


def take_in(
    *, alive: Array, employer: Array, hearth: Array, hearths_village: Array, hearths_town: Array, draw: Draws, sizes: Sizes
) -> Effects:  # fmt: skip
    """Lets hearths in towns in which nobody earns move in with others of their town, all members together.

    In villages the land feeds whoever belongs to it. Without this old people and orphans whose hearth has lost its last earner
    would starve amid plenty in every system, and the more the older a country is.
    Source: laslett-1988 (kin and community as what is left to those without an earner), own construction (a hearth drawn at random).
    """
    town = in_town(hearth, sizes)
    place = jnp.where(alive, hearth, -1)
    earners = sum_by((alive & (employer >= 0)).astype(jnp.int32), place, sizes.hearth)
    stranded = alive & town & (take(earners, place, 1) == 0)
    other = draw_hearth(draw.bits("relatives", hearth), region_of(hearth, sizes), town, hearths_village, hearths_town, sizes)
    return Effects(decide={"hearth": jnp.where(stranded, other, hearth)})


def leave_home(
    *,
    alive: Array,
    age: Array,
    hearth: Array,
    hearths_village: Array,
    hearths_town: Array,
    sector: Array,
    last_harvest: Array,
    eaters: Array,
    region_enterprise: Array,
    enter_towns: Array,
    draw: Draws,
    physics: Physics,
    sizes: Sizes,
) -> Effects:
    """Moves people who turn 22 to another hearth of their village or town; keeps hearths at their usual size.

    Young villagers who look at another region go there if its land feeds people better, as far as moving is free.
    Source: harris-todaro-1970 (moves follow income), own construction (age and one look).
    """
    grown = alive & (age == 22 * 4)
    region = region_of(hearth, sizes)
    town = in_town(hearth, sizes)
    farm = sector == GRAIN
    of_farm = jnp.where(farm, region_enterprise, -1)
    harvest, mouths = (sum_by(fixed(values), of_farm, sizes.region).astype(jnp.float64) / 1e6 for values in (last_harvest, eaters))
    plenty = ratio(harvest, mouths)
    seen = (draw.person_bits("region looked at") % jnp.uint64(sizes.region)).astype(jnp.int32)
    looks = draw.person("looks elsewhere") < (physics.roaming * enter_towns).astype(jnp.float32)
    goes = looks & ~town & (plenty[seen] > 1.05 * plenty[region])
    new = draw_hearth(draw.person_bits("leaving home"), jnp.where(goes, seen, region), town, hearths_village, hearths_town, sizes)
    block = 2 * region + town.astype(jnp.int32)
    people = sum_by(alive.astype(jnp.int64), jnp.where(alive, block, -1), 2 * sizes.region).reshape(-1, 2)
    wanted = jnp.clip(jnp.rint(people / STANDARD_HEARTH).astype(jnp.int64), 1, sizes.hearth_block)
    return Effects(
        decide={
            "hearth": jnp.where(grown, new, hearth),
            "hearths_village": wanted[:, 0],
            "hearths_town": wanted[:, 1],
        }
    )


__all__ = ["appoint", "bear", "consumption_tenths", "learn", "leave_home", "live", "settle_estates", "take_in"]
