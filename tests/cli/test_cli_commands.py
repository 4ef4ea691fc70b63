"""The other commands: show, check, diff, verify, bench, help and usage errors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import types
from collections import namedtuple
from pathlib import Path

import pytest

from counterplan import api
from counterplan.catalogue.source import PACKAGE
from loader.samples import rule_text, scenario_text, system_text

from .conftest import Command

Outcome = namedtuple("Outcome", "name unit meaning axes")


@pytest.fixture(autouse=True)
def outcomes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of outcomes of its own."""
    module = types.ModuleType("counterplan.physics.outcomes")
    effort = Outcome("effort", "1", "how hard people work", ())
    module.OUTCOMES = {"effort": effort}  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "counterplan.physics.outcomes", module)


def test_unknown_commands_and_missing_arguments(command: Command) -> None:
    answer = command("rnu")
    assert answer.code == 2
    assert 'Did you mean "run"?' in answer.message
    assert command("report").code == 2
    assert command("show").code == 2
    assert command("diff", "one").code == 2
    assert command("check").code == 2
    assert command("serve").code == 2, "what is not built is absent"


def test_help_and_version(command: Command) -> None:
    for words in ((), ("--help",), ("run", "--help"), ("show", "--help"), ("--version",)):
        answer = command(*words)
        assert (answer.code, answer.err) == (0, "")
        assert answer.out
    assert all(
        name in command("--help").out
        for name in ("run", "report", "show", "check", "diff", "verify", "bench")
    )


@pytest.mark.parametrize("kind", api.KINDS)
def test_show_lists_every_kind(kind: str, command: Command, house: Path) -> None:
    answer = command("show", kind, "--json")
    assert (answer.code, answer.err) == (0, "")
    rows = json.loads(answer.out)
    assert isinstance(rows, list)
    table = command("show", kind)
    assert (table.code, table.err) == (0, "")
    assert table.out


def test_a_scenario_says_what_was_assumed_before_its_figures(command: Command, house: Path) -> None:
    shown = command("show", "scenarios", "place-1950").out
    given = json.loads(command("show", "scenarios", "place-1950", "--json").out)
    figures = [*given["figures"].values(), *(f for table in given["sector_figures"].values() for f in table.values())]
    assumed = sum(figure["source"] == "assumed" for figure in figures)
    assert shown.startswith(f"place-1950: {given['title']} (CHN, from 1950)\n")
    assert f"Assumed: {assumed} of {len(figures)} figures" in shown
    assert shown.index("Assumed") < shown.index("\nFigures\n") < shown.index("gdp_per_head  ")
    assert "Path harvest_weather: 1959 0.93, 1960 0.9" in shown


def test_show_one_in_full(command: Command, house: Path) -> None:
    system = json.loads(command("show", "systems", "one", "--json").out)
    assert system["institutions"]["exit"]["options"] == ["hard"]
    assert system["parameters"]["exit.h_strength"]["value"] == 0.5
    assert system["sources"]["test-2000"]["title"] == "A test"
    scenario = json.loads(command("show", "scenarios", "place-1950", "--json").out)
    assert scenario["figures"]["population"]["unit"] == "persons"
    rule = json.loads(command("show", "institutions", "soft", "--json").out)
    assert (rule["role"], rule["option"]) == ("exit", "soft")
    assert len(json.loads(command("show", "institutions", "exit", "--json").out)) == 2
    assert json.loads(command("show", "outcomes", "effort", "--json").out)["unit"] == "1"
    parameter = json.loads(command("show", "parameters", "exit.s_strength", "--json").out)
    assert parameter["reference"]["test-2000"]["author"] == "Someone"
    for words in (
        ("systems", "one"),
        ("scenarios", "place-1950"),
        ("institutions", "exit"),
        ("parameters", "exit.s_strength"),
    ):
        assert command("show", *words).code == 0


def test_show_the_quarter_of_a_system(command: Command, house: Path) -> None:
    rows = json.loads(command("show", "systems", "one", "--schedule", "--json").out)
    assert [row["phase"] for row in rows] == sorted(
        (row["phase"] for row in rows), key=["expect", "exit"].index
    )
    assert {"phase": "expect", "role": "exit", "option": "hard", "reads": ["output"]}.items() <= next(
        row for row in rows if row["role"] == "exit"
    ).items()
    assert "Rule_hard.expect" in command("show", "systems", "one", "--schedule").out
    assert "--schedule needs a system" in command("show", "outcomes", "--schedule").message


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["systms"], "unknown kind 'systms'. Did you mean 'systems'?"),
        (["systems", "oen"], "unknown system 'oen'. Did you mean 'one'?"),
        (["institutions", "sofft"], "no entry 'sofft' among the institutions. Did you mean 'soft'?"),
        (["outcomes", "efort"], "Did you mean 'effort'?"),
        (["parameters", "exit.strenght"], "Did you mean 'exit."),
    ],
)
def test_show_what_does_not_exist(words: list[str], said: str, command: Command, house: Path) -> None:
    answer = command("show", *words)
    assert answer.code == 2
    assert said in answer.message
    assert answer.out == ""


