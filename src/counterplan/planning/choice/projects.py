"""Choosing projects under a budget from approvals."""

from __future__ import annotations

import heapq
from typing import NamedTuple

import numpy as np

from counterplan.core.errors import InputError

Vector = np.ndarray

ROUNDING = 1e-12
"""Sums of money that differ by less, in relation, count as equal. Payments are compared to twelve digits; of equals, the first listed wins."""


class Chosen(NamedTuple):
    """Which projects were chosen, in the order in which they were."""

    projects: list[int]
    payments: list[float]
    """The largest payment of a supporter for each of them; for `most_support` its cost over its supporters."""
    left: Vector
    """float64 [voter], money left to each voter."""


def equal_shares(supporters: list[Vector], costs: Vector, budget: float, voters: int, by_cost: bool = False) -> Chosen:
    """Method of Equal Shares: every voter has the same part of the budget, and supporters pay for what is chosen.

    Args:
        supporters: int [supporters of the project], distinct voters by project; costs: float64 [project], above 0; budget: in the
            same money; voters: how many there are, who approve of something or of nothing.
        by_cost: measure what a project is worth to a supporter by its cost instead of by one.

    Equation: of the projects whose supporters have the money, choose the one with the smallest ρ where Σ min(money_i, ρ·worth) = cost; take
    min(money_i, ρ·worth) from each. It stops when no project can be paid for: some of the budget may be left.
    Source: peters-skowron-2020, peters-pierczynski-skowron-2021.
    Error: InputError for costs that are not above 0 or voters out of range.
    """
    _check(supporters, costs, budget, voters)
    money = np.full(voters, budget / voters)
    worth = costs.astype(float) if by_cost else np.ones(len(costs))
    # ρ of a project can only rise while money is spent, so that an old ρ is a lower bound: only the smallest has to be looked at again.
    queue = [(0.0, project) for project in range(len(costs)) if len(supporters[project])]
    chosen: list[int] = []
    payments: list[float] = []
    while queue:
        _, project = heapq.heappop(queue)
        who = supporters[project]
        rate = _rate(money[who], costs[project]) / worth[project]
        if not np.isfinite(rate):
            continue
        rank = (float(f"{rate:.12g}"), project)
        if queue and rank > queue[0]:
            heapq.heappush(queue, rank)
            continue
        money[who] -= np.minimum(money[who], rate * worth[project])
        chosen.append(project)
        payments.append(rate * float(worth[project]))
    return Chosen(chosen, payments, money)


def _rate(money: Vector, cost: float) -> float:
    """Largest payment ρ with Σ min(money, ρ) = cost; infinite where the money does not suffice."""
    if money.sum() < cost * (1.0 - ROUNDING):
        return float("inf")
    ordered = np.sort(money)
    before = np.concatenate(([0.0], np.cumsum(ordered)[:-1]))
    # If all with less than the k-th pay all they have, the others pay this each:
    each = (cost - before) / np.arange(len(ordered), 0, -1)
    first = int(np.argmax(each <= ordered * (1.0 + ROUNDING)))
    return float(each[first]) if each[first] <= ordered[first] * (1.0 + ROUNDING) else float(ordered[-1])


def most_support(supporters: list[Vector], costs: Vector, budget: float, voters: int, by_cost: bool = False) -> Chosen:
    """Takes projects by number of supporters (or supporters over cost, if not ``by_cost``), as long as the budget allows: the usual rule.

    Returns and refuses the same as `equal_shares`; money left is each voter's equal part of what is not spent.
    Source: peters-pierczynski-skowron-2021 (the rule that they compare with).
    """
    _check(supporters, costs, budget, voters)
    votes = np.array([len(who) for who in supporters], float)
    order = np.argsort(-(votes if by_cost else votes / costs), kind="stable")
    chosen, left = [], float(budget)
    for project in order.tolist():
        if votes[project] and costs[project] <= left * (1.0 + ROUNDING):
            chosen.append(project)
            left -= float(costs[project])
    return Chosen(chosen, [float(costs[p] / votes[p]) for p in chosen], np.full(voters, max(left, 0.0) / voters))


def _check(supporters: list[Vector], costs: Vector, budget: float, voters: int) -> None:
    if len(supporters) != len(costs):
        raise InputError(f"{len(supporters)} lists of supporters for {len(costs)} projects; give one a project.")
    if voters < 1:
        raise InputError("no voters; a choice needs at least one.")
    if not np.isfinite(budget) or budget < 0:
        raise InputError(f"budget {budget}: give a number of at least 0.")
    for project, cost in enumerate(costs):
        if not np.isfinite(cost) or cost <= 0:
            raise InputError(f"project {project}: cost {cost}; give a number above 0.")
        who = supporters[project]
        if len(who) and (who.min() < 0 or who.max() >= voters):
            raise InputError(f"project {project}: a supporter is not among the {voters} voters (numbered from 0).")
