"""Test terms: any form of a word matches, and a phrase is adjacent words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news.model import Block, BlockKind, InterfaceLanguage, Language
from news.nlp.analysis import TextAnalyzer
from news.nlp.forms.lemmas import Lemmatizer
from news.query.followed_terms import (
    MAX_TERM_CHARS,
    MAX_TERM_WORDS,
    ArticleTokens,
    InvalidTermError,
    NormalizedTerm,
    TermFault,
    TermNormalizer,
    split,
)

RUSSIAN = (
    "азербайджан", "мост", "война", "выборы", "президент", "зерно", "москва", "ракета", "учитель",
    "река", "врач", "суд", "урожай", "гражданин", "ребёнок", "человек", "путин", "космос",
)  # fmt: skip
UKRAINIAN = (
    "міст", "війна", "вибори", "президент", "зерно", "україна", "ракета", "учитель", "річка",
    "лікар", "суд", "врожай", "громадянин", "космос", "область", "місто",
)  # fmt: skip
ENGLISH = {
    "bridge": ("bridge", "bridges", "bridge's"),
    "election": ("election", "elections"),
    "woman": ("woman", "women"),
    "vote": ("vote", "votes", "voted", "voting"),
    "Azerbaijan": ("Azerbaijan", "Azerbaijan's", "AZERBAIJAN"),
    "city": ("city", "cities"),
}


@cache
def lemmatizer() -> Lemmatizer:
    return Lemmatizer()


@cache
def terms() -> TermNormalizer:
    return TermNormalizer(lemmatizer())


def reading(language: Language, *texts: str) -> ArticleTokens:
    """Analyze an article of these paragraphs."""
    blocks = tuple(Block(BlockKind.PARAGRAPH, text) for text in texts)
    index = TextAnalyzer(lemmatizer()).build_index_text("", blocks, language)
    return ArticleTokens(terms(), language, (*index.title, *index.body, *index.words), texts)


def mentions(term: str, language: InterfaceLanguage, text: str) -> bool:
    return reading(language, text).has_term(terms().normalize(term, language))


def forms(word: str, language: Language) -> Sequence[str]:
    """Return every form of a word in its dictionary."""
    analyzer = lemmatizer().get_analyzer(language)
    assert analyzer is not None
    (parse, *_) = [p for p in analyzer.parse(word) if p.normal_form == word and "NOUN" in p.tag]
    return [form.word for form in parse.lexeme]


@settings(deadline=None)
@given(data=st.data(), language=st.sampled_from(["ru", "uk"]))
def test_a_word_is_found_in_any_form(data: st.DataObject, language: InterfaceLanguage) -> None:
    word = data.draw(st.sampled_from(RUSSIAN if language == "ru" else UKRAINIAN))
    form = data.draw(st.sampled_from(forms(word, language)))
    shown = data.draw(
        st.sampled_from([form, form.upper(), form.capitalize(), f"«{form}»", f"{form}."])
    )
    assert mentions(word, language, f"Сегодня здесь {shown} стоит")


@settings(deadline=None)
@given(data=st.data())
def test_an_english_word_is_found_in_any_form(data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(sorted(ENGLISH)))
    form = data.draw(st.sampled_from(ENGLISH[word]))
    assert mentions(word, "en", f"They say that {form} matters.")


@settings(deadline=None)
@given(data=st.data(), language=st.sampled_from(["ru", "uk"]))
def test_it_may_be_typed_in_any_form_too(data: st.DataObject, language: InterfaceLanguage) -> None:
    """If a form is another word's dictionary form, that word is meant."""
    word = data.draw(st.sampled_from(RUSSIAN if language == "ru" else UKRAINIAN))
    typed, stands = (data.draw(st.sampled_from(forms(word, language))) for _ in range(2))
    meaning = terms().normalize(typed, language)
    if (typed,) not in meaning.words or typed == word:
        assert reading(language, f"Здесь {stands}.").has_term(meaning)


PHRASES = {
    "железная дорога": (
        "железной дороги",
        "железную дорогу",
        "Железные дороги",
        "железной дорогой",
    ),
    "Ильхам Алиев": ("Ильхама Алиева", "Ильхаму Алиеву", "Ильхамом Алиевым"),
    "Санкт-Петербург": ("Санкт-Петербурга", "санкт-петербурге", "Санкт Петербурга"),
    "Совет безопасности": ("Совета безопасности", "Советом Безопасности"),
    "Формула 1": ("Формулы 1", "формуле 1"),
}


