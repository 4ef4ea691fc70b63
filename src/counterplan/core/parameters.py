"""Parameters carry their value, prior range, unit and source with them."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ParameterInfo:
    """What is known about one parameter."""

    name: str
    value: float
    low: float
    high: float
    unit: str
    source: str
    meaning: str

    @property
    def assumed(self) -> bool:
        """True where no source gives the value; such a parameter has to be swept."""
        return self.source == "assumed"


def parameter(value: float, *, low: float, high: float, unit: str, source: str, meaning: str) -> Any:
    """Declares a dataclass field that is a parameter.

    Args:
        value: prior centre, used when nothing else is said.
        low: lower end of the prior range.
        high: upper end of the prior range.
        unit: unit in words; "1" for a pure number.
        source: a key of the bibliography, or "assumed".
        meaning: one line.
    """
    if not low <= value <= high:
        raise ValueError(f"parameter value {value} lies outside its prior [{low}, {high}]")
    info = {"low": low, "high": high, "unit": unit, "source": source, "meaning": meaning}
    return dataclasses.field(default=value, metadata={"parameter": info})


def parameters_of(owner: type, prefix: str = "") -> dict[str, ParameterInfo]:
    """Lists the parameters that a dataclass declares, by name (with a prefix such as 'exit.')."""
    found = {}
    for field in dataclasses.fields(owner):
        info = field.metadata.get("parameter")
        if info is not None:
            name = prefix + field.name
            found[name] = ParameterInfo(name=name, value=float(field.default), **info)  # type: ignore[arg-type]
    return found
