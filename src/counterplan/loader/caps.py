"""Limits on resources as they are given on the command line: NAME=VALUE, NAME=VALUE,VALUE,… by year, or NAME=90% of the table's own use."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from counterplan.core.errors import InputError, nearest

if TYPE_CHECKING:
    from counterplan.planning.economy import Economy


def cap_names(caps: tuple[str, ...]) -> tuple[str, ...]:
    """Names of the resources that get a limit. Error: InputError for what is no NAME=VALUE."""
    for text in caps:
        name, sign, value = text.partition("=")
        if not (name.strip() and sign and value.strip()):
            raise InputError(f"--cap {text}: NAME=VALUE is wanted, for example emissions=100, emissions=100,95,90 or emissions=90%.")
    return tuple(text.partition("=")[0].strip() for text in caps)


def with_caps(economy: Economy, caps: tuple[str, ...]) -> Economy:
    """The economy with these limits; fewer values than years repeat the last. Error: InputError."""
    import numpy as np

    limits = economy.caps.copy()
    for text, name in zip(caps, cap_names(caps), strict=True):
        if name not in economy.resources:
            raise InputError(f"--cap {name}: the tables have no such resource.{nearest(name, economy.resources) if economy.resources else ''}")
        r = economy.resources.index(name)
        own = float(economy.uses[r] @ economy.output)
        values = [_value(text, part.strip(), own) for part in text.partition("=")[2].split(",")]
        if len(values) > len(economy.years):
            raise InputError(f"--cap {text}: {len(values)} values for {len(economy.years)} years.")
        limits[:, r] = np.array(values)[np.minimum(np.arange(len(economy.years)), len(values) - 1)]
    return replace(economy, cap=limits) if caps else economy


def _value(text: str, part: str, own: float) -> float:
    try:
        value = float(part.removesuffix("%")) * (own / 100.0 if part.endswith("%") else 1.0)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value >= 0):
        raise InputError(f"--cap {text}: '{part}' is no number of zero or more, nor a percentage.")
    return value
