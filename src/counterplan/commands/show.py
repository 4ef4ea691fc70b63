"""`counterplan show`, `counterplan check` and `counterplan diff`."""

from __future__ import annotations

import sys
import textwrap
from typing import Annotated, Any

from cyclopts import Parameter

from counterplan.core.errors import CounterplanError, InputError

from .output import print_entry, print_json, print_rows, reserved
from .run import Flag


def show(
    kind: str,
    name: str | None = None,
    /,
    *,
    schedule: Flag = False,
    economy: str | None = None,
    table: str | None = None,
    with_: Annotated[tuple[str, ...], Parameter(name="--with", negative=(), show_default=False)] = (),
    json: Flag = False,
) -> int:
    """List everything of a kind, or one entry in full with its sources.

    Args:
        kind: systems, scenarios, institutions, outcomes, parameters, facts, claims or replications.
        name: Name of one entry; for systems and scenarios also a file.
        economy: Folder of input-output tables that a scenario is shown with (or the name of a built-in one).
        table: Which table of that folder.
        schedule: The quarter of a system: phase by phase which rule acts and what it reads.
        with_: Python file with rules of your own; repeatable.
        json: Print one JSON document and nothing else.
    """
    from counterplan import api

    if schedule:
        if kind != "systems" or name is None:
            raise InputError("--schedule needs a system: counterplan show systems NAME --schedule.")
        rows = api.quarter_of(name, with_)
        return _print(rows, json, "No rule acts.") if json else _print_schedule(rows)
    found = api.describe(kind, name, with_, economy, table)
    if kind == "systems" and name is None and not json:
        # Side by side: one row a role, one column a system.
        keys = [key for key in (found[0] if found else {}) if key != "name"]
        found = [{"": key, **{system["name"]: system[key] for system in found}} for key in keys]
    return _print(found, json, f"There are no {kind} in this version.")


def check(files: Annotated[tuple[str, ...], Parameter(negative=())] = (), /, *, json: Flag = False) -> int:
    """Validate systems, scenarios, rules and folders of input-output tables.

    Rule files that are given together with systems may be used by them.

    Args:
        files: System and scenario files (.toml), rule files (.py), folders of input-output tables.
        json: Print one JSON document and nothing else.
    """
    from counterplan import api

    if not files:
        raise InputError("give at least one file: counterplan check FILE…")
    results: list[dict[str, Any]] = []
    rules: list[str] = []
    with reserved(json):
        # Rules first: a system that stands before them in the command may use their options.
        for file in sorted(dict.fromkeys(files), key=lambda f: not f.endswith(".py")):
            try:
                results.append(api.check(file, rules))
                rules += [file] if file.endswith(".py") else []
            except CounterplanError as error:
                results.append({"file": file, "ok": False, "error": str(error)})
    for result in results:
        if not result["ok"]:
            sys.stderr.write(f"counterplan: error: {one_line(result['error'])}\n")
        elif not json:
            sys.stdout.write(f"{result['file']}: {result['kind']} '{result['name']}' is valid\n")
            sys.stdout.writelines(f"  {note}\n" for note in result["notes"])
    if json:
        print_json(results)
    return 0 if all(result["ok"] for result in results) else InputError.exit_code


def diff(a: str, b: str, /, *, json: Flag = False) -> int:
    """Show what differs between two systems, scenarios or runs; for runs then the paired effects.

    Args:
        a: Name, file or run folder.
        b: Name, file or run folder of the same kind.
        json: Print one JSON document and nothing else.
    """
    from counterplan import api

    with reserved(json):
        found = api.diff(a, b)
    if json:
        print_json(found)
        return 0
    rows = [
        {"what": d["what"], a: d["a"], b if b != a else f"{b} (again)": d["b"]} for d in found["differences"]
    ]
    print_rows(rows, "Nothing differs.")
    if found.get("effects"):
        sys.stdout.write("\nPaired effect, b less a, with its 90 % interval over replicates\n")
        keys = ("system_a", "outcome", "unit", "a", "b", "difference", "low", "high")
        print_rows([{key: effect.get(key) for key in keys} for effect in found["effects"]], "")
    return 0


def one_line(text: str) -> str:
    """Text of an error on one line, without control characters."""
    return "".join(c if c.isprintable() else " " for c in " ".join(text.split()))


def _print_schedule(rows: list[dict[str, Any]]) -> int:
    """The quarter, phase by phase."""
    phase = ""
    for row in rows:
        if row["phase"] != phase:
            phase = row["phase"]
            sys.stdout.write(f"{phase}: {row['happens']}\n")
        sys.stdout.write(f"  {row['role']} = {row['option']}  ({row['rule']})\n")
        lines = textwrap.wrap(", ".join(row["reads"]) or "nothing", 100)
        sys.stdout.write("      reads " + "\n            ".join(lines) + "\n")
    return 0


def _print(found: Any, as_json: bool, empty: str) -> int:
    if as_json:
        print_json(found)
    elif isinstance(found, dict):
        print_entry(found)
    elif found and any(isinstance(value, dict) for value in found[0].values()):
        for entry in found:
            print_entry(entry)
            sys.stdout.write("\n")
    else:
        print_rows(found, empty)
    return 0
