"""Extract a summary from an article's own sentences.

Sentences are ranked by centrality, with a small bonus for an early position. The rank gives the
probability that an editor would keep the sentence (a logistic curve fitted to the reference
summaries of bench/quality.py). Of all combinations of up to three clean sentences that fit, in
which each finds before it what it refers to, and that do not repeat each other, the one with the
highest total score is taken; an improbable sentence scores below zero. The lead is in it, unless
the title has said it.

Russian and Ukrainian leave out what was said before ("the gas pipeline" and "a gas pipeline" are
one form), so there a sentence that does not follow a chosen one may name no thing that a skipped
one named, and what the title speaks of counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import combinations
from math import exp, sqrt

from news.nlp.analysis import Analysis, AnalyzedWord, Sentence
from news.summaries.annotation import AnnotatedSentence
from news.summaries.centrality import compute_centrality
from news.summaries.references import Needs, find_said_words

MAX_SENTENCES = 3
MAX_SUMMARY_CHARS = 450
_INFLECTED = frozenset({"ru", "uk"})
_POSITION_WEIGHT, _POSITION_WEIGHT_INFLECTED = 0.1, 1.0
"""Inflected sentences share fewer visible words: there the position counts more."""

_KEPT_SHARE, _STEEPNESS = 0.42, 8.0
_MIN_WORTH, _MIN_WORTH_ENGLISH = 0.25, 0.15
_FLOW_BONUS = 0.6
_TITLE_BONUS = 2.5
_SURNAME_COST = 0.1
_MAX_TITLE_OVERLAP = 0.75
_MAX_OVERLAP = 0.5
_MAX_OVERLAP_INFLECTED = 0.45
_MAX_CANDIDATES = 12
_MAX_LEAD_NUMBER = 4
_MIN_TOPIC_WORDS = 2
_MORE_WORDS = 3
_MAX_LONE_LEADS = 2
_STEM_CHARS = 5
_LIST_TITLE = re.compile(
    r"^(?:[Тт]оп-?\s?)?\d{1,3} (?:\w+ )?(?:правил|причин|способ|факт|совет|мелоч|вещ|ошиб|признак"
    r"|удар|продукт|иде|шаг|привыч|упражнен|мест|порад|реч|помил|ознак|крок|звич|вправ|місц|книг"
    r"|книж|фильм|фільм|лайфхак)\w*|[Гг]ороскоп|[Аа]некдот"
)
"""Of a text whose sentences are items: only its introduction is a summary."""
_FIRST_RECENT_YEAR = "2000"
_ASIDE_START = re.compile(
    r"(?:Предыдущ\w+|Попередн\w+|Когда|Если|Пока|В то время как|Тогда как|Коли|Якщо|Поки"
    r"|У той час як|Тоді як)\b"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A possible summary sentence. ``score`` is the probability that it is kept; ``stems`` are the
    beginnings of its words, ``things`` those of its nouns and names; ``borrowed`` are the nouns
    that sentences before it have; ``is_old``: the years in it are before the text's last."""

    annotated: AnnotatedSentence
    score: float
    stems: frozenset[str]
    borrowed: frozenset[str]
    things: frozenset[str]
    is_old: bool

    @property
    def number(self) -> int:
        return self.annotated.number

    @property
    def length(self) -> int:
        return len(self.annotated.text)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the reader knows from the title: its words, the numbers of the sentences that it
    says, and the beginnings of its content words and of its nouns and names."""

    words: frozenset[str]
    numbers: frozenset[int]
    stems: frozenset[str]
    things: frozenset[str]
    is_inflected: bool


def summarize(
    analysis: Analysis,
    sentences: Sequence[AnnotatedSentence],
    title: Sentence,
    source: int | None = None,
) -> tuple[str, ...]:
    """Return at most three sentences and 450 characters, in the article's order and verbatim;
    empty if no sentence fits.

    ``sentences`` are the annotated ones of the analysis. ``title`` is shown above the summary;
    ``source`` is the number of the sentence that it was made of, if it was.
    """
    is_inflected = analysis.language in _INFLECTED
    said = replace(_find_said(sentences, title, source), is_inflected=is_inflected)
    candidates = _list_candidates(analysis, sentences, said)
    if is_inflected and _LIST_TITLE.search(title.text):
        candidates = _keep_beginning(candidates)[:_MAX_LONE_LEADS]
    lead = _find_lead(candidates, said)
    if lead is None and is_inflected and all(c.number > _MAX_LEAD_NUMBER for c in candidates):
        candidates = []
    others = sorted(
        (candidate for candidate in candidates if candidate is not lead),
        key=lambda c: (-c.score, c.number),
    )
    score = _score_flow if is_inflected else _score_length
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


def _list_candidates(
    analysis: Analysis, sentences: Sequence[AnnotatedSentence], said: _Said
) -> list[_Candidate]:
    """Return the clean sentences of the news that the title has not said, in order."""
    scores = _score_sentences(analysis)
    newest = max((year for one in sentences for year in _YEAR.findall(one.text)), default="")
    borrowed = _find_borrowed(sentences) if said.is_inflected else [frozenset()] * len(sentences)
    return [
        _Candidate(
            one,
            scores[one.number],
            _find_stems(one.sentence),
            borrowed[one.number],
            _find_stems(one.sentence, only_things=True),
            is_old=_is_before(one.text, newest),
        )
        for one in sentences
        if one.is_clean
        and not one.is_tail
        and one.number not in said.numbers
        and len(one.text) <= MAX_SUMMARY_CHARS
    ]


def _keep_beginning(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Return the candidates from the first sentence on, up to the first one that is none."""
    return [one for place, one in enumerate(candidates) if one.number == place]


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


