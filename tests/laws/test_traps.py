"""Conclusions that are easily built in, and what keeps each out: one named test a trap, as far as its part of the model is built.

Numbers follow the lists of traps: fourteen on conclusions, nine on fairness. Swings and restorations are in `tests/politics`. Not built, so
not here: lines of movements abroad, varieties and tastes of goods.
"""

from __future__ import annotations

import ast
import inspect
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from counterplan.catalogue import find_rules
from counterplan.core.claim import EXPERIMENTS
from counterplan.engine.quarter import QUARTER, Mechanism
from counterplan.experiments.claims.levels import LEVELS
from counterplan.experiments.claims.results import decide
from counterplan.experiments.verdicts import Evidence, Margin, judge
from counterplan.loader import built_in_claims, built_in_scenarios, load_claim, load_scenario, load_system
from counterplan.loader.claim_design import missing
from counterplan.loader.systems import built_in_systems
from counterplan.physics.endowment import Endowment
from counterplan.physics.outcomes import OUTCOMES
from counterplan.physics.parameters import Physics, physics_parameters
from counterplan.physics.search import find_candidates

RULES = find_rules()
CLAIMS = {name: load_claim(name) for name in built_in_claims()}
PHYSICS_ALONE = {"effort", "mean_effort", "protesting", "candidate_found", "candidate_labour", "candidate_skill", "trait_skill", "trait_disamenity"}
"""Variables that no institution may decide: people and nature do."""


