"""Which institutions make the difference between two systems: shares that add up to it, with intervals and the mask of what cannot stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from counterplan.core.claim import Estimand
from counterplan.core.errors import InputError, RunError
from counterplan.core.scenario import Scenario
from counterplan.core.system import System

from .chains import between, exclusions, feasible_masks, players_of
from .claims.designs import Cell
from .claims.levels import check_memory, cost
from .claims.runs import Ensemble, Hands, Results
from .games import EXACT_UP_TO, chain_counts, chain_steps, group_null, interactions, masks_of, owen, sample_chains, shapley
from .progress import UnitProgress

if TYPE_CHECKING:
    from counterplan.catalogue import Rules

Floats = NDArray[np.float64]
CONFIDENCE = 0.9
WIDEST = 8
OWEN_ORDERS = 50_000
"""Orders up to which Owen's values are enumerated."""


@dataclass(frozen=True)
class Question:
    """A difference to be shared out."""

    start: System
    end: System
    estimand: Estimand
    scenario: Scenario
    persons: int = 2000
    years: int = 30
    replicates: int = 4
    seed: int = 1
    cells: int = 512
    """Most cells that are run."""
    groups: Mapping[str, tuple[str, ...]] | None = None
    draw: bool = False
    """Whether each replicate stands at its own point of the priors."""


@dataclass(frozen=True)
class Plan:
    """Which coalitions are run."""

    players: tuple[tuple[str, ...], ...]
    """Roles; those that can only switch together are one player."""
    feasible: NDArray[np.bool_]
    masks: tuple[int, ...]
    chains: tuple[tuple[int, ...], ...]
    """Sampled chains; empty where all coalitions are run."""

    @property
    def roles(self) -> tuple[str, ...]:
        """Names of the players: a role, or roles that switch together."""
        return tuple(" + ".join(player) for player in self.players)

    @property
    def exact(self) -> bool:
        """True where every feasible coalition on a feasible chain is run."""
        return not self.chains


def plan(question: Question) -> Plan:
    """Chooses the coalitions: all of them up to nine players (and within the limit of cells), else those on sampled chains.

    Error: InputError where the systems are one, where no chain is feasible, or where the limit is too low.
    """
    players = players_of(question.start, question.end)
    if not players:
        raise InputError(f"'{question.start.name}' and '{question.end.name}' have one vector, so there is nothing to attribute.")
    feasible = feasible_masks(question.start, question.end, players)
    up, down = chain_counts(len(players), feasible)
    if up[-1] == 0:
        said = "; ".join(exclusions(question.start, question.end))
        raise InputError(f"no chain of single switches leads from '{question.start.name}' to '{question.end.name}': {said}.")
    used = tuple(mask for mask in range(feasible.size) if up[mask] and down[mask])
    if len(players) <= EXACT_UP_TO and len(used) <= question.cells:
        return Plan(players, feasible, used, ())
    chains = sample_chains(len(players), feasible, question.cells, np.random.default_rng(question.seed))
    return Plan(players, feasible, tuple(sorted({mask for chain in chains for mask in masks_of(chain)})), tuple(chains))


def attribute(
    question: Question,
    rules: Rules,
    folder: Path,
    progress: bool = True,
    say: Callable[[str], None] = lambda text: None,
    hands: Hands | None = None,
) -> dict[str, Any]:
    """Runs the cells between two systems and shares out the difference.

    Returns:
        as `counterplan attribute --json` prints it.

    Error: InputError as `plan`; RunError where no replicate ran to its end in all cells.
    """
    from .run import compilation_cache

    chosen = plan(question)
    compilation_cache()
    systems = [between(question.start, question.end, chosen.players, mask, rules) for mask in chosen.masks]
    width = min(WIDEST, max(2, question.replicates))
    ensemble = Ensemble(
        question.scenario, [Cell(system) for system in systems], question.persons, question.years, question.seed, folder, rules,
        draw=question.draw, width=width, more={"attribute": [question.start.name, question.end.name]},
    )  # fmt: skip
    program = ensemble.program()
    draws = dict.fromkeys(range(len(systems)), question.replicates)
    units = ensemble.units(draws, program)
    needed = cost(len(units), len(systems) * question.replicates, program.n_quarters, program.endowment.sizes.person, program.batch_width)
    check_memory(needed)
    say(f"{len(systems)} systems between the two: {needed.says()}")
    with UnitProgress(len(units) * program.n_quarters, None if progress else False) as bar:
        ensemble.run(program, draws, bar, hands)
    wanted = {name for name in (question.estimand.outcome, question.estimand.over) if name}
    results = Results(folder, program.batch_width, wanted)
    values = np.stack([results.value(cell, question.replicates, question.estimand) for cell in range(len(systems))])
    return shared_out(question, chosen, values)


