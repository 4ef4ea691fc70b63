"""Effort: every person weighs one utility against what the institutions in force put at stake."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.randomness import Draws

from .integers import count_and_sum, power, ratio, single, sum_by, take, total
from .parameters import Physics

WEEKS = 13.0
"""Weeks in a quarter."""
AT_WORK_IN_PROTEST = 0.7
"""Part of a quarter's hours that a worker who takes part in protest still works (assumed); the rest is a strike."""
CAMPAIGN_HOURS = 2.0
"""Hours a week out of working time that a full campaign takes (assumed; range 1 to 5)."""


def work_gain(
    physics: Physics,
    finding_rate: Array,
    pay_for_effort: Array,
    land_stake: Array,
    residual_stake: Array,
    detection: Array,
    loss_if_found: Array,
    fine_if_found: Array,
    peer_pressure: Array,
    coercion_pressure: Array,
    say: Array,
    price_level: Array,
    reference_consumption: Array,
) -> tuple[Array, Array]:
    """Adds up what a unit of effort gains, by enterprise.

    Returns:
        the part in real money (to be valued by each person's own need of it), and the part in utility.

    Equation: money = pay + land + residual + detection·(loss·E[quarters without work] + fine); utility = peers + coercion + ψ·say.
    Source: shapiro-stiglitz-1984, bowles-1985, kandel-lazear-1992, holmstrom-1982.
    """
    money = pay_for_effort + land_stake + residual_stake + detection * (loss_if_found * quarters_of_loss(finding_rate) + fine_if_found)
    real = money / (price_level * reference_consumption)
    return real, peer_pressure + coercion_pressure + physics.say_gain * say


def quarters_of_loss(
    finding_rate: Array | float, separation: Array | float = 0.0, discount: Array | float = 0.0, shortest: float = 1.0, longest: float = 8.0
) -> Array:
    """Quarters for which a dismissed person lacks what the job gave over life without it.

    Args:
        finding_rate: chance a quarter of a new job; separation: chance of losing a job anyway; discount: a quarter; shortest, longest: bounds.

    Equation: 1/(a + b + r), within the bounds: somebody dismissed is without work for a quarter at least.
    Source: shapiro-stiglitz-1984 (there without bounds). Differs from source: the simulation leaves separation and discounting out.
    """
    return jnp.clip(1.0 / (finding_rate + separation + discount), shortest, longest)


def no_shirking_wage(
    effort_cost: float, outside: float, detection: float, finding_rate: float, separation: float, discount: float, shortest: float = 0.0
) -> Array:
    """Smallest wage at which somebody who may shirk works instead.

    Equation: detection·(w − e − outside)·quarters of loss = e.
    Source: shapiro-stiglitz-1984.
    """
    quarters = quarters_of_loss(finding_rate, separation, discount, shortest, jnp.inf)
    return outside + effort_cost + effort_cost / (detection * quarters)


def choose_effort(
    *, alive: Array, employer: Array, effort: Array, consumption: Array, skill: Array, nutrition: Array, protesting: Array,
    finding_rate: Array, pay_for_effort: Array, land_stake: Array, residual_stake: Array, detection: Array, loss_if_found: Array,
    fine_if_found: Array, peer_pressure: Array, coercion_pressure: Array, say: Array, price_level: Array,
    reference_consumption: Array, effort_scale: Array, trait_disamenity: Array, trait_skill: Array, hours_norm: Array,
    planning_hours: Array, changeover: Array, overtime: Array, guard_share: Array, campaign: Array, freshness: Array, draw: Draws,
    physics: Physics,
) -> Effects:  # fmt: skip
    """Chooses effort, person by person, and adds up labour by enterprise.

    Equation: e* = clip[(B / (κ·d))^η]; effort moves a fixed part of the way to e*; B values money at u'(c). κ is 1 for
    somebody who gets the whole of the own product at the start (`effort_scale`), with a spread between persons.
    Labour = hours·effort·min(1, skill/needed)·nutrition; an hour beyond `fatigue_hours` gives less (Pencavel 2015). A campaign adds
    gain·campaign·freshness to B and takes hours; freshness += recovery·(1 − freshness) − fatigue·campaign·freshness (own construction).
    """
    real, inner = work_gain(
        physics, finding_rate, pay_for_effort, land_stake, residual_stake, detection, loss_if_found, fine_if_found, peer_pressure, coercion_pressure,
        say, price_level, reference_consumption,
    )  # fmt: skip
    inner = inner + physics.campaign_gain * campaign * freshness
    at_work = alive & (employer >= 0)
    place = jnp.where(at_work, employer, -1)
    scale = (effort_scale * trait_disamenity).astype(jnp.float32)
    money_gain = take((real.astype(jnp.float32) / scale), place)
    inner_gain = take((inner.astype(jnp.float32) / scale), place)
    need = jnp.maximum(consumption / single(reference_consumption), 0.05)
    wanted = wished_effort(money_gain, inner_gain, need, draw, physics)
    new = jnp.where(at_work, effort + single(physics.effort_adjustment) * (wanted - effort), effort)

    norm = hours_norm + overtime - planning_hours
    working = norm - CAMPAIGN_HOURS * campaign
    worth = jnp.minimum(working, physics.fatigue_hours) + physics.fatigue_yield * jnp.maximum(working - physics.fatigue_hours, 0.0)
    worth = worth * (1.0 - guard_share)
    tired = physics.campaign_fatigue * campaign * freshness
    fit = jnp.minimum(skill / take(trait_skill.astype(jnp.float32), place, 1.0), 1.0)
    body = jnp.clip(0.4 + 0.6 * nutrition, 0.3, 1.0)
    present = jnp.where(protesting, jnp.float32(AT_WORK_IN_PROTEST), jnp.float32(1.0))
    hours = jnp.where(at_work, take(norm.astype(jnp.float32), place) * present, 0.0)
    work = take(worth.astype(jnp.float32), place) * present * new * fit * body
    fresh = freshness + physics.campaign_recovery * (1.0 - freshness) - tired
    return Effects(decide={"effort": new, "hours": hours, "freshness": fresh, **_by_enterprise(at_work, place, new, hours, work, norm, changeover)})


