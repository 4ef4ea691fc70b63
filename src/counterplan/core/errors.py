"""Errors that a user can act on: one line that says what, where and what would be right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class CounterplanError(Exception):
    """Base of all errors that are shown as one line, without a traceback."""

    exit_code = 1


class InputError(CounterplanError):
    """Bad usage or bad input: a file, a key, an argument, an impossible combination."""

    exit_code = 2


class RunError(CounterplanError):
    """A run that could not be carried out, or that failed in a way that is shown."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Returns ' Did you mean X?' for the closest known name, or a list of the known names."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.55)
    if close:
        return f" Did you mean '{close[0]}'?"
    return f" Known: {', '.join(names)}." if names else ""


def one_line(text: str) -> str:
    """Text of an error on one line, without control characters."""
    return "".join(c if c.isprintable() else " " for c in " ".join(text.split()))
