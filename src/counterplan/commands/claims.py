"""`counterplan claims`."""

from __future__ import annotations

import sys
from typing import Annotated, Any

from cyclopts import Parameter

from .options import Whole
from .output import print_json, print_rows, reserved
from .run import Flag, Repeated

HEAVY = ("claim", "effects", "parts", "margins")
"""What the results' file holds and the JSON document leaves out."""


def claims(
    ids: Annotated[tuple[str, ...], Parameter(negative=())] = (),
    /,
    *,
    file: Repeated = (),
    level: str = "quick",
    seed: Whole = 1,
    with_: Annotated[tuple[str, ...], Parameter(name="--with", negative=(), show_default=False)] = (),
    workers: Whole = 0,
    cluster: str | None = None,
    out: str | None = None,
    json: Flag = False,
) -> int:
    """Test claims: a verdict each, with its conditions, and a page about them.

    Claims that share cells share their runs; the same command again goes on where it stopped. Without arguments all built-in
    claims are tested.

    Args:
        ids: Ids of built-in claims, such as C14.
        file: Claim file of your own; repeatable.
        level: quick (minutes; never calls a claim supported or refuted) or full (hours).
        seed: Seed of all random numbers and draws of the priors.
        with_: Python file with rules of your own (it is run as code); repeatable.
        workers: Processes that work the runs off; 0 uses threads of this one.
        cluster: Address of a Dask scheduler.
        out: Folder of the results; by default one under runs/.
        json: Print one JSON document and nothing else.
    """
    from counterplan import api

    with reserved(json):
        rows = api.claims(
            ids, file, level, seed, with_, out, say=lambda text: print(text, file=sys.stderr), workers=workers, cluster=cluster
        )  # fmt: skip
    if json:
        print_json([{key: value for key, value in row.items() if key not in HEAVY} for row in rows])
        return 0
    print_rows([_line(row) for row in rows], "There are no claims in this version.")
    return 0


def _line(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": row["id"], "verdict": row["verdict"], "share": row["share_supporting"], "effect": row["effect"], "why": row["reason"]}