@settings(deadline=None)
@given(data=st.data())
def test_a_phrase_is_found_in_any_form_and_only_side_by_side(data: st.DataObject) -> None:
    phrase = data.draw(st.sampled_from(sorted(PHRASES)))
    form = data.draw(st.sampled_from(PHRASES[phrase]))
    before, after = (data.draw(st.sampled_from(["", "вчера", "под Киевом"])) for _ in range(2))
    assert mentions(phrase, "ru", f"{before} {form}, {after}")
    first, second = form.replace("-", " ").split(" ")[:2]
    assert not mentions(phrase, "ru", f"{before} {first} однако {second} {after}")
    assert not mentions(phrase, "ru", f"{second} {first}")
    apart = reading("ru", f"{before} {first}", f"{second} {after}")
    assert not apart.has_term(terms().normalize(phrase, "ru"))


@settings(deadline=None)
@given(
    text=st.text(st.characters(codec="utf-8"), max_size=80),
    language=st.sampled_from(["ru", "uk", "en"]),
)
def test_any_typed_text_is_a_term_or_a_fault(text: str, language: InterfaceLanguage) -> None:
    try:
        meaning = terms().normalize(text, language)
    except InvalidTermError:
        return
    assert len(text) <= MAX_TERM_CHARS
    assert 1 <= len(meaning.words) <= MAX_TERM_WORDS
    assert NormalizedTerm.parse(str(meaning)) == meaning
    assert terms().get_lookup_tokens(meaning)


@settings(deadline=None)
@given(
    term=st.sampled_from([*RUSSIAN, *PHRASES]),
    text=st.lists(st.sampled_from([*RUSSIAN, "железная", "дорога", "Ильхам", "Алиев"]), min_size=1),
)
def test_mention_contains_a_term_key(term: str, text: list[str]) -> None:
    """No match is missed by the look-up with these tokens."""
    meaning, article = terms().normalize(term, "ru"), reading("ru", " ".join(text))
    if article.has_term(meaning):
        assert not terms().get_lookup_tokens(meaning).isdisjoint(article.tokens)


@pytest.mark.parametrize(
    ("term", "language", "article", "text"),
    [
        ("Зеленский", "ru", "uk", "Президент Зеленський прибув до Одеси"),
        ("Трамп", "ru", "en", "On Monday President Trump arrived"),
        ("Ilham Aliyev", "en", "ru", "Во вторник Ильхам Алиев принял послов"),
        ("Украина", "ru", "en", "Talks in Ukraine went on"),
        ("Київ", "uk", "ru", "Вчера в Киеве шёл дождь"),
    ],
)
def test_a_name_is_found_in_other_languages(
    term: str, language: InterfaceLanguage, article: Language, text: str
) -> None:
    assert reading(article, text).has_term(terms().normalize(term, language))


@pytest.mark.parametrize("term", ["zurich", "Zürich", "cafe in zurich", "café in Zürich"])
def test_accents_are_not_typed(term: str) -> None:
    assert mentions(term, "en", "A café in Zürich burned down.")


def test_a_term_stored_with_an_accent_is_found() -> None:
    stored = NormalizedTerm.parse("en zürich")
    assert reading("en", "A café in Zürich burned down.").has_term(stored)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("Баку", "Топливо было в баке, а не в канистре"),
        ("мост", "В Москве открыли мостовую"),
        ("Трамп", "Спортсмен прыгнул с трамплина"),
        ("Алиев", "Олив не видел"),
    ],
)
def test_what_only_looks_alike_is_not_found(term: str, text: str) -> None:
    assert not mentions(term, "ru", text)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", TermFault.EMPTY),
        ("—", TermFault.EMPTY),
        ("и", TermFault.COMMON),
        ("The", TermFault.COMMON),
        ("ф", TermFault.SHORT),
        ("24", TermFault.SHORT),
        ("мост " * 7, TermFault.LONG),
    ],
)
def test_term_faults(text: str, fault: TermFault) -> None:
    with pytest.raises(InvalidTermError) as caught:
        terms().normalize(text, "ru")
    assert caught.value.fault is fault


@pytest.mark.parametrize(
    ("typed", "listed"),
    [
        ("Азербайджан", ["Азербайджан"]),
        ('мост, "железная дорога" ,Ильхам  Алиев', ["мост", "железная дорога", "Ильхам Алиев"]),
        ("«да, конечно»; мост\nрека", ["да, конечно", "мост", "река"]),
        ("ООО «Рога и копыта»", ["ООО «Рога и копыта"]),
        (' , ;"" ', []),
        ('"не закрыта', ["не закрыта"]),
    ],
)
def test_terms_are_listed_with_commas(typed: str, listed: list[str]) -> None:
    assert split(typed) == listed
