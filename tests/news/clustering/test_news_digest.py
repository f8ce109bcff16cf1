from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.clustering.digest import (
    ReportSource,
    choose_report,
    choose_stories,
    compute_weight,
    group_by_topic,
    rank_stories,
)
from news.model import TOPIC_IDS, Article, Digest, Language, Preferences, Story

UNTIL = datetime(2026, 2, 11, 8, 0, tzinfo=UTC)
SINCE = UNTIL - timedelta(days=1)


def story(
    number: int,
    topics: tuple[str, ...] = ("politics",),
    sources: int = 10,
    language: Language = "ru",
    age: timedelta = timedelta(hours=2),
) -> Story:
    opened = UNTIL - age
    headline = Article(f"Заголовок {number}", (), language, opened, str(number))
    names = tuple(f"Источник {one}" for one in range(sources))
    return Story(number, headline, names, sources, topics, opened)


def compose(stories: list[Story], preferences: Preferences, **values: Any) -> Digest:
    ranking = rank_stories(stories, preferences, SINCE, UNTIL, **values)
    return choose_stories(ranking, preferences.muted_sources)


def ids(stories: list[Story], preferences: Preferences) -> list[int]:
    return [chosen.id for chosen in compose(stories, preferences).stories]


def test_compose_sorts_by_weight_and_limits_size() -> None:
    stories = [story(n, topics=(f"t{n}",), sources=n) for n in range(1, 11)]
    digest = compose(stories, Preferences(digest_size=4))
    assert [chosen.id for chosen in digest.stories] == [10, 9, 8, 7]
    assert digest.remaining_count == 6


def test_topics_and_languages_filter() -> None:
    stories = [story(1), story(2, ("sport",)), story(3, ("sport",), language="uk"), story(4, ())]
    assert ids(stories, Preferences(topics=frozenset({"sport"}))) == [2, 3]
    assert ids(stories, Preferences(languages=frozenset({"uk"}))) == [3]
    assert ids(stories, Preferences()) == [1, 2, 3, 4]


def test_compose_puts_followed_first_and_mute_wins() -> None:
    stories = [story(1, sources=9), story(2, ("sport",), 1), story(3, ("sport",), 5)]
    preferences = Preferences(
        topics=frozenset({"politics"}),
        followed_terms=frozenset({"Вэнс"}),
        muted_terms=frozenset({"хоккей"}),
    )
    mentions = {"Вэнс": {2, 3}, "хоккей": {3}}
    digest = compose(stories, preferences, mentions=mentions)
    assert [chosen.id for chosen in digest.stories] == [2, 1]


def test_compose_defers_a_fourth_story_of_one_topic() -> None:
    stories = [story(n, ("politics",), sources=20 - n) for n in range(1, 7)]
    stories += [story(7, ("sport",), sources=2), story(8, ("health",), sources=1)]
    assert ids(stories, Preferences(digest_size=5)) == [1, 2, 3, 7, 8]
    assert ids(stories, Preferences(digest_size=7)) == [1, 2, 3, 4, 5, 7, 8]


def test_compose_excludes_delivered_and_stale_stories() -> None:
    delivered = story(1, age=timedelta(days=2))
    later = story(2, age=-timedelta(minutes=1))
    fresh = story(3)
    stale = Story(
        4,
        Article("Старое", (), "ru", SINCE - timedelta(days=4), "x"),
        ("УНН",),
        1,
        ("politics",),
        fresh.opened_at,
    )
    assert ids([delivered, later, fresh, stale], Preferences()) == [3]


@pytest.mark.parametrize("items", [0, 1, 7])
@given(numbers=st.lists(st.integers(1, 20), max_size=40), data=st.data())
def test_compose_counts_every_fitting_story_once(
    items: int, numbers: list[int], data: st.DataObject
) -> None:
    topic = st.sampled_from(["politics", "sport", "health"])
    stories = [story(n, (data.draw(topic),), sources=1 + n % 5) for n in numbers]
    digest = compose(stories, Preferences(digest_size=items))
    chosen = [s.id for s in digest.stories]
    assert len(chosen) == len(set(chosen)) == min(items, len(set(numbers)))
    assert len(chosen) + digest.remaining_count == len(set(numbers))


def reported_by(number: int, *sources: str) -> Story:
    return replace(story(number, (f"t{number}",), len(sources)), sources=sources)


def test_what_only_muted_sources_report_is_left_out_and_followed_ones_come_first() -> None:
    stories = [reported_by(1, "А", "Б", "В"), reported_by(2, "А", "Б"), reported_by(3, "Г")]
    assert ids(stories, Preferences(muted_sources=frozenset("АБ"))) == [1, 3]
    digest = compose(stories, Preferences(followed_sources=frozenset("Г")))
    assert [chosen.id for chosen in digest.stories] == [3, 1, 2]
    assert digest.followed_terms == {3: ("Г",)}


