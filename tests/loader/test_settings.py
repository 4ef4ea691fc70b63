"""`--set` and contexts: what wins over what, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from counterplan.catalogue import Rules, find_rules
from counterplan.core.errors import InputError
from counterplan.core.scenario import Scenario
from counterplan.core.system import Choice, System
from counterplan.loader import load_scenario, load_system, parse_settings, physics_parameters, prepare
from counterplan.loader.systems import ALIKE


@pytest.fixture
def system(system_file: Path, rules: Rules, bibliography: dict) -> System:
    return load_system(system_file, rules, bibliography)


@pytest.fixture
def scenario(scenario_file: Path, rules: Rules, bibliography: dict) -> Scenario:
    return load_scenario(scenario_file, rules, bibliography)


def test_the_scenarios_contexts_win_over_the_systems(
    system: System, scenario: Scenario, rules: Rules
) -> None:
    (prepared,) = prepare([system], scenario, {}, rules).systems
    assert prepared.institutions["openness"] == Choice(("open",))
    assert prepared.contexts == {"coercion": 0.5, "arms": 0.04}


def test_a_setting_wins_over_both(system: System, scenario: Scenario, rules: Rules) -> None:
    (prepared,) = prepare([system], scenario, {"openness": "managed", "coercion": "0.1"}, rules).systems
    assert prepared.institutions["openness"] == Choice(("managed",))
    assert prepared.contexts["coercion"] == 0.1


def test_a_setting_holds_in_all_systems(system: System, scenario: Scenario, rules: Rules) -> None:
    both = prepare(
        [system, replace(system, name="two")], scenario, {"exit": "soft", "exit.s_strength": "0.3"}, rules
    )
    for prepared in both.systems:
        assert prepared.institutions["exit"] == Choice(("soft",))
        assert prepared.parameters == {"exit.s_strength": 0.3}


def test_parameters_go_with_their_option(system: System, scenario: Scenario, rules: Rules) -> None:
    before = replace(system, parameters={"exit.h_strength": 0.2, "residual.p_strength": 0.3})
    (prepared,) = prepare([before], scenario, {"exit": "soft"}, rules).systems
    assert prepared.parameters == {"residual.p_strength": 0.3}


def test_figures_and_physics(system: System, scenario: Scenario, rules: Rules) -> None:
    name, info = next(iter(physics_parameters().items()))
    prepared = prepare([system], scenario, {"population": "7e6", name: info.high * 2 + 1}, rules)
    assert prepared.scenario.figures["population"].value == 7e6
    assert prepared.physics == {name: info.high * 2 + 1}
    assert any(name in note and "outside its prior range" in note for note in prepared.notes)


def test_no_figure_and_parameter_share_a_name(scenario: Scenario) -> None:
    assert not set(physics_parameters()) & set(scenario.figures)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"exti": "soft"}, "'exti': no role, parameter or figure has this name. Did you mean 'exit'?"),
        ({"exit": "sfot"}, "unknown option 'sfot'. Did you mean 'soft'?"),
        ({"exit": 3}, "unknown option 3"),
        (
            {"exit.strength": 1},
            "is no parameter of an option that these systems have. Did you mean 'exit.h_strength'?",
        ),
        ({"exit.s_strength": 1}, "is no parameter of an option"),
        ({"exit.h_strength": "much"}, "must be a finite number, not 'much'"),
        ({"population": "nan"}, "must be a finite number"),
        ({"population": "-5"}, "value -5 persons cannot be"),
        ({"populaton": "5"}, "Did you mean 'population'?"),
        ({"consumption_share": 0.5}, "add to 0.76; they must add to 1"),
        ({"employment_share.grain": 0.9}, "add to 1.4; they must add to 1"),
        ({"coercion": 2}, "must be a number from 0 to 1, not 2"),
        ({"openness": 0.5}, "must be the name of an option"),
        ({"management": "quota"}, "cannot stand together"),
        ({"a\nb": "1"}, "no role, parameter or figure"),
    ],
)
def test_what_cannot_be_set(
    settings: dict, said: str, system: System, scenario: Scenario, rules: Rules
) -> None:
    with pytest.raises(InputError) as caught:
        prepare([system], scenario, settings, rules)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_context_that_nobody_gives(system: System, scenario: Scenario, rules: Rules) -> None:
    with pytest.raises(InputError, match="has no number for the context 'arms'"):
        prepare([replace(system, contexts={})], scenario, {}, rules)


def test_two_systems_of_one_name(system: System, scenario: Scenario, rules: Rules) -> None:
    with pytest.raises(InputError, match="two systems are called 'one'"):
        prepare([system, system], scenario, {}, rules)


def test_texts_of_settings() -> None:
    assert parse_settings(["exit=soft", "a = b=c"]) == {"exit": "soft", "a": "b=c"}
    for wrong in ("exit", "=soft", "exit=", ""):
        with pytest.raises(InputError, match="write NAME=VALUE"):
            parse_settings([wrong])
    with pytest.raises(InputError, match="given twice"):
        parse_settings(["exit=soft", "exit=hard"])


def test_a_dated_reform_to_an_option_that_is_not_listed(
    system: System, scenario: Scenario, rules: Rules
) -> None:
    moving = replace(system, institutions={**system.institutions, "exit": Choice(("hard", "soft"), "dated")})
    assert prepare([moving], replace(scenario, paths={"reform.exit": {1960: 1}}), {}, rules)
    with pytest.raises(InputError, match="1960 = 2, but system 'one' lists 2 options"):
        prepare([moving], replace(scenario, paths={"reform.exit": {1960: 2}}), {}, rules)


def test_systems_that_differ_in_nothing_here_are_said() -> None:
    """A tariff makes no difference where the scenario says how open the economy is."""
    rules = find_rules()
    pair = [load_system(name, rules) for name in ("neoliberal-capitalism", "nationalist-populist")]
    there = load_scenario("china-1952", rules)
    (note,) = (note for note in prepare(pair, there, {}, rules).notes if ALIKE in note)
    assert note.startswith("'neoliberal-capitalism' and 'nationalist-populist' are one system here")
    apart = prepare(pair, replace(there, contexts={k: v for k, v in there.contexts.items() if k != "openness"}), {}, rules)
    assert not any(ALIKE in note for note in apart.notes)
