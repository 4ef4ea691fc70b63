"""All units of a run as one labelled data set, in Zarr that plain xarray reads.

Every variable carries the SHA-256 of its values, because Zarr reads a missing chunk as blanks without a word.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from counterplan.core.accounts import ACCOUNT_AXES, holder
from counterplan.core.errors import InputError, RunError
from counterplan.core.priors import CAUSES, Prior
from counterplan.core.variables import GOODS

from .folder import MANIFEST, RESULTS, RunFolder
from .publish import TEMPORARY_SUFFIX, read_arrays, reason, sync_folder

if TYPE_CHECKING:
    import xarray as xr

DIMENSIONS = ("system", "replicate", "quarter")
_CHUNK_BYTES = 1 << 26


def compact(folder: RunFolder, labels: Sequence[str] | None = None, *, again: bool = False) -> Path:
    """Gathers all units of a finished run into ``results.zarr``; does nothing where that is done.

    Args:
        labels: names of the cells in order (None: the systems of the manifest).
        again: True makes it anew from the units.

    Error: RunError where a unit is missing, damaged, or there twice.
    """
    if folder.results.exists() and not again:
        return folder.results
    names = list(labels) if labels is not None else [system["name"] for system in folder.inputs["systems"]]
    data = gather(folder, names)
    temporary = folder.path / f".{RESULTS}.{os.getpid()}{TEMPORARY_SUFFIX}"
    try:
        shutil.rmtree(temporary, ignore_errors=True)
        data.to_zarr(temporary, mode="w", zarr_format=2, consolidated=True, encoding=_encoding(data))
        _sync_tree(temporary)
        if folder.results.exists():
            shutil.rmtree(folder.results)
        os.rename(temporary, folder.results)
        sync_folder(folder.path)
    except OSError as error:
        raise RunError(f"{folder.results}: not written: {reason(error)}") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return folder.results


def gather(folder: RunFolder, labels: Sequence[str]) -> xr.Dataset:
    """Builds the data set of a run from its units; each system and replicate must be there exactly once."""
    import xarray as xr

    n_replicates = int(folder.inputs["replicates"])
    seen = np.zeros((len(labels), n_replicates), np.int64)
    values: dict[str, np.ndarray] = {}
    described: dict[str, dict[str, Any]] = {}
    hashes: dict[tuple[int, int], str] = {}
    failed = 0
    for arrays, meta in _read_units(folder, len(labels)):
        cell, replicates = meta["cell"], meta["replicates"]
        described = described or meta["series"]
        for name, array in arrays.items():
            if name not in values:
                values[name] = np.zeros((len(labels), n_replicates, *array.shape[1:]), array.dtype)
            values[name][cell, replicates] = array
        seen[cell, replicates] += 1
        failed += len(meta["failed"])
        hashes |= {(cell, r): text for r, text in zip(replicates, meta["state_hash"], strict=True)}
    _check_complete(folder, labels, seen)
    data = xr.Dataset(
        {name: _variable(name, array, described[name]) for name, array in sorted(values.items())}
    )
    data = data.assign_coords(_coordinates(folder.inputs, labels, data.sizes))
    data.attrs = _attributes(folder) | {
        "failed_replicates": failed,
        "state_hash": hashlib.sha256("".join(hashes[key] for key in sorted(hashes)).encode()).hexdigest(),
    }
    return data


def open_results(path: Path, *, verify: bool = True) -> xr.Dataset:
    """Opens the data set of a run (its folder, or a ``results.zarr``) and checks the values' hashes.

    Args:
        verify: False leaves the values on the disk until they are used, and unchecked.

    Error: InputError where there is no run, RunError where it is not finished or a value was changed.
    """
    import xarray as xr

    path = Path(path)
    results = path if path.suffix == ".zarr" else path / RESULTS
    if not results.is_dir():
        if (results.parent / MANIFEST).exists():
            raise RunError(
                f"{results.parent}: is not finished; give the same 'counterplan run' again to finish it"
            )
        raise InputError(f"{path}: holds no results; give a folder that 'counterplan run' wrote")
    try:
        data: xr.Dataset = xr.open_zarr(results, chunks=None)
        if verify:
            data = data.load()
    except Exception as error:  # whatever Zarr, its codecs and JSON raise on damaged files
        raise RunError(f"{results}: is damaged ({type(error).__name__}); delete it and run again") from error
    for name, variable in data.data_vars.items() if verify else ():
        if _digest(variable.values) != variable.attrs.get("sha256"):
            raise RunError(f"{results}: the values of '{name}' were changed; delete it and run again")
    return data


def _read_units(folder: RunFolder, n_cells: int) -> Iterator[tuple[dict[str, np.ndarray], dict[str, Any]]]:
    for cell, batch in folder.units():
        path = folder.unit(cell, batch)
        arrays, meta = read_arrays(path)
        if meta["manifest_hash"] != folder.manifest_hash or (meta["cell"], meta["batch"]) != (cell, batch):
            raise RunError(f"{path}: belongs to another run or place; delete it and run again")
        if cell < n_cells:
            yield arrays, meta


def _check_complete(folder: RunFolder, labels: Sequence[str], seen: np.ndarray) -> None:
    for problem, wrong in (("is missing", seen == 0), ("is there twice", seen > 1)):
        if wrong.any():
            cell, replicate = np.argwhere(wrong)[0]
            raise RunError(
                f"{folder.path}: replicate {replicate} of '{labels[cell]}' {problem} "
                f"({int(wrong.sum())} of {seen.size} in all); give the same command again"
            )


def _variable(
    name: str, array: np.ndarray, described: Mapping[str, Any]
) -> tuple[tuple[str, ...], np.ndarray, dict[str, str]]:
    attributes = {
        "unit": described["unit"],
        "long_name": name.replace("_", " "),
        "meaning": described["meaning"],
        "sha256": _digest(array),
    }
    dimensions = DIMENSIONS[:2] if described.get("once") else DIMENSIONS
    return (*dimensions, *described["axes"]), array, attributes


def _coordinates(
    inputs: Mapping[str, Any], labels: Sequence[str], sizes: Mapping[Any, int]
) -> dict[str, Any]:
    quarters = np.arange(sizes["quarter"], dtype=np.int64)
    year = inputs["scenario"]["start"] + quarters / 4
    coordinates: dict[str, Any] = {
        "system": ("system", np.array(labels), {"long_name": "system", "meaning": "institution vector"}),
        "replicate": (
            "replicate",
            np.arange(sizes["replicate"]),
            {"long_name": "replicate", "meaning": "draw"},
        ),
        "quarter": (
            "quarter",
            quarters,
            {"unit": "quarters", "long_name": "quarter", "meaning": "since the start"},
        ),
        "year": (
            "quarter",
            year,
            {"unit": "year", "long_name": "year", "meaning": "calendar year of its beginning"},
        ),
    }
    if "good" in sizes:
        economy = inputs["scenario"].get("economy")
        names = economy["goods"]["names"] if economy else GOODS
        coordinates["good"] = _names(names, sizes["good"])
    if "region" in sizes:
        coordinates["region"] = _names(inputs.get("regions"), sizes["region"])
    coordinates |= _account_coordinates(sizes)
    if "parameter" in sizes:
        coordinates |= _drawn_coordinates(inputs["priors"])
    return coordinates


def _account_coordinates(sizes: Mapping[Any, int]) -> dict[str, Any]:
    """Names along the axes of the accounts, and the sector that each money stock belongs to."""
    found = {axis: _names(names, sizes[axis]) for axis, names in ACCOUNT_AXES.items() if axis in sizes}
    if "money_stock" not in found:
        return found
    holders = np.array([holder(str(name)) for name in found["money_stock"]])
    return {**found, "sector_of_accounts": ("money_stock", holders, {"long_name": "sector", "meaning": "who holds the money stock"})}


def _drawn_coordinates(priors: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Names, units and ranges of what was drawn, and the causes for which figures were drawn again."""
    drawn = [Prior(**entry) for entry in priors]
    columns: dict[str, tuple[list[Any], str]] = {
        "parameter": ([p.name for p in drawn], "what is drawn"),
        "parameter_unit": ([p.unit for p in drawn], "its unit"),
        "parameter_low": ([p.low for p in drawn], "low end of its range"),
        "parameter_high": ([p.high for p in drawn], "high end of its range"),
        "parameter_scale": ([p.scale for p in drawn], "how it is drawn"),
    }
    found = {
        name: ("parameter", np.array(values), {"long_name": name.replace("_", " "), "meaning": meaning})
        for name, (values, meaning) in columns.items()
    }
    why = {"long_name": "cause", "meaning": "why figures were drawn again"}
    return {**found, "cause": ("cause", np.array(CAUSES), why)}


