"""A start is at rest: what owners' economies pay in their first quarters is what is on its way at the start."""

from __future__ import annotations

import numpy as np
import pytest
from law_tools import BATCH, Record, make_program, run

from counterplan.catalogue import find_rules
from counterplan.core.accounts import MONEY_STOCKS, TRANSACTIONS
from counterplan.core.variables import GRAIN
from counterplan.experiments.cells import figures_of, make_cell
from counterplan.loader import load_scenario, load_system
from counterplan.loader.settings import prepare
from counterplan.physics.endowment import Endowment

PERSONS = 1000


@pytest.fixture(scope="module", params=["usa-1973", "china-1952"])
def first_year(request: pytest.FixtureRequest) -> Record:
    """Means over replicates of a year of owners' economy, at the scenario's contexts, without founding: one replicate's founders move the means."""
    rules, scenario = find_rules(), load_scenario(request.param)
    system = prepare([load_system("neoliberal-capitalism", rules)], scenario, {"exit.entry_rate": 0.0}, rules).systems[0]
    program = make_program([make_cell(system, scenario, rules)], Endowment(*figures_of(scenario), PERSONS, 8.0), quarters=4)
    record = run(program, program.start(0, BATCH), 4)[1]
    return {name: np.asarray(record[name], float).mean(axis=0) for name in ("money_flow", "money_opening", "price_by_good", "protest", "population")}


def flow(record: Record, kind: str, stock: str) -> np.ndarray:
    """A flow of money by quarter."""
    found: np.ndarray = record["money_flow"][:, list(TRANSACTIONS).index(kind), list(MONEY_STOCKS).index(stock)]
    return found


@pytest.mark.slow
def test_the_bank_pays_out_its_interest_from_the_first_quarter_on(first_year: Record) -> None:
    earned = flow(first_year, "interest", "deposits_bank") + flow(first_year, "tax", "deposits_bank")
    paid = -flow(first_year, "residual", "deposits_bank")
    np.testing.assert_allclose(paid[:2], earned[:2], rtol=0.12)  # of loans that grow later the bank keeps a tenth


@pytest.mark.slow
def test_owners_are_paid_in_the_second_quarter_what_they_got_in_the_first(first_year: Record) -> None:
    """What was on its way at the start, and what enterprises and the bank declare in their first quarter."""
    fund = first_year["money_opening"][:, list(MONEY_STOCKS).index("deposits_fund")]
    assert fund[1] == pytest.approx(fund[0], rel=0.12)


@pytest.mark.slow
def test_enterprises_pay_out_the_surplus_that_they_make(first_year: Record, request: pytest.FixtureRequest) -> None:
    """Within three hundredths of what people spend in a quarter, in each of the first four.

    From China it does not hold: in the third quarter they pay out .030 to .041 more than they make (four times eight replicates).
    """
    if request.node.callspec.params["first_year"] == "china-1952":
        request.node.add_marker(pytest.mark.xfail(strict=True, reason="more is paid out than made in the third quarter"))
    kinds = ("purchase", "wage", "interest", "tax", "import", "export", "materials", "machines")
    surplus = sum(flow(first_year, kind, "deposits_enterprise") for kind in kinds)
    spent = -flow(first_year, "purchase", "deposits_person")
    assert np.abs((surplus + flow(first_year, "residual", "deposits_enterprise")) / spent).max() < 0.03


@pytest.mark.slow
def test_people_spend_what_they_receive(first_year: Record) -> None:
    kinds = ("wage", "residual", "interest")
    received = sum(flow(first_year, kind, "deposits_person") for kind in kinds)
    spent = -flow(first_year, "purchase", "deposits_person")
    assert received[0] == pytest.approx(spent[0], rel=0.05)


@pytest.mark.slow
def test_nothing_at_the_start_moves_the_price_of_food_or_brings_people_into_the_streets(first_year: Record) -> None:
    assert first_year["price_by_good"][0, GRAIN] == pytest.approx(1.0, abs=0.005)
    assert first_year["price_by_good"][1, GRAIN] == pytest.approx(1.0, abs=0.05)
    assert first_year["protest"][0] < 10.0  # of a thousand
