"""The sentences of a text that may be in its summary, and which of them can stand together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import exp, fsum, log1p, sqrt

from news.data import load_months
from news.model import Language
from news.nlp.analysis import Analysis, AnalyzedWord, Sentence
from news.summaries.annotation import AnnotatedSentence, list_lemmas, list_stems
from news.summaries.announcements import keeps_back
from news.summaries.references import Needs, find_said_words
from news.summaries.selection.centrality import compute_centrality

MAX_SENTENCES = 3
MAX_SUMMARY_CHARS = 530
MAX_TITLE_OVERLAP = 0.75
MAX_LEAD_NUMBER = 4
MIN_TOPIC_WORDS = 2
INFLECTED = frozenset({"ru", "uk"})

_MAX_OVERLAP, _MAX_OVERLAP_INFLECTED = 0.5, 0.45
_MAX_OVERLAP_ANNOUNCED = 0.8
_MAX_OVERLAP_NUMBERS = 0.4
"""Of English sentences that give the same number."""
_THING_WEIGHT, _NUMBER_WEIGHT, _OTHER_WEIGHT = 1.0, 1.5, 0.5
_TIMES = frozenset(
    """год время день месяц неделя час часы минута секунда сутки век раз момент
    рік час місяць тиждень година хвилина доба""".split()  # noqa: SIM905
)
_PROMISES = re.compile(
    r"(?:раскры|рассекре|озвуч|назва|розкри|розсекре)\w+|(?:известн|відом)(?:ен|а|о|ы|ий|і)|скол\w+|скіл\w+"
)
"""Words of a title before what the reader wants to know: «Раскрыт гонорар»."""
_MEASURES = frozenset(
    """тысяча миллион миллиард рубль доллар евро гривна процент тонна километр метр градус балл
    тисяча мільйон мільярд гривня долар відсоток кілометр""".split()  # noqa: SIM905
)
_FIRST_RECENT_YEAR = "2000"
_MIN_PARAGRAPHS = 3
_MIN_LATER_LEAD = 2
_MAX_COPY_DISTANCE = 6
"""A standfirst may be a copy of a sentence of the text, which stands there in its place."""
_MIN_SENTENCES_OF_PART = 3
_MIN_NEARNESS_OF_PART = 0.3
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LAW = (
    r"закон(?!опро)\w{1,15}\b(?![^,.]{0,60}, (?:котор|як(?:ий|им|ого|ому)\b"
    r"|(?:\w{3,20}(?:н|т|вш|ющ|ящ))(?:ому|ему|ым|им)\b))"
)
"""A law in general: a bill, or a law that was just passed («закону, подписанному в среду»), is
news."""
_ASIDE_START = re.compile(
    r"(?:На момент|Раньше|Прежде|До этого|До цього|Вообще|Взагалі|Предыдущ\w+|Попередн\w+|Когда"
    r"|Если|Даже если|Пока|В то время как|Тогда как|Коли|Якщо"
    r"|Часто|Нередко|Обычно|Как правило|Традиционно|Нерідко|Зазвичай|Як правило|Традиційно"
    rf"|(?:Согласно|По) (?:{_LAW}|(?:правов|конституци|Конституци)\w+)"
    rf"|(?:Згідно (?:з|із)|Відповідно до|За) (?:{_LAW}|(?:конституці|Конституці)\w+)"
    r"|Навіть якщо|Поки|У той час як|Тоді як|Как и (?:раньше|прежде)|Як і раніше)\b"
)


@dataclass(frozen=True, slots=True)
class _Weights:
    """How sentences are ranked, and how the rank becomes the probability that an editor keeps
    one: a logistic curve with its middle at ``kept_share``."""

    position: float
    title: float
    kept_share: float
    steepness: float


_WEIGHTS = _Weights(position=0.2, title=0.05, kept_share=0.56, steepness=5.0)
_WEIGHTS_INFLECTED = _Weights(position=1.0, title=0.0, kept_share=0.42, steepness=8.0)
"""Inflected sentences share fewer visible words: there the position counts more."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible summary sentence. ``score`` is the probability that it is kept; ``is_old``: the
    years in it are before the text's last; ``announces``: it says that something was told or found,
    and not what; ``is_aside``: it opens with a condition, or tells what is as it was; ``nearness``:
    how much of what the title speaks of is in it, 0..1; ``opens_paragraph``: it is the first of
    its paragraph, or the text has hardly any paragraphs; ``numbers``: those of more than one digit
    in it.

    In the inflected languages, ``things`` are the beginnings of its nouns and names, and
    ``borrowed`` the nouns that sentences before it have; in others they are empty.
    """

    annotated: AnnotatedSentence
    score: float
    borrowed: frozenset[str]
    things: frozenset[str]
    is_old: bool
    has_number: bool
    announces: bool
    is_aside: bool
    nearness: float
    opens_paragraph: bool = True
    numbers: frozenset[str] = frozenset()

    @property
    def number(self) -> int:
        """The number of the sentence in its text, from 0."""
        return self.annotated.number

    @property
    def stems(self) -> frozenset[str]:
        return self.annotated.stems

    @property
    def length(self) -> int:
        """The number of characters."""
        return len(self.annotated.text)

    @property
    def is_chatty(self) -> bool:
        """Whether it has neither a name nor a number, as the introduction of a feature."""
        words = self.annotated.sentence.words
        return not any(word.is_capitalized or word.is_numeric for word in words[1:])

    @property
    def is_dated(self) -> bool:
        """Whether it names somebody or something and a month, so that it tells news."""
        words = self.annotated.sentence.words
        return not self.is_chatty and any(word.lemma in _load_months() for word in words)


@dataclass(frozen=True, slots=True)
class Said:
    """What the reader knows from the title: its words, the numbers of the sentences that it
    says, the beginnings of its content words, the worth of each of them that the text has, and the
    beginning of what it promises to tell."""

    words: frozenset[str]
    numbers: frozenset[int]
    stems: frozenset[str]
    weights: Mapping[str, float]
    is_inflected: bool
    promised: frozenset[str]

    def measure_nearness(self, stems: Set[str]) -> float:
        """Return how much of what the title speaks of is among these stems, 0..1. A set has
        another order in each process, and an ordinary sum another last digit."""
        total = fsum(self.weights.values())
        return fsum(self.weights.get(stem, 0.0) for stem in stems) / total if total else 0.0


def find_said(
    sentences: Sequence[AnnotatedSentence],
    title: Sentence,
    source: int | None,
    language: Language,
) -> Said:
    """Return what the title says: its source, or a sentence whose words are nearly all in it."""
    lemmas = list_lemmas(title)
    numbers = {
        one.number for one in sentences if compute_overlap(one.lemmas, lemmas) >= MAX_TITLE_OVERLAP
    }
    words = find_said_words(title)
    if source is not None and source < len(sentences):
        numbers.add(source)
        words |= sentences[source].words
    return Said(
        words,
        frozenset(numbers),
        list_stems(title.content_words),
        _weigh_stems(title, sentences) if language in INFLECTED else {},
        language in INFLECTED,
        _find_promised(title) if language in INFLECTED else frozenset(),
    )


def list_candidates(
    analysis: Analysis, sentences: Sequence[AnnotatedSentence], said: Said
) -> list[Candidate]:
    """Return the clean sentences of the news that the title has not said, in order."""
    scores = _score_sentences(analysis)
    newest = max((year for one in sentences for year in _YEAR.findall(one.text)), default="")
    opening = _find_opening(sentences)
    end = _find_end_of_part(analysis)
    borrowed = _find_borrowed(sentences) if said.is_inflected else [frozenset()] * len(sentences)
    return [
        Candidate(
            one,
            scores[one.number],
            borrowed[one.number],
            _find_things(one.sentence) if said.is_inflected else frozenset(),
            is_old=_is_before(one.text, newest),
            has_number=any(word.is_numeric for word in one.sentence.words),
            announces=said.is_inflected and keeps_back(one.text),
            is_aside=_ASIDE_START.match(one.text) is not None,
            nearness=said.measure_nearness(one.stems),
            opens_paragraph=one.number in opening,
            numbers=_find_numbers(one.sentence),
        )
        for one in sentences
        if one.is_clean
        and not one.is_tail
        and not _is_copied(one, sentences)
        and (one.sentence.block < end or said.measure_nearness(one.stems) >= _MIN_NEARNESS_OF_PART)
        and one.number not in said.numbers
        and len(one.text) <= MAX_SUMMARY_CHARS
    ]


def find_first(
    candidates: Sequence[Candidate], said: Said, last: int = MAX_LEAD_NUMBER
) -> Candidate | None:
    """Return the first sentence that stands alone, if its number is not over ``last``."""
    early = (one for one in candidates if one.number <= last)
    return next((one for one in early if is_coherent((one,), said)), None)


def is_coherent(choice: Sequence[Candidate], said: Said) -> bool:
    """Return whether each sentence finds what it needs, and none repeats another."""
    numbers = said.numbers | {candidate.number for candidate in choice}
    words = said.words
    for candidate in choice:
        one = candidate.annotated
        if one.is_refuted and one.number + 1 not in numbers:
            return False
        is_next = one.number - 1 in numbers or (said.is_inflected and one.before in numbers)
        has_noun = is_next if said.is_inflected else one.previous in numbers
        if not _is_met(one.needs, words, has_previous=one.previous in numbers, has_noun=has_noun):
            return False
        if one.needs.antecedent and not is_next:
            return False
        if said.is_inflected and not _stands_by_itself(
            candidate, choice, numbers, words, said.stems | choice[0].stems, said.stems
        ):
            return False
        words |= one.words
    return not any(_repeats(a, b, said) for a, b in combinations(choice, 2))


def compute_overlap(part: frozenset[str], whole: frozenset[str]) -> float:
    """Return the share of ``part`` that is in ``whole``, 0..1."""
    return len(part & whole) / len(part) if part else 0.0


def _score_sentences(analysis: Analysis) -> list[float]:
    """Return for each sentence the probability that it is kept, by its rank."""
    weights = _WEIGHTS_INFLECTED if analysis.language in INFLECTED else _WEIGHTS
    central = compute_centrality(analysis.sentences, analysis.language)
    merits = [
        centre + weights.position / sqrt(1.0 + number) for number, centre in enumerate(central)
    ]
    if weights.title:
        title = list_lemmas(analysis.title)
        merits = [
            merit + weights.title * compute_overlap(title, list_lemmas(sentence))
            for merit, sentence in zip(merits, analysis.sentences, strict=True)
        ]
    scores = [0.0] * len(merits)
    for rank, number in enumerate(sorted(range(len(merits)), key=lambda n: -merits[n])):
        distance = rank / len(merits) - weights.kept_share
        scores[number] = 1 / (1 + exp(weights.steepness * distance))
    return scores


def _find_numbers(sentence: Sentence) -> frozenset[str]:
    """Return the numbers of more than one digit: goals and sets are in every report of a match."""
    return frozenset(w.text for w in sentence.words if w.is_numeric and len(w.text) > 1)


def _find_things(sentence: Sentence) -> frozenset[str]:
    """Return the beginnings of the nouns and names of a sentence, and its numbers."""
    return list_stems(
        word
        for word in sentence.content_words
        if word.is_numeric or word.is_capitalized or _is_noun(word)
    )


def _weigh_stems(title: Sentence, sentences: Sequence[AnnotatedSentence]) -> dict[str, float]:
    """Return the worth of each stem of the title that the text has: what few sentences tell counts
    more, and so do numbers, then nouns and names."""
    things = _find_things(title)
    counts = Counter(stem for one in sentences for stem in one.stems)
    weights = {}
    for stem in list_stems(title.content_words):
        if counts[stem] and (len(stem) > 1 or stem.isdigit()):
            kind = _THING_WEIGHT if stem in things else _OTHER_WEIGHT
            kind = _NUMBER_WEIGHT if stem[0].isdigit() else kind
            weights[stem] = kind * log1p(len(sentences) / counts[stem])
    return weights


def _find_promised(title: Sentence) -> frozenset[str]:
    """Return the beginning of the noun after a word that promises to tell: «Назван размер»."""
    words = title.words
    place = next((n for n, one in enumerate(words) if _PROMISES.fullmatch(one.folded)), len(words))
    return list_stems([one for one in words[place + 1 :] if _is_noun(one)][:1])


@cache
def _load_times() -> frozenset[str]:
    """Return the nouns for times and measures, which point at no thing before them."""
    return _TIMES | _MEASURES | _load_months()


@cache
def _load_months() -> frozenset[str]:
    return frozenset(load_months("ru")) | frozenset(load_months("uk"))


def _is_noun(word: AnalyzedWord) -> bool:
    return bool(word.tags) and "NOUN" in word.tags[0].grammemes


def _is_before(text: str, newest: str) -> bool:
    """Return whether a sentence names years, and all are before the newest of its text."""
    years = _YEAR.findall(text)
    return bool(years) and max(years) < max(newest, _FIRST_RECENT_YEAR)


def _is_copied(one: AnnotatedSentence, sentences: Sequence[AnnotatedSentence]) -> bool:
    """Return whether a soon following sentence is the same."""
    later = sentences[one.number + 1 : one.number + 1 + _MAX_COPY_DISTANCE]
    return any(two.text == one.text for two in later)


def _find_end_of_part(analysis: Analysis) -> int:
    """Return the number of the block that is the heading of the second part of a Russian or
    Ukrainian text, or of the block after the last."""
    sentences = analysis.sentences
    last = sentences[-1].block + 1 if sentences else 0
    if analysis.language not in INFLECTED or len(sentences) < _MIN_SENTENCES_OF_PART:
        return last
    third = sentences[_MIN_SENTENCES_OF_PART - 1].block
    return next((one.block for one in analysis.headings if one.block > third), last)


def _find_opening(sentences: Sequence[AnnotatedSentence]) -> frozenset[int]:
    """Return the numbers of the sentences that open a paragraph; all if there are hardly any."""
    blocks = [one.sentence.block for one in sentences]
    if len(set(blocks)) < _MIN_PARAGRAPHS:
        return frozenset(range(len(blocks)))
    return frozenset(n for n, block in enumerate(blocks) if not n or blocks[n - 1] != block)


def _find_borrowed(sentences: Sequence[AnnotatedSentence]) -> list[frozenset[str]]:
    """Return for each sentence the common nouns in it that one before it has."""
    before: set[str] = set()
    found = []
    for one in sentences:
        nouns = {
            word.lemma
            for word in one.sentence.content_words
            if not word.is_capitalized and _is_noun(word) and word.lemma not in _load_times()
        }
        found.append(frozenset(nouns & before))
        before |= nouns
    return found


def _stands_by_itself(
    candidate: Candidate,
    choice: Sequence[Candidate],
    numbers: Set[int],
    words: frozenset[str],
    known: Set[str],
    said_stems: Set[str],
) -> bool:
    """Return whether a sentence that follows none that the reader has seen speaks of no thing of
    another, but of what the title or lead does, goes on in no paragraph whose beginning is left
    out, and tells nothing of years ago. The first of a
    choice is its lead."""
    if candidate is choice[0]:
        return (
            candidate.number < _MIN_LATER_LEAD
            or candidate.borrowed <= words
            or (
                candidate.nearness >= _MIN_NEARNESS_OF_PART
                and len(said_stems & candidate.stems) >= MIN_TOPIC_WORDS
            )
        )
    if candidate.is_old and candidate.opens_paragraph:
        return False
    if candidate.annotated.previous in numbers:
        return True
    return (
        candidate.borrowed <= words
        and candidate.opens_paragraph
        and not known.isdisjoint(candidate.things)
        and not candidate.is_old
        and not candidate.is_aside
        and (candidate.nearness > 0 or candidate.number <= MAX_LEAD_NUMBER or not said_stems)
    )


def _repeats(first: Candidate, second: Candidate, said: Said) -> bool:
    """Return whether one of two sentences says half of the other again."""
    if said.is_inflected:
        one, other, most = first.stems, second.stems, _MAX_OVERLAP_INFLECTED
        if first.number == 0 and second.has_number and first.announces:
            most = _MAX_OVERLAP_ANNOUNCED
    else:
        one, other, most = first.annotated.lemmas, second.annotated.lemmas, _MAX_OVERLAP
        if not first.numbers.isdisjoint(second.numbers):
            most = _MAX_OVERLAP_NUMBERS
    return max(compute_overlap(one, other), compute_overlap(other, one)) > most


def _is_met(needs: Needs, words: frozenset[str], *, has_previous: bool, has_noun: bool) -> bool:
    """Return whether what a sentence needs is among the words said before it. ``has_noun``: the
    sentence that may have the thing it speaks of is there."""
    return (
        (has_previous or not needs.previous)
        and needs.names <= words
        and (has_noun or not any(words.isdisjoint(noun) for noun in needs.nouns))
    )
