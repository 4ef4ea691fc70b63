"""No option of a role is another one under a second name, and each stands in a test of its own: whatever is found, with no list of exceptions."""

from __future__ import annotations

import re
from functools import cache
from itertools import combinations
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from desk import effects

from counterplan.catalogue import RuleInfo, find_rules, load_rule

FOUND = find_rules()
TESTS = [path for folder in ("institutions", "politics", "physics") for path in sorted((Path(__file__).parents[1] / folder).glob("test_*.py"))]
LISTS = re.compile(r"^(?:from|import) [^\n]*$|^RULES\b.*?^\)", re.M | re.S)
"""What names options without trying them: imports, and the list of rules that are checked for form."""
DESK = {
    "context": {"coercion": jnp.float64(0.5), "arms": jnp.float64(0.04)}, "hearth": np.zeros(40), "food_need": 1.0, "grain_need": 3.0,
    "past_output": np.full((4, 6), 500.0), "past_inputs": np.full((4, 6, 6), 50.0), "start_provision_share": 0.1, "price": [1.0] * 3,
    "inventory": [int(500e6), int(50e6), int(50e6)], "taxable_income": 900.0,
}  # fmt: skip
"""A year of output, people who eat, and the contexts."""
PAIRS = [(role, a, b) for role, options in FOUND.items() for a, b in combinations(sorted(options), 2)]


@cache
def done(role: str, option: str) -> dict[str, list[np.ndarray]]:
    """Everything that an option does on the desk, phase by phase: numbers it decides and moves."""
    info = FOUND[role][option]
    rule = load_rule(info)()
    found = {}
    for phase in info.phases:
        out = effects(rule, phase, **DESK)
        moved = [claim.amount for claim in (*out.transfers, *out.pools, *out.conversions)]
        found[phase] = [np.asarray(x) for x in jax.tree.leaves((dict(sorted(out.decide.items())), moved))]
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("role", "a", "b"), PAIRS)
def test_two_options_of_a_role_do_not_do_the_same(role: str, a: str, b: str) -> None:
    one, other = done(role, a), done(role, b)
    shared = [phase for phase in one if phase in other and len(one[phase]) == len(other[phase])]
    alike = [phase for phase in shared if all(x.shape == y.shape and np.array_equal(x, y) for x, y in zip(one[phase], other[phase], strict=True))]
    assert set(alike) != {*one, *other}


@pytest.mark.parametrize("info", [info for options in FOUND.values() for info in options.values()], ids=lambda info: f"{info.role}={info.option}")
def test_each_option_stands_in_a_test_of_what_it_does(info: RuleInfo) -> None:
    own = re.compile(rf"\b{info.class_name}\b")
    assert [path.name for path in TESTS if own.search(LISTS.sub("", path.read_text(encoding="utf-8")))] != []