@pytest.mark.parametrize(
    ("languages", "own", "muted", "chosen"),
    [
        ({"ru"}, "ru", "А", 2),
        ({"ru"}, "ru", "АБ", 4),
        ({"ru", "uk"}, "uk", "А", 3),
        ({"ru", "uk"}, "uk", "АВ", 2),
        (set(), "en", "А", 2),
        ({"en"}, "en", "А", None),
        ({"ru"}, "ru", "АБГ", None),
    ],
)
def test_another_report_stands_for_a_story_whose_lead_is_muted(
    languages: set[Language], own: Language, muted: str, chosen: int | None
) -> None:
    reports = [
        ReportSource(1, "ru", "А"),
        ReportSource(2, "ru", "Б"),
        ReportSource(3, "uk", "В"),
        ReportSource(4, "ru", "Г"),
    ]
    preferences = Preferences(
        languages=frozenset(languages), own_language=own, muted_sources=frozenset(muted)
    )
    assert choose_report(reports, preferences) == chosen


@given(
    st.lists(st.lists(st.sampled_from("АБВГДЕ"), min_size=1, max_size=3, unique=True), max_size=12),
    st.frozensets(st.sampled_from("АБВГДЕ")),
    st.integers(0, 6),
)
def test_mutes_that_no_chosen_story_begins_with_change_nothing(
    sources: list[list[str]], muted: frozenset[str], size: int
) -> None:
    """So readers whose other mutes differ share a digest."""
    stories = [reported_by(number, *names) for number, names in enumerate(sources, 1)]
    ranking = rank_stories(stories, Preferences(digest_size=size), SINCE, UNTIL)

    def choose(changing: frozenset[str]) -> dict[int, str]:
        """Return the first source that is not muted of each chosen story."""
        chosen = choose_stories(ranking, changing).stories
        return {
            one.id: next(name for name in one.sources if name not in changing) for one in chosen
        }

    changing: frozenset[str] = frozenset()
    while heads := muted.intersection(choose(changing).values()):
        changing |= heads
    assert choose(changing) == choose(muted)


def test_weight_grows_with_sources_and_fades_with_time() -> None:
    def weigh(sources: int, age: timedelta = timedelta(), **values: Any) -> float:
        return compute_weight(replace(story(1, sources=sources, age=age), **values), UNTIL)

    assert weigh(3) > weigh(1) > weigh(1, UNTIL - SINCE) > 0
    assert weigh(1, article_count=5) > weigh(1)
    assert weigh(1, -timedelta(hours=1)) == weigh(1)
    assert weigh(3) > weigh(3, origin_count=1) > weigh(1), "who credits another adds less"


@pytest.mark.parametrize(
    ("sources", "hours", "leads"),
    [
        (4, 23, True),
        (3, 20, True),
        (8, 24, True),
        (2, 10, True),
        (1, 3, False),
        (1, 23, False),
        (4, 70, False),
    ],
)
def test_independent_reports_of_yesterday_lead_over_one_of_today(
    sources: int, hours: int, leads: bool
) -> None:
    """Four reports of yesterday came after a single one of this morning."""
    fresh = story(1, sources=1, age=timedelta(minutes=30))
    earlier = story(2, sources=sources, age=timedelta(hours=hours))
    assert (compute_weight(earlier, UNTIL) > compute_weight(fresh, UNTIL)) is leads


@pytest.mark.parametrize("hours", [1, 6, 12, 23])
def test_of_equal_reports_the_fresh_one_leads_and_reprints_are_no_witnesses(hours: int) -> None:
    fresh = story(1, sources=2, age=timedelta(minutes=30))
    earlier = story(2, sources=2, age=timedelta(hours=hours))
    reprinted = replace(story(3, sources=4, age=timedelta(hours=hours)), origin_count=1)
    witnessed = story(4, sources=4, age=timedelta(hours=hours))
    assert ids([earlier, fresh], Preferences()) == [1, 2]
    assert ids([reprinted, witnessed], Preferences()) == [4, 3]


def test_topics_and_importance_decide_between_stories_of_equal_age() -> None:
    """With equal sources and times the newest won, whatever it was about."""
    news = story(1, sources=1, age=timedelta(hours=6))
    sport = story(2, ("sport",), sources=1, age=timedelta(hours=4))
    column = weighed(story(3, sources=1, age=timedelta(minutes=5)), 0.2)
    assert ids([news, sport, column], Preferences()) == [1, 2, 3]
    assert ids([weighed(news, 0.5), weighed(sport, 1.4)], Preferences()) == [2, 1]


def weighed(one: Story, importance: float) -> Story:
    return replace(one, lead_article=replace(one.lead_article, importance=importance))


@given(
    drawn=st.lists(
        st.tuples(
            st.integers(1, 30), st.floats(0.05, 1.6), st.integers(0, 23), st.sampled_from(TOPIC_IDS)
        ),
        max_size=30,
    ),
    data=st.data(),
)
def test_the_order_is_by_weight_whatever_the_order_of_arrival(
    drawn: list[tuple[int, float, int, str]], data: st.DataObject
) -> None:
    stories = [
        weighed(story(number, (topic,), sources, age=timedelta(hours=age)), importance)
        for number, (sources, importance, age, topic) in enumerate(drawn, 1)
    ]
    shuffled = data.draw(st.permutations(stories))
    wide = Preferences(digest_size=len(stories))
    chosen = compose(shuffled, wide).stories
    assert chosen == compose(stories, wide).stories
    weights = [compute_weight(one, UNTIL) for one in chosen]
    assert weights == sorted(weights, reverse=True)
    sections = group_by_topic(chosen, wide, TOPIC_IDS)
    best = [compute_weight(section.stories[0], UNTIL) for section in sections]
    assert best == sorted(best, reverse=True), "sections are in the order of their best story"
