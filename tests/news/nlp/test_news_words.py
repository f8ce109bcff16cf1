from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.model import Language, RawArticle
from news.nlp import words
from news.nlp.forms.lemmas import Lemmatizer
from news.nlp.words import find_words, is_cyrillic, tokenize
from news.pipeline import ArticleAnalyzer

NOW = datetime.fromisoformat("2026-02-11T09:00:00+00:00")
TOLD = {
    "ru": "Вчера вечером мы узнали, что {} не приедет, и это всех удивило.",
    "uk": "Учора ввечері ми дізналися, що {} не приїде, і це всіх здивувало.",
    "en": "Last night we heard that {} would not come, and that was a surprise.",
}


def test_an_apostrophe_alone_is_a_word_like_any_other(lemmatizer: Lemmatizer) -> None:
    assert lemmatizer.lemmatize("ʼs", "en")


def test_words_stand_where_they_say() -> None:
    text = "Вице-президент Дж. О'Брайен: 53% за, 1,5 против"
    found = find_words(text)
    assert [word.text for word in found][:4] == ["Вице-президент", "Дж", "О'Брайен", "53"]
    assert all(text[word.start : word.stop] == word.text for word in found)


def test_tokens_are_one_however_the_word_was_written() -> None:
    assert tokenize("Ёлка") == tokenize("ёлка") == ["елка"]
    assert tokenize("м'яч") == tokenize("м’яч") == tokenize("мʼяч") == ["мʼяч"]
    assert tokenize("Нью-Йорк") == ["нью", "йорк"]
    assert tokenize("'strike' ’tis the boys'") == ["strike", "tis", "the", "boys"]


def test_the_cache_of_models_keeps_no_long_text() -> None:
    words._fold_short_with_models.cache_clear()
    text = "Сел Ту 154. "
    assert tokenize(text * 1000) == tokenize(text) * 1000
    assert words._fold_short_with_models.cache_info().currsize == 1


@given(st.text())
def test_every_letter_is_in_a_word(text: str) -> None:
    letters = "".join(letter for letter in text if letter.isalnum())
    joined = "".join(
        letter for word in find_words(text) for letter in word.text if letter.isalnum()
    )
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
    shared = set.intersection(*(set(lemmatizer.lemmatize(form, language)) for form in forms))
    assert shared


def test_a_query_expands_each_word_and_drops_stop_words(lemmatizer: Lemmatizer) -> None:
    first, second = lemmatizer.expand_query("выборы в Азербайджане")
    assert "выборы" in first
    assert "азербайджан" in second
    assert lemmatizer.expand_query("и") == (("и",),)
    assert lemmatizer.expand_query(" ?! ") == ()


@pytest.mark.parametrize(
    "names",
    [
        "Vance Вэнс",
        "Trump Трамп",
        "Biden Байден",
        "Zelensky Zelenskyy Зеленский Зеленський",
        "Macron Макрон",
        "Netanyahu Нетаньяху",
        "Aliyev Алиев",
        "Pashinyan Пашинян Пашинян",
        "Johnson Джонсон",
        "Sullivan Салливан",
        "Scholz Шольц",
        "Powell Пауэлл",
        "Witkoff Уиткофф",
        "Hegseth Хегсет",
        "Ronaldo Роналду",
        "Zhirinovsky Жириновский",
        "Klitschko Кличко",
        "Kharkiv Харків Харьков",
        "Ukraine Україна Украина",
        "Microsoft Майкрософт",
        "Paris Париж",
        "Musk Маск",
        "Germany Німеччина Германия",
        "Hezbollah Хезболла",
    ],
)
def test_a_name_is_found_in_every_alphabet(
    analyzer: ArticleAnalyzer, lemmatizer: Lemmatizer, names: str
) -> None:
    for written in names.split():
        index = analyzer.analyze(
            RawArticle(text=TOLD[_language(written)].format(written)), NOW
        ).index
        held = {*index.title, *index.body, *index.words}
        for asked in names.lower().split():
            assert held.intersection(lemmatizer.expand_query(asked)[0]), (
                f"{asked} finds no {written}"
            )


def _language(name: str) -> str:
    if not is_cyrillic(name):
        return "en"
    return "uk" if any(letter in name for letter in "іїєґ") or name == "Німеччина" else "ru"


def test_an_ordinary_word_is_no_name_that_sounds_like_it(
    analyzer: ArticleAnalyzer, lemmatizer: Lemmatizer
) -> None:
    text = "Вчера инженер Мюсти рассказал о дороге через лес."
    index = analyzer.analyze(RawArticle(text=text), NOW).index
    assert not {*index.title, *index.body, *index.words}.intersection(
        *lemmatizer.expand_query("мост")
    )


@given(st.text(max_size=40), st.sampled_from(["ru", "uk", "en", "und"]))
def test_any_word_has_a_normal_form(lemmatizer: Lemmatizer, text: str, language: Language) -> None:
    for word in find_words(text):
        assert all(lemmatizer.lemmatize(word.text, language))
    for alternatives in lemmatizer.expand_query(text):
        assert alternatives
