"""What a line of the log is about: the article or the broadcast, so that it can be followed from
the first line to the last, through tasks that its handling starts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

_EMPTY: Mapping[str, int] = MappingProxyType({})

_context: ContextVar[Mapping[str, int]] = ContextVar("trail", default=_EMPTY)


@contextmanager
def bind_log_context(**ids: int | None) -> Iterator[None]:
    """Lines that are logged within carry these ids, such as ``broadcast=12``; one that is None is
    left out."""
    known = {name: number for name, number in ids.items() if number is not None}
    token = _context.set({**_context.get(), **known})
    try:
        yield
    finally:
        _context.reset(token)


def get_log_context() -> Mapping[str, int]:
    """The ids of what is being dealt with now."""
    return _context.get()
