"""What a run was given and what made it: enough to repeat it and to tell whether two runs are the same."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import math
import platform
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from counterplan.core.economy import Economy
from counterplan.core.errors import InputError
from counterplan.core.goods import Goods
from counterplan.core.scenario import Figure, Scenario
from counterplan.core.system import Choice, System
from counterplan.core.variables import Sizes

PACKAGE = Path(__file__).resolve().parents[1]
"""Folder of the package's source."""
PACKAGES = ("counterplan", "jax", "jaxlib", "numpy", "xarray", "zarr")
"""Packages whose versions are recorded."""
DECISIVE = ("counterplan", "jax", "jaxlib", "numpy")
"""Packages whose version may change a bit of the results, so that a run is not continued with another one."""
FIRST_KEYS = ("name", "scenario", "systems", "seed", "replicates", "years", "persons")
"""Keys that are compared before the others: what a person set, before what follows from it."""


def canonical_json(value: Any) -> str:
    """Writes a value as JSON in one way only: sorted keys, no blanks, ASCII, shortest floats, all finite."""
    return json.dumps(tidy(value), sort_keys=True, separators=(",", ":"), allow_nan=False)


def hash_of(value: Any) -> str:
    """Returns the SHA-256 of the canonical JSON of a value, in hexadecimal."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


@functools.cache
def source_hash(root: Path = PACKAGE) -> str:
    """Returns the SHA-256 over all .py and .toml files of the package, the same wherever it is installed."""
    files = [path for path in root.rglob("*") if path.suffix in (".py", ".toml")]
    digest = hashlib.sha256()
    for path in sorted(files, key=lambda path: path.relative_to(root).as_posix()):
        text = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(root).as_posix()} {len(text)}\n".encode())
        digest.update(text)
    return digest.hexdigest()


def describe_inputs(
    *,
    systems: Sequence[System],
    scenario: Scenario,
    physics: Mapping[str, float],
    sizes: Sizes | Mapping[str, int],
    persons: int,
    seed: int,
    replicates: int,
    years: int,
    batch_width: int,
    more: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Gathers all that decides a run's numbers.

    Args:
        physics: parameters true under any institutions, by name.
        sizes: lengths of the axes of the state.
        persons: simulated persons at the start.
        batch_width: replicates in a unit; part of the inputs because bits are promised for one width only.
        more: what else decides numbers, such as rules from files with their hashes, or names of regions.
    """
    inputs: dict[str, Any] = {
        "systems": list(systems),
        "scenario": scenario,
        "physics": dict(physics),
        "sizes": sizes,
        "persons": persons,
        "seed": seed,
        "replicates": replicates,
        "years": years,
        "batch_width": batch_width,
    }
    for key in more or {}:
        if key in inputs:
            raise ValueError(f"'{key}' is an input of its own")
    result: dict[str, Any] = tidy({**inputs, **(more or {})})
    return result


