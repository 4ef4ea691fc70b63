"""Matrix, balance sheets and product on small ledgers worked out by hand, and leaks that they have to find."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
import pytest  # noqa: E402
import xarray as xr  # noqa: E402

from counterplan.core.accounts import ACCOUNT_AXES, MONEY_STOCKS, TRANSACTIONS, holder, sectors  # noqa: E402
from counterplan.core.effects import Account, Conversion, Effects, Pool, Transfer  # noqa: E402
from counterplan.core.state import State  # noqa: E402
from counterplan.core.table import VARIABLES  # noqa: E402
from counterplan.core.variables import GOODS, GRAIN, Sizes  # noqa: E402
from counterplan.physics import ledger  # noqa: E402
from counterplan.physics.accounts import MACHINES, MANUFACTURES, MATERIALS  # noqa: E402
from counterplan.physics.books import record_accounts  # noqa: E402
from counterplan.physics.outcomes import OUTCOMES  # noqa: E402
from counterplan.report.accounts import balance_sheets, checks, flow_matrix, product  # noqa: E402

SIZES = Sizes(person=3, enterprise=4, region=4, hearth_block=1)
FARM, MAKER, SUPPLIER, BUILDER = range(4)


def ints(*values: int) -> Any:
    return jnp.array(values, jnp.int64)


def opening() -> State:
    """A farm, a maker of manufactures, a supplier of materials and a builder of machines; three persons with money."""
    state = State({name: jnp.full(SIZES.shape(v), v.start, v.dtype) for name, v in VARIABLES.items()})
    return state.replace(
        sector=jnp.array([GRAIN, MANUFACTURES, MATERIALS, MACHINES], jnp.int32),
        deposits_person=ints(10_000, 5_000, 0),
        deposits_enterprise=ints(2_000, 8_000, 3_000, 1_000),
        deposits_state=jnp.int64(4_000),
        inventory=ints(50_000_000, 20_000_000, 30_000_000, 5_000_000),
        machines=ints(0, 7_000_000, 0, 0),
    )


def quarter() -> list[Effects]:
    """Two phases: production, wages, taxes, a loan; then sales of all kinds, a default and a dividend."""
    firms, people = Account("deposits_enterprise"), Account("deposits_person")
    make = Effects(
        conversions=(
            Conversion("inventory", ints(9_000_000, 30_000_000, 0, 0), "produced"),
            Conversion("inventory", ints(-4_000_000, 0, 0, 0), "eaten_at_home"),
            Conversion("inventory", ints(0, -1_000_000, 0, 0), "spoiled"),
            Conversion("machines", ints(0, -500_000, 0, 0), "worn_out", good=MACHINES),
        ),
        transfers=(
            Transfer("wage", Account("deposits_enterprise", at=jnp.array([MAKER, MAKER, SUPPLIER])), people, ints(700, 800, 500)),
            Transfer("tax", firms, Account("deposits_state"), ints(0, 300, 100, 0)),
            Transfer("loan", Account("debt_enterprise"), firms, ints(0, 1_000, 0, 0)),
            Transfer("interest", firms, Account("deposits_bank"), ints(0, 50, 0, 0)),
        ),
    )
    sold = ints(0, 6_000_000, 0, 0)
    materials, machines = jnp.zeros((4, 6), jnp.int64).at[MAKER, MATERIALS].set(2_000_000), ints(0, 1_000_000, 0, 0)
    goods = jnp.broadcast_to(jnp.arange(6), materials.shape)
    sell = Effects(
        conversions=(Conversion("inventory", -sold, "consumed"),),
        pools=(
            Pool("purchase", people, ints(400, 350, 0), firms, sold),
            Pool("purchase", Account("deposits_state"), ints(150), firms, sold),
            Pool("delivery", Account("inventory"), ints(0, 0, 2_000_000, 0), Account("inputs"), materials, jnp.arange(4) * 0 + 3, goods, 6),
            Pool("materials", firms, ints(0, 220, 0, 0), firms, ints(0, 0, 1, 0)),
            Pool("delivery", Account("inventory"), ints(0, 0, 0, 1_000_000), Account("machines"), machines, into=MACHINES),
            Pool("machines", firms, ints(0, 130, 0, 0), firms, ints(0, 0, 0, 1)),
        ),
        transfers=(
            Transfer("residual", firms, Account("deposits_fund"), ints(0, 600, 0, 0)),
            Transfer("write-off", Account("deposits_bank"), Account("debt_enterprise"), ints(0, 400, 0, 0)),
        ),
    )
    return [make, sell]


def run(change: Callable[[State], State] = lambda state: state) -> xr.Dataset:
    """Settles the quarter and returns what is recorded of it, as a run folder would hold it."""
    before = opening()
    state = before
    for effects in quarter():
        state = ledger.settle(state, [effects])
    record = {name: np.asarray(values)[None, None, None] for name, values in record_accounts(change(state), before).items()}
    axes = {name: ("system", "replicate", "quarter", *OUTCOMES[name].axes) for name in record}
    data = xr.Dataset({name: (axes[name], values) for name, values in record.items()})
    data = data.assign_coords(good=list(GOODS), **{axis: list(labels) for axis, labels in ACCOUNT_AXES.items()})
    return data.assign(price_by_good=("good", np.array([0.5, 1.25, 1.1, 1.1, 1.3, 1.0])))


@pytest.fixture(scope="module")
def books() -> xr.Dataset:
    return run()


def cell(matrix: xr.DataArray, row: str, sector: str) -> int:
    return int(matrix.sel(row=row, sector=sector).item())


def test_columns_are_the_holders_of_money_stocks(books: xr.Dataset) -> None:
    assert list(flow_matrix(books)["sector"].values) == list(sectors())
    assert {holder(stock) for stock in MONEY_STOCKS} == set(sectors())
    assert set(TRANSACTIONS) < set(flow_matrix(books)["row"].values)


def test_matrix_holds_what_was_paid(books: xr.Dataset) -> None:
    matrix = flow_matrix(books)
    assert matrix.dtype == np.int64
    assert (cell(matrix, "wage", "person"), cell(matrix, "wage", "enterprise")) == (2_000, -2_000)
    assert (cell(matrix, "purchase", "person"), cell(matrix, "purchase", "state"), cell(matrix, "purchase", "enterprise")) == (-750, -150, 900)
    assert cell(matrix, "materials", "enterprise") == 0
    assert int(books["turnover"].sel(transaction="materials").item()) == 220
    # 2,000 + 400 + 50 + 600 went out, 900 and a loan of 1,000 came in; debts rose by 1,000 less 400 struck off.
    assert cell(matrix, "change in deposits", "enterprise") == 2_000 + 400 + 50 + 600 - 900 - 1_000
    assert cell(matrix, "change in debt", "enterprise") == 600
    assert cell(matrix, "write-off", "bank") == -400


def test_every_identity_holds_to_the_last_unit(books: xr.Dataset) -> None:
    lacking = {name: float(values.max()) for name, values in checks(books).items()}
    assert lacking.pop("real product") < 1e-12
    assert lacking == dict.fromkeys(lacking, 0.0)


def test_product_is_what_hand_arithmetic_gives(books: xr.Dataset) -> None:
    found = product(books)
    home = 4 * 50  # hundredths: four units of grain at .5
    stores = (9 - 4) * 50 + (30 - 1 - 6) * 125 - 2 * 110 + 2 * 110 - 1 * 130
    value = 900 + 130 + home + stores
    assert [int(found[name].item()) for name in ("production", "expenditure", "income")] == [value] * 3
    # Wages 2,000, tax 400, interest 50, residual 600, grain at home; the rest is kept.
    assert int(found["kept"].item()) == value - 2_000 - 400 - 50 - 600 - home
    assert float(found["real_production"].item()) == 9 + 30 - 1
    assert float(found["real_expenditure"].item()) == pytest.approx(38, abs=1e-12)


def test_balance_sheets_at_both_prices(books: xr.Dataset) -> None:
    sheet = balance_sheets(books).isel(system=0, replicate=0, quarter=0)
    at = lambda item, sector: float(sheet.sel(item=item, sector=sector))  # noqa: E731
    assert at("debt", "enterprise") == -6.0
    assert at("debt", "bank") == 6.0
    assert at("machines, going prices", "enterprise") == pytest.approx(7.5 * 1.3)
    assert at("machines, prices of the start", "enterprise") == 7.5
    assert at("inputs, prices of the start", "enterprise") == 2.0
    money = float(sheet.sel(item=["deposits", "debt"]).sum())
    assert money == pytest.approx(0.0)  # what one sector owes another is owed


def lose_in_transfer(monkeypatch: pytest.MonkeyPatch) -> None:
    def settle(book: Any, claim: Transfer, paid: Any) -> None:
        book.move(claim.kind, claim.payer, paid, -1, claim.paid_by)
        book.move(claim.kind, claim.payee, jnp.maximum(paid - 1, 0), 1, claim.paid_to)

    monkeypatch.setattr(ledger, "_settle_transfer", settle)


def lose_in_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("split", "split_columns"):
        whole = getattr(ledger, name)
        monkeypatch.setattr(ledger, name, lambda *given, whole=whole: jnp.maximum(whole(*given) - 1, 0))


@pytest.mark.parametrize("leak", [lose_in_transfer, lose_in_pool])
def test_a_coin_lost_in_the_ledger_opens_rows(leak: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch) -> None:
    leak(monkeypatch)
    lacking = {name: float(values.max()) for name, values in checks(run()).items()}
    assert lacking["rows"] > 0
    assert lacking["product"] > 0
    assert lacking["columns"] > 0  # the bank owes what nobody holds


def test_a_coin_made_beside_the_ledger_opens_columns() -> None:
    lacking = {n: float(v.max()) for n, v in checks(run(lambda s: s.replace(deposits_state=s["deposits_state"] + 1))).items()}
    assert (lacking["rows"], lacking["columns"], lacking["stocks"]) == (0, 1, 1)


def test_goods_taken_beside_the_ledger_are_missed() -> None:
    lacking = {n: float(v.max()) for n, v in checks(run(lambda s: s.replace(inputs=s["inputs"].at[MAKER, MATERIALS].add(-7)))).items()}
    assert lacking["stores"] == 7


def test_what_happens_between_two_quarters_is_seen(books: xr.Dataset) -> None:
    after = books.copy(deep=True)
    for name in ("money", "goods"):
        after[f"{name}_opening"] = books[f"{name}_closing"] * 1
        after[f"{name}_closing"] = after[f"{name}_opening"] + (books[f"{name}_closing"] - books[f"{name}_opening"])
    two = xr.concat([books, after], "quarter", data_vars="minimal")
    assert float(checks(two)["carried over"].max()) == 0
    two["money_opening"][0, 0, 1, 0] += 3
    assert float(checks(two)["carried over"].max()) == 3