def _find_stems(sentence: Sentence, *, only_things: bool = False) -> frozenset[str]:
    """Return the beginnings of the content words, or of the nouns and names, and the numbers."""
    return frozenset(
        word.text if word.is_numeric else word.lemma[:_STEM_CHARS]
        for word in sentence.content_words
        if not only_things or word.is_numeric or word.is_capitalized or _is_noun(word)
    )


def _is_noun(word: AnalyzedWord) -> bool:
    return bool(word.tags) and word.tags[0].POS == "NOUN"


def _is_before(text: str, newest: str) -> bool:
    """Return whether a sentence names years, and all are before the newest of its text."""
    years = _YEAR.findall(text)
    return bool(years) and max(years) < max(newest, _FIRST_RECENT_YEAR)


def _find_borrowed(sentences: Sequence[AnnotatedSentence]) -> list[frozenset[str]]:
    """Return for each sentence the common nouns in it that one before it has."""
    before: set[str] = set()
    found = []
    for one in sentences:
        nouns = {
            word.lemma
            for word in one.sentence.content_words
            if not word.is_capitalized and _is_noun(word)
        }
        found.append(frozenset(nouns & before))
        before |= nouns
    return found


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
    things = _find_stems(title, only_things=True)
    return _Said(words, frozenset(numbers), _find_stems(title), things, is_inflected=False)


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
    if said.is_inflected:
        return _find_lead_on_title(early, candidates, said)
    on_title = said.words & early[0].annotated.lemmas
    if len(on_title) >= _MIN_TOPIC_WORDS or not _is_chatty(early[0]):
        return early[0]
    on_topic = (
        c
        for c in candidates
        if _is_coherent((c,), said) and len(said.words & c.annotated.lemmas) >= _MIN_TOPIC_WORDS
    )
    return next(on_topic, early[0])


def _find_lead_on_title(
    early: Sequence[_Candidate], candidates: Sequence[_Candidate], said: _Said
) -> _Candidate | None:
    """Return the first of the early sentences, unless it has at most one word of the title and a
    later one has more: a few more where the first only sets the scene."""
    first = early[0]
    shared = len(said.stems & first.stems)
    if shared > 1:
        return first
    sets_scene = _is_chatty(first) or _sets_scene(first)
    if shared or not sets_scene:
        on_topic, wanted = early[1:], shared + (_MIN_TOPIC_WORDS if sets_scene else _MORE_WORDS)
    elif _is_chatty(first):
        on_topic, wanted = candidates, _MIN_TOPIC_WORDS
    else:
        on_topic = [one for one in candidates if 0 < one.number <= 2 * _MAX_LEAD_NUMBER]
        wanted = 1
    found = (
        c for c in on_topic if len(said.stems & c.stems) >= wanted and _is_coherent((c,), said)
    )
    return next(found, first if shared or first.number < _MAX_LONE_LEADS else None)


