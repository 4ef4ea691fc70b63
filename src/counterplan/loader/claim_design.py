"""What a claim needs of this version, and the systems that its arms stand for."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from counterplan.catalogue import GIVEN, Rules
from counterplan.core.claim import EXPERIMENTS, Arm, Change, Claim, Settings, World
from counterplan.core.errors import InputError
from counterplan.core.phases import RULE_SLOTS, SLOTS
from counterplan.core.scenario import Scenario
from counterplan.core.system import System, check_vector

from .priors import priors_of
from .scenarios import built_in_scenarios, load_scenario
from .settings import physics_parameters
from .systems import built_in_systems, load_system, owned_parameters, same, with_option

NOTHING = Change("nothing", "")
_LIKE = 0.8
"""Likeness from which on a name that does not exist is taken for a slip."""


def missing(claim: Claim, rules: Rules) -> list[str]:
    """Lists what the claim itself names and this version does not have; empty where its part of the model is built.

    Rivals are not counted here (see `missing_rivals`): without them a claim can be refuted, though not supported.
    """
    if claim.normative:
        return []
    found = [] if claim.experiment in EXPERIMENTS else [_absent("experiment", claim.experiment, EXPERIMENTS)]
    found += _missing_scenario(claim)
    for arm in claim.arms:
        found += _missing_arm(arm, rules)
    from counterplan.physics.outcomes import OUTCOMES

    names = [name for e in claim.estimands for name in e.outcomes]
    found += [_absent("outcome", name, OUTCOMES) for name in names if name not in OUTCOMES]
    found += _missing_records(claim, rules)
    for change in (claim.ablate, claim.fails_at):
        found += _missing_change(change, rules) if change else []
    return list(dict.fromkeys(found))


def missing_rivals(claim: Claim, rules: Rules) -> dict[str, list[str]]:
    """What each rival names and this version does not have, by the rival's name."""
    found = {rival.name: _missing_change(rival, rules) for rival in claim.rivals}
    return {name: lacking for name, lacking in found.items() if lacking}


def missing_facts(claim: Claim, rules: Rules) -> list[str]:
    """What the checked facts name and this version does not have."""
    from counterplan.physics.outcomes import OUTCOMES

    found = []
    for fact in claim.facts:
        if fact.arm and fact.estimand:
            found += _missing_arm(fact.arm, rules)
            found += [_absent("outcome", name, OUTCOMES) for name in fact.estimand.outcomes if name not in OUTCOMES]
    return list(dict.fromkeys(found))


def notes_on(claim: Claim, rules: Rules) -> list[str]:
    """What keeps a claim from a verdict here, in words."""
    if claim.normative:
        return [f"not testable: {claim.design.reason}"]
    lacking = missing(claim, rules)
    notes = [f"not built: this version lacks {'; '.join(lacking)}"] if lacking else []
    return notes + [f"rival '{name}' is not built: {'; '.join(what)}" for name, what in missing_rivals(claim, rules).items()]


def arm_system(arm: Arm, change: Change, scenario: Scenario, rules: Rules) -> System:
    """The system of an arm: its file, then the scenario's contexts, the arm's own settings and the change.

    Error: InputError for options that cannot stand together and for a number that is missing.
    """
    system = load_system(arm.system, rules)
    for settings in (scenario.contexts, arm.set, change.set):
        system = with_settings(system, settings, rules)
    check_vector(system, {slot: frozenset(rules.get(slot, {})) | ({GIVEN[slot]} if slot in GIVEN else set()) for slot in SLOTS})
    return system


def with_settings(system: System, settings: Settings, rules: Rules) -> System:
    """Sets options, contexts and those parameters that belong to the system's options, in this order."""
    for name, value in settings.items():
        if isinstance(value, str):
            system = with_option(system, name, value, rules)
    owned = owned_parameters(system, rules)
    for name, value in settings.items():
        if isinstance(value, str):
            continue
        if name in GIVEN:
            system = replace(system, contexts={**system.contexts, name: float(value)})
        elif name in owned:
            system = replace(system, parameters={**system.parameters, name: float(value)})
    return system


def one_system(claim: Claim, systems: Sequence[System]) -> bool:
    """True where all arms are one system; of a fit, all of a scenario, for contexts are the scenario's."""
    own = [system for system, arm in zip(systems, claim.arms, strict=True) if claim.experiment != "fit" or arm.scenario == claim.arms[0].scenario]
    return all(same(own[0], other) for other in own[1:])


