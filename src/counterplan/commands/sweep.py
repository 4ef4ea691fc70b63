"""`counterplan sweep`."""

from __future__ import annotations

import sys
from typing import Annotated, Any

from cyclopts import Parameter

from .options import Whole
from .output import print_json, print_rows, reserved
from .run import Flag, Repeated

SHOWN = 8


def sweep(
    scenario: str = "china-1952",
    /,
    *,
    system: Repeated = (),
    outcome: Repeated = (),
    method: str = "lhs",
    parameter: Repeated = (),
    n: Whole = 64,
    replicates: Whole = 1,
    statistic: str = "mean",
    window: Annotated[tuple[float, float] | None, Parameter(negative=())] = None,
    where: str | None = None,
    map_: Annotated[tuple[str, str] | None, Parameter(name="--map", negative=())] = None,
    years: Whole = 30,
    persons: Whole = 500,
    seed: Whole = 1,
    with_: Annotated[tuple[str, ...], Parameter(name="--with", negative=(), show_default=False)] = (),
    workers: Whole = 0,
    cluster: str | None = None,
    out: str | None = None,
    json: Flag = False,
) -> int:
    """Vary parameters over their prior ranges and say how much each moves an outcome.

    All points meet the same random numbers. Results stand in the folder in the same form as those of a run.

    Args:
        scenario: Name of a scenario, or a scenario file.
        system: Name of a system, or a system file; repeatable. By default the three main systems.
        outcome: What is looked at; repeatable. By default labour_productivity.
        method: lhs (rank correlations), sobol (shares of variance) or morris (elementary effects).
        parameter: physics.NAME, ROLE.OPTION.NAME or context.NAME; repeatable. By default all parameters of the systems.
        n: Points (lhs), base samples, a power of two (sobol), or trajectories (morris).
        replicates: Runs at each point.
        statistic: mean, log, growth, total, volatility or slowdown.
        window: First and last year from the start; by default the last year, for growth and the like the whole run.
        where: Condition such as 'labour_productivity>2': the box of parameters in which it holds (lhs).
        map_: Two parameters over which the first outcome is mapped (lhs).
        years: Years, in quarters.
        persons: Simulated persons.
        seed: Seed of all random numbers.
        with_: Python file with rules of your own (it is run as code); repeatable.
        workers: Processes that work the runs off; 0 uses threads of this one.
        cluster: Address of a Dask scheduler.
        out: Folder of the results; by default one under runs/.
        json: Print one JSON document and nothing else.
    """
    from counterplan import api

    with reserved(json):
        found = api.sweep(
            scenario, system or None, outcome or ("labour_productivity",), method, parameter, n, replicates, statistic, window, where, map_,
            years, persons, seed, with_, out, say=lambda text: print(text, file=sys.stderr), workers=workers, cluster=cluster,
        )  # fmt: skip
    print_json(found) if json else _print(found)
    return 0


def _print(found: dict[str, Any]) -> None:
    for system, outcomes in found["systems"].items():
        for outcome, result in outcomes.items():
            sys.stdout.write(f"{system}: {outcome}, mean {result['mean']:.4g}, standard deviation {result['sd']:.3g}")
            sys.stdout.write(f", {result['failed']} points failed\n" if result["failed"] else "\n")
            print_rows(result["indices"][:SHOWN], "")
            if "where" in result:
                box = result["where"]
                bounds = ", ".join(f"{b['low']:.3g} ≤ {name} ≤ {b['high']:.3g}" for name, b in box["box"].items())
                within = f"{box['density']:.0%} of the points with {bounds or 'any values'}"
                sys.stdout.write(f"holds in {within} ({box['coverage']:.0%} of all where it holds)\n")
            sys.stdout.write("\n")
    sys.stdout.write(f"Results  {found['run']}\n")