def _sets_scene(candidate: _Candidate) -> bool:
    """Return whether a sentence only tells how things are: all its verbs are of the present."""
    tags = [word.tags[0] for word in candidate.annotated.sentence.words if word.tags]
    verbs = [tag for tag in tags if tag.POS in {"VERB", "PRTS"}]
    return all("pres" in tag.grammemes for tag in verbs)


def _is_chatty(candidate: _Candidate) -> bool:
    """Return whether a sentence has neither a name nor a number, as the introduction of a
    feature."""
    words = candidate.annotated.sentence.words
    return not any(word.is_capitalized or word.is_numeric for word in words[1:])


def _score_sentences(analysis: Analysis) -> list[float]:
    """Return for each sentence the probability that it is kept, by its rank."""
    is_inflected = analysis.language in _INFLECTED
    place = _POSITION_WEIGHT_INFLECTED if is_inflected else _POSITION_WEIGHT
    merits = [
        centre + place / sqrt(1.0 + number)
        for number, centre in enumerate(compute_centrality(analysis.sentences, analysis.language))
    ]
    scores = [0.0] * len(merits)
    for rank, number in enumerate(sorted(range(len(merits)), key=lambda n: -merits[n])):
        scores[number] = 1 / (1 + exp(_STEEPNESS * (rank / len(merits) - _KEPT_SHARE)))
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
        if said.is_inflected and not _stands_by_itself(
            candidate, choice, numbers, words, said.stems | choice[0].stems
        ):
            return False
        words |= one.words
    return not any(_repeats(a, b, said) for a, b in combinations(choice, 2))


def _stands_by_itself(
    candidate: _Candidate,
    choice: Sequence[_Candidate],
    numbers: Set[int],
    words: frozenset[str],
    known: Set[str],
) -> bool:
    """Return whether a sentence that follows none that the reader has seen speaks of no thing of
    another, but of what the title or lead does, and tells nothing of years ago. The first of a
    choice is its lead."""
    if candidate is choice[0] or candidate.annotated.previous in numbers:
        return True
    return (
        candidate.borrowed <= words
        and not known.isdisjoint(candidate.things)
        and not candidate.is_old
        and not _ASIDE_START.match(candidate.annotated.text)
    )


def _repeats(first: _Candidate, second: _Candidate, said: _Said) -> bool:
    """Return whether one of two sentences says half of the other again."""
    if said.is_inflected:
        one, other, most = first.stems, second.stems, _MAX_OVERLAP_INFLECTED
    else:
        one, other, most = first.annotated.lemmas, second.annotated.lemmas, _MAX_OVERLAP
    return max(_overlap(one, other), _overlap(other, one)) > most


def _is_met(needs: Needs, words: frozenset[str], *, has_previous: bool) -> bool:
    """Return whether what a sentence needs is among the words said before it."""
    return (
        (has_previous or not needs.previous)
        and needs.names <= words
        and (has_previous or not any(words.isdisjoint(noun) for noun in needs.nouns))
    )


def _score_length(choice: tuple[_Candidate, ...], said: _Said) -> float:
    """Return the worth of the characters of a choice."""
    unknown = sum(c.length for c in _list_unknown(choice, said))
    worth = sum((c.score - _MIN_WORTH_ENGLISH) * c.length for c in choice)
    return max(0.0, worth - _SURNAME_COST * unknown)


def _score_flow(choice: tuple[_Candidate, ...], said: _Said) -> float:
    """Return the worth of the sentences of a choice; one right after another reads better, and
    what the title speaks of is told."""
    numbers = said.numbers | {c.number for c in choice}
    followers = sum(c.annotated.previous in numbers for c in choice)
    unknown = sum(1 for _ in _list_unknown(choice, said))
    worth = sum(c.score - _MIN_WORTH for c in choice) - _SURNAME_COST * unknown
    told = frozenset().union(*(c.stems for c in choice))
    worth += _TITLE_BONUS * _overlap(said.things, told)
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
