"""Writes the reference pages under `docs/generated/` from the code, so that no fact is written twice.

    python docs/generate.py            # writes roles, variables, parameters, outcomes and systems
    python docs/generate.py --check    # exit code 1 if a page is out of date

What a rule writes is not declared anywhere: it is found by tracing each method on the shapes of a small economy.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp

from counterplan.catalogue import find_rules, load_rule
from counterplan.core.effects import Effects
from counterplan.core.phases import CONTEXTS, FORESEEN, MOVERS, PHASES, ROLES
from counterplan.core.randomness import Draws
from counterplan.core.state import State
from counterplan.core.table import VARIABLES
from counterplan.core.variables import Sizes
from counterplan.engine.binding import Setting, call
from counterplan.engine.quarter import QUARTER, Mechanism
from counterplan.loader import listed, load_system
from counterplan.loader.systems import built_in_systems
from counterplan.physics.outcomes import OUTCOMES
from counterplan.physics.parameters import Physics

FOLDER = Path(__file__).parent / "generated"
SIZES = Sizes(person=64, enterprise=16, region=4, hearth_block=4)
NOTE = "<!-- Written by docs/generate.py; do not edit. -->\n"
MAIN = ("neoliberal-capitalism", "command-economy", "democratic-planning")


def table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Returns rows as a Markdown table."""
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def brought() -> dict[str, Any]:
    """Variables that rules bring along, by name."""
    infos = [info for options in find_rules().values() for info in options.values() if info.brings]
    return {v.name: v for info in infos for v in load_rule(info).variables}


def traced(function: Callable[..., Effects]) -> Effects:
    """What a method or mechanism returns on a small economy, as shapes."""
    shapes = {n: jax.ShapeDtypeStruct(SIZES.shape(v), v.dtype) for n, v in (VARIABLES | brought()).items()}

    def run(values: Mapping[str, Any], number: Any) -> Effects:
        draw = Draws(number.astype(jnp.uint64), number.astype(jnp.int32), values["person_id"], values["enterprise_id"], SIZES.region)
        physics = Physics(**dict.fromkeys(vars(Physics()), number))
        context = {"coercion": number, "arms": number}
        regimes = dict.fromkeys(FORESEEN, jnp.stack([number, number]))
        setting = Setting(physics, {}, context, {}, draw, number.astype(jnp.int32), SIZES, regimes)
        return call(function, State(values), setting)

    return jax.eval_shape(run, shapes, jax.ShapeDtypeStruct((), jnp.float64))


def places(effects: Effects) -> list[str]:
    """Says what effects do: decisions, then money and goods that move, then goods made or used up."""
    decided = ", ".join(f"`{name}`" for name in sorted(effects.decide))
    moves = [f"{m.kind}: `{m.payer.stock}` → `{m.payee.stock}`" for m in (*effects.transfers, *effects.pools)]
    made = [f"`{c.stock}` ({c.why})" for c in effects.conversions]
    return [decided or "–", "; ".join(dict.fromkeys(moves + made)) or "–"]


def roles() -> str:
    """Roles and options by phase, with everything they write, and the quarter line by line."""
    rules = find_rules()
    heads = ["option", "phase", "decides", "moves, makes or uses up"]
    parts = [NOTE, "# Roles, phases and what is written\n\n"]
    parts.append("A rule reads what its method names and writes what stands here. Phases act in the order of the quarter below.\n")
    for role, meaning in {**ROLES, **CONTEXTS, **MOVERS}.items():
        if not rules[role]:
            continue
        rows = []
        for option, info in rules[role].items():
            rule = load_rule(info)()
            for phase in rule.phases():
                rows.append([f"`{option}`", phase, *places(traced(getattr(rule, phase)))])
        order = list(PHASES)
        rows.sort(key=lambda row: (row[0], order.index(row[1])))
        parts.append(f"\n## {role}\n\n{meaning[0].upper()}{meaning[1:]}.\n\n" + table(heads, rows))
    lines = []
    for step in QUARTER:
        if isinstance(step, Mechanism):
            when = "yearly" if step.yearly_in is not None else "every quarter"
            lines.append([f"`{step.name}`", when, *places(traced(step.function))])
        else:
            acting = [r for r, options in rules.items() if any(step.phase in info.phases for info in options.values())]
            lines.append([f"**{step.phase}**", PHASES[step.phase], "roles: " + (", ".join(acting) or "none"), "as above"])
    parts.append("\n## The quarter, line by line\n\nLines in bold are phases, in which rules act; the others are physics.\n\n")
    return "".join([*parts, table(["line", "when, or what happens", *heads[2:]], lines)])


