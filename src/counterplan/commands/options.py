"""Types of options that several commands share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from cyclopts import Parameter, Token


def whole(type_: object, tokens: Sequence[Token]) -> int:
    """Reads a whole number as Python writes one; the parser's own reader would round 1.5 to 2 and take 0x10 for 16.

    Error: ValueError for anything else.
    """
    text = tokens[0].value
    try:
        return int(text)
    except ValueError:
        raise ValueError(f'unable to convert "{text}" into int.') from None


Whole = Annotated[int, Parameter(converter=whole)]
WholeOrNone = Annotated[int | None, Parameter(converter=whole)]
