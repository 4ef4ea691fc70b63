"""Texts of a small rule, system and scenario."""

from __future__ import annotations

from counterplan.catalogue import GIVEN
from counterplan.core.phases import SLOTS
from counterplan.core.scenario import REQUIRED_FIGURES, REQUIRED_SECTOR_FIGURES
from counterplan.core.variables import GOODS

OPTIONS = {
    "residual": ("private", "state-office"),
    "exit": ("hard", "soft"),
    "management": ("owner", "quota"),
    "openness": ("managed", "open"),
}
VALUES = {
    "population": 5e8,
    "gdp_per_head": 1000,
    "crude_death_rate": 22,
    "crude_birth_rate": 42,
    "infant_mortality": 180,
    "life_expectancy": 45,
    "calories_per_head": 2100,
    "subsistence_calories": 1750,
    "capital_output_ratio": 1.5,
    "consumption_share": 0.74,
    "investment_share": 0.12,
    "provision_share": 0.1,
    "arms_share": 0.04,
    "weekly_hours": 48,
}

RULE = '''from dataclasses import dataclass
from typing import ClassVar

from counterplan.core.effects import NOTHING, Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule

HALF = 1 / 2

@dataclass(frozen=True)
class Rule_{name}(Rule):
    """What {role} does as {option}.

    Equation: x = y
    Source: test-2000
    """

    role: ClassVar[str] = "{role}"
    option = "{option}"
    {parameter}strength: float = parameter(
        HALF, low=0.0, high=2 * HALF, unit="1", source="test-2000", meaning="force"
    )

    def exit(self, *, deposits_enterprise, draw) -> Effects:
        return NOTHING

    def expect(self, *, output) -> Effects:
        return NOTHING
'''


def rule_text(role: str, option: str) -> str:
    return RULE.format(role=role, option=option, name=option.replace("-", "_"), parameter=f"{option[0]}_")


def system_text(name: str = "one", **changes: str) -> str:
    chosen = {slot: OPTIONS.get(slot, ("plain",))[0] for slot in SLOTS if slot not in GIVEN} | changes
    lines = "\n".join(f'{role} = "{option}"' for role, option in chosen.items())
    return (
        f'name = "{name}"\ntitle = "A system"\nsources = ["test-2000"]\n[institutions]\n{lines}\n'
        "[contexts]\ncoercion = 0.4\narms = 0.04\n"
    )


def scenario_text() -> str:
    lines = [
        'name = "place-1950"',
        'title = "A place"',
        "start = 1950",
        'country = "CHN"',
        'sources = ["test-2000"]',
    ]
    lines += ["[contexts]", 'openness = "open"', "coercion = 0.5", "[figures]"]
    for name, unit in REQUIRED_FIGURES.items():
        lines.append(f'{name} = {{ value = {VALUES.get(name, 0.5)}, unit = "{unit}", source = "test-2000" }}')
    shares = dict(zip(GOODS, (0.5, 0.1, 0.2, 0.1, 0.05, 0.05), strict=True))
    for table in REQUIRED_SECTOR_FIGURES:
        lines.append(f"[sector_figures.{table}]")
        lines += [
            f'{g} = {{ value = {v}, unit = "1", source = "assumed", low = 0.0, high = 1.0 }}'
            for g, v in shares.items()
        ]
    lines += ["[paths.harvest_weather]", '"1959" = 0.93', '"1960" = 0.9']
    return "\n".join(lines) + "\n"