def variables() -> str:
    """Every variable of the state, by axis and kind."""
    parts = [NOTE, "# Variables\n\nEvery array of the state. Rules name them as arguments.\n"]
    key = lambda v: (v.axes, v.kind)  # noqa: E731
    for (axes, kind), group in groupby(sorted(VARIABLES.values(), key=key), key):
        rows = [[f"`{v.name}`", v.dtype, v.unit, v.meaning] for v in group]
        parts.append(f"\n## {' × '.join(axes) or 'economy'}: {kind}\n\n" + table(["name", "type", "unit", "meaning"], rows))
    return "".join(parts)


def parameters() -> str:
    """Every parameter with its prior range and source."""
    rows = [
        [f"`{p['name']}`", p["value"], f"{p['low']} to {p['high']}", p["unit"], p["source"], p["meaning"]] for p in listed("parameters")
    ]
    head = f"{NOTE}# Parameters\n\nValue (prior centre), prior range, unit and source. 'assumed' means that no source gives the value.\n\n"
    return head + table(["name", "value", "range", "unit", "source", "meaning"], rows)


def outcomes() -> str:
    """Every recorded series with its formula."""
    rows = [[f"`{o.name}`", ", ".join(o.axes) or "–", o.unit, o.meaning, o.formula] for o in OUTCOMES.values()]
    return f"{NOTE}# Outcomes\n\nWhat is recorded each quarter.\n\n" + table(["name", "axes", "unit", "meaning", "formula"], rows)


def systems() -> str:
    """The vectors of the built-in systems, with all parameters in force."""
    rules = find_rules()
    names = [*MAIN, *(n for n in built_in_systems() if n not in MAIN)]
    found = [load_system(name, rules) for name in names]
    parts = [NOTE, "# Systems\n\nA system is a vector of institutions with parameters, and nothing else.\n\n"]
    rows = [[slot, *(", ".join(s.institutions[slot].options) for s in found)] for slot in {**ROLES, **CONTEXTS} if slot in found[0].institutions]
    rows += [[f"{slot} (number)", *(s.contexts.get(slot, "–") for s in found)] for slot in ("coercion", "arms")]
    parts.append(table(["role or context", *names], rows))
    for system in found:
        rows = list(_in_force(system, rules))
        parts.append(f"\n## {system.name}\n\n{system.title}. Sources: {', '.join(system.sources)}.\n\n")
        parts.append(table(["parameter", "value", "range", "unit", "source"], rows))
    return "".join(parts)


def _in_force(system: Any, rules: Mapping[str, Mapping[str, Any]]) -> Iterator[list[Any]]:
    for slot, choice in system.institutions.items():
        for option in choice.options:
            info = rules[slot].get(option)
            for name, p in (info.parameters if info else {}).items():
                yield [f"`{name}`", system.parameters.get(name, p.value), f"{p.low} to {p.high}", p.unit, p.source]


PAGES: dict[str, Callable[[], str]] = {
    "roles": roles,
    "variables": variables,
    "parameters": parameters,
    "outcomes": outcomes,
    "systems": systems,
}


def main(arguments: Sequence[str]) -> int:
    """Writes the pages, or says which are out of date."""
    jax.config.update("jax_enable_x64", True)
    FOLDER.mkdir(exist_ok=True)
    stale = []
    for name, page in PAGES.items():
        path, text = FOLDER / f"{name}.md", page()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path)
            if "--check" not in arguments:
                path.write_text(text, encoding="utf-8")
    verb = "out of date" if "--check" in arguments else "written"
    print("\n".join(f"{path.name}: {verb}" for path in stale) or "all pages are up to date")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
