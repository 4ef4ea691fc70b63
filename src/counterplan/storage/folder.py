"""A run folder: its manifest, its published units, its checkpoints and its results.

::

    manifest.json           every input, version, seed and hash
    units/<cell>-<batch>.unit         finished batches of replicates, each whole with its checksum
    checkpoints/<cell>-<batch>.ckpt   how far an unfinished unit is
    results.zarr            all units as one data set
    report.html
    lock, lock.holder       who writes here now
"""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from counterplan.core.errors import InputError, RunError

from .lock import HOLDER, LOCK, FolderLock
from .manifest import build_manifest, first_difference, manifest_problem
from .publish import TEMPORARY_SUFFIX, is_published, publish_bytes, read_header, reason

MANIFEST = "manifest.json"
UNITS = "units"
CHECKPOINTS = "checkpoints"
RESULTS = "results.zarr"
REPORT = "report.html"


class RunFolder:
    """One run on the disk. Use `begin` to write and `open` to read.

    The same inputs again continue the run. A folder that holds another run is refused and left as it is.
    """

    def __init__(self, path: Path, manifest: Mapping[str, Any]) -> None:
        self.path = Path(path)
        self.manifest = dict(manifest)
        self._lock = FolderLock(self.path)

    @classmethod
    def begin(cls, path: Path, inputs: Mapping[str, Any]) -> RunFolder:
        """Creates the folder, or takes up the run that it holds, and locks it until `close`.

        Error: RunError where another process works in it, it holds a run with other inputs or versions (the
            message names the first difference), or it cannot be written; InputError where it holds no run.
        """
        path = Path(path)
        folder = cls(path, build_manifest(inputs))
        try:
            path.mkdir(parents=True, exist_ok=True)
        except FileExistsError:
            raise InputError(f"{path}: is a file; give a folder to write the run into") from None
        except OSError as error:
            raise RunError(f"{path}: cannot be made: {reason(error)}") from error
        _refuse_foreign(path)
        folder._lock.acquire()
        try:
            folder._settle()
        except BaseException:
            folder.close()
            raise
        return folder

    @classmethod
    def open(cls, path: Path) -> RunFolder:
        """Opens a run to read it; takes no lock and writes nothing.

        Error: InputError where there is no run; RunError where its manifest is damaged.
        """
        path = Path(path)
        if not (path / MANIFEST).is_file():
            raise InputError(
                f"{path}: holds no run ({MANIFEST} is missing); give a folder that 'counterplan run' wrote"
            )
        return cls(path, _read_manifest(path / MANIFEST))

    @property
    def inputs(self) -> dict[str, Any]:
        """What the run was given."""
        given: dict[str, Any] = self.manifest["inputs"]
        return given

    @property
    def manifest_hash(self) -> str:
        """The hash of the manifest; every unit carries it."""
        return str(self.manifest["hash"])

    @property
    def results(self) -> Path:
        """Where the data set stands once the run is done."""
        return self.path / RESULTS

    @property
    def report(self) -> Path:
        """Where the report stands."""
        return self.path / REPORT

    def unit(self, cell: int, batch: int) -> Path:
        """Returns the path of a finished unit."""
        return self.path / UNITS / f"{cell}-{batch}.unit"

    def checkpoint(self, cell: int, batch: int) -> Path:
        """Returns the path of an unfinished unit's checkpoint."""
        return self.path / CHECKPOINTS / f"{cell}-{batch}.ckpt"

    def units(self) -> list[tuple[int, int]]:
        """Lists cell and batch of all unit files, in order (their checksums are not looked at)."""
        names = [path.stem.split("-") for path in (self.path / UNITS).glob("*.unit")]
        return sorted((int(cell), int(batch)) for cell, batch in names)

    def has_unit(self, cell: int, batch: int, replicates: tuple[int, ...]) -> bool:
        """True where the unit is published, whole; a torn one counts as absent.

        Error: RunError where a whole unit of another run or with other replicates stands in its place.
        """
        path = self.unit(cell, batch)
        if not is_published(path):
            return False
        meta = read_header(path)
        if meta.get("manifest_hash") != self.manifest_hash or tuple(meta.get("replicates", ())) != replicates:
            raise RunError(
                f"{path}: belongs to another run or another batch width; delete it or choose another --out"
            )
        return True

    def close(self) -> None:
        """Gives the lock back."""
        self._lock.release()

    def __enter__(self) -> RunFolder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _settle(self) -> None:
        """Clears what a killed process left, then writes the manifest or compares with the one there."""
        path = self.path / MANIFEST
        try:
            for name in (UNITS, CHECKPOINTS):
                (self.path / name).mkdir(exist_ok=True)
        except OSError as error:
            raise RunError(f"{self.path}: cannot be written: {reason(error)}") from error
        _sweep(self.path)
        if not path.exists():
            text = json.dumps(self.manifest, indent=1, sort_keys=True, allow_nan=False) + "\n"
            publish_bytes(path, [text.encode()])
            return
        stored = _read_manifest(path)
        found = first_difference(stored, self.manifest)
        if found is not None:
            key, there, here = found
            raise RunError(
                f"{self.path}: holds another run: '{key}' is {there} there and {here} here; "
                "choose another --out or the same settings"
            )
        # The units carry the hash of the manifest that they were made under (a new kernel makes no new run).
        self.manifest = stored


def _read_manifest(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RunError(f"{path}: not read: {reason(error)}") from error
    except (ValueError, RecursionError):
        raise RunError(f"{path}: is not valid JSON; restore it or choose another --out") from None
    problem = manifest_problem(manifest)
    if problem is not None:
        raise RunError(f"{path}: was changed: {problem}; restore it or choose another --out")
    result: dict[str, Any] = manifest
    return result


def _refuse_foreign(path: Path) -> None:
    """Refuses a folder that holds something else than a run, before anything is written into it."""
    try:
        names = {entry.name for entry in path.iterdir() if not entry.name.endswith(TEMPORARY_SUFFIX)}
    except OSError as error:
        raise RunError(f"{path}: cannot be read: {reason(error)}") from error
    foreign = sorted(names - {LOCK, HOLDER, UNITS, CHECKPOINTS})
    if foreign and MANIFEST not in names:
        raise InputError(
            f"{path}: is not a run folder and not empty ({foreign[0]}); choose an empty or new folder"
        )


def _sweep(path: Path) -> None:
    """Removes temporary files and folders of killed processes; the lock says that none is at work."""
    for folder in (path, path / UNITS, path / CHECKPOINTS):
        for leftover in folder.glob(f".*{TEMPORARY_SUFFIX}"):
            with contextlib.suppress(OSError):
                shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
