"""Times plans in kind: synthetic economies of growing size, whole plan beside the raw solver, and facilitation between councils.

    python benchmarks/planning.py [SECTORS …] [--solvers simplex,ipm,pdlp] [--out docs/performance.md]

Writes a record between its marks in docs/performance.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from pathlib import Path

import numpy as np

from counterplan.planning.certificate import certify
from counterplan.planning.councils import draw_councils
from counterplan.planning.economy import synthetic_economy
from counterplan.planning.participatory import facilitate_councils
from counterplan.planning.plan import read_plan
from counterplan.planning.programme import Programme
from counterplan.planning.solving import PlanError, estimate, solve

MARKS = ("<!-- planning -->", "<!-- end of planning -->")
SEED = 1
LIMIT = 3600.0


def one(sectors: int, solver: str) -> dict[str, str]:
    """Times one economy: everything from its tables to the proved plan, and within that the solver alone."""
    economy = synthetic_economy(np.random.default_rng(SEED), sectors)
    begun, wall = time.process_time(), time.perf_counter()
    programme = Programme(economy)
    size = programme.size()
    _ = programme.matrix
    built = time.process_time() - begun
    asked = time.process_time()
    try:
        solution = solve(programme, solver, LIMIT)
    except PlanError as error:
        return {"sectors": f"{sectors:,}", "solver": solver, "rows × columns": f"{size[0]:,} × {size[1]:,}", "whole, s": f"none: {error}"}
    raw = time.process_time() - asked
    proof = certify(read_plan(programme, solution))
    return {
        "sectors": f"{sectors:,}",
        "solver": solver,
        "rows × columns": f"{size[0]:,} × {size[1]:,}",
        "entries": f"{programme.matrix.nnz:,}",
        "solver alone, s of processor": f"{raw:.2f}",
        "whole, s of processor": f"{time.process_time() - begun:.2f}",
        "whole, s of clock": f"{time.perf_counter() - wall:.1f}",
        "building, s": f"{built:.2f}",
        "iterations": f"{solution.iterations:,}",
        "largest residual": f"{proof.worst:.0e}",
        "duality gap": f"{proof.gap:.0e}",
        "estimated, s": f"{estimate(programme)[1]:.1f}",
    }


def councils() -> str:
    """Times facilitation between 3,000 worker and 3,000 consumer councils."""
    economies = [draw_councils(np.random.default_rng(seed)) for seed in range(10)]
    begun = time.process_time()
    rounds = [facilitate_councils(economy).rounds_to(0.05) for economy in economies]
    return f"{(time.process_time() - begun) / len(economies):.3f} s of processor, {np.mean([r for r in rounds if r]):.1f} rounds in the mean"


def table(rows: list[dict[str, str]]) -> str:
    """Rows as Markdown."""
    keys = list(dict.fromkeys(key for row in rows for key in row))
    lines = ["| " + " | ".join(keys) + " |", "|" + "---:|" * len(keys)]
    return "\n".join([*lines, *("| " + " | ".join(row.get(key, "") for key in keys) + " |" for row in rows)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sectors", nargs="*", type=int, default=[50, 100, 200, 300])
    parser.add_argument("--solvers", default="simplex,ipm,pdlp")
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    rows = []
    for sectors in asked.sectors:
        for solver in asked.solvers.split(","):
            rows.append(one(sectors, solver))
            print(rows[-1], flush=True)
    said = f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, {platform.system()} on {platform.machine()}; load before {os.getloadavg()[0]:.1f}."
    text = f"{MARKS[0]}\n{said}\n\n{table(rows)}\n\nFacilitation, 3,000 + 3,000 councils to 5 %: {councils()}.\n{MARKS[1]}"
    print(text)
    if asked.out is not None:
        page = asked.out.read_text(encoding="utf-8")
        before, _, rest = page.partition(MARKS[0])
        asked.out.write_text(before + text + rest.partition(MARKS[1])[2], encoding="utf-8")


if __name__ == "__main__":
    main()
