from __future__ import annotations

import io
import json
import logging

import pytest

from bot.logs import JsonFormatter, WithoutToken

TOKEN = "123456:very-secret"


@pytest.mark.parametrize("formatter", [JsonFormatter(), logging.Formatter("%(message)s")])
def test_the_token_is_in_no_line(formatter: logging.Formatter) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    handler.addFilter(WithoutToken(TOKEN))
    logger = logging.Logger("test")
    logger.addHandler(handler)
    logger.warning("GET /bot%s/getMe", TOKEN)
    try:
        raise RuntimeError(f"https://api.telegram.org/bot{TOKEN}/getMe")
    except RuntimeError:
        logger.exception("it failed")
    assert TOKEN not in stream.getvalue()
    assert stream.getvalue().count("<token>") == 2


def test_json_lines_hold_what_machines_ask_for() -> None:
    record = logging.LogRecord("bot.app", logging.INFO, "", 0, "started %d", (7,), None)
    line = json.loads(JsonFormatter().format(record))
    assert line["message"] == "started 7"
    assert (line["level"], line["logger"]) == ("INFO", "bot.app")
    assert line["time"].endswith("+00:00")
