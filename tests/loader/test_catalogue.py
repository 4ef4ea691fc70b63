"""Rules are found in the text of files, and what is wrong with one is said in one line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from counterplan import catalogue
from counterplan.catalogue import (
    RuleInfo,
    Rules,
    find_rules,
    known_options,
    load_rule,
    rules_in,
    unknown_reads,
)
from counterplan.core.errors import InputError
from counterplan.core.phases import SLOTS
from counterplan.loader import load_bibliography, physics_parameters
from counterplan.loader.check import check_rule

from .samples import rule_text


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "my_rule.py"
    path.write_text(text)
    return path


def test_reads_what_the_class_says(tmp_path: Path) -> None:
    (rule,) = rules_in(write(tmp_path, rule_text("exit", "gentle")))
    assert (rule.role, rule.option, rule.class_name) == ("exit", "gentle", "Rule_gentle")
    assert rule.summary == "What exit does as gentle."
    assert rule.phases == {"expect": ("output",), "exit": ("deposits_enterprise", "draw")}
    assert list(rule.phases) == ["expect", "exit"], "phases stand in the order of the quarter"
    info = rule.parameters["exit.g_strength"]
    assert (info.value, info.low, info.high, info.unit, info.source) == (0.5, 0.0, 1.0, "1", "test-2000")


def test_what_is_read_equals_what_the_loaded_class_says(tmp_path: Path) -> None:
    (rule,) = rules_in(write(tmp_path, rule_text("exit", "gentle")))
    loaded = load_rule(rule)
    assert loaded.phases() == rule.phases
    assert loaded.parameters() == rule.parameters


def test_special_arguments_are_those_of_core() -> None:
    from counterplan.core.rule import SPECIAL

    assert SPECIAL == catalogue.SPECIAL


def test_finding_rules_imports_no_jax() -> None:
    code = "import sys; from counterplan.catalogue import find_rules; find_rules();"
    code += " assert not {'jax'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=30)


def test_inherits_from_another_rule(tmp_path: Path) -> None:
    text = rule_text("exit", "gentle") + (
        "\n@dataclass(frozen=True)\nclass Kinder(Rule_gentle):\n"
        '    """Kinder still.\n\n    Source: own construction\n    """\n\n'
        '    option = "kinder"\n    g_strength: float = 0.9\n'
    )
    rules = {rule.option: rule for rule in rules_in(write(tmp_path, text))}
    assert rules["kinder"].role == "exit"
    assert rules["kinder"].phases == rules["gentle"].phases
    assert rules["kinder"].parameters == {}, "a plain default takes the place of the declared parameter"
    assert load_rule(rules["kinder"]).parameters() == {}


def test_numbers_as_contexts_have_one_option(rules: Rules) -> None:
    assert known_options(rules)["coercion"] == {"given"}
    assert set(known_options(rules)) == set(SLOTS)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("class Rule_gentle(Rule):", "class Rule_gentle(Rule:"), "my_rule.py:11: not valid Python"),
        (('= "exit"', '= "exits"'), "unknown role 'exits'. Did you mean 'exit'?"),
        (("Source:", "Origin:"), "lacks a line 'Source"),
        (("*, output", "output"), "argument 'output' of 'expect' must be keyword-only"),
        (("low=0.0", "low=0.7"), "lies outside its prior"),
        (("low=0.0", "low=float('nan')"), "must be written with plain numbers"),
        (("low=0.0", "low=True"), "'low' of parameter 'exit.g_strength' must be a number"),
        (('unit="1"', 'units="1"'), "lacks 'unit'"),
        (("HALF, low", "compute(), low"), "must be written with plain numbers"),
        (('= "gentle"', "= name()"), "'option' of 'Rule_gentle' must be written as a plain text"),
        (("(Rule)", "(object)"), "holds no rule"),
    ],
)
def test_a_broken_rule_gives_one_line(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    path = write(tmp_path, rule_text("exit", "gentle").replace(*change))
    with pytest.raises(InputError) as caught:
        find_rules([path])
    assert said in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_option_cannot_exist_twice(rules: Rules, rule_files: list[Path], tmp_path: Path) -> None:
    path = write(tmp_path, rule_text("exit", "soft"))
    with pytest.raises(InputError, match="option 'soft' of 'exit' exists already"):
        find_rules([*rule_files, path])
    assert find_rules([path, path])["exit"]["soft"].path == path, "naming one file twice is harmless"


def test_unknown_reads_are_named_with_the_nearest_variable(tmp_path: Path) -> None:
    path = write(tmp_path, rule_text("exit", "gentle").replace("*, output", "*, outptu"))
    rules = find_rules([path])
    (line,) = unknown_reads(rules["exit"]["gentle"], rules)
    assert "reads the unknown variable 'outptu'. Did you mean 'output'?" in line


def test_a_rule_that_raises_when_loaded_is_named_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, rule_text("exit", "gentle") + "\nraise ValueError('no')\n")
    with pytest.raises(InputError, match=r"my_rule\.py:\d+: loading the rule raised ValueError: no"):
        load_rule(find_rules([path])["exit"]["gentle"])


@pytest.mark.parametrize(
    "text", ["", "x = (" * 500, "\x00", "(" * 5000 + ")" * 5000, "class A(A): role = 'exit'"]
)
def test_strange_files_give_one_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError):
        find_rules([write(tmp_path, text)])


def test_sources_of_all_parameters_stand_in_the_bibliography() -> None:
    known = load_bibliography()
    infos = [
        i for options in find_rules().values() for rule in options.values() for i in rule.parameters.values()
    ]
    infos += physics_parameters().values()
    missing = {i.source: i.name for i in infos if i.source != "assumed" and i.source not in known}
    assert missing == {}


BUILT_IN = [rule for options in find_rules().values() for rule in options.values()]


@pytest.mark.parametrize("rule", BUILT_IN, ids=lambda rule: f"{rule.role}={rule.option}")
def test_built_in_rules_conform(rule: RuleInfo) -> None:
    check_rule(rule, find_rules())
    loaded = load_rule(rule)
    assert loaded.phases() == rule.phases
    assert loaded.parameters() == rule.parameters


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ("return NOTHING", "raise ValueError('no such thing')"),
            "'expect' raised ValueError: no such thing",
        ),
        (
            ("return NOTHING", "return output + 1"),
            "'Rule_gentle.expect' returns ShapeDtypeStruct; return Effects",
        ),
        (
            ("return NOTHING", "return Effects({'effrot': output})"),
            "decides the unknown variable 'effrot'. Did you mean 'effort'?",
        ),
        (("return NOTHING", "return Effects({'machines': output})"), "sets 'machines', which is a stock"),
        (
            ("return NOTHING", "return Effects({'effort': output})"),
            "decides 'effort' with shape (8,); it has the axes person",
        ),
    ],
)
def test_what_a_method_returns_is_looked_at(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    head, tail = rule_text("exit", "gentle").split("def expect")
    rules = find_rules([write(tmp_path, head + "def expect" + tail.replace(*change))])
    with pytest.raises(InputError) as caught:
        check_rule(rules["exit"]["gentle"], rules)
    assert said in str(caught.value)
    assert str(caught.value).startswith(f"{tmp_path / 'my_rule.py'}:")
