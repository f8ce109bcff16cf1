"""Russian news embeddings: navec's 250,000 words, as natasha brings them.

Navec vectors are product-quantised: a word is 100 codes, each a choice of 256 vectors of 3 numbers
(https://github.com/natasha/navec). They stay packed here; a vector is unpacked when asked for.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
from navec import Navec
from numpy.typing import NDArray

Vector = NDArray[np.float32]

_FILE = "data/emb/navec_news_v1_1B_250K_300d_100q.tar"


def natasha_file(name: str) -> Path:
    """A data file of the natasha package, found without importing it: its import would load a
    second morphology. Raises FileNotFoundError where natasha is not installed."""
    spec = find_spec("natasha")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("natasha, whose data the news desk reads, is not installed")
    return Path(next(iter(spec.submodule_search_locations))) / name


class Embeddings:
    """Word vectors and corpus counts of Russian word forms: 75 MB, half a second to load."""

    def __init__(self) -> None:
        self._navec = Navec.load(natasha_file(_FILE))
        self._numbers: dict[str, int] = self._navec.vocab.word_ids
        self._counts = np.array(self._navec.vocab.counts, dtype=np.uint32)
        self._navec.vocab.counts = self._counts  # a list of a quarter million ints is 10 MB more

    @property
    def navec(self) -> Navec:
        """What slovnet's models want their word vectors from."""
        return self._navec

    @property
    def numbers(self) -> dict[str, int]:
        """The number of each word."""
        return self._numbers

    def vector(self, word: str) -> Vector | None:
        """The 300 numbers of a lower-case word, or None."""
        number = self._numbers.get(word)
        if number is None:
            return None
        found: Vector = self._navec.pq[number]
        return found

    def count(self, word: str) -> int:
        """How often the form stood in the corpus of 1.2 thousand million words; 0 if unknown."""
        number = self._numbers.get(word)
        return 0 if number is None else int(self._counts[number])
