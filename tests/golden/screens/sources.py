from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.features.editorial.views import build_articles_report
from bot.features.sources import views
from bot.ui.document import Document, build_document
from news.errors import UnreadableFileError
from news.sources.addresses import FailureReason, build_source_error
from news.sources.formats.file import FileFault
from news.topics.scoring import FIXED_TOPICS
from service.articles.importer import ImportReport
from service.i18n.translations import Translator
from service.sources.registration import SourceCandidate, SourceReading
from service.sources.service import Registered, SourceDetails, SourcePage
from storage.archive.sources import PauseReason, Source, SourceActivity
from tests.golden.registry import screen
from tests.golden.samples import NOW, ZONE, bridge

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
_GONE = replace(_WELL, id=4, title="Gone", paused_reason=PauseReason.GONE)
_PAUSED = replace(_WELL, id=5, title="Paused", paused_reason=PauseReason.EDITOR)
_NEW = replace(_WELL, id=6, title="New", last_success_at=None, topics=frozenset())
_SOURCES = (_WELL, _FAILING, _SILENT, _GONE, _PAUSED, _NEW)
_PULSES = {
    1: SourceActivity(NOW - timedelta(hours=1), 210),
    2: SourceActivity(NOW - timedelta(days=3), 4),
    3: SourceActivity(NOW - timedelta(days=30), 0),
    4: SourceActivity(),
    5: SourceActivity(NOW - timedelta(days=2), 12),
    6: SourceActivity(),
}


@screen("sources-list")
def source_list(t: Translator) -> list[Document]:
    """The second page of three, and a list without sources."""
    page = SourcePage(_SOURCES, _PULSES, FIXED_TOPICS, number=1, total=20)
    full = views.build_source_list(t, page, ZONE, NOW)
    empty = SourcePage((), {}, FIXED_TOPICS, number=0, total=0)
    none = views.build_source_list(t, empty, ZONE, NOW)
    return [full, none]


@screen("sources-card")
def card(t: Translator) -> list[Document]:
    return [
        views.build_card(t, SourceDetails(source, _PULSES[source.id], FIXED_TOPICS), ZONE, NOW)
        for source in (_WELL, _FAILING, _PAUSED)
    ]


@screen("sources-topics")
def topic_choice(t: Translator) -> Document:
    return views.build_topic_picker(t, _WELL, FIXED_TOPICS)


@screen("sources-language")
def language_choice(t: Translator) -> Document:
    return views.build_language_picker(t, _WELL)


@screen("sources-removal")
def removal(t: Translator) -> Document:
    return views.build_removal_question(t, _WELL)


@screen("sources-trouble")
def trouble(t: Translator) -> Document:
    return views.build_failure_notice(t, [_FAILING, _GONE] * 8)


@screen("sources-feed-choice")
def feed_choice(t: Translator) -> Document:
    found = [
        SourceCandidate(f"https://example.org/{name}.xml", title=name)
        for name in ("all", "sport", "culture")
    ]
    return views.build_feed_picker(t, found)


@screen("sources-taken")
def taken(t: Translator) -> list[Document]:
    refused = ["line 3: no address", "line 9: ftp is not read"]
    article = bridge(t.language)
    one = ImportReport(1, 0, [], [7])
    many = ImportReport(
        1, 2, [UnreadableFileError("not JSON", reason=FileFault.NOT_JSON, row=3)], [7, 8, 9], 1
    )
    return [
        views.build_opml_report(t, 12, 3, refused),
        build_articles_report(t, one, [article], may_edit=True),
        build_articles_report(t, many, [article, replace(article, id=8)], may_edit=True),
        build_articles_report(t, many, [article, replace(article, id=8)], may_edit=False),
    ]


@screen("sources-added")
def added(t: Translator) -> list[Document]:
    """Read at once; registered before; to be read later."""
    details = SourceDetails(_WELL, _PULSES[1], FIXED_TOPICS)
    headlines = ("Мост открыли", "В Днепре — ярмарка", "Завод встал на ремонт")
    read = SourceCandidate(_WELL.url, title=_WELL.title, reading=SourceReading("ru", 21, headlines))
    foreign = replace(read, reading=SourceReading("und", 1, ("Most otwarto",)))
    late = SourceCandidate(_WELL.url, problem=build_source_error(_WELL.url, FailureReason.TIMEOUT))
    return [
        views.build_registered(t, Registered(read, True, details)),
        views.build_registered(t, Registered(foreign, False, details)),
        views.build_registered(t, Registered(late, True, details)),
    ]


@screen("sources-set")
def configured(t: Translator) -> list[Document]:
    keyed = replace(_WELL, own_title="Вестник", headers={"X-Api-Key": "secret"})
    plain = replace(_WELL, language="")
    return [
        views.build_card(t, SourceDetails(keyed, _PULSES[1], FIXED_TOPICS), ZONE, NOW),
        *(
            build_document(text)
            for text in (
                views.format_renamed(t, keyed),
                views.format_language_set(t, keyed),
                views.format_language_set(t, plain),
                views.format_headers_set(t, keyed),
                views.format_headers_set(t, plain),
            )
        ),
    ]
