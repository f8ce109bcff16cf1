"""Compute how central each sentence is to a text: its mean similarity to all the others.

Degree centrality over cosines of word counts, as in LexRank (Erkan and Radev 2004). Its random walk
does not rank the sentences of one article better, and neither do inverse frequencies or stems:
measured with bench/quality.py.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from news.model import Language
from news.nlp.analysis import Sentence
from news.nlp.stopwords import get_function_words
from news.nlp.vectors import scale_to_unit

_LETTERS = re.compile(r"[^\W\d_]{2,}")


def compute_centrality(sentences: Sequence[Sentence], language: Language) -> list[float]:
    """Return for each sentence 0..1, where the most central has 1; all 0 if no two share a word."""
    units = [
        scale_to_unit(Counter(_list_linking_words(sentence, language))) for sentence in sentences
    ]
    total: Counter[str] = Counter()
    for unit in units:
        total.update(unit)
    # The sum of cosines with all others is the product with the total, minus that with itself.
    sums = [
        sum(total[word] * weight for word, weight in unit.items()) - (1.0 if unit else 0.0)
        for unit in units
    ]
    highest = max(sums, default=0.0)
    return [max(0.0, one / highest) if highest > 1e-9 else 0.0 for one in sums]


def _list_linking_words(sentence: Sentence, language: Language) -> Iterator[str]:
    """Yield the words compared between sentences: as written in English, lemmas where words are
    inflected; without possessives, numbers and function words."""
    grammar = get_function_words(language)
    for word in sentence.words:
        text = word.folded if language == "en" else word.lemma
        if text in grammar:
            continue
        if text.isalpha() and len(text) > 1:
            yield text
        else:
            yield from (part for part in _LETTERS.findall(text) if part not in grammar)
