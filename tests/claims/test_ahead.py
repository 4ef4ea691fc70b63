"""Work that is done ahead of those who need it: order, errors, what nobody did, and an end before all is done."""

from __future__ import annotations

import threading

import pytest

from counterplan.experiments.claims.runs import Ahead


def test_the_first_is_there_before_the_last_has_begun_and_each_is_done_once() -> None:
    gate, done = threading.Event(), []

    def last() -> None:
        assert gate.wait(10.0)
        done.append("last")

    with Ahead({"first": lambda: done.append("first"), "last": last}) as ahead:
        ahead.wait("first")
        assert done == ["first"]
        gate.set()
        ahead.wait("last")
        ahead.wait("last")
        assert done == ["first", "last"]


def test_an_error_reaches_whoever_needs_the_work_and_nobody_else() -> None:
    def breaks() -> None:
        raise ValueError("no room")

    with Ahead({"broken": breaks, "sound": lambda: None}) as ahead:
        ahead.wait("sound")
        ahead.wait("of nobody")
        with pytest.raises(ValueError, match="no room"):
            ahead.wait("broken")


def test_nothing_more_is_begun_once_it_is_left() -> None:
    begun, gate, done = threading.Event(), threading.Event(), []

    def first() -> None:
        begun.set()
        gate.wait(10.0)

    with Ahead({"first": first, "second": lambda: done.append("second")}) as ahead:
        assert begun.wait(10.0)
    gate.set()
    ahead.wait("first")
    assert not done
