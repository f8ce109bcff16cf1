from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.adding import Found
from bot.translations import Translator
from bot.views import sources as views
from bot.views.document import Document
from news.sources.addresses import FailureReason
from news.topics import ALL
from storage.pulse import Pulse
from storage.sources import Pause, Source
from tests.golden.registry import screen
from tests.golden.samples import NOW, ZONE

_WELL = Source(
    id=1,
    kind="feed",
    url="https://example.org/rss.xml",
    title="Днепровский вестник",
    etag="",
    last_modified="",
    added_at=NOW - timedelta(days=40),
    next_fetch_at=NOW + timedelta(minutes=10),
    last_success_at=NOW,
    failures=0,
    failure_reason="",
    paused_reason=None,
    topics=frozenset({"society"}),
    language="ru",
)
_FAILING = replace(
    _WELL,
    id=2,
    title="",
    failures=5,
    failure_reason=FailureReason.NOT_A_FEED,
    failing_since=NOW - timedelta(days=2),
    topics=frozenset(),
    language="",
)
_SILENT = replace(_WELL, id=3, title="The Quiet Times")
_GONE = replace(_WELL, id=4, title="Gone", paused_reason=Pause.GONE)
_PAUSED = replace(_WELL, id=5, title="Paused", paused_reason=Pause.EDITOR)
_NEW = replace(_WELL, id=6, title="New", last_success_at=None, topics=frozenset())
_SOURCES = (_WELL, _FAILING, _SILENT, _GONE, _PAUSED, _NEW)
_PULSES = {
    1: Pulse(NOW - timedelta(hours=1), 210),
    2: Pulse(NOW - timedelta(days=3), 4),
    3: Pulse(NOW - timedelta(days=30), 0),
    4: Pulse(),
    5: Pulse(NOW - timedelta(days=2), 12),
    6: Pulse(),
}


@screen("sources-list")
def source_list(t: Translator) -> list[Document]:
    """The second page of three, and a house without sources."""
    full = views.source_list(t, _SOURCES, _PULSES, ALL, number=1, total=20, timezone=ZONE, now=NOW)
    none = views.source_list(t, (), {}, ALL, number=0, total=0, timezone=ZONE, now=NOW)
    return [full, none]


@screen("sources-card")
def card(t: Translator) -> list[Document]:
    return [
        views.card(t, source, _PULSES[source.id], ALL, ZONE, NOW)
        for source in (_WELL, _FAILING, _PAUSED)
    ]


@screen("sources-topics")
def topic_choice(t: Translator) -> Document:
    return views.topic_choice(t, _WELL, ALL)


@screen("sources-language")
def language_choice(t: Translator) -> Document:
    return views.language_choice(t, _WELL)


@screen("sources-removal")
def removal(t: Translator) -> Document:
    return views.removal(t, _WELL)


@screen("sources-trouble")
def trouble(t: Translator) -> Document:
    return views.trouble(t, [_FAILING, _GONE] * 8)


@screen("sources-feed-choice")
def feed_choice(t: Translator) -> Document:
    found = [
        Found(f"https://example.org/{name}.xml", title=name) for name in ("all", "sport", "culture")
    ]
    return views.feed_choice(t, found)


@screen("sources-taken")
def taken(t: Translator) -> list[Document]:
    refused = ["line 3: no address", "line 9: ftp is not read"]
    return [views.list_taken(t, 12, 3, refused), views.articles_taken(t, 5, 1, [])]
