"""What every version of the workload computes: numbers, start and hash of the state.

A step is four phases over persons and enterprises, all in integers:

1. *hire*: 5 % of the persons (draw ``look``) move to an enterprise drawn uniformly (draw ``job``);
2. *produce*: each person's effort is drawn (``effort``, 0 to 1023 parts of 1024), summed by enterprise and
   turned into output at the enterprise's productivity;
3. *pay*: each person gets ``wage · effort // 1024`` hundredths out of the enterprise's deposits;
4. *consume*: each person spends a quarter of its deposits (rounded down) at an enterprise drawn uniformly
   (``shop``).

Start deposits are large enough for no enterprise to run out, so no version needs rationing to be right; the
version that goes through the ledger pays for it nevertheless.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

GAMMA = 0x9E3779B97F4A7C15
MIX_1 = 0xBF58476D1CE4E5B9
MIX_2 = 0x94D049BB133111EB
MASK = 2**64 - 1

STREAMS: dict[str, int] = {
    "look": 0x853CB03314ECF54E,
    "job": 0x24CF2B7615D75EAE,
    "effort": 0xB56DBC8F92F243D9,
    "shop": 0x06373C1C70462C54,
}
"""Named draws and the 64-bit codes of their names (`counterplan.core.randomness.stream_code`)."""

UNIFORM_SHIFT = 40
"""Draws keep 24 bits, effort 10."""
EFFORT_SHIFT = 54
LOOK_BELOW = 838_861
"""Draws of 24 bits below this look for a job: 5 %."""

HASH_MONEY = 0xD6E8FEB86659FD93
HASH_PLACE = 0xA0761D6478BD642F

Arrays = dict[str, Any]


@dataclass(frozen=True)
class Size:
    """How large one timing is."""

    persons: int = 1_000_000
    enterprises: int = 20_000
    steps: int = 20
    seed: int = 1

    @property
    def person_steps(self) -> int:
        """Person-steps of one repetition."""
        return self.persons * self.steps


def mix_int(z: int) -> int:
    """Mixes one 64-bit integer (SplitMix64's finaliser, Stafford's variant 13)."""
    z = (z ^ (z >> 30)) * MIX_1 & MASK
    z = (z ^ (z >> 27)) * MIX_2 & MASK
    return z ^ (z >> 31)


def mix(z: Any) -> Any:
    """Mixes an array of 64-bit integers in place."""
    z ^= z >> np.uint64(30)
    z *= np.uint64(MIX_1)
    z ^= z >> np.uint64(27)
    z *= np.uint64(MIX_2)
    z ^= z >> np.uint64(31)
    return z


def keys(size: Size) -> Any:
    """Returns the key of each step and stream, uint64 [steps, 4], as `core.randomness.Draws` makes them."""
    economy = mix_int(mix_int((size.seed + GAMMA) & MASK))
    table = [[mix_int(mix_int(economy ^ (step * MIX_1 & MASK)) ^ code) for code in STREAMS.values()] for step in range(size.steps)]
    return np.array(table, dtype=np.uint64).reshape(size.steps, len(STREAMS))


def start(size: Size) -> Arrays:
    """Returns the state before the first step."""
    person = np.arange(size.persons, dtype=np.int64)
    enterprise = np.arange(size.enterprises, dtype=np.int64)
    return {
        "employer": (person % size.enterprises).astype(np.int32),
        "deposits_person": 2_000 + person * 7_919 % 5_000,
        "deposits_enterprise": np.full(size.enterprises, 100_000_000, np.int64),
        "inventory": np.zeros(size.enterprises, np.int64),
        "wage": 800 + enterprise % 401,
        "productivity": 900 + enterprise % 201,
    }


def state_hash(state: Arrays) -> str:
    """Returns 64 bits of the state; their sum does not depend on the order of persons or enterprises."""
    with np.errstate(over="ignore"):
        total = _hash(state["deposits_person"], state["employer"])
        total += _hash(state["deposits_enterprise"], state["inventory"])
    return f"{int(total):016x}"


def _hash(money: Any, place: Any) -> Any:
    number = np.arange(len(money), dtype=np.uint64)
    number ^= np.asarray(money).astype(np.uint64) * np.uint64(HASH_MONEY)
    number ^= np.asarray(place).astype(np.uint64) * np.uint64(HASH_PLACE)
    return np.sum(mix(number), dtype=np.uint64)


def money(state: Arrays) -> int:
    """Returns all money in hundredths."""
    return int(np.sum(state["deposits_person"])) + int(np.sum(state["deposits_enterprise"]))


def shortest(state: Arrays) -> int:
    """Returns the smallest deposits of an enterprise; below zero the workload would need rationing."""
    return int(np.min(state["deposits_enterprise"]))
