"""One new rule is one new file; a system under another name gives the same data set."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import numpy as np
import pytest

from counterplan import api

RULE = '''"""A gift to everybody."""

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Account, Effects, Transfer, hundredths
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule


@dataclass(frozen=True)
class Gift(Rule):
    """The budget gives every living person the same sum each quarter.

    Equation: gift = share of the mean income of a worker on the land.
    Source: own construction
    """

    role: ClassVar[str] = "floor"
    option: ClassVar[str] = "gift-to-all"
    share: float = parameter(0.05, low=0.0, high=0.2, unit="1", source="assumed", meaning="gift over income on the land")

    def finance(self, *, village_income: Array) -> Effects:
        """Announces the sum."""
        return Effects(decide={"floor_income": self.share * village_income})

    def pay(self, *, alive: Array, floor_income: Array) -> Effects:
        """Pays it."""
        gift = jnp.where(alive, hundredths(floor_income), 0)
        return Effects(
            transfers=(
                Transfer("benefit", Account("deposits_state"), Account("deposits_person"), gift, paid_to="income_person"),
            )
        )
'''


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> api.Run:
    folder = tmp_path_factory.mktemp("one-file")
    rule = folder / "gift.py"
    rule.write_text(RULE)
    text = (files("counterplan") / "systems" / "command-economy.toml").read_text(encoding="utf-8")
    name = tomllib.loads(text)["name"]
    twin = folder / "twin.toml"
    twin.write_text(text.replace(f'name = "{name}"', 'name = "another-name"'))
    return api.run(
        "china-1952", systems=[name, twin], persons=300, years=1, replicates=2, seed=3, rules=[rule],
        settings={"floor": "gift-to-all"}, out=folder / "run", progress=False,
    )  # fmt: skip


def test_one_new_rule_is_one_new_file(finished: api.Run) -> None:
    assert (finished.path / "report.html").stat().st_size > 10_000
    data = finished.dataset
    assert data.sizes["quarter"] == 4
    assert data.sizes["replicate"] == 2
    assert not data["failed"].values.any()
    for name in ("money_residual", "goods_residual", "person_residual"):
        assert not data[name].values.any()
    assert (data["consumption_per_head"].values > 0).all()
    chosen = finished.manifest["inputs"]["systems"][0]
    assert "gift-to-all" in str(chosen)


def test_two_names_give_one_data_set(finished: api.Run) -> None:
    first, second = (finished.dataset.isel(system=place, drop=True) for place in (0, 1))
    assert set(finished.dataset["system"].values) == set(finished.systems) == {"command-economy", "another-name"}
    for name in first.data_vars:
        assert np.array_equal(first[name].values, second[name].values, equal_nan=True), name
        assert first[name].values.tobytes() == second[name].values.tobytes(), name
