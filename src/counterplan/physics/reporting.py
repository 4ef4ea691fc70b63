"""What is said about output, capacity and harvests: one reporter's calculation for everybody."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.variables import GRAIN

from .parameters import Physics
from .production import HARVEST_QUARTER
from .trade import sum_goods

HARVEST_MEMORY = 0.2
"""Weight of the newest report in the expected harvest: about the mean of five years."""
PADDING = 0.5
"""Inputs asked for over need, over the share of past requests that failed, at a full stake (assumed; range 0 to 1)."""
OUTPUT_MEMORY = 0.25
"""Weight of the newest quarter in reported output by good: about the mean of four quarters."""


def overstatement(report_stake: Array, audit_rate: Array, press_openness: Array, physics: Physics) -> Array:
    """Share by which a reporter overstates; below zero, understates.

    Equation: δ* = argmax stake·δ − penalty·audit·(½ + ½·press)·|δ| − δ²/(2·bias) = bias·sign(stake)·max(0, |stake| −
    penalty·audit·(½ + ½·press)).
    Source: own construction; stakes above zero after fan-xiong-zhou-2016 and healy-1985, below zero (capacity kept back) after berliner-1957.
    """
    risk = physics.audit_penalty * audit_rate * (0.5 + 0.5 * press_openness)
    return physics.report_bias * jnp.sign(report_stake) * jnp.maximum(jnp.abs(report_stake) - risk, 0.0)


def overstated_need(report_stake: Array, input_cover: Array) -> Array:
    """Share of need by which an enterprise asks for more than it needs: a report too, on the same stake, by what went short before.

    Whoever keeps capacity back asks for more as well: both are slack.
    Source: kornai-1980 (hoarding follows from shortage), manove-1971 (requests exceed need).
    """
    return PADDING * jnp.abs(report_stake) * jnp.clip(1.0 - input_cover, 0.0, 1.0)


def report(
    *,
    open: Array,
    sector: Array,
    output: Array,
    capacity: Array,
    last_harvest: Array,
    reported_harvest: Array,
    expected_harvest: Array,
    reported_by_good: Array,
    report_stake: Array,
    province_stake: Array,
    audit_rate: Array,
    press_openness: Array,
    quarter: Array,
    physics: Physics,
) -> Effects:
    """Says what was made and what could be made; a harvest is reported once, when it is in.

    Equation: report = truth·(1 + δ*)·(1 + δ* of the province); expected harvest += .2·(report − expected) in the quarter of the
    harvest. Provinces pass on what enterprises and villages say, with a stake of their own.
    Source: meng-qian-yared-2015 (expected harvests follow past reports), kung-chen-2011 (careers of provincial officials),
    own construction (δ*).
    Invariant: without a stake every report is true, under any institutions.
    """
    factor = 1.0 + overstatement(report_stake, audit_rate, press_openness, physics)
    factor = factor * (1.0 + overstatement(province_stake, audit_rate, press_openness, physics))
    said = jnp.where(open, output * factor, 0.0)
    now = open & (sector == GRAIN) & (quarter % 4 == HARVEST_QUARTER)
    harvest = jnp.where(now, last_harvest * factor, reported_harvest)
    learnt = expected_harvest + HARVEST_MEMORY * (harvest - expected_harvest)
    return Effects(
        decide={
            "reported_output": said,
            "reported_capacity": jnp.where(open, capacity * factor, 0.0),
            "reported_harvest": harvest,
            "expected_harvest": jnp.where(now, learnt, expected_harvest),
            "reported_by_good": reported_by_good
            + OUTPUT_MEMORY * (sum_goods(said, sector, reported_by_good.shape[0]) - reported_by_good),
        }
    )
