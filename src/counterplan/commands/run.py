"""`counterplan run` and `counterplan report`."""

from __future__ import annotations

import sys
from math import isfinite
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from .options import Whole
from .output import print_json, print_rows, reserved, shown

Flag = Annotated[bool, Parameter(negative=())]
Repeated = Annotated[tuple[str, ...], Parameter(negative=(), show_default=False)]


def run(
    scenario: str = "china-1952",
    /,
    *,
    system: Repeated = (),
    replicates: Whole = 16,
    years: Whole = 40,
    persons: Whole = 5000,
    seed: Whole = 1,
    economy: str | None = None,
    table: str | None = None,
    draw_priors: Flag = False,
    set_: Annotated[tuple[str, ...], Parameter(name="--set", negative=(), show_default=False)] = (),
    with_: Annotated[tuple[str, ...], Parameter(name="--with", negative=(), show_default=False)] = (),
    workers: Whole = 0,
    cluster: str | None = None,
    out: str | None = None,
    json: Flag = False,
) -> int:
    """Run a scenario under some systems; write the run folder and its report.

    The same command again resumes a run that was interrupted. Without arguments: the default scenario under
    the three main systems.

    Args:
        scenario: Name of a scenario, or a scenario file.
        system: Name of a system, or a system file; repeat it for several systems.
        replicates: Runs of each system, on random numbers that the systems share.
        years: Years, in quarters.
        persons: Simulated persons; each stands for many.
        seed: Seed of all random numbers.
        economy: Folder of input-output tables that give goods, links and sizes (or the name of a built-in one).
        table: Which table of that folder; it may be left out where there is one.
        draw_priors: Each replicate draws all that has a range, alike in all systems; what is set stays fixed.
        set_: NAME=VALUE for a role, context, ROLE.PARAMETER, figure or parameter of the physics; repeatable.
        with_: Python file with rules of your own (it is run as code); repeatable.
        workers: Processes beside this one; 0 runs everything here.
        cluster: Address of a Dask scheduler.
        out: Folder of the run; by default one under runs/.
        json: Print one JSON document and nothing else.
    """
    from counterplan import api
    from counterplan.loader import parse_settings

    with reserved(json):
        done = api.run(
            scenario, systems=system or None, persons=persons, years=years, replicates=replicates, seed=seed, settings=parse_settings(set_),
            rules=with_, workers=workers, cluster=cluster, out=out, draw_priors=draw_priors, economy=economy, table=table,
        )  # fmt: skip
        summary, failed = done.summary(), done.failures()
    print_json(summary) if json else _print_summary(summary, done.path)
    _say_notes(done.notes())
    _say_failures(failed, done.path)
    return 0


def report(run: str, /, *, json: Flag = False) -> int:
    """Write the report of a run again.

    Args:
        run: Folder of a run.
        json: Print one JSON document and nothing else.
    """
    from counterplan import api

    with reserved(json):
        path: Path = api.report(run)
    if json:
        print_json({"run": str(run), "report": str(path)})
    else:
        sys.stdout.write(f"{path}\n")
    return 0


def _say_notes(notes: list[str]) -> None:
    """Says on standard error which values lie outside their priors, which systems are alike and which sectors have too few people."""
    from counterplan.loader.economy import JUMP
    from counterplan.loader.systems import ALIKE, OUTSIDE

    sys.stderr.writelines(f"counterplan: note: {note.rstrip('.')}.\n" for note in notes if any(mark in note for mark in (OUTSIDE, ALIKE, JUMP)))


def _say_failures(failed: list[dict[str, Any]], folder: Path) -> None:
    """Says on standard error which replicates failed and why.

    Error: RunError where a system has no replicate left.
    """
    from counterplan.core.errors import RunError

    said = [f"system '{f['system']}': {f['failed']} of {f['of']} replicates failed ({f['why']}, first in quarter {f['quarter']})" for f in failed]
    if any(f["failed"] == f["of"] for f in failed):
        hint = "look at the values set and at rules of your own; the folder has what was recorded"
        raise RunError(f"{folder}: {'; '.join(said)}: {hint}.")
    sys.stderr.writelines(f"counterplan: note: {text}; figures and tables leave them out.\n" for text in said)


def _print_summary(summary: dict[str, Any], folder: Path) -> None:
    """The main outcomes: level at the end and growth a year, system by system; then where the run stands."""
    from counterplan.report.series import MAIN

    systems = summary["systems"]
    known = [name for name in MAIN if all(name in outcomes for outcomes in systems.values())]
    rows = [
        {
            "outcome (end; growth a year)": name,
            **{s: _level(outcomes[name]) for s, outcomes in systems.items()},
        }
        for name in known
    ]
    print_rows(rows, "No outcome was recorded.")
    sys.stdout.write(f"\nResults  {folder}\nReport   {folder / 'report.html'}\n")


def _level(level: dict[str, float | None]) -> str:
    growth = level["growth"]
    return shown(level["end"]) + (f"  {growth:+.1%}" if growth is not None and isfinite(growth) else "")
