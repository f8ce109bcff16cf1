"""Find the names of an English text by their capitals, the gazetteer and lists of words.

What stands before a person's name is not part of it: "US Secretary of State Condoleezza Rice" ->
United States, Condoleezza Rice.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from news.entities.credits.words import is_known_outlet
from news.entities.gazetteer import is_place
from news.entities.mentions import Mention, load_name_lists
from news.model import EntityKind
from news.nlp.forms import english
from news.nlp.stopwords import get_stopwords
from news.nlp.words import fold

_CAPITAL = r"[A-ZÀ-Þ](?:[\w&-]|['’](?!s\b)(?=\w)|\.(?=\w))*"
_CONNECTOR = r"(?:of|the|de|van|von|der|bin|al|da|del|dos|di|la|le|for|and)"
_RUN = re.compile(rf"{_CAPITAL}(?: (?:{_CONNECTOR} ){{0,2}}(?:{_CAPITAL}|\d+(?=\W)))*")
_PERSON_CONNECTORS = frozenset(
    {"de", "van", "von", "der", "bin", "al", "da", "del", "dos", "di", "la", "le"}
)
_PHRASE_CONNECTORS = frozenset({"of", "the", "for", "and"})
_SENTENCE_START = re.compile(r"(?:^|\n|[.!?…:]\s*[\"”»’)]?\s*[\"“«'‘]?|[\"“‘`])$")
_PLACE_PREPOSITION = re.compile(r"\b(?:in|near|across|outside|around) $", re.IGNORECASE)
_SPEECH = re.compile(r" (?:said|says|told|added|believes|has|was|is|will|scored|won|who)\b")
_DERIVED = re.compile(
    r"\w+-(?:based|born|nominated|winning|led|backed|owned|listed|trained|bound|era|style|made)"
)
_MAX_CONTEXT_CHARS = 12
_MAX_PERSON_WORDS = 4
_MAX_CAPITALS = 5
"""A longer word in capitals is no abbreviation."""
_TITLE_CASE_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class _Run:
    """Words of which the first and the last are capitalized, at a position of the text."""

    words: tuple[str, ...]
    start: int
    opens: bool

    @property
    def name(self) -> str:
        return " ".join(self.words)

    def cut(self, count: int) -> _Run:
        """Return the run without its first words."""
        gone = sum(len(word) + 1 for word in self.words[:count])
        return _Run(self.words[count:], self.start + gone, self.opens and not count)


def find_english_names(text: str, title: str) -> list[Mention]:
    """Return the names of a text in order; it begins with the title, unless that is empty."""
    runs = list(_list_runs(text))
    mentions = [mention for run in runs for mention in _split_run(run, text)]
    surnames = {fold(m.name).split()[-1] for m in mentions if m.kind == "person" and " " in m.name}
    mentions = [_prefer_surname(mention, surnames, text) for mention in mentions]
    known = {mention.start for mention in mentions}
    for run in runs:
        if len(run.words) == 1 and run.start not in known and fold(run.name) in surnames:
            mentions.append(Mention(run.name, "person", run.start))
    return sorted(_drop_title_runs(mentions, text, title), key=lambda mention: mention.start)


def _prefer_surname(mention: Mention, surnames: Collection[str], text: str) -> Mention:
    """Return a person for a town that is the surname of someone in the text: «Hamilton»."""
    if mention.kind == "place" and fold(mention.name) in surnames:
        before = text[max(0, mention.start - _MAX_CONTEXT_CHARS) : mention.start]
        if not _PLACE_PREPOSITION.search(before):
            return Mention(mention.name, "person", mention.start)
    return mention


def _drop_title_runs(mentions: Sequence[Mention], text: str, title: str) -> Iterator[Mention]:
    """Yield the mentions without those of a title in capitals that the text does not repeat."""
    words = [word for word in title.split() if word[0].isalpha() and len(word) > 3]
    capitals = sum(word[0].isupper() for word in words)
    is_title_case = capitals > _TITLE_CASE_SHARE * len(words) and len(words) > 2
    body = text[len(title) :]
    for mention in mentions:
        if not is_title_case or mention.start >= len(title) or mention.name in body:
            yield mention


def _list_runs(text: str) -> Iterator[_Run]:
    for match in _RUN.finditer(text):
        before = text[max(0, match.start() - _MAX_CONTEXT_CHARS) : match.start()]
        yield _Run(
            tuple(match.group().split(" ")), match.start(), bool(_SENTENCE_START.search(before))
        )


def _split_run(run: _Run, text: str) -> Iterator[Mention]:
    """Yield the names of a run: what stands before a title such as "Secretary", and after it."""
    at = _find_name_after_title(run.words)
    rest = run.words[at:]
    if (
        at
        and len(rest) == 1
        and (_is_common(fold(rest[0])) or fold(run.words[at - 1]) in load_name_lists()["weak_role"])
    ):
        at = 0
    if at:
        head = _strip_titles(run.words[:at])
        if head and not _is_nationality(" ".join(head)):
            yield from _read_run(_Run(head, run.start, run.opens), text)
        if at < len(run.words):
            yield from _read_run(run.cut(at), text, is_person=True)
    else:
        yield from _read_run(run, text)


def _find_name_after_title(words: tuple[str, ...]) -> int:
    """Return the index after the last title of a run, 0 if there is none."""
    lists = load_name_lists()
    titles = lists["role"] | lists["title"]
    last = max(
        (n + 1 for n, word in enumerate(words) if fold(word).rstrip(".") in titles), default=0
    )
    if last and words[last : last + 2] in (("of", "State"), ("of", "Commons"), ("for", "Defence")):
        last += 2
    if last and last < len(words) and words[last] in _PHRASE_CONNECTORS:
        return 0  # "Chamber of Commerce", "Director of the Bank"
    # "Bank of England" has no title; "King's Lynn", "Prince Edward Island" are places.
    return 0 if is_place(" ".join(words)) else last


def _strip_titles(words: tuple[str, ...]) -> tuple[str, ...]:
    lists = load_name_lists()
    titles = lists["role"] | lists["title"] | _PHRASE_CONNECTORS | {"state"}
    while words and fold(words[-1]).rstrip(".") in titles:
        words = words[:-1]
    return words


def _read_run(run: _Run, text: str, *, is_person: bool = False) -> Iterator[Mention]:
    run = _strip_end(_strip_beginning(run))
    if not run.words:
        return
    shouted = [word for word in run.words if word.isupper() and len(word) > _MAX_CAPITALS]
    if len(run.words) == 1 and run.name.isupper() and len(run.name) > 3 and is_place(run.name):
        shouted = [run.name]
    if shouted and not (is_place(run.name) or fold(run.name) in load_name_lists()["organisation"]):
        return
    name = run.name.title() if shouted and is_place(run.name) else run.name
    if name.isupper() and " " in name:
        if not is_place(name):
            return
        name = name.title()
    if "and" in run.words and not _is_one_office(run.words):
        yield from _split_conjunction(run, text)
        return
    kind = "person" if is_person and _may_be_person(run.words) else _classify(run, text)
    if kind is None:
        yield from _split_conjunction(run, text)
        return
    yield Mention(name, kind, run.start)


def _is_one_office(words: Sequence[str]) -> bool:
    """Return whether "and" is part of a name: "Devon and Cornwall Police"."""
    return (words.index("and") == 1 and fold(words[-1]) in _load_office_words()) or is_place(
        " ".join(words)
    )


def _split_conjunction(run: _Run, text: str) -> Iterator[Mention]:
    """Yield the names around "and" and "of" in a run that is no name: "England and Wales"."""
    for connector in ("and", "of", "for", "the"):
        if connector in run.words:
            at = run.words.index(connector)
            yield from _read_run(_Run(run.words[:at], run.start, run.opens), text)
            yield from _read_run(run.cut(at + 1), text)
            return


def _strip_beginning(run: _Run) -> _Run:
    """Strip stop words, days, connectors, and a common word that opens a sentence."""
    lists = load_name_lists()
    stops = get_stopwords("en") | lists["nothing"] | _PHRASE_CONNECTORS
    while run.words:
        first = fold(run.words[0])
        if first in lists["role"] and run.words[1:2] == ("of",):
            run = run.cut(2)  # "Governor of the Reserve Bank"
            continue
        if _DERIVED.fullmatch(run.words[0]) and len(run.words) > 1:
            run = run.cut(1)  # "Swiss-based Xstrata"
            continue
        is_acronym = run.words[0].isupper() and len(run.words[0]) > 1
        opens_commonly = (
            run.opens
            and len(run.words) > 1
            and not is_acronym
            and _is_common(first)
            and first not in lists["first_name"]
            and not is_place(" ".join(run.words[:2]))
            and _classify_by_lists(run.words) is None
        )
        if (first not in stops or is_acronym) and not opens_commonly:
            return run
        run = run.cut(1)
    return run


def _strip_end(run: _Run) -> _Run:
    """Strip letters after a name, such as "MP", and connectors."""
    words = run.words
    while len(words) > 1 and (
        fold(words[-1]) in load_name_lists()["after_name"] or words[-1] in _PHRASE_CONNECTORS
    ):
        words = words[:-1]
    return _Run(words, run.start, run.opens)


def _classify(run: _Run, text: str) -> EntityKind | None:
    """Return the kind of a name; None for a day, a nationality, a title of a work and the like."""
    words, lists = run.words, load_name_lists()
    folded = fold(run.name)
    if _is_nationality(folded) or all(fold(word) in lists["nothing"] for word in words):
        return None
    kind = _classify_by_lists(words)
    if kind is not None:
        return kind
    before = text[max(0, run.start - _MAX_CONTEXT_CHARS) : run.start]
    if len(words) == 1:
        return _classify_word(words[0], before, opens=run.opens)
    if not _PHRASE_CONNECTORS.isdisjoint(words):
        return None
    return "person" if _may_be_person(words) and _is_likely_person(words, run, text) else None


def _classify_by_lists(words: tuple[str, ...]) -> EntityKind | None:
    lists = load_name_lists()
    folded = [fold(word) for word in words]
    first, last, joined = folded[0], folded[-1], " ".join(folded)
    is_single = len(words) == 1
    if joined in lists["place"] or (is_place(joined) and joined not in lists["no_places"]):
        return "place"
    if is_known_outlet(joined) and not is_single:
        return "organisation"
    offices = _load_office_words()
    is_club = not is_single and last in lists["club_end"]
    if is_club and not (first in lists["first_name"] and last in _CLUB_SURNAMES):
        return "organisation"
    if (
        first in lists["first_name"]
        and len(words) in (2, 3)
        and last not in offices | lists["place_end"]
    ):
        return "person"
    if not offices.isdisjoint(folded) and not (is_single and first in lists["generic_office"]):
        return "organisation"
    return "place" if not is_single and last in lists["place_end"] else None


@cache
def _load_office_words() -> frozenset[str]:
    return load_name_lists()["organisation"] | load_name_lists()["organisation_en"]


_CLUB_SURNAMES = frozenset({"villa", "forest", "county", "milan", "madrid", "wednesday", "lions"})


def _classify_word(word: str, before: str, *, opens: bool) -> EntityKind | None:
    if word.isupper():
        return "organisation" if 1 < len(word) <= _MAX_CAPITALS and word.isalpha() else None
    if opens or _is_common(fold(word)):
        return None
    return "place" if _PLACE_PREPOSITION.search(before) else None


def _may_be_person(words: Sequence[str]) -> bool:
    return (
        1 <= len(words) <= _MAX_PERSON_WORDS + 1
        and _PHRASE_CONNECTORS.isdisjoint(words)
        and not any(letter.isdigit() for word in words for letter in word)
        and not _is_nationality(fold(words[0]))
        and not any(
            word.isupper() and len(word) > (2 if n == 0 and len(words) == 2 else 1)
            for n, word in enumerate(words)
        )
    )


def _is_likely_person(words: Sequence[str], run: _Run, text: str) -> bool:
    """Return whether words that begin with no listed first name are a person: none of them is an
    English word, or only one and the text goes on as with a person."""
    folded = [fold(word) for word in words if word not in _PERSON_CONNECTORS]
    common = sum(_is_common(word) for word in folded)
    if is_place(folded[-1]) and folded[0] not in load_name_lists()["title"]:
        return False
    if common == 0:
        return True
    after = text[run.start + len(run.name) :][:_MAX_CONTEXT_CHARS]
    surname = words[-1]
    return common < len(folded) and (
        bool(_SPEECH.match(after)) or text.count(surname) > text.count(run.name)
    )


def _is_nationality(folded: str) -> bool:
    return fold(folded) in load_name_lists()["nationality"]


@lru_cache(maxsize=10_000)
def _is_common(folded: str) -> bool:
    """Return whether an English dictionary has a word, and no list of names does."""
    lists = load_name_lists()
    if folded in lists["no_places"] or len(folded) == 1:
        return True
    if folded in lists["first_name"] or is_place(folded):
        return False
    return english.is_known(folded)
