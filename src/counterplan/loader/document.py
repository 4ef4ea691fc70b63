"""A TOML file with the lines of its keys, checked against a pydantic model; every error is one line."""

from __future__ import annotations

import re
import tomllib
import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError

from counterplan.catalogue.source import read_text
from counterplan.core.errors import InputError, nearest

Model = TypeVar("Model", bound=BaseModel)
Key = str | int


class Strict(BaseModel):
    """Base of the file models: unknown keys, guessed types, infinities and NaN are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True, defer_build=True)


@dataclass(frozen=True)
class Document:
    """One TOML file: where it came from, its text and its values."""

    path: Path
    text: str
    data: dict[str, Any]

    @cached_property
    def _lines(self) -> dict[tuple[str, ...], int]:
        return dict(reversed(list(_keys_by_line(self.text))))

    def line(self, keys: Sequence[Key]) -> int | None:
        """Line of a key, or of the nearest table around it."""
        names = tuple(str(key) for key in keys)
        while names:
            if names in self._lines:
                return self._lines[names]
            names = names[:-1]
        return None

    def error(self, keys: Sequence[Key], what: str) -> InputError:
        """Builds the one line: file, line, key, what is wrong and what would be right."""
        line = self.line(keys)
        name = ".".join(quoted(key) for key in keys)
        return InputError(f"{self.path}{f':{line}' if line else ''}: {f'{name}: ' if name else ''}{what}")

    def validated(self, model: type[Model]) -> Model:
        """Checks the values against a model.

        Error: InputError for the first thing that is wrong, in the order of lines.
        """
        return self.validated_at((), model)

    def validated_at(self, keys: tuple[str, ...], model: type[Model]) -> Model:
        """Checks the table at some keys against a model."""
        value: Any = self.data
        for key in keys:
            value = value[key]
        try:
            return model.model_validate(value)
        except ValidationError as error:
            found = error.errors(include_url=False, include_context=False, include_input=True)
            found.sort(key=lambda e: (e["type"] == "missing", self.line((*keys, *e["loc"])) or 0))
            place, what = _explained(model, found)
            raise self.error((*keys, *place), what) from None
        except RecursionError:
            raise InputError(f"{self.path}: nested too deeply.") from None


def read_toml(path: Path, kind: str) -> Document:
    """Reads a TOML file.

    Error: InputError naming the line for what is not TOML.
    """
    text = read_text(path, kind)
    try:
        return Document(path, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = re.search(r"\(at line (\d+), column (\d+)\)", message)
        line = place.group(1) if place else str(text.count("\n") + 1)
        what = re.sub(r" \(at [^)]*\)$", "", message)
        raise InputError(f"{path}:{line}: not valid TOML: {what}.") from None
    except RecursionError:
        raise InputError(f"{path}: nested too deeply to be read as TOML.") from None
    except (ValueError, OverflowError) as error:
        raise InputError(f"{path}: not valid TOML: {error}.") from None


def quoted(key: Key) -> str:
    """A key as it is written in TOML, on one line."""
    text = str(key)
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else repr(text)[:80]


def shown(value: Any) -> str:
    """A value for a message: short and on one line."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _keys_by_line(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Finds the line of each table and key; values over several lines are stepped over."""
    table: tuple[str, ...] = ()
    open_quote = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if open_quote:
            if open_quote in line:
                open_quote = ""
            continue
        header = re.match(r"\s*\[\[?([^\[\]]+)\]\]?\s*(#.*)?$", line)
        pair = re.match(
            r"""\s*((?:[\w-]+|"[^"\n]*"|'[^'\n]*')(?:\s*\.\s*(?:[\w-]+|"[^"\n]*"|'[^'\n]*'))*)\s*=""", line
        )
        if header:
            table = _path(header.group(1))
            yield table, number
        elif pair:
            yield (*table, *_path(pair.group(1))), number
            for mark in ('"""', "'''"):
                if line.count(mark) == 1:
                    open_quote = mark


def _path(text: str) -> tuple[str, ...]:
    try:
        value: Any = tomllib.loads(f"{text} = 0")
    except (ValueError, RecursionError):
        return (text.strip(),)
    names = []
    while isinstance(value, dict):
        name, value = next(iter(value.items()))
        names.append(name)
    return tuple(names)


def _explained(model: type[BaseModel], errors: Sequence[Any]) -> tuple[tuple[Key, ...], str]:
    """Key and message of the first error."""
    first = errors[0]
    keys = tuple(first["loc"])
    if first["type"] == "extra_forbidden":
        inside = _model_at(model, keys[:-1])
        known = list(inside.model_fields) if inside else []
        return keys, f"unknown key.{nearest(str(keys[-1]), known)}"
    if first["type"] == "missing":
        inside = _model_at(model, keys[:-1])
        field = inside.model_fields.get(str(keys[-1])) if inside else None
        right = f" Give {field.description}." if field and field.description else ""
        return keys, f"is missing.{right}"
    message = str(first["msg"]).removeprefix("Value error, ").replace("Input should", "should")
    message = message.replace("a valid dictionary", "a table").replace("a valid list", "a list")
    value = first["input"]
    got = "" if isinstance(value, dict) else f", not {shown(value)}"
    return tuple(key for key in keys if key != "[key]"), f"{message}{got}."


def _model_at(model: type[BaseModel], keys: Sequence[Key]) -> type[BaseModel] | None:
    """The model that describes the table at some keys."""
    annotation: Any = model
    for key in keys:
        annotation = _without_none(annotation)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            field = annotation.model_fields.get(str(key))
            annotation = field.annotation if field else None
        elif get_origin(annotation) is dict:
            annotation = get_args(annotation)[1]
        else:
            return None
    annotation = _without_none(annotation)
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, types.UnionType):
        rest = [a for a in get_args(annotation) if a is not type(None)]
        return rest[0] if len(rest) == 1 else annotation
    return annotation
