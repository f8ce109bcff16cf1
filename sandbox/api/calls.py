"""From raw arguments to a call with the fields of aiogram's method class, checked by its types.

Telegram checks arguments in a fixed order. An object that cannot be parsed is therefore no error
yet: the problem is kept, and the method raises it when it checks that argument.
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

# Methods read these arguments from `Call.raw`.
_RAW_ARGUMENTS = frozenset({"reply_markup", "rich_message"})
_TRUE = frozenset({"true", "yes", "1"})
_MAX_INT = 2**63 - 1
# All requests share these values, so the empty list is a tuple.
_EMPTY_VALUES: dict[str, Any] = {"str": "", "int": 0, "bool": False, "list": (), "float": 0.0}


@dataclass(frozen=True)
class Call(Generic[M]):
    """One request. `args` holds the values that could be read, `raw` what was sent, `problems` the
    errors of the other arguments.

    `args` has the fields of `method` but is a plain namespace: building pydantic models would take
    a tenth of the time of a request.
    """

    method: type[M]
    args: M
    raw: Mapping[str, Any]
    files: Mapping[str, Upload]
    problems: Mapping[str, ApiError]

    def check(self, *fields: str) -> None:
        """Raise the problem of the first of `fields` that could not be read.

        Without `fields`, check all arguments.
        """
        for name in fields or tuple(self.problems):
            if name in self.problems:
                raise self.problems[name]


def dump_object(value: TelegramObject) -> JSON:
    """Return the JSON of an object as the bot sent it, without the defaults of aiogram."""
    return value.model_dump(exclude_unset=True, exclude_none=True, mode="json")


def parse_json(raw: Any, what: str) -> Any:
    """Return the value of an argument that is JSON text or already parsed.

    Raises :class:`~sandbox.errors.ApiError` 400 "can't parse `what`" for bad JSON.
    """
    try:
        return json.loads(raw) if isinstance(raw, str) else raw
    except ValueError as error:
        raise bad_request(f"can't parse {what}") from error


def read_call(method: type[M], arguments: Arguments) -> Call[M]:
    """Read `arguments` as `method`. Unknown arguments are ignored, missing ones are empty."""
    problems: dict[str, ApiError] = {}
    readers, empty = _list_readers(method)
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
def _list_readers(method: type[TelegramMethod[Any]]) -> tuple[dict[str, Reader], dict[str, Any]]:
    """Return the readers of the arguments in declared order, and the values of absent arguments."""
    readers, empty = {}, {}
    for name, info in method.model_fields.items():
        options = [o for o in _list_options(info.annotation) if o is not Default]
        required = type(None) not in options
        kinds = [option for option in options if option is not type(None)]
        empty[name] = _choose_empty_value(kinds) if required and info.is_required() else None
        if name not in _RAW_ARGUMENTS:
            readers[name] = _choose_reader(name, kinds)
    return readers, empty


def _list_options(annotation: Any) -> list[Any]:
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _list_options(typing.get_args(annotation)[0])
    if origin in {typing.Union, types.UnionType}:
        return [o for part in typing.get_args(annotation) for o in _list_options(part)]
    return [annotation]


def _choose_empty_value(kinds: list[Any]) -> Any:
    """Return the empty value of an absent required argument: the method raises its own error."""
    if str in kinds:
        return ""
    kind = typing.get_origin(kinds[0]) or kinds[0]
    return _EMPTY_VALUES.get(getattr(kind, "__name__", ""))


def _choose_reader(name: str, kinds: list[Any]) -> Reader:
    if all(kind in {str, int} or _is_file(kind) for kind in kinds) and str in kinds:
        return _read_text
    if kinds == [bool]:
        return lambda raw: _read_text(raw).lower() in _TRUE
    if kinds == [int]:
        return _read_integer
    if kinds == [float]:
        return _read_number
    if any(getattr(kind, "__name__", "") in {"datetime", "timedelta"} for kind in kinds):
        return _read_integer
    if any(_is_file(kind) for kind in kinds):
        return _read_text
    return _make_object_reader(name, kinds)


def _is_file(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, InputFile)


def _read_text(raw: Any) -> str:
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "true" if raw else "false"
    return json.dumps(raw, ensure_ascii=False)


def _read_integer(raw: Any) -> int:
    try:
        value = int(float(raw)) if isinstance(raw, float) else int(raw)
    except (TypeError, ValueError):
        return 0
    return max(-_MAX_INT - 1, min(value, _MAX_INT))


def _read_number(raw: Any) -> float:
    try:
        return float(raw)
    except (TypeError, ValueError):
        return 0.0


def _make_object_reader(name: str, kinds: list[Any]) -> Reader:
    adapter: TypeAdapter[Any] = TypeAdapter(typing.Union[tuple(kinds)])  # noqa: UP007

    def read(raw: Any) -> Any:
        value = parse_json(raw, f"{_describe_argument(name)} JSON object")
        try:
            return adapter.validate_python(value)
        except ValidationError as error:
            raise bad_request(
                f"can't parse {_describe_argument(name)}: {_describe_error(error)}"
            ) from error

    return read


def _describe_argument(name: str) -> str:
    titles = {"entities": "MessageEntity", "caption_entities": "MessageEntity"}
    return titles.get(name) or name.replace("_", " ")


def _describe_error(error: ValidationError) -> str:
    """Return the first error of pydantic in the server's words."""
    first = error.errors(include_url=False, include_context=False)[0]
    field = next((part for part in reversed(first["loc"]) if isinstance(part, str)), "")
    if first["type"] == "missing":
        return f'Can\'t find field "{field}"'
    return f'Field "{field}" has an unexpected type or value' if field else first["msg"]