def build_manifest(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the manifest of a run that starts here with these inputs; its own hash stands under 'hash'."""
    plain = tidy(inputs)
    manifest = {
        "inputs": plain,
        "versions": {"python": platform.python_version(), **{name: _version(name) for name in PACKAGES}},
        "platform": {
            "system": platform.system(),
            "machine": platform.machine(),
            "release": platform.release(),
        },
        "hashes": {"inputs": hash_of(plain), "source": source_hash()},
    }
    return {**manifest, "hash": hash_of(manifest)}


def manifest_problem(manifest: Any) -> str | None:
    """Says what is wrong with a manifest that was read from a file, or None."""
    if not isinstance(manifest, dict) or not {"inputs", "versions", "hashes", "hash"} <= manifest.keys():
        return "it lacks inputs, versions or hashes"
    if hash_of({key: value for key, value in manifest.items() if key != "hash"}) != manifest["hash"]:
        return "its hash does not match its contents"
    return None


def first_difference(stored: Mapping[str, Any], wanted: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """Finds what first keeps a stored run from being continued: the key and its value there and here.

    Inputs come first, then versions and source, because another version may give other bits.
    """
    found = _difference(stored["inputs"], wanted["inputs"], "")
    if found is None and stored["platform"]["machine"] != wanted["platform"]["machine"]:
        found = ("platform.machine", stored["platform"]["machine"], wanted["platform"]["machine"])
    if found is None:
        for name in ("python", *DECISIVE):
            if stored["versions"].get(name) != wanted["versions"].get(name):
                return (
                    f"versions.{name}",
                    str(stored["versions"].get(name)),
                    str(wanted["versions"].get(name)),
                )
        return _difference(stored["hashes"], wanted["hashes"], "hashes.")
    return found


def systems_of(inputs: Mapping[str, Any]) -> list[System]:
    """Rebuilds the systems that a manifest's inputs describe."""
    return [
        System(
            name=given["name"],
            institutions={
                role: Choice(**{**choice, "options": tuple(choice["options"])})
                for role, choice in given["institutions"].items()
            },
            title=given["title"],
            sources=tuple(given["sources"]),
            parameters=given["parameters"],
            contexts=given["contexts"],
        )
        for given in inputs["systems"]
    ]


def scenario_of(inputs: Mapping[str, Any]) -> Scenario:
    """Rebuilds the scenario that a manifest's inputs describe."""
    given = dict(inputs["scenario"])
    given["figures"] = {name: Figure(**figure) for name, figure in given["figures"].items()}
    given["sector_figures"] = {
        name: {good: Figure(**figure) for good, figure in by_good.items()}
        for name, by_good in given["sector_figures"].items()
    }
    for key in ("paths", "record"):
        given[key] = {name: {int(year): v for year, v in path.items()} for name, path in given[key].items()}
    given["sources"] = tuple(given["sources"])
    if given.get("economy"):
        given["economy"] = _economy_of(given["economy"])
    return Scenario(**given)


def _economy_of(given: Mapping[str, Any]) -> Economy:
    """Rebuilds the table of a run: JSON has lists where the values have tuples."""

    def fixed(value: Any) -> Any:
        return tuple(fixed(item) for item in value) if isinstance(value, list) else value

    goods = Goods(**{key: fixed(value) for key, value in given["goods"].items()})
    return Economy(**{key: fixed(value) for key, value in given.items() if key != "goods"}, goods=goods)


def tidy(value: Any, where: str = "inputs") -> Any:
    """Turns dataclasses, mappings, sequences and array scalars into what JSON can hold, exactly.

    Error: InputError that names the place of a number that is not finite or of what JSON cannot hold.
    """
    if value is None or isinstance(value, (bool, str)):
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: tidy(getattr(value, f.name), f"{where}.{f.name}") for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): tidy(item, f"{where}.{key}") for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [tidy(item, f"{where}[{index}]") for index, item in enumerate(value)]
    if hasattr(value, "tolist"):
        return tidy(value.tolist(), where)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise InputError(f"{where} is {value}; a finite number is needed")
        return float(value)
    if isinstance(value, Path):
        return value.as_posix()
    raise InputError(f"{where} is a {type(value).__name__}; numbers, text, lists and tables can be recorded")


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


def _difference(stored: Any, wanted: Any, where: str) -> tuple[str, str, str] | None:
    if isinstance(stored, dict) and isinstance(wanted, dict):
        keys = stored.keys() | wanted.keys()
        prefix = f"{where}." if where and not where.endswith(".") else where
        for key in [k for k in FIRST_KEYS if k in keys] + sorted(keys - set(FIRST_KEYS)):
            if key not in stored or key not in wanted:
                return prefix + key, _short(stored.get(key)), _short(wanted.get(key))
            if (found := _difference(stored[key], wanted[key], prefix + key)) is not None:
                return found
        return None
    if isinstance(stored, list) and isinstance(wanted, list):
        for index, (one, other) in enumerate(zip(stored, wanted, strict=False)):
            if (found := _difference(one, other, f"{where}[{index}]")) is not None:
                return found
        if len(stored) == len(wanted):
            return None
        return f"{where} (number of entries)", str(len(stored)), str(len(wanted))
    if json.dumps(stored) != json.dumps(wanted):
        return where, _short(stored), _short(wanted)
    return None


def _short(value: Any) -> str:
    if value is None:
        return "absent"
    text = json.dumps(value)
    return text if len(text) <= 60 else text[:57] + "..."
