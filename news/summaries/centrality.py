"""How central each sentence is to a text: its mean likeness to all the others.

Degree centrality over cosines of word counts, as LexRank has it (Erkan and Radev 2004). The further
step, a random walk, orders the sentences of one article no better, and neither do inverse
frequencies or stems: measured with bench/quality.py.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from math import sqrt

from news.model import Language
from news.nlp.analysis import Sentence
from news.nlp.stopwords import get_function_words

_LETTERS = re.compile(r"[^\W\d_]{2,}")


def compute_centrality(sentences: Sequence[Sentence], language: Language) -> list[float]:
    """For each sentence 0..1, the most central 1; all 0 where no two share a word."""
    units = [_normalize(Counter(_list_linking_words(sentence, language))) for sentence in sentences]
    total: Counter[str] = Counter()
    for unit in units:
        total.update(unit)
    # The sum of cosines with all others is the product with their sum, less that with itself.
    sums = [
        sum(total[word] * weight for word, weight in unit.items()) - (1.0 if unit else 0.0)
        for unit in units
    ]
    most = max(sums, default=0.0)
    return [max(0.0, one / most) if most > 1e-9 else 0.0 for one in sums]


def _list_linking_words(sentence: Sentence, language: Language) -> Iterator[str]:
    """What ties it to other sentences: its words as they stand in English, their lemmas where words
    are inflected; without possessives, numbers and grammar."""
    grammar = get_function_words(language)
    for word in sentence.words:
        text = word.folded if language == "en" else word.lemma
        if text not in grammar:
            yield from (part for part in _LETTERS.findall(text) if part not in grammar)


def _normalize(counts: Counter[str]) -> dict[str, float]:
    length = sqrt(sum(count * count for count in counts.values()))
    return {word: count / length for word, count in counts.items()}
