from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.language.lemmas import Lemmatizer
from news.language.words import tokens, words
from news.model import Language


def test_an_apostrophe_alone_is_a_word_like_any_other(lemmatizer: Lemmatizer) -> None:
    assert lemmatizer.forms("ʼs", "en")


def test_words_stand_where_they_say() -> None:
    text = "Вице-президент Дж. О'Брайен: 53% за, 1,5 против"
    found = words(text)
    assert [word.text for word in found][:4] == ["Вице-президент", "Дж", "О'Брайен", "53"]
    assert all(text[word.start : word.stop] == word.text for word in found)


def test_tokens_are_one_however_the_word_was_written() -> None:
    assert tokens("Ёлка") == tokens("ёлка") == ["елка"]
    assert tokens("м'яч") == tokens("м’яч") == tokens("мʼяч") == ["мʼяч"]
    assert tokens("Нью-Йорк") == ["нью", "йорк"]


@given(st.text())
def test_every_letter_is_in_a_word(text: str) -> None:
    letters = "".join(letter for letter in text if letter.isalnum())
    joined = "".join(letter for word in words(text) for letter in word.text if letter.isalnum())
    assert joined == letters


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("ru", ("Азербайджан", "азербайджану", "Азербайджаном")),
        ("ru", ("Вэнс", "Вэнса", "Вэнсом", "Вэнсу")),
        ("ru", ("Пашинян", "Пашиняну", "Пашиняном")),
        ("ru", ("Хегсет", "Хегсета", "Хегсетом", "Хегсету")),
        ("ru", ("ещё", "еще")),
        ("uk", ("Зеленський", "Зеленського", "Зеленським")),
        ("uk", ("об'єднання", "об’єднанням")),
        ("en", ("strike", "strikes", "striking")),
        ("en", ("leave", "left", "leaving")),
        ("en", ("Vance", "Vance's")),
    ],
)
def test_all_forms_of_a_word_share_a_normal_form(
    lemmatizer: Lemmatizer, language: Language, forms: tuple[str, ...]
) -> None:
    shared = set.intersection(*(set(lemmatizer.forms(form, language)) for form in forms))
    assert shared


def test_a_query_expands_each_word_and_drops_stop_words(lemmatizer: Lemmatizer) -> None:
    first, second = lemmatizer.query("выборы в Азербайджане")
    assert "выборы" in first
    assert "азербайджан" in second
    assert lemmatizer.query("и") == (("и",),)
    assert lemmatizer.query(" ?! ") == ()


def test_a_name_is_found_in_the_other_alphabet(lemmatizer: Lemmatizer) -> None:
    assert "вэнс" in lemmatizer.query("Vance")[0]
    assert "vance" in lemmatizer.query("Вэнсом")[0]
    assert "трамп" in lemmatizer.query("Trump")[0]


@given(st.text(max_size=40), st.sampled_from(["ru", "uk", "en", "und"]))
def test_any_word_has_a_normal_form(lemmatizer: Lemmatizer, text: str, language: Language) -> None:
    for word in words(text):
        assert all(lemmatizer.forms(word.text, language))
    for alternatives in lemmatizer.query(text):
        assert alternatives
