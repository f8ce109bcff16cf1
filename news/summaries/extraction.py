"""Extract a summary from an article's own sentences.

Sentences are ranked by centrality, with a small bonus for an early position. The rank gives the
probability that an editor would keep the sentence (a logistic curve fitted to the reference
summaries of bench/quality.py). Of all combinations of up to three clean sentences that fit, in
which each finds before it what it refers to, and that do not repeat each other, the one with the
highest total score is taken; an improbable sentence scores below zero. The lead is in it, unless
the title has said it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import exp, sqrt

from news.nlp.analysis import Analysis, Sentence
from news.summaries.annotation import AnnotatedSentence
from news.summaries.centrality import compute_centrality
from news.summaries.english_references import sets_scene
from news.summaries.references import Needs, find_said_words

MAX_SENTENCES = 3
MAX_SUMMARY_CHARS = 520
_INFLECTED = frozenset({"ru", "uk"})
_TITLE_WEIGHT = 0.05
_POSITION_WEIGHT, _POSITION_WEIGHT_INFLECTED = 0.2, 1.0
"""Inflected sentences share fewer visible words: there the position counts more."""

_KEPT_SHARE, _STEEPNESS = 0.56, 5.0
_KEPT_SHARE_INFLECTED, _STEEPNESS_INFLECTED = 0.42, 8.0
_MIN_WORTH, _MIN_WORTH_ENGLISH = 0.25, 0.1
_FLOW_BONUS = 0.6
_SURNAME_COST = 0.1
_MAX_TITLE_OVERLAP = 0.75
_MAX_OVERLAP = 0.5
_MAX_CANDIDATES = 25
_MAX_LEAD_NUMBER = 4
_MIN_TOPIC_WORDS = 2
_MAX_LONE_LEADS = 2
_MAX_ENGLISH_LEAD_NUMBER = 8
_ESSAY_SENTENCES = 25
_MAX_PERSONAL_SHARE, _MAX_PERSONAL_SHARE_LIST = 0.35, 0.1
_YOU = re.compile(r"\b[Yy]ou(?:r|['’]\w+)?\b")
_QUOTE_MARK = re.compile(r"[“”\"]")
_LIST_TITLE = re.compile(
    r"(?:(?:The |My |Top |Here are )*\d+ (?:\w+ )?"
    r"(?:best|worst|ways|things|tips|reasons|facts|\w+ (?:to|for|you|that)\b)"
    r"|(?:The )?[Bb]est (?:\w+ ){1,3}(?:for|to|of|you)\b|How to\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A possible summary sentence. ``score`` is the probability that it is kept."""

    annotated: AnnotatedSentence
    score: float

    @property
    def number(self) -> int:
        return self.annotated.number

    @property
    def length(self) -> int:
        return len(self.annotated.text)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the reader knows from the title: its words, and the numbers of the sentences that it
    says."""

    words: frozenset[str]
    numbers: frozenset[int]


def summarize(
    analysis: Analysis,
    sentences: Sequence[AnnotatedSentence],
    title: Sentence,
    source: int | None = None,
) -> tuple[str, ...]:
    """Return at most three sentences and `MAX_SUMMARY_CHARS`, in the article's order and verbatim;
    empty if no sentence fits.

    ``sentences`` are the annotated ones of the analysis. ``title`` is shown above the summary;
    ``source`` is the number of the sentence that it was made of, if it was.
    """
    said = _find_said(sentences, title, source)
    scores = _score_sentences(analysis)
    candidates = [
        _Candidate(one, scores[one.number])
        for one in sentences
        if one.is_clean
        and not one.is_tail
        and one.number not in said.numbers
        and len(one.text) <= MAX_SUMMARY_CHARS
    ]
    lead = _find_lead(candidates, said)
    if analysis.language == "en":
        if _is_essay(sentences, is_list=_LIST_TITLE.match(title.text) is not None):
            return _take_thesis(candidates, said)
        lead = _find_english_lead(candidates, said)
        if lead is None and not (candidates and candidates[0].annotated.is_refuted):
            is_scene = bool(sentences) and sets_scene(sentences[0].text)
            if not is_scene and (whole := _take_lead(sentences, said)):
                return whole
            lead = _find_first(candidates, said)
            if lead is None:
                return ()
    others = sorted(
        (candidate for candidate in candidates if candidate is not lead),
        key=lambda c: (-c.score, c.number),
    )
    score = _score_flow if analysis.language in _INFLECTED else _score_length
    chosen = max(
        _list_choices(lead, others[:_MAX_CANDIDATES], said),
        key=lambda choice: (score(choice, said), max(c.score for c in choice) / len(choice)),
        default=(),
    )
    if not chosen and source is not None and _adds_to_title(sentences[source], title):
        return (sentences[source].text,)
    if not chosen:
        return _take_lead(sentences, said)
    return tuple(candidate.annotated.text for candidate in chosen)


def _take_lead(sentences: Sequence[AnnotatedSentence], said: _Said) -> tuple[str, ...]:
    """Return the lead alone, where nothing clean is left, unless it is no news or the title says
    it."""
    lead = next((one for one in sentences[:_MAX_LONE_LEADS] if one.is_whole), None)
    if lead is None or lead.number in said.numbers or len(lead.text) > MAX_SUMMARY_CHARS:
        return ()
    return (lead.text,)


def _adds_to_title(one: AnnotatedSentence, title: Sentence) -> bool:
    """Return whether the sentence that a title was made of can be below it."""
    fits = one.is_clean and len(one.text) <= MAX_SUMMARY_CHARS
    return fits and _overlap(one.lemmas, _list_lemmas(title)) < _MAX_TITLE_OVERLAP


def _list_lemmas(sentence: Sentence) -> frozenset[str]:
    return frozenset(word.lemma for word in sentence.content_words)


def _find_said(
    sentences: Sequence[AnnotatedSentence], title: Sentence, source: int | None
) -> _Said:
    """Return what the title says: its source, or a sentence whose words are nearly all in it."""
    lemmas = _list_lemmas(title)
    numbers = {
        one.number for one in sentences if _overlap(one.lemmas, lemmas) >= _MAX_TITLE_OVERLAP
    }
    words = find_said_words(title)
    if source is not None and source < len(sentences):
        numbers.add(source)
        words |= sentences[source].words
    return _Said(words, frozenset(numbers))


def _find_lead(candidates: Sequence[_Candidate], said: _Said) -> _Candidate | None:
    """Return the first early sentence that needs no other than the title; if it is chatty and
    off the title, the first of all that has two words of it."""
    early = [
        candidate
        for candidate in candidates
        if candidate.number <= _MAX_LEAD_NUMBER and _is_coherent((candidate,), said)
    ]
    if not early:
        return None
    on_title = said.words & early[0].annotated.lemmas
    if len(on_title) >= _MIN_TOPIC_WORDS or not _is_chatty(early[0]):
        return early[0]
    on_topic = (
        c
        for c in candidates
        if _is_coherent((c,), said) and len(said.words & c.annotated.lemmas) >= _MIN_TOPIC_WORDS
    )
    return next(on_topic, early[0])


def _find_english_lead(candidates: Sequence[_Candidate], said: _Said) -> _Candidate | None:
    """Return the first early sentence that stands alone, unless it sets a scene and another is
    nearer to the title."""
    alone = [
        c for c in candidates if c.number <= _MAX_ENGLISH_LEAD_NUMBER and _is_coherent((c,), said)
    ]
    first = alone[0] if alone and alone[0].number <= _MAX_LEAD_NUMBER else None
    if first is not None and not _sets_scene(first):
        return first
    shared = {c.number: len(said.words & c.annotated.lemmas) for c in alone}
    least = max(_MIN_TOPIC_WORDS, shared[first.number] + 1 if first else 0)
    return next((c for c in alone if shared[c.number] >= least), first)


def _find_first(candidates: Sequence[_Candidate], said: _Said) -> _Candidate | None:
    """Return the first sentence that stands alone, if it is not far down the text."""
    early = (c for c in candidates if c.number <= _MAX_ENGLISH_LEAD_NUMBER)
    return next((c for c in early if _is_coherent((c,), said)), None)


def _take_thesis(candidates: Sequence[_Candidate], said: _Said) -> tuple[str, ...]:
    """Return the lead of an essay or a list, if it is about what the title says and does not speak
    to the reader."""
    lead = next(iter(candidates), None)
    if (
        lead is None
        or lead.number
        or not _is_coherent((lead,), said)
        or _YOU.search(lead.annotated.text)
    ):
        return ()
    is_thesis = len(said.words & lead.annotated.lemmas) >= _MIN_TOPIC_WORDS
    return (lead.annotated.text,) if is_thesis else ()


def _sets_scene(candidate: _Candidate) -> bool:
    return _is_chatty(candidate) or sets_scene(candidate.annotated.text)


def _is_essay(sentences: Sequence[AnnotatedSentence], *, is_list: bool) -> bool:
    """Return whether the writer speaks of himself or to the reader much of the time."""
    early = sentences[:_ESSAY_SENTENCES]
    personal = sum(one.is_personal for one in early)
    quoted = sum(_QUOTE_MARK.search(one.text) is not None for one in early)
    share = _MAX_PERSONAL_SHARE_LIST if is_list else _MAX_PERSONAL_SHARE
    return personal > share * len(early) and (is_list or personal > quoted)


def _is_chatty(candidate: _Candidate) -> bool:
    """Return whether a sentence has neither a name nor a number, as the introduction of a
    feature."""
    words = candidate.annotated.sentence.words
    return not any(word.is_capitalized or word.is_numeric for word in words[1:])


def _score_sentences(analysis: Analysis) -> list[float]:
    """Return for each sentence the probability that it is kept, by its rank."""
    is_inflected = analysis.language in _INFLECTED
    place = _POSITION_WEIGHT_INFLECTED if is_inflected else _POSITION_WEIGHT
    title = _list_lemmas(analysis.title)
    weight = 0.0 if is_inflected else _TITLE_WEIGHT
    central = compute_centrality(analysis.sentences, analysis.language)
    merits = [
        centre + place / sqrt(1.0 + number) + weight * _overlap(title, _list_lemmas(sentence))
        for number, (centre, sentence) in enumerate(zip(central, analysis.sentences, strict=True))
    ]
    kept = _KEPT_SHARE_INFLECTED if is_inflected else _KEPT_SHARE
    steepness = _STEEPNESS_INFLECTED if is_inflected else _STEEPNESS
    scores = [0.0] * len(merits)
    for rank, number in enumerate(sorted(range(len(merits)), key=lambda n: -merits[n])):
        scores[number] = 1 / (1 + exp(steepness * (rank / len(merits) - kept)))
    return scores


def _list_choices(
    lead: _Candidate | None, others: Sequence[_Candidate], said: _Said
) -> Iterator[tuple[_Candidate, ...]]:
    """Yield every set of candidates that can be a summary, each in the article's order. The lead,
    if there is one, is in all of them."""
    fixed = () if lead is None else (lead,)
    for count in range(MAX_SENTENCES + 1 - len(fixed)):
        for added in combinations(others, count):
            chosen = tuple(sorted((*fixed, *added), key=lambda c: c.number))
            fits = sum(c.length + 1 for c in chosen) - 1 <= MAX_SUMMARY_CHARS
            if chosen and fits and _is_coherent(chosen, said):
                yield chosen


def _is_coherent(choice: Sequence[_Candidate], said: _Said) -> bool:
    """Return whether each sentence finds what it needs, and none repeats another."""
    numbers = said.numbers | {candidate.number for candidate in choice}
    words = said.words
    for candidate in choice:
        one = candidate.annotated
        if one.is_refuted and one.number + 1 not in numbers:
            return False
        if not _is_met(one.needs, words, has_previous=one.previous in numbers):
            return False
        if one.needs.antecedent and one.number - 1 not in numbers:
            return False
        words |= one.words
    return all(
        max(
            _overlap(a.annotated.lemmas, b.annotated.lemmas),
            _overlap(b.annotated.lemmas, a.annotated.lemmas),
        )
        <= _MAX_OVERLAP
        for a, b in combinations(choice, 2)
    )


def _is_met(needs: Needs, words: frozenset[str], *, has_previous: bool) -> bool:
    """Return whether what a sentence needs is among the words said before it."""
    return (
        (has_previous or not needs.previous)
        and needs.names <= words
        and (has_previous or not any(words.isdisjoint(noun) for noun in needs.nouns))
    )


def _score_length(choice: tuple[_Candidate, ...], _: _Said) -> float:
    """Return the worth of the characters of a choice."""
    return max(0.0, sum((c.score - _MIN_WORTH_ENGLISH) * c.length for c in choice))


def _score_flow(choice: tuple[_Candidate, ...], said: _Said) -> float:
    """Return the worth of the sentences of a choice; one right after another reads better."""
    numbers = said.numbers | {c.number for c in choice}
    followers = sum(c.annotated.previous in numbers for c in choice)
    unknown = sum(1 for _ in _list_unknown(choice, said))
    worth = sum(c.score - _MIN_WORTH for c in choice) - _SURNAME_COST * unknown
    return max(0.0, worth + _FLOW_BONUS * followers)


def _list_unknown(choice: tuple[_Candidate, ...], said: _Said) -> Iterator[_Candidate]:
    """Yield the candidates that name a person by surname only whom nothing before has named."""
    words = said.words
    for candidate in choice:
        if any(words.isdisjoint(forms) for forms in candidate.annotated.needs.surnames):
            yield candidate
        words |= candidate.annotated.words


def _overlap(part: frozenset[str], whole: frozenset[str]) -> float:
    """Return the share of ``part`` that is in ``whole``, 0..1."""
    return len(part & whole) / len(part) if part else 0.0
