"""Names and numbers that are the same in three languages, and what they decide."""

from __future__ import annotations

from datetime import datetime

import pytest

from news.clustering.event_facts import build_name_key
from news.clustering.matching import choose_story
from news.model import Article, MatchCandidate, RawArticle
from news.pipeline import ArticleAnalyzer

BRIDGE = {
    "ru": RawArticle(
        title="В Чернигове обрушился мост через Стрижень",
        text="Вечером 14 мая в Чернигове упал пролёт моста через Стрижень. Ранены 12 человек, "
        "сообщил Вячеслав Чаус. Движение закрыли на трое суток.",
    ),
    "uk": RawArticle(
        title="У Чернігові впав міст через Стрижень, 12 поранених",
        text="Прогін мосту через Стрижень обвалився у Чернігові ввечері 14 травня. В'ячеслав Чаус "
        "повідомив про 12 поранених.",
    ),
    "en": RawArticle(
        title="Twelve Hurt As Bridge Collapses In Chernihiv",
        text="A bridge over the Stryzhen river in Chernihiv collapsed on May 14, injuring 12 people, "
        "governor Viacheslav Chaus said.",
    ),
}
OTHER_BRIDGE = RawArticle(
    title="Міст через Стрижень закрили на ремонт",
    text="У Чернігові 20 травня закривають міст через Стрижень. Ремонт за 48 мільйонів гривень "
    "триватиме до осені, сказав Олександр Ломако.",
)


def _joins(article: Article, other: Article) -> bool:
    return choose_story(article, [MatchCandidate.from_article(other, 1)]) == 1


@pytest.mark.parametrize(
    "names",
    [
        ("чернигов", "чернігів", "chernihiv"),
        ("запорожье", "запоріжжя", "zaporizhzhia"),
        ("буткевич", "буткевич", "butkevych"),
        ("баку", "баку", "baku"),
        ("казань", "казанский", "kazan"),
        ("лобановский", "лобановський", "lobanovskyi"),
    ],
)
def test_one_name_has_one_key_in_three_languages(names: tuple[str, ...]) -> None:
    (key,) = {build_name_key(name) for name in names}
    assert key


def test_different_names_have_different_keys() -> None:
    assert build_name_key("верхнеозерск") != build_name_key("таволжск")


def test_facts_are_names_and_numbers_without_days_and_years(
    analyzer: ArticleAnalyzer, now: datetime
) -> None:
    english = analyzer.analyze(BRIDGE["en"], now).facts
    assert english.title == (f"чернигов|{build_name_key('chernihiv')}", "12|~people")
    assert "14" not in english.text
    text = "В 2021 году Кострома построила 3,7 тыс. домов. Двадцать пять сгорели."
    facts = analyzer.analyze(RawArticle(title="Дома", text=text), now).facts
    assert {"3700", "25"} <= facts.text
    assert "2021" not in facts.text


@pytest.mark.parametrize(("one", "other"), [("ru", "uk"), ("uk", "en"), ("en", "ru")])
def test_reports_of_one_event_meet_across_languages(
    analyzer: ArticleAnalyzer, now: datetime, one: str, other: str
) -> None:
    assert _joins(analyzer.analyze(BRIDGE[one], now), analyzer.analyze(BRIDGE[other], now))


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_same_place_in_another_language_is_not_the_same_event(
    analyzer: ArticleAnalyzer, now: datetime, language: str
) -> None:
    assert not _joins(analyzer.analyze(OTHER_BRIDGE, now), analyzer.analyze(BRIDGE[language], now))


def test_titles_that_name_different_persons_are_different_events(
    analyzer: ArticleAnalyzer, now: datetime
) -> None:
    """Two interviews after one match share most of their words."""
    text = "Защитник команды {name} рассказал о победе над соперником в матче чемпионата и о том, \
как помогли трибуны. {name} провёл на площадке двадцать минут и забил в конце третьего периода."
    one, other = (
        analyzer.analyze(
            RawArticle(title=f"{name}: трибуны помогли нам победить", text=filled), now
        )
        for name in ("Хартвиг", "Лундквест")
        for filled in [text.format(name=name)]
    )
    assert not _joins(one, other)


def test_a_title_in_capitals_is_text_too(analyzer: ArticleAnalyzer, now: datetime) -> None:
    raw = RawArticle(
        title="Rubio Stresses Support for Orban in Budapest Visit",
        text="The secretary of state said that the two countries were friends.",
        language="en",
    )
    facts = analyzer.analyze(raw, now).facts
    assert {build_name_key("rubio"), build_name_key("budapest")} <= facts.text
    assert not facts.title


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Russia-Ukraine talks end in Geneva", "geneva"),
        ("Talks: US-brokered Geneva deal", "geneva"),
    ],
)
def test_parts_of_a_compound_are_names(
    analyzer: ArticleAnalyzer, now: datetime, title: str, key: str
) -> None:
    raw = RawArticle(title=title, text="They end on Friday in Geneva.", language="en")
    facts = analyzer.analyze(raw, now).facts
    assert build_name_key(key) in "|".join(facts.title)
    assert build_name_key("russia-ukraine") not in "|".join(facts.title)
    assert build_name_key("us-brokered") not in "|".join(facts.title)


def test_what_follows_a_colon_is_no_name_by_its_capital(
    analyzer: ArticleAnalyzer, now: datetime
) -> None:
    raw = RawArticle(
        title="Sudan updates: Peace talks stall", text="No date is set.", language="en"
    )
    assert build_name_key("peace") not in "|".join(analyzer.analyze(raw, now).facts.title)
