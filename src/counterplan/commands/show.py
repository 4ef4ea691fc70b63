"""`counterplan show`, `counterplan check` and `counterplan diff`."""

from __future__ import annotations

import sys
import textwrap
from typing import Annotated, Any

from cyclopts import Parameter

from counterplan.core.errors import CounterplanError, InputError, nearest, one_line

from .options import WholeOrNone
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
    scenario: str | None = None,
    replicates: WholeOrNone = None,
    years: WholeOrNone = None,
    burn_in: WholeOrNone = None,
    persons: WholeOrNone = None,
    seed: WholeOrNone = None,
    set_: Annotated[tuple[str, ...], Parameter(name="--set", negative=(), show_default=False)] = (),
    out: str | None = None,
    json: Flag = False,
) -> int:
    """List everything of a kind, or one entry in full with its sources.

    `counterplan show facts SYSTEM` runs a system (or reads the folder of a run) and holds it against the stylised facts of
    macroeconomics; the options from --scenario to --out are for that only.

    Args:
        kind: systems, scenarios, institutions, outcomes, parameters, facts, claims or replications.
        name: Name of one entry; for systems and scenarios also a file; for facts also a system or the folder of a run.
        economy: Folder of input-output tables that a scenario is shown with (or the name of a built-in one).
        table: Which table of that folder.
        schedule: The quarter of a system: phase by phase which rule acts and what it reads.
        with_: Python file with rules of your own; repeatable.
        scenario: Name or file of the scenario (china-1952).
        replicates: Runs of the system (50).
        years: Years that are measured (60).
        burn_in: Years before them that are not (20).
        persons: Simulated persons (2000).
        seed: Seed of all random numbers (1).
        set_: NAME=VALUE, as for run; repeatable.
        out: Folder of the runs; by default one under runs/, which the same command uses again.
        json: Print one JSON document and nothing else.
    """
    from counterplan import api

    given = {"scenario": scenario, "replicates": replicates, "years": years, "burn_in": burn_in, "persons": persons, "seed": seed, "out": out}
    asked = {key: value for key, value in given.items() if value is not None}
    if kind == "facts" and name is not None and not _is_table(name):
        return _facts(name, asked, set_, with_, json)
    if asked or set_:
        raise InputError(f"--{next(iter(asked), 'set').replace('_', '-')} is for stylised facts only: counterplan show facts SYSTEM.")
    if schedule:
        if kind != "systems" or name is None:
            raise InputError("--schedule needs a system: counterplan show systems NAME --schedule.")
        rows = api.quarter_of(name, with_)
        return _print(rows, json, "No rule acts.") if json else _print_schedule(rows)
    found = api.describe(kind, name, with_, economy, table)
    return _print(found, json, f"There are no {kind} in this version.") if json else _print_found(kind, name, found)


def _print_found(kind: str, name: str | None, found: Any) -> int:
    """Prints a list, systems by name and title (their vectors stand in each one's own entry), or one entry in full."""
    if kind == "systems" and name is None:
        found = [{key: system[key] for key in ("name", "title")} for system in found]
    if kind == "scenarios" and isinstance(found, dict):
        from .scenario import print_scenario

        print_scenario(found)
        return 0
    return _print(found, False, f"There are no {kind} in this version.")


def _is_table(name: str) -> bool:
    """True for what `show facts` lists, and for what names neither a table nor a system or a folder."""
    from pathlib import Path

    from counterplan.loader import built_in_systems, fact_tables

    tables = fact_tables()
    system = name in built_in_systems() or Path(name).exists() or name.endswith(".toml")
    if name not in tables and not system:
        raise InputError(f"'{name}' is no table of facts, system, file or run folder.{nearest(name, [*tables, *built_in_systems()])}")
    return name in tables


def _facts(name: str, asked: dict[str, Any], settings: tuple[str, ...], rules: tuple[str, ...], json: bool) -> int:
    """Measures the stylised facts and prints them."""
    from counterplan import api
    from counterplan.loader import parse_settings

    with reserved(json):
        found = api.facts(name, settings=parse_settings(settings), rules=rules, **asked)
    if json:
        print_json(found)
        return 0
    for system, result in found["systems"].items():
        sys.stdout.write(
            f"{system}, {found['scenario']}: {found['years']} years after {found['burn_in']}, {result['details']['replicates']} replicates "
            f"without failure of {found['replicates']}, {found['persons']} persons\n\n"
        )
        print_rows([_fact_row(row) for row in result["facts"]], "")
        spells = ", ".join(f"{n} of {years}" for years, n in result["details"]["recessions_by_years"].items())
        shares = ", ".join(f"{share:.3f}" for share in result["details"]["labour_share_by_decade"])
        sys.stdout.write(f"\nRecessions by their length in years: {spells or 'none'}\nLabour share by decade: {shares or '-'}\n")
    sys.stdout.write(f"\nYes: the median and three quarters of the replicates lie in the band.\nResults  {found['run']}\n")
    return 0


def _fact_row(row: dict[str, Any]) -> dict[str, Any]:
    def text(value: float | None) -> str:
        return "" if value is None else f"{value:.3g}"

    between = f"{text(row['low'])} to {text(row['high'])}" if row["low"] is not None else ""
    ends = (row["band_low"], row["band_high"])
    band = f"{text(ends[0])} to {text(ends[1])}" if None not in ends else f"from {text(ends[0])}" if ends[1] is None else f"up to {text(ends[1])}"
    return {
        "fact": row["statement"], "ours": text(row["figure"]) or "-", "5 to 95 %": between, "band": band,
        "": "not measured" if row["holds"] is None else "yes" if row["holds"] else "no", "published": row["published"], "source": row["source"],
    }  # fmt: skip


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
