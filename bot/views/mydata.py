"""What is kept about somebody: as a file, and what became of it when it is erased."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from bot.callbacks import Ask, Erase, ScreenName
from bot.translations import Translator
from bot.views.document import Button, Document, Heading, Rows, page
from bot.views.ways import back, screen

_COUNTED = {
    "terms": "erased-terms",
    "searches": "erased-searches",
    "messages": "erased-messages",
}


def as_file(
    sections: Mapping[str, Sequence[Mapping[str, Any]]], chat_id: int, now: datetime
) -> bytes:
    """All sections as JSON: times are ISO 8601 in UTC, hours and weekdays on the reader's own
    clock, spans of time in seconds."""
    told: dict[str, Any] = {"chat_id": chat_id, "exported_at": now}
    for name, rows in sections.items():
        told[name] = [_readable(row) for row in rows]
    told["settings"] = next(iter(told["settings"]), None)
    return json.dumps(told, ensure_ascii=False, indent=2, default=_as_text).encode()


def _readable(row: Mapping[str, Any]) -> dict[str, Any]:
    """A rich message has its text in blocks."""
    shown = dict(row)
    if "blocks" in shown:
        blocks = json.loads(shown.pop("blocks") or "[]")
        shown["text"] = shown["text"] or "\n".join(_texts(blocks))
    return shown


def _texts(blocks: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The words of each block, whatever it holds."""
    for block in blocks:
        if "text" in block:
            yield _inline(block["text"])
        for inner in ("blocks", "items"):
            yield from _texts(block.get(inner, ()))


def _inline(node: Any) -> str:
    if isinstance(node, Mapping):
        return _inline(node.get("text", ""))
    return node if isinstance(node, str) else "".join(map(_inline, node))


def _as_text(value: object) -> object:
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


def file_buttons(t: Translator) -> Rows:
    """Under the file, which must stay as it is: the question comes in a message of its own."""
    return ((Button(f"🗑 {t('button-erase-all')}", Ask(what="erase").pack()),),)


def screen_of_it(t: Translator) -> Document:
    buttons = (
        (Button(f"📄 {t('button-mydata-file')}", Ask(what="mydata").pack()),),
        (screen(f"🗑 {t('button-erase-all')}", ScreenName.ERASE),),
        (back(t),),
    )
    return page(Heading(t("mydata-title")), t("mydata-about"), buttons=buttons)


def are_you_sure(t: Translator) -> Document:
    buttons = (
        Button(f"🗑 {t('button-erase')}", Erase(sure=True).pack()),
        Button(f"✖️ {t('button-cancel')}", Erase(sure=False).pack()),
    )
    return page(t("stop-ask"), buttons=(buttons,))


def kept(t: Translator) -> Document:
    return page(t("stop-kept"))


def erased(t: Translator, counts: Mapping[str, int], topics: int) -> Document:
    """«Удалено: настройки, 3 темы, 12 поисков, 40 записей о доставке.»"""
    if not counts:
        return page(t("stop-nothing"))
    told = [t("erased-settings")] if "settings" in counts else []
    told += [t("erased-topics", count=topics)] if topics else []
    told += [t(key, count=counts[name]) for name, key in _COUNTED.items() if name in counts]
    return page(t("stop-done", what=", ".join(told)))
