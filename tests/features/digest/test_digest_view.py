"""Test that a digest of any stories is one message, and no story is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.features.digest.renderer import DigestMessages
from bot.ui import plain
from bot.ui.articles import OpenArticle
from news.clustering.digest import group_by_topic
from news.model import Digest, Preferences, Story, TopicScore
from news.text.reading_time import estimate_minutes
from news.topics.scoring import FIXED_TOPICS
from service.i18n.translations import Translator, sanitize_line
from service.rendering import DigestPage
from service.subscribers.digest_size import get_larger_count, get_smaller_count
from storage.messaging.digests import StoredDigest
from tests.support import factories
from tests.support.factories import NOON

RENDERER = DigestMessages(Translator("ru"))
LINE = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=400)


def story(number: int, title: str, said: str, source: str, topic: str) -> Story:
    article = factories.article(
        title or "?",
        id=number,
        body=said or "?",
        source=source,
        topics=(TopicScore(topic, 0.9),) if topic else (),
    )
    names = (source, "Reuters") if source else ()
    return Story(number, article, names, 2, (topic,) if topic else (), NOON)


STORY = st.tuples(LINE, LINE, LINE, st.sampled_from(["", "sport", "economy", "drones"]))
STORIES = st.lists(STORY, min_size=1, max_size=15).map(
    lambda made: [story(number, *one) for number, one in enumerate(made, 1)]
)


def stored_digest(stories: list[Story], **values: object) -> StoredDigest:
    preferences = Preferences(digest_size=15)
    digest = Digest(preferences, tuple(stories), NOON - timedelta(days=1), NOON, remaining_count=3)
    return replace(StoredDigest(9_000_000, digest), **values)  # type: ignore[arg-type]


def page(stored: StoredDigest) -> DigestPage:
    return DigestPage(stored, FIXED_TOPICS, "Europe/Kyiv")


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(stories=STORIES, is_later=st.booleans())
def test_digest_fits_one_message_and_defers_remaining_stories(
    stories: list[Story], is_later: bool
) -> None:
    whole = stored_digest(stories, previous_story_ids=frozenset({77}) if is_later else frozenset())
    fits = RENDERER.fit(page(whole))
    assert fits.digest.stories == whole.digest.stories[: len(fits.digest.stories)]
    dropped = len(stories) - len(fits.digest.stories)
    assert fits.digest.remaining_count == whole.digest.remaining_count + dropped
    for style in ("plain", "rich"):
        message = RENDERER.render(page(fits), style)  # type: ignore[arg-type]
        for shown in (message, message.plain or message):
            assert len(shown.text.encode("utf-16-le")) // 2 <= plain.MAX_CHARS
            assert all(len(row) <= 8 for row in shown.keyboard)
            data = [b["callback_data"] for row in shown.keyboard for b in row]
            assert all(len(one.encode()) <= 64 for one in data)
            opened = [OpenArticle.unpack(one).article for one in data if one.startswith("a:")]
            assert sorted(opened) == [story.id for story in fits.digest.stories]


def test_fifteen_ordinary_stories_fit() -> None:
    stories = [
        story(number, "Нацбанк оставил ставку на месте и объяснил почему", "Слово " * 60, "УНН", "")
        for number in range(1, 16)
    ]
    assert len(RENDERER.fit(page(stored_digest(stories))).digest.stories) == 15


def test_digest_drops_summaries_before_stories() -> None:
    def length(count: int) -> int:
        stories = [story(n, f"Заголовок {n}", "Слово " * 200, "УНН", "") for n in range(count)]
        text = RENDERER.render(page(stored_digest(stories)), "plain").text
        return text.count("Слово") // count

    assert length(3) > length(8) > length(15) > 0


def test_digest_sections_are_in_order_of_their_best_story() -> None:
    stories = [
        replace(story(1, "а", "", "", ""), topics=("sport", "economy")),
        replace(story(2, "б", "", "", ""), topics=("economy",)),
        replace(story(3, "в", "", "", ""), topics=()),
        replace(story(4, "г", "", "", ""), topics=("drones",)),
    ]

    def sections(*topics: str) -> list[tuple[str, list[int]]]:
        found = group_by_topic(stories, Preferences(frozenset(topics)), ["economy", "sport"])
        return [(section.topic, [one.id for one in section.stories]) for section in found]

    assert sections() == [("sport", [1]), ("economy", [2]), ("", [3, 4])]
    assert sections("economy") == [("economy", [1, 2]), ("", [3, 4])]


@pytest.mark.parametrize(
    ("given_", "shown"),
    [
        ("Мост открыт", "Мост открыт"),
        ("Bridge 🌉 2026", "Bridge 🌉 2026"),
        ("جسر جديد", "\u2068جسر جديد\u2069"),
        ("חדשות 12", "\u2068חדשות 12\u2069"),
        ("Мост \u202eтыркто", "Мост тыркто"),
        ("\u2069جسر\u2068", "\u2068جسر\u2069"),
        ("", ""),
    ],
)
def test_right_to_left_text_is_isolated(given_: str, shown: str) -> None:
    assert sanitize_line(given_) == shown


@pytest.mark.parametrize(("words", "takes"), [(0, 1), (1, 1), (180, 1), (181, 2), (1800, 10)])
def test_reading_minutes(words: int, takes: int) -> None:
    assert estimate_minutes(["слово"] * words) == takes
    assert estimate_minutes(["слово " * words]) == takes


def test_digest_size_steps() -> None:
    assert [get_larger_count(count, 7) for count in (1, 4, 6, 7, 11, 40)] == [4, 7, 7, 11, 11, 11]
    assert [get_smaller_count(count, 7) for count in (1, 4, 5, 7, 11, 40)] == [4, 4, 4, 4, 7, 11]
