"""Test building, reading and refusing payloads of links to the bot."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.chats.deep_links import (
    MAX_PAYLOAD_CHARS,
    ArticleLink,
    LinkTarget,
    SearchLink,
    TopicLink,
    build_payload,
    parse_payload,
)
from news.model import TOPIC_IDS

ALLOWED = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


@given(
    st.one_of(
        st.sampled_from([TopicLink(topic) for topic in TOPIC_IDS]),
        st.integers(1, 10**12).map(ArticleLink),
    )
)
def test_deep_link_round_trip(target: LinkTarget) -> None:
    assert ALLOWED.fullmatch(build_payload(target))
    assert parse_payload(build_payload(target)) == target


@given(st.text(min_size=1, max_size=300).filter(lambda text: text.strip() != ""))
def test_search_link_keeps_first_words(text: str) -> None:
    words = " ".join(text.split())
    made = build_payload(SearchLink(text))
    assert ALLOWED.fullmatch(made)
    target = parse_payload(made)
    assert isinstance(target, SearchLink)
    assert words.startswith(target.text)
    if len(words.encode()) <= 42:
        assert target.text == words


def test_a_long_search_ends_with_a_whole_word() -> None:
    target = parse_payload(build_payload(SearchLink("выборы президента Азербайджана 2026")))
    assert target == SearchLink("выборы президента")


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=MAX_PAYLOAD_CHARS + 5))
def test_any_payload_is_read_or_refused(given_payload: str) -> None:
    for prefix in ("", "topic_", "article_", "search_"):
        parse_payload(prefix + given_payload)


@pytest.mark.parametrize("word", ["election", "Trump", "climate_change"])
def test_a_search_may_be_written_by_hand(word: str) -> None:
    assert parse_payload(f"search_{word}") == SearchLink(word.replace("_", " "))


@pytest.mark.parametrize(
    "bad",
    ["", "topic_", "topic_a:b", "article_", "article_0", "article_x", "article_٣", "search_",
     "search_*", "search__w", "what", "search_" + "A" * 58],
)  # fmt: skip
def test_parse_empty_deep_link(bad: str) -> None:
    assert parse_payload(bad) is None
