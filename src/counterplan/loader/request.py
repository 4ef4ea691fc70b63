"""What a user asked a run for: its bounds, its folder, its record and the command that repeats it."""

from __future__ import annotations

import contextlib
import shlex
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from counterplan.catalogue import Rules, unknown_reads
from counterplan.core.errors import CounterplanError, InputError
from counterplan.core.scenario import Scenario
from counterplan.core.system import System
from counterplan.storage.manifest import DECISIVE, hash_of, source_hash

from .document import shown
from .settings import Prepared
from .trace import blame

BOUNDS: dict[str, tuple[int, int]] = {
    "persons": (100, 2_000_000_000),
    "years": (1, 1000),
    "replicates": (1, 100_000),
    "seed": (0, 2**63 - 1),
    "workers": (0, 4096),
    "cells": (2, 65_536),
    "samples": (2, 1_000_000),
}
"""Smallest and largest value of the numbers of a run."""


@contextlib.contextmanager
def blaming(files: Iterable[str | Path]) -> Iterator[None]:
    """Names the file and line of a user's rule that raises inside.

    Error: InputError with the line, in the place of what the rule raised.
    """
    try:
        yield
    except CounterplanError:
        raise
    except Exception as error:
        place = blame(error, [Path(file) for file in files])
        if place is None:
            raise
        raise InputError(f"{place}: the rule raised {type(error).__name__}: {error}") from error


def check_writable(folder: Path) -> None:
    """Refuses a folder that cannot be written, before anything is computed; leaves nothing behind.

    Error: InputError that names the folder and the reason.
    """
    try:
        if "\0" in str(folder):
            raise InputError(f"{str(folder)!r}: is no name of a folder; give another with --out.")
        if folder.exists() and not folder.is_dir():
            raise InputError(f"{folder}: is a file; give a folder to write the run into.")
        nearest_there = next((p for p in (folder, *folder.absolute().parents) if p.exists()), Path.cwd())
        if not nearest_there.is_dir():
            raise InputError(f"{folder}: '{nearest_there}' is a file, so no folder can be made in it.")
        with tempfile.TemporaryFile(dir=nearest_there):
            pass
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(
            f"{folder}: cannot be written: {reason}; choose another folder with --out."
        ) from None


def check_numbers(numbers: Mapping[str, int]) -> None:
    """Refuses numbers of a run that are no whole numbers or out of bounds."""
    for name, number in numbers.items():
        low, high = BOUNDS[name]
        if isinstance(number, bool) or not isinstance(number, int) or not low <= number <= high:
            raise InputError(f"{name} must be a whole number from {low} to {high}, not {shown(number)}.")


def check_reads(rules: Rules) -> None:
    """Refuses rules of a user that read what does not exist."""
    for options in rules.values():
        for rule in options.values():
            if not rule.built_in and (wrong := unknown_reads(rule, rules)):
                raise InputError(wrong[0])


def describe_request(
    scenario: Any,
    systems: Iterable[Any],
    settings: Mapping[str, Any],
    rules: Iterable[Any],
    prepared: Prepared,
    draw_priors: bool = False,
    economy: str | Path | None = None,
) -> dict[str, Any]:
    """What the user wrote, for the record and for the command that repeats it.

    Error: InputError for a switch that is no switch.
    """
    if not isinstance(draw_priors, bool):
        raise InputError(f"draw_priors must be True or False, not {shown(draw_priors)}.")
    return {
        "scenario": scenario.name if isinstance(scenario, Scenario) else str(scenario),
        "systems": [s.name if isinstance(s, System) else str(s) for s in systems],
        "settings": dict(settings),
        "rules": hashes_of(rules),
        "notes": list(prepared.notes),
        **({"draw_priors": True} if draw_priors else {}),
        **({"economy": str(economy)} if economy is not None else {}),
    }


def hashes_of(files: Iterable[Any]) -> dict[str, str]:
    """Hashes of what files of a user's say, by path."""
    return {str(file): hash_of(Path(file).read_text(encoding="utf-8-sig")) for file in files}


def own_rules(rules: Rules) -> dict[str, str]:
    """Hashes of the files of a user's rules, by path; empty where all rules are built-in."""
    own = {info.path for options in rules.values() for info in options.values() if not info.built_in}
    return hashes_of(sorted(own))


def default_folder(prepared: Prepared, numbers: Mapping[str, int], request: Mapping[str, Any]) -> Path:
    """The same command under the same versions gives the same folder, so that it resumes."""

    def version(package: str) -> str:
        try:
            return metadata.version(package)
        except metadata.PackageNotFoundError:
            return ""

    kept = {key: value for key, value in numbers.items() if key != "workers"}
    parts = [prepared.systems, prepared.scenario, prepared.physics, kept, request, source_hash()]
    digest = hash_of([*parts, [version(package) for package in DECISIVE]])
    return Path("runs") / f"{prepared.scenario.name}-{digest[:10]}"


def for_report(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest as the report reads it: systems by name, options as lists, the command to repeat it."""
    inputs = manifest["inputs"]
    systems = {
        system["name"]: {
            **system,
            "institutions": {r: list(c["options"]) for r, c in system["institutions"].items()},
        }
        for system in inputs["systems"]
    }
    return {**manifest, **inputs, "systems": systems, "command": repeat_command(inputs)}


def repeat_command(inputs: Mapping[str, Any]) -> str:
    """The command line that repeats a run."""
    request = inputs.get("request", {})
    words = ["counterplan", "run", str(request.get("scenario", inputs["scenario"]["name"]))]
    for name in request.get("systems", [system["name"] for system in inputs["systems"]]):
        words += ["--system", str(name)]
    for name in ("persons", "years", "replicates", "seed"):
        words += [f"--{name}", str(inputs[name])]
    if "economy" in request:
        words += ["--economy", str(request["economy"]), "--table", str(inputs["scenario"]["economy"]["name"])]
    words += ["--draw-priors"] if request.get("draw_priors") else []
    for name, value in request.get("settings", {}).items():
        words += ["--set", f"{name}={value}"]
    for file in request.get("rules", {}):
        words += ["--with", str(file)]
    return shlex.join(words)
