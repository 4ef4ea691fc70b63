"""System files: what is accepted, and the one line for what is not."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from counterplan.catalogue import Rules
from counterplan.core.errors import InputError
from counterplan.core.phases import SLOTS
from counterplan.core.system import INCOMPATIBLE, Choice, System, check_vector
from counterplan.loader import built_in_systems, load_system
from counterplan.loader.systems import notes_on

from .samples import system_text


def refused(path: Path, text: str, rules: Rules, bibliography: dict) -> str:
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        load_system(path, rules, bibliography)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(str(path))
    return message


def test_loads_a_system(system_file: Path, rules: Rules, bibliography: dict) -> None:
    system = load_system(system_file, rules, bibliography)
    assert system.name == "one"
    assert system.institutions["exit"] == Choice(("hard",))
    assert system.institutions["coercion"] == system.institutions["arms"] == Choice(("given",))
    assert system.contexts == {"coercion": 0.4, "arms": 0.04}
    assert load_system(str(system_file), rules, bibliography) == system


def test_an_institution_that_moves(system_file: Path, rules: Rules, bibliography: dict) -> None:
    text = system_text().replace('exit = "hard"', 'exit = ["hard", "soft"]')
    right = text + '[dynamics]\nexit = "dated"\n'
    system_file.write_text(right)
    system = load_system(system_file, rules, bibliography)
    assert system.institutions["exit"] == Choice(("hard", "soft"), "dated")
    said = refused(system_file, text, rules, bibliography)
    assert "add [dynamics] exit =" in said
    assert "should be 'ruler', 'dated' or 'elite'" in refused(
        system_file, right.replace('"dated"', '"daily"'), rules, bibliography
    )
    assert "has one option" in refused(
        system_file, system_text() + '[dynamics]\nexit = "dated"\n', rules, bibliography
    )


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (
            ('exit = "hard"', 'exit = "hart"'),
            7,
            "institutions.exit: unknown option 'hart'. Did you mean 'hard'?",
        ),
        (
            ('exit = "hard"', 'exits = "hard"'),
            7,
            "institutions.exits: unknown role or context. Did you mean 'exit'?",
        ),
        (('exit = "hard"\n', ""), None, "has no option for 'exit'"),
        (('exit = "hard"', "exit = 3"), 7, "must be the name of an option or a list of names, not 3"),
        (('exit = "hard"', "exit = []"), 7, "must be the name of an option"),
        (('exit = "hard"', 'exit = ["hard", "hard"]'), 7, "names an option twice"),
        (
            ('management = "owner"', 'management = "quota"'),
            None,
            "'residual = private' and 'management = quota' cannot stand",
        ),
        (('title = "A system"', 'titel = "A system"'), 2, "titel: unknown key. Did you mean 'title'?"),
        (('name = "one"', 'name = "one two"'), 1, "name: String should match pattern"),
        (('name = "one"\n', ""), None, "name: is missing. Give name ="),
        (("coercion = 0.4", "coercion = 1.4"), 20, "contexts.coercion: should be less than or equal to 1"),
        (("coercion = 0.4", "coercion = nan"), 20, "should be a finite number"),
        (
            ("coercion = 0.4", 'coercion = "0.4"'),
            20,
            "contexts.coercion: should be a valid number, not '0.4'",
        ),
        (("coercion = 0.4", "coercion = true"), 20, "should be a valid number, not True"),
        (
            ("test-2000", "tset-2000"),
            3,
            "source 'tset-2000' is not in the bibliography. Did you mean 'test-2000'?",
        ),
        (("[contexts]", "[contexts"), 19, "not valid TOML"),
    ],
)
def test_what_is_wrong_is_said_with_line_and_key(
    change: tuple[str, str], line: int | None, said: str, system_file: Path, rules: Rules, bibliography: dict
) -> None:
    text = system_text()
    assert change[0] in text
    message = refused(system_file, text.replace(*change), rules, bibliography)
    assert said in message
    if line is not None:
        assert message.startswith(f"{system_file}:{line}:"), message


@pytest.mark.parametrize("place", range(len(INCOMPATIBLE)))
def test_every_pair_that_cannot_stand_together_is_refused_with_its_reason(place: int) -> None:
    """In a vector in which nothing else is wrong, and in which either of the two alone is right."""
    pair = dict(INCOMPATIBLE[place][:2])
    usual = {"residual": ("firm-workers", "private"), "management": ("bonus", "owner"), "coordination": ("market",), "priorities": ("parliament",)}
    usual |= {"association": ("free",), "bargaining": ("individual",), "discipline": ("dismissal",)}
    known = {slot: frozenset({"x", *usual.get(slot, ()), *pair.values()}) for slot in SLOTS}

    def said(options: dict[str, str]) -> str:
        try:
            check_vector(System("s", {slot: Choice((options.get(slot, "x"),)) for slot in SLOTS}), known)
        except InputError as error:
            return str(error)
        return ""

    vectors = [dict(zip(usual, chosen, strict=True)) for chosen in itertools.product(*usual.values())]
    fitting = [v for v in vectors if any(not said(v | {role: option}) for role, option in pair.items())]
    assert fitting
    (a, x), (b, y) = pair.items()
    expected = f"'{a} = {x}' and '{b} = {y}' cannot stand together: {INCOMPATIBLE[place][2]}."
    assert any(said(v | pair).endswith(expected) for v in fitting)
    assert all(said(v | pair) for v in vectors)


def test_parameters_belong_to_chosen_options(system_file: Path, rules: Rules, bibliography: dict) -> None:
    text = system_text() + '[parameters]\n"exit.{}" = {}\n'
    system_file.write_text(text.format("h_strength", 0.7))
    system = load_system(system_file, rules, bibliography)
    assert system.parameters == {"exit.h_strength": 0.7}
    assert notes_on(system, rules) == []
    said = refused(system_file, text.format("s_strength", 0.7), rules, bibliography)
    assert "belongs to exit = 'soft'; system 'one' has 'hard'" in said
    assert f"{system_file}:23:" in said
    assert "Did you mean 'exit.h_strength'?" in refused(
        system_file, text.format("h_strenght", 0.7), rules, bibliography
    )
    for number in ("nan", "inf", '"1"', "true"):
        assert "exit.h_strength" in refused(
            system_file, text.format("h_strength", number), rules, bibliography
        )


def test_a_parameter_outside_its_prior_is_accepted_and_said(
    system_file: Path, rules: Rules, bibliography: dict
) -> None:
    system_file.write_text(system_text() + '[parameters]\n"exit.h_strength" = 7\n')
    (note,) = notes_on(load_system(system_file, rules, bibliography), rules)
    assert "exit.h_strength = 7 lies outside its prior range [0, 1]" in note


def test_a_file_may_bring_its_own_sources(system_file: Path, rules: Rules, bibliography: dict) -> None:
    text = system_text().replace("test-2000", "mine-2024") + '[bibliography.mine-2024]\ntitle = "Mine"\n'
    system_file.write_text(text)
    assert load_system(system_file, rules, bibliography).sources == ("mine-2024",)


def test_names_and_paths(tmp_path: Path, rules: Rules) -> None:
    with pytest.raises(InputError, match=r"unknown system 'comand-economy'\. Did you mean 'command-economy'"):
        load_system("comand-economy", rules)
    with pytest.raises(InputError, match="no such system file"):
        load_system("nowhere/x.toml", rules)
    with pytest.raises(InputError, match="is a folder"):
        load_system(tmp_path, rules)
    with pytest.raises(InputError):
        load_system("a\x00b.toml", rules)
    with pytest.raises(InputError, match="is not a regular file"):
        load_system(Path("/dev/null"), rules)


def test_a_byte_order_mark_is_harmless_and_other_encodings_are_named(
    system_file: Path, rules: Rules, bibliography: dict
) -> None:
    system_file.write_bytes(b"\xef\xbb\xbf" + system_text().encode())
    assert load_system(system_file, rules, bibliography).name == "one"
    system_file.write_bytes(system_text().encode("utf-16"))
    with pytest.raises(InputError, match="is not UTF-8"):
        load_system(system_file, rules, bibliography)


@pytest.mark.parametrize("name", sorted(built_in_systems()))
def test_built_in_systems_load(name: str) -> None:
    system = load_system(name)
    assert system.name == name, "a built-in system is called like its file"


def test_no_two_built_in_systems_share_a_vector() -> None:
    """Two may have the same options only where their parameters differ (rescue by size is a parameter of every exit)."""
    systems = [load_system(name) for name in built_in_systems()]
    vectors = {(system.vector, tuple(sorted(system.parameters.items()))) for system in systems}
    assert len(vectors) == len(systems)
