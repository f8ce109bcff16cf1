from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo

import pytest

from bot.views.snippet import snippet
from news.language.lemmas import Lemmatizer
from news.model import Article, Block, BlockKind, Language
from news.query import parse
from tests.factories import NOON, article

lemmatizer = cache(Lemmatizer)


def forms(word: str, language: Language, by_sound: bool) -> tuple[str, ...]:
    found = lemmatizer().forms(word, language)
    return found + lemmatizer().sounds(word, language) if by_sound else found


def bold(query: str, said: Article) -> list[str]:
    asked = parse(query, lemmatizer(), topics={}, now=NOON, zone=ZoneInfo("UTC"))
    return [span.text for span in snippet(said, asked.words, forms, asked.phrases) if span.bold]


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
