from __future__ import annotations

from datetime import timedelta

from bot.features.editorial import views
from bot.features.editorial.callbacks import LogPage
from bot.ui.document import Document
from news.model import Topic
from service.i18n.translations import Translator
from service.ops.stats import AuditPage
from storage.stats.audit_log import AuditAction, AuditEntry
from tests.golden.registry import screen
from tests.golden.samples import NOW, ZONE

_SAID = {
    AuditAction.DRAFTED: "🔴 Мост открыт",
    AuditAction.SCHEDULED: (NOW + timedelta(hours=3)).isoformat(),
    AuditAction.SOURCE_ADDED: "https://example.org/rss.xml",
}


@screen("editor-log")
def log(t: Translator) -> Document:
    """One of every action, by an editor, at the terminal, and by the service itself."""
    editors = [(9000, "Анна"), (None, "root"), (None, "")]
    entries = [
        AuditEntry(
            number,
            NOW - timedelta(minutes=7 * number),
            act,
            *editors[number % 3],
            None
            if act
            in (AuditAction.SOURCE_ADDED, AuditAction.SOURCE_REMOVED, AuditAction.ARTICLE_ADDED)
            else 12,
            _SAID.get(act, ""),
        )
        for number, act in enumerate(AuditAction)
    ]
    return views.build_log(t, AuditPage(entries, 60), LogPage(offset=15, broadcast=0), ZONE, NOW)


@screen("editor-log-empty")
def empty_log(t: Translator) -> Document:
    return views.build_log(t, AuditPage([], 0), LogPage(offset=0, broadcast=0), ZONE, NOW)


@screen("editor-topics")
def own_topics(t: Translator) -> Document:
    names = {"ru": "Дроны", "uk": "Дрони", "en": "Drones"}
    return views.build_custom_topic_list(
        t, [Topic("drones", "🛸", names=names, words=("дрон", "copter*"))]
    )  # type: ignore[arg-type]
