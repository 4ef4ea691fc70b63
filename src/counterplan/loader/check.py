"""Validates one file of any kind: a system, a scenario, a claim, a rule; or a folder of input-output tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from counterplan.catalogue import RuleInfo, Rules, find_rules, load_rule, unknown_reads
from counterplan.core.errors import InputError

from .bibliography import Entry
from .claim_design import notes_on as claim_notes
from .claims import claim_of
from .document import read_toml
from .scenarios import notes_on as scenario_notes
from .scenarios import scenario_of
from .systems import notes_on, system_of
from .trace import trace_rule


@dataclass(frozen=True)
class Checked:
    """A file that holds what it should, with what was accepted although it is unusual."""

    path: Path
    kind: str
    name: str
    notes: list[str] = field(default_factory=list)


def check_file(
    path: str | Path, extra_rules: Iterable[str | Path] = (), bibliography: Mapping[str, Entry] | None = None
) -> list[str]:
    """Returns notes on a file that is valid.

    Error: InputError with the first thing that is wrong: file, line or key, what would be right.
    """
    return examine(path, find_rules(extra_rules), bibliography).notes


def examine(path: str | Path, rules: Rules, bibliography: Mapping[str, Entry] | None = None) -> Checked:
    """Validates one file and says what it is."""
    path = Path(path)
    if path.is_dir():
        from .economy import check_tables

        return Checked(path, "economy", ", ".join(check_tables(path)))
    if path.suffix == ".py":
        return _rule_file(path, rules)
    if path.suffix != ".toml":
        raise InputError(f"{path}: give a system, scenario or claim (.toml), a rule (.py) or a folder of input-output tables.")
    document = read_toml(path, "system, scenario or claim")
    if {"statement", "contrast", "estimand"} & document.data.keys():
        claim = claim_of(document, bibliography)
        return Checked(path, "claim", claim.id, claim_notes(claim, rules))
    if "institutions" in document.data:
        system = system_of(document, rules, bibliography)
        return Checked(path, "system", system.name, notes_on(system, rules))
    if {"figures", "sector_figures", "start"} & document.data.keys():
        scenario = scenario_of(document, rules, bibliography)
        return Checked(path, "scenario", scenario.name, scenario_notes(scenario))
    raise InputError(
        f"{path}: neither a system (it has [institutions]) nor a scenario (it has start and [figures]) nor a claim (it has statement)."
    )


def _rule_file(path: Path, rules: Rules) -> Checked:
    with_this = find_rules([path])
    own = [
        r for options in with_this.values() for r in options.values() if r.path.resolve() == path.resolve()
    ]
    everything = {slot: {**options, **with_this.get(slot, {})} for slot, options in rules.items()}
    for rule in own:
        check_rule(rule, everything)
    return Checked(path, "rule", ", ".join(f"{r.role}={r.option}" for r in own))


def check_own(rules: Rules) -> None:
    """Checks the rules that a user brought along (the built-in ones are checked by the tests)."""
    for options in rules.values():
        for rule in options.values():
            if not rule.built_in:
                check_rule(rule, rules)


def check_rule(rule: RuleInfo, rules: Rules) -> None:
    """Refuses a rule that reads unknown variables, cannot be loaded, raises or breaks the contract.

    Error: InputError for the first thing found.
    """
    wrong = unknown_reads(rule, rules)
    if wrong:
        raise InputError(wrong[0])
    from counterplan.core.rule import conforms

    place = f"{rule.path}:{rule.line}"
    loaded = load_rule(rule)
    broken = conforms(loaded)
    if broken:
        raise InputError(f"{place}: '{rule.class_name}': {broken[0]}.")
    try:
        rule_made = loaded()
    except Exception as error:
        raise InputError(f"{place}: '{rule.class_name}()' raised {type(error).__name__}: {error}") from None
    trace_rule(rule, rule_made)