def shared_out(question: Question, chosen: Plan, values: Floats) -> dict[str, Any]:
    """Shares of the roles from the values of the cells.

    Args:
        values: [cell, replicate] in the order of the plan's masks; NaN where a run failed, which drops the replicate from all cells.
    """
    whole = np.isfinite(values).all(axis=0)
    if not whole.any():
        raise RunError("no replicate ran to its end in all cells, so nothing can be attributed.")
    n = len(chosen.players)
    table = np.full((1 << n, int(whole.sum())), np.nan)
    table[list(chosen.masks)] = values[:, whole]
    present = np.zeros(1 << n, bool)
    present[list(chosen.masks)] = True
    if chosen.exact:
        shares, chain_error = shapley(table, present), np.zeros(n)
    else:
        steps = np.stack([s for chain in chosen.chains if (s := chain_steps(chain, table, present)) is not None])
        shares, chain_error = steps.mean(axis=0), _chain_error(chosen.chains, steps.mean(axis=2))
    mean, low, high = intervals(shares, chain_error)
    difference = table[-1] - table[0]
    d_mean, d_low, d_high = intervals(difference[None], np.zeros(1))
    return {
        "outcome": question.estimand.outcome, "statistic": question.estimand.statistic, "from": question.start.name, "to": question.end.name,
        "start": float(table[0].mean()), "end": float(table[-1].mean()),
        "difference": float(d_mean[0]), "low": _number(d_low[0]), "high": _number(d_high[0]),
        "shares": {role: {"value": float(mean[i]), "low": _number(low[i]), "high": _number(high[i])} for i, role in enumerate(chosen.roles)},
        "infeasible": {
            "masked": int((~chosen.feasible).sum()), "of": int(chosen.feasible.size), "pairs": exclusions(question.start, question.end),
        },
        "interactions": _pairs(chosen, table, present), "groups": _grouped(question, chosen, table, present, shares),
        "method": "exact" if chosen.exact else f"{len(chosen.chains)} sampled chains in reversed pairs", "cells": len(chosen.masks),
        "replicates": int(whole.sum()), "left_out": int((~whole).sum()), "drawn": question.draw,
    }  # fmt: skip


def intervals(shares: Floats, chain_error: Floats) -> tuple[Floats, Floats, Floats]:
    """Means over replicates with 90 % intervals: Student's t over replicates, the error of sampled chains added to its variance.

    Args:
        shares: [player, replicate].
        chain_error: standard error of each player's share from sampling chains.
    """
    from scipy.stats import t

    count = shares.shape[1]
    mean = shares.mean(axis=1)
    if count < 2:
        return mean, np.full(mean.shape, np.nan), np.full(mean.shape, np.nan)
    error = np.sqrt(shares.var(axis=1, ddof=1) / count + np.square(chain_error))
    half = float(t.ppf(0.5 + CONFIDENCE / 2, count - 1)) * error
    return mean, mean - half, mean + half


def _chain_error(chains: Sequence[tuple[int, ...]], steps: Floats) -> Floats:
    """Standard error of mean steps over pairs of chains: a pair and its reverse count as one draw."""
    pairs: dict[tuple[int, ...], list[Floats]] = {}
    for chain, step in zip(chains, steps, strict=True):
        pairs.setdefault(min(chain, chain[::-1]), []).append(step)
    means = np.stack([np.mean(group, axis=0) for group in pairs.values()])
    if len(means) < 2:
        return np.full(steps.shape[1], np.nan)
    error: Floats = means.std(axis=0, ddof=1) / np.sqrt(len(means))
    return error


def _pairs(chosen: Plan, table: Floats, present: NDArray[np.bool_]) -> list[dict[str, Any]]:
    """Interactions of pairs of roles on squares with four cells that were run, the largest first."""
    found, squares = interactions(table, present)
    rows = []
    for i, a in enumerate(chosen.roles):
        for j in range(i + 1, len(chosen.roles)):
            if squares[i, j]:
                mean, low, high = intervals(found[i, j][None], np.zeros(1))
                rows.append({"roles": [a, chosen.roles[j]], "value": float(mean[0]), "low": _number(low[0]), "high": _number(high[0]),
                             "squares": int(squares[i, j])})  # fmt: skip
    return sorted(rows, key=lambda row: -abs(row["value"]))


def _grouped(question: Question, chosen: Plan, table: Floats, present: NDArray[np.bool_], shares: Floats) -> dict[str, Any]:
    """Owen's values of the groups that were named, and how unusual their shares are among groups of their size."""
    if not question.groups:
        return {}
    place = {role: i for i, player in enumerate(chosen.players) for role in player}
    groups = {name: sorted({place[role] for role in roles if role in place}) for name, roles in question.groups.items()}
    groups = {name: players for name, players in groups.items() if players}
    taken = {i for players in groups.values() for i in players}
    every = [*groups.values(), *([i] for i in range(len(chosen.roles)) if i not in taken)]
    values = None
    if chosen.exact and _orders(every) <= OWEN_ORDERS:
        try:
            values = owen(table, every, present)
        except InputError:
            values = None
    found = {}
    for name, players in groups.items():
        mean, low, high = intervals(shares[players].sum(axis=0)[None], np.zeros(1))
        row = {"roles": [chosen.roles[i] for i in players], "value": float(mean[0]), "low": _number(low[0]), "high": _number(high[0]),
               "null_p": group_null(shares.mean(axis=1), players), "owen": None}  # fmt: skip
        if values is not None:
            o_mean, o_low, o_high = intervals(values[players].sum(axis=0)[None], np.zeros(1))
            row["owen"] = {"value": float(o_mean[0]), "low": _number(o_low[0]), "high": _number(o_high[0])}
        found[name] = row
    return found


def _orders(groups: Sequence[Sequence[int]]) -> int:
    from math import factorial, prod

    return factorial(len(groups)) * prod(factorial(len(group)) for group in groups)


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
