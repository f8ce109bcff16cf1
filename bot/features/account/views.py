"""The data kept about a subscriber as a file, and the report of its erasure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from bot.features.account.callbacks import EraseData
from bot.ui.callbacks import RunCommand, ScreenName
from bot.ui.document import Button, ButtonStyle, Document, Heading, Rows, build_document
from bot.ui.widgets import build_back_button, build_screen_button
from service.i18n.translations import Translator

_COUNT_KEYS = {
    "terms": "erased-terms",
    "followed_stories": "erased-stories",
    "sources": "erased-sources",
    "saved_articles": "erased-saved",
    "searches": "erased-searches",
    "messages": "erased-messages",
}


def build_export_file(
    sections: Mapping[str, Sequence[Mapping[str, Any]]], chat_id: int, now: datetime
) -> bytes:
    """Encode all sections as JSON.

    Times are ISO 8601 in UTC, hours and weekdays in the subscriber's time zone, durations in
    seconds.
    """
    data: dict[str, Any] = {"chat_id": chat_id, "exported_at": now}
    for name, rows in sections.items():
        data[name] = [_flatten_row(row) for row in rows]
    data["settings"] = next(iter(data["settings"]), None)
    return json.dumps(data, ensure_ascii=False, indent=2, default=_to_json_value).encode()


def _flatten_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Replace the blocks of a rich message by their text."""
    flat = dict(row)
    if "blocks" in flat:
        blocks = json.loads(flat.pop("blocks") or "[]")
        flat["text"] = flat["text"] or "\n".join(_list_texts(blocks))
    return flat


def _list_texts(blocks: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the text of each block and of the blocks within it."""
    for block in blocks:
        if "text" in block:
            yield _join_text(block["text"])
        for inner in ("blocks", "items"):
            yield from _list_texts(block.get(inner, ()))


def _join_text(node: Any) -> str:
    if isinstance(node, Mapping):
        return _join_text(node.get("text", ""))
    return node if isinstance(node, str) else "".join(map(_join_text, node))


def _to_json_value(value: object) -> object:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case time():
            return f"{value:%H:%M}"
        case timedelta():
            return value.total_seconds()
        case frozenset():
            return sorted(value)
    raise TypeError(f"cannot encode {value!r} as JSON")


def build_file_buttons(t: Translator) -> Rows:
    """Build the buttons under the file; they send a new message, as the file must stay."""
    return ((Button(f"🗑 {t('button-erase-all')}", RunCommand(command="erase").pack()),),)


def build_mydata_screen(t: Translator) -> Document:
    """Build the settings screen that offers the export and the erasure."""
    buttons = (
        (Button(f"📄 {t('button-mydata-file')}", RunCommand(command="mydata").pack()),),
        (build_screen_button(f"🗑 {t('button-erase-all')}", ScreenName.ERASE),),
        (build_back_button(t),),
    )
    return build_document(Heading(t("mydata-title")), t("mydata-about"), buttons=buttons)


def build_erase_question(t: Translator) -> Document:
    """Build the question before an erasure, with a button to confirm it."""
    buttons = (
        Button(
            f"🗑 {t('button-erase')}", EraseData(confirmed=True).pack(), style=ButtonStyle.DANGER
        ),
        Button(f"✖️ {t('button-cancel')}", EraseData(confirmed=False).pack()),
    )
    return build_document(t("stop-ask"), buttons=(buttons,))


def build_erase_cancelled(t: Translator) -> Document:
    """Build the answer to a cancelled erasure."""
    return build_document(t("stop-kept"))


def build_erase_report(t: Translator, counts: Mapping[str, int], topics: int) -> Document:
    """Build the report, as «Удалено: настройки, 3 темы, 12 поисков, 40 записей о доставке.»"""
    if not counts:
        return build_document(t("stop-nothing"))
    return build_document(t("stop-done", what=_format_counts(t, counts, topics)))


def format_caption(t: Translator, sections: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """Return the caption of the file: «Всё, что я о вас храню: настройки, 3 темы, 12 поисков.»"""
    counts = {name: len(rows) for name, rows in sections.items() if rows}
    if not counts:
        return t("stop-nothing")
    topics = sum(len(row["topics"]) for row in sections["settings"])
    return t("mydata-caption", what=_format_counts(t, counts, topics))


def _format_counts(t: Translator, counts: Mapping[str, int], topics: int) -> str:
    items = [t("erased-settings")] if "settings" in counts else []
    items += [t("erased-topics", count=topics)] if topics else []
    items += [t(key, count=counts[name]) for name, key in _COUNT_KEYS.items() if name in counts]
    return ", ".join(items)
