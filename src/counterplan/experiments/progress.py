"""A progress bar that tells the truth: it counts quarters over all units and calls compiling compiling."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_LINE_SECONDS = 10.0


class UnitProgress:
    """Counts quarters over all units and shows them on standard error.

    On a terminal it is a bar with the time left; asked for where there is none, a line every ten seconds. It
    is safe to call from several threads. One object may serve several calls of `run_units` one after another.
    """

    def __init__(self, total_quarters: int, shown: bool | None = None) -> None:
        """Prepares a bar.

        Args:
            total_quarters: quarters of all units together.
            shown: None shows it where standard error is a terminal.
        """
        terminal = sys.stderr.isatty()
        self._total = total_quarters
        self._as_bar = terminal and shown is not False
        self._as_lines = shown is True and not terminal
        self._turn = threading.Lock()
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._done = 0
        self._earned = 0
        self._since: float | None = None
        self._said = time.monotonic()

    @property
    def done(self) -> int:
        """Quarters done, those of earlier sessions included."""
        return self._done

    def compiling(self) -> None:
        """Says that the program is being compiled."""
        self._describe("compiling")

    def found(self, quarters: int) -> None:
        """Counts quarters that an earlier session left done."""
        with self._turn:
            self._done += quarters
            if self._bar is not None and self._task is not None:
                # Not as speed: the time left must not believe that they were computed just now.
                self._bar.reset(self._task, start=True, completed=self._done, total=self._total)

    def advance(self, quarters: int) -> None:
        """Counts quarters just computed."""
        with self._turn:
            self._done += quarters
            if self._since is None:
                self._since = (
                    time.monotonic()
                )  # the first slice held the compiling; speed is measured after it
            else:
                self._earned += quarters
            done = self._done
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done, description="running")
        elif self._as_lines and time.monotonic() - self._said >= _LINE_SECONDS:
            self._line("running")

    def seconds_left(self) -> float | None:
        """Seconds left at the speed of this session so far; None before there is one."""
        if self._since is None or self._earned == 0:
            return None
        return (self._total - self._done) * (time.monotonic() - self._since) / self._earned

    def __enter__(self) -> UnitProgress:
        if self._as_bar:
            self._start_bar()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _start_bar(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        self._bar = Progress(
            TextColumn("{task.description:<10}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            TextColumn("left"),
            console=Console(stderr=True),
        )
        self._task = self._bar.add_task("reading", total=self._total)
        self._bar.start()

    def _describe(self, text: str) -> None:
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, description=text, refresh=True)
        elif self._as_lines:
            self._line(text)

    def _line(self, text: str) -> None:
        self._said = time.monotonic()
        left = self.seconds_left()
        time_left = "" if left is None else f", about {int(left) // 60}:{int(left) % 60:02d} left"
        share = 100 * self._done // max(self._total, 1)
        print(
            f"{text}: {share} % ({self._done} of {self._total} quarters){time_left}",
            file=sys.stderr,
            flush=True,
        )