def test_check_good_and_bad_files(command: Command, house: Path, tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(system_text("mine", exit="gentle"))
    (tmp_path / "p.toml").write_text(scenario_text())
    (tmp_path / "r.py").write_text(rule_text("exit", "gentle"))
    (tmp_path / "bad.toml").write_text(system_text("mine", exit="gentel"))
    answer = command("check", "s.toml", "p.toml", "r.py")
    assert (answer.code, answer.err) == (0, "")
    assert "r.py: rule 'exit=gentle' is valid" in answer.out
    answer = command("check", "bad.toml", "s.toml", "r.py", "--json")
    assert answer.code == 2
    assert "bad.toml:7: institutions.exit: unknown option 'gentel'. Did you mean 'gentle'?" in answer.message
    results = {row["file"]: row for row in json.loads(answer.out)}
    assert {name: row["ok"] for name, row in results.items()} == {
        "bad.toml": False,
        "s.toml": True,
        "r.py": True,
    }
    assert command("check", "s.toml").code == 2, "without the rule file the option does not exist"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("x.toml", "", "neither a system"),
        ("x.toml", "a = [", "x.toml:1: not valid TOML"),
        ("x.txt", "hello", "give a system, scenario or claim (.toml), a rule (.py)"),
        ("x.py", "x = 1", "holds no rule"),
        (
            "x.py",
            rule_text("exit", "gentle") + "raise OSError('gone')\n",
            "loading the rule raised OSError: gone",
        ),
        (
            "x.py",
            rule_text("exit", "gentle") + "import sys\nsys.exit(3)\n",
            "loading the rule raised SystemExit",
        ),
        (
            "x.py",
            rule_text("exit", "gentle").replace("*, output", "*, outptu"),
            "reads the unknown variable 'outptu'",
        ),
        ("x.py", rule_text("exit", "hard"), "option 'hard' of 'exit' exists already"),
    ],
)
def test_check_says_what_is_wrong(
    name: str, text: str, said: str, command: Command, house: Path, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text)
    answer = command("check", name)
    assert answer.code == 2
    assert said in answer.message


def test_diff_of_systems_and_scenarios(command: Command, house: Path, tmp_path: Path) -> None:
    answer = command("diff", "one", "two", "--json")
    assert json.loads(answer.out)["differences"] == [{"what": "exit", "a": "hard", "b": "soft"}]
    assert "hard" in command("diff", "one", "two").out
    assert "Nothing differs" in command("diff", "one", "one").out
    (tmp_path / "p.toml").write_text(scenario_text().replace("500000000.0", "600000000.0"))
    answer = command("diff", "place-1950", "p.toml", "--json")
    assert [d["what"] for d in json.loads(answer.out)["differences"]] == ["population [persons]"]
    assert "give two of one kind" in command("diff", "one", "place-1950").message
    assert "Did you mean 'two'?" in command("diff", "one", "tow").message
    assert "holds no run" in command("diff", ".", ".").message
    (tmp_path / "r.py").write_text(rule_text("exit", "gentle"))
    assert "is a rule" in command("diff", "r.py", "one").message


def test_report_of_a_folder_without_a_run(command: Command, tmp_path: Path) -> None:
    answer = command("report", tmp_path)
    assert answer.code == 2
    assert "holds no run" in answer.message


def test_verify_and_bench_print_and_judge(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"name": "money is conserved", "ok": True}, {"name": "same bits", "ok": True}]
    monkeypatch.setattr(api, "verify", lambda: rows)
    answer = command("verify", "--json")
    assert (answer.code, json.loads(answer.out)) == (0, rows)
    rows[1]["ok"] = False
    assert command("verify").code == 1
    monkeypatch.setattr(api, "bench", lambda progress: {"rows": []})
    assert json.loads(command("bench", "--json").out) == {"rows": []}


ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join([str(PACKAGE.parent), os.environ.get("PYTHONPATH", "")]),
}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--help",), 0),
        (("run", "--help"), 0),
        (("run", "--persons", "0"), 2),
        (("run", "x.toml"), 2),
        (("rnu",), 2),
    ],
)
def test_help_and_errors_answer_with_their_exit_code(words: tuple[str, ...], code: int, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "counterplan.cli", *words], capture_output=True, cwd=tmp_path, timeout=60, env=ENVIRONMENT
    )
    assert done.returncode == code
    assert b"Traceback" not in done.stderr


def test_nothing_heavy_is_imported_for_help_and_errors(tmp_path: Path) -> None:
    code = (
        "import sys; from counterplan import cli; cli.main(['--help']); cli.main(['run', '--persons', '0']);"
        "cli.main(['run', 'x.toml']); import counterplan.loader.check;"
        "bad = {'jax', 'numpy', 'xarray', 'zarr', 'matplotlib', 'pandas'};"
        "bad &= set(sys.modules); assert not bad, bad"
    )
    subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        cwd=tmp_path,
        timeout=60,
        env=ENVIRONMENT,
    )


def test_an_interrupt_while_the_command_line_is_loaded_is_one_line(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys\n"
        "class Interrupts:\n"
        "    def find_spec(self, name, *rest):\n"
        "        if name == 'cyclopts':\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Interrupts())\n"
        "from counterplan.cli import main\n"
        "sys.exit(main(['show', 'systems']))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, timeout=60, env=ENVIRONMENT)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "counterplan: error: interrupted.\n")


def test_a_closed_pipe_is_no_error(house: Path, tmp_path: Path) -> None:
    line = f"{sys.executable} -m counterplan.cli show parameters --json | head -c 1"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=60, env=ENVIRONMENT)
    assert "Traceback" not in done.stderr
    assert done.stdout == "["
