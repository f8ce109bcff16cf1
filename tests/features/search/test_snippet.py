from __future__ import annotations

from dataclasses import replace
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from bot.features.search.snippets import (
    CONTEXT_CHARS,
    MAX_LOOKUPS,
    MAX_MATCH,
    MAX_PAGE_LOOKUPS,
    FormLookup,
    build_snippet,
)
from news.model import Article, Block, BlockKind, Language
from news.nlp.forms.lemmas import Lemmatizer
from news.query.parsing import parse
from tests.support.factories import NOON, article

lemmatizer = cache(Lemmatizer)


def forms(word: str, language: Language, by_sound: bool) -> tuple[str, ...]:
    found = lemmatizer().lemmatize(word, language)
    return found + lemmatizer().get_sound_tokens(word, language) if by_sound else found


def bold(query: str, said: Article) -> list[str]:
    asked = parse(query, lemmatizer(), topics={}, now=NOON, zone=ZoneInfo("UTC"))
    shown = build_snippet(said, asked.words, FormLookup(forms), asked.phrases)
    return [span.text for span in shown if span.bold]


def told(text: str, language: Language = "ru") -> Article:
    return article(blocks=(Block(BlockKind.PARAGRAPH, text),), language=language)


@pytest.mark.parametrize(
    ("query", "text", "language", "found"),
    [
        ("мост", "За мостами видны мосты.", "ru", ["мостами", "мосты"]),
        ("ребёнок", "Дети пришли в школу.", "ru", ["Дети"]),
        ("год", "Лет через пять.", "ru", ["Лет"]),
        ("go", "Went home, said the coach.", "en", ["Went"]),
        ("Trump", "В Киев приехал Трамп.", "ru", ["Трамп"]),
        ("мост", "Мистер Мост ни при чём, а мост стоит.", "ru", ["Мост", "мост"]),
        ("мост", "Дорогу закрыли.", "ru", []),
    ],
)
def test_words_are_bold_in_whatever_form_they_stand(
    query: str, text: str, language: Language, found: list[str]
) -> None:
    assert bold(query, told(text, language)) == found


class Counting:
    """Counts look-ups of word forms."""

    def __init__(self) -> None:
        self.words = list[str]()

    def __call__(self, word: str, language: Language, by_sound: bool) -> tuple[str, ...]:
        self.words.append(word)
        return (word,)


def unknown(number: int, start: int = 0) -> str:
    """Return that many different capitalised words."""
    letters = str.maketrans("0123456789", "абвгдежзик")
    return " ".join("Щ" + str(start + n).translate(letters) for n in range(number))


def shown(said: Article, query: str, lookup: FormLookup) -> str:
    asked = parse(query, lemmatizer(), topics={}, now=NOON, zone=ZoneInfo("UTC"))
    return "".join(span.text for span in build_snippet(said, asked.words, lookup, asked.phrases))


def test_an_article_has_no_more_than_its_share_of_look_ups() -> None:
    counting = Counting()
    shown(told(unknown(5000)), "мост", FormLookup(counting))
    assert len(counting.words) == MAX_LOOKUPS


def test_neither_has_a_page() -> None:
    counting = Counting()
    lookup = FormLookup(counting)
    for number in range(10):
        shown(told(unknown(5000, 10_000 * number)), "мост", lookup)
    assert len(counting.words) == MAX_PAGE_LOOKUPS


def test_a_word_is_looked_up_once_a_page() -> None:
    counting = Counting()
    lookup = FormLookup(counting)
    for _ in range(10):
        shown(told(unknown(100) + "\n" + unknown(100)), "мост", lookup)
    assert len(counting.words) == 100


def test_without_look_ups_a_word_is_found_as_it_was_typed() -> None:
    said = told(f"{unknown(MAX_LOOKUPS + 10)} а здесь стоит мост через реку")
    assert bold("мост", said) == ["мост"]


def test_far_down_nothing_is_looked_for() -> None:
    counting = Counting()
    said = article(
        blocks=tuple(Block(BlockKind.PARAGRAPH, "слово " * 100) for _ in range(2000)),
        summary=("Сказано кратко.",),
    )
    far = replace(said, blocks=(*said.blocks, Block(BlockKind.PARAGRAPH, "Мост.")))
    assert shown(far, "мост", FormLookup(counting)) == "Сказано кратко."
    assert "мост" not in counting.words


def test_a_long_word_is_not_looked_up() -> None:
    counting = Counting()
    shown(told("Мо" + "щ" * 5000), "мост", FormLookup(counting))
    assert counting.words == []


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("мост", "х" * 100_000 + " мост " + "х" * 100_000),
        ("мост", "х" * 30_000 + ",мост," + "х" * 100_000),
        ('"мост река"', "мост " + ". " * 15_000 + "река"),
        ("мост", "мост " * 20_000),
    ],
)
def test_a_snippet_is_short_whatever_the_text_is(query: str, text: str) -> None:
    assert len(shown(told(text), query, FormLookup(forms))) <= MAX_MATCH + 2 * CONTEXT_CHARS + 4
