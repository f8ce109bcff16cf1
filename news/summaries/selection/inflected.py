"""What a Russian or Ukrainian summary begins with, and what its sentences are worth."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from news.summaries.selection.candidates import (
    MAX_LEAD_NUMBER,
    MIN_TOPIC_WORDS,
    Candidate,
    Said,
    compute_overlap,
    is_coherent,
)

_MIN_WORTH = 0.25
_FLOW_BONUS = 0.6
_TITLE_BONUS = 2.5
_SURNAME_COST = 0.1
_MORE_WORDS = 3
_MAX_EARLY_LEADS = 2
_LIST_TITLE = re.compile(
    r"^(?:[Тт]оп-?\s?)?\d{1,3} (?:\w+ )?(?:правил|причин|способ|факт|совет|мелоч|вещ|ошиб|признак"
    r"|удар|продукт|иде|шаг|привыч|упражнен|мест|порад|реч|помил|ознак|крок|звич|вправ|місц|книг"
    r"|книж|фильм|фільм|лайфхак)\w*|[Гг]ороскоп|[Аа]некдот"
)


def keep_introduction(candidates: Sequence[Candidate], title: str) -> list[Candidate]:
    """Return the candidates; of a list of items, whose sentences are none, its beginning only."""
    if not _LIST_TITLE.search(title):
        return list(candidates)
    beginning = [one for place, one in enumerate(candidates) if one.number == place]
    return beginning[:_MAX_EARLY_LEADS]


def find_lead(candidates: Sequence[Candidate], said: Said) -> Candidate | None:
    """Return the first early sentence that needs no other than the title, unless it has at most one
    word of the title and a later one has more: a few more where the first only sets the scene."""
    early = [
        one for one in candidates if one.number <= MAX_LEAD_NUMBER and is_coherent((one,), said)
    ]
    if not early:
        return None
    first = early[0]
    shared = len(said.stems & first.stems)
    if shared > 1:
        return first
    sets_scene = first.is_chatty or _sets_scene(first)
    if shared or not sets_scene:
        on_topic: Sequence[Candidate] = early[1:]
        wanted = shared + (MIN_TOPIC_WORDS if sets_scene else _MORE_WORDS)
    elif first.is_chatty:
        on_topic, wanted = candidates, MIN_TOPIC_WORDS
    else:
        on_topic = [one for one in candidates if 0 < one.number <= 2 * MAX_LEAD_NUMBER]
        wanted = 1
    found = (c for c in on_topic if len(said.stems & c.stems) >= wanted and is_coherent((c,), said))
    return next(found, first if shared or first.number < _MAX_EARLY_LEADS else None)


def compute_worth(choice: Sequence[Candidate], said: Said) -> float:
    """Return the worth of the sentences of a choice; one right after another reads better, and
    what the title speaks of is told."""
    numbers = said.numbers | {c.number for c in choice}
    followers = sum(c.annotated.previous in numbers for c in choice)
    unknown = sum(1 for _ in _list_unknown(choice, said))
    worth = sum(c.score - _MIN_WORTH for c in choice) - _SURNAME_COST * unknown
    told = frozenset().union(*(c.stems for c in choice))
    worth += _TITLE_BONUS * compute_overlap(said.things, told)
    return max(0.0, worth + _FLOW_BONUS * followers)


def _sets_scene(candidate: Candidate) -> bool:
    """Return whether a sentence only tells how things are: all its verbs are of the present."""
    tags = [word.tags[0] for word in candidate.annotated.sentence.words if word.tags]
    verbs = [tag for tag in tags if tag.POS in {"VERB", "PRTS"}]
    return all("pres" in tag.grammemes for tag in verbs)


def _list_unknown(choice: Sequence[Candidate], said: Said) -> Iterator[Candidate]:
    """Yield the candidates that name a person by surname only whom nothing before has named."""
    words = said.words
    for candidate in choice:
        if any(words.isdisjoint(forms) for forms in candidate.annotated.needs.surnames):
            yield candidate
        words |= candidate.annotated.words
