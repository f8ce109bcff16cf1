"""Set up logging, as text or as JSON."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

from service.config import LogFormat, Settings
from service.ops.log_context import get_log_context


class JsonFormatter(logging.Formatter):
    """One JSON object a line: ``time`` (UTC), ``level``, ``logger``, ``message``, ``error``, and
    the bound ids: ``article``, ``broadcast``."""

    def format(self, record: logging.LogRecord) -> str:
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