def _decided(path: Path) -> set[str]:
    """Names that stand as keys of dictionaries in a rule's file: what it may decide."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    keys = [key for node in ast.walk(tree) if isinstance(node, ast.Dict) for key in node.keys]
    return {key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}


def _reads(role: str, option: str) -> set[str]:
    return {name for names in RULES[role][option].phases.values() for name in names}


def _fixed(changes: object) -> set[str]:
    return {*changes.set, *changes.world}  # type: ignore[attr-defined]


# Fourteen conclusions


@pytest.mark.parametrize("option", RULES["exit"])
def test_trap_1_bankruptcy_moves_cash_and_survival_not_search(option: str) -> None:
    rule = RULES["exit"][option]
    assert not {"search", "adopt"} & rule.phases.keys(), "exit rules take no part in search or adoption"
    assert not {name for name in _reads("exit", option) if name.startswith("candidate_")}
    reads = set(inspect.signature(find_candidates).parameters)
    assert not {name for name in reads if "rescue" in name or "insolven" in name or "debt" in name}, "search knows nothing of rescue"


def test_trap_1_surplus_labour_stands_against_the_claim_on_bankruptcy() -> None:
    claim = CLAIMS["C14"]
    assert any("surplus labour" in rival.name for rival in claim.rivals) and claim.fails_at
    assert "physics.migration_response" in _fixed(claim.fails_at)


def test_trap_2_a_say_brings_no_effort_by_itself() -> None:
    say = physics_parameters()["say_gain"]
    assert (say.value, say.low) == (0.0, 0.0) and say.high > 0.0, "no intrinsic gain unless it is swept"
    for options in RULES.values():
        for rule in options.values():
            assert not _decided(rule.path) & PHYSICS_ALONE, f"{rule.path} decides what only people and nature do"


def test_trap_3_the_democratic_planner_sees_and_computes_no_more_than_the_commanding_one() -> None:
    from counterplan.institutions.coordination import command, negotiated

    rounds = {int(value) for module in (command, negotiated) for name, value in vars(module).items() if name == "ROUNDS"}
    assert len(rounds) == 1, "one number of rounds"
    true_state = {"output", "capacity", "last_harvest", "technique_labour"}
    assert _reads("coordination", "negotiated") & true_state <= _reads("coordination", "command") & true_state
    hours = RULES["coordination"]["negotiated"].parameters["coordination.meeting_hours"]
    assert hours.low > 0.0, "meetings always cost hours"


def test_trap_4_everyone_who_reports_has_a_stake_in_lying() -> None:
    for option, rule in RULES["management"].items():
        stake = rule.parameters["management.stake"]
        assert stake.value > 0.0 and stake.high > 0.0, option
    biased = [step for step in QUARTER if isinstance(step, Mechanism) and "report" in step.name]
    assert biased, "one mechanism of physics turns stakes into reports"


def test_trap_5_crises_protest_and_arrest_are_the_same_rule_everywhere() -> None:
    contend = [step.name for step in QUARTER if isinstance(step, Mechanism) and step.name.endswith("contend")]
    assert len(contend) == 1
    owned = {name for options in RULES.values() for rule in options.values() for name in rule.parameters}
    assert not any("threshold" in name or "grievance" in name for name in owned), "no institution has a protest of its own"


def test_trap_6_no_single_index_of_welfare() -> None:
    assert not [name for name in OUTCOMES if any(word in name for word in ("welfare", "utility", "score", "index"))]
    assert {"hours_per_worker", "consumption_per_head", "excess_deaths", "repression", "participation_hours", "emissions"} <= OUTCOMES.keys()


def test_trap_7_people_may_take_goods_or_time() -> None:
    curvature = physics_parameters()["consumption_curvature"]
    assert curvature.low < 1.0 < curvature.high, "hours may rise or fall with productivity"
    assert not any("leisure" in name or "hours_elasticity" in name for options in RULES.values() for r in options.values() for name in r.parameters)


def test_trap_8_numbers_of_deaths_are_tested_and_never_fitted() -> None:
    for name in ("C22", "C23", "C24", "C25", "C26"):
        assert CLAIMS[name].kind == "quantity" and len(CLAIMS[name].critics) >= 1
    for scenario in built_in_scenarios():
        figures = load_scenario(scenario).figures
        assert not [name for name in figures if "famine" in name or "camp" in name or "excess" in name], scenario


def test_trap_9_famine_can_come_from_weather_or_from_silence_alone() -> None:
    claim = CLAIMS["C27"]
    rivals = {rival.name: _fixed(rival) for rival in claim.rivals}
    assert "figures.harvest_deviation" in rivals["weather"] and "information" in rivals["information"] and "mobility" in rivals["mobility"]
    assert claim.ablate and "levy.allowance" in claim.ablate.set
    market = RULES["levy"]["market"].parameters["levy.share"]
    assert market.value == 0.0, "villages without a levy can starve of weather and of lack of money only"


def test_trap_10_no_built_in_system_changes_by_a_date() -> None:
    for name in built_in_systems():
        assert not [role for role, choice in load_system(name).institutions.items() if choice.mover == "dated"], name


def test_trap_11_claims_on_lines_of_movements_get_no_verdict_before_they_are_built() -> None:
    for name in ("C07", "C35", "C36", "C37", "C38", "C39"):
        lacking = missing(CLAIMS[name], RULES)
        assert lacking or CLAIMS[name].experiment in EXPERIMENTS


def test_trap_12_all_systems_start_alike() -> None:
    assert list(inspect.signature(Endowment.state).parameters) == ["self", "seed", "replicate"], "a start knows no system"
    for scenario in built_in_scenarios():
        assert {"coercion", "arms"} <= load_scenario(scenario).contexts.keys(), f"{scenario}: contexts are equal in all arms"


def test_trap_13_cost_and_skill_of_techniques_are_drawn_apart() -> None:
    # Told by the signature: the traits of a candidate follow from traits alone (numbers in tests/physics/test_books_and_search.py).
    assert "rent" not in str(inspect.signature(find_candidates))
    claim = CLAIMS["C13"]
    assert {e.outcome for e in claim.estimands} == {"technique_skill", "technique_monitorability"}
    assert {p.sign for p in claim.predictions} == {1, -1}, "each half of the claim can fail by itself"


def test_trap_14_productivity_has_more_than_one_yardstick() -> None:
    assert {"labour_productivity", "output_per_hour", "output_per_working_age", "output_per_available_hour", "gdp_per_head"} <= OUTCOMES.keys()
    windows = {claim.estimands[0].window for claim in CLAIMS.values() if claim.estimands and claim.estimands[0].outcome == "labour_productivity"}
    assert len(windows) > 1


# Nine of fairness


def test_fairness_1_hours_answer_to_productivity() -> None:
    info = physics_parameters()
    assert info["consumption_curvature"].high > 1.0 and info["hours_elasticity"].low > 0.0


def test_fairness_2_a_failed_run_supports_nobody_and_is_not_dropped() -> None:
    effects = np.linspace(4.0, 6.0, 400)
    effects[:120] = np.nan
    judgement = judge(Evidence(effects, failing=np.zeros(96)), Margin())
    assert judgement.supporting.of == judgement.opposing.of == 400
    assert judgement.supporting.count == 280 and judgement.opposing.count == 0
    assert decide(judgement, (0.0, 0.0), LEVELS["full"])[0] == "indeterminate"


def test_fairness_4_levies_and_markets_act_on_the_same_date() -> None:
    dates = {option: {phase for phase in rule.phases if phase in ("levy", "consume", "supply")} for option, rule in RULES["levy"].items()}
    assert all("levy" in phases for phases in dates.values()), dates


def test_fairness_5_dismissals_are_no_progress() -> None:
    units = [OUTCOMES[name].formula for name in ("output_per_hour", "output_per_working_age", "output_per_available_hour")]
    assert all(a != b for a, b in pairwise(units)) and "aged 16 to 61" in units[1]


def test_fairness_6_search_is_paid_in_hours_at_one_price() -> None:
    times = {(p.value, p.low, p.high) for rule in RULES["management"].values() for name, p in rule.parameters.items() if name.endswith("search_time")}
    assert len(times) == 1
    assert "n_enterprises" not in inspect.signature(find_candidates).parameters


def test_fairness_7_one_rule_of_leaving() -> None:
    assert {"quit_rate", "quit_response"} <= physics_parameters().keys()
    assert not any("quit" in name for options in RULES.values() for rule in options.values() for name in rule.parameters)


@pytest.mark.parametrize("name", ["management.discount", "management.search_time", "discipline.watch", "land.home_wish", "land.payout"])
def test_fairness_8_what_systems_share_has_one_prior(name: str) -> None:
    found = {(rule.parameters[name].value, rule.parameters[name].low, rule.parameters[name].high)
             for rule in RULES[name.split(".")[0]].values() if name in rule.parameters}  # fmt: skip
    assert len(found) == 1


def test_fairness_9_where_plans_fail_is_swept_over_its_whole_range_in_every_plan() -> None:
    planned = [rule for rule in RULES["coordination"].values() if "coordination.share_of_final" in rule.parameters]
    assert len(planned) >= 2
    for rule in planned:
        info = rule.parameters["coordination.share_of_final"]
        assert (info.low, info.high) == (0.0, 1.0)
    assert vars(Physics())["say_gain"] == 0.0
