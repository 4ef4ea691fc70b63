"""Work that is done ahead of those who need it: order, errors, and what nobody did."""

from __future__ import annotations

import threading

import pytest

from counterplan.experiments.claims.runs import Ahead


def test_the_first_is_there_before_the_last_has_begun_and_each_is_done_once() -> None:
    gate, done = threading.Event(), []

    def last() -> None:
        assert gate.wait(10.0)
        done.append("last")

    ahead = Ahead({"first": lambda: done.append("first"), "last": last}, threads=1)
    ahead.wait("first")
    assert done == ["first"]
    gate.set()
    ahead.wait("last")
    ahead.wait("last")
    assert done == ["first", "last"]


def test_an_error_reaches_whoever_needs_the_work_and_nobody_else() -> None:
    def breaks() -> None:
        raise ValueError("no room")

    ahead = Ahead({"broken": breaks, "sound": lambda: None}, threads=2)
    ahead.wait("sound")
    ahead.wait("of nobody")
    with pytest.raises(ValueError, match="no room"):
        ahead.wait("broken")
