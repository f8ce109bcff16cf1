"""What an English summary begins with, and what its sentences are worth."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
_MIN_WORTH = 0.12
_MIN_THESIS = 0.5
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


def is_essay(sentences: Sequence[AnnotatedSentence], title: str) -> bool:
    """Return whether the writer speaks of himself or to the reader much of the time."""
    is_list = _LIST_TITLE.match(title) is not None
    early = sentences[:_ESSAY_SENTENCES]
    personal = sum(one.is_personal for one in early)
    quoted = sum(_QUOTE_MARK.search(one.text) is not None for one in early)
    share = _MAX_PERSONAL_SHARE_LIST if is_list else _MAX_PERSONAL_SHARE
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
    if first is not None and not (first.is_chatty or sets_scene(first.annotated.text)):
        return first
    shared = {c.number: len(said.words & c.annotated.lemmas) for c in alone}
    least = max(MIN_TOPIC_WORDS, shared[first.number] + 1 if first else 0)
    return next((c for c in alone if shared[c.number] >= least), first)


def compute_worth(choice: Sequence[Candidate]) -> float:
    """Return the worth of the characters of a choice."""
    return max(0.0, sum((c.score - _MIN_WORTH) * c.length for c in choice))
