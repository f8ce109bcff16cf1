"""Payloads of links to the bot: made, read, and refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.links import LONGEST, Target, ToArticle, ToSearch, ToTopic, payload, read
from news.model import TOPIC_IDS

ALLOWED = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


@given(
    st.one_of(
        st.sampled_from([ToTopic(topic) for topic in TOPIC_IDS]),
        st.integers(1, 10**12).map(ToArticle),
    )
)
def test_a_link_leads_where_it_was_made_for(target: Target) -> None:
    assert ALLOWED.fullmatch(payload(target))
    assert read(payload(target)) == target


@given(st.text(min_size=1, max_size=300).filter(lambda text: text.strip() != ""))
def test_a_search_keeps_its_first_words(text: str) -> None:
    words = " ".join(text.split())
    made = payload(ToSearch(text))
    assert ALLOWED.fullmatch(made)
    target = read(made)
    assert isinstance(target, ToSearch)
    assert words.startswith(target.text)
    if len(words.encode()) <= 42:
        assert target.text == words


def test_a_long_search_ends_with_a_whole_word() -> None:
    target = read(payload(ToSearch("выборы президента Азербайджана 2026")))
    assert target == ToSearch("выборы президента")


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=LONGEST + 5))
def test_any_payload_is_read_or_refused(given_payload: str) -> None:
    for prefix in ("", "topic_", "article_", "search_"):
        read(prefix + given_payload)


@pytest.mark.parametrize("word", ["election", "Trump", "climate_change"])
def test_a_search_may_be_written_by_hand(word: str) -> None:
    assert read(f"search_{word}") == ToSearch(word.replace("_", " "))


@pytest.mark.parametrize(
    "bad",
    ["", "topic_", "topic_a:b", "article_", "article_0", "article_x", "article_٣", "search_",
     "search_*", "search__w", "what", "search_" + "A" * 58],
)  # fmt: skip
def test_what_says_nothing(bad: str) -> None:
    assert read(bad) is None
