"""Verdicts on claims: pure functions of effects, draw by draw. Nothing here runs an economy."""

from .discoveries import controlled
from .matching import implausibility, matched
from .protocol import PROTOCOL, Condition, Evidence, Judgement, Margin, Protocol, judge
from .shares import Share, lower_bound, share_of, upper_bound, worst_share

__all__ = [
    "PROTOCOL", "Condition", "Evidence", "Judgement", "Margin", "Protocol", "Share", "controlled", "implausibility", "judge", "lower_bound",
    "matched", "share_of", "upper_bound", "worst_share",
]  # fmt: skip
