"""The manifest holds every input, in one canonical form, and gives it back."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy_program import toy_inputs, toy_scenario, toy_systems

from counterplan.core.errors import InputError
from counterplan.storage.manifest import (
    build_manifest,
    canonical_json,
    first_difference,
    hash_of,
    manifest_problem,
    scenario_of,
    source_hash,
    systems_of,
)

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(VALUES)
def test_canonical_json_is_exact_and_stable(value: object) -> None:
    text = canonical_json(value)
    assert text.isascii()
    assert json.loads(text) == value
    assert canonical_json(json.loads(text)) == text


def test_order_of_keys_does_not_matter_but_values_do() -> None:
    assert hash_of({"a": 1, "b": (1, 2)}) == hash_of({"b": [1, 2], "a": np.int64(1)})
    assert hash_of({"a": 0.1}) != hash_of({"a": np.nextafter(0.1, 1)})


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), object(), {1, 2}])
def test_what_cannot_be_recorded_is_refused_by_place(bad: object) -> None:
    with pytest.raises(InputError, match=r"inputs\.a\[1\]\.b"):
        canonical_json({"a": [0, {"b": bad}]})


def test_systems_and_scenario_come_back() -> None:
    inputs = json.loads(canonical_json(toy_inputs()))
    assert systems_of(inputs) == toy_systems()
    assert scenario_of(inputs) == toy_scenario()


def test_manifest_holds_inputs_versions_and_hashes() -> None:
    manifest = build_manifest(toy_inputs())
    assert {"systems", "scenario", "physics", "sizes", "persons", "seed", "replicates", "years"} <= manifest[
        "inputs"
    ].keys()
    assert {"counterplan", "python", "jax", "numpy"} <= manifest["versions"].keys()
    assert manifest["hashes"]["source"] == "toy"
    assert manifest_problem(manifest) is None
    assert first_difference(manifest, build_manifest(toy_inputs())) is None
    assert manifest_problem({**manifest, "inputs": {}}) is not None


def test_source_hash_covers_rules_and_tables(tmp_path: Path) -> None:
    """The same under another path; another where one file of the package is changed, added or renamed."""

    def hash_there(root: Path) -> str:
        return source_hash.__wrapped__(root)  # without the memory of earlier calls

    for place in ("one", "two"):
        (tmp_path / place / "systems").mkdir(parents=True)
        (tmp_path / place / "rule.py").write_bytes(b"x = 1\n")
        (tmp_path / place / "systems" / "a.toml").write_bytes(b"name = 'a'\n")
        (tmp_path / place / "notes.txt").write_text(place)
    first = hash_there(tmp_path / "one")
    assert hash_there(tmp_path / "two") == first
    (tmp_path / "two" / "rule.py").write_bytes(b"x = 1\r\n")
    assert hash_there(tmp_path / "two") == first
    (tmp_path / "two" / "systems" / "a.toml").write_bytes(b"name = 'b'\n")
    assert hash_there(tmp_path / "two") != first
    (tmp_path / "one" / "rule.py").rename(tmp_path / "one" / "law.py")
    assert hash_there(tmp_path / "one") != first
    assert len(source_hash()) == 64


def test_a_newer_kernel_does_not_make_another_run() -> None:
    manifest = build_manifest(toy_inputs())
    other = {**manifest, "platform": {**manifest["platform"], "release": "99"}}
    assert first_difference(manifest, other) is None


def test_storage_does_not_import_the_heavy_libraries() -> None:
    code = (
        "import sys, counterplan.storage.folder, counterplan.storage.dataset,"
        " counterplan.experiments.ensemble, counterplan.experiments.dask_units;"
        "print([m for m in ('jax', 'xarray', 'zarr', 'pandas', 'rich', 'distributed') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
