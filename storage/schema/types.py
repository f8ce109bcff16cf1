"""Column types: how values of the model are stored."""

from __future__ import annotations

import json
import zlib
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, LargeBinary, String, TypeDecorator

from storage.database.dialect import encode_json

BigId = BigInteger().with_variant(Integer(), "sqlite")
"""An id beyond 2^31. SQLite's INTEGER has 64 bits, and only a key of that type is its row id."""


class UtcTime(TypeDecorator[datetime]):
    """An aware datetime as milliseconds since 1970, which sorts and indexes as an integer."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Return the stored form. Raises ValueError for a time without a time zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive time has no place in the database: {value!r}")
        return round(value.timestamp() * 1000)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else self.from_millis(value)

    @staticmethod
    def from_millis(value: int) -> datetime:
        """Return the time of a stored value: milliseconds since 1970."""
        return datetime.fromtimestamp(value / 1000, UTC)


class Duration(TypeDecorator[timedelta]):
    """A duration in whole seconds."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:
        return None if value is None else round(value.total_seconds())

    def process_result_value(self, value: Any, dialect: Dialect) -> timedelta | None:
        return None if value is None else timedelta(seconds=value)


class LocalTime(TypeDecorator[time]):
    """A local time of day, as ``HH:MM``."""

    impl = String(5)
    cache_ok = True

    def process_bind_param(self, value: time | None, dialect: Dialect) -> str | None:
        return None if value is None else value.strftime("%H:%M")

    def process_result_value(self, value: Any, dialect: Dialect) -> time | None:
        return None if value is None else time.fromisoformat(value)


class LocalTimes(TypeDecorator[tuple[time, ...]]):
    """Local times of day, sorted and distinct, as ``HH:MM HH:MM``."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Return the stored form of times in any order, in which each is written once."""
        return None if value is None else " ".join(f"{at:%H:%M}" for at in sorted(set(value)))

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[time, ...] | None:
        return None if value is None else tuple(map(time.fromisoformat, value.split()))


class Weekdays(TypeDecorator[frozenset[int]]):
    """ISO weekdays, 1 Monday to 7 Sunday, as ``12345``."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else "".join(map(str, sorted(value)))

    def process_result_value(self, value: Any, dialect: Dialect) -> frozenset[int] | None:
        return None if value is None else frozenset(map(int, value))


class StringSet(TypeDecorator[frozenset[str]]):
    """A small set of ids without spaces, sorted, as one string: equal sets are equal rows."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else " ".join(sorted(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> frozenset[str] | None:
        return None if value is None else frozenset(value.split())


class Packed(TypeDecorator[Any]):
    """A JSON value, compressed: news takes less than half of the space."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        return None if value is None else self.pack(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else self.unpack(value)

    @staticmethod
    def pack(value: Any) -> bytes:
        """Return the stored form of a value: its JSON, compressed."""
        return zlib.compress(encode_json(value).encode())

    @staticmethod
    def unpack(packed: bytes) -> Any:
        """Return the value of a stored form."""
        return json.loads(zlib.decompress(packed))
