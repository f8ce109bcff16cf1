"""Extract a summary from an article's own sentences.

Sentences are ranked by centrality, with a bonus for an early position. The rank gives the
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

from collections.abc import Iterator, Sequence
from itertools import combinations

from news.nlp.analysis import Analysis, Sentence
from news.summaries.annotation import AnnotatedSentence, list_lemmas
from news.summaries.english_references import sets_scene
from news.summaries.predicates import has_predicate
from news.summaries.references import Needs
from news.summaries.selection import english, inflected
from news.summaries.selection.candidates import (
    INFLECTED,
    MAX_LEAD_NUMBER,
    MAX_SENTENCES,
    MAX_SUMMARY_CHARS,
    MAX_TITLE_OVERLAP,
    Candidate,
    Said,
    compute_overlap,
    find_first,
    find_said,
    is_coherent,
    list_candidates,
)
from news.text.noise import is_noise

_MAX_CANDIDATES, _MAX_CANDIDATES_INFLECTED = 25, 12
_MAX_LONE_LEADS = 3
_MIN_THIRD_SCORE, _MIN_LAST_NUMBER = 0.4, 7
_MIN_STANDFIRST_WORDS = 5
_MIN_TELLING_CHARS = 80


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
    said = find_said(sentences, title, source, analysis.language)
    if opening := _take_opening(sentences, said):
        return opening
    candidates = list_candidates(analysis, sentences, said)
    if analysis.language == "en":
        if english.is_essay(sentences, title.text):
            return english.take_thesis(candidates, said)
        lead = english.find_lead(candidates, said)
        if lead is None and not (candidates and candidates[0].annotated.is_refuted):
            is_scene = bool(sentences) and sets_scene(sentences[0].text)
            if not is_scene and (alone := _take_lead(sentences, said)):
                return alone
            lead = find_first(candidates, said, english.MAX_ENGLISH_LEAD_NUMBER)
            if lead is None:
                return ()
        if lead is not None:
            candidates = english.keep_news(candidates, lead, analysis, said)
    elif said.is_inflected:
        candidates = inflected.keep_introduction(candidates, title.text)
        lead = inflected.find_lead(candidates, said)
        if lead is None and not _may_lack_lead(candidates, has_source=source is not None):
            candidates = []
    else:
        lead = find_first(candidates, said)
    chosen = _choose(lead, candidates, said)
    if chosen:
        return tuple(candidate.annotated.text for candidate in chosen)
    if source is not None and _adds_to_title(sentences[source], title):
        return (sentences[source].text,)
    return _take_standfirst(analysis, title) or _take_lead(sentences, said)


def _may_lack_lead(candidates: Sequence[Candidate], *, has_source: bool) -> bool:
    """Return whether a Russian or Ukrainian summary may begin with a sentence that does not stand
    alone: where the next one denies it, or where the title was made of the lead."""
    first = next(iter(candidates), None)
    if first is None:
        return False
    return first.annotated.is_refuted or (has_source and first.number <= MAX_LEAD_NUMBER)


def _choose(
    lead: Candidate | None, candidates: Sequence[Candidate], said: Said
) -> tuple[Candidate, ...]:
    """Return the best choice of sentences; none if there is no sentence."""
    # What follows the lead is tried whatever its rank: a summary reads on from there.
    others = sorted(
        (candidate for candidate in candidates if candidate is not lead),
        key=lambda c: (said.is_inflected and c.number > MAX_LEAD_NUMBER, -c.score, c.number),
    )
    most = _MAX_CANDIDATES_INFLECTED if said.is_inflected else _MAX_CANDIDATES
    worths = {} if said.is_inflected else {c.number: english.rate_sentence(c) for c in candidates}

    def rate(choice: tuple[Candidate, ...]) -> tuple[float, float]:
        worth = (
            inflected.compute_worth(choice, said, lead)
            if said.is_inflected
            else english.compute_worth(choice, worths)
        )
        return worth, max(c.score for c in choice) / len(choice)

    choices = list(_list_choices(lead, others[:most], said))
    if said.is_inflected:
        for other in inflected.list_other_leads(lead, candidates, said):
            later = [one for one in others if one.number > other.number]
            choices += _list_choices(other, later[:most], said)
    return max(choices, key=rate, default=())


def _take_opening(sentences: Sequence[AnnotatedSentence], said: Said) -> tuple[str, ...]:
    """Return the lead alone, without its colon, where a quotation or a list follows it. Another
    sentence after it would be taken for what the colon announces."""
    lead = next(iter(sentences[:1]), None)
    if lead is None or not lead.opens_quotation or lead.number in said.numbers:
        return ()
    text = lead.text[:-1].rstrip()
    return (text,) if len(text) <= MAX_SUMMARY_CHARS else ()


def _take_standfirst(analysis: Analysis, title: Sentence) -> tuple[str, ...]:
    """Return the line above the first sentence, where it says what happened."""
    heading = next(iter(analysis.headings), None)
    if heading is None or not analysis.sentences or analysis.language not in INFLECTED:
        return ()
    text = heading.text.strip()
    is_above = heading.block < analysis.sentences[0].block
    is_said = compute_overlap(list_lemmas(heading), list_lemmas(title)) >= MAX_TITLE_OVERLAP
    is_clause = len(heading.words) >= _MIN_STANDFIRST_WORDS and has_predicate(
        heading, analysis.language
    )
    if is_above and is_clause and not is_said and text[-1:] not in "?:" and not is_noise(text):
        return (text,)
    return ()


def _take_lead(sentences: Sequence[AnnotatedSentence], said: Said) -> tuple[str, ...]:
    """Return the lead alone, where nothing clean is left, unless it is no news or the title says
    it; an early sentence that needs no other comes before one that does."""
    whole = [
        one
        for one in sentences[:_MAX_LONE_LEADS]
        if one.is_whole and not (one.is_tail and said.is_inflected)
    ]
    whole = [one for one in whole if one.number < _MAX_LONE_LEADS - 1 or _tells_much(one)]
    plain = [one for one in whole if one.needs == Needs()]
    lead = next(iter(plain or whole[:1]), None)
    if lead is None or lead.number in said.numbers or len(lead.text) > MAX_SUMMARY_CHARS:
        return ()
    return (lead.text,)


def _tells_much(one: AnnotatedSentence) -> bool:
    """Return whether a sentence is long and names somebody or something."""
    has_name = any(word.is_capitalized for word in one.sentence.words[1:])
    return has_name and len(one.text) >= _MIN_TELLING_CHARS


def _adds_to_title(one: AnnotatedSentence, title: Sentence) -> bool:
    """Return whether the sentence that a title was made of can be below it."""
    fits = one.is_clean and len(one.text) <= MAX_SUMMARY_CHARS
    return fits and compute_overlap(one.lemmas, list_lemmas(title)) < MAX_TITLE_OVERLAP


def _list_choices(
    lead: Candidate | None, others: Sequence[Candidate], said: Said
) -> Iterator[tuple[Candidate, ...]]:
    """Yield every set of candidates that can be a summary, each in the article's order. The lead,
    if there is one, is in all of them."""
    fixed = () if lead is None else (lead,)
    last = max((one.number for one in others), default=0)
    is_strict = not said.is_inflected and last >= _MIN_LAST_NUMBER
    for count in range(MAX_SENTENCES + 1 - len(fixed)):
        for added in combinations(others, count):
            chosen = tuple(sorted((*fixed, *added), key=lambda c: c.number))
            fits = sum(c.length + 1 for c in chosen) - 1 <= MAX_SUMMARY_CHARS
            if is_strict and len(chosen) == MAX_SENTENCES:
                # Two clean sentences are better than three of which one is doubtful.
                fits = fits and all(c is lead or c.score >= _MIN_THIRD_SCORE for c in chosen)
            if chosen and fits and is_coherent(chosen, said):
                yield chosen
