"""A published file is whole and unchanged, or it is refused by name."""

from __future__ import annotations

import errno
import os
import random
import stat
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from counterplan.core.errors import RunError
from counterplan.storage import publish
from counterplan.storage.publish import is_published, publish_arrays, read_arrays, read_header

ARRAYS = {
    "floats": np.array([[0.1, -0.0], [np.nan, np.inf]]),
    "whole": np.arange(7, dtype=np.int64) - 3,
    "big_endian": np.arange(3, dtype=">i4"),
    "none": np.zeros((0, 3), np.float32),
    "scalar": np.array(5, np.uint8),
}
META = {"cell": 3, "text": "ä"}


def _leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_arrays_come_back_bit_for_bit(tmp_path: Path) -> None:
    publish_arrays(tmp_path / "a.unit", ARRAYS, META)
    arrays, meta = read_arrays(tmp_path / "a.unit")
    assert meta == META == read_header(tmp_path / "a.unit")
    assert list(arrays) == sorted(ARRAYS)
    for name, array in ARRAYS.items():
        assert arrays[name].shape == array.shape
        assert arrays[name].tobytes() == array.astype(array.dtype.newbyteorder("<")).tobytes()
        assert arrays[name].flags.writeable
    assert _leftovers(tmp_path) == ["a.unit"]


@settings(max_examples=30, deadline=None)
@given(
    hnp.arrays(
        st.sampled_from([np.bool_, np.int8, np.int64, np.uint64, np.float32, np.float64]),
        hnp.array_shapes(min_side=0),
    )
)
def test_any_array_comes_back(tmp_path_factory: pytest.TempPathFactory, array: np.ndarray) -> None:
    path = tmp_path_factory.mktemp("any") / "x.unit"
    publish_arrays(path, {"x": array, "turned": array.T}, {})
    arrays, _ = read_arrays(path)
    assert arrays["x"].dtype == array.dtype
    assert arrays["x"].tobytes() == array.tobytes()
    assert arrays["turned"].shape == array.T.shape
    assert arrays["turned"].tobytes() == array.T.tobytes()


def test_the_same_contents_give_the_same_bytes(tmp_path: Path) -> None:
    publish_arrays(tmp_path / "a", ARRAYS, META)
    publish_arrays(tmp_path / "b", dict(reversed(ARRAYS.items())), META, durable=False)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_objects_are_not_stored(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="'x'"):
        publish_arrays(tmp_path / "a", {"x": np.array([{}])}, {})
    assert _leftovers(tmp_path) == []


def _damaged(data: bytes) -> list[bytes]:
    draw = random.Random(1)
    cut = [
        data[:length] for length in [0, 5, 14, 30, 46, 54, *(draw.randrange(len(data)) for _ in range(30))]
    ]
    flipped = []
    for _ in range(60):
        place = draw.randrange(len(data))
        flipped.append(data[:place] + bytes([data[place] ^ (1 << draw.randrange(8))]) + data[place + 1 :])
    return [*cut, *flipped, data + b"\0", b"", bytes(len(data))]


def test_every_damage_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "3-1.unit"
    publish_arrays(path, ARRAYS, META)
    for data in _damaged(path.read_bytes()):
        path.write_bytes(data)
        assert not is_published(path)
        with pytest.raises(RunError, match=r"3-1\.unit") as caught:
            read_arrays(path)
        assert "\n" not in str(caught.value)


def test_planted_fault_a_reader_without_checksum_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test above has teeth: without the check of the sum, damaged files would be taken for good ones."""
    path = tmp_path / "3-1.unit"
    publish_arrays(path, ARRAYS, META)
    data = path.read_bytes()
    monkeypatch.setattr(publish, "_check", lambda *given: None)
    accepted = 0
    for damaged in _damaged(data):
        path.write_bytes(damaged)
        accepted += is_published(path)
    assert accepted > 50


def test_a_missing_file_is_not_published_and_not_read(tmp_path: Path) -> None:
    assert not is_published(tmp_path / "none.unit")
    with pytest.raises(RunError, match=r"none\.unit: not read"):
        read_arrays(tmp_path / "none.unit")


@pytest.mark.parametrize("call", ["write", "fsync", "replace", "open"])
@pytest.mark.parametrize("before", [False, True])
def test_a_full_disk_leaves_nothing_torn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, before: bool
) -> None:
    """Full at the first, second, … use of each call: one line, the old file or none, no temporary file."""
    path = tmp_path / "0-0.unit"
    if before:
        publish_arrays(path, {"x": np.zeros(5)}, {})
    old = path.read_bytes() if before else None
    true_call = getattr(os, call)
    for allowed in range(3):
        uses = 0

        def full(*given: Any, _allowed: int = allowed, **named: Any) -> Any:
            nonlocal uses
            uses += 1
            if uses > _allowed:
                raise OSError(errno.ENOSPC, "No space left on device")
            return true_call(*given, **named)

        with monkeypatch.context() as patch:
            patch.setattr(os, call, full)
            try:
                publish_arrays(path, ARRAYS, META)
            except RunError as error:
                assert "disk is full" in str(error)
                assert "0-0.unit" in str(error)
        assert [name for name in _leftovers(tmp_path) if name != path.name] == []
        if path.exists() and path.read_bytes() != old:
            assert is_published(path)
            assert read_header(path) == META


def test_the_disk_has_the_file_before_its_name_and_the_name_before_the_return(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Catches a writer that skips a wait for the disk: a power cut could then tear or lose the file."""
    order: list[str] = []
    true_fsync, true_replace = os.fsync, os.replace

    def fsync(descriptor: int) -> None:
        order.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        true_fsync(descriptor)

    def replace(old: Path, new: Path) -> None:
        order.append("name")
        true_replace(old, new)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", replace)
    publish_arrays(tmp_path / "a", ARRAYS, META)
    assert order == ["file", "name", "folder"]


def test_half_a_write_is_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    true_write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: true_write(descriptor, data[:3]))
    publish_arrays(tmp_path / "a", ARRAYS, META)
    assert is_published(tmp_path / "a")


def test_a_folder_that_is_not_there_gives_one_line(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no such file or folder") as caught:
        publish_arrays(tmp_path / "absent" / "a", ARRAYS, META)
    assert "\n" not in str(caught.value)


def test_interruption_leaves_no_temporary_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*given: Any) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        publish_arrays(tmp_path / "a", ARRAYS, META)
    assert _leftovers(tmp_path) == []
