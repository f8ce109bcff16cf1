"""Ids in log lines: all lines about one article or broadcast can be found, also across tasks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

_EMPTY: Mapping[str, int] = MappingProxyType({})

_context: ContextVar[Mapping[str, int]] = ContextVar("log_context", default=_EMPTY)


@contextmanager
def bind_log_context(**ids: int | None) -> Iterator[None]:
    """Add ids, such as ``broadcast=12``, to all lines logged within; None is omitted."""
    given = {name: number for name, number in ids.items() if number is not None}
    token = _context.set({**_context.get(), **given})
    try:
        yield
    finally:
        _context.reset(token)


def get_log_context() -> Mapping[str, int]:
    """Return the ids that are bound now."""
    return _context.get()
