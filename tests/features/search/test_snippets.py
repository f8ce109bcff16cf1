"""Test snippets: highlighted words, bounded length, bounded look-ups."""

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


def bold(query: str, article: Article) -> list[str]:
    parsed = parse(query, lemmatizer(), topics={}, now=NOON, zone=ZoneInfo("UTC"))
    shown = build_snippet(article, parsed.words, FormLookup(forms), parsed.phrases)
    return [span.text for span in shown if span.bold]


def make_article(text: str, language: Language = "ru") -> Article:
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
def test_snippet_highlights_inflected_forms(
    query: str, text: str, language: Language, found: list[str]
) -> None:
    assert bold(query, make_article(text, language)) == found


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


def shown(article: Article, query: str, lookup: FormLookup) -> str:
    parsed = parse(query, lemmatizer(), topics={}, now=NOON, zone=ZoneInfo("UTC"))
    return "".join(
        span.text for span in build_snippet(article, parsed.words, lookup, parsed.phrases)
    )


def test_snippet_limits_lookups_per_article() -> None:
    counting = Counting()
    shown(make_article(unknown(5000)), "мост", FormLookup(counting))
    assert len(counting.words) == MAX_LOOKUPS


def test_snippet_limits_lookups_per_page() -> None:
    counting = Counting()
    lookup = FormLookup(counting)
    for number in range(10):
        shown(make_article(unknown(5000, 10_000 * number)), "мост", lookup)
    assert len(counting.words) == MAX_PAGE_LOOKUPS


def test_snippet_looks_up_word_once_per_page() -> None:
    counting = Counting()
    lookup = FormLookup(counting)
    for _ in range(10):
        shown(make_article(unknown(100) + "\n" + unknown(100)), "мост", lookup)
    assert len(counting.words) == 100


def test_snippet_without_lookups_matches_typed_form() -> None:
    text = make_article(f"{unknown(MAX_LOOKUPS + 10)} а здесь стоит мост через реку")
    assert bold("мост", text) == ["мост"]


def test_snippet_ignores_distant_text() -> None:
    counting = Counting()
    text = article(
        blocks=tuple(Block(BlockKind.PARAGRAPH, "слово " * 100) for _ in range(2000)),
        summary=("Сказано кратко.",),
    )
    far = replace(text, blocks=(*text.blocks, Block(BlockKind.PARAGRAPH, "Мост.")))
    assert shown(far, "мост", FormLookup(counting)) == "Сказано кратко."
    assert "мост" not in counting.words


def test_snippet_skips_lookup_of_long_word() -> None:
    counting = Counting()
    shown(make_article("Мо" + "щ" * 5000), "мост", FormLookup(counting))
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
def test_snippet_length_is_bounded(query: str, text: str) -> None:
    assert (
        len(shown(make_article(text), query, FormLookup(forms)))
        <= MAX_MATCH + 2 * CONTEXT_CHARS + 4
    )
