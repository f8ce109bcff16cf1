"""Test custom topics: the parsing of their lines, and how their words match."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.errors import InvalidTopicError
from news.model import INTERFACE_LANGUAGES, TOPIC_IDS, RawArticle, Topic
from news.pipeline import ArticleAnalyzer
from news.topics.scoring import MAX_TOPICS
from news.topics.topic_line import DEFAULT_EMOJI, MAX_WORDS, TopicFault, format_topic, parse_topic

NOW = datetime.fromisoformat("2026-02-11T09:00:00+00:00")
KNOWN = {topic: topic for topic in TOPIC_IDS} | {"спорт": "sport"}
DRONES = parse_topic(
    "🛸 Дроны / Дрони / Drones: дроны, БПЛА, Байрактар, умный дом, легкая атлетика, copter*", KNOWN
)


def topics_of(analyzer: ArticleAnalyzer, text: str, *own: Topic, **raw: object) -> dict[str, float]:
    article = analyzer.analyze(RawArticle(text=text, **raw), NOW, own)  # type: ignore[arg-type]
    return {topic.id: topic.score for topic in article.topics}


def test_topic_line_is_parsed() -> None:
    assert DRONES.id == "drones"
    assert DRONES.emoji == "🛸"
    assert DRONES.names == {"ru": "Дроны", "uk": "Дрони", "en": "Drones"}
    assert DRONES.words[:2] == ("дроны", "БПЛА")
    plain = parse_topic("Новая почта: новая почта", KNOWN)
    assert plain.id == "novaya-pochta"
    assert plain.emoji == DEFAULT_EMOJI
    assert set(plain.names.values()) == {"Новая почта"}


def test_a_known_name_is_the_topic_that_has_it() -> None:
    again = parse_topic("Дроны: коптер", KNOWN | {"дроны": "drones", "drones": "drones"})
    assert again.id == "drones"
    assert parse_topic("спорт: падел, -арена", KNOWN).id == "sport"
    assert parse_topic("Drones!: коптер", KNOWN | {"drones": "drones"}).id == "drones-2"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("", TopicFault.NO_NAME),
        (": дрон", TopicFault.NO_NAME),
        ("🛸 : дрон", TopicFault.NO_NAME),
        ("a / b / c / d: дрон", TopicFault.NO_NAME),
        ("Имя" * 20 + ": дрон", TopicFault.LONG_NAME),
        ("Дроны", TopicFault.NO_WORDS),
        ("Дроны: , ,", TopicFault.NO_WORDS),
        ("Дроны: " + ", ".join(f"слово{n}" for n in range(MAX_WORDS + 1)), TopicFault.MANY_WORDS),
        ("Дроны: др*", TopicFault.BAD_WORD),
        ("Дроны: *", TopicFault.BAD_WORD),
        ("Дроны: дрон*ы", TopicFault.BAD_WORD),
        ("Дроны: ?!", TopicFault.BAD_WORD),
        ("Дроны: " + "дрон " * 20, TopicFault.BAD_WORD),
        ("Дроны: дрон, -бпла", TopicFault.MINUS),
        ("日本: дрон", TopicFault.NO_NAME),
    ],
)
def test_invalid_topic_line_is_explained(line: str, fault: TopicFault) -> None:
    with pytest.raises(InvalidTopicError) as caught:
        parse_topic(line, KNOWN)
    assert caught.value.details["reason"] == fault


@given(st.text(alphabet="дроныDrones🛸🏡 /:,*-1'ё\n", max_size=60))
def test_a_written_topic_reads_as_itself(line: str) -> None:
    try:
        topic = parse_topic(line, KNOWN)
    except InvalidTopicError:
        return
    assert parse_topic(format_topic(topic), {**KNOWN, topic.id: topic.id}).words == topic.words
    if topic.id not in TOPIC_IDS:
        again = parse_topic(format_topic(topic), KNOWN)
        assert again == topic
        assert set(topic.names) == set(INTERFACE_LANGUAGES)


@pytest.mark.parametrize(
    "text",
    [
        "Силы обороны сбили двадцать дронов.",
        "Склад охраняют с дроном и собаками.",
        "Над городом летел БПЛА, сообщили в мэрии.",
        "Завод собирает «Байрактары» для соседей.",
        "Он живёт в умном доме с колонкой.",
        "Соревнования по лёгкой атлетике прошли вчера.",
        "У небі бачили дрони, повідомила поліція.",
        "The film was shot from copters above the river.",
    ],
)
def test_every_form_of_the_words_is_found(analyzer: ArticleAnalyzer, text: str) -> None:
    assert topics_of(analyzer, text, DRONES)["drones"] > 0.5
    assert "drones" not in topics_of(analyzer, text)


def test_what_holds_none_of_the_words_is_not_about_them(analyzer: ArticleAnalyzer) -> None:
    text = "Беспилотники атаковали аэродром, самолёты и вертолёты улетели."
    assert "drones" not in topics_of(analyzer, text, DRONES)


def test_a_passing_word_deep_in_a_long_text_is_not_enough(analyzer: ArticleAnalyzer) -> None:
    about = "Парламент принял бюджет, и правительство обещало вовремя платить пенсии. "
    passing = about * 40 + "Среди прочего упомянут дрон. " + about * 10
    assert "drones" not in topics_of(analyzer, passing, DRONES)
    assert "drones" in topics_of(analyzer, "Над портом заметили дрон. " + about * 50, DRONES)


def test_own_topics_do_not_move_the_fixed_ones(analyzer: ArticleAnalyzer) -> None:
    text = "Парламент проголосовал за отставку правительства, президент назначил выборы."
    parliament = parse_topic("Рада: парламент", KNOWN)
    with_own = topics_of(analyzer, text, parliament)
    without = topics_of(analyzer, text)
    assert with_own.pop(parliament.id) > 0.5
    assert next(iter(with_own)) == next(iter(without))
    assert with_own.items() <= without.items()


def test_three_topics_at_most_and_the_surest_fixed_one_stays(analyzer: ArticleAnalyzer) -> None:
    text = "Парламент проголосовал за отставку правительства, президент назначил выборы."
    own = [
        parse_topic(f"{w}: {w}", KNOWN) for w in ("Парламент", "Президент", "Выборы", "Отставка")
    ]
    found = topics_of(analyzer, text, *own)
    assert len(found) == MAX_TOPICS
    assert "politics" in found
    assert list(found.values()) == sorted(found.values(), reverse=True)


def test_fixed_topic_is_extended_by_words(analyzer: ArticleAnalyzer) -> None:
    text = "Клуб любителей падела открыл зал на десять кортов."
    extended = parse_topic("Спорт: падел, корт", KNOWN)
    assert topics_of(analyzer, text, extended)["sport"] > topics_of(analyzer, text).get(
        "sport", 0.0
    )
    stadium = "Стадион закрыли, арену отдали под склад, болельщики ушли."
    quiet = parse_topic("Спорт: -арена, -стадион, -болельщик", KNOWN)
    before, after = topics_of(analyzer, stadium), topics_of(analyzer, stadium, quiet)
    assert after.get("sport", 0.0) < before["sport"]


NEUTRAL = "Вчера вечером в городе собрались сотни людей."
POLITICS = (
    "Парламент проголосовал за отставку правительства, и президент назначил выборы. Депутаты "
    "фракций спорили о законопроекте, оппозиция требовала отставки министра и премьера."
)


def test_source_topic_decides_for_unclear_text(
    analyzer: ArticleAnalyzer,
) -> None:
    assert "sport" not in topics_of(analyzer, NEUTRAL)
    found = topics_of(analyzer, NEUTRAL, topics=("sport",))
    assert max(found, key=lambda topic: found[topic]) == "sport"
    assert topics_of(analyzer, NEUTRAL, DRONES, topics=("drones",))["drones"] > 0.5
    assert topics_of(analyzer, NEUTRAL, topics=("removed-since",)) == topics_of(analyzer, NEUTRAL)


def test_source_topic_is_evidence_only(
    analyzer: ArticleAnalyzer,
) -> None:
    found = topics_of(analyzer, POLITICS, topics=("sport",))
    assert next(iter(found)) == "politics"
    assert "sport" not in found


def test_several_source_topics_share_evidence(analyzer: ArticleAnalyzer) -> None:
    one = topics_of(analyzer, NEUTRAL, topics=("sport",))["sport"]
    many = topics_of(analyzer, NEUTRAL, topics=("sport", "health", "science"))
    assert many.get("sport", 0.0) < one
