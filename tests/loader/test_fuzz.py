"""Whatever a file holds, the answer is a value or one line that names the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counterplan.catalogue import Rules
from counterplan.core.errors import InputError
from counterplan.loader import examine

from .samples import rule_text, scenario_text, system_text

QUIET = settings(max_examples=60, deadline=2000, suppress_health_check=list(HealthCheck))
SCALARS = st.one_of(
    st.integers(),
    st.floats(),
    st.booleans(),
    st.text(max_size=12),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.just(10**400),
)
KEYS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ["name", "start", "figures", "institutions", "exit", "value", "population", "sector_figures", "grain"]
    ),
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def answers(path: Path, rules: Rules, bibliography: dict[str, Any]) -> None:
    said = str(path)
    try:
        examine(path, rules, bibliography)
    except InputError as error:
        said = str(error)
    assert str(path) in said
    assert len(said.splitlines()) == 1


@given(data=st.binary(max_size=300))
@QUIET
def test_random_bytes(data: bytes, tmp_path: Path, rules: Rules, bibliography: dict) -> None:
    for name in ("x.toml", "x.py"):
        path = tmp_path / name
        path.write_bytes(data)
        answers(path, rules, bibliography)


@given(tree=st.dictionaries(KEYS, TREES, max_size=6))
@QUIET
def test_random_toml(tree: dict[str, Any], tmp_path: Path, rules: Rules, bibliography: dict) -> None:
    import tomlkit

    path = tmp_path / "x.toml"
    try:
        path.write_bytes(tomlkit.dumps(tree).encode("utf-8", "surrogatepass"))
    except (ValueError, TypeError):
        return
    answers(path, rules, bibliography)


@given(data=st.data())
@QUIET
def test_good_files_with_a_piece_exchanged(
    data: st.DataObject, tmp_path: Path, rules: Rules, bibliography: dict
) -> None:
    text, name = data.draw(
        st.sampled_from(
            [(system_text(), "x.toml"), (scenario_text(), "x.toml"), (rule_text("exit", "gentle"), "x.py")]
        )
    )
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 20)))
    piece = data.draw(
        st.one_of(
            st.text(max_size=6), st.sampled_from(["[", "]", '"', "=", "\n", "nan", "1e999", "{", "#", "'''"])
        )
    )
    path = tmp_path / name
    path.write_bytes((text[:start] + piece + text[end:]).encode("utf-8", "surrogatepass"))
    answers(path, rules, bibliography)


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 5000,
        "a = " + "[" * 3000 + "]" * 3000,
        "[" + ".".join("a" * 5000) + "]",
        "a = " + "9" * 6000,
        "a = 1e99999",
        "start = " + "9" * 400,
        'name = """\n' + "x\n" * 1000,
        "",
        "\x00",
        "a = 1\na = 2",
    ],
)
def test_hostile_toml(text: str, tmp_path: Path, rules: Rules, bibliography: dict) -> None:
    path = tmp_path / "x.toml"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        examine(path, rules, bibliography)
    assert str(path) in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
