"""Order the early sentences of an article by how well each would tell its news as a headline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from news.model import Language
from news.nlp.analysis import AnalyzedWord, Sentence
from news.nlp.forms.grammar import is_finite
from news.summaries import headline_patterns as patterns
from news.summaries.annotation import AnnotatedSentence
from news.summaries.announcements import keeps_back
from news.summaries.english_references import sets_scene
from news.summaries.predicates import is_of_present
from news.summaries.sentence_starts import LONG_AGO, load_reference_lists

_MAX_SOON = 4
_MAX_SHARING = 40
_FRAME_FACTOR = 1.4
"""How much more of its words the news shares with the text than the frame before it does."""
_STATE_FACTOR = 0.7
_MAX_SUBJECT_WORDS = 4
_IS_OLD = re.compile(
    r"\b(?:еще|ещё|ще)\s(?:в|у|на|с|з)\s(?:\S+\s){0,3}\d{4}\b"
    r"|\b(?:немає|нема|нет|не видно|не видать)\s(?:ни|жодн|з|с)\w*\b"
    r"|\b(?:стоят|стоять|висят|висять|лежат|лежать)\b"
    r"|\bщо(?:ранку|дня|вечора|ночі|весни|літа|осені|зими|року|тижня|неділі)\b"
    r"|\b(?:кожного|кожної|каждое|каждый|каждую|каждой)\s(?:ранку|весни|осені|зими|утро|день|вечер|весн|осен|зим)\w*",
    re.IGNORECASE,
)
"""Tells what was years ago, what is missing, or what is every day."""
_CONDITION = re.compile(r"(?:Если|Якщо)\b")
"""Opens with a condition: another sentence tells the news."""
_REASON = re.compile(r"(?:Ожидается|Очікується|Причиной|Причиною|Предпосылкой|Поводом|Приводом)\b")
"""Opens with a reason or with what is yet to come: without a name or number, it is no news."""
_EVENTS = frozenset(
    "инцидент происшествие церемония мероприятие опрос исследование фонд авария трагедия дело матч"  # noqa: SIM905
    " встреча заседание конкурс турнир проект акция совещание ролик запись видео документ"
    " інцидент подія церемонія захід опитування дослідження аварія трагедія справа зустріч"
    " засідання конкурс турнір проєкт акція нарада запис відео".split()
)
"""What has to be known where nothing says which one is meant."""
_TELLING_POS = frozenset({"ADJF", "PRTF", "NUMR"})
_EMPTY_ADJECTIVES = frozenset(
    "резонансный громкий страшный трагический торжественный официальный важный главный основной"  # noqa: SIM905
    " печальный этот данный весь сам гучний страшний трагічний урочистий офіційний важливий"
    " головний основний сумний цей увесь".split()
)
"""They do not tell which event is meant."""


def order_for_headline(
    tried: Sequence[AnnotatedSentence], sentences: Sequence[AnnotatedSentence], language: Language
) -> list[AnnotatedSentence]:
    """Return sentences in the order in which they are tried: a lead that keeps back what happened
    comes after those that soon tell it; in Russian and Ukrainian so does a frame."""
    weak = {
        one.number
        for one in tried
        if not one.is_turn and (announces_only(one, language) or not is_soon(one))
    }
    if language == "en":
        return sorted(tried, key=lambda one: (one.number in weak, not one.is_turn))
    weak |= {one.number for one in tried if one.number == 0 and _sets_scene(one.sentence)}
    open_ones = {one.number for one in tried if one.number and _leaves_event_open(one.sentence)}
    open_ones |= {one.number for one in tried if _lacks_full_name(one, sentences)}
    open_ones |= {one.number for one in tried if _repeats_later_subject(one, sentences)}
    strong = [one for one in tried if one.number not in weak | open_ones]
    weak |= _list_frames(strong, sentences, language)
    return sorted(tried, key=lambda one: (one.number in open_ones, one.number in weak))


def is_soon(one: AnnotatedSentence) -> bool:
    """Return whether a sentence is at the beginning of its text, or comes to the news there."""
    return one.is_turn or one.number <= _MAX_SOON


def _sets_scene(sentence: Sentence) -> bool:
    """Return whether a Russian or Ukrainian lead tells only how things are, without a name or
    number («Сезон кавунів у розпалі, їх продають усюди»), or what somebody does not do."""
    if not is_of_present(sentence):
        return False
    if not _has_name_or_number(sentence):
        return True
    return any(word.folded == "немає" for word in sentence.words) or any(
        first.folded == "не" and is_finite(second.tags)
        for first, second in pairwise(sentence.words)
    )


def _has_name_or_number(sentence: Sentence) -> bool:
    """Return whether a word after the first is capitalized or a number."""
    return any(word.is_capitalized or word.is_numeric for word in sentence.words[1:])


def _lacks_full_name(one: AnnotatedSentence, sentences: Sequence[AnnotatedSentence]) -> bool:
    """Return whether a sentence has only the surname of somebody whom a later early one names in
    full: a standfirst does, before «Премьер Иван Лозовой подал…»."""
    bare = {
        word.lemma
        for number, word in enumerate(one.sentence.words)
        if word.is_capitalized
        and not any(
            two.is_capitalized
            for two in one.sentence.words[max(0, number - 1) : number + 2]
            if two is not word
        )
    }
    later = (two.sentence for two in sentences[one.number + 1 : one.number + 1 + _MAX_SOON])
    return any(
        second.lemma in bare and _is_person(first)
        for sentence in later
        for first, second in pairwise(sentence.words)
        if first.is_capitalized and second.is_capitalized
    )


def _repeats_later_subject(one: AnnotatedSentence, sentences: Sequence[AnnotatedSentence]) -> bool:
    """Return whether a sentence without names begins with the same noun as one soon after it that
    has a name: the standfirst «Вакцина готова» does."""
    words = one.sentence.words
    if not words or any(word.is_capitalized for word in words[1:]):
        return False
    if not any(str(tag.POS) == "NOUN" for tag in words[0].tags[:1]):
        return False
    later = (two.sentence.words for two in sentences[one.number + 1 : one.number + 1 + _MAX_SOON])
    return any(
        after[0].lemma == words[0].lemma
        and any(word.is_capitalized for word in after[1 : 1 + 2 * _MAX_SUBJECT_WORDS])
        for after in later
        if after
    )


def _list_frames(
    strong: Sequence[AnnotatedSentence], sentences: Sequence[AnnotatedSentence], language: Language
) -> set[int]:
    shared = {one.number: _measure_shared(one, sentences) for one in strong}
    return {one.number for one in strong if _is_frame(one, strong, shared, language)}


def _measure_shared(one: AnnotatedSentence, sentences: Sequence[AnnotatedSentence]) -> float:
    """Return how often the words of a sentence are in the others, for its length."""
    if not one.stems:
        return 0.0
    times = sum(
        len(one.stems & other.stems)
        for other in sentences[:_MAX_SHARING]
        if other.is_whole and other is not one
    )
    return float(times / len(one.stems) ** 0.5)


def _is_frame(
    one: AnnotatedSentence,
    strong: Sequence[AnnotatedSentence],
    shared: dict[int, float],
    language: Language,
) -> bool:
    """Return whether a sentence says what goes on or who somebody is, and a later one tells more of
    the text; or names nobody where a later one does."""
    later = [other for other in strong if other.number > one.number]
    factor = (
        _STATE_FACTOR
        if patterns.STATE.search(one.text)
        else _FRAME_FACTOR
        if patterns.FRAME.search(one.text)
        else None
    )
    if factor is not None:
        return any(shared[two.number] > factor * shared[one.number] for two in later)
    return _has_nameless_subject(one.sentence, language) and any(
        _names_somebody(two.sentence) for two in later
    )


def _has_nameless_subject(sentence: Sentence, language: Language) -> bool:
    """Return whether what does something is a bare noun for a person or a club: «Украинский клуб
    сыграл…»."""
    roles = load_reference_lists(language)["roles"]
    words = sentence.words
    if any(_is_person(word) for word in words):
        return False
    return any(
        word.lemma in roles
        and not word.is_capitalized
        and any(is_finite(two.tags) for two in words[number + 1 : number + 1 + _MAX_SUBJECT_WORDS])
        and not any(other.is_capitalized for other in words[number + 1 : number + 3])
        for number, word in enumerate(words[:_MAX_SUBJECT_WORDS])
    )


def _names_somebody(sentence: Sentence) -> bool:
    return any(
        _is_person(word) or (word.is_capitalized and word.text.isupper()) for word in sentence.words
    )


def _is_person(word: AnalyzedWord) -> bool:
    return word.is_capitalized and any("Name" in tag.grammemes for tag in word.tags[:1])


def _leaves_event_open(sentence: Sentence) -> bool:
    """Return whether a sentence has a noun for an event without anything that says which: «видео
    инцидента», «В церемонии участвовал…»."""
    words = sentence.words
    for number, word in enumerate(words):
        if word.lemma not in _EVENTS:
            continue
        before, after = words[:number][-1:], words[number + 1 : number + 2]
        is_told = any(
            (other.is_capitalized and number > 1)
            or other.is_numeric
            or (
                other.lemma not in _EMPTY_ADJECTIVES
                and any(str(tag.POS) in _TELLING_POS for tag in other.tags[:1])
            )
            for other in before
        )
        is_followed = any(
            other.is_capitalized or any(tag.case == "gent" for tag in other.tags[:1])
            for other in after
        )
        if not (is_told or is_followed):
            return True
    return False


def announces_only(one: AnnotatedSentence, language: Language) -> bool:
    """Return whether a sentence announces the news and does not tell it: it says that somebody told
    why or how, or names nobody and has a subject that has to be known."""
    words = one.sentence.words
    if patterns.FINDING.match(one.text):
        return False
    if keeps_back(one.text) or LONG_AGO.match(one.text) or _IS_OLD.search(one.text):
        return True
    if language == "en" and sets_scene(one.text):
        return True
    if _CONDITION.match(one.text):
        return True
    if patterns.BARE_PLACE.search(one.text) and not any(w.is_capitalized for w in words[1:]):
        return True
    if not words or _has_name_or_number(one.sentence):
        return False
    if _REASON.match(one.text):
        return True
    roles = load_reference_lists(language)["roles"]
    # «Мужчина», «24-летняя топ-модель»
    has_role = any(word.lemma.rpartition("-")[2] in roles for word in words[:2])
    return has_role or _is_impersonal(words[0])


def _is_impersonal(word: AnalyzedWord) -> bool:
    """Return whether a sentence that begins with this word has no subject: «Было достаточно…»."""
    return any(
        tag.POS == "PRED" or (tag.POS == "VERB" and "neut" in tag.grammemes)
        for tag in word.tags[:1]
    )