def refuse_unvarying(claim: Claim, systems: Sequence[System]) -> None:
    """Refuses a claim whose estimand cannot vary, because the arms that are compared are one system.

    Error: InputError that names the arms.
    """
    if claim.experiment == "shapley":
        if same(*systems[:2]):
            raise InputError(f"claim '{claim.id}': both systems have one vector, so nothing can be attributed.")
        return
    if claim.experiment == "fit":
        if one_system(claim, systems):
            raise InputError(f"claim '{claim.id}': all arms are one system ({systems[0].name}), so one fits as well as several by construction.")
        return
    total: list[tuple[System, float]] = []
    for system, arm in zip(systems, claim.arms, strict=True):
        place = next((i for i, (other, _) in enumerate(total) if same(other, system)), None)
        if place is None:
            total.append((system, arm.weight))
        else:
            total[place] = (total[place][0], total[place][1] + arm.weight)
    if all(abs(weight) < 1e-12 for _, weight in total):
        raise InputError(f"claim '{claim.id}': its arms are one system ({systems[0].name}) with weights that add to 0, so the effect cannot vary.")


def outside_priors(change: Change, systems: Iterable[System], scenario: Scenario, rules: Rules) -> list[str]:
    """Values of a change that lie outside their prior ranges, in words."""
    chosen = list(systems)
    ranges = {p.name: (p.low, p.high) for p in priors_of(chosen, scenario, {}, rules)}
    for system in chosen:
        ranges |= {name: (info.low, info.high) for name, info in owned_parameters(system, rules).items()}
    ranges |= dict.fromkeys(GIVEN, (0.0, 1.0))
    values = {**{n: v for n, v in change.set.items() if not isinstance(v, str)}, **change.world}
    return [
        f"{name} = {value:g} lies outside its prior range [{ranges[name][0]:g}, {ranges[name][1]:g}]" if name in ranges
        else f"{name} has no prior range"
        for name, value in values.items() if name not in ranges or not ranges[name][0] <= value <= ranges[name][1]
    ]  # fmt: skip


def _missing_scenario(claim: Claim) -> list[str]:
    if not claim.design.scenario:
        return ["a scenario ([design] scenario)"]
    lacking = [name for name in claim.scenarios if name not in built_in_scenarios() and not name.endswith(".toml")]
    return [_absent("scenario", name, built_in_scenarios()) for name in lacking]


def _missing_records(claim: Claim, rules: Rules) -> list[str]:
    """Of a fit: outcomes that are not on record in an arm's scenario."""
    if claim.experiment != "fit" or _missing_scenario(claim):
        return []
    own = dict.fromkeys(arm.scenario or claim.design.scenario for arm in claim.arms)
    records = {name: load_scenario(name, rules).record for name in own}
    return [f"outcome '{e.outcome}' on record in {name}" for e in claim.estimands for name in own if not records[name].get(e.outcome)]


def _missing_arm(arm: Arm, rules: Rules) -> list[str]:
    known = built_in_systems()
    found = [] if arm.system in known or arm.system.endswith(".toml") else [_absent("system", arm.system, known)]
    return found + _missing_settings(arm.set, rules)


def _missing_change(change: Change, rules: Rules) -> list[str]:
    return _missing_settings(change.set, rules) + _missing_world(change.world)


def _missing_settings(settings: Settings, rules: Rules) -> list[str]:
    found = []
    for name, value in settings.items():
        role = name.split(".")[0]
        if role not in RULE_SLOTS:
            found.append(_absent("role or context", role, RULE_SLOTS))
        elif isinstance(value, str):
            found += [] if value in rules[role] else [_absent(f"option for {role}", value, rules[role])]
        elif name not in GIVEN:
            known = {known for info in rules[role].values() for known in info.parameters}
            found += [] if name in known else [_absent("parameter", name, known)]
    return found


def _missing_world(world: World) -> list[str]:
    from counterplan.core.scenario import REQUIRED_FIGURES

    known = {f"physics.{name}" for name in physics_parameters()} | {f"figures.{name}" for name in REQUIRED_FIGURES}
    return [_absent("parameter or figure", name, known) for name in world if name not in known]


def _absent(kind: str, name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, sorted(known), n=1, cutoff=_LIKE)
    return f"{kind} '{name}'" + (f" (did you mean '{close[0]}'?)" if close else "")


def groups_of(claim: Claim, roles: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """The groups of a comparison of Shapley values, over the roles that differ; empty groups are left out."""
    named = {name: tuple(role for role in roles if role in members) for name, members in claim.groups.items()}
    taken = {role for members in named.values() for role in members}
    named["rest"] = tuple(role for role in roles if role not in taken)
    return {name: members for name, members in named.items() if members}
