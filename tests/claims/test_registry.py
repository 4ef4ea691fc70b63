"""The registry of claims: every file is read like a user's, says what it lacks, and is refused where it could not be judged."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from counterplan.catalogue import find_rules
from counterplan.core.claim import EXPERIMENTS, GIVEN_STATISTICS
from counterplan.core.errors import InputError
from counterplan.experiments import statistics
from counterplan.experiments.ask import estimand_of
from counterplan.experiments.claims.designs import ABLATION, BASE, FAILING, MATCH, check_design, design_claims
from counterplan.experiments.claims.levels import LEVELS, Level
from counterplan.experiments.claims.results import coarse
from counterplan.loader import load_bibliography
from counterplan.loader.check import examine
from counterplan.loader.claim_design import missing, missing_rivals
from counterplan.loader.claims import FOLDER, built_in_claims, load_claim
from counterplan.loader.scenarios import load_scenario
from counterplan.loader.systems import built_in_systems, load_system

RULES = find_rules()
CLAIMS = {name: load_claim(name) for name in built_in_claims()}
BUILT = [claim for claim in CLAIMS.values() if not claim.normative and not missing(claim, RULES)]
NORMATIVE = {"C02", "C40"}

GOOD = """
id = "mine"
statement = "Rescue slows productivity."
kind = "causal"

[[critics]]
who = "A critic"
says = "it does not"

[contrast]
arms = [
    { system = "neoliberal-capitalism", weight = 1.0, set = { exit = "soft" } },
    { system = "neoliberal-capitalism", weight = -1.0 },
]

[estimand]
outcome = "labour_productivity"
statistic = "growth"
window = [5, 20]

[prediction]
sign = "-"
rope = 0.002
unit = "1 a year"
because = "nobody has to save"

[ablate]
because = "the same rescue in both"
set = { "exit.rescue_probability" = 0.9 }

[[rivals]]
name = "credit"
because = "credit does it"
set = { "exit.leverage" = 1.5 }

[fails_at]
because = "little to find"
world = { "physics.arrival" = 0.03 }

