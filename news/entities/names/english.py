"""Find the names of an English text by their capitals, the gazetteer and lists of words.

What is before a person's name is not part of it: "US Secretary of State Condoleezza Rice" ->
United States, Condoleezza Rice.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cache

from news.entities.credits.words import is_known_outlet
from news.entities.gazetteer import is_place
from news.entities.mentions import Mention, load_name_lists
from news.entities.names.english_clubs import turn_towns_into_clubs
from news.entities.names.english_kinds import (
    MAX_CAPITALS,
    MAX_CONTEXT_CHARS,
    PHRASE_CONNECTORS,
    PLACE_PREPOSITION,
    WEAK_PLACE_PREPOSITION,
    Run,
    classify,
    classify_by_lists,
    is_after_role,
    is_common,
    is_nationality,
    load_office_words,
    may_be_person,
)
from news.nlp.analysis import Sentence
from news.nlp.stopwords import get_stopwords
from news.nlp.words import fold

_MAX_WEAK_CHARS = 30
_MIN_WORDS_WITH_TITLE = 1
_REPORTERS = re.compile(
    r"\((?:Additional )?(?:Reporting|Writing|Editing) by [^()\n]{1,200}\)?", re.IGNORECASE
)
_TITLE_CONNECTORS = frozenset({"And", "Of", "The", "For", "To", "In", "On", "With", "From", "By"})
_NO_SURNAME = (
    r"(?! (?:The|An?|He|She|It|They|We|You|In|But|And|This|That|There|At|On|For|If|As|When)\b)"
)
_CAPITAL = (
    r"(?:(?:St|Mt|Ft)\.(?= [A-Z])"  # "St. Vincent"
    rf"|(?!U\.[SNK])(?:[A-Z]\.){{1,3}}(?= [A-Z][a-z]){_NO_SURNAME}"  # "J. Allard"
    r"|(?:People|Women|Men|Children|Workers|Players|Farmers|Citizens|Writers|Veterans)"
    r"(?:['’]s|s?['’])(?= [A-Z])"  # "Peoples' Democratic Party"
    r"|(?:Moody|Lloyd|Sotheby|Christie|McDonald|Kellogg|Domino|Sainsbury|Levi)['’]s(?= [A-Z])"
    r"|(?<=& )(?:Poor|Marks|Hennes|Ben)['’]s\b"  # "Standard & Poor's"
    r"|(?:al|el|ul|ad|as|ar)-[A-Z]\w{1,30}"
    r"|(?!I\b)[A-ZÀ-Þ](?:[\w&-]|['’](?!s\b)(?=\w)|\.(?=\w))*)"
)
_CONNECTOR = r"(?:of|the|de|van|von|der|bin|al|da|del|dos|di|la|le|for|and|&)"
_RUN = re.compile(rf"{_CAPITAL}(?: (?:{_CONNECTOR} ){{0,2}}(?:{_CAPITAL}|\d+(?=\W)))*")
_NICKNAMED = re.compile(
    r"(?<![\w’'-])([A-Z][a-z]{1,20}) [“\"‘']([A-Z][\w -]{1,24})[”\"’']"
    r" ([A-Z][a-z][\w-]{1,20})(?![\w-]| [A-Z])"
)
"""A person with a nickname between the names: "Ann “Flash” Lowe"."""
_SENTENCE_START = re.compile(r"(?:^|\n|[.!?…:]\s*[\"”»’)]?\s*[\"“«'‘]?|[\"“‘`])$")
_NUMBERS_AT_END = re.compile(r"(?: \d{1,4}){1,4}$")
_DERIVED = re.compile(
    r"(?P<head>\w+)-(?:based|born|nominated|winning|led|backed|owned|listed|trained|bound|era|style|made)"
)


def find_english_names(text: str, title: Sentence) -> list[Mention]:
    """Return the names of a text in order; it begins with the title, unless that is empty."""
    text = _REPORTERS.sub(lambda found: " " * len(found[0]), text)
    nicknamed = []
    for found in _NICKNAMED.finditer(text):
        if fold(found[1]) in load_name_lists()["first_name"] and not is_place(found[1]):
            nicknamed.append(Mention(f"{found[1]} {found[3]}", "person", found.start()))
            text = text[: found.start()] + " " * len(found[0]) + text[found.end() :]
    runs = list(_list_runs(text))
    mentions = [mention for run in runs for mention in _split_run(run, text)]
    mentions = [*nicknamed, *map(_turn_acronym, mentions)]
    mentions = [one for one in mentions if one.kind != "person" or not _ends_in_acronym(one.name)]
    surnames = {fold(m.name).split()[-1] for m in mentions if m.kind == "person" and " " in m.name}
    mentions = [_prefer_surname(mention, surnames, text) for mention in mentions]
    mentions = list(turn_towns_into_clubs(mentions, text))
    known = {mention.start for mention in mentions}
    for run in runs:
        if len(run.words) == 1 and run.start not in known and fold(run.name) in surnames:
            mentions.append(Mention(run.name, "person", run.start))
    if all(mention.kind != "place" for mention in mentions):
        mentions += _list_likely_places(runs, {mention.start for mention in mentions}, text)
    return sorted(_drop_title_runs(mentions, text, title), key=lambda mention: mention.start)


def _turn_acronym(mention: Mention) -> Mention:
    """Return an organisation for a person who would be an acronym: "critics of the IEC"."""
    is_acronym = mention.name.isupper() and " " not in mention.name and len(mention.name) > 1
    return (
        replace(mention, kind="organisation")
        if is_acronym and mention.kind == "person"
        else mention
    )


def _ends_in_acronym(name: str) -> bool:
    """Return whether the last word of a name is an acronym: of a headline, "Lowe Blasts HEC"."""
    first, _, last = name.rpartition(" ")
    is_numeral = set(last) <= set("IVX")
    return bool(first) and len(last) > 2 and last.isupper() and not (first.isupper() or is_numeral)


def _list_likely_places(runs: Sequence[Run], known: Collection[int], text: str) -> list[Mention]:
    """Return the single words that are no names yet and that follow "at" or a person's "of",
    and the same words elsewhere."""
    single = [run for run in runs if len(run.words) == 1 and run.start not in known]
    likely = {
        run.name
        for run in single
        if WEAK_PLACE_PREPOSITION.search(text[max(0, run.start - _MAX_WEAK_CHARS) : run.start])
        and not run.name.isupper()
        and not is_common(fold(run.name))
        and not is_nationality(run.name)
        and fold(run.name) not in load_name_lists()["nothing"]
    }
    return [Mention(run.name, "place", run.start) for run in single if run.name in likely]


def _prefer_surname(mention: Mention, surnames: Collection[str], text: str) -> Mention:
    """Return a person for a town that is the surname of someone in the text: «Hamilton»."""
    if mention.kind == "place" and fold(mention.name) in surnames:
        before = text[max(0, mention.start - MAX_CONTEXT_CHARS) : mention.start]
        if not PLACE_PREPOSITION.search(before):
            return Mention(mention.name, "person", mention.start)
    return mention


def _drop_title_runs(mentions: Sequence[Mention], text: str, title: Sentence) -> Iterator[Mention]:
    """Yield the mentions without those of a title in capitals that the text does not repeat."""
    title_end, is_title_case = len(title.text), title.is_title_case
    body = text[title_end:]
    for mention in mentions:
        if not is_title_case or mention.start >= title_end or mention.name in body:
            yield mention


def _list_runs(text: str) -> Iterator[Run]:
    for match in _RUN.finditer(text):
        before = text[max(0, match.start() - MAX_CONTEXT_CHARS) : match.start()]
        yield Run(
            tuple(match.group().split(" ")), match.start(), bool(_SENTENCE_START.search(before))
        )


def _split_run(run: Run, text: str) -> Iterator[Mention]:
    """Yield the names of a run: what is before a title such as "Secretary", and after it, or before
    and after "-based"."""
    for n, word in enumerate(run.words[1:-1], start=1):
        derived = _DERIVED.fullmatch(word)
        if derived is not None:
            yield from _read_run(Run((*run.words[:n], derived["head"]), run.start, run.opens), text)
            run = run.cut(n + 1)
            break
    first_end = _find_end_of_first(run.words)
    if first_end:
        yield from _split_run(Run(run.words[:first_end], run.start, run.opens), text)
        yield from _split_run(run.cut(first_end + 1), text)
        return
    at = 0 if is_known_outlet(run.name) else _find_name_after_title(run.words)
    rest = run.words[at:]
    if (
        at
        and len(rest) == 1
        and (is_common(fold(rest[0])) or fold(run.words[at - 1]) in load_name_lists()["weak_role"])
    ):
        at = 0
    if at:
        head = _strip_titles(run.words[:at])
        if head and not is_nationality(" ".join(head)):
            yield from _read_run(Run(head, run.start, run.opens), text)
        if at < len(run.words):
            yield from _read_run(run.cut(at), text, is_person=True)
    else:
        yield from _read_run(run, text)


def _find_end_of_first(words: tuple[str, ...]) -> int:
    """Return the number of words of the first of two people who have titles: "Chancellor Ann Lowe
    and Prime Minister Mark Orr"; 0 for other words."""
    at = words.index("and") if "and" in words else 0
    titles = _load_titles()
    before, after = words[max(0, at - 2) : at], words[at + 1 :]
    is_pair = (
        len(before) > 1
        and len(after) > _MIN_WORDS_WITH_TITLE
        and not titles.isdisjoint(map(fold, after[:-1]))
        and titles.isdisjoint(map(fold, before))
        and load_office_words().isdisjoint(map(fold, before))
        and may_be_person(before)
    )
    return at if is_pair else 0


