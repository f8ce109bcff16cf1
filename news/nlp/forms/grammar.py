"""Check whether the beginning of a sentence is a complete clause: it has a predicate, and its
last word does not need another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cache

from pymorphy3.tagset import OpencorporaTag

from news.data import load_toml
from news.model import Language
from news.nlp.forms.lemmas import Lemmatizer, WordReading
from news.nlp.forms.ukrainian import (
    PREDICATIVES,
    has_infinitive_predicate,
    has_participle_predicate,
    is_infinitive,
)
from news.nlp.stopwords import get_stopwords
from news.nlp.words import find_words, fold

_PREDICATES = frozenset({"VERB", "PRTS", "PRED", "ADJS"})
_FINITE = frozenset({"VERB", "PRTS", "PRED"})
_INCOMPLETE_ENDINGS = frozenset(
    {"ADJF", "PRTF", "NUMR", "PREP", "CONJ", "PRCL", "ADVB", "COMP", "NPRO"}
)
_PARTICLES = frozenset({"CONJ", "PRCL", "ADVB"})
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
_ENGLISH_VERB = (
    r"(?:is|are|was|were|be|has|have|had|will|would|can|could|may|might|must|should|do|does|did"
    r"|won|made|took|hit|told|got|went|came|left|found|held|lost|sent|set|cut|put|met|saw|said|says"
    r"|rose|fell|grew|began|became|gave|kept|led|paid|ran|sold|spent|spoke|stood|wrote|shot|beat"
    r"|broke|brought|bought|built|struck|sank|fled|sought|won|drew|chose|threw|wants|plans|faces"
    r"|seeks|needs|says|calls|makes|takes|gets|goes|comes|shows|offers|opens|wins|find|want|plan|face|need|seek|know|think|see"
    r"|quit|[a-z]\w*ed)"
)
_ENGLISH_ENDING = re.compile(
    r"(?<=[a-z]{2})(?:s|n[’']t)\b|\b(?:that|it|there|what|he|she|who)[’']s\b", re.IGNORECASE
)
_ENGLISH_PRESENT = (
    r"(?:keeps|holds|leads|runs|sees|tells|gives|sets|puts|hits|beats|believes|claims|warns|denies|admits|remains?"
    r"|becomes|rises|falls|leaves|turns|moves|returns|backs|urges|expects?|hopes?|fears?|launches|unveils|joins|signs|buys"
    r"|sells|loses|reports|feels?|thinks|knows|stands?|finds|plays|works|lives|spends|costs?|brings|meets|stays|starts"
    r"|ends|begins|drops|slips|continues?|suggests?|show|agrees?|believe|warn|say|make|take|get|use|uses)"
)
_ENGLISH_PAST = (
    r"(?:ate|bit|bled|bred|caught|clung|crept|dealt|drank|drove|dug|fed|felt|flew|fought|froze|hid"
    r"|hung|hurt|lit|overtook|rang|rode|sang|shook|shone|shut|slept|slid|split|spread|spun|stole"
    r"|stuck|swam|swept|swore|swung|taught|thought|tore|underwent|understood|wept|withdrew"
    r"|woke|wore|wound up)"
)
_ENGLISH_PREDICATE = re.compile(
    rf"(?<!\bto\s)(?<!\bthe\s)(?<!\ba\s)(?<!\bbeing\s)\b(?!(?:published|entitled|titled|called|named|based|aged)\b)(?:{_ENGLISH_VERB}|{_ENGLISH_PRESENT}|{_ENGLISH_PAST})\b"
)
_PASSIVE_END = re.compile(r"\b(?:was|were|is|are|be|been|being)\s(?:\w+ly\s)?\w+(?:ed|en|wn|ght)$")
_NOUNS_TOO = frozenset({"plan", "need", "face", "cut", "hit", "set"})
"""Verbs of the list that are nouns where a clause ends."""
_INFINITIVE_END = re.compile(r"\bto\s[a-z]+$")
_DEPENDENT_OPENING = re.compile(
    r"(?:как|если|когда|пока|хотя|после\sтого|як|якщо|коли|поки|хоча|as|when|while|if|although|though|after|since|because)\s",
    re.IGNORECASE,
)
_PREDICATES_AFTER_SUBJECT = 3
"""Of the relative clause of a subject, and of the subject itself: "A man who fled was found"."""
_ENGLISH_CONTRAST = re.compile(r"\s(?:but|while|whereas|because|although|that)\s")
_OPEN_PARENTHESIS = re.compile(
    r"\b(?:and|but|that|says|said),?\s(?:although|though|if|when|while|as|because|since|after)\b[^,]*$"
)
_ENGLISH_SUBORDINATE = re.compile(r",?\s(?:who|which|that|whose|where|when)\s")
_ENGLISH_OPEN_END = re.compile(
    rf"(?:{_ENGLISH_VERB}|\w{{2,}}ing|\w+['’]s|more|most|less|least|new|first|last|former|early|late"
    r"|ahead|such|other|own|able|familiar|aware|responsible|due|according|appears?|likely|continues?|set|ready|expects?|aims?|hopes?|tries|fails?"
    r"|begins?|starts?|looks?|vows?|agrees?|refuses?|decides?|partial|full|notably)$"
)
_SUBORDINATE = re.compile(
    r",\s(?:(?:[а-яё]{1,20}\s){0,2}котор|что\b|кто\b|хто\b|чтобы|где\b|когда|если|хотя|поскольку\b|потому\sчто\b|так\sкак\b"
    r"|оскільки\b|тому\sщо\b|бо\b|(?:(?:у|в|на|про|за|з|із|для|до|від|при)\s)?як(?:ий|а|е|і|ого|ої|их|ому|ій|ою|им)\b|що\b|щоб|де\b|коли|якщо|хоча|че[йю]\b|чь[яеёию]\b|чи[йяєї]\b)"
)

_OF_SUBJECT = re.compile(
    r"^((?:[^\s,:«»–—]+\s){0,4}[^\s,:«»–—]+),\s(?:(?:в|во|на|о|об|по|с|со|из|от|для|за|при|под|к|у)\s)?(?:котор\w{2,3}"
    r"|(?:(?:у|в|на|про|за|з|із|для|до|від|при)\s)?як(?:ий|а|е|і|ого|ої|их|ому|ій|ою|им))\s[^,]{3,99},\s"
    r"(?!(?:а|и|но|однако|і|й|та|але|проте)\s)"
)
"""A relative clause right after the first words of a sentence."""


def has_english_verb(text: str) -> bool:
    """Return whether an English text may have a finite verb: one of a list, or a word in -ed or
    -s."""
    return _ENGLISH_PREDICATE.search(text) is not None or _ENGLISH_ENDING.search(text) is not None


_COPULA = re.compile(r"\s[–—]\s(?:это|це)\s")


class ClauseEnd(StrEnum):
    """Where a text was cut: not at all, at the end of a clause, before a preposition or "and";
    there too, though a complement may be lost."""

    SENTENCE = "sentence"
    CLAUSE = "clause"
    PHRASE = "phrase"
    LOOSE = "loose"


class Grammar:
    """Decides whether a text is a complete clause, for headlines."""

    def __init__(self, lemmatizer: Lemmatizer) -> None:
        self._lemmatizer = lemmatizer

    def is_clause(self, text: str, language: Language, end: ClauseEnd) -> bool:
        """Return whether the text has a predicate and a complete end. A text in an unsupported
        language is accepted."""
        found = _list_lower_words(text)
        if not found:
            return False
        if _DEPENDENT_OPENING.match(text):
            text = text.partition(", ")[2]
        if self._lemmatizer.get_analyzer(language) is None:
            return language != "en" or _is_english_clause(text, end)
        if end is ClauseEnd.SENTENCE:
            # A relative clause before the verb, or one without a verb, makes it no less whole.
            return (
                _COPULA.search(text) is not None
                or self._may_have_predicate(found, language)
                or (language == "uk" and self._has_ukrainian_predicate(text, found))
            )
        parts = _list_parts(text)
        has_predicates = all(
            _COPULA.search(part)
            or self._has_predicate(_list_lower_words(part), language, number > 0)
            or (language == "uk" and self._has_ukrainian_predicate(part, _list_lower_words(part)))
            for number, part in enumerate(parts)
        )
        return has_predicates and self._is_complete_end(found, language, end)

    def _is_complete_end(self, words: Sequence[str], language: Language, end: ClauseEnd) -> bool:
        """Return whether the last word needs no other after it."""
        if words[-1] in get_stopwords(language) or words[-1] in _PREPOSITIONAL:
            return False
        reading = self._lemmatizer.read(words[-1], language)
        tag = reading.tags[0] if reading.tags else None
        if tag is None:
            return True
        if end is ClauseEnd.PHRASE and not _load_open_ends(language).isdisjoint(reading.forms):
            return False
        is_verb = "VERB" in tag.grammemes or "INFN" in tag.grammemes
        return (
            not _is_incomplete(reading)
            and reading.forms[0] not in _TRANSITIVE_VERBS
            and not (
                is_verb and (end is not ClauseEnd.CLAUSE or "tran" in tag.grammemes)
            )  # «потратили»: what?
        )

    def _may_have_predicate(self, clause: Sequence[str], language: Language) -> bool:
        """Return whether a word may be a predicate, though more often something else: «став»."""
        readings = (self._lemmatizer.read(word, language) for word in clause)
        return any(str(tag.POS) in _PREDICATES for r in readings for tag in r.tags)

    def _has_ukrainian_predicate(self, text: str, clause: Sequence[str]) -> bool:
        """Return whether a Ukrainian clause has a predicate that the dictionary takes for no
        verb."""
        words = [(word, self._lemmatizer.read(word, "uk").tags) for word in clause]
        return (
            not PREDICATIVES.isdisjoint(clause)
            or has_infinitive_predicate(words)
            or has_participle_predicate(text, words)
        )

    def _has_predicate(
        self, clause: Sequence[str], language: Language, is_subordinate: bool
    ) -> bool:
        kinds = _PREDICATES | {"INFN"} if is_subordinate else _PREDICATES
        readings = (self._lemmatizer.read(word, language) for word in clause)
        return any(
            str(r.tags[0].POS) in kinds and (is_subordinate or not is_infinitive(r.tags))
            for r in readings
            if r.tags
        )


def is_finite(tags: Sequence[OpencorporaTag]) -> bool:
    """Return whether the likeliest reading of a word is a finite predicate: a verb that is no
    infinitive, a short participle («закрыты» is an adjective too), «нельзя»."""
    kinds = {str(tag.POS) for tag in tags}
    return any(
        str(tag.POS) in _FINITE or (tag.POS == "ADJS" and "PRTS" in kinds) for tag in tags[:1]
    ) and not is_infinitive(tags)


def _is_incomplete(reading: WordReading) -> bool:
    """Return whether a word is of a kind that needs another after it. «Раз» and the like are nouns
    too."""
    kind = str(reading.tags[0].POS)
    is_noun = any("NOUN" in tag.grammemes for tag in reading.tags)
    return kind in _INCOMPLETE_ENDINGS and not (is_noun and kind in _PARTICLES)


def _list_parts(text: str) -> list[str]:
    """Return the main clause of a text and its subordinate ones. A relative clause right after the
    subject is left out, if another comma closes it: «Завод, который строили три года, открылся»."""
    text = _OF_SUBJECT.sub(r"\1 ", text)
    return _SUBORDINATE.split(text)


def _list_lower_words(text: str) -> list[str]:
    return [word.text.lower() for word in find_words(text)]


def _is_english_clause(text: str, end: ClauseEnd) -> bool:
    """Return whether the main clause of an English text has a verb, and its end no open one."""
    if end is ClauseEnd.SENTENCE:
        return bool(text)
    main = _ENGLISH_SUBORDINATE.split(text, maxsplit=1)[0]
    parts = (main, *_ENGLISH_CONTRAST.split(text)[1:])
    is_subject = main != text and len(_ENGLISH_PREDICATE.findall(text)) >= _PREDICATES_AFTER_SUBJECT
    if not all(_ENGLISH_PREDICATE.search(part) or (part is main and is_subject) for part in parts):
        return False
    last = text.rsplit(" ", 1)[-1].lower().strip("’'”“\"")
    if last in get_stopwords("en") or (end is ClauseEnd.PHRASE and last in _load_open_ends("en")):
        return False
    if _OPEN_PARENTHESIS.search(text) or (end is ClauseEnd.PHRASE and _INFINITIVE_END.search(text)):
        return False
    if text.endswith(" than expected") or (end is ClauseEnd.CLAUSE and last in _NOUNS_TOO):
        return True
    if _PASSIVE_END.search(text):
        return end is not ClauseEnd.PHRASE
    return not _ENGLISH_OPEN_END.fullmatch(last)


@cache
def _load_open_ends(language: Language) -> frozenset[str]:
    """Return the nouns that need a word after them."""
    return frozenset(map(fold, load_toml("grammar/open_ends").get(language, "").split()))
