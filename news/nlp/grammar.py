"""Check whether the beginning of a sentence is a complete clause: it has a predicate, and its
last word does not need another."""

from __future__ import annotations

import re

from pymorphy3 import MorphAnalyzer

from news.model import Language
from news.nlp.lemmas import Lemmatizer
from news.nlp.stopwords import get_stopwords
from news.nlp.words import find_words

_PREDICATES = frozenset({"VERB", "PRTS", "PRED", "ADJS"})
_INCOMPLETE_ENDINGS = frozenset(
    {"ADJF", "PRTF", "NUMR", "PREP", "CONJ", "PRCL", "ADVB", "COMP", "NPRO"}
)
# Nouns used as prepositions («по сравнению с»), and verbs that need an object.
_PREPOSITIONAL = frozenset(
    """сравнению отношении связи основании соответствии зависимости отличие сторону рамках ходе
    числе результате итогам порівнянні зв'язку підставі відповідно межах ході числі
    результаті""".split()  # noqa: SIM905
)
_TRANSITIVE_VERBS = frozenset(
    """рассказать заявить сообщить отметить сказать считать подчеркнуть добавить уточнить пояснить
    назвать объяснить стать быть мочь начать хотеть являться розповісти заявити повідомити зазначити
    сказати вважати підкреслити додати уточнити пояснити назвати стати бути могти почати хотіти
    бути""".split()  # noqa: SIM905
)
_ENGLISH_PREDICATE = re.compile(
    r"\b(?:is|are|was|were|be|has|have|had|will|would|can|could|may|might|must|should|do|does|did"
    r"|won|made|took|hit|told|got|went|came|left|found|held|lost|sent|set|cut|put|met|saw|said|says"
    r"|rose|fell|grew|began|became|gave|kept|led|paid|ran|sold|spent|spoke|stood|wrote|shot|beat"
    r"|broke|brought|bought|built|struck|sank|fled|sought|won|drew|chose|threw|\w{2,}ed)\b"
)
_SUBORDINATE = re.compile(
    r",\s(?:котор|что\b|чтобы|где\b|когда|если|як[аиіеу]|що\b|щоб|де\b|коли|якщо)"
)


class Grammar:
    """Decides whether a text is a complete clause, for headlines."""

    def __init__(self, lemmatizer: Lemmatizer) -> None:
        self._lemmatizer = lemmatizer

    def is_clause(self, text: str, language: Language) -> bool:
        """Return whether the text has a predicate and a complete end. A text in an unsupported
        language is accepted."""
        found = [word.text.lower() for word in find_words(text)]
        if not found or found[-1] in get_stopwords(language) or found[-1] in _PREPOSITIONAL:
            return False
        analyzer = self._lemmatizer.get_analyzer(language)
        if analyzer is None:
            return language != "en" or _ENGLISH_PREDICATE.search(text) is not None
        clauses = [
            [word.text.lower() for word in find_words(part)] for part in _SUBORDINATE.split(text)
        ]
        if not all(self._has_predicate(clause, analyzer) for clause in clauses):
            return False
        last = analyzer.parse(found[-1])[0]
        return (
            str(last.tag.POS) not in _INCOMPLETE_ENDINGS
            and last.normal_form not in _TRANSITIVE_VERBS
            and not ("VERB" in last.tag and "tran" in last.tag)  # «потратили»: what?
        )

    def _has_predicate(self, clause: list[str], analyzer: MorphAnalyzer) -> bool:
        return any(str(analyzer.parse(word)[0].tag.POS) in _PREDICATES for word in clause)