def _find_name_after_title(words: tuple[str, ...]) -> int:
    """Return the index after the last title of a run, 0 if there is none."""
    lists = load_name_lists()
    titles = _load_titles()
    last = max(
        (n + 1 for n, word in enumerate(words) if fold(word).rstrip(".") in titles), default=0
    )
    if last and words[last : last + 2] in (("of", "State"), ("of", "Commons"), ("for", "Defence")):
        last += 2
    if last and last < len(words) and fold(words[last]) in PHRASE_CONNECTORS:
        return 0  # "Lord Of the Rings", "Chamber of Commerce", "Director of the Bank"
    is_field = 0 < last < len(words) and fold(words[last - 1]) in lists["weak_role"]
    if is_field and classify_by_lists(words[last:]) == "organisation":
        return 0  # "Defence Procurement Agency"
    # "Bank of England" has no title; "King's Lynn", "Prince Edward Island" are places.
    return 0 if is_place(" ".join(words)) else last


def _strip_titles(words: tuple[str, ...]) -> tuple[str, ...]:
    lists = load_name_lists()
    titles = _load_ends_of_titles()
    while words and fold(words[-1]).rstrip(".") in titles:
        words = words[:-1]
    return () if words and fold(words[0]) in lists["role"] else words  # "Former Army Commander"


