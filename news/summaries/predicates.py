"""Find the predicate of a sentence, and the items of a list, whose labels have none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from news.model import Language
from news.nlp.analysis import Sentence
from news.nlp.forms.grammar import has_english_verb, is_finite
from news.nlp.forms.ukrainian import PREDICATIVES, has_participle_predicate

_MAX_LABEL_WORDS, _MIN_LABELS = 2, 3
_COPULA_DASH = re.compile(
    r"^[^–—]{2,70}(?<!яких)(?<!которых)(?: [–—]| -) "
    r"(?!\d|(?:в|у|на|до|від|от|з|із|с|по|за|для|при|о|об|к)\s)"
)
_SCORE_OR_TIME = re.compile(r"\d:\d")
_UKRAINIAN_PREDICATIVE = re.compile(
    rf"\b(?:{'|'.join(sorted(PREDICATIVES))}"
    r"|\w{3,}іш(?:ий|а|е|і)\b[^.]{0,30},? ніж)\b"
)
"""What the dictionary takes for an adverb or an adjective."""
_PREDICATES = frozenset({"VERB", "PRTS", "PRED", "ADJS", "INFN", "GRND"})


def has_predicate(sentence: Sentence, language: Language) -> bool:
    """Return whether a sentence has a verb, or is of the form «X — Y». A sentence in an
    unsupported language has one."""
    if language == "en":
        return has_english_verb(sentence.text)
    if language == "und":
        return True
    if any(not _PREDICATES.isdisjoint(t.grammemes) for word in sentence.words for t in word.tags):
        return True
    if language == "uk" and (
        _UKRAINIAN_PREDICATIVE.search(sentence.text)
        or has_participle_predicate(
            sentence.text, [(word.text, word.tags) for word in sentence.words]
        )
    ):
        return True
    return _COPULA_DASH.search(sentence.text) is not None and not _SCORE_OR_TIME.search(
        sentence.text
    )


def is_of_present(sentence: Sentence) -> bool:
    """Return whether a Russian or Ukrainian sentence has finite verbs, all of the present tense: it
    tells how things are. A passive participle tells what was done: «Школы закрыты»."""
    verbs = [word.tags[0] for word in sentence.words if is_finite(word.tags)]
    return bool(verbs) and all("pres" in tag.grammemes for tag in verbs)


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
