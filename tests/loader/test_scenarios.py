"""Scenario files: figures with units and sources, and the one line for what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterplan.catalogue import Rules
from counterplan.core.errors import InputError
from counterplan.loader import built_in_scenarios, load_scenario

from .samples import scenario_text


def test_loads_a_scenario(scenario_file: Path, rules: Rules, bibliography: dict) -> None:
    scenario = load_scenario(scenario_file, rules, bibliography)
    assert (scenario.name, scenario.start, scenario.country) == ("place-1950", 1950, "CHN")
    population = scenario.figures["population"]
    assert (population.value, population.low, population.high, population.assumed) == (5e8, 5e8, 5e8, False)
    assert scenario.sector_figures["employment_share"]["grain"].assumed
    assert scenario.paths == {"harvest_weather": {1959: 0.93, 1960: 0.9}}
    assert scenario.contexts == {"openness": "open", "coercion": 0.5}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ("value = 500000000.0", "value = -500000000.0"),
            "figures.population: value -500000000 persons cannot be",
        ),
        (
            ('unit = "persons"', 'unit = "millions"'),
            "figures.population: wrong unit 'millions'; give the value in \"persons\"",
        ),
        (("value = 500000000.0", "value = nan"), "figures.population.value: should be a finite number"),
        (("value = 500000000.0", "value = inf"), "figures.population.value: should be a finite number"),
        (("value = 500000000.0", 'value = "many"'), "should be a valid number, not 'many'"),
        (("value = 500000000.0,", ""), "figures.population.value: is missing"),
        (("value = 500000000.0", "worth = 500000000.0"), "figures.population.worth: unknown key"),
        (
            ("\npopulation =", "\npopulatoin ="),
            "figures.populatoin: unknown figure. Did you mean 'population'?",
        ),
        (("\npopulation =", "\n# population ="), "'population' is missing. Give population = { value"),
        (("value = 0.74", "value = 0.75"), "add to 1.01; they must add to 1"),
        (
            ("grain = { value = 0.5", "grain = { value = 0.4"),
            "sector_figures.employment_share: the shares of all goods add to 0.9",
        ),
        (
            ("[sector_figures.capital_share]", "[sector_figures.capital_shares]"),
            "unknown table. Did you mean 'capital_share'?",
        ),
        (
            ("[sector_figures.capital_share]\ngrain", "[sector_figures.capital_share]\ngrian"),
            "Did you mean 'grain'?",
        ),
        (
            ('source = "assumed", low = 0.0, high = 1.0', 'source = "assumed"'),
            "an assumed figure needs its prior range",
        ),
        (("low = 0.0, high = 1.0", "low = 0.6, high = 1.0"), "lies outside its own range"),
        (
            ('source = "test-2000" }', 'source = "tset-2000" }'),
            "source 'tset-2000' is not in the bibliography",
        ),
        (
            ('openness = "open"', 'openness = "opne"'),
            "contexts.openness: unknown option 'opne'. Did you mean 'open'?",
        ),
        (('openness = "open"', "openness = 1"), "contexts.openness: must be the name of an option"),
        (("coercion = 0.5", "coercion = 5"), "contexts.coercion: must be a number from 0 to 1, not 5"),
        (("coercion = 0.5", "coercion = nan"), "contexts.coercion: must be a number from 0 to 1"),
        (("coercion = 0.5", "coercoin = 0.5"), "unknown context. Did you mean 'coercion'?"),
        (('"1959" = 0.93', '"195" = 0.93'), "must be a year of four digits"),
        (('"1959" = 0.93', '"1959" = -0.93'), "must not be negative"),
        (("harvest_weather", "harvest_wether"), "unknown path. Did you mean 'harvest_weather'?"),
        (
            ("paths.harvest_weather", 'paths."reform.exit"'),
            "must be the place of an option in the system's list",
        ),
        (("start = 1950", 'start = "1950"'), "start: should be a valid integer, not '1950'"),
        (("start = 1950", "start = 1950.0"), "start: should be a valid integer"),
        (("start = 1950", "start = 1950-01-01"), "start: should be a valid integer"),
        (('country = "CHN"', 'country = "China"'), "country: String should match pattern"),
    ],
)
def test_what_is_wrong_is_said_with_file_line_and_key(
    change: tuple[str, str], said: str, scenario_file: Path, rules: Rules, bibliography: dict
) -> None:
    text = scenario_text()
    assert change[0] in text
    scenario_file.write_text(text.replace(change[0], change[1], 1))
    with pytest.raises(InputError) as caught:
        load_scenario(scenario_file, rules, bibliography)
    message = str(caught.value)
    assert said in message
    line = message.removeprefix(f"{scenario_file}:").split(":")[0]
    assert line.isdigit(), message
    assert "\n" not in message


def test_the_line_is_the_line_of_the_key(scenario_file: Path, rules: Rules, bibliography: dict) -> None:
    text = scenario_text().replace('unit = "persons"', 'unit = "people"')
    wanted = next(i for i, line in enumerate(text.splitlines(), 1) if line.startswith("population"))
    scenario_file.write_text(text)
    with pytest.raises(InputError, match=f"{scenario_file}:{wanted}: figures.population"):
        load_scenario(scenario_file, rules, bibliography)


@pytest.mark.parametrize("name", sorted(built_in_scenarios()))
def test_built_in_scenarios_load(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.name == name, "a built-in scenario is called like its file"
    assert str(scenario.start) in name
