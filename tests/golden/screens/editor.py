from __future__ import annotations

from datetime import timedelta

from bot.translations import Translator
from bot.views import editor as views
from bot.views.document import Document
from news.model import Topic
from storage.audit import Act, Entry
from tests.golden.registry import screen
from tests.golden.samples import NOW, ZONE

_SAID = {
    Act.DRAFTED: "🔴 Мост открыт",
    Act.SCHEDULED: (NOW + timedelta(hours=3)).isoformat(),
    Act.SOURCE_ADDED: "https://example.org/rss.xml",
}


@screen("editor-log")
def log(t: Translator) -> Document:
    """One of everything that can be done, by an editor, at the terminal, by the service itself."""
    editors = [(9000, "Анна"), (None, "root"), (None, "")]
    entries = [
        Entry(
            number,
            NOW - timedelta(minutes=7 * number),
            act,
            *editors[number % 3],
            None if act in (Act.SOURCE_ADDED, Act.SOURCE_REMOVED, Act.ARTICLE_ADDED) else 12,
            _SAID.get(act, ""),
        )
        for number, act in enumerate(Act)
    ]
    return views.log(t, entries, 60, offset=15, broadcast_id=None, timezone=ZONE, now=NOW)


@screen("editor-log-empty")
def empty_log(t: Translator) -> Document:
    return views.log(t, [], 0, offset=0, broadcast_id=None, timezone=ZONE, now=NOW)


@screen("editor-topics")
def own_topics(t: Translator) -> Document:
    names = {"ru": "Дроны", "uk": "Дрони", "en": "Drones"}
    return views.own_topics(t, [Topic("drones", "🛸", names=names, words=("дрон", "copter*"))])  # type: ignore[arg-type]