def wished_effort(money_gain: Array, inner_gain: Array, need: Array, draw: Draws, physics: Physics) -> Array:
    """Effort that a person would choose without habit: gains valued by need, over one's own dislike of effort (float32)."""
    dislike = jnp.exp(single(physics.effort_spread) * normal_person(draw))
    gain = (money_gain * power(need, -single(physics.consumption_curvature)) + inner_gain) / dislike
    wished = power(jnp.maximum(gain, 1e-6), single(physics.effort_elasticity))
    return jnp.clip(wished, single(physics.effort_floor), single(physics.effort_ceiling))


def _by_enterprise(
    at_work: Array, place: Array, effort: Array, hours: Array, work: Array, norm: Array, changeover: Array
) -> dict[str, Array]:
    """Adds up by enterprise what its workers give; a change of technique takes half of their work at most."""
    n = norm.shape[0]
    packed = jnp.rint(jnp.where(at_work, work, 0.0) * 1024.0).astype(jnp.int64)
    hours_packed = jnp.rint(hours * 64.0).astype(jnp.int64)
    heads, efforts = count_and_sum(at_work, jnp.rint(jnp.where(at_work, effort, 0.0) * 1024.0).astype(jnp.int64), place, n)
    gross = sum_by(packed, place, n).astype(jnp.float64) / 1024.0 * WEEKS
    spent = jnp.minimum(changeover, 0.5 * gross)
    whole = sum_by(hours_packed, place, n).astype(jnp.float64) / 64.0
    return {
        "labour": gross - spent,
        "labour_hours": whole * WEEKS,
        "changeover": changeover - spent,
        "strike_share": jnp.clip(ratio(1.0 - ratio(whole, heads * norm, 1.0), 1.0 - AT_WORK_IN_PROTEST), 0.0, 1.0),
        "work_each": jnp.where(heads > 0, ratio(gross, heads), WEEKS * norm * 0.7),
        "mean_effort": ratio(efforts, heads) / 1024.0,
        "workers": heads,
    }


def campaign_bought(zeal: Array | float, freshness: Array, hours_norm: Array, physics: Physics) -> Array:
    """Campaign that whoever decides buys: more, the more its effect on effort exceeds the hours it takes, times the decider's zeal.

    Equation: zeal·clip(2·[((1 + gain·freshness)^η − 1)/(hours of it/hours of a week) − 1], 0, 1). The same for rulers, owners and assemblies.
    Source: own construction.
    """
    effect = (1.0 + physics.campaign_gain * freshness) ** physics.effort_elasticity - 1.0
    week = total(hours_norm) / hours_norm.shape[0]
    return jnp.asarray(zeal * jnp.clip(2.0 * (effect * week / CAMPAIGN_HOURS - 1.0), 0.0, 1.0))


def normal_person(draw: Draws) -> Array:
    """A lasting standard normal trait a person: the same in every quarter and every system."""
    bits = draw.lasting_bits("dislike of effort")
    total = jnp.zeros(bits.shape, jnp.float32)
    for shift in (0, 16, 32, 48):
        total = total + ((bits >> shift) & jnp.uint64(0xFFFF)).astype(jnp.float32)
    trait: Array = (total / 65536.0 - 2.0) * jnp.float32(1.7320508)
    return trait


__all__ = ["WEEKS", "choose_effort", "no_shirking_wage", "normal_person", "quarters_of_loss", "work_gain"]
