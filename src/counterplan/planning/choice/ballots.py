"""Files of ballots: approvals of projects in the Pabulib format (.pb), and wishes for numbers as a table (.csv)."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from counterplan.core.errors import InputError

Vector = np.ndarray
SECTIONS = ("META", "PROJECTS", "VOTES")


@dataclass(frozen=True)
class Approvals:
    """Who approves of which projects, what these cost and what may be spent."""

    projects: tuple[str, ...]
    costs: Vector
    supporters: list[Vector]
    voters: int
    budget: float


@dataclass(frozen=True)
class Wishes:
    """What each voter wants, one column an issue."""

    voters: tuple[str, ...]
    columns: dict[str, Vector]


def read_approvals(path: str | Path) -> Approvals:
    """Reads a file in the format of the participatory budgeting library (sections META, PROJECTS and VOTES, fields parted by ';').

    Error: InputError that names the file and the line for a missing section or column, a vote of another kind than approval, an unknown
    or repeated project, or a cost that is not a number above 0.
    Source: faliszewski-2023 (the format).
    """
    sections = _sections(Path(path))
    meta = {row[1][0].strip(): row[1][1].strip() if len(row[1]) > 1 else "" for row in sections["META"][1:]}
    kind = meta.get("vote_type", "approval")
    if kind not in ("approval", "choose-1"):
        raise InputError(f"{path}: vote_type '{kind}'; only approvals ('approval', 'choose-1') can be read.")
    budget = _number(meta.get("budget", ""), f"{path}: budget in META")
    place: dict[str, int] = {}
    costs: list[float] = []
    for line, row in _table(sections["PROJECTS"], ("project_id", "cost"), path):
        if row["project_id"] in place:
            raise InputError(f"{path}:{line}: project '{row['project_id']}' is listed twice.")
        place[row["project_id"]] = len(costs)
        costs.append(_number(row["cost"], f"{path}:{line}: cost of project '{row['project_id']}'"))
    return _counted(_table(sections["VOTES"], ("voter_id", "vote"), path), place, np.array(costs), budget, path)


def _counted(votes: list[tuple[int, dict[str, str]]], place: dict[str, int], costs: Vector, budget: float, path: str | Path) -> Approvals:
    """Turns votes by voter into supporters by project."""
    supporters: list[list[int]] = [[] for _ in costs]
    for voter, (line, row) in enumerate(votes):
        named = [name.strip() for name in row["vote"].split(",") if name.strip()]
        for name in dict.fromkeys(named):
            if name not in place:
                raise InputError(f"{path}:{line}: vote for '{name}', which is not listed under PROJECTS.")
            supporters[place[name]].append(voter)
    if not votes:
        raise InputError(f"{path}: no votes under VOTES.")
    return Approvals(tuple(place), costs, [np.array(who, dtype=np.int64) for who in supporters], len(votes), budget)


def _sections(path: Path) -> dict[str, list[tuple[int, list[str]]]]:
    found: dict[str, list[tuple[int, list[str]]]] = {}
    current: list[tuple[int, list[str]]] | None = None
    rows = csv.reader(io.StringIO(_text(path)), delimiter=";", skipinitialspace=True)
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if len(row) == 1 and row[0].strip().upper() in SECTIONS:
            current = found.setdefault(row[0].strip().upper(), [])
        elif current is None:
            raise InputError(f"{path}:{rows.line_num}: the file has to begin with a line META.")
        else:
            current.append((rows.line_num, row))
    missing = [name for name in SECTIONS if not found.get(name)]
    if missing:
        raise InputError(f"{path}: section {missing[0]} is missing or empty; the sections are {', '.join(SECTIONS)}.")
    return found


def _table(rows: list[tuple[int, list[str]]], needed: tuple[str, ...], path: str | Path) -> list[tuple[int, dict[str, str]]]:
    heading = [cell.strip() for cell in rows[0][1]]
    for name in needed:
        if name not in heading:
            raise InputError(f"{path}:{rows[0][0]}: column '{name}' is missing; there are {', '.join(heading)}.")
    width = len(heading)
    for line, row in rows[1:]:
        if len(row) != width:
            raise InputError(f"{path}:{line}: {len(row)} fields where the heading has {width}.")
    return [(line, dict(zip(heading, (cell.strip() for cell in row), strict=True))) for line, row in rows[1:]]


def read_wishes(path: str | Path) -> Wishes:
    """Reads a table with a heading: the first column names the voter, each other one is an issue (or a weight, a group, money).

    Error: InputError that names the file and the line for a ragged row or a cell that is not a number.
    """
    rows = list(csv.reader(io.StringIO(_text(Path(path)))))
    lines = [(number, row) for number, row in enumerate(rows, start=1) if any(cell.strip() for cell in row)]
    if len(lines) < 2 or len(lines[0][1]) < 2:
        raise InputError(f"{path}: give a heading with at least two columns (voter, then issues), and a line for each voter.")
    heading = [cell.strip() for cell in lines[0][1]]
    voters, values = [], []
    for line, row in lines[1:]:
        if len(row) != len(heading):
            raise InputError(f"{path}:{line}: {len(row)} fields where the heading has {len(heading)}.")
        voters.append(row[0].strip())
        values.append([_number(cell, f"{path}:{line}: '{name}'") for name, cell in zip(heading[1:], row[1:], strict=True)])
    table = np.array(values)
    return Wishes(tuple(voters), {name: table[:, i] for i, name in enumerate(heading[1:])})


def _number(text: str, what: str) -> float:
    try:
        value = float(text.strip().replace(" ", ""))
    except ValueError:
        raise InputError(f"{what}: '{text.strip()}' is not a number.") from None
    if not np.isfinite(value):
        raise InputError(f"{what}: '{text.strip()}' is not a finite number.")
    return value


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"{path}: no such file of ballots.") from None
    except IsADirectoryError:
        raise InputError(f"{path}: is a folder; give a file of ballots.") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8 text.") from None
