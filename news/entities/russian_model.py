"""Find Russian names by slovnet's news model, without slovnet's wrappers.

The model is slovnet's and gives the same names. What is around it (tokens, batches with masks,
markup) takes half the time there and is done here for one text, with the tokens of words cached.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from razdel import tokenize
from slovnet.const import SHAPE, TAG
from slovnet.exec import model as models
from slovnet.exec.pack import Pack
from slovnet.shape import word_shape

from news.entities.mentions import Mention
from news.model import EntityKind
from news.nlp.embeddings import Embeddings, find_natasha_file

Scores = NDArray[Any]

_MODEL_FILE = "data/model/slovnet_ner_news_v1.tar"
_MAX_CACHED_WORDS, _MAX_CACHED_PARTS = 10_000, 2_000
_KINDS: dict[str, EntityKind] = {"PER": "person", "LOC": "place", "ORG": "organisation"}
_JOINING = r"‑–—−\-_"
# razdel looks past a space only where one of these ends or begins a word: «пресс- и», "5, 6".
_LOOKS_AHEAD = re.compile(rf"\S[{_JOINING}]$|\d[.,/\\]$")
_LOOKS_BACK = re.compile(rf"[{_JOINING}.,/\\]\S")
_MARKS = frozenset("‑–—−-_.,/\\")
"""What either of them has at that end of a word: looking it up costs less than a search."""
# A word that razdel leaves whole, and the mark behind it that it parts from it.
_PLAIN_WORD = re.compile(r"([А-Яа-яЁё]+)([,.]?)")


class Token(NamedTuple):
    """A token of a text, and the numbers of its word and its shape in the model."""

    text: str
    word: int | None
    shape: int


class RussianNameModel:
    """Holds the model, with the vocabulary of the embeddings: a second one of a quarter of a
    million words would take 45 MB."""

    def __init__(self, embeddings: Embeddings) -> None:
        with Pack(find_natasha_file(_MODEL_FILE)) as pack:
            pack.load_meta().check_protocol()
            model = pack.load_model(models.NER)
            model = model.inject_arrays(dict(pack.load_arrays(model.weights)))
            self._shapes, tags = pack.load_vocab(SHAPE), pack.load_vocab(TAG)
        # Raises ValueError where the model was trained on other embeddings than these.
        self._model = model.inject_navec(embeddings.navec)
        self._embeddings, self._words = embeddings, embeddings.vocabulary
        self._tags = [tag.partition("-") for tag in tags.items]
        self._transitions = model.head.crf.transitions.array
        self._token = lru_cache(maxsize=_MAX_CACHED_WORDS)(self._read_token)
        self._parts = lru_cache(maxsize=_MAX_CACHED_PARTS)(self._read_part)

    def find(self, text: str) -> list[Mention]:
        """Return the names of a text in order."""
        tokens = list(chain.from_iterable(map(self._list_tokens, split_at_spaces(text))))
        if not tokens:
            return []
        words = self._embeddings.get_vectors(np.array([token.word for token in tokens]))
        shapes = self._model.emb.shape(np.array([token.shape for token in tokens]))
        vectors = np.concatenate((words, shapes), axis=-1)
        for layer in self._model.encoder.layers:
            found = layer.relu(convolve(vectors, layer.conv))
            vectors = layer.norm(found.T[None])[0].T
        path = find_best_path(self._model.head(vectors), self._transitions)
        return list(self._list_mentions(text, tokens, path))

    def _list_tokens(self, part: str) -> tuple[Token, ...]:
        plain = _PLAIN_WORD.fullmatch(part)
        if plain is None:
            return self._parts(part)
        word, mark = plain.groups()
        return (self._token(word), self._token(mark)) if mark else (self._token(word),)

    def _read_part(self, part: str) -> tuple[Token, ...]:
        return tuple(self._token(token.text) for token in tokenize(part))

    def _read_token(self, text: str) -> Token:
        return Token(text, self._words.encode(text.lower()), self._shapes.encode(word_shape(text)))

    def _list_mentions(self, text: str, tokens: list[Token], path: list[int]) -> Iterator[Mention]:
        """Yield the spans of the tags: B begins a name, I goes on with one, O is none."""
        start = stop = end = 0
        kind = ""
        for token, number in zip(tokens, path, strict=True):
            part, _, named = self._tags[number]
            begin = text.find(token.text, end)
            end = begin + len(token.text)
            if kind and part != "I":
                yield Mention(text[start:stop], _KINDS[kind], start)
                kind = ""
            if part == "B":
                start, kind = begin, named
            if part != "O":
                stop = end
        if kind:
            yield Mention(text[start:stop], _KINDS[kind], start)


def split_at_spaces(text: str) -> Iterator[str]:
    """Yield the parts of a text that razdel divides into tokens independently of each other: its
    words, but two as one where it looks past the space between them."""
    held = ""
    for word in text.split():
        if held and (
            (held[-1] in _MARKS and _LOOKS_AHEAD.search(held))
            or (word[0] in _MARKS and _LOOKS_BACK.match(word))
        ):
            held = f"{held} {word}"
            continue
        if held:
            yield held
        held = word
    if held:
        yield held


def convolve(vectors: Scores, layer: models.Conv1d) -> Scores:
    """Return the sums of slovnet's `Conv1d` for each vector with its neighbours, with one copy of
    the vectors instead of three. The product is that of the same matrices, so it is equal to the
    last digit."""
    filters, length, width = layer.weight.shape
    windows = np.zeros((len(vectors), length, width), dtype=vectors.dtype)
    windows[1:, :, 0] = vectors[:-1]
    windows[:, :, 1] = vectors
    windows[:-1, :, 2] = vectors[1:]
    weights = layer.weight.array.reshape(filters, length * width)
    sums: Scores = np.matmul(windows.reshape(len(vectors), -1), weights.T) + layer.bias.array
    return sums


def find_best_path(emissions: Scores, transitions: Scores) -> list[int]:
    """Return the path through the tags with the highest sum (Viterbi): one tag for each row. The
    sums are slovnet's in the same order."""
    into = np.ascontiguousarray(transitions.T)
    sums = np.empty((len(emissions) - 1, *into.shape), dtype=into.dtype)
    score = emissions[0]
    for row, emission in zip(sums, emissions[1:, :, None], strict=True):
        np.add(into, score, out=row)
        np.add(row, emission, out=row)
        score = np.maximum.reduce(row, 1)
    path = [int(score.argmax())]
    for best in reversed(sums.argmax(2).tolist()):
        path.append(best[path[-1]])
    return path[::-1]
