"""What editors see besides broadcasts: topics, numbers, the audit log."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.callbacks import LogPage
from bot.outside import one_line
from bot.translations import Translator
from bot.views.document import Button, Document, Heading, Item, Rows, page, quoted, shortened
from news.model import Topic
from news.topic_line import line_of
from storage.audit import Act, Entry

LOG_PAGE = 15
"""Entries of the audit log a page."""

MOST_NAME = 40
"""Characters of an editor's name in it."""


def log(
    t: Translator,
    entries: Sequence[Entry],
    total: int,
    *,
    offset: int,
    broadcast_id: int | None,
    timezone: str,
    now: datetime,
) -> Document:
    """A page of the audit log, newest first."""
    if not entries:
        return page(Heading(t("log-title")), t("log-empty"))
    lines = [Item(_log_line(t, entry, timezone, now)) for entry in entries]
    buttons = _log_buttons(t, total, offset, broadcast_id or 0)
    return page(Heading(t("log-title")), *lines, buttons=buttons)


def _log_line(t: Translator, entry: Entry, timezone: str, now: datetime) -> str:
    who = one_line(shortened(entry.editor, MOST_NAME)) or t("log-service")
    if entry.editor_id is None and entry.editor:
        who = t("log-terminal", name=entry.editor)
    what = t(f"act-{entry.act.replace(' ', '-')}")
    if entry.broadcast_id is not None:
        what += f" № {entry.broadcast_id}"
    text = entry.text
    if entry.act is Act.SCHEDULED:
        text = t.moment(datetime.fromisoformat(text), timezone, now)
    said = f": {one_line(quoted(text))}" if text else ""
    return f"{t.moment(entry.at, timezone, now)} · {who} · {what}{said}"


def _log_buttons(t: Translator, total: int, offset: int, broadcast: int) -> Rows:
    turning = []
    if offset > 0:
        back = LogPage(offset=max(0, offset - LOG_PAGE), broadcast=broadcast)
        turning.append(Button(f"◀️ {t('button-back')}", back.pack()))
    if offset + LOG_PAGE < total:
        more = LogPage(offset=offset + LOG_PAGE, broadcast=broadcast)
        turning.append(Button(f"▶️ {t('button-more')}", more.pack()))
    return (tuple(turning),) if turning else ()


def own_topics(t: Translator, topics: Sequence[Topic]) -> Document:
    """The topics that hold words of the editors' own, and how to add one."""
    lines = [Item(line_of(topic)) for topic in topics]
    return page(Heading(t("own-topics-title")), *lines, t("own-topics-hint"))


def topic_names(t: Translator, ids: Collection[str], topics: Sequence[Topic]) -> str:
    return ", ".join(t.topic(topic) for topic in topics if topic.id in ids)
