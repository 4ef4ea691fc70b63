"""What a user asks of claims: which ones, from which files, at which level, into which folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from counterplan.core.claim import Claim
from counterplan.core.errors import InputError, nearest
from counterplan.loader.claims import built_in_claims, load_claim
from counterplan.loader.request import own_rules
from counterplan.storage.manifest import hash_of, source_hash

from ..verdicts import PROTOCOL
from .levels import LEVELS
from .results import REGISTERED, Request
from .runs import HERE, Hands

if TYPE_CHECKING:
    from counterplan.catalogue import Rules

RUNS = Path("runs")


def claims_request(
    ids: Sequence[str], files: Sequence[str | Path], level: str, seed: int, rules: Rules, out: Path | None, progress: bool,
    say: Callable[[str], None], hands: Hands = HERE,
) -> tuple[list[Claim], Request, dict[str, Any]]:
    """Loads what is asked for and says where it goes.

    All built-in claims lend their cells to the program, so that asking for one first and for all later computes nothing twice;
    with files of the user's, only what is asked for.

    Returns:
        claims, the request, and what the page says about it.

    Error: InputError for a level, an id or a file that does not exist, and for two claims of one id.
    """
    if level not in LEVELS:
        raise InputError(f"unknown level '{level}'.{nearest(level, LEVELS)}")
    known = built_in_claims()
    for name in ids:
        if name not in known:
            raise InputError(f"unknown claim '{name}'.{nearest(name, known)} A file of your own is given with --file.")
    own = [load_claim(Path(file)) for file in files]
    asked = list(dict.fromkeys(ids)) if ids or own else list(known)
    loaded = [load_claim(name) for name in (asked if own else known)]
    claims = [*loaded, *own]
    names = [claim.id for claim in claims]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(f"two claims are called '{twice}'; give each its own id.")
    digest = hash_of([names, [str(file) for file in files], own_rules(rules), seed, level, source_hash()])[:10]
    folder = out or RUNS / f"claims-{level}-{digest}"
    registry = folder / REGISTERED if out else RUNS / REGISTERED
    request = Request((*asked, *(claim.id for claim in own)), LEVELS[level], seed, folder, rules, registry, progress, say, hands)
    return claims, request, _about(request, {claim.id: str(file) for claim, file in zip(own, files, strict=True)})


def _about(request: Request, files: Mapping[str, str]) -> dict[str, Any]:
    """What the page says of the test; ``files``: of the user's claims, by id."""
    try:
        version = metadata.version("counterplan")
    except metadata.PackageNotFoundError:
        version = "not installed"
    level = request.level
    ending = f"--level {level.name} --seed {request.seed}" + "".join(f" --with {quote(file)}" for file in own_rules(request.rules))
    again = {id: f"counterplan claims {f'--file {quote(files[id])}' if id in files else id} {ending}" for id in request.asked}
    words = ["counterplan claims", *(id for id in request.asked if id not in files), *(f"--file {quote(file)}" for file in files.values()), ending]
    return {
        "level": level.name, "seed": request.seed, "persons": level.persons, "draws": level.draws, "side_draws": level.side_draws,
        "decides": level.decides, "version": version, "command": " ".join(words), "again": again, "protocol": asdict(PROTOCOL),
    }  # fmt: skip