[design]
scenario = "china-1952"
years = 20
"""


def _write(path: Path, *changes: tuple[str, str]) -> Path:
    text = GOOD
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    file = path / "mine.toml"
    file.write_text(text)
    return file


def test_all_forty_are_there_and_only_normative_ones_predict_nothing() -> None:
    assert [int(name[1:]) for name in CLAIMS] == list(range(1, 41))
    assert {name for name, claim in CLAIMS.items() if claim.normative} == NORMATIVE
    for name in NORMATIVE:
        assert len(CLAIMS[name].design.reason) > 40, "a normative claim says why it gets no verdict"


@pytest.mark.parametrize("name", CLAIMS)
def test_every_claim_has_a_critic_and_what_a_verdict_needs(name: str) -> None:
    claim = CLAIMS[name]
    assert claim.critics and claim.proponents
    if not claim.normative:
        assert claim.rivals and claim.ablate and claim.fails_at and claim.predictions and claim.arms
        assert all(p.because and p.unit for p in claim.predictions)


def test_what_is_not_built_names_what_is_lacking() -> None:
    lacking = {name: missing(claim, RULES) for name, claim in CLAIMS.items() if not claim.normative}
    assert sum(not what for what in lacking.values()) >= 15
    kinds = ("system", "scenario", "option for", "outcome", "parameter", "experiment", "role")
    for name, what in lacking.items():
        for text in what:
            assert text.startswith(kinds), (name, text)
            thing = re.search(r"'([^']+)'", text)
            assert thing is not None
            if text.startswith("system"):
                assert thing[1] not in built_in_systems()
            if text.startswith("experiment"):
                assert thing[1] not in EXPERIMENTS


@pytest.mark.parametrize("name", [name for name, claim in CLAIMS.items() if not claim.normative and missing(claim, RULES)])
def test_what_is_not_built_says_in_one_sentence_which_mechanism_is_missing(name: str) -> None:
    claim = CLAIMS[name]
    reason = claim.design.reason
    assert re.match(r"no \w+", reason) and len(reason) > 40 and not re.search(r"[.!?]\s|\.$", reason)
    arms = [(arm.system, sorted(arm.set.items()), arm.scenario) for arm in claim.arms]
    assert all(arms.count(arm) == 1 for arm in arms), "what would test it is no contrast of a system with itself"
    for change in (claim.ablate, claim.fails_at):
        assert change is not None and (change.set or change.world)


def test_every_claim_that_is_tested_has_draws_matched_with_a_record() -> None:
    """Without, the matched prior stays undecided, so that no run could ever support or refute it."""
    for claim in BUILT:
        records = {name for scenario in claim.scenarios for name in load_scenario(scenario, RULES).record}
        assert set(claim.design.match) & records, claim.id
        assert not set(claim.design.match) & {e.outcome for e in claim.estimands} or claim.experiment == "fit", claim.id


def test_lasting_restoration_is_told_from_an_elite_to_which_all_regimes_are_alike() -> None:
    """Owners' regimes are two of five: who goes to any of them alike is inside the margin, who stays in office is opposed."""
    claim, n = CLAIMS["C33"], 4 * CLAIMS["C33"].design.years
    (estimand,), (prediction,) = claim.estimands, claim.predictions
    choice = load_system("elite-choice", RULES).institutions["residual"]
    owners = np.array([option == "private" for option in choice.options], float)
    assert estimand.baseline == owners.mean() and claim.arms[0].system == "elite-choice"
    rng = np.random.default_rng(0)
    shares = {
        "alike": owners[rng.integers(0, owners.size, (2000, n // 4))].repeat(4, axis=1),
        "for good": np.repeat([[0.0, 1.0]], [n // 2, n // 2], axis=1),
        "for some years": np.repeat([[0.0, 1.0, 0.0]], [40, 60, n - 100], axis=1),
        "never": np.zeros((1, n)),
    }
    means = {kind: statistics.statistic({"owners_share": series}, estimand) for kind, series in shares.items()}
    effects = {kind: prediction.sign * (mean - estimand.baseline) / prediction.rope for kind, mean in means.items()}
    assert abs(effects["alike"].mean()) < 0.1 and (effects["alike"] > 1.0).mean() < 0.25
    assert effects["for good"][0] > 1.0 and effects["for some years"][0] < -1.0 and effects["never"][0] < -1.0


def test_who_says_or_denies_a_claim_can_be_looked_up() -> None:
    known = load_bibliography()
    for claim in CLAIMS.values():
        assert claim.proponents and claim.critics, claim.id
        for voice in (*claim.proponents, *claim.critics):
            assert voice.who and voice.says and voice.source in known, f"{claim.id}: {voice.who}: '{voice.source}' is not in the bibliography"


def test_no_file_has_a_hand_written_flag() -> None:
    for path in FOLDER.glob("*.toml"):
        assert not re.search(r"^\s*(built|status|verdict|missing)\s*=", path.read_text(), re.M), path


def test_built_claims_share_cells_and_have_all_parts() -> None:
    designs = design_claims(BUILT, RULES)
    cells = sum(len(design.cells) for design in designs.values())
    parts = [part for design in designs.values() for by_name in design.parts.values() for part in by_name.values()]
    assert cells < 0.75 * sum(len(part.cells) for part in parts), "cells that claims share are run once"
    for design in designs.values():
        keys = [cell.key for cell in design.cells]
        assert len(set(keys)) == len(keys)
        for by_name in design.parts.values():
            assert all(part.all_draws == (name in (BASE, MATCH, FAILING)) for name, part in by_name.items())
    for claim in BUILT:
        names = {name for design in designs.values() for name in design.parts.get(claim.id, {})}
        assert {BASE, ABLATION, FAILING} <= names, claim.id
        assert sum(name.startswith("closure: ") for name in names) == 6


@pytest.mark.parametrize("level", LEVELS.values(), ids=LEVELS)
def test_points_of_failure_take_all_draws_of_the_contrast_in_whole_batches(level: Level) -> None:
    assert level.draws % level.width == 0 and level.side_draws % level.width == 0, "no draw is computed that nobody reads"
    for design in design_claims(BUILT, RULES).values():
        draws = design.draws(level.draws, level.side_draws, list(design.parts))
        for by_name in design.parts.values():
            assert all(draws[cell] == level.draws for name in (BASE, FAILING) if name in by_name for cell in by_name[name].cells)
        assert set(draws.values()) <= {level.draws, level.side_draws}


def test_cells_run_as_far_as_any_claim_reads_them() -> None:
    designs = design_claims(BUILT, RULES)
    for design in designs.values():
        assert design.reach.keys() == set(range(len(design.cells)))
        for id, by_name in design.parts.items():
            claim = CLAIMS[id]
            for part in by_name.values():
                read = min(design.reach[cell] for cell in part.cells)
                if part.name == MATCH:
                    assert read >= design.years, "draws are matched with all years on record"
                elif part.name.startswith("fact: "):
                    fact = claim.facts[int(part.name.removeprefix("fact: "))]
                    assert fact.estimand is not None and read >= fact.estimand.window[1]
                else:
                    windows = [claim.arms[arm].window for arm in part.arms] if claim.experiment == "fit" else []
                    assert read >= min([w[1] for w in windows if w] or [max(e.window[1] for e in claim.estimands)])
    years = [min(years, design.years) for design in designs.values() for years in design.reach.values()]
    assert sum(years) < sum(design.years * len(design.cells) for design in designs.values()), "years that no claim reads are left out"


def test_claims_whose_institutions_move_have_a_program_of_their_own() -> None:
    designs = design_claims(BUILT, RULES)
    for name, design in designs.items():
        movers = {mover for cell in design.cells for mover in cell.system.movers}
        assert name == "-".join([design.scenario.name, *sorted(movers)])
    assert designs["china-1952-ruler"].parts.keys() == {"C30", "C32"} and designs["ussr-1928-elite"].parts.keys() == {"C28", "C33"}


def test_a_margin_below_one_simulated_person_is_noted() -> None:
    designs = design_claims(BUILT, RULES)
    quick, fine = (Level("quick", persons=n, draws=8, side_draws=8, decides=False) for n in (500, 100_000))
    assert "stands for 338,538 people" in coarse("C22", BUILT, designs["ussr-1928"], quick)[0]
    assert coarse("C22", BUILT, designs["ussr-1928"], fine) == [] and coarse("C20", BUILT, designs["ussr-1928"], quick) == []


def test_a_users_file_is_read_like_a_built_in_one(tmp_path: Path) -> None:
    claim = load_claim(_write(tmp_path))
    assert missing(claim, RULES) == [] and missing_rivals(claim, RULES) == {}
    assert claim.predictions[0].sign == -1
    design = design_claims([claim], RULES)["china-1952"]
    assert len(design.parts["mine"][BASE].cells) == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("rope = 0.002", "rope = 0.0"), "mine.toml:23: prediction.rope"),
        (("rope = 0.002", "ropes = 0.002"), "Did you mean 'rope'?"),
        (("window = [5, 20]", "window = [5, 25]"), "ends after 25 years; the experiment runs 20"),
        (("window = [5, 20]", "window = [5, 6]"), "too short for 'growth'"),
        (('outcome = "labour_productivity"', 'outcome = "money_residual"'), "cannot vary with institutions: it checks the accounts"),
        (('outcome = "labour_productivity"', 'outcome = "weather"'), "cannot vary with institutions: it comes from outside"),
        (("weight = 1.0", "weight = 0.0"), "share one sign"),
        (('sign = "-"', 'sign = "down"'), "prediction.sign"),
        (('kind = "causal"', 'kind = "normative"'), "says why no run decides it"),
        (('statistic = "growth"', 'statistic = "rises"'), "names the outcome to which the series answers"),
        (("[fails_at]", "[fails_at_]"), "Did you mean 'fails_at'?"),
    ],
)  # fmt: skip
def test_files_that_could_not_be_judged_are_refused_with_one_line(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    if said == "share one sign":
        path = _write(tmp_path, change, ("weight = -1.0", "weight = 0.0"))
        said = "all weights are 0, so the effect cannot vary"
    else:
        path = _write(tmp_path, change)
    with pytest.raises(InputError) as caught:
        load_claim(path)
    assert said in str(caught.value) and "\n" not in str(caught.value)


def test_a_fact_bounds_one_series_of_one_arm(tmp_path: Path) -> None:
    fact = '[[facts]]\ntext = "so"\nsource = "maddison-2023"\nsystem = "nep"\noutcome = "effort"\nlow = 0.0\nstatistic = "STATISTIC"\n[fails_at]'
    for statistic in ("rises", "follows", "likeness"):
        with pytest.raises(InputError, match=f"'{statistic}' is taken from several series or arms"):
            load_claim(_write(tmp_path, ("[fails_at]", fact.replace("STATISTIC", statistic))))
    assert load_claim(_write(tmp_path, ("[fails_at]", fact.replace("STATISTIC", "mean")))).facts[0].low == 0.0


def test_what_compares_with_a_second_outcome_is_refused_before_anything_is_run() -> None:
    for statistic in GIVEN_STATISTICS:
        with pytest.raises(InputError, match="only a claim's file can name"):
            estimand_of("policy_mode", statistic, (0.0, 20.0), 20)


def test_missing_parts_are_listed_for_a_users_file_too(tmp_path: Path) -> None:
    path = _write(tmp_path, ('exit = "soft"', 'management = "bonuses-of-all"'), ('"physics.arrival"', '"physics.arival"'))
    lacking = ["option for management 'bonuses-of-all'", "parameter or figure 'physics.arival' (did you mean 'physics.arrival'?)"]
    assert missing(load_claim(path), RULES) == lacking
    assert examine(path, RULES).notes == [f"not built: this version lacks {'; '.join(lacking)}"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('set = { exit = "soft" }', 'set = { exit = "hard" }'), "arms are one system"),
        (('set = { "exit.rescue_probability" = 0.9 }', 'set = { exit = "hard" }'), "ablation makes all arms one system"),
        (('set = { exit = "soft" }', 'set = { management = "quota" }'), "cannot stand together"),
    ],
)  # fmt: skip
def test_designs_that_show_nothing_are_refused(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        design_claims([load_claim(_write(tmp_path, change))], RULES)


def test_a_point_of_failure_outside_the_priors_is_not_run_and_noted(tmp_path: Path) -> None:
    path = _write(tmp_path, ('world = { "physics.arrival" = 0.03 }', 'world = { "physics.arrival" = 0.9 }'))
    design = design_claims([load_claim(path)], RULES)["china-1952"]
    assert FAILING not in design.parts["mine"] and "lies outside its prior range" in design.notes["mine"][0]
    with pytest.raises(InputError, match="lies outside its prior range"):
        check_design(path, RULES)


def test_built_in_claims_name_points_inside_the_priors() -> None:
    designs = design_claims(BUILT, RULES)
    noted = [note for design in designs.values() for notes in design.notes.values() for note in notes if note.startswith("fails_at")]
    assert noted == []
