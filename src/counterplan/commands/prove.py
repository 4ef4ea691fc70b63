"""`counterplan verify` and `counterplan bench`."""

from __future__ import annotations

import sys

from .output import print_json, print_rows, reserved
from .run import Flag


def verify(*, json: Flag = False) -> int:
    """Prove the promises on this machine: conservation, bitwise repeat and resume, same vector.

    Args:
        json: Print one JSON document and nothing else.
    """
    from counterplan import api

    with reserved(json):
        results = api.verify()
    if json:
        print_json(results)
    else:
        print_rows(results, "Nothing was checked.")
    return 0 if results and all(result["ok"] for result in results) else 1


def bench(*, json: Flag = False) -> int:
    """Measure speed against peers on this machine, as ratios.

    Args:
        json: Print one JSON document and nothing else.
    """
    from counterplan import api

    with reserved(json):
        measured = api.bench(progress=lambda what: print(f"measuring: {what}", file=sys.stderr))
    if json:
        print_json(measured)
        return 0
    from counterplan.experiments.bench import print_table

    print_table(measured)
    return 0
