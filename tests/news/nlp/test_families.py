"""Words of one family, and words that only share letters."""

from __future__ import annotations

import pytest

from news.model import InterfaceLanguage
from news.nlp.forms.families import MAX_RELATIVES, WordFamilies
from news.nlp.forms.lemmas import Lemmatizer


@pytest.fixture(scope="module")
def families() -> WordFamilies:
    return WordFamilies(Lemmatizer())


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", ("волейбол", "волейболист", "волейбольный")),
        ("ru", ("азербайджан", "азербайджанский", "азербайджанец")),
        ("ru", ("баку", "бакинский")),
        ("ru", ("нахичевань", "нахичеванский")),
        ("ru", ("вакцина", "вакцинация")),
        ("uk", ("волейбол", "волейболіст", "волейбольний")),
        ("uk", ("харків", "харківський")),
        ("en", ("ukraine", "ukrainian")),
        ("en", ("sculpture", "sculptor")),
    ],
)
def test_each_word_of_a_family_means_the_first(
    families: WordFamilies, language: InterfaceLanguage, words: tuple[str, ...]
) -> None:
    first, *others = words
    assert set(others) <= set(families.find_relatives(first, language))
    assert all(first in families.find_relatives(other, language) for other in others)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("ru", "банк", "банка"),
        ("ru", "час", "частный"),
        ("ru", "мир", "мэр"),
        ("ru", "порт", "портной"),
        ("ru", "зеленский", "зелень"),
        ("uk", "рот", "рота"),
        ("en", "pass", "passion"),
    ],
)
def test_words_that_share_letters_are_no_family(
    families: WordFamilies, language: InterfaceLanguage, one: str, other: str
) -> None:
    assert other not in families.find_relatives(one, language)
    assert one not in families.find_relatives(other, language)


@pytest.mark.parametrize("token", ["вакцина", "baku", "україна", "economy", "ёж", "24", "ʼvns"])
def test_a_token_has_few_relatives_and_is_not_among_them(
    families: WordFamilies, token: str
) -> None:
    found = families.list_for_token(token)
    assert len(found) <= MAX_RELATIVES
    assert token not in found
