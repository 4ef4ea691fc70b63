"""What is drawn and from where: names, ranges, scales, and what stays fixed."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import pytest

from counterplan.catalogue import Rules
from counterplan.core.priors import Prior
from counterplan.core.scenario import Scenario
from counterplan.core.system import System
from counterplan.loader import load_scenario, load_system, physics_parameters, prepare, priors_from, priors_of


@pytest.fixture
def system(system_file: Path, rules: Rules, bibliography: dict) -> System:
    return load_system(system_file, rules, bibliography)


@pytest.fixture
def scenario(scenario_file: Path, rules: Rules, bibliography: dict) -> Scenario:
    return load_scenario(scenario_file, rules, bibliography)


def names(systems: list[System], scenario: Scenario, settings: dict, rules: Rules) -> list[str]:
    ready = prepare(systems, scenario, settings, rules)
    return [p.name for p in priors_of(ready.systems, ready.scenario, ready.physics, rules)]


def test_all_that_has_a_range_is_drawn(system: System, scenario: Scenario, rules: Rules) -> None:
    drawn = names([system], scenario, {}, rules)
    assert {f"physics.{name}" for name in physics_parameters()} <= set(drawn)
    assert "exit.hard.h_strength" in drawn
    assert "exit.soft.s_strength" not in drawn  # of an option that the system does not have
    assert "employment_share.grain" in drawn
    assert "figures.gdp_per_head" not in drawn  # without a range
    assert "coercion" not in drawn
    assert len(set(drawn)) == len(drawn)


@pytest.mark.parametrize(
    ("name", "value", "gone"),
    [
        ("effort_elasticity", "0.5", "physics.effort_elasticity"),
        ("physics.effort_elasticity", "0.5", "physics.effort_elasticity"),
        ("exit.h_strength", "0.25", "exit.hard.h_strength"),
        ("consumption_share.grain", "0.5", "consumption_share.grain"),
    ],
)
def test_what_is_set_stays_fixed(name: str, value: str, gone: str, system: System, scenario: Scenario, rules: Rules) -> None:
    before, after = names([system], scenario, {}, rules), names([system], scenario, {name: value}, rules)
    assert [n for n in before if n not in after] == [gone]
    assert [n for n in after if n not in before] == []


def test_a_value_of_one_systems_file_leaves_the_draw_to_the_others(system: System, scenario: Scenario, rules: Rules) -> None:
    firm = replace(system, name="firm", parameters={"exit.h_strength": 0.25})
    assert "exit.hard.h_strength" not in names([firm], scenario, {}, rules)
    assert "exit.hard.h_strength" in names([firm, system], scenario, {}, rules)


def test_options_that_share_a_parameter_share_its_stream() -> None:
    systems = [load_system(name) for name in ("neoliberal-capitalism", "command-economy")]
    from counterplan.catalogue import find_rules

    found = {p.name: p for p in priors_of(systems, load_scenario("china-1952"), {}, find_rules())}
    hard, soft = found["exit.hard.leverage"], found["exit.soft.leverage"]
    assert hard.stream == soft.stream == "exit.leverage"
    assert (hard.low, hard.high, soft.low, soft.high) == (0.3, 0.9, 1.5, 6.0)
    assert len({p.stream for p in found.values() if p.stream != p.name}) < len(found)


def test_a_manifest_gives_the_same_priors_back(system: System, scenario: Scenario, rules: Rules) -> None:
    priors = priors_of([system], scenario, {}, rules)
    assert priors_from([asdict(p) for p in priors]) == priors


@pytest.mark.parametrize(
    ("low", "high", "scale", "middle"),
    [(1.0, 3.9, "uniform", 2.45), (1.0, 4.0, "log-uniform", 2.0), (0.0, 4.0, "uniform", 2.0), (-1.0, 1.0, "uniform", 0.0)],
)
def test_scale(low: float, high: float, scale: str, middle: float) -> None:
    prior = Prior("x", "x", low, high, "1", "assumed")
    assert prior.scale == scale
    assert prior.at(0.0) == low
    assert prior.at(0.5) == pytest.approx(middle)
    assert prior.at(1.0) == pytest.approx(high)
