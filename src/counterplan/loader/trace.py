"""Traces a rule's methods on a state without numbers: what it returns is seen, and nothing is computed.

This needs JAX, so it is done only where a rule is checked or has failed.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterplan.catalogue import RuleInfo
from counterplan.core.errors import CounterplanError, InputError, nearest
from counterplan.core.variables import Sizes, Variable

if TYPE_CHECKING:
    from counterplan.core.effects import Account, Effects
    from counterplan.core.rule import Rule

SMALL = Sizes(person=64, enterprise=8, region=2, hearth_block=4)
"""Lengths of the axes that a rule is traced with; all differ, so that a wrong axis shows."""
N_COLUMNS = 3
"""Columns of options between which politics may move, as well."""


def trace_rule(info: RuleInfo, rule: Rule) -> None:
    """Refuses a rule that raises, or that sets or moves what it must not.

    Error: InputError that names file, line, method and what is wrong.
    """
    for phase in info.phases:
        place = f"{info.path}:{info.line}: '{info.class_name}.{phase}'"
        try:
            effects = _effects(info, rule, phase)
        except CounterplanError:
            raise
        except Exception as error:
            blamed = blame(error, [info.path]) or place
            raise InputError(f"{blamed}: '{phase}' raised {type(error).__name__}: {error}") from None
        wrong = _wrong(effects, {**_table(), **{v.name: v for v in rule.variables}})
        if wrong:
            raise InputError(f"{place} {wrong}")


def blame(error: BaseException, files: Iterable[Path]) -> str | None:
    """The file and line of a user's rule in which an exception arose, or None."""
    known = {str(file.resolve()): file for file in files}
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        file = known.get(str(Path(frame.filename).resolve()))
        if file is not None:
            return f"{file}:{frame.lineno}"
    return None


def _table() -> dict[str, Variable]:
    from counterplan.core.table import VARIABLES

    return VARIABLES


def _effects(info: RuleInfo, rule: Rule, phase: str) -> Any:
    import jax
    import jax.numpy as jnp

    from counterplan.core.phases import FORESEEN
    from counterplan.core.randomness import Draws
    from counterplan.core.state import State
    from counterplan.engine.binding import Setting, call
    from counterplan.physics.parameters import Physics

    jax.config.update("jax_enable_x64", True)  # type: ignore[no-untyped-call]

    def abstract(shape: tuple[int, ...], dtype: str) -> Any:
        return jax.ShapeDtypeStruct(shape, jnp.dtype(dtype))  # type: ignore[no-untyped-call]

    variables = {**_table(), **{v.name: v for v in rule.variables}}
    state: Any = State({n: abstract(SMALL.shape(v), v.dtype) for n, v in variables.items()})
    number = abstract((), "float64")
    owned = {name.split(".", 1)[1]: number for name in info.parameters}

    def traced(state: State, key: Any, quarter: Any, context: Any, parameters: Any) -> Any:
        draw = Draws(key, quarter, state["person_id"], state["enterprise_id"], SMALL.region)
        values = {f"{info.role}.{info.option}.{name}": value for name, value in parameters.items()}
        regimes = {name: jnp.zeros(N_COLUMNS) for name in FORESEEN}
        setting = Setting(Physics(), values, context, {}, draw, quarter, SMALL, regimes)
        return call(getattr(rule.with_parameters(parameters), phase), state, setting)

    key, quarter = abstract((), "uint64"), abstract((), "int32")
    return jax.eval_shape(traced, state, key, quarter, {"coercion": number, "arms": number}, owned)


def _wrong(effects: Effects, variables: dict[str, Variable]) -> str | None:
    """Says what is wrong with what a method returned, or None."""
    from counterplan.core.effects import SENIORITY, Effects, Pool, Transfer

    if not isinstance(effects, Effects):
        return f"returns {type(effects).__name__}; return Effects(…)."
    for name, value in effects.decide.items():
        if name not in variables:
            return f"decides the unknown variable '{name}'.{nearest(name, variables)}"
        variable = variables[name]
        if variable.kind in ("stock", "flow", "constant"):
            return (
                f"sets '{name}', which is a {variable.kind}; stocks move by transfers and conversions only."
            )
        if tuple(value.shape) != SMALL.shape(variable):
            axes = " × ".join(variable.axes) or "one number"
            return f"decides '{name}' with shape {tuple(value.shape)}; it has the axes {axes}."
    movements: list[Transfer | Pool] = [*effects.transfers, *effects.pools]
    for movement in movements:
        if movement.kind not in SENIORITY:
            return (
                f"makes a transfer of the unknown kind '{movement.kind}'.{nearest(movement.kind, SENIORITY)}"
            )
        for account in (movement.payer, movement.payee):
            if wrong := _wrong_account(account, variables):
                return wrong
    for conversion in effects.conversions:
        if conversion.stock not in variables or variables[conversion.stock].kind != "stock":
            return f"makes or uses up '{conversion.stock}', which is no stock."
    return None


def _wrong_account(account: Account, variables: dict[str, Variable]) -> str | None:
    if account.stock not in variables:
        return f"moves the unknown stock '{account.stock}'.{nearest(account.stock, variables)}"
    if variables[account.stock].kind != "stock":
        return f"moves '{account.stock}', which is a {variables[account.stock].kind} and no stock."
    return None
