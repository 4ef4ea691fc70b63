"""Claims, attribution and sweeps: what `api` offers beyond single runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from counterplan.catalogue import find_rules
from counterplan.core.scenario import Scenario
from counterplan.core.system import System
from counterplan.loader.request import blaming, check_numbers, check_writable

DEFAULT_SCENARIO = "china-1952"
MAIN_SYSTEMS = ("neoliberal-capitalism", "command-economy", "democratic-planning")


def claims(
    ids: Sequence[str] = (),
    files: Sequence[str | Path] = (),
    level: str = "quick",
    seed: int = 1,
    rules: Sequence[str | Path] = (),
    out: str | Path | None = None,
    progress: bool = True,
    say: Callable[[str], None] = lambda text: None,
    workers: int = 0,
    cluster: str | None = None,
) -> list[dict[str, Any]]:
    """Tests claims and writes their page; a verdict each, with every condition by itself.

    The same call again takes up what was interrupted; claims that share cells share their runs.

    Args:
        ids: built-in claims (default: all of them, or none where files are given).
        files: claim files of your own, treated like built-in ones.
        level: 'quick' (never calls a claim supported or refuted) or 'full'.
        workers: processes that work the units off; 0 uses threads of this one. cluster: address of a Dask scheduler.
        say: told the cost before anything is run.

    Error: InputError for a claim that does not exist or cannot be judged.
    """
    from counterplan.experiments.claims.request import claims_request
    from counterplan.experiments.claims.results import judge_claims
    from counterplan.experiments.claims.runs import Hands
    from counterplan.report.claims import write_claims_report

    check_numbers({"seed": seed, "workers": workers})
    found = find_rules(rules)
    hands = Hands(workers=workers, cluster=cluster)
    asked, request, about = claims_request(ids, files, level, seed, found, None if out is None else Path(out), progress, say, hands)
    check_writable(request.folder)
    with blaming(rules):
        rows = judge_claims(asked, request)
    write_claims_report(rows, about, request.folder / "report.html")
    return rows


def attribute(
    start: str | Path | System,
    end: str | Path | System,
    outcome: str,
    scenario: str | Path | Scenario = DEFAULT_SCENARIO,
    statistic: str = "mean",
    window: tuple[float, float] | None = None,
    groups: Sequence[str] = (),
    replicates: int = 4,
    years: int = 30,
    persons: int = 2000,
    cells: int = 512,
    seed: int = 1,
    draw_priors: bool = False,
    rules: Sequence[str | Path] = (),
    out: str | Path | None = None,
    progress: bool = True,
    say: Callable[[str], None] = lambda text: None,
    workers: int = 0,
    cluster: str | None = None,
) -> dict[str, Any]:
    """Shares out the difference between two systems over the institutions in which they differ (Shapley values).

    Args:
        start, end: names, files or values.
        statistic, window: what is taken from each run (default: the mean of the last year).
        groups: 'NAME=ROLE,ROLE' for Owen's values and a permutation test.
        cells: most systems between the two that are run.
        workers, cluster: as with claims.

    Error: InputError for names and numbers that cannot be used; RunError for a run that fails.
    """
    from counterplan.experiments.ask import estimand_of, folder_of, loaded, parsed_groups
    from counterplan.experiments.attribution import Question
    from counterplan.experiments.attribution import attribute as share_out
    from counterplan.experiments.claims.runs import Hands

    check_numbers({"persons": persons, "years": years, "replicates": replicates, "seed": seed, "cells": cells, "workers": workers})
    found = find_rules(rules)
    estimand, named = estimand_of(outcome, statistic, window, years), parsed_groups(groups)
    (first, last), there = loaded([start, end], scenario, found)
    question = Question(first, last, estimand, there, persons, years, replicates, seed, cells, named or None, draw_priors)
    check_writable(folder := folder_of("attribute", question, found, out))
    with blaming(rules):
        return {**share_out(question, found, folder, progress, say, Hands(workers=workers, cluster=cluster)), "run": str(folder)}


def sweep(
    scenario: str | Path | Scenario = DEFAULT_SCENARIO,
    systems: Sequence[str | Path | System] | None = None,
    outcomes: Sequence[str] = ("labour_productivity",),
    method: str = "lhs",
    parameters: Sequence[str] = (),
    n: int = 64,
    replicates: int = 1,
    statistic: str = "mean",
    window: tuple[float, float] | None = None,
    where: str | None = None,
    over: tuple[str, str] | None = None,
    years: int = 30,
    persons: int = 500,
    seed: int = 1,
    rules: Sequence[str | Path] = (),
    out: str | Path | None = None,
    progress: bool = True,
    say: Callable[[str], None] = lambda text: None,
    workers: int = 0,
    cluster: str | None = None,
) -> dict[str, Any]:
    """Varies parameters over their prior ranges and says how much each moves some outcomes.

    Args:
        method: 'lhs', 'sobol' or 'morris'.
        parameters: names of priors, and of contexts (default: all parameters of the systems).
        replicates: runs at each point, on random numbers that all points share.
        where: 'OUTCOME>NUMBER': the box of parameters in which it holds ('lhs').
        over: two parameters over which the first outcome is mapped ('lhs').
        workers, cluster: as with claims.

    Error: InputError for names and numbers that cannot be used; RunError for a run that fails.
    """
    from counterplan.experiments.ask import folder_of, loaded
    from counterplan.experiments.claims.runs import Hands
    from counterplan.experiments.sweep import asked_of, run_sweep

    check_numbers({"persons": persons, "years": years, "replicates": replicates, "seed": seed, "samples": n, "workers": workers})
    found = find_rules(rules)
    chosen, there = loaded(MAIN_SYSTEMS if systems is None else systems, scenario, found)
    question = asked_of(chosen, there, method, outcomes, parameters, n, replicates, statistic, window, where, over, persons, years, seed)
    check_writable(folder := folder_of("sweep", question, found, out))
    with blaming(rules):
        return {**run_sweep(question, found, folder, progress, say, Hands(workers=workers, cluster=cluster)), "run": str(folder)}


__all__ = ["DEFAULT_SCENARIO", "MAIN_SYSTEMS", "attribute", "claims", "sweep"]
