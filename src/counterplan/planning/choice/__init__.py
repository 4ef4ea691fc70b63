"""Rules of choice: what a group decides, given what its members want. Each rule stands by itself, on plain arrays.

`equal_shares` and `most_support` choose projects under a budget from approvals; `median`, `weighted_median`, `dictator`, `lobby` and
`quadratic_transfer` settle a number (a share for machines, hours, a public good) from what each voter wants; `assembly_of_delegates` does it
through delegates who may be recalled. `ballots` reads files of ballots, and `decide` applies any of these rules to one.
"""

from .apply import RULES, decide
from .ballots import Approvals, Wishes, read_approvals, read_wishes
from .delegates import Sittings, assembly_of_delegates
from .numbers import Transfer, best_shift, dictator, lobby, median, quadratic_transfer, weighted_median
from .projects import Chosen, equal_shares, most_support

__all__ = [
    "RULES",
    "Approvals",
    "Chosen",
    "Sittings",
    "Transfer",
    "Wishes",
    "assembly_of_delegates",
    "best_shift",
    "decide",
    "dictator",
    "equal_shares",
    "lobby",
    "median",
    "most_support",
    "quadratic_transfer",
    "read_approvals",
    "read_wishes",
    "weighted_median",
]
