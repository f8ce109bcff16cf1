"""Dictionaries and embeddings are mapped from their files, and mean the same as copies."""

from __future__ import annotations

import numpy as np
import pymorphy3
import pytest
from dawg_python import wrapper
from navec import Navec

from news.model import Language
from news.nlp.embeddings import Embeddings, find_natasha_file
from news.nlp.forms.lemmas import Lemmatizer
from news.nlp.forms.mapped_dawg import MappedDictionary
from news.nlp.mapped_files import release_pages

WORDS: dict[Language, str] = {
    "ru": "мостом стали Вэнсом ёлка хлоп кое-какой полуостров наисложнейший ъъъ 5g",
    "uk": "мостами сталі Вэнсом п'ять щонайкраще під'їзд ґанок ъъъ Київ",
}


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_a_mapped_dictionary_parses_as_a_copied_one(language: Language) -> None:
    copied = pymorphy3.MorphAnalyzer(lang=language)
    mapped = Lemmatizer().get_analyzer(language)
    assert mapped is not None
    assert isinstance(mapped.dictionary.words.dct, MappedDictionary)
    for word in WORDS[language].split():
        found = [(p.normal_form, str(p.tag), p.score) for p in mapped.parse(word)]
        assert found == [(p.normal_form, str(p.tag), p.score) for p in copied.parse(word)]
        assert mapped.word_is_known(word) == copied.word_is_known(word)
        assert mapped.dictionary.words.keys(word[:3]) == copied.dictionary.words.keys(word[:3])


def test_other_dictionaries_are_copied_as_before() -> None:
    Lemmatizer()
    assert wrapper.Dictionary is not MappedDictionary


def test_mapped_vectors_are_those_of_navec() -> None:
    embeddings = Embeddings()
    original = Navec.load(find_natasha_file("data/emb/navec_news_v1_1B_250K_300d_100q.tar"))
    for word in ("мост", "a", "ёсць", "<pad>"):
        assert np.array_equal(embeddings.get_vector(word), original[word])
    assert embeddings.get_vector("ъъъ") is None


def test_released_pages_come_back() -> None:
    embeddings, lemmatizer = Embeddings(), Lemmatizer()
    before = embeddings.get_vector("мост")
    release_pages()
    assert np.array_equal(embeddings.get_vector("мост"), before)
    assert lemmatizer.get_analyzer("uk").parse("києва")[0].normal_form == "київ"
