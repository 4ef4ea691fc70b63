"""`counterplan run`: what reaches the computation, what is refused before it, and how it ends."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from counterplan import api
from counterplan.catalogue import load_rule
from counterplan.core.errors import RunError
from loader.samples import rule_text, scenario_text, system_text

from .conftest import Command

PLACE = "place-1950"


def test_what_is_asked_for_reaches_the_run(
    command: Command, recorded: list, house: Path, tmp_path: Path
) -> None:
    rule = tmp_path / "my_rule.py"
    rule.write_text(rule_text("exit", "gentle"))
    answer = command(
        *(
            "run",
            PLACE,
            "--system",
            "one",
            "--system",
            house / "systems" / "two.toml",
            "--persons",
            200,
            "--years",
            3,
        ),
        *("--replicates", 2, "--seed", 7, "--set", "exit=gentle", "--set", "population=7e6", "--with", rule),
        *("--workers", 2, "--cluster", "tcp://x:1", "--out", tmp_path / "out"),
    )
    assert answer.code == 0
    assert answer.err.startswith("counterplan: note: 'one' and 'two' are one system here")  # --set gives both the same exit
    assert len(answer.err.splitlines()) == 1
    (call,) = recorded
    assert [s.name for s in call["systems"]] == ["one", "two"]
    assert all(s.institutions["exit"].options == ("gentle",) for s in call["systems"])
    assert call["scenario"].figures["population"].value == 7e6
    numbers = {key: call[key] for key in ("persons", "years", "replicates", "seed", "workers", "cluster")}
    assert numbers == {
        "persons": 200,
        "years": 3,
        "replicates": 2,
        "seed": 7,
        "workers": 2,
        "cluster": "tcp://x:1",
    }
    assert call["folder"] == tmp_path / "out"
    assert call["rules"]["exit"]["gentle"].path == rule
    assert call["request"]["settings"] == {"exit": "gentle", "population": "7e6"}
    assert "report.html" in answer.out


def test_json_is_one_document_and_nothing_else(command: Command, recorded: list) -> None:
    answer = command("run", PLACE, "--json")
    document = json.loads(answer.out)
    assert document["systems"]["one"]["effort"] == {
        "start": 1.0,
        "end": 2.0,
        "growth": None,
        "low": 1.5,
        "high": 2.5,
    }
    assert "something that a library prints" in answer.err


def test_the_same_command_has_the_same_folder(command: Command, recorded: list) -> None:
    for words in (
        ("run", PLACE),
        ("run", PLACE),
        ("run", PLACE, "--seed", 2),
        ("run", PLACE, "--workers", 3),
    ):
        assert command(*words).code == 0
    folders = [call["folder"] for call in recorded]
    assert folders[0] == folders[1] == folders[3] != folders[2]
    assert folders[0].parts[0] == "runs"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere-1900"], "unknown scenario 'nowhere-1900'. Known: place-1950."),
        (["x.toml"], "x.toml: no such scenario file"),
        ([PLACE, "extra"], "unexpected argument 'extra'"),
        ([PLACE, "--system", "tow"], "unknown system 'tow'. Did you mean 'two'?"),
        ([PLACE, "--system", "one", "--system", "one"], "two systems are called 'one'"),
        ([PLACE, "--persons", "0"], "persons must be a whole number from 100"),
        ([PLACE, "--persons", "-5"], "persons must be a whole number from 100"),
        ([PLACE, "--persons", "many"], 'unable to convert "many" into int'),
        ([PLACE, "--persons", "1e3"], "unable to convert"),
        ([PLACE, "--persons", "400.6"], 'unable to convert "400.6" into int'),
        ([PLACE, "--years", "1.5"], 'Invalid value for --years: unable to convert "1.5" into int'),
        ([PLACE, "--replicates", "0"], "replicates must be a whole number from 1"),
        ([PLACE, "--years", "0"], "years must be a whole number from 1"),
        ([PLACE, "--seed", "-1"], "seed must be a whole number from 0"),
        ([PLACE, "--seed", str(2**80)], "seed must be a whole number from 0"),
        ([PLACE, "--workers", "-1"], "workers must be a whole number from 0"),
        ([PLACE, "--persn", "5"], "Unknown option: --persn. Did you mean --persons?"),
        ([PLACE, "--set", "exit"], "write NAME=VALUE"),
        ([PLACE, "--set", "exit=sfot"], "unknown option 'sfot'. Did you mean 'soft'?"),
        ([PLACE, "--set", "population=-1"], "value -1 persons cannot be"),
        ([PLACE, "--set", "population=nan"], "must be a finite number"),
        ([PLACE, "--set", "management=quota"], "cannot stand together"),
        ([PLACE, "--with", "no.py"], "no.py: no such rule file"),
        ([PLACE, "--with", "."], "is a folder"),
        ([PLACE, "--out", "house/bibliography.toml"], "is a file; give a folder"),
        ([PLACE, "--out", "house/bibliography.toml/x"], "is a file, so no folder can be made in it"),
        ([PLACE, "--out", "a\x00b"], "is no name of a folder"),
        ([PLACE, "--json", "--replicates", "0"], "replicates must be"),
    ],
)
def test_bad_input_ends_with_2_and_one_line(
    words: list[str], said: str, command: Command, recorded: list
) -> None:
    answer = command("run", *words)
    assert answer.code == 2
    assert said in answer.message
    assert answer.out == ""
    assert recorded == []


@pytest.mark.skipif(
    not Path("/proc/self").exists(), reason="needs a folder that nobody can write, not even root"
)
def test_an_unwritable_folder(command: Command, recorded: list) -> None:
    answer = command("run", PLACE, "--out", "/proc/self/run")
    assert (answer.code, recorded) == (2, [])
    assert "/proc/self/run: cannot be written" in answer.message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            system_text().replace("exit = ", "exits = "),
            ":7: institutions.exits: unknown role or context. Did you mean 'exit'?",
        ),
        (system_text().replace('"hard"', '"hart"'), ":7: institutions.exit: unknown option 'hart'"),
        (system_text().replace('exit = "hard"\n', ""), "has no option for 'exit'"),
        (system_text().replace("0.4", "nan"), "contexts.coercion: should be a finite number"),
        (system_text().replace('"owner"', '"quota"'), "cannot stand together"),
    ],
)
def test_bad_systems(text: str, said: str, command: Command, recorded: list, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(text)
    answer = command("run", PLACE, "--system", "mine.toml")
    assert (answer.code, recorded) == (2, [])
    assert answer.message.startswith("mine.toml")
    assert said in answer.message


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("value = 500000000.0", "value = -1.0"), "figures.population: value -1 persons cannot be"),
        (('unit = "persons"', 'unit = "millions"'), "wrong unit 'millions'; give the value in \"persons\""),
    ],
)
def test_bad_scenarios(
    change: tuple[str, str], said: str, command: Command, recorded: list, tmp_path: Path
) -> None:
    (tmp_path / "mine.toml").write_text(scenario_text().replace(*change, 1))
    answer = command("run", "mine.toml")
    assert (answer.code, recorded) == (2, [])
    assert said in answer.message


def test_a_rule_that_reads_what_does_not_exist(command: Command, recorded: list, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(rule_text("exit", "gentle").replace("*, output", "*, outptu"))
    answer = command("run", PLACE, "--with", "mine.py")
    assert (answer.code, recorded) == (2, [])
    assert (
        "mine.py:11: 'Rule_gentle.expect' reads the unknown variable 'outptu'. Did you mean 'output'?"
        in answer.message
    )


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (KeyboardInterrupt(), 1, "interrupted; the same command goes on where it stopped."),
        (RunError("replicate 3 failed: table full."), 1, "replicate 3 failed: table full."),
        (OSError(28, "No space left on device", "runs/x/unit"), 1, "runs/x/unit: No space left on device."),
        (MemoryError(), 1, "not enough memory"),
        (ValueError("two\nlines"), 1, "unexpected ValueError: two lines"),
    ],
)
def test_what_happens_inside_ends_with_one_line(
    raised: BaseException,
    code: int,
    said: str,
    command: Command,
    recorded: list,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*args: Any, **rest: Any) -> None:
        raise raised

    monkeypatch.setattr(sys.modules["counterplan.experiments.run"], "run_scenario", fail)
    answer = command("run", PLACE, "--json")
    assert answer.code == code
    assert said in answer.message
    assert answer.out == ""


ONE_FAILED = {"system": "one", "failed": 1, "of": 2, "why": "a number was not finite", "quarter": 3}


def test_failed_replicates_are_said_and_a_system_without_any_left_is_a_failed_run(
    command: Command, recorded: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.Run, "failures", lambda self: [ONE_FAILED])
    answer = command("run", PLACE, "--json")
    assert answer.code == 0
    assert answer.err.splitlines()[-1] == (
        "counterplan: note: system 'one': 1 of 2 replicates failed (a number was not finite, first in quarter 3); "
        "figures and tables leave them out."
    )
    monkeypatch.setattr(api.Run, "failures", lambda self: [{**ONE_FAILED, "failed": 2}])
    answer = command("run", PLACE, "--json", "--out", "x")
    assert answer.code == 1
    assert json.loads(answer.out)["scenario"] == PLACE
    last = answer.err.splitlines()[-1]
    assert last.startswith("counterplan: error: x: system 'one': 2 of 2 replicates failed (a number was not finite, first in quarter 3)")


def test_a_value_outside_its_prior_is_said(command: Command, recorded: list) -> None:
    assert "prior" not in command("run", PLACE, "--set", "effort_elasticity=0.3").err
    answer = command("run", PLACE, "--set", "effort_elasticity=3")
    assert answer.code == 0
    assert "counterplan: note: physics: effort_elasticity = 3 lies outside its prior range [0.05, 0.4].\n" in answer.err


def test_nothing_is_left_where_input_is_refused(command: Command, recorded: list, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    assert command("run", PLACE, "--out", "new", "--replicates", "0").code == 2
    assert sorted(tmp_path.rglob("*")) == before


def test_the_command_that_repeats_a_run() -> None:
    from counterplan.loader.request import repeat_command

    inputs = {
        "scenario": {"name": PLACE},
        "systems": [{"name": "one"}],
        **{"persons": 200, "years": 3, "replicates": 2, "seed": 7},
        "request": {
            "scenario": "my place.toml",
            "systems": ["one"],
            "settings": {"exit": "soft"},
            "rules": {"r.py": "ab"},
        },
    }
    assert repeat_command(inputs) == (
        "counterplan run 'my place.toml' --system one --persons 200 --years 3 --replicates 2 --seed 7 "
        "--set exit=soft --with r.py"
    )


def test_api_refuses_wrong_types(house: Path) -> None:
    for wrong in ({"persons": 200.0}, {"replicates": True}, {"systems": []}):
        with pytest.raises(api.InputError):
            api.run(PLACE, **wrong)  # type: ignore[arg-type]


def test_a_rule_that_raises_in_a_run_is_named_with_its_line(
    command: Command, recorded: list, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = "        if output is None:\n            raise ValueError('no such thing')\n        return NOTHING"
    head, tail = rule_text("exit", "gentle").split("def expect")
    text = head + "def expect" + tail.replace("        return NOTHING", trap)
    (tmp_path / "mine.py").write_text(text)

    def fail(*args: Any, rules: Any, **rest: Any) -> None:
        load_rule(rules["exit"]["gentle"])().expect(output=None)

    monkeypatch.setattr(sys.modules["counterplan.experiments.run"], "run_scenario", fail)
    answer = command("run", PLACE, "--with", "mine.py")
    line = 1 + max(i for i, row in enumerate(text.splitlines()) if "raise" in row)
    assert answer.code == 2
    assert answer.message == f"mine.py:{line}: the rule raised ValueError: no such thing"


def test_a_rule_that_breaks_the_contract_never_runs(command: Command, recorded: list, tmp_path: Path) -> None:
    text = rule_text("exit", "gentle").replace("return NOTHING", "raise ValueError('no such thing')")
    (tmp_path / "mine.py").write_text(text)
    answer = command("run", PLACE, "--with", "mine.py")
    assert (answer.code, recorded) == (2, [])
    assert "'expect' raised ValueError: no such thing" in answer.message


def test_drawing_from_priors_is_asked_for(command: Command, recorded: list) -> None:
    words = ["run", PLACE, "--set", "effort_elasticity=0.5", "--set", "exit.h_strength=0.25"]
    assert command(*words).code == 0
    assert command(*words, "--draw-priors", "--out", "x").code == 0
    plain, drawn = recorded
    assert plain["priors"] == ()
    assert "draw_priors" not in plain["request"]
    names = {p.name for p in drawn["priors"]}
    assert {"physics.effort_floor", "employment_share.grain", "exit.soft.s_strength"} <= names
    assert not {"physics.effort_elasticity", "exit.hard.h_strength"} & names
    assert drawn["request"]["draw_priors"] is True
    assert plain["folder"] != drawn["folder"]


def test_the_command_that_repeats_a_drawn_run() -> None:
    from counterplan.loader.request import repeat_command

    inputs = {"scenario": {"name": PLACE}, "systems": [{"name": "one"}], "persons": 200, "years": 3, "replicates": 2, "seed": 7}
    request = {"scenario": PLACE, "systems": ["one"], "settings": {"exit": "soft"}, "draw_priors": True}
    command = "counterplan run place-1950 --system one --persons 200 --years 3 --replicates 2 --seed 7"
    assert repeat_command({**inputs, "request": request}) == f"{command} --draw-priors --set exit=soft"


def test_a_switch_that_is_none(command: Command, recorded: list, house: Path) -> None:
    answer = command("run", PLACE, "--draw-priors=often")
    assert (answer.code, recorded) == (2, [])
    assert "draw-priors" in answer.message
    with pytest.raises(api.InputError, match="draw_priors must be True or False, not 'often'"):
        api.run(PLACE, draw_priors="often")  # type: ignore[arg-type]


def test_ranges_without_a_possible_start_leave_one_line_and_no_folder(command: Command, tmp_path: Path) -> None:
    text = (Path(api.__file__).parent / "scenarios" / "china-1952.toml").read_text()
    # Every share of product may be larger than it is, none smaller: they cannot add to one any more.
    for name, low, high in (("consumption", 0.64, 0.78), ("investment", 0.09, 0.22), ("provision", 0.06, 0.13), ("arms", 0.02, 0.09)):
        value = {"consumption": 0.74, "investment": 0.12, "provision": 0.1, "arms": 0.04}[name]
        old, new = f'source = "assumed", low = {low}, high = {high}', f'source = "assumed", low = {value}, high = 0.99'
        line = next(row for row in text.splitlines() if row.startswith(f"{name}_share = "))
        assert old in line
        text = text.replace(line, line.replace(old, new))
    (tmp_path / "mine.toml").write_text(text)
    words = ["run", tmp_path / "mine.toml", "--years", 1, "--persons", 200, "--replicates", 1, "--out", tmp_path / "out"]
    answer = command(*words, "--draw-priors")
    assert answer.code == 2
    assert "replicate 0: 100 draws of figures.consumption_share, " in answer.message
    assert "could not be scaled to add to 1" in answer.message
    assert not (tmp_path / "out").exists()
