"""Claims whose arms start in several scenarios: likelihoods against closed forms, cells where they belong, files that are refused."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from counterplan.catalogue import find_rules
from counterplan.core.errors import InputError
from counterplan.experiments.claims.designs import ABLATION, BASE, FAILING, design_claims
from counterplan.experiments.claims.fit import likeness, log_likelihood
from counterplan.experiments.verdicts import PROTOCOL
from counterplan.loader.claim_design import missing
from counterplan.loader.claims import FOLDER, load_claim

RULES = find_rules()
C04 = (FOLDER / "C04.toml").read_text()


def test_the_likelihood_is_that_of_a_random_walk_between_run_and_record() -> None:
    rng = np.random.default_rng(1)
    years = np.arange(13)
    record = {1928 + int(year): float(np.exp(0.03 * year)) for year in years}
    off = np.cumsum(rng.normal(0.0, 0.05, (5, 13)), axis=1)
    series = np.repeat(np.exp(0.03 * years + off), 4, axis=1)
    got = log_likelihood(series, record, 1928, (0.0, 13.0))
    at = np.array([4, 8, 12])
    walk = multivariate_normal(np.zeros(3), PROTOCOL.discrepancy**2 * np.minimum.outer(at, at) / 12.0)
    want = walk.logpdf(off[:, at] - off[:, :1]) - walk.logpdf(np.zeros(3))
    assert got == pytest.approx(want)
    assert log_likelihood(7.0 * series, record, 1928, (0.0, 13.0)) == pytest.approx(got), "levels differ by country's figures; growth counts"


def test_years_that_are_not_on_record_lengthen_a_step_and_what_failed_has_no_likelihood() -> None:
    record = {year: 1.0 for year in (0, 4, 12)}
    series = np.ones((2, 52))
    series[0, 48:] = np.exp(PROTOCOL.discrepancy)
    series[1, 40:] = np.nan
    got = log_likelihood(series, record, 0, (0.0, 13.0))
    assert got[0] == pytest.approx(-0.5 / (8.0 / 12.0)) and np.isnan(got[1])


def test_one_system_for_all_is_held_against_one_each() -> None:
    table = np.array([[[-1.0, -1.0], [-4.0, -1.0]], [[-5.0, np.nan], [-1.0, -1.0]]])  # [system, scenario, draw]
    assert likeness(table)[0] == pytest.approx(-5.0 + 2.0) and np.isnan(likeness(table)[1])
    alike = np.tile(table[:1], (2, 1, 1))
    assert likeness(alike) == pytest.approx([0.0, 0.0])


def test_arms_run_where_they_start_and_an_ablation_can_start_them_all_in_one_place() -> None:
    claim = load_claim("C04")
    assert missing(claim, RULES) == []
    designs = design_claims([claim], RULES)
    assert list(designs) == ["china-1952", "ussr-1928"]
    china, ussr = (design.parts["C04"] for design in designs.values())
    assert china[BASE].arms == (0, 2) and ussr[BASE].arms == (1, 3)
    assert china[ABLATION].arms == (0, 1, 2, 3) and ABLATION not in ussr
    assert set(china[ABLATION].cells) == set(china[BASE].cells), "no cell is run twice"
    assert FAILING in china and FAILING in ussr and designs["ussr-1928"].notes == {}
    assert "match" in china and "match" in ussr and "fact: 0" in china and "fact: 1" in ussr


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('statistic = "likeness"', 'statistic = "mean"'), "goes with an experiment of the kind 'fit'"),
        ((', scenario = "ussr-1928", window = [0, 13] },\n]', " },\n]"), "each once in every scenario"),
        (("window = [0, 13]", "window = [0, 3]"), "a window needs two years"),
        (("window = [0, 13]", "window = [0, 40]"), "up to 25"),
    ],
)
def test_fits_that_could_not_be_judged_are_refused(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    assert change[0] in C04
    path = tmp_path / "mine.toml"
    path.write_text(C04.replace(*change))
    with pytest.raises(InputError, match=re.escape(said)):
        load_claim(path)


def test_what_is_not_on_record_is_missing_and_one_system_in_all_arms_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(C04.replace('outcome = "gdp_per_head"', 'outcome = "shortage"'))
    assert "outcome 'shortage' on record in ussr-1928" in missing(load_claim(path), RULES)
    path.write_text(re.sub(r"set = \{ \"coordination.regional\" = 1.0, \"coordination.wall\" = 0.3 \}", "set = { exit = \"soft\" }", C04))
    with pytest.raises(InputError, match="all arms are one system"):
        design_claims([load_claim(path)], RULES)
