"""Find the predicate of a sentence, and the items of a list, whose labels have none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from news.model import Language
from news.nlp.analysis import Sentence
from news.nlp.forms.grammar import has_english_verb

_MAX_LABEL_WORDS, _MIN_LABELS = 2, 3
_COPULA_DASH = re.compile(r"^[^–—]{2,70} [–—] (?!\d)")
_PREDICATES = frozenset({"VERB", "PRTS", "PRED", "ADJS", "INFN", "GRND"})


def has_predicate(sentence: Sentence, language: Language) -> bool:
    """Return whether a sentence has a verb, or is of the form «X — Y». A sentence in an
    unsupported language has one."""
    if language == "en":
        return has_english_verb(sentence.text)
    if language == "und":
        return True
    if any(str(tag.POS) in _PREDICATES for word in sentence.words for tag in word.tags):
        return True
    first_tags = sentence.words[0].tags
    return _COPULA_DASH.search(sentence.text) is not None and not any(
        tag.POS == "PREP" for tag in first_tags
    )


def find_items(sentences: Sequence[Sentence], language: Language) -> frozenset[int]:
    """Return the numbers of the sentences under a label of one or two words («Овен.»), if the text
    has several such labels."""
    labels = {
        number
        for number, sentence in enumerate(sentences)
        if 0 < len(sentence.words) <= _MAX_LABEL_WORDS
        and not any(word.is_stopword or word.is_numeric for word in sentence.words)
        and (
            all(word.is_capitalized for word in sentence.words)
            if language == "en"
            else not has_predicate(sentence, language)
        )
    }
    if len({sentences[number].text for number in labels}) < _MIN_LABELS:
        return frozenset()
    items, block = set(labels), -1
    for number, sentence in enumerate(sentences):
        if number in labels:
            block = sentence.block
        elif sentence.block == block:
            items.add(number)
    return frozenset(items)
