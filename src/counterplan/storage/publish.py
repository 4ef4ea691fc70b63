"""One file a unit of work: published whole with its checksum, or not at all.

Layout of a file, integers little-endian:

1. the line ``counterplan 1``, 14 bytes with its line feed;
2. SHA-256 of all that follows, 32 bytes;
3. length of the header, 8 bytes;
4. the header, JSON: ``{"arrays": [{"name", "dtype", "shape", "offset", "size"}, …], "meta": {…}}``;
5. the arrays one after another, C order, each at its offset from the end of the header.

The file is written under a temporary name in its own folder and renamed when it is on the disk. So a reader,
and a run that starts after a kill or a power cut, find either nothing or all of it. No pickle is read or
written.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from counterplan.core.errors import RunError

MAGIC = b"counterplan 1\n"
_DIGEST_SIZE = hashlib.sha256().digest_size
_LENGTH_SIZE = 8
_BLOCK = 1 << 24
TEMPORARY_SUFFIX = ".tmp"


class TornFile(RunError):
    """A file that is cut short, changed, or not one of ours."""


def publish_arrays(
    path: Path, arrays: Mapping[str, np.ndarray], meta: Mapping[str, Any], *, durable: bool = True
) -> None:
    """Writes arrays and a JSON-like ``meta`` as one file under ``path``, all of it or nothing.

    The same arrays and meta always give the same bytes.

    Args:
        durable: False leaves out the waits for the disk: still whole or absent after a kill, but a power cut
            may tear the file (which its checksum then shows). For files that a run can do without.

    Error: RunError, one line, where the disk is full or the folder cannot be written.
    """
    entries: list[dict[str, Any]] = []
    blocks: list[memoryview] = []
    offset = 0
    for name in sorted(arrays):
        array = _plain(name, arrays[name])
        entries.append(
            {
                "name": name,
                "dtype": array.dtype.str,
                "shape": list(arrays[name].shape),
                "offset": offset,
                "size": array.nbytes,
            }
        )
        blocks.append(array.reshape(-1).view(np.uint8).data)
        offset += array.nbytes
    text = json.dumps(
        {"arrays": entries, "meta": meta}, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    header = text.encode()
    length = len(header).to_bytes(_LENGTH_SIZE, "little")
    digest = hashlib.sha256(length + header)
    for block in blocks:
        digest.update(block)
    publish_bytes(path, [MAGIC, digest.digest(), length, header, *blocks], durable=durable)


def publish_bytes(path: Path, pieces: Iterable[bytes | memoryview], *, durable: bool = True) -> None:
    """Writes the pieces one after another as one file under ``path``, all of it or nothing."""
    path = Path(path)
    temporary = path.parent / f".{path.name}.{os.getpid()}.{threading.get_ident()}{TEMPORARY_SUFFIX}"
    try:
        try:
            _write(temporary, pieces, durable)
            os.replace(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
        if durable:
            sync_folder(path.parent)
    except OSError as error:
        raise RunError(f"{path}: not written: {reason(error)}") from error


def read_arrays(path: Path) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Reads what `publish_arrays` wrote, after its checksum has been found right.

    Error: TornFile (a RunError) that names the file where it is cut short, changed or of another kind;
        RunError where it cannot be read at all.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RunError(f"{path}: not read: {reason(error)}") from error
    start = len(MAGIC) + _DIGEST_SIZE
    _check_start(path, data[:start])
    _check(path, data[len(MAGIC) : start], hashlib.sha256(memoryview(data)[start:]).digest())
    header_start = start + _LENGTH_SIZE
    body = header_start + int.from_bytes(data[start:header_start], "little")
    header = json.loads(data[header_start:body])
    return {entry["name"]: _array(data, body, entry) for entry in header["arrays"]}, header["meta"]


def is_published(path: Path) -> bool:
    """True where the file is there, whole, and its checksum is right."""
    path = Path(path)
    start = len(MAGIC) + _DIGEST_SIZE
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            beginning = file.read(start)
            _check_start(path, beginning)
            while block := file.read(_BLOCK):
                digest.update(block)
        _check(path, beginning[len(MAGIC) :], digest.digest())
    except (FileNotFoundError, TornFile):
        return False
    except OSError as error:
        raise RunError(f"{path}: not read: {reason(error)}") from error
    return True


def read_header(path: Path) -> dict[str, Any]:
    """Reads the meta of a file whose checksum was verified a moment ago, without its arrays."""
    with Path(path).open("rb") as file:
        file.seek(len(MAGIC) + _DIGEST_SIZE)
        length = int.from_bytes(file.read(_LENGTH_SIZE), "little")
        meta: dict[str, Any] = json.loads(file.read(length))["meta"]
    return meta


def sync_folder(folder: Path) -> None:
    """Waits until the names in a folder are on the disk (systems without that call promise it themselves)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def reason(error: OSError) -> str:
    """Says in a few words why the system refused, and what would be right where that is known."""
    advice = {
        errno.ENOSPC: "the disk is full; free some space and give the same command again",
        errno.EDQUOT: "the disk quota is used up; free some space and give the same command again",
        errno.EACCES: "no permission; choose a folder that you may write to",
        errno.EPERM: "no permission; choose a folder that you may write to",
        errno.EROFS: "the file system is read-only; choose another folder",
        errno.ENOTDIR: "a part of the path is a file, not a folder",
        errno.ENOENT: "there is no such file or folder",
    }
    return advice.get(error.errno or 0, (error.strerror or str(error)).lower())


def _plain(name: str, array: np.ndarray) -> np.ndarray:
    """Returns the array in C order and little-endian; refuses what has no fixed layout of plain numbers."""
    array = np.asarray(array)
    if array.dtype.kind not in "biufcS":
        raise TypeError(f"array '{name}' has type {array.dtype}; numbers and fixed-width bytes can be stored")
    return np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))


def _array(data: bytes, body: int, entry: Mapping[str, Any]) -> np.ndarray:
    dtype = np.dtype(entry["dtype"])
    count = entry["size"] // dtype.itemsize
    # The copy is aligned, writable, and does not keep the whole file in memory.
    return np.frombuffer(data, dtype, count, body + entry["offset"]).reshape(entry["shape"]).copy()


def _write(path: Path, pieces: Iterable[bytes | memoryview], durable: bool) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, 0o666)
    try:
        for piece in pieces:
            rest = memoryview(piece)
            while len(rest):
                rest = rest[os.write(descriptor, rest[:_BLOCK]) :]
        if durable:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _check_start(path: Path, beginning: bytes) -> None:
    if not beginning.startswith(MAGIC) or len(beginning) < len(MAGIC) + _DIGEST_SIZE:
        raise TornFile(f"{path}: cut short or not a unit file; delete it and give the same command again")


def _check(path: Path, expected: bytes, found: bytes) -> None:
    if expected != found:
        raise TornFile(
            f"{path}: checksum does not match, the file was cut or changed; delete it and run again"
        )
