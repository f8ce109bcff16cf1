"""What an English summary begins with, and what its sentences are worth."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from news.nlp.analysis import Analysis
from news.summaries.annotation import AnnotatedSentence
from news.summaries.english_references import sets_scene
from news.summaries.selection.candidates import (
    MAX_LEAD_NUMBER,
    MIN_TOPIC_WORDS,
    Candidate,
    Said,
    compute_overlap,
    is_coherent,
)

MAX_ENGLISH_LEAD_NUMBER = 8
_LAST_NUMBER = 20
"""What stands deeper in a long text is detail or background."""
_MIN_OFF_TITLE_WORDS, _MIN_WORDS_OF_PART = 3, 2
_MIN_WORTH = 0.12
_MIN_THESIS = 0.5
_ESSAY_SENTENCES, _MIN_ESSAY_SENTENCES = 25, 5
_MAX_PERSONAL_SHARE, _MAX_PERSONAL_SHARE_LIST = 0.35, 0.1
_YOU = re.compile(r"\b[Yy]ou(?:r|['’]\w+)?\b")
_RECALLING_COST, _EXPLAINING_COST, _LATE_COST = 0.1, 0.2, 0.05
_LAST_EARLY_NUMBER = 12
_SHORT_CHARS, _SHORT_GAIN = 90, 0.15
_HAD_BEEN = re.compile(
    r"\bhad (?:\w+ly |never |already |not |also )?(?:been|\w+ed|become|taken|made|won|lost|come"
    r"|gone|given|got|begun|fallen|held|said|told|found|left|led|kept|built|sold|bought|grown|risen|seen"
    r"|met)\b"
)
_STATES = r"(?<!\bis )(?<!\bare )(?<!\bbe )(?<!\balso )"
_NEWS = re.compile(
    rf"(?<![-\w]){_STATES}(?!(?:based|called|named|entitled|related|added|used|designed)\b)"
    r"\w{2,}ed\b(?! (?:by|in)\b)"
    r"|\b(?:was|were|had|did|said|told|says?|saw|took|made|came|went|gave|got|won|lost|beat"
    r"|fell|rose|began|became|held|hit|cut|put|set|sold|bought|found|left|met|paid|sent|spent|stood"
    r"|thought|wrote|led|kept|knew|grew|drew|broke|chose|built|brought|will|would|could|may"
    r"|might|should|must|according|expects?|plans?|due|today|now|\w+day|this"
    r"|(?:has|have) (?:\w+ly |not |also |already |been )?(?:\w+(?:ed|[^v]en|wn|un|ne)|made|had|won"
    r"|lost|said|told|put|set|cut|come|become|met|held|sold|bought|found|left|paid|sent|spent|led"
    r"|kept|built|brought)"
    r"|(?:is|are) (?:\w+ly |now |also |still )?(?:\w+ing|to|expected|planned|set|due|believed"
    r"|thought|said|likely)"
    r"|(?:warn|hope|want|claim|believe|think|fear|seek|face)s?)\b"
    r"|[“”£$€%]|\d (?:per ?cent|million|billion)"
)
"""The past, the future, an amount, a quotation, a view: without any of them a sentence
explains."""
_COMES_TO_NEWS = re.compile(r"Now,? (?!that\b|and\b|or\b)[A-Za-z]")
_QUOTED = re.compile(r"“[^“”]*”")
_QUOTE_MARK = re.compile(r"[“”\"]")
_LIST_TITLE = re.compile(
    r"(?:(?:The |My |Top |Here are )*\d+ (?:\w+ )?"
    r"(?:best|worst|ways|things|tips|reasons|facts|\w+ (?:to|for|you|that)\b)"
    r"|(?:The )?[Bb]est (?:\w+ ){1,3}(?:for|to|of|you)\b|How to\b)",
    re.IGNORECASE,
)


def is_essay(sentences: Sequence[AnnotatedSentence], title: str) -> bool:
    """Return whether the writer speaks of himself or to the reader much of the time."""
    is_list = _LIST_TITLE.match(title) is not None
    early = sentences[:_ESSAY_SENTENCES]
    personal = sum(one.is_personal for one in early)
    quoted = sum(_QUOTE_MARK.search(one.text) is not None for one in early)
    share = _MAX_PERSONAL_SHARE_LIST if is_list else _MAX_PERSONAL_SHARE
    if len(sentences) < _MIN_ESSAY_SENTENCES and not is_list:
        return False
    return personal > share * len(early) and (is_list or personal > quoted)


def take_thesis(candidates: Sequence[Candidate], said: Said) -> tuple[str, ...]:
    """Return the first early sentence of an essay or a list that is about what the title says and
    does not speak to the reader."""
    return next(
        (
            (one.annotated.text,)
            for one in candidates
            if one.number <= MAX_LEAD_NUMBER
            and len(said.words & one.annotated.lemmas) >= MIN_TOPIC_WORDS
            and (not one.number or compute_overlap(said.stems, one.stems) > _MIN_THESIS)
            and is_coherent((one,), said)
            and not _YOU.search(one.annotated.text)
        ),
        (),
    )


def find_lead(candidates: Sequence[Candidate], said: Said) -> Candidate | None:
    """Return the first early sentence that stands alone, unless it sets a scene and another is
    nearer to the title; after a scene, the sentence that comes to the news."""
    alone = [
        c for c in candidates if c.number <= MAX_ENGLISH_LEAD_NUMBER and is_coherent((c,), said)
    ]
    turn = next((c for c in alone if c.annotated.is_turn), None)
    if turn is not None:
        return turn
    first = alone[0] if alone and alone[0].number <= MAX_LEAD_NUMBER else None
    shared = {c.number: len(said.stems & c.stems) for c in alone}
    if first is not None and not _leads_up(first):
        if shared[first.number]:
            return first
        # A caption or a promotion above the text shares nothing with the title.
        early = (c for c in alone if c.number <= MAX_LEAD_NUMBER)
        return next((c for c in early if shared[c.number] >= _MIN_OFF_TITLE_WORDS), first)
    come = (
        c for c in alone if c.number <= MAX_LEAD_NUMBER and _COMES_TO_NEWS.match(c.annotated.text)
    )
    if first is not None and (turn := next(come, None)) is not None:
        return turn
    least = max(MIN_TOPIC_WORDS, shared[first.number] + 1 if first else 0)
    return next((c for c in alone if shared[c.number] >= least), first)


def keep_news(
    candidates: Sequence[Candidate], lead: Candidate, analysis: Analysis, said: Said
) -> list[Candidate]:
    """Return the candidates that may follow the lead. What is before it sets a scene; what is deep
    in the text is background; what is under a later heading is another story unless it has several
    words of the title or the lead. An opening that the next sentence denies stays with it."""
    blocks = [one.block for one in analysis.headings]
    start = lead.annotated.sentence.block
    end = min((block for block in blocks if block > start), default=None)
    about = said.words | lead.annotated.lemmas
    first = 0 if candidates[0].annotated.is_refuted else lead.number
    return [
        one
        for one in candidates
        if first <= one.number <= max(_LAST_NUMBER, lead.number)
        and (
            end is None
            or one.annotated.sentence.block < end
            or len(about & one.annotated.lemmas) >= _MIN_WORDS_OF_PART
        )
    ]


def rate_sentence(candidate: Candidate) -> float:
    """Return the worth of the characters of a sentence; those of history and of explanation count
    for less."""
    return (candidate.score - _MIN_WORTH - _rate_cost(candidate)) * candidate.length


def compute_worth(choice: Sequence[Candidate], worths: Mapping[int, float]) -> float:
    """Return the worth of a choice. ``worths``: `rate_sentence` of each, by its number."""
    return max(0.0, sum(worths[candidate.number] for candidate in choice))


def tells_what_is_always_so(text: str) -> bool:
    """Return whether an English sentence explains and tells no news."""
    return _NEWS.search(text) is None


def _leads_up(one: Candidate) -> bool:
    """Return whether a sentence leads up to the news: it names nothing, sets a scene, or speaks to
    the reader."""
    text = one.annotated.text
    return one.is_chatty or sets_scene(text) or _YOU.search(_QUOTED.sub("", text)) is not None


def _rate_cost(candidate: Candidate) -> float:
    """Return what is taken off the score of a sentence that tells what had been, or what is
    always so, or stands deep in the text; a short one, which tells one thing, gains."""
    text = candidate.annotated.text
    recalls = candidate.number > 0 and _HAD_BEEN.search(text) is not None
    explains = candidate.number > 1 and tells_what_is_always_so(text)
    is_short = candidate.length < _SHORT_CHARS and not explains
    is_late = candidate.number > _LAST_EARLY_NUMBER
    cost = _RECALLING_COST * recalls + _EXPLAINING_COST * explains + _LATE_COST * is_late
    return cost - _SHORT_GAIN * is_short
