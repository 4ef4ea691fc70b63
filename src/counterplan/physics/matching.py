"""Who works where: people leave, look for work, are taken on, and move. One rule for quits in every system."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.randomness import Draws
from counterplan.core.variables import Sizes

from .integers import count_each, marked, ratio, single, sum_by, take, total, written
from .parameters import Physics
from .places import able, draw_hearth, in_town, region_of, village_farm

SLOTS_PER_ENTERPRISE = 8
"""Resolution of the table from which vacancies are drawn."""


def whole_vacancies(vacancies: Array, lot: Array) -> Array:
    """Rounds vacancies to whole people, up with the chance of what is beyond (float64 [enterprise]): the mean stays, whatever the size of a team.

    A tenth of a person wanted is a person wanted in one quarter of ten. Without it a team of one that may grow by a tenth a quarter never grows.
    """
    return jnp.floor(vacancies + lot)


def vacancy_slots(vacancies: Array, n_regions: int, lot: Array) -> Array:
    """Fills, region by region, a table of slots in proportion to vacancies.

    Args:
        vacancies: float64 [enterprise]; enterprise index = place·regions + region.
        lot: float64 [region], in [0, 1): where the table begins, so that every part of a slot counts in the mean.

    Returns:
        int32 [region, slots]: enterprise in each slot, -1 throughout where the region has no vacancy.
    """
    by_region = vacancies.reshape(-1, n_regions).T
    n_places = by_region.shape[1]
    n_slots = n_places * SLOTS_PER_ENTERPRISE
    cumulative = jnp.cumsum(jnp.rint(by_region * 1024.0).astype(jnp.int64), axis=1)
    whole = cumulative[:, -1:]
    begins = jnp.floor(lot[:, None] * whole).astype(jnp.int64)
    ends = jnp.where(whole > 0, (cumulative * n_slots + begins) // jnp.maximum(whole, 1), n_slots)
    marks = jnp.zeros((n_regions, n_slots + 1), jnp.int32)
    rows = jnp.broadcast_to(jnp.arange(n_regions)[:, None], ends.shape)
    place = jnp.cumsum(marks.at[rows, ends].add(1), axis=1)[:, :n_slots]
    enterprise = jnp.minimum(place, n_places - 1) * n_regions + jnp.arange(n_regions)[:, None]
    return jnp.where(whole > 0, enterprise, -1).astype(jnp.int32)


def match_labour(
    *, alive: Array, participates: Array, age: Array, custody: Array, employer: Array, hearth: Array, jobless: Array, open: Array,
    sector: Array, desired_workers: Array, dismissal_rate: Array, wage: Array, trait_disamenity: Array, wage_level: Array,
    enter_towns: Array, change_jobs: Array, send_down: Array, village_income: Array, land_open: Array, kin_on_land: Array,
    finding_rate: Array, separation_rate: Array, hearths_village: Array, hearths_town: Array, draw: Draws, physics: Physics, sizes: Sizes,
) -> Effects:  # fmt: skip
    """Carries out leaving, looking for work, hiring and moving, person by person.

    People leave when dismissed or by themselves: the chance rises as pay, less what unpleasant work is worth, falls below the mean (Manning
    2003). Jobless people of a village fall back on its land where the land rule admits them (Harris and Todaro 1970; Lewis 1954), and so do
    those in towns who have relatives there; villagers look for work in town in proportion to the income gap. Where offices send people from
    towns to villages they leave their jobs and move there.

    Invariant: everyone has at most one employer; nobody outside working age has one.
    """
    n = open.shape[0]
    ready = able(alive, participates, age, custody)
    farm = village_farm(hearth, sector, sizes)
    is_farm = sector == 0
    leaving = _leaving_rate(wage, wage_level, trait_disamenity, dismissal_rate, open, is_farm, physics)
    employed = ready & (employer >= 0)
    stays = employed & (draw.person("leave") >= take(written(leaving), employer, 1.0))
    now = jnp.where(stays, employer, -1)

    leave_land = _leave_land(wage_level, finding_rate, village_income, enter_towns, physics)
    at_farm = take(is_farm, employer, False)
    on_land = stays & at_farm
    looks = _who_looks(ready, stays, on_land, farm, leave_land, change_jobs, draw)

    kept = sum_by(stays.astype(jnp.int64), now, n)
    vacancies = jnp.where(open & ~is_farm, jnp.maximum(desired_workers - kept, 0.0), 0.0)
    posted = whole_vacancies(vacancies, draw.enterprise("vacancies"))
    slots, region = vacancy_slots(posted, sizes.region, draw.region("table of vacancies")), region_of(hearth, sizes)
    found = jnp.where(looks, _vacancy_found(slots, region, draw, sizes), -1)
    applicants = sum_by((found >= 0).astype(jnp.int64), found, n)
    accept = jnp.where(applicants > 0, jnp.minimum(ratio(posted, applicants), 1.0), 0.0).astype(jnp.float32)
    town, lot, land = in_town(hearth, sizes), draw.person("return"), jnp.sum(land_open) > 0
    sent = ready & town & land & (lot < single(send_down))
    hired = (found >= 0) & (draw.person("accept") < take(accept, found, 0.0)) & ~sent

    falls_back = ready & ~hired & (now < 0) & (farm >= 0) & take(land_open > 0, farm, False)
    after = jnp.where(sent, -1, jnp.where(hired, found, jnp.where(falls_back, farm, now)))
    kin = (draw.lasting_bits("kin on the land") >> 40).astype(jnp.float32) * 2.0**-24 < single(kin_on_land)
    goes_home = sent | (ready & (after < 0) & town & (jobless >= 4) & (lot < 0.1) & kin & land)
    after, (hired, goes_home, stays, looks) = marked(after, hired, goes_home, stays, looks)
    new_region = jnp.where(hired, after % sizes.region, region)
    moves = (hired & (~town | (new_region != region))) | goes_home
    new_hearth = draw_hearth(draw.person_bits("hearth"), new_region, ~goes_home, hearths_village, hearths_town, sizes)
    in_towns = employed & ~at_farm
    finders, searching, leavers, workers = count_each(hired & ~stays, looks & ~stays, in_towns & ~stays, in_towns)
    return Effects(
        decide={
            "employer": jnp.where(ready, after, -1).astype(jnp.int32),
            "hearth": jnp.where(moves, new_hearth, hearth),
            "jobless": jnp.where(ready & (after < 0), jnp.minimum(jobless + 1, 400), 0).astype(jnp.int16),
            "finding_rate": 0.75 * finding_rate + 0.25 * jnp.clip(ratio(finders, searching, 0.5), 0.02, 1.0),
            "separation_rate": 0.75 * separation_rate + 0.25 * jnp.clip(ratio(leavers, workers, 0.05), 0.005, 1.0),
            "vacancy_rate": ratio(total(vacancies), jnp.maximum(total(vacancies) + jnp.sum(kept), 1.0)),
        }
    )


def _leaving_rate(
    wage: Array, wage_level: Array, trait_disamenity: Array, dismissal_rate: Array, open: Array, is_farm: Array, physics: Physics
) -> Array:
    """Chance that a worker leaves or is dismissed, by enterprise (float32); everyone leaves a closed place."""
    pull = jnp.log(jnp.maximum(wage, 1e-6) / jnp.maximum(wage_level * trait_disamenity**0.2, 1e-6))
    quits = jnp.clip(physics.quit_rate * jnp.exp(-physics.quit_response * jnp.clip(pull, -2.0, 2.0)), 0.0, 0.5)
    leaving = jnp.where(is_farm, 0.0, 1.0 - (1.0 - quits) * (1.0 - dismissal_rate))
    return jnp.where(open, leaving, 1.0).astype(jnp.float32)


def _leave_land(wage_level: Array, finding_rate: Array, village_income: Array, enter_towns: Array, physics: Physics) -> Array:
    """Chance that a villager looks for work in town: it rises with the gap of incomes, waiting for work included."""
    gap = jnp.log(jnp.maximum(wage_level * (1.0 - jnp.clip(1.0 - finding_rate, 0.0, 1.0) * 0.5), 1e-6) / jnp.maximum(village_income, 1e-6))
    return jnp.clip(physics.migration_response * gap, 0.0, 0.2) * enter_towns


def _who_looks(
    ready: Array, stays: Array, on_land: Array, farm: Array, leave_land: Array, change_jobs: Array, draw: Draws
) -> Array:
    """Who looks for another job this quarter: jobless people, some who have one, and villagers as far as towns draw them."""
    eager = jnp.where(on_land, leave_land.astype(jnp.float32), change_jobs.astype(jnp.float32) * 0.2)
    looks = ready & jnp.where(stays, draw.person("look") < eager, True)
    if_village = looks & (farm >= 0) & ~stays
    return jnp.where(if_village, draw.person("look") < jnp.maximum(leave_land, 0.05).astype(jnp.float32), looks)


def _vacancy_found(slots: Array, region: Array, draw: Draws, sizes: Sizes) -> Array:
    """The enterprise that each person would ask for work: three in four look in their own region only (int32, -1: none)."""
    bits = draw.person_bits("vacancy")
    goes = jnp.where((bits & jnp.uint64(3)) == 0, ((bits >> 2) % jnp.uint64(sizes.region)).astype(jnp.int32), region)
    spot = ((bits >> 24).astype(jnp.uint32) % jnp.uint32(slots.shape[1])).astype(jnp.int32)
    return slots.reshape(-1)[goes * slots.shape[1] + spot]
