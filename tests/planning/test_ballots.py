"""Files of ballots: read, decided on, refused with file and line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from counterplan.core.errors import InputError
from counterplan.planning import choice

APPROVALS = """META
key; value
description; "A town; its south"
budget; 2500
vote_type; approval
PROJECTS
project_id; cost; name
1; 600; "Trees; benches"
2; 800; Path
4; 1400; Hall
VOTES
voter_id; age; vote
1; 34; 1,2,4
2; 51; 1,2
3; 23; 2,4
4; 19; 4,4
5; 62;
"""
WISHES = "voter,hours,share,weight,money,group,stake\n" + "".join(
    f"v{i},{30 + i},{0.1 + 0.01 * i},{1 + (i == 4)},{i == 0:d},{i % 2},1\n" for i in range(5)
)


def written(tmp_path: Path, text: str, name: str = "town.pb") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_approvals_are_read(tmp_path: Path) -> None:
    read = choice.read_approvals(written(tmp_path, APPROVALS))
    assert (read.projects, read.voters, read.budget) == (("1", "2", "4"), 5, 2500.0)
    assert [who.tolist() for who in read.supporters] == [[0, 1], [0, 1, 2], [0, 2, 3]]
    assert read.costs.tolist() == [600.0, 800.0, 1400.0]


def test_a_file_is_decided_on(tmp_path: Path) -> None:
    path = written(tmp_path, APPROVALS)
    equal = choice.decide(path, "equal-shares")
    # Each of five has 500: the path costs its three supporters 266.67 each; trees then need 300 each of two who have 233.33.
    assert [row["project"] for row in equal["projects"]] == ["2"]
    assert equal["projects"][0]["payment"] == pytest.approx(800 / 3)
    usual = choice.decide(path, "most-support", {"by_cost": 1.0})
    assert [row["project"] for row in usual["projects"]] == ["2", "4"]
    assert usual["spent"] == 2200.0


@pytest.mark.parametrize(
    ("rule", "options", "hours"),
    [
        ("median", {}, 32.0),
        ("dictator", {"voter": 4.0}, 34.0),
        ("lobby", {"openness": 1.0}, 30.0),
        ("quadratic", {"start": 0.0, "price": 1e-9}, 32.0),
        ("delegates", {}, 31.0),
        ("delegates", {"office_wish": 60.0, "drift": 1.0}, 60.0),
    ],
)
def test_wishes_are_decided_on(rule: str, options: dict[str, float], hours: float, tmp_path: Path) -> None:
    path = written(tmp_path, WISHES, "wishes.csv")
    done = choice.decide(path, rule, options)
    assert set(done["settled"]) == {"hours", "share"}
    assert done["settled"]["hours"] == pytest.approx(hours, abs=1e-5)


def test_weights_move_the_median(tmp_path: Path) -> None:
    path = written(tmp_path, WISHES.replace("v4,34,0.14,2,", "v4,34,0.14,9,"), "wishes.csv")
    assert choice.decide(path, "median")["settled"]["hours"] == 34.0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("4,4\n", "4,9\n", ":16: vote for '9'"),
        ("2; 800;", "2; much;", ":9: cost of project '2': 'much' is not a number"),
        ("2; 800;", "1; 800;", ":9: project '1' is listed twice"),
        ("2; 51; 1,2", "2; 1,2", ":14: 2 fields where the heading has 3"),
        ("budget; 2500", "money; 2500", "budget in META: '' is not a number"),
        ("vote_type; approval", "vote_type; ordinal", "vote_type 'ordinal'"),
        ("VOTES\n", "", ":11: 3 fields|section VOTES"),
        ("META\n", "", "begin with a line META"),
        ("project_id;", "id;", ":7: column 'project_id' is missing"),
        ("2; 800;", "2; -3;", "cost -3"),
    ],
)
def test_bad_approvals_are_refused_with_the_line(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert old in APPROVALS
    with pytest.raises(InputError, match=said):
        choice.decide(written(tmp_path, APPROVALS.replace(old, new, 1)), "equal-shares")


@pytest.mark.parametrize(
    ("text", "said"),
    [("voter\n1\n", "at least two columns"), ("voter,a\n1,2,3\n", ":2: 3 fields"), ("voter,a\n1,x\n", ":2: 'a': 'x' is not a number"),
     ("voter,weight\n1,1\n", "no issue"), ("voter,a\n1,inf\n", "finite")],
)  # fmt: skip
def test_bad_wishes_are_refused_with_the_line(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=said):
        choice.decide(written(tmp_path, text, "w.csv"), "median")


def test_wrong_rule_option_and_kind_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, WISHES, "w.csv")
    for rule, options, said in (
        ("medain", {}, "Did you mean 'median'"), ("lobby", {"opennes": 1.0}, "Did you mean 'openness'"), ("equal-shares", {}, "reads a .pb file"),
        ("median", {"x": 1.0}, "It has none"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=said):
            choice.decide(path, rule, options)
    with pytest.raises(InputError, match="no such file"):
        choice.decide(tmp_path / "none.csv", "median")
    missing = written(tmp_path, "voter,a\n1,2\n", "v.csv")
    with pytest.raises(InputError, match="needs a column 'money'"):
        choice.decide(missing, "lobby")


def test_a_large_file_reads_fast(tmp_path: Path) -> None:
    draw = np.random.default_rng(2)
    votes = "\n".join(f"{i}; {','.join(map(str, draw.integers(0, 1000, 8)))}" for i in range(20_000))
    projects = "\n".join(f"{i}; {100 + i}" for i in range(1000))
    text = f"META\nkey; value\nbudget; 90000\nPROJECTS\nproject_id; cost\n{projects}\nVOTES\nvoter_id; vote\n{votes}\n"
    assert len(choice.decide(written(tmp_path, text), "equal-shares")["projects"]) > 3
