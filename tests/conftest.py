"""What holds for all tests."""

from __future__ import annotations

import signal


def pytest_configure() -> None:
    # Shells start background jobs with Ctrl-C ignored; the tests of Ctrl-C need it, however they were started.
    signal.signal(signal.SIGINT, signal.default_int_handler)
