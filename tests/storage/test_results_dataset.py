"""Results are the units, labelled; plain xarray reads them; what is missing or changed is noticed."""

from __future__ import annotations

import hashlib
import warnings
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
import xarray as xr
from toy_program import N_CELLS, N_QUARTERS, N_REPLICATES, ToyCarry, ToyProgram, ToySeries, toy_inputs

from counterplan.core.errors import InputError, RunError
from counterplan.core.priors import Prior
from counterplan.experiments.ensemble import run_units
from counterplan.storage import dataset
from counterplan.storage.dataset import compact, open_results
from counterplan.storage.folder import RunFolder
from counterplan.storage.publish import publish_arrays, read_arrays


def _run(folder: RunFolder, failing: int = -1) -> None:
    run_units(ToyProgram(failing=failing), range(N_CELLS), N_REPLICATES, folder, progress=False)


def test_plain_xarray_reads_what_the_units_hold(folder: RunFolder) -> None:
    _run(folder)
    path = compact(folder)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        data = xr.open_zarr(path, chunks=None)
    assert dict(data.sizes) == {"system": 3, "replicate": N_REPLICATES, "quarter": N_QUARTERS, "good": 2}
    assert list(data["system"].values) == ["a", "b", "c"]
    assert data["year"].values[:2].tolist() == [1950.0, 1950.25]
    assert data["stock"].dims == ("system", "replicate", "quarter", "good")
    assert data["stock"].dtype == np.int64
    for name in data.data_vars:
        assert {"unit", "long_name", "meaning"} <= data[name].attrs.keys()
    assert {
        "scenario",
        "seed",
        "n_persons",
        "persons_per_simulated",
        "version",
        "manifest_hash",
    } <= data.attrs.keys()
    assert data.attrs["persons_per_simulated"] == 5.0e5
    for cell, batch in folder.units():
        arrays, meta = read_arrays(folder.unit(cell, batch))
        for name, array in arrays.items():
            stored = data[name].values[cell, meta["replicates"]]
            assert stored.dtype == array.dtype
            assert stored.tobytes() == array.tobytes()


def test_every_bit_survives(folder: RunFolder) -> None:
    """Negative zero, payloads of not-a-number and integers that equal fill values come back as they were."""
    odd = np.array([0x7FF8000000000123, 0x8000000000000000, 0, 0x7FF0000000000000], np.uint64).view(
        np.float64
    )
    for cell in range(N_CELLS):
        publish_arrays(
            folder.unit(cell, 0),
            {"x": np.tile(odd, (N_REPLICATES, 1)), "k": np.zeros((N_REPLICATES, 4), np.int64)},
            {
                "manifest_hash": folder.manifest_hash,
                "cell": cell,
                "batch": 0,
                "replicates": list(range(N_REPLICATES)),
                "series": {name: {"unit": "1", "meaning": "odd", "axes": []} for name in ("x", "k")},
                "state_hash": [""] * N_REPLICATES,
                "failed": {},
            },
        )
    data = open_results(compact(folder))
    assert data["x"].values[2, 1].tobytes() == odd.tobytes()
    assert data["k"].dtype == np.int64


def test_values_have_the_same_bytes_whoever_computed_them(folder: RunFolder, tmp_path: Path) -> None:
    _run(folder)
    first = open_results(compact(folder))
    sums = {
        p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.results.rglob("*") if p.is_file()
    }
    second = open_results(compact(folder, again=True))
    again = {
        p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.results.rglob("*") if p.is_file()
    }
    xr.testing.assert_identical(first, second)
    assert sums == again
    assert list(folder.path.glob(".*.tmp")) == []


def test_failed_replicates_stay_and_are_counted(folder: RunFolder) -> None:
    _run(folder, failing=9)
    data = open_results(compact(folder))
    assert data.attrs["failed_replicates"] == N_CELLS
    assert (data["failed"].sel(replicate=9, quarter=slice(5, None)) == 2).all()
    assert (data["failed"].sel(replicate=slice(0, 8)) == 0).all()


def test_a_missing_unit_is_named(folder: RunFolder) -> None:
    _run(folder)
    folder.unit(1, 2).unlink()
    with pytest.raises(RunError, match=r"replicate 8 of 'b' is missing \(2 of 30 in all\)"):
        compact(folder)
    assert not folder.results.exists()
    with pytest.raises(RunError, match="is not finished"):
        open_results(folder.path)


