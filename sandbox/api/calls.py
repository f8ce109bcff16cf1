"""From raw arguments to a call: an instance of aiogram's own method class, checked by its types.

Telegram complains about arguments in a set order, so an object that cannot be parsed is not
refused at once: the problem is kept, and the method raises it when its turn comes.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any, Generic, TypeVar, cast

from aiogram.client.default import Default
from aiogram.methods import TelegramMethod
from aiogram.types import InputFile, TelegramObject
from pydantic import TypeAdapter, ValidationError

from sandbox.api.arguments import Arguments
from sandbox.errors import ApiError, bad_request
from sandbox.state.files import Upload
from sandbox.state.models import JSON

M = TypeVar("M", bound=TelegramMethod[Any])
Reader = Callable[[Any], Any]

# Methods read these themselves, from `Call.raw`.
_LEFT_RAW = frozenset({"reply_markup", "rich_message"})
_TRUE = frozenset({"true", "yes", "1"})
_MAX_INT = 2**63 - 1
# Shared by all requests, so the empty list is a tuple.
_NATURAL: dict[str, Any] = {"str": "", "int": 0, "bool": False, "list": (), "float": 0.0}


@dataclass(frozen=True)
class Call(Generic[M]):
    """One request. `args` holds what could be read, `raw` what was sent, `problems` the rest.

    `args` has the fields of `method`, but is a plain namespace: building pydantic models would
    take a tenth of every request.
    """

    method: type[M]
    args: M
    raw: Mapping[str, Any]
    files: Mapping[str, Upload]
    problems: Mapping[str, ApiError]

    def check(self, *fields: str) -> None:
        """Raise the problem of the first of `fields` that could not be read; of any, if none."""
        for name in fields or tuple(self.problems):
            if name in self.problems:
                raise self.problems[name]


def as_given(value: TelegramObject) -> JSON:
    """The JSON of an object as the bot sent it: without what aiogram fills in by itself."""
    return value.model_dump(exclude_unset=True, exclude_none=True, mode="json")


def read_call(method: type[M], arguments: Arguments) -> Call[M]:
    """Read `arguments` as `method`. Unknown ones are ignored; a missing one is empty."""
    problems: dict[str, ApiError] = {}
    readers, empty = _fields(method)
    values = dict(empty)
    for name, raw in arguments.values.items():
        read = readers.get(name)
        if read is None or raw is None:
            continue
        try:
            values[name] = read(raw)
        except ApiError as problem:
            problems[name] = problem
    if len(problems) > 1:
        problems = {name: problems[name] for name in readers if name in problems}
    args = SimpleNamespace(**values)
    return Call(method, cast(M, args), arguments.values, arguments.files, problems)


@cache
def _fields(method: type[TelegramMethod[Any]]) -> tuple[dict[str, Reader], dict[str, Any]]:
    """How to read each argument, in declared order, and what each one is when it is absent."""
    readers, empty = {}, {}
    for name, info in method.model_fields.items():
        options = [o for o in _options(info.annotation) if o is not Default]
        required = type(None) not in options
        kinds = [option for option in options if option is not type(None)]
        empty[name] = _missing(kinds) if required and info.is_required() else None
        if name not in _LEFT_RAW:
            readers[name] = _reader(name, kinds)
    return readers, empty


def _options(annotation: Any) -> list[Any]:
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _options(typing.get_args(annotation)[0])
    if origin in {typing.Union, types.UnionType}:
        return [o for part in typing.get_args(annotation) for o in _options(part)]
    return [annotation]


def _missing(kinds: list[Any]) -> Any:
    """What a required argument is when it is absent: empty, so that the method says so itself."""
    if str in kinds:
        return ""
    kind = typing.get_origin(kinds[0]) or kinds[0]
    return _NATURAL.get(getattr(kind, "__name__", ""))


def _reader(name: str, kinds: list[Any]) -> Reader:
    if all(kind in {str, int} or _is_file(kind) for kind in kinds) and str in kinds:
        return _text
    if kinds == [bool]:
        return lambda raw: _text(raw).lower() in _TRUE
    if kinds == [int]:
        return _integer
    if kinds == [float]:
        return _number
    if any(getattr(kind, "__name__", "") in {"datetime", "timedelta"} for kind in kinds):
        return _integer
    if any(_is_file(kind) for kind in kinds):
        return _text
    return _object_reader(name, kinds)


def _is_file(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, InputFile)


def _text(raw: Any) -> str:
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "true" if raw else "false"
    return json.dumps(raw, ensure_ascii=False)


def _integer(raw: Any) -> int:
    try:
        value = int(float(raw)) if isinstance(raw, float) else int(raw)
    except (TypeError, ValueError):
        return 0
    return max(-_MAX_INT - 1, min(value, _MAX_INT))


def _number(raw: Any) -> float:
    try:
        return float(raw)
    except (TypeError, ValueError):
        return 0.0


def _object_reader(name: str, kinds: list[Any]) -> Reader:
    adapter: TypeAdapter[Any] = TypeAdapter(typing.Union[tuple(kinds)])  # noqa: UP007

    def read(raw: Any) -> Any:
        try:
            value = json.loads(raw) if isinstance(raw, str) else raw
        except ValueError as error:
            raise bad_request(f"can't parse {_title(name)} JSON object") from error
        try:
            return adapter.validate_python(value)
        except ValidationError as error:
            raise bad_request(f"can't parse {_title(name)}: {_complaint(error)}") from error

    return read


def _title(name: str) -> str:
    titles = {"entities": "MessageEntity", "caption_entities": "MessageEntity"}
    return titles.get(name) or name.replace("_", " ")


def _complaint(error: ValidationError) -> str:
    """The first of pydantic's findings in the server's words."""
    first = error.errors(include_url=False, include_context=False)[0]
    field = next((part for part in reversed(first["loc"]) if isinstance(part, str)), "")
    if first["type"] == "missing":
        return f'Can\'t find field "{field}"'
    return f'Field "{field}" has an unexpected type or value' if field else first["msg"]
