"""Test the parsing of searches as people type them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.model import INTERFACE_LANGUAGES, Query, QueryFault, QueryFaultKind
from news.nlp.forms.families import WordFamilies
from news.nlp.forms.lemmas import Lemmatizer
from news.nlp.words import is_cyrillic
from news.query.dates import parse_day
from news.query.parsing import MAX_WORDS, match_source_names, parse

NOW = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
KYIV = ZoneInfo("Europe/Kyiv")
TOPICS = {
    "sport": "sport",
    "спорт": "sport",
    "conflict": "conflict",
    "война и безопасность": "conflict",
    "science": "science",
    "society": "society",
}


def asked(lemmatizer: Lemmatizer, text: str) -> Query:
    return parse(text, lemmatizer, topics=TOPICS, now=NOW, zone=KYIV)


def typed(query: Query) -> list[str]:
    return [word.text for word in query.words]


def test_words_go_by_all_that_may_stand_for_them(lemmatizer: Lemmatizer) -> None:
    query = asked(lemmatizer, "выборы в Азербайджане, Нью-Йорк")
    assert typed(query) == ["выборы", "азербайджане", "нью", "йорк"]
    assert "азербайджан" in query.words[1].alternatives
    assert typed(asked(lemmatizer, "и в")) == ["и", "в"], "stop words, where there is nothing else"
    assert asked(lemmatizer, " ?! -- «» : ").is_empty


def test_a_word_means_its_family_unless_it_is_excluded(lemmatizer: Lemmatizer) -> None:
    families = WordFamilies(lemmatizer)
    text = "волейболом Baku -вакцина"
    query = parse(text, lemmatizer, topics=TOPICS, now=NOW, zone=KYIV, families=families)
    assert {"волейболист", "волейбольный"} <= set(query.words[0].relatives)
    assert {"бакинский", "бакинський"} <= set(query.words[1].relatives)
    assert query.without_words[0].relatives == ()
    assert all(set(word.relatives).isdisjoint(word.alternatives) for word in query.words)
    assert asked(lemmatizer, text).words[0].relatives == ()


@pytest.mark.parametrize(
    "text",
    ['"Новый мост"', "«новый мост»", "„новый мост“", "„новый мост”", "“новый мост”",
     "'новый мост'", "‘новый мост’", '"новый  мост!"'],
)  # fmt: skip
def test_any_quotation_marks_hold_a_phrase(lemmatizer: Lemmatizer, text: str) -> None:
    query = asked(lemmatizer, f"река {text} берег")
    assert query.phrases == (("новый", "мост"),)
    assert typed(query) == ["река", "берег"]
    without = asked(lemmatizer, f"река -{text}")
    assert without.without_phrases == (("новый", "мост"),)
    assert without.phrases == ()


def test_query_ignores_unclosed_quotes_and_apostrophes(lemmatizer: Lemmatizer) -> None:
    assert typed(asked(lemmatizer, '"новый мост')) == ["новый", "мост"]
    assert typed(asked(lemmatizer, "м'яч п’ять d'Artagnan")) == ["мʼяч", "пʼять", "dʼartagnan"]
    assert typed(asked(lemmatizer, "'tis the season")) == ["tis", "season"]
    assert asked(lemmatizer, "«ООО «Ромашка»»").phrases == (("ромашка",),)


def test_a_minus_leaves_out_a_word_in_all_its_forms(lemmatizer: Lemmatizer) -> None:
    query = asked(lemmatizer, "мост -реки -Нью-Йорк")
    assert typed(query) == ["мост"]
    assert "река" in query.without_words[0].alternatives
    assert query.without_phrases == (("нью", "йорк"),)
    only = asked(lemmatizer, "−мост")
    assert only.without_words
    assert not only.is_empty


def test_of_a_whole_message_the_first_words_count(lemmatizer: Lemmatizer) -> None:
    words = ["".join(letters) for letters in product("бвгд", repeat=4)]
    query = asked(lemmatizer, " ".join([*words, *(f"-{word}" for word in words)]))
    assert typed(query) == words[:MAX_WORDS]
    assert [word.text for word in query.without_words] == words[:MAX_WORDS]


@pytest.mark.parametrize("text", ["Нью-Йорк 2-3", "мост - река", "мост — река", "мост -- река"])
def test_a_hyphen_or_a_dash_is_no_minus(lemmatizer: Lemmatizer, text: str) -> None:
    query = asked(lemmatizer, text)
    assert not query.without_words
    assert not query.without_phrases


def test_what_only_sounds_alike_is_not_left_out(lemmatizer: Lemmatizer) -> None:
    query = asked(lemmatizer, "Трамп -Трамп")
    assert set(query.without_words[0].alternatives) < set(query.words[0].alternatives)


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("topic:sport", {"sport"}),
        ("Topic:SPORT", {"sport"}),
        ("тема:спорт", {"sport"}),
        ("тема:спорт,science", {"sport", "science"}),
        ('topic:"война и безопасность"', {"conflict"}),
        ("тема:война", {"conflict"}),
        ("topic:sport topic:science", {"sport", "science"}),
    ],
)
def test_topics_by_id_and_by_name(lemmatizer: Lemmatizer, text: str, topics: set[str]) -> None:
    query = asked(lemmatizer, f"мост {text}")
    assert query.topics == topics
    assert typed(query) == ["мост"]
    assert not query.faults


def test_languages_sources_and_what_is_not_of_them(lemmatizer: Lemmatizer) -> None:
    query = asked(
        lemmatizer, 'мова:українська lang:en источник:"Киевский вестник" -source:BBC -тема:спорт'
    )
    assert query.languages == {"uk", "en"}
    assert query.sources == {"Киевский вестник"}
    assert query.without_sources == {"BBC"}
    assert query.without_topics == {"sport"}
    assert asked(lemmatizer, "-language:ru").languages == {"uk", "en", "und"}


def test_days_begin_at_midnight_where_the_reader_is(lemmatizer: Lemmatizer) -> None:
    query = asked(lemmatizer, "мост after:2026-01-01 до:31.03.2026")
    assert query.since == datetime(2025, 12, 31, 22, 0, tzinfo=UTC)
    assert query.until == datetime(2026, 3, 30, 21, 0, tzinfo=UTC)
    narrower = asked(lemmatizer, "після:2026-01-01 since:01.02.2026")
    assert narrower.since == datetime(2026, 1, 31, 22, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-01-31", date(2026, 1, 31)),
        ("2026-1-5", date(2026, 1, 5)),
        ("2026.01.31", date(2026, 1, 31)),
        ("31.01.2026", date(2026, 1, 31)),
        ("31/01/26", date(2026, 1, 31)),
        ("1.6", date(2026, 6, 1)),
        ("1.8", date(2025, 8, 1)),
        ("29.02", date(2024, 2, 29)),
        ("2026-03", date(2026, 3, 1)),
        ("2025", date(2025, 1, 1)),
        ("вчера", date(2026, 6, 30)),
        ("Сьогодні", date(2026, 7, 1)),
        ("2026-02-30", None),
        ("2026-13", None),
        ("0001-01-01", None),
        ("9999-12-31", None),
        ("завтра-послезавтра", None),
        ("1", None),
    ],
)
def test_days_as_people_write_them(text: str, day: date | None) -> None:
    assert parse_day(text, date(2026, 7, 1)) == day


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("after:вторник", QueryFault(QueryFaultKind.DATE, "after:вторник")),
        ("до:31.02.2026", QueryFault(QueryFaultKind.DATE, "до:31.02.2026")),
        ("topic:чепуха", QueryFault(QueryFaultKind.TOPIC, "чепуха")),
        ("topic:s", QueryFault(QueryFaultKind.TOPIC, "s")),
        ("language:клингонский", QueryFault(QueryFaultKind.LANGUAGE, "клингонский")),
    ],
)
def test_query_reports_unknown_filters_and_keeps_the_rest(
    lemmatizer: Lemmatizer, text: str, fault: QueryFault
) -> None:
    query = asked(lemmatizer, f"мост {text} река")
    assert query.faults == (fault,)
    assert typed(query) == ["мост", "река"]
    assert asked(lemmatizer, text).is_empty


def test_other_words_before_a_colon_are_words(lemmatizer: Lemmatizer) -> None:
    assert typed(asked(lemmatizer, "Киев:мост")) == ["киев", "мост"]
    assert typed(asked(lemmatizer, "тема: спорт")) == ["тема", "спорт"]
    query = asked(lemmatizer, 'сказал:"новый мост"')
    assert (typed(query), query.phrases) == (["сказал"], (("новый", "мост"),))


def test_sources_by_their_names_or_parts_of_them() -> None:
    names = ["УНН", "Киевский вестник", "Вестник", "BBC News", "BBC Україна"]
    assert match_source_names("вестник", names) == {"Вестник"}
    assert match_source_names("bbc", names) == {"BBC News", "BBC Україна"}
    assert match_source_names("киев", names) == {"Киевский вестник"}
    assert match_source_names("Reuters", names) == frozenset()


OPERATORS = ("source:", "topic:", "language:", "after:", "before:", "тема:", "-", '"', "«", "»")
TYPED = st.lists(
    st.one_of(st.text(max_size=12), st.sampled_from(OPERATORS), st.sampled_from((" ", "мост"))),
    max_size=12,
).map("".join)


@given(TYPED)
def test_any_text_is_a_query(lemmatizer: Lemmatizer, text: str) -> None:
    query = asked(lemmatizer, text)
    for word in (*query.words, *query.without_words):
        assert word.alternatives
        assert all(word.alternatives)
    assert all(phrase for phrase in (*query.phrases, *query.without_phrases))
    assert query.languages <= {*INTERFACE_LANGUAGES, "und"}
    assert query.topics | query.without_topics <= set(TOPICS.values())


@given(st.lists(st.sampled_from(["мост", "река", "Киев", "strike", "міст"]), unique=True))
def test_words_are_neither_lost_nor_made_up(lemmatizer: Lemmatizer, words: list[str]) -> None:
    query = asked(lemmatizer, " ".join(words))
    assert typed(query) == [word.lower() for word in words]
    assert all(is_cyrillic(w.text) or w.text == "strike" for w in query.words)
