"""What is kept about somebody: as a file, and what became of it when it is erased."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from bot.features.account.callbacks import EraseData
from bot.ui.callbacks import RunCommand, ScreenName
from bot.ui.document import Button, Document, Heading, Rows, build_document
from bot.ui.navigation import build_back_button, build_screen_button
from service.i18n.translations import Translator

_COUNT_KEYS = {
    "terms": "erased-terms",
    "searches": "erased-searches",
    "messages": "erased-messages",
}


def build_export_file(
    sections: Mapping[str, Sequence[Mapping[str, Any]]], chat_id: int, now: datetime
) -> bytes:
    """All sections as JSON: times are ISO 8601 in UTC, hours and weekdays on the reader's own
    clock, spans of time in seconds."""
    told: dict[str, Any] = {"chat_id": chat_id, "exported_at": now}
    for name, rows in sections.items():
        told[name] = [_flatten_row(row) for row in rows]
    told["settings"] = next(iter(told["settings"]), None)
    return json.dumps(told, ensure_ascii=False, indent=2, default=_to_json_value).encode()


def _flatten_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A rich message has its text in blocks."""
    shown = dict(row)
    if "blocks" in shown:
        blocks = json.loads(shown.pop("blocks") or "[]")
        shown["text"] = shown["text"] or "\n".join(_list_texts(blocks))
    return shown


def _list_texts(blocks: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The words of each block, whatever it holds."""
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
    raise TypeError(f"no way to write down {value!r}")


def build_file_buttons(t: Translator) -> Rows:
    """Under the file, which must stay as it is: the question comes in a message of its own."""
    return ((Button(f"🗑 {t('button-erase-all')}", RunCommand(command="erase").pack()),),)


def build_mydata_screen(t: Translator) -> Document:
    buttons = (
        (Button(f"📄 {t('button-mydata-file')}", RunCommand(command="mydata").pack()),),
        (build_screen_button(f"🗑 {t('button-erase-all')}", ScreenName.ERASE),),
        (build_back_button(t),),
    )
    return build_document(Heading(t("mydata-title")), t("mydata-about"), buttons=buttons)


def build_erase_question(t: Translator) -> Document:
    buttons = (
        Button(f"🗑 {t('button-erase')}", EraseData(confirmed=True).pack()),
        Button(f"✖️ {t('button-cancel')}", EraseData(confirmed=False).pack()),
    )
    return build_document(t("stop-ask"), buttons=(buttons,))


def build_erase_cancelled(t: Translator) -> Document:
    return build_document(t("stop-kept"))


def build_erase_report(t: Translator, counts: Mapping[str, int], topics: int) -> Document:
    """«Удалено: настройки, 3 темы, 12 поисков, 40 записей о доставке.»"""
    if not counts:
        return build_document(t("stop-nothing"))
    told = [t("erased-settings")] if "settings" in counts else []
    told += [t("erased-topics", count=topics)] if topics else []
    told += [t(key, count=counts[name]) for name, key in _COUNT_KEYS.items() if name in counts]
    return build_document(t("stop-done", what=", ".join(told)))
