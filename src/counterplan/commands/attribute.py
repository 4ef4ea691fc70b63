"""`counterplan attribute`."""

from __future__ import annotations

import sys
from typing import Annotated, Any

from cyclopts import Parameter

from .options import Whole
from .output import print_json, print_rows, reserved, shown
from .run import Flag


def attribute(
    *,
    from_: Annotated[str, Parameter(name="--from")],
    to: str,
    outcome: str,
    scenario: str = "china-1952",
    statistic: str = "mean",
    window: Annotated[tuple[float, float] | None, Parameter(negative=())] = None,
    group: Annotated[tuple[str, ...], Parameter(negative=(), show_default=False)] = (),
    replicates: Whole = 4,
    years: Whole = 30,
    persons: Whole = 2000,
    cells: Whole = 512,
    seed: Whole = 1,
    draw_priors: Flag = False,
    with_: Annotated[tuple[str, ...], Parameter(name="--with", negative=(), show_default=False)] = (),
    workers: Whole = 0,
    cluster: str | None = None,
    out: str | None = None,
    json: Flag = False,
) -> int:
    """Share out the difference between two systems over the institutions in which they differ.

    Every system between the two that can stand is run on the same draws: all of them up to nine roles, beyond that those on
    sampled chains of single switches. Shares add up to the difference. The same command again goes on where it stopped.

    Args:
        from_: System from which the difference is taken; a name or a file.
        to: System to which it leads.
        outcome: What is compared; see counterplan show outcomes.
        scenario: Name of a scenario, or a scenario file.
        statistic: mean, log, growth, total, volatility or slowdown.
        window: First and last year from the start; by default the last year, for growth and the like the whole run.
        group: NAME=ROLE,ROLE to compare groups of roles (Owen's values, permutation test); repeatable.
        replicates: Runs of each system.
        years: Years, in quarters.
        persons: Simulated persons.
        cells: Most systems that are run.
        seed: Seed of all random numbers.
        draw_priors: Each replicate draws all that has a range, alike in all systems.
        with_: Python file with rules of your own (it is run as code); repeatable.
        workers: Processes that work the runs off; 0 uses threads of this one.
        cluster: Address of a Dask scheduler.
        out: Folder of the runs; by default one under runs/.
        json: Print one JSON document and nothing else.
    """
    from counterplan import api

    with reserved(json):
        found = api.attribute(
            from_, to, outcome, scenario, statistic, window, group, replicates, years, persons, cells, seed, draw_priors, with_, out,
            say=lambda text: print(text, file=sys.stderr), workers=workers, cluster=cluster,
        )  # fmt: skip
    print_json(found) if json else _print(found)
    return 0


def _print(found: dict[str, Any]) -> None:
    write = sys.stdout.write
    start, end, low, high = (shown(found[key]) for key in ("start", "end", "low", "high"))
    write(f"{found['outcome']} ({found['statistic']}): {start} under {found['from']}, {end} under {found['to']}\n")
    write(f"Difference {shown(found['difference'])} ({low} to {high}), shared out over {len(found['shares'])} roles\n\n")
    rows = [{"role": role, **share} for role, share in sorted(found["shares"].items(), key=lambda item: -abs(item[1]["value"]))]
    print_rows(rows, "")
    if found["groups"]:
        write("\nGroups\n")
        print_rows([{"group": name, **g, "owen": (g["owen"] or {}).get("value")} for name, g in found["groups"].items()], "")
    if found["interactions"]:
        write("\nLargest interactions of two roles\n")
        print_rows(found["interactions"][:5], "")
    masked = found["infeasible"]
    write(f"\n{found['method']}; {found['cells']} systems run, {masked['masked']} of {masked['of']} between the two cannot stand\n")
    for pair, reason in masked["pairs"].items():
        write(f"  {pair}: {reason}\n")
    if found["left_out"]:
        write(f"{found['left_out']} replicates had a failed run and were left out of all systems\n")
