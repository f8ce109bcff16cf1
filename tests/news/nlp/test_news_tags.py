"""The Russian names are those of slovnet, in less time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from razdel import tokenize
from slovnet import NER
from slovnet.exec.model import CRF, Conv1d, Weight

from news.entities.mentions import Mention
from news.entities.russian_model import (
    RussianNameModel,
    convolve,
    find_best_path,
    split_at_spaces,
)
from news.nlp.embeddings import Embeddings, find_natasha_file

TAGS = 8
KINDS = {"PER": "person", "LOC": "place", "ORG": "organisation"}
TEXTS = [
    "Глава МИД Армении Арарат Мирзоян\nВ среду он прибыл в Тбилиси, сообщает «Арменпресс».",
    "Матч «Зенит» – «Спартак» (2:1) судил Сергей Карасев из Москвы",
    "Мария",
    "без имен, 5, 6 и -7",
    "",
    " \n ",
]


@given(seed=st.integers(0, 2**32 - 1), length=st.integers(1, 12))
def test_the_likeliest_tags_are_those_of_slovnet(seed: int, length: int) -> None:
    draw = np.random.default_rng(seed)
    table = draw.normal(size=(TAGS, TAGS)).astype(np.float32)
    emissions = draw.normal(size=(length, TAGS)).astype(np.float32)
    crf = CRF(Weight(table.shape, "float32", table))
    (theirs,) = crf.decode(emissions[None], np.ones((1, length), dtype=bool))
    assert find_best_path(emissions, table) == theirs.tolist()


@given(seed=st.integers(0, 2**32 - 1), length=st.integers(1, 12))
def test_the_sums_over_neighbours_are_those_of_slovnet(seed: int, length: int) -> None:
    draw = np.random.default_rng(seed)
    vectors, table, bias = (
        draw.normal(size=size).astype(np.float32) for size in ((length, 5), (7, 5, 3), (7,))
    )
    layer = Conv1d(Weight(table.shape, "float32", table), Weight(bias.shape, "float32", bias), 1)
    np.testing.assert_array_equal(convolve(vectors, layer), layer(vectors.T[None])[0].T)


@given(st.text(alphabet="аБz9 0-–_.,/\\!?:;)(\"'«»\n…*Δ$", max_size=60))
def test_parts_of_a_text_have_the_tokens_of_the_whole(text: str) -> None:
    parts = [token.text for part in split_at_spaces(text) for token in tokenize(part)]
    assert parts == [token.text for token in tokenize(text)]


@pytest.fixture(scope="module")
def slovnet(embeddings: Embeddings) -> NER:
    model = NER.load(find_natasha_file("data/model/slovnet_ner_news_v1.tar"))
    model.navec(embeddings.navec)
    return model


@pytest.mark.parametrize("text", TEXTS)
def test_names_are_those_of_slovnet(slovnet: NER, embeddings: Embeddings, text: str) -> None:
    spans = slovnet(text).spans if text.strip() else []
    theirs = [Mention(text[s.start : s.stop], KINDS[s.type], s.start) for s in spans]
    assert RussianNameModel(embeddings).find(text) == theirs