def _read_run(run: Run, text: str, *, is_person: bool = False) -> Iterator[Mention]:
    run = _strip_end(_strip_beginning(run))
    if not run.words:
        return
    shouted = [word for word in run.words if word.isupper() and len(word) > MAX_CAPITALS]
    if len(run.words) == 1 and run.name.isupper() and len(run.name) > 3 and is_place(run.name):
        shouted = [run.name]
    is_known = is_place(run.name) or fold(run.name) in load_name_lists()["organisation"]
    if shouted and not is_known:
        return
    name = run.name.title() if shouted else run.name
    if name.isupper() and " " in name:
        if not is_place(name):
            return
        name = name.title()
    if "and" in run.words and not _is_one_office(run.words):
        if not _is_after_article(run, text):
            yield from _split_conjunction(run, text)
        return
    if len(run.words) == 2 and fold(run.words[0]) in load_name_lists()["generic_office"]:
        run = run.cut(is_place(run.words[1]))  # "the Library London's"
        name = run.name
    if not _TITLE_CONNECTORS.isdisjoint(run.words[1:]) and classify_by_lists(run.words) is None:
        return  # "Lord Of The Rings", in a text that writes titles of works so
    maker = _read_maker(run)
    if maker is not None:
        yield maker
        return
    if len(run.words) == 2 and all(map(_is_certain_place, run.words)) and not is_place(run.name):
        yield Mention(run.words[0], "place", run.start)  # "Indonesia Aceh": a heading is glued
        yield Mention(run.words[1], "place", run.cut(1).start)
        return
    is_office = classify_by_lists(run.words) == "organisation"
    is_person = is_person or (len(run.words) in (2, 3) and is_after_role(run, text))
    is_named = is_person and may_be_person(run.words) and not is_office
    kind = "person" if is_named else classify(run, text)
    if kind is None or (kind == "person" and "&" in run.words):
        yield from _split_conjunction(run, text)
        return
    if kind == "person":
        name = _NUMBERS_AT_END.sub("", name)  # "Ann Lowe 6-1 6-0", "Ann Lowe 12 points"
    yield Mention(name, kind, run.start)


def _is_certain_place(word: str) -> bool:
    lists = load_name_lists()
    folded = fold(word)
    return is_place(word) and not (folded in lists["first_name"] or folded in lists["no_places"])


