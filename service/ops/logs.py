"""Logging: ids in log lines, the text and JSON formats, one line for many like events."""

from __future__ import annotations

import json
import logging
import sys
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic as system_monotonic
from types import MappingProxyType

from service.config import LogFormat, Settings

_EMPTY: Mapping[str, int] = MappingProxyType({})

_context: ContextVar[Mapping[str, int]] = ContextVar("log_context", default=_EMPTY)


@contextmanager
def bind_log_context(**ids: int | None) -> Iterator[None]:
    """Add ids, such as ``broadcast=12``, to all lines logged within; None is omitted."""
    known_ids = {name: number for name, number in ids.items() if number is not None}
    token = _context.set({**_context.get(), **known_ids})
    try:
        yield
    finally:
        _context.reset(token)


def get_log_context() -> Mapping[str, int]:
    """Return the ids that are bound now."""
    return _context.get()


class JsonFormatter(logging.Formatter):
    """One JSON object a line: ``time`` (UTC), ``level``, ``logger``, ``message``, ``error``, and
    the bound ids: ``article``, ``broadcast``."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line of JSON: time, level, logger, message, the bound ids, and the traceback
        as ``error``."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **get_log_context(),
        }
        if record.exc_info:
            # The redacted text of the filter, if there is one.
            line["error"] = record.exc_text or self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class TextFormatter(logging.Formatter):
    """``2026-11-24 08:00:00,000 INFO bot.jobs: [broadcast 12] message``."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(context)s%(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        """Return the line with the bound ids before the message: ``[broadcast 12] ``."""
        record.context = "".join(
            f"[{name} {number}] " for name, number in get_log_context().items()
        )
        return super().formatMessage(record)


class RedactTokenFilter(logging.Filter):
    """Replaces the bot's token in messages and tracebacks."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace the token in a record. Returns True: every record is kept."""
        if self._token and self._token in (message := record.getMessage()):
            record.msg, record.args = message.replace(self._token, "<token>"), None
        if self._token and record.exc_info and record.exc_info[1] is not None:
            text = logging.Formatter().formatException(record.exc_info)
            if self._token in text:
                record.exc_text = text.replace(self._token, "<token>")
        return True


def setup_logging(settings: Settings) -> None:
    """Log to standard error in the format of the settings."""
    handler = logging.StreamHandler(sys.stderr)
    is_json = settings.log_format is LogFormat.JSON
    handler.setFormatter(JsonFormatter() if is_json else TextFormatter())
    handler.addFilter(RedactTokenFilter(settings.bot_token.get_secret_value()))
    logging.basicConfig(level=settings.log_level.value, handlers=[handler], force=True)
    for noisy in (
        "apscheduler",
        "aiosqlite",
        "aiogram.event",
        "aiogram.middlewares",
        "alembic",
        "pymorphy3",
    ):
        logging.getLogger(noisy).setLevel(logging.WARNING)


MIN_INTERVAL_SECONDS = 10.0
"""Between two lines about the same event."""

MAX_REMEMBERED_EVENTS = 200
"""Bounds the memory when a server gives a new reason each time."""


@dataclass(frozen=True, slots=True)
class LogTemplate:
    """The line for ``one`` event (``{number}``), and for ``many`` (also ``{count}``)."""

    level: int
    one: str
    many: str


DELIVERY_WAITS = LogTemplate(
    logging.INFO, "delivery {number} waits", "{count} deliveries wait, {number} among them"
)
DELIVERY_REJECTED = LogTemplate(
    logging.ERROR,
    "payload {number} was rejected",
    "{count} deliveries were rejected, one of payload {number}",
)
UPDATE_UNANSWERED = LogTemplate(
    logging.WARNING,
    "update {number} could not be answered",
    "{count} updates could not be answered, {number} among them",
)

REQUEST_FAILED = LogTemplate(
    logging.ERROR,
    "a request to the API failed, it can be sent again",
    "{count} requests to the API failed, they can be sent again",
)


@dataclass(slots=True)
class _Pending:
    number: int
    count: int = 0


class ThrottledLog:
    """Counts events by template and reason. ``monotonic``: the present time in seconds."""

    def __init__(
        self, log: logging.Logger, *, monotonic: Callable[[], float] = system_monotonic
    ) -> None:
        self._log = log
        self._monotonic = monotonic
        self._logged_at: OrderedDict[tuple[LogTemplate, str], float] = OrderedDict()
        self._pending: dict[tuple[LogTemplate, str], _Pending] = {}

    def add(self, template: LogTemplate, number: int, reason: str) -> None:
        """Count one event. ``number``: the id by which it can be looked up."""
        self._pending.setdefault((template, reason), _Pending(number)).count += 1

    def flush(self, *, force: bool = False) -> None:
        """Write what was not written within the interval; with ``force``, everything."""
        now = self._monotonic()
        for key in list(self._pending):
            if force or now - self._logged_at.get(key, float("-inf")) >= MIN_INTERVAL_SECONDS:
                self._write(key, now)

    def _write(self, key: tuple[LogTemplate, str], now: float) -> None:
        (template, reason), pending = key, self._pending.pop(key)
        text = template.one if pending.count == 1 else template.many
        event = text.format(number=pending.number, count=pending.count)
        self._log.log(template.level, "%s: %s", event, reason)
        self._logged_at[key] = now
        self._logged_at.move_to_end(key)
        if len(self._logged_at) > MAX_REMEMBERED_EVENTS:
            self._logged_at.popitem(last=False)
