"""The start's national accounts: input coefficients and gross outputs that fit a scenario's figures, or a table's (NumPy, host side)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from counterplan.core.economy import Economy
from counterplan.core.goods import PARTS, SIX, Goods

GRAIN, MANUFACTURES, SERVICES, MATERIALS, MACHINES, ARMS = range(len(PARTS))

SERVICES_VALUE = 0.9
"""Largest share of value added in services that people and the budget buy (assumed)."""
INPUT_PATTERN = np.zeros((len(PARTS), len(PARTS)))
"""Pattern of inputs (row) a unit of product (column); columns are scaled to the sectors' value added (assumed).

Services that enterprises buy (transport, trade) are counted among materials: services cannot be stored, and inputs are
bought a quarter ahead. Materials are counted net of what their makers use of each other's: one lumped input good that
needs itself, delivered a quarter ahead and rationed pro rata, would shrink without end after any shortfall. They need no other goods."""
INPUT_PATTERN[MATERIALS, GRAIN] = 1.0
INPUT_PATTERN[:, MANUFACTURES] = [0.6, 0.0, 0.0, 0.4, 0.0, 0.0]
INPUT_PATTERN[MATERIALS, SERVICES] = 1.0
INPUT_PATTERN[MATERIALS, MACHINES] = 1.0
INPUT_PATTERN[MATERIALS, ARMS] = 1.0


@dataclass(frozen=True)
class Accounts:
    """The start's national accounts, a quarter, a head: all in currency units at prices of one."""

    gross_output: np.ndarray
    final_demand: np.ndarray
    inputs: np.ndarray
    value_added: np.ndarray


def national_accounts(figures: Mapping[str, float], sectors: Mapping[str, np.ndarray]) -> Accounts:
    """Finds input coefficients and gross outputs that meet final demand and come near the sectors' value added.

    Columns of `INPUT_PATTERN` are scaled until value added by sector fits; where that would need more than 85 or less
    than 3 % of inputs in output the nearer end is taken.
    """
    gdp = figures["gdp_per_head"] / 4.0
    final = final_uses(figures, sectors, SIX)
    pattern = INPUT_PATTERN / np.maximum(INPUT_PATTERN.sum(axis=0), 1.0)
    wanted = gdp * sectors["value_added_share"]
    has_inputs = INPUT_PATTERN.sum(axis=0) > 0
    scale = np.where(has_inputs, 0.3, 0.0)
    for _ in range(400):
        output = np.linalg.solve(np.eye(len(PARTS)) - pattern * scale, final)
        aim = np.clip(1.0 - wanted / np.maximum(output, 1e-9), 0.03, 0.85)
        scale = np.where(has_inputs, 0.9 * scale + 0.1 * aim, 0.0)
    inputs = pattern * scale
    output = np.linalg.solve(np.eye(len(PARTS)) - inputs, final)
    return Accounts(output, final, inputs, output * (1.0 - scale))


def final_uses(figures: Mapping[str, float], sectors: Mapping[str, np.ndarray], goods: Goods) -> np.ndarray:
    """Final uses a head and quarter, by good: what persons, the budget and enterprises use of the product."""
    gdp = figures["gdp_per_head"] / 4.0
    final: np.ndarray = gdp * figures["consumption_share"] * sectors["consumption_share"]
    for share, bundle in (("provision_share", goods.provision), ("investment_share", goods.machine), ("arms_share", goods.arms)):
        final = final + gdp * figures[share] * np.array(bundle)
    return final


def table_accounts(figures: Mapping[str, float], sectors: Mapping[str, np.ndarray], economy: Economy) -> Accounts:
    """The accounts of a table: its input coefficients as they are, and the gross outputs that final uses take.

    With the table's own final uses these are its gross outputs and its value added by sector.
    Source: leontief-1986.
    """
    inputs, final = np.array(economy.inputs), final_uses(figures, sectors, economy.goods)
    output = np.linalg.solve(np.eye(len(final)) - inputs, final)
    return Accounts(output, final, inputs, output * (1.0 - inputs.sum(axis=0)))


def with_business_services(figures: Mapping[str, float], sectors: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Counts services sold to enterprises with materials, since services cannot be stored and inputs are bought ahead.

    Services keep at most `SERVICES_VALUE` of what people and the budget buy as value added; the rest of their value added,
    and people and machines in proportion, move to materials.
    """
    final = figures["consumption_share"] * sectors["consumption_share"][SERVICES] + figures["provision_share"]
    share = sectors["value_added_share"][SERVICES]
    moved = max(share - SERVICES_VALUE * final, 0.0) / share
    changed = {name: np.array(table, float) for name, table in sectors.items()}
    for name in ("value_added_share", "employment_share", "capital_share"):
        table = changed[name]
        table[MATERIALS] += moved * table[SERVICES]
        table[SERVICES] *= 1.0 - moved
    return changed


__all__ = ["Accounts", "final_uses", "national_accounts", "table_accounts", "with_business_services"]
