"""`counterplan replicate` and `counterplan show replications`."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from counterplan import api

from .conftest import Command

KEYS = {"id", "source", "target", "got", "tolerance", "ok"}


def test_json_is_a_list_of_rows(command: Command) -> None:
    answer = command("replicate", "R4", "R15", "--json")
    assert (answer.code, answer.err) == (0, "")
    rows = json.loads(answer.out)
    assert [row["id"] for row in rows] == ["R4", "R15"]
    assert all(set(row) >= KEYS and row["ok"] is True for row in rows)
    assert rows[0]["target"]["H = 5"] == 23.10
    assert abs(rows[0]["got"]["H = 5"] - 23.10) < 0.005


def test_the_table_shows_targets_beside_results(command: Command) -> None:
    answer = command("replicate", "R15")
    assert answer.code == 0
    assert "granovetter-1978" in answer.out
    assert "joined after the change" in answer.out


def test_exit_code_is_one_where_a_target_is_missed(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"id": "R4", "source": "s", "target": 1.0, "got": 2.0, "tolerance": 0.1, "ok": False, "evidence": "derived", "note": ""}
    monkeypatch.setattr(api, "replicate", lambda ids, progress: [row])
    assert command("replicate").code == 1
    monkeypatch.setattr(api, "replicate", lambda ids, progress: [{**row, "ok": None}])
    answer = command("replicate")
    assert answer.code == 0
    assert "unconfirmed" in answer.out


def test_show_lists_replications_and_one_in_full(command: Command) -> None:
    rows = json.loads(command("show", "replications", "--json").out)
    assert {"id", "source", "title", "computes", "evidence"} <= set(rows[0])
    assert len(rows) > 8
    one = json.loads(command("show", "replications", "R6", "--json").out)
    assert one["calls"] == "institutions.discipline.ratchet.paid_after_ratchet"
    assert "weitzman-1980" in one["sources"]
    assert command("show", "replications", "R66").code == 2


def test_an_unknown_id_answers_at_once() -> None:
    words = [sys.executable, "-X", "importtime", "-m", "counterplan.cli", "replicate", "R99"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no replication 'R99'" in done.stderr
    assert "| jax" not in done.stderr, "an unknown id is refused before JAX is imported"