def test_a_damaged_unit_is_named(folder: RunFolder) -> None:
    _run(folder)
    path = folder.unit(0, 1)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(RunError, match=r"0-1\.unit"):
        compact(folder)
    assert not folder.results.exists()


def test_a_unit_that_is_there_twice_is_named(folder: RunFolder) -> None:
    _run(folder)
    arrays, meta = read_arrays(folder.unit(0, 1))
    publish_arrays(folder.unit(0, 3), arrays, {**meta, "batch": 3})
    with pytest.raises(RunError, match="there twice"):
        compact(folder)


@pytest.mark.parametrize("fault", ["chunk removed", "chunk cut", "value changed", "metadata cut"])
def test_damaged_results_are_refused(folder: RunFolder, fault: str) -> None:
    _run(folder)
    compact(folder)
    chunk = next(path for path in (folder.results / "output").iterdir() if not path.name.startswith("."))
    if fault == "chunk removed":
        chunk.unlink()
    elif fault == "chunk cut":
        chunk.write_bytes(chunk.read_bytes()[:20])
    elif fault == "metadata cut":
        for path in folder.results.rglob(".z*"):
            path.write_bytes(path.read_bytes()[:10])
    else:
        data = xr.open_zarr(folder.results, chunks=None).load()
        data["output"].values[0, 0, 0] += 1e-12
        data[["output"]].to_zarr(folder.results, mode="a", zarr_format=2)
    with pytest.raises(RunError, match=r"results\.zarr") as caught:
        open_results(folder.path)
    assert "\n" not in str(caught.value)


def test_a_full_disk_leaves_no_results(folder: RunFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    _run(folder)

    def full(root: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(dataset, "_sync_tree", full)
        with pytest.raises(RunError, match="disk is full"):
            compact(folder)
    assert not folder.results.exists()
    assert list(folder.path.glob(".*.tmp")) == []
    assert compact(folder).exists()


def test_no_run_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no results"):
        open_results(tmp_path)


def test_large_variables_have_one_chunk_a_system(folder: RunFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    _run(folder)
    monkeypatch.setattr(dataset, "_CHUNK_BYTES", 1000)
    data = xr.open_zarr(compact(folder), chunks=None)
    assert data["stock"].encoding["chunks"] == (1, N_REPLICATES, N_QUARTERS, 2)
    assert open_results(folder.path)["stock"].values.tobytes() == data["stock"].values.tobytes()


class _OnceProgram(ToyProgram):
    """Records two numbers a replicate once; the second is missing in one cell."""

    once: ClassVar = {"drawn": ToySeries("as the parameter", "what was drawn", ("parameter",))}

    def record_once(self, carry: ToyCarry) -> dict[str, np.ndarray]:
        replicate = carry.state[:, 1].astype(np.float64)
        return {"drawn": np.stack([replicate / 7, np.full(len(replicate), np.nan)], axis=1)}


def test_what_is_recorded_once_a_replicate(tmp_path: Path) -> None:
    priors = [Prior("physics.x", "physics.x", 0.0, 2.0, "1", "assumed"), Prior("exit.hard.y", "exit.y", 0.1, 1.0, "1 a quarter", "assumed")]
    with RunFolder.begin(tmp_path / "drawn", toy_inputs(more={"priors": priors})) as folder:
        run_units(_OnceProgram(), range(N_CELLS), N_REPLICATES, folder, progress=False)
        path = compact(folder)
    data = open_results(path)
    assert data["drawn"].dims == ("system", "replicate", "parameter")
    assert (data["drawn"].values[:, :, 0] == np.arange(N_REPLICATES) / 7).all()
    assert np.isnan(data["drawn"].values[:, :, 1]).all()
    assert list(data["parameter"].values) == ["physics.x", "exit.hard.y"]
    assert list(data["parameter_unit"].values) == ["1", "1 a quarter"]
    assert list(data["parameter_scale"].values) == ["uniform", "log-uniform"]
    assert (data["parameter_low"].values == [0.0, 0.1]).all()
    assert data["output"].dims == ("system", "replicate", "quarter")
    arrays, _ = read_arrays(folder.unit(0, N_REPLICATES // 4))
    assert arrays["drawn"].shape == (N_REPLICATES % 4, 2)  # the padding is not kept
