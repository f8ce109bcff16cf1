"""Russian news embeddings: navec's 250,000 words, from the natasha package.

Navec vectors are product-quantised: a word is 100 codes, each one of 256 vectors of 3 numbers
(https://github.com/natasha/navec). They stay packed here; a vector is unpacked on request. The
words are packed too: navec's own list and dict of them take 45 MB, a trie 2 MB.
"""

from __future__ import annotations

import gzip
from array import array
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import IO

import numpy as np
from marisa_trie import Trie
from navec.meta import Meta
from navec.navec import META, PQ_, VOCAB, Navec
from navec.tar import Tar
from navec.vocab import PAD, UNK
from numpy.typing import NDArray

from news.nlp.mapped_files import map_file

Vector = NDArray[np.float32]
Matrix = NDArray[np.float32]

_EMBEDDINGS_FILE = "data/emb/navec_news_v1_1B_250K_300d_100q.tar"


def find_natasha_file(name: str) -> Path:
    """Return the path of a data file of natasha, without importing it: that would load a second
    morphology. Raises FileNotFoundError if natasha is not installed."""
    spec = find_spec("natasha")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("natasha, whose data the analysis reads, is not installed")
    return Path(next(iter(spec.submodule_search_locations))) / name


class Vocabulary:
    """Words and their numbers, in the given order. Has what slovnet's models need of a
    vocabulary: ``encode``, ``unk_id`` and ``pad_id``."""

    def __init__(self, words: Sequence[str]) -> None:
        self._trie = Trie(words)
        self._numbers = array("I", bytes(4 * len(words)))
        for number, key in enumerate(map(self._trie.get, words)):
            self._numbers[key] = number
        self.unk_id = self.get_number(UNK)
        self.pad_id = self.get_number(PAD)

    def get_number(self, word: str) -> int | None:
        """Return the number of a lower-case word, or None."""
        key = self._trie.get(word)
        return None if key is None else self._numbers[key]

    def words(self) -> list[str]:
        """Return all words, in alphabetical order."""
        return list(self._trie.keys())

    def encode(self, word: str) -> int | None:
        """Return the number of a word, or that of unknown words."""
        number = self.get_number(word)
        return self.unk_id if number is None else number


class _Vectors:
    """Navec's file of codes, as `navec.pq.PQ` but not copied, and without the lengths and products
    of all vectors, which only navec's own similarity needs (27 MB, half a second).

    The file holds four numbers (vectors, their length, parts, codes of a part), a byte for each
    part of each vector, then the codes. ``indexes`` and ``codes`` are what slovnet's models read.
    """

    def __init__(self, packed: memoryview) -> None:
        vectors, length, parts, centroids = np.frombuffer(packed, np.uint32, 4).tolist()
        start, size = 4 * 4, vectors * parts
        self.indexes = np.frombuffer(packed, np.uint8, size, start).reshape(vectors, parts)
        codes = np.frombuffer(packed, np.float32, centroids * length, start + size)
        self.codes = codes.reshape(parts, centroids, -1).copy()
        self._starts = centroids * np.arange(parts)
        self._pieces = self.codes.reshape(parts * centroids, -1)

    def unpack(self, number: int) -> Vector:
        found: Vector = self.unpack_all(np.array([number]))[0]
        return found

    def unpack_all(self, numbers: NDArray[np.int_]) -> Matrix:
        """Return the vectors of these numbers, one a row."""
        found: Matrix = self._pieces.take(self.indexes[numbers] + self._starts, axis=0)
        return found.reshape(len(numbers), -1)


class Embeddings:
    """Word vectors and corpus counts of Russian word forms: 4 MB and a mapped file of 25 MB."""

    def __init__(self) -> None:
        path = find_natasha_file(_EMBEDDINGS_FILE)
        with Tar(path) as tar:
            meta = Meta.from_file(tar.load(META))
            Meta.check_protocol(meta.protocol)
            self._counts, words = _read_words(tar.load(VOCAB))
            start = tar.tar.getmember(PQ_).offset_data
        self._vectors = _Vectors(map_file(path)[start:])
        self.vocabulary = Vocabulary(words)
        self.navec = Navec(meta, None, self._vectors)
        """What slovnet's models want their word vectors from; its vocabulary is left out."""

    def get_vector(self, word: str) -> Vector | None:
        """Return the 300 numbers of a lower-case word, or None."""
        number = self.vocabulary.get_number(word)
        if number is None:
            return None
        return self._vectors.unpack(number)

    def get_vectors(self, numbers: NDArray[np.int_]) -> Matrix:
        """Return the vectors of words by their numbers in the vocabulary, one a row."""
        return self._vectors.unpack_all(numbers)

    def count(self, word: str) -> int:
        """Return how often the form occurs in the corpus of 1.2 billion words; 0 if unknown."""
        number = self.vocabulary.get_number(word)
        return 0 if number is None else self._counts[number]


def _read_words(packed: IO[bytes]) -> tuple[array[int], list[str]]:
    """Read navec's vocabulary file: the number of words and their counts, unsigned 32-bit, then
    the words, one a line."""
    with gzip.open(packed) as file:
        (size,) = array("I", file.read(4))
        counts = array("I", file.read(4 * size))
        return counts, file.read().decode().splitlines()
