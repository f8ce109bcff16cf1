"""The border of what sources and files give: no value passes that storage or HTTP refuses. Pure."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")

MIN_YEAR, MAX_YEAR = 1900, 2999
"""Years of a time that is kept. Those at the ends of the calendar overflow in other time zones and
sums."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_HEADER = re.compile(r"[ -~]*")


def clean(value: T) -> T:
    """Return a value with all that is in it clean: dataclasses, tuples, lists, sets of strings.

    In strings, lone surrogates become U+FFFD, and control characters go; times are in UTC, and
    None outside of `MIN_YEAR` to `MAX_YEAR`. What is clean already is returned itself.
    """
    return _clean(value)  # type: ignore[no-any-return]


def clean_header(value: str) -> str:
    """Return the value of a header if it can be sent back as it is, else an empty one."""
    return value if _HEADER.fullmatch(value) else ""


def _clean(value: Any) -> Any:
    match value:
        case str():
            return _clean_text(value)
        case datetime():
            return _clean_time(value)
        case tuple() | list() | frozenset():
            cleaned = [_clean(each) for each in value]
            is_same = all(new is old for new, old in zip(cleaned, value, strict=True))
            return value if is_same else type(value)(cleaned)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            name: new
            for name in _list_fields(type(value))
            if (old := getattr(value, name)) and (new := _clean(old)) is not old
        }
        return replace(value, **changed) if changed else value
    return value


@cache
def _list_fields(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _clean_text(text: str) -> str:
    if text.isprintable():
        return text
    if _SURROGATE.search(text):
        text = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
    return _CONTROL.sub("", text) if _CONTROL.search(text) else text


def _clean_time(moment: datetime) -> datetime | None:
    try:
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):  # the last hours of the year 9999
        return None
    return moment if MIN_YEAR <= moment.year <= MAX_YEAR else None
