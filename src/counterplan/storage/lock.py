"""One process a run folder: a lock that the system frees when its holder ends, however it ends."""

from __future__ import annotations

import contextlib
import json
import os
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterplan.core.errors import RunError

from .publish import publish_bytes, reason

if TYPE_CHECKING:
    from filelock import BaseFileLock

LOCK = "lock"
HOLDER = "lock.holder"


class FolderLock:
    """The lock of one run folder, with a note beside it that says who holds it."""

    def __init__(self, folder: Path) -> None:
        self._folder = Path(folder)
        self._lock: BaseFileLock | None = None

    def acquire(self) -> None:
        """Takes the lock at once or raises RunError that says who holds it."""
        from filelock import FileLock, Timeout

        lock = FileLock(self._folder / LOCK, timeout=0, thread_local=False)
        try:
            lock.acquire()
        except Timeout:
            raise RunError(
                f"{self._folder}: in use by {self._holder()}; wait for it or choose another --out"
            ) from None
        except OSError as error:
            raise RunError(f"{self._folder}: cannot be locked: {reason(error)}") from error
        self._lock = lock
        note = {
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        publish_bytes(self._folder / HOLDER, [json.dumps(note).encode()], durable=False)

    def release(self) -> None:
        """Gives the lock back; does nothing where it is not held."""
        if self._lock is None:
            return
        # The note goes first: once the lock is free, another holder's note may stand there.
        with contextlib.suppress(OSError):
            (self._folder / HOLDER).unlink()
        self._lock.release()
        self._lock = None

    @property
    def held(self) -> bool:
        """True while this object holds the lock."""
        return self._lock is not None

    def _holder(self) -> str:
        try:
            note: dict[str, Any] = json.loads((self._folder / HOLDER).read_text(encoding="utf-8"))
            return f"process {note['pid']} on {note['host']} since {note['since']}"
        except (OSError, ValueError, KeyError, TypeError):
            return "another process"
