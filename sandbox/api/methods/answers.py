"""answerCallbackQuery, answerInlineQuery and answerGuestQuery."""

from __future__ import annotations

import re
from typing import Any

from aiogram.methods import AnswerCallbackQuery, AnswerGuestQuery, AnswerInlineQuery
from aiogram.types import MessageEntity
from pydantic import ValidationError

from sandbox.api.calls import Call, parse_json
from sandbox.api.markup import read_markup
from sandbox.api.methods.messages import MAX_TEXT, resolve_mentions
from sandbox.api.methods.rich_messages import read_rich
from sandbox.entities import format_text
from sandbox.errors import QUERY_TOO_OLD, bad_request
from sandbox.state.models import JSON
from sandbox.state.telegram import Telegram

_START_PARAMETER = re.compile(r"[A-Za-z0-9_-]*")
_MAX_RESULTS = 50


def answer_callback_query(telegram: Telegram, call: Call[AnswerCallbackQuery]) -> bool:
    """Answer the press of a button: a toast or an alert of at most 200 characters, or a link."""
    text = call.args.text or ""
    query = telegram.callbacks.take(call.args.callback_query_id)
    if query is None:
        raise bad_request(QUERY_TOO_OLD)
    if len(text) > 200:
        telegram.callbacks.add(query)
        raise bad_request("MESSAGE_TOO_LONG")
    query.answer = {
        "text": text,
        "show_alert": bool(call.args.show_alert),
        "url": call.args.url or None,
    }
    query.answered.set()
    telegram.events.publish(
        "callback_answer", query_id=query.id, user_id=query.user.id, answer=query.answer
    )
    return True


def answer_inline_query(telegram: Telegram, call: Call[AnswerInlineQuery]) -> bool:
    """Give the results, at most 50, to the person who typed ``@bot text``."""
    results = _read_results(telegram, call.raw.get("results"))
    button = _read_button(call.raw.get("button"))
    if len((call.args.next_offset or "").encode()) > 64:
        raise bad_request("too long next_offset specified")
    query = telegram.inline_queries.take(call.args.inline_query_id)
    if query is None:
        raise bad_request(QUERY_TOO_OLD)
    query.answer = {
        "results": results,
        "next_offset": call.args.next_offset or "",
        "cache_time": 300 if call.args.cache_time is None else call.args.cache_time,
        "is_personal": bool(call.args.is_personal),
        "button": button,
    }
    query.answered.set()
    telegram.events.publish(
        "inline_answer", query_id=query.id, user_id=query.user.id, answer=query.answer
    )
    return True


def answer_guest_query(telegram: Telegram, call: Call[AnswerGuestQuery]) -> JSON:
    """Post the result into the chat where the bot was mentioned, as a guest."""
    result = _read_result(telegram, parse_json(call.raw.get("result"), "inline query result"))
    query = telegram.guest_queries.take(call.args.guest_query_id)
    if query is None:
        raise bad_request(QUERY_TOO_OLD)
    data = {**result["message"], "guest_bot_caller_user": query.user.as_json()}
    query.answer = telegram.post_message(query.message.chat, telegram.bot, data)
    query.answered.set()
    inline_id = f"guest{query.id}"
    telegram.inline_messages[inline_id] = query.answer
    return {"inline_message_id": inline_id}


def _read_results(telegram: Telegram, raw: Any) -> list[JSON]:
    """Read the results. Each gets a `message`: the Message fields that choosing it sends."""
    items = parse_json(raw, "JSON encoded inline query results")
    if not isinstance(items, list):
        raise bad_request("expected an Array of inline query results")
    if len(items) > _MAX_RESULTS:
        raise bad_request("too many inline query results specified")
    results = [_read_result(telegram, item) for item in items]
    if len({result["id"] for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    return results


def _read_result(telegram: Telegram, item: Any) -> JSON:
    if not isinstance(item, dict):
        raise bad_request("can't parse inline query result: expected an Object")
    identifier = str(item.get("id") or "")
    if not 1 <= len(identifier.encode()) <= 64:
        raise bad_request("RESULT_ID_INVALID")
    content = item.get("input_message_content")
    if item.get("type") == "article":
        if not item.get("title"):
            raise bad_request("can't parse inline query result: Can't find field \"title\"")
        if content is None:
            raise bad_request("can't parse inline query result: Message content is not specified")
    markup = read_markup(item.get("reply_markup"), inline_only=True)
    markup.check(knows_styles=telegram.knows_styles)
    markup.check_last()
    message = (
        _read_content(telegram, content) if content is not None else _read_caption(telegram, item)
    )
    if markup.inline is not None:
        message["reply_markup"] = markup.inline
    return {**item, "id": identifier, "message": message}


def _read_content(telegram: Telegram, content: JSON) -> JSON:
    if "rich_message" in content:
        rich = read_rich(telegram, content["rich_message"], {})
        if rich.fault is not None:
            raise rich.fault
        return {"rich_message": rich.message}
    source = content.get("message_text")
    if source is None:
        raise bad_request("can't parse inline query result: unsupported message content")
    try:
        given = [MessageEntity.model_validate(one) for one in content.get("entities") or []]
    except (TypeError, ValidationError) as error:
        raise bad_request("can't parse MessageEntity") from error
    text = resolve_mentions(telegram, format_text(source, content.get("parse_mode"), given))
    if not text.text:
        raise bad_request("message text is empty")
    if len(text) > MAX_TEXT:
        raise bad_request("message is too long")
    return text.as_fields()


def _read_caption(telegram: Telegram, item: JSON) -> JSON:
    caption = format_text(item.get("caption") or "", item.get("parse_mode"))
    return resolve_mentions(telegram, caption).as_fields("caption", "caption_entities")


def _read_button(raw: Any) -> JSON | None:
    """Read the `InlineQueryResultsButton`, which is shown above the results."""
    button = parse_json(raw or None, "inline query results button")
    if not button:
        return None
    if not button.get("text"):
        raise bad_request("can't parse inline query results button: Can't find field \"text\"")
    start = button.get("start_parameter")
    if start is not None:
        if not start:
            raise bad_request("can't use empty start_parameter")
        if len(start) > 64:
            raise bad_request("too long start_parameter specified")
        if not _START_PARAMETER.fullmatch(start):
            raise bad_request("unallowed characters in start_parameter are used")
    return dict(button)


HANDLERS = {
    AnswerCallbackQuery: answer_callback_query,
    AnswerInlineQuery: answer_inline_query,
    AnswerGuestQuery: answer_guest_query,
}
