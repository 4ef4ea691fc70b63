"""A prior: the range from which a parameter or a starting figure is drawn. Nothing here imports JAX."""

from __future__ import annotations

from dataclasses import dataclass

from .scenario import SHARES_BY_GOOD

LOG_FROM = 4.0
"""A positive range whose ends differ by this factor or more is drawn evenly in logarithms."""

PRODUCT = "shares of product"
CAUSES = (PRODUCT, *SHARES_BY_GOOD, "accounts", "deaths", "participation")
"""Why figures are drawn again: a share left its range when its group was scaled to one, or no start has the figures."""


@dataclass(frozen=True)
class Prior:
    """The range of one parameter or starting figure.

    Names: ``physics.<parameter>``, ``figures.<figure>``, ``<table>.<good>`` for figures by good, and
    ``<role>.<option>.<parameter>`` for institutions.
    """

    name: str
    stream: str
    """Name under which it is drawn. Options of one role that share a parameter's name share its draw: `<role>.<parameter>`."""
    low: float
    high: float
    unit: str
    source: str

    @property
    def scale(self) -> str:
        """'log-uniform' for a positive range over a factor of four or more, else 'uniform'."""
        return "log-uniform" if self.low > 0 and self.high >= LOG_FROM * self.low else "uniform"

    def at(self, share: float) -> float:
        """The value below which this share of the prior lies (0: the low end, 1: the high end)."""
        if self.scale == "uniform":
            return self.low + share * (self.high - self.low)
        return float(self.low * (self.high / self.low) ** share)


__all__ = ["CAUSES", "LOG_FROM", "PRODUCT", "Prior"]
