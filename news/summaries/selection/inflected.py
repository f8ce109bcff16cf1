"""What a Russian or Ukrainian summary begins with, and what its sentences are worth."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from news.summaries.predicates import is_of_present
from news.summaries.selection.candidates import (
    MAX_LEAD_NUMBER,
    MIN_TOPIC_WORDS,
    Candidate,
    Said,
    is_coherent,
)

_MIN_WORTH = 0.25
_FLOW_BONUS = 0.6
_MIN_FLOWING = 0.04
_PAYOFF_BONUS, _MIN_PAYOFF_NEARNESS = 1.6, 0.2
_PROMISE_BONUS, _FIGURE_BONUS = 0.8, 1.6
_TITLE_BONUS = 2.5
_SURNAME_COST = 0.1
_ASIDE_COST = 0.8
_LATE_COST, _LAST_EARLY_NUMBER = 0.4, 8
_MORE_WORDS = 3
_MAX_EARLY_LEADS = 2
_MAX_OTHER_LEADS = 2
_MAX_LATE_LEAD = 16
_LATER_LEAD_COST = 0.3
_MIN_NEARNESS = 0.05
_LIST_TITLE = re.compile(
    r"^(?:[Тт]оп-?\s?)?\d{1,3} (?:\w+ )?(?:правил|причин|способ|факт|совет|мелоч|вещ|ошиб|признак"
    r"|удар|продукт|иде|шаг|привыч|упражнен|мест|порад|реч|помил|ознак|крок|звич|вправ|місц|книг"
    r"|книж|фильм|фільм|лайфхак)\w*|[Гг]ороскоп|[Аа]некдот"
)


def keep_introduction(candidates: Sequence[Candidate], title: str) -> list[Candidate]:
    """Return the candidates; of a list of items, whose sentences are none, its beginning only."""
    if not _LIST_TITLE.search(title):
        return list(candidates)
    beginning = [
        one for place, one in enumerate(candidates) if one.number == place and not one.is_aside
    ]
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
    sets_scene = first.is_chatty or is_of_present(first.annotated.sentence)
    is_opening = first.number == 0 or (first.number == 1 and first.annotated.previous < 0)
    if is_opening and first.is_dated and not shared:  # «Внимание! 20 ноября в Луговом…»
        return first
    if shared or not sets_scene:
        on_topic: Sequence[Candidate] = early[1:]
        wanted = shared + (MIN_TOPIC_WORDS if sets_scene else _MORE_WORDS)
    elif first.is_chatty:
        on_topic, wanted = candidates, MIN_TOPIC_WORDS
    else:
        on_topic = [one for one in candidates if 0 < one.number <= 2 * MAX_LEAD_NUMBER]
        wanted = 1
    alone = [one for one in candidates if is_coherent((one,), said)]
    found = [one for one in alone if one in on_topic and len(said.stems & one.stems) >= wanted]
    if not found and not shared:
        found = [
            one
            for one in alone
            if one.number <= _MAX_LATE_LEAD and len(said.stems & one.stems) >= MIN_TOPIC_WORDS
        ]
    return next(iter(found), first if shared or first.number < _MAX_EARLY_LEADS else None)


def list_other_leads(
    lead: Candidate | None, candidates: Sequence[Candidate], said: Said
) -> list[Candidate]:
    """Return the early sentences with which a summary may begin in place of a lead that has at most
    one word of the title: they are as near to the title."""
    if lead is None or lead.is_dated or len(said.stems & lead.stems) > 1:
        return []
    least = max(lead.nearness, _MIN_NEARNESS)
    near = [
        one
        for one in candidates
        if lead.number < one.number <= MAX_LEAD_NUMBER
        and one.nearness >= least
        and is_coherent((one,), said)
    ]
    return near[:_MAX_OTHER_LEADS]


def compute_worth(choice: Sequence[Candidate], said: Said, lead: Candidate | None) -> float:
    """Return the worth of the sentences of a choice; one right after another reads better, what
    the title speaks of is told, the lead is best in it, and what stands deep in the text is
    background more often."""
    numbers = said.numbers | {c.number for c in choice}
    followers = sum(
        c.annotated.previous in numbers and (c.score >= _MIN_FLOWING or c.nearness > 0)
        for c in choice
    )
    unknown = sum(1 for _ in _list_unknown(choice, said))
    asides = sum(one.is_aside for one in choice[1:])
    worth = sum(c.score - _MIN_WORTH for c in choice) - _SURNAME_COST * unknown
    worth -= _ASIDE_COST * asides
    worth -= _LATE_COST * sum(one.number > _LAST_EARLY_NUMBER for one in choice)
    told = frozenset().union(*(c.stems for c in choice))
    worth += _TITLE_BONUS * said.measure_nearness(told)
    if lead is not None and lead not in choice:
        worth -= _LATER_LEAD_COST
    if lead is not None and lead.announces:
        worth += _PAYOFF_BONUS * any(_tells_figure(c) for c in choice if c is not lead)
    worth += _rate_promise(choice, said)
    return max(0.0, worth + _FLOW_BONUS * followers)


def _rate_promise(choice: Sequence[Candidate], said: Said) -> float:
    """Return the worth of telling what the title promises, more with a figure: «Назван гонорар»."""
    kept = [one for one in choice if said.promised & one.stems]
    if not kept:
        return 0.0
    numbers = {one.number for one in choice if one.has_number}
    has_figure = any({one.number, one.number + 1} & numbers for one in kept)
    return _PROMISE_BONUS + has_figure * _FIGURE_BONUS


def _tells_figure(candidate: Candidate) -> bool:
    """Return whether a sentence has a number and is about what the title says."""
    return candidate.has_number and candidate.nearness >= _MIN_PAYOFF_NEARNESS


def _list_unknown(choice: Sequence[Candidate], said: Said) -> Iterator[Candidate]:
    """Yield the candidates that name a person by surname only whom nothing before has named."""
    words = said.words
    for candidate in choice:
        if any(words.isdisjoint(forms) for forms in candidate.annotated.needs.surnames):
            yield candidate
        words |= candidate.annotated.words