def _is_one_office(words: Sequence[str]) -> bool:
    """Return whether "and" is part of a name: "Devon and Cornwall Police", "Peter and Paul
    Fortress", "Office of Management and Budget", "Citizenship and Immigration Services"."""
    at = words.index("and")
    if words[at + 1] == "the":
        return False
    if is_place(" ".join(words)):
        return True
    lists, offices = load_name_lists(), load_office_words()
    before = [fold(word) for word in words[:at]]
    last = fold(words[-1])
    if at == 1 and last in lists["landmark_end"]:
        return True
    if before[0] in lists["office_with_field"] and ("of" in before or "for" in before):
        return offices.isdisjoint(fold(word) for word in words[at + 1 :])
    is_free = at == 1 or (offices.isdisjoint(before) and before[0] not in lists["first_name"])
    return is_free and any(fold(word) in offices for word in words[at + 1 :])


def _is_after_article(run: Run, text: str) -> bool:
    """Return whether "the" is before words that are no name: of a band, of a film."""
    is_title = text[max(0, run.start - 4) : run.start].lower() == "the "
    return is_title and not any(
        is_place(word) or fold(word) in load_name_lists()["first_name"] for word in run.words
    )


def _read_maker(run: Run) -> Mention | None:
    """Return the maker of a product: "Google Stadia Controller" -> Google."""
    first = fold(run.words[0])
    if first not in load_name_lists()["maker"]:
        return None
    rest = {fold(word) for word in run.words[1:]}
    is_part = (
        "of" in rest
        or not rest.isdisjoint(load_office_words())
        or not rest.isdisjoint(load_name_lists()["role"])
    )
    is_name = not rest or is_known_outlet(run.name)
    return None if is_name or is_part else Mention(run.words[0], "organisation", run.start)


@cache
def _load_titles() -> frozenset[str]:
    return load_name_lists()["role"] | load_name_lists()["title"]


@cache
def _load_ends_of_titles() -> frozenset[str]:
    return _load_titles() | PHRASE_CONNECTORS | {"state"}


@cache
def _load_words_around_names() -> frozenset[str]:
    return get_stopwords("en") | load_name_lists()["nothing"] | PHRASE_CONNECTORS


def _split_conjunction(run: Run, text: str) -> Iterator[Mention]:
    """Yield the names around "and" and "of" in a run that is no name: "England and Wales"."""
    for connector in ("and", "&", "of", "for", "the"):
        if connector in run.words:
            at = run.words.index(connector)
            yield from _read_run(Run(run.words[:at], run.start, run.opens), text)
            yield from _read_run(run.cut(at + 1), text)
            return


def _strip_beginning(run: Run) -> Run:
    """Strip stop words, days, connectors, and a common word that opens a sentence."""
    lists = load_name_lists()
    stops = _load_words_around_names()
    while run.words:
        first = fold(run.words[0])
        is_head = first in lists["role"] and first not in lists["kept_title"]
        if is_head and run.words[1:2] == ("of",):
            run = run.cut(2)  # "Governor of the Reserve Bank"
            continue
        if _DERIVED.fullmatch(run.words[0]) and len(run.words) > 1:
            run = run.cut(1)  # "Swiss-based Xstrata"
            continue
        nation = 1 + is_nationality(" ".join(run.words[:2])) if len(run.words) > 2 else 1
        is_of_nation = is_nationality(" ".join(run.words[:nation]))
        if len(run.words) > 2 and is_of_nation and not _is_named_after_nation(run):
            run = run.cut(nation)  # "Australian Lynton Crosby"
            continue
        is_acronym = run.words[0].isupper() and len(run.words[0]) > 1
        opens_commonly = (
            run.opens
            and len(run.words) > 1
            and not is_acronym
            and is_common(first)
            and first not in lists["first_name"]
            and not is_place(" ".join(run.words[:2]))
            and classify_by_lists(run.words) is None
        )
        is_kept = first not in stops or is_acronym or _is_named_after_nation(run)
        if is_kept and not opens_commonly:
            return run
        run = run.cut(1)
    return run


def _is_named_after_nation(run: Run) -> bool:
    """Return whether a nation is part of a name: "European Commission", "Indian Ocean"."""
    return is_nationality(fold(run.words[0])) and (
        is_place(run.name) or classify_by_lists(run.words) == "organisation"
    )


def _strip_end(run: Run) -> Run:
    """Strip letters after a name, such as "MP", and connectors."""
    words = run.words
    while len(words) > 1 and (
        fold(words[-1]) in load_name_lists()["after_name"] or words[-1] in PHRASE_CONNECTORS
    ):
        words = words[:-1]
    return Run(words, run.start, run.opens)
