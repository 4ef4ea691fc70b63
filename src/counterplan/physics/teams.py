"""Work in teams whose members share what they make: one-shot and repeated, and what members see of each other's work."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from .parameters import Physics

Number = Array | float


def members_of(workers: Array, physics: Physics) -> Array:
    """Real people behind the simulated members of an enterprise, one at least (float64 [enterprise]).

    An enterprise of the start has a dozen simulated workers whatever the population; half of all people work in larger ones, and it is their
    number that decides what one part in N is worth and how much of each other's work members see. Source: own construction; the size of the
    enterprise in which the middle worker works, from shares by size class (oecd-2017): 7, 25, 94, 188 people in Greece, Spain, Germany, Britain.
    """
    return jnp.maximum(workers, 1).astype(jnp.float64) * physics.real_members


def own_share(product: Number, members: Number) -> Number:
    """What a member gets of what the own effort adds: one part in N.

    Source: holmstrom-1982 (budget balance leaves 1/N to each).
    """
    return product / members


def contact(members: Number, close_group: Number) -> Array:
    """Share of the work in a team that a member sees: all in a small one, less the larger it is.

    Source: kandel-lazear-1992 (pressure needs contact), own construction (form).
    """
    return jnp.minimum(close_group / jnp.maximum(members, 1.0), 1.0)


def weight_of_answer(discount: Number, seen: Number) -> Number:
    """Weight of the next round where shirking is seen, and answered, with some chance a round only.

    Args:
        discount: weight of the next round, 0 to 1 (1 excluded); seen: chance a round that a shirker is seen.

    Equation: works/(1 − δ) ≥ V with V = shirks + δ·[q·punished/(1 − δ) + (1 − q)·V] is the condition of `sustains` at δ·q/(1 − δ·(1 − q)).
    Source: radner-1986 (partners who see each other's work imperfectly), own construction (form).
    """
    return discount * seen / (1.0 - discount * (1.0 - seen))


def one_shot_effort(cost_slope: Number, members: Number) -> Number:
    """Effort of a member who plays once, with costs k·e²/2 of effort and output equal to the sum of efforts.

    Equation: k·e = 1/N, so that effort is one N-th of what all would agree on (1/k).
    Source: holmstrom-1982.
    """
    return own_share(1.0, members) / cost_slope


def pay_of_member(own: Number, others: Number, cost: Number, members: Number) -> Number:
    """Pay less cost of a member who works (own = 1) or not (own = 0) while a share of the others works.

    Equation: (own + (N − 1)·others)/N − c·own.
    """
    return own_share(own + (members - 1.0) * others, members) - cost * own


def sustains(discount: Number, cost: Number, members: Number, punished: Number) -> Array:
    """Whether nobody gains by shirking once, when all work until somebody shirks.

    Args:
        discount: weight of the next round, 0 to 1; cost: of working a round, over what it adds; punished: what each round after
            shirking gives.

    Equation: works/(1 − δ) ≥ shirks + δ·punished/(1 − δ).
    Source: macleod-1988, after radner-1986 (repeated partnership).
    """
    works = pay_of_member(1.0, 1.0, cost, members)
    shirks = pay_of_member(0.0, 1.0, cost, members)
    return jnp.asarray(works >= (1.0 - discount) * shirks + discount * punished)


def works_together(
    discount: Number, cost: Number, members: Number, outside: Number, leaving: Number, may_leave: Number
) -> Array:
    """Part of teams in which work is sustained and, where people may leave, better than what is outside (0 to 1).

    Args:
        leaving: part of teams that answers shirking by leaving (lin-1990), the rest by working no more either (dong-dow-1993);
            may_leave: part of teams whose members may leave.
    """
    def held(exit_open: bool, dissolves: bool) -> Array:
        after = after_shirking(exit_open, outside, cost, members, others_stop=not dissolves, dissolves=dissolves)
        kept = sustains(discount, cost, members, after)
        return (kept & (pay_of_member(1.0, 1.0, cost, members) >= outside) if exit_open else kept).astype(float)

    free, bound = ((1.0 - leaving) * held(x, False) + leaving * held(x, True) for x in (True, False))
    return may_leave * free + (1.0 - may_leave) * bound


def after_shirking(exit_open: bool, outside: Number, cost: Number, members: Number, *, others_stop: bool, dissolves: bool) -> Number:
    """What each round gives a member who has shirked.

    Args:
        exit_open: whether people may leave the team; outside: what a round outside gives; others_stop: whether the others stop
            working as well and stay (each rests); dissolves: whether the others leave, and end the team, where they may.

    Where exit is open nobody can be held below what the outside gives; where it is barred, those who stay get what a team at rest
    gives. Where neither threat is carried out, the team goes on as before, with the shirker in it.
    Source: dong-dow-1993 (the others stop; barred exit makes it worse for the shirker), lin-1990 (the others leave).
    """
    at_rest = pay_of_member(0.0, 0.0, cost, members)
    if dissolves and exit_open:
        return outside
    if others_stop:
        return jnp.maximum(outside, at_rest) if exit_open else at_rest
    return pay_of_member(0.0, 1.0, cost, members)
