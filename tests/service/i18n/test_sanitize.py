"""Check that outside text does not break our lines: its length, line breaks and direction."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.features.articles import views as articles_views
from bot.features.digest import views as digest_views
from bot.features.editorial import edit_views
from bot.features.editorial import views as editorial_views
from bot.features.editorial.callbacks import LogPage
from bot.features.search import views as search_views
from bot.features.search.callbacks import SearchPage
from bot.features.search.views import SearchState
from bot.ui import plain, rich
from bot.ui.document import Document, Heading
from news.model import INTERFACE_LANGUAGES, Digest, InterfaceLanguage, Preferences, Story
from news.topics.scoring import FIXED_TOPICS
from service.articles.service import ArticleRemoval, EditableArticle
from service.i18n.translations import Translator, sanitize_line
from service.ops.stats import AuditPage
from storage.archive.overrides import OverridableField
from storage.messaging.digests import StoredDigest
from storage.search.ranking import SearchHit, SearchResults
from storage.stats.audit_log import AuditAction, AuditEntry
from tests.support import factories
from tests.support.code.locales import texts

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
OPENING, CLOSING = "\u2066\u2067\u2068\u202a\u202b\u202d\u202e", "\u2069\u202c"

outside = st.text(
    st.sampled_from(
        "aя1 .\n\r\t\u2028«»_*<&אבג\u0627\u0644\u202e\u202d\u2066\u2068\u2069\u202c\u200f😀🇺🇦"
    ),
    min_size=1,
    max_size=1200,
).filter(lambda text: bool(sanitize_line(text)))
"""Both directions, controls that are never closed, line breaks, marks of other formats, and letters
of two UTF-16 units."""


def whole(text: str) -> bool:
    """Return whether all directions opened in a line are closed in it, and no others."""
    for line in text.split("\n"):
        depth = 0
        for character in line:
            depth += (character in OPENING) - (character in CLOSING)
            if depth < 0:
                return False
        if depth:
            return False
    return True


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
@settings(max_examples=25)
@given(said=outside)
def test_messages_accept_any_arguments(language: InterfaceLanguage, said: str) -> None:
    t = Translator(language)
    for key, shape in texts(language).items():
        names = shape.variables
        calm = t(key, **dict.fromkeys(names, "x"))
        text = t(key, **dict.fromkeys(names, said))
        assert text.count("\n") == calm.count("\n"), key
        assert whole(text), key
        for message in plain.render_all(Document((Heading(text),))):
            assert len(message.text.encode("utf-16-le")) // 2 <= plain.MAX_CHARS, key


def test_every_right_to_left_letter_is_isolated() -> None:
    for number in range(sys.maxunicode + 1):
        letter = chr(number)
        if unicodedata.bidirectional(letter) in ("R", "AL"):
            assert sanitize_line(f"a{letter}") == f"\u2068a{letter}\u2069"


@settings(max_examples=200)
@given(outside)
def test_sanitize_line_is_one_line_and_idempotent(said: str) -> None:
    line = sanitize_line(said)
    assert len(line.splitlines()) == 1
    assert whole(line)
    assert sanitize_line(line) == line


@pytest.mark.parametrize("text", ["Мост открыт", "“Quoted” 100 % — yes", "😀 🇺🇦", "日本語"])
def test_left_to_right_text_is_unchanged(text: str) -> None:
    assert sanitize_line(text) == text


def test_right_to_left_text_is_wrapped_in_isolates() -> None:
    assert sanitize_line("ידיעות \u202eאחרונות") == "\u2068ידיעות אחרונות\u2069"
    assert Translator("ru")("search-nothing", query="שלום").startswith(
        "По запросу «\u2068שלום\u2069»"
    )


def screens(t: Translator, said: str) -> Iterator[Document]:
    """The screens that contain outside text in a line of their own."""
    article = factories.article(
        said, id=1, source=said, photo_credit=said, attribution=said, body="Текст.", published=NOW
    )
    story = Story(1, article, (said, said + "2", "3"), 3, (), NOW)
    digest = StoredDigest(1, Digest(Preferences(), (story,), NOW, NOW))
    yield digest_views.build_digest(t, digest, FIXED_TOPICS, "Asia/Almaty")
    yield search_views.build_results(
        t, SearchResults((SearchHit(story, article),), 1), [()], SearchState(said, SearchPage(search=1)),
        timezone="Asia/Almaty", now=NOW,
    )  # fmt: skip
    yield articles_views.build_summary(t, article, "Asia/Almaty", NOW)
    yield articles_views.build_full_text(t, article, "Asia/Almaty", NOW)
    yield edit_views.build_card(
        t, EditableArticle(article, frozenset(OverridableField), []), "Asia/Almaty", NOW
    )
    yield edit_views.build_removal_question(t, ArticleRemoval(article, [1]))
    entry = AuditEntry(1, NOW, AuditAction.ARTICLE_EDITED, 1, said, None, said)
    yield editorial_views.build_log(
        t, AuditPage([entry], 1), LogPage(offset=0, broadcast=0), "Asia/Almaty", NOW
    )


@settings(max_examples=60)
@given(said=outside)
def test_screens_accept_any_names_and_titles(said: str) -> None:
    t = Translator("ru")
    calm = [plain.render_all(document)[0].text.count("\n") for document in screens(t, "x")]
    for lines, document in zip(calm, screens(t, said), strict=True):
        (first, *_) = plain.render_all(document)
        assert whole(first.text)
        assert len(first.text.encode("utf-16-le")) // 2 <= plain.MAX_CHARS
        for entity in first.entities:
            assert 0 <= entity["offset"] < entity["offset"] + entity["length"]
            assert entity["offset"] + entity["length"] <= len(first.text.encode("utf-16-le")) // 2
        assert first.text.count("\n") == lines
        assert rich.render(document).blocks


def test_times_use_reader_time_zone() -> None:
    """6:00 in London is 11:00 in Almaty, wherever a time is shown."""
    t = Translator("ru")
    shown = [
        "\n".join(message.text for message in plain.render_all(document))
        for document in screens(t, "x")
    ]
    timed = [text for text in shown if "06:00" in text or "11:00" in text]
    assert len(timed) >= 5
    assert not [text for text in timed if "06:00" in text]