def _names(names: Sequence[str] | None, length: int) -> np.ndarray:
    return np.array(names) if names is not None and len(names) == length else np.arange(length)


def _attributes(folder: RunFolder) -> dict[str, Any]:
    inputs = folder.inputs
    population = inputs["scenario"]["figures"]["population"]["value"]
    return {
        "scenario": inputs["scenario"]["name"],
        "seed": inputs["seed"],
        "n_persons": inputs["persons"],
        "persons_per_simulated": population / inputs["persons"],
        "version": folder.manifest["versions"]["counterplan"],
        "manifest_hash": folder.manifest_hash,
        "manifest": json.dumps(folder.manifest, sort_keys=True),
    }


def _encoding(data: xr.Dataset) -> dict[Any, dict[str, Any]]:
    """One chunk a variable, one a system where that is large; no fill value, so that no bit is masked."""
    encoding: dict[Any, dict[str, Any]] = {}
    for name, variable in data.variables.items():
        shape = variable.shape
        if name in data.data_vars and variable.nbytes > _CHUNK_BYTES:
            shape = (1, *shape[1:])
        encoding[name] = {"chunks": shape}
        if variable.dtype.kind == "f":
            encoding[name]["_FillValue"] = None
    return encoding


def _digest(array: np.ndarray) -> str:
    plain = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    return hashlib.sha256(f"{plain.dtype.str}{plain.shape}".encode() + plain.tobytes()).hexdigest()


def _sync_tree(root: Path) -> None:
    """Waits until all files and names under a folder are on the disk."""
    for folder, _, files in os.walk(root):
        for name in files:
            descriptor = os.open(Path(folder) / name, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        sync_folder(Path(folder))
