"""`counterplan choose`."""

from __future__ import annotations

import sys
from math import isfinite
from typing import Annotated

from cyclopts import Parameter

from counterplan.core.errors import InputError

from .output import print_json, print_rows, shown
from .run import Flag


def choose(
    ballots: str,
    /,
    *,
    rule: str = "equal-shares",
    set_: Annotated[tuple[str, ...], Parameter(name="--set", negative=(), show_default=False)] = (),
    json: Flag = False,
) -> int:
    """Apply a rule of choice to a file of ballots.

    Approvals of projects (.pb, the format of Pabulib) are decided on by equal-shares or most-support; a table of wishes (.csv: a
    heading, the voter in the first column, a number an issue) by median, quadratic, delegates, dictator or lobby.

    Args:
        ballots: File of ballots.
        rule: Rule of choice.
        set_: NAME=VALUE for an option of the rule, such as by_cost=1, voter=3, openness=.2 or drift=.1; repeatable.
        json: Print one JSON document and nothing else.
    """
    from counterplan import api

    done = api.choose(ballots, rule, dict(_option(text) for text in set_))
    if json:
        print_json(done)
        return 0
    sys.stdout.writelines(f"{key}: {shown(value)}\n" for key, value in done.items() if not isinstance(value, list | dict))
    if "projects" in done:
        print_rows(done["projects"], "No project can be paid for.")
    else:
        print_rows([{"issue": issue, "settled": value} for issue, value in done["settled"].items()], "")
    return 0


def _option(text: str) -> tuple[str, float]:
    name, equals, value = text.partition("=")
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if not equals or not name.strip() or not isfinite(number):
        raise InputError(f"--set {text}: write NAME=NUMBER.")
    return name.strip(), number
