"""`counterplan verify`, `counterplan replicate` and `counterplan bench`."""

from __future__ import annotations

import sys
from typing import Any

from .output import print_json, print_rows, reserved, shown
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


def replicate(ids: tuple[str, ...] = (), /, *, json: Flag = False) -> int:
    """Compute published results again and set them beside their targets.

    Each uses the modules that the simulation uses. `counterplan show replications` lists them with their sources.

    Args:
        ids: Which ones, such as R1 R6; without any, all.
        json: Print one JSON document and nothing else.
    """
    from counterplan import api

    with reserved(json):
        results = api.replicate(ids, progress=_say)
    _say("")
    if json:
        print_json(results)
    else:
        print_rows([line for result in results for line in _lines(result)], "There are no replications in this version.")
        notes = [f"{result['id']}: {result['note']}" for result in results if result["note"]]
        sys.stdout.writelines(f"{'' if i else chr(10)}{note}\n" for i, note in enumerate(notes))
    return 1 if any(result["ok"] is False for result in results) else 0


def _lines(result: dict[str, Any]) -> list[dict[str, Any]]:
    """One line for each number of a replication."""
    several = isinstance(result["target"], dict)
    words = {True: "yes", False: "no", None: "unconfirmed"}
    lines = []
    for i, name in enumerate(result["target"] if several else [""]):
        first = {"id": result["id"], "source": result["source"], "ok": words[result["ok"]]} if i == 0 else {"id": "", "source": "", "ok": ""}
        numbers = {key: shown(result[key][name] if several else result[key]) for key in ("target", "got", "tolerance")}
        lines.append({**first, "what": name, **numbers})
    return lines


def _say(text: str) -> None:
    """Shows on a terminal what is going on; nothing elsewhere."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[2K{text}")
        sys.stderr.flush()


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
