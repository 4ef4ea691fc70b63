"""Global sensitivity: designs over the priors, indices by SALib, where a condition holds (PRIM), maps over two parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from counterplan.core.claim import Estimand
from counterplan.core.errors import InputError, nearest
from counterplan.core.priors import Prior
from counterplan.core.scenario import Scenario
from counterplan.core.system import System
from counterplan.loader import priors_of
from counterplan.storage.dataset import compact, open_results
from counterplan.storage.folder import RunFolder

from .ask import Condition, estimand_of, parsed_condition
from .claims.designs import Cell
from .claims.levels import check_memory, cost
from .claims.runs import Ensemble, Hands
from .progress import UnitProgress
from .statistics import statistic

if TYPE_CHECKING:
    import xarray as xr

    from counterplan.catalogue import Rules

Floats = NDArray[np.float64]
METHODS = {
    "lhs": "Latin hypercube: rank correlations, scenario discovery and maps",
    "sobol": "Sobol indices: shares of the variance, alone and with interactions",
    "morris": "Morris: mean and spread of elementary effects, for many parameters at little cost",
}
CONTEXTS = {"context.coercion": (0.0, 1.0), "context.arms": (0.0, 0.12)}
"""Contexts that are numbers and the ranges over which they are varied (assumed)."""
LEVELS_OF_MORRIS = 4


@dataclass(frozen=True)
class Question:
    """What is varied and what is looked at."""

    systems: tuple[System, ...]
    scenario: Scenario
    method: str
    estimands: tuple[Estimand, ...]
    parameters: tuple[str, ...] = ()
    """Names of priors; none: all parameters that any of the systems has, without figures."""
    n: int = 64
    """Points (Latin hypercube), base samples (Sobol) or trajectories (Morris)."""
    lucks: int = 1
    persons: int = 500
    years: int = 30
    seed: int = 1
    where: Condition | None = None
    """The condition whose box is looked for (Latin hypercube)."""
    over: tuple[str, str] | None = None
    """Two parameters over which the first outcome is mapped (Latin hypercube)."""


def asked_of(
    systems: Sequence[System], scenario: Scenario, method: str, outcomes: Sequence[str], parameters: Sequence[str], n: int, lucks: int,
    statistic: str, window: tuple[float, float] | None, where: str | None, over: tuple[str, str] | None, persons: int, years: int, seed: int,
) -> Question:  # fmt: skip
    """Puts a question together from what a user wrote.

    Error: InputError for names, methods and conditions that cannot be used.
    """
    names = [system.name for system in systems]
    if len(set(names)) < len(names):
        raise InputError(f"two systems have one name: {', '.join(sorted(names))}.")
    if method not in METHODS:
        raise InputError(f"unknown method '{method}'.{nearest(method, METHODS)}")
    if method != "lhs" and (where or over):
        raise InputError(f"--where and --map need a design that fills the ranges evenly: --method lhs, not {method}.")
    estimands = tuple(estimand_of(outcome, statistic, window, years) for outcome in outcomes)
    condition = parsed_condition(where, outcomes) if where else None
    return Question(tuple(systems), scenario, method, estimands, tuple(parameters), n, lucks, persons, years, seed, condition, over)


def varied(question: Question, rules: Rules) -> tuple[Prior, ...]:
    """The priors that are varied.

    Error: InputError for a name that no prior has, with the nearest one.
    """
    figures = {f"figures.{name}" for name in question.scenario.figures} | set(_by_good(question.scenario))
    known = {p.name: p for p in priors_of(question.systems, question.scenario, {}, rules) if p.name not in figures}
    known |= {name: Prior(name, name, low, high, "1", "assumed") for name, (low, high) in CONTEXTS.items()}
    if not question.parameters:
        return tuple(prior for name, prior in known.items() if name not in CONTEXTS)
    for name in question.parameters:
        if name not in known:
            raise InputError(f"'{name}' is no parameter with a range that these systems have.{nearest(name, known)}")
    return tuple(known[name] for name in question.parameters)


def check_asked(question: Question, priors: Sequence[Prior]) -> None:
    """Refuses before anything is run what could not be answered afterwards.

    Error: InputError for a map over what is not varied, or over one parameter twice; and where the library for discovery is missing.
    """
    if question.where is not None:
        _prim()
    names = [prior.name for prior in priors]
    for name in question.over or ():
        if name not in names:
            raise InputError(f"--map: '{name}' is not varied.{nearest(name, names)}")
    if question.over is not None and question.over[0] == question.over[1]:
        raise InputError(f"--map: '{question.over[0]}' stands there twice; a map needs two parameters.")


def design(question: Question, n_parameters: int) -> Floats:
    """Points of the design in the unit cube, [point, parameter].

    Error: InputError for a number of samples that the method cannot use.
    """
    if question.method == "lhs":
        from scipy.stats import qmc

        found: Floats = qmc.LatinHypercube(n_parameters, rng=np.random.default_rng(question.seed)).random(question.n)
        return found
    problem = _problem([f"x{i}" for i in range(n_parameters)])
    if question.method == "sobol":
        from SALib.sample import sobol

        if question.n & (question.n - 1):
            raise InputError(f"Sobol needs a power of two as the number of samples; take {1 << question.n.bit_length()} instead of {question.n}.")
        return np.asarray(sobol.sample(problem, question.n, calc_second_order=False, seed=question.seed), np.float64)
    from SALib.sample import morris

    return np.asarray(morris.sample(problem, question.n, num_levels=LEVELS_OF_MORRIS, seed=question.seed), np.float64)


def run_sweep(
    question: Question,
    rules: Rules,
    folder: Path,
    progress: bool = True,
    say: Callable[[str], None] = lambda text: None,
    hands: Hands | None = None,
) -> dict[str, Any]:
    """Runs the design under every system and analyses it; results stand in the folder in the same labelled form as those of a run.

    Error: InputError for names, methods and numbers that cannot be used.
    """
    from .run import compilation_cache

    priors = varied(question, rules)
    check_asked(question, priors)
    shares = design(question, len(priors))
    compilation_cache()
    cells = [Cell(system) for system in question.systems]
    points = shares.shape[0] * question.lucks
    ensemble = Ensemble(
        question.scenario, cells, question.persons, question.years, question.seed, folder, rules, replicates=points, shares=shares,
        lucks=question.lucks, priors=priors, more={"sweep": question.method},
    )  # fmt: skip
    program = ensemble.program()
    units = ensemble.units(dict.fromkeys(range(len(cells)), points), program)
    needed = cost(len(units), points * len(cells), program.n_quarters, program.endowment.sizes.person, program.batch_width)
    check_memory(needed)
    say(f"{shares.shape[0]} points of {len(priors)} parameters under {len(cells)} systems: {needed.says()}")
    with UnitProgress(len(units) * program.n_quarters, None if progress else False) as bar:
        ensemble.run(program, dict.fromkeys(range(len(cells)), points), bar, hands)
    with RunFolder.begin(folder, ensemble.inputs(program)) as run_folder:
        compact(run_folder, [cell.system.name for cell in cells])
    return analysis(question, priors, shares, open_results(folder))


def analysis(question: Question, priors: Sequence[Prior], shares: Floats, dataset: xr.Dataset) -> dict[str, Any]:
    """Indices by system and outcome, as `counterplan sweep --json` prints them."""
    found: dict[str, Any] = {}
    for system in question.systems:
        series = {str(n): v.sel(system=system.name).values for n, v in dataset.data_vars.items() if v.dims == ("system", "replicate", "quarter")}
        failed = series["failed"].any(axis=1)
        rows = {}
        for estimand in question.estimands:
            values = np.where(failed, np.nan, statistic(series, estimand))
            points = values.reshape(-1, question.lucks).mean(axis=1)
            rows[estimand.outcome] = indices(question, priors, shares, points) | _further(question, priors, shares, estimand.outcome, points)
        found[system.name] = rows
    return {
        "method": question.method, "scenario": question.scenario.name, "points": int(shares.shape[0]), "replicates": question.lucks,
        "parameters": [p.name for p in priors], "systems": found,
    }  # fmt: skip


def _further(question: Question, priors: Sequence[Prior], shares: Floats, outcome: str, points: Floats) -> dict[str, Any]:
    """The box in which a condition holds, and a map over two parameters, where they are asked for."""
    drawn = {prior.name: np.array([prior.at(float(share)) for share in shares[:, i]]) for i, prior in enumerate(priors)}
    found: dict[str, Any] = {}
    if question.where is not None and question.where.outcome == outcome:
        found["where"] = discover(drawn, question.where.holds(points))
    if question.over is not None and outcome == question.estimands[0].outcome:
        found["map"] = {"parameters": list(question.over), **phase_map(drawn[question.over[0]], drawn[question.over[1]], points)}
    return found


def indices(question: Question, priors: Sequence[Prior], shares: Floats, values: Floats) -> dict[str, Any]:
    """Indices of one outcome, the most important parameter first.

    Error: InputError where runs failed and the method needs all of them.
    """
    names = [prior.name for prior in priors]
    known = np.isfinite(values)
    rows: list[dict[str, Any]]
    if question.method == "lhs":
        rows = [{"parameter": name, **_rank(shares[known, i], values[known])} for i, name in enumerate(names)]
        rows.sort(key=lambda row: -abs(row["correlation"]))
    else:
        if not known.all():
            bad = f"{int((~known).sum())} of {known.size} runs failed or have no such number"
            raise InputError(f"{bad}; '{question.method}' needs all, 'lhs' does not.")
        rows = _sobol(names, values, question.seed) if question.method == "sobol" else _morris(names, shares, values, question.seed)
    return {"failed": int((~known).sum()), "mean": float(np.mean(values[known])), "sd": float(np.std(values[known])), "indices": rows}


def discover(values: Mapping[str, Floats], holds: NDArray[np.bool_], threshold: float = 0.8) -> dict[str, Any]:
    """Where a condition holds: the box of parameters that PRIM finds, with coverage and density.

    Args:
        values: by parameter, a value each draw.
        holds: where the condition holds.

    Error: InputError where the library is not installed or the condition holds everywhere or nowhere.

    Source: friedman-fisher-1999
    """
    if holds.all() or not holds.any():
        raise InputError("the condition holds in all draws or in none, so there is no box to look for.")
    prim = _prim()
    import pandas as pd

    box = prim.Prim(pd.DataFrame(dict(values)), holds, threshold=threshold, peel_alpha=0.05).find_box()
    path = box.peeling_trajectory
    best = path[path["density"] >= threshold]
    at = int(best["coverage"].idxmax()) if len(best) else int(path["density"].idxmax())
    limits, whole = box.box_lims[at], box.box_lims[0]
    bounds = {}
    for name in values:
        low, high = float(limits[name].iloc[0]), float(limits[name].iloc[1])
        if low > float(whole[name].iloc[0]) or high < float(whole[name].iloc[1]):
            bounds[name] = {"low": low, "high": high}
    row = path.loc[at]
    return {"coverage": float(row["coverage"]), "density": float(row["density"]), "share": float(row["mass"]), "box": bounds}


def phase_map(x: Floats, y: Floats, values: Floats, bins: int = 6) -> dict[str, Any]:
    """Mean of an outcome over cells of two parameters; cells without a draw are None.

    Args:
        x, y: values of two parameters, a draw each.
        values: the outcome, a draw each; NaN where a run failed.
    """
    from scipy.stats import binned_statistic_2d

    known = np.isfinite(values)
    result = binned_statistic_2d(x[known], y[known], values[known], statistic="mean", bins=bins)
    counts = binned_statistic_2d(x[known], y[known], None, statistic="count", bins=[result.x_edge, result.y_edge]).statistic
    table = [[float(v) if np.isfinite(v) else None for v in row] for row in result.statistic]
    return {"x": result.x_edge.tolist(), "y": result.y_edge.tolist(), "mean": table, "draws": counts.astype(int).tolist()}


def _by_good(scenario: Scenario) -> list[str]:
    return [f"{table}.{good}" for table, figures in scenario.sector_figures.items() for good in figures]


def _problem(names: Sequence[str]) -> dict[str, Any]:
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


def _rank(share: Floats, values: Floats) -> dict[str, float]:
    from scipy.stats import spearmanr

    result = spearmanr(share, values)
    return {"correlation": float(result.statistic), "p": float(result.pvalue)}


def _sobol(names: Sequence[str], values: Floats, seed: int) -> list[dict[str, Any]]:
    from SALib.analyze import sobol

    got = sobol.analyze(_problem(names), values, calc_second_order=False, seed=seed)
    rows = [
        {"parameter": name, "first": float(got["S1"][i]), "first_error": float(got["S1_conf"][i]), "total": float(got["ST"][i]),
         "total_error": float(got["ST_conf"][i])}
        for i, name in enumerate(names)
    ]  # fmt: skip
    return sorted(rows, key=lambda row: -row["total"])


def _morris(names: Sequence[str], shares: Floats, values: Floats, seed: int) -> list[dict[str, Any]]:
    from SALib.analyze import morris

    got = morris.analyze(_problem(names), shares, values, num_levels=LEVELS_OF_MORRIS, seed=seed)
    rows = [
        {"parameter": name, "mean": float(got["mu"][i]), "mean_size": float(got["mu_star"][i]), "size_error": float(got["mu_star_conf"][i]),
         "spread": float(got["sigma"][i])}
        for i, name in enumerate(names)
    ]  # fmt: skip
    return sorted(rows, key=lambda row: -row["mean_size"])


def _prim() -> Any:
    try:
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from ema_workbench.analysis import prim
    except ImportError:
        raise InputError("scenario discovery needs a library that is not installed: pip install 'counterplan[explore]'.") from None
    return prim
