from __future__ import annotations

import asyncio
import io
import json
import logging

import pytest

from service.ops.logs import (
    JsonFormatter,
    RedactTokenFilter,
    TextFormatter,
    bind_log_context,
    get_log_context,
)

TOKEN = "123456:very-secret"


@pytest.mark.parametrize("formatter", [JsonFormatter(), logging.Formatter("%(message)s")])
def test_logs_contain_no_token(formatter: logging.Formatter) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    handler.addFilter(RedactTokenFilter(TOKEN))
    logger = logging.Logger("test")
    logger.addHandler(handler)
    logger.warning("GET /bot%s/getMe", TOKEN)
    try:
        raise RuntimeError(f"https://api.telegram.org/bot{TOKEN}/getMe")
    except RuntimeError:
        logger.exception("it failed")
    assert TOKEN not in stream.getvalue()
    assert stream.getvalue().count("<token>") == 2


def test_json_log_lines_have_all_fields() -> None:
    record = logging.LogRecord("bot.app", logging.INFO, "", 0, "started %d", (7,), None)
    line = json.loads(JsonFormatter().format(record))
    assert line["message"] == "started 7"
    assert (line["level"], line["logger"]) == ("INFO", "bot.app")
    assert line["time"].endswith("+00:00")


def test_log_lines_carry_context() -> None:
    record = logging.LogRecord("bot.jobs", logging.INFO, "", 0, "filed", (), None)
    with bind_log_context(article=7), bind_log_context(broadcast=12, chat=None):
        as_text = TextFormatter().format(record)
        as_json = json.loads(JsonFormatter().format(record))
    assert as_text.endswith("INFO bot.jobs: [article 7] [broadcast 12] filed")
    assert (as_json["article"], as_json["broadcast"]) == (7, 12)
    assert "article" not in TextFormatter().format(record)


async def test_log_context_is_inherited_by_tasks() -> None:
    with bind_log_context(broadcast=12):
        started = asyncio.create_task(_seen())
    assert await started == {"broadcast": 12}
    assert await _seen() == {}


async def _seen() -> dict[str, int]:
    await asyncio.sleep(0)
    return dict(get_log_context())
