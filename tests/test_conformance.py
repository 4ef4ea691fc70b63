"""Every rule, parameter, system and scenario that is found conforms; there is no list of exceptions."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from counterplan.catalogue import FOLDERS, RuleInfo, find_rules, load_rule, unknown_reads
from counterplan.catalogue.source import PACKAGE
from counterplan.core.parameters import ParameterInfo
from counterplan.core.phases import CONTEXTS, PHASES, ROLES, SPECIAL
from counterplan.core.rule import Rule, conforms
from counterplan.core.table import VARIABLES
from counterplan.loader import load_bibliography, load_scenario, load_system
from counterplan.loader.bibliography import ASSUMED
from counterplan.physics.parameters import physics_parameters

RULES = find_rules()
FOUND = [info for options in RULES.values() for info in options.values()]
BIBLIOGRAPHY = load_bibliography()
KEY = re.compile(r"\b[a-z]+(?:-[a-z]+)*-(?:1[789]|20)\d\d\b")
"""How a key of the bibliography looks."""
SOURCES = re.compile(r"^[ \t]*Source:(.*?)(?=\n[ \t]*(?:\n|[A-Z][a-z]+(?: [a-z]+)*:)|\n?[ \t]*\"\"\"|\Z)", re.M | re.S)
"""The lines of a docstring that name its sources."""
CODE = sorted(PACKAGE.rglob("*.py"))


def name(info: RuleInfo) -> str:
    return f"{info.role}={info.option}"


def parameters() -> list[ParameterInfo]:
    of_rules = [parameter for info in FOUND for parameter in info.parameters.values()]
    return [*of_rules, *physics_parameters().values()]


def test_every_role_and_context_that_is_a_rule_has_an_option() -> None:
    numbers = {"coercion", "arms"}
    assert {slot for slot, options in RULES.items() if options} >= {*ROLES, *CONTEXTS} - numbers


def test_every_rule_class_of_the_package_is_found() -> None:
    """A class that the catalogue overlooks would escape all that is checked here; only a body that other rules build on is none itself."""
    bases: dict[str, list[str]] = {}
    for path in (path for folder in FOLDERS for path in (PACKAGE / folder).rglob("*.py")):
        found = re.findall(r"^class (\w+)\((.*)\):", path.read_text(encoding="utf-8"), re.M)
        bases |= {name: re.findall(r"\w+", given) for name, given in found}

    def is_rule(name: str) -> bool:
        return name == "Rule" or any(is_rule(base) for base in bases.get(name, []))

    built_on = {base for given in bases.values() for base in given}
    assert {name for name in bases if is_rule(name) and name not in built_on} == {info.class_name for info in FOUND}


@pytest.mark.parametrize("info", FOUND, ids=name)
def test_rule_conforms(info: RuleInfo) -> None:
    loaded = load_rule(info)
    assert issubclass(loaded, Rule)
    assert conforms(loaded) == []
    assert (loaded.role, loaded.option) == (info.role, info.option)
    assert loaded.phases() == dict(info.phases)
    assert loaded.parameters() == dict(info.parameters)


@pytest.mark.parametrize("info", FOUND, ids=name)
def test_rule_reads_what_exists_and_by_name(info: RuleInfo) -> None:
    loaded = load_rule(info)
    assert unknown_reads(info, RULES) == []
    for phase in info.phases:
        assert phase in PHASES
        for argument in list(inspect.signature(getattr(loaded, phase)).parameters.values())[1:]:
            assert argument.kind is inspect.Parameter.KEYWORD_ONLY, f"{phase}: {argument.name}"
            assert argument.name in VARIABLES or argument.name in SPECIAL or argument.name in info.brings


@pytest.mark.parametrize("info", FOUND, ids=name)
def test_rule_names_its_sources(info: RuleInfo) -> None:
    named = " ".join(SOURCES.findall(info.doc))
    assert KEY.search(named) or "own construction" in named.lower(), "name a key of the bibliography or say 'own construction'"


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_sources_are_in_the_bibliography(path: Path) -> None:
    named = " ".join(SOURCES.findall(path.read_text(encoding="utf-8")))
    assert {key for key in KEY.findall(named) if key not in BIBLIOGRAPHY} == set()


def test_parameters_have_a_source_a_unit_and_a_meaning() -> None:
    found = parameters()
    assert len(found) > 50
    assert [p.name for p in found if p.source != ASSUMED and p.source not in BIBLIOGRAPHY] == []
    assert [p.name for p in found if not p.unit or not p.meaning or not p.low <= p.value <= p.high] == []


def test_assumed_parameters_are_swept() -> None:
    """A range of one point could not be."""
    assert [p.name for p in parameters() if p.assumed and p.low == p.high] == []


@pytest.mark.parametrize("path", sorted((PACKAGE / "systems").iterdir()), ids=lambda path: path.name)
def test_system_file_loads(path: Path) -> None:
    assert load_system(path, RULES).name == path.stem


@pytest.mark.parametrize("path", sorted((PACKAGE / "scenarios").iterdir()), ids=lambda path: path.name)
def test_scenario_file_loads(path: Path) -> None:
    assert load_scenario(path, RULES).name == path.stem


def test_no_two_systems_share_a_vector() -> None:
    systems = [load_system(path, RULES) for path in sorted((PACKAGE / "systems").iterdir())]
    vectors = {(system.vector, tuple(sorted(system.parameters.items())), tuple(sorted(system.contexts.items()))) for system in systems}
    assert len(vectors) == len(systems)
