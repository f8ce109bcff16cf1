"""Find the credits of a Russian or Ukrainian sentence."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from news.entities.credits.outlets import CreditNameReader
from news.entities.credits.words import (
    Case,
    Credit,
    CreditName,
    CreditRank,
    drop_repeated,
    is_known_outlet,
    is_media_word,
    load_credit_words,
)

_PLACE_PREPOSITIONS = frozenset({"в", "во", "на", "у"})
_CLAUSE_MARKS = frozenset(",—–-:")
_CLOSING_MARKS = frozenset('.!?…»”")')
_ENDS_OF_CLAUSE = _CLOSING_MARKS | _CLAUSE_MARKS
_AS = frozenset({"как", "як"})
_THIS = frozenset({"этом", "це"})
_WITH = frozenset({"с", "со", "з", "із", "зі"})
_FROM = frozenset({"из", "із", "з", "зі"})
_WRITES = frozenset({"пишет", "пишут", "пише", "пишуть"})
_FIRST = frozenset({"первым", "первой", "першим", "першою", "первыми", "першими"})
_SHARED = frozenset(
    "поделился поделилась поделились поділився поділилася поділились поділилися".split()  # noqa: SIM905
)
_OFFICE_OF_OUTLET = frozenset({"редакцию", "редакции", "редакції", "редакцією"})
_REVEALED = frozenset(
    "рассказали сообщили раскрыли показали розповіли повідомили розкрили показали".split()  # noqa: SIM905
)
MARKS_OF_OUTLET = _SHARED | _OFFICE_OF_OUTLET | _REVEALED
"""Words beside which an outlet is credited."""
_FOR = frozenset({"для"})
_TO = frozenset({"до"})
_MIN_WORDS_ON_CHANNEL = 4
_MAX_WORDS_TO_VERB = 4
_MAX_WORDS_TO_TOLD = 20
_MAX_WORDS_TO_NAME = 4
_MAX_WORDS_TO_SUBJECT_VERB = 14


@dataclass(frozen=True, slots=True)
class _Mention:
    """A name beside a word of reporting. ``is_sure``: its sentence or clause only credits it.
    ``is_figure``: the rest of the sentence is by its data («По данным „Нивы“, …»)."""

    name: CreditName
    is_sure: bool
    is_reference: bool = False
    was_told: bool = False
    is_figure: bool = False

    @property
    def order(self) -> tuple[bool, bool]:
        """The key that puts origins before carriers: «ТАСС сообщили в МВД» -> МВД, ТАСС."""
        return not self.is_reference, self.was_told


def find_slavic_credits(reader: CreditNameReader, *, is_whole: bool) -> Iterator[Credit]:
    """Yield at most one credit. ``is_whole``: the sentence only says who reported."""
    mentions = list(_list_mentions(reader, is_whole=is_whole))
    carriers = [one for one in mentions if not one.is_reference]
    outlets = [one for one in mentions if one.name.is_outlet]
    kept = [
        one
        for one in mentions
        if one.name.is_outlet or one.is_sure or (one.is_reference and (carriers or is_whole))
    ]
    if not kept or not (outlets or any(one.is_sure for one in kept)):
        return
    names = drop_repeated(one.name for one in sorted(kept, key=lambda one: one.order))
    if not outlets:
        rank = CreditRank.OFFICE
    else:
        is_sure = any(one.is_sure for one in outlets)
        rank = CreditRank.OUTLET if is_sure else CreditRank.OUTLET_IN_PASSING
    yield Credit(
        names,
        rank,
        is_comment=bool(outlets) and all(one.was_told for one in outlets),
        is_figure=not is_whole and bool(outlets) and all(one.is_figure for one in outlets),
    )


def _list_mentions(reader: CreditNameReader, *, is_whole: bool) -> Iterator[_Mention]:
    words, tokens = load_credit_words(), reader.tokens
    seen: set[int] = set()
    for at, token in enumerate(tokens):
        mention: _Mention | None = None
        if token.kind == "mark" and token.text not in _CLAUSE_MARKS:
            continue
        if (reference := _match_reference(reader, at)) is not None:
            mention = _read_reference(reader, *reference)
        elif token.folded in _SHARED and _is_followed(reader, at, _WITH):
            mention = _read_told(reader, at + 1, ())
        elif token.folded in _OFFICE_OF_OUTLET and at:
            mention = _read_office_of_outlet(reader, at)
        elif token.folded in words.lists["report"]:
            mention = _read_after_verb(reader, at, is_whole=is_whole)
        elif token.folded in words.lists["passive"]:
            mention = _read_place(reader, at + 1, is_whole=is_whole)
        elif token.folded in words.lists["known_to"]:
            mention = _read_told(reader, at + 1, ("datv",))
        elif token.folded in words.lists["interview"]:
            mention = _read_told(reader, at + 1, ("datv", "gent"))
        elif at == 0 and token.folded in _PLACE_PREPOSITIONS:
            mention = _read_on_channel(reader)
        elif at == 0 or token.text in _CLAUSE_MARKS or token.folded in _THIS:
            mention = _read_subject(
                reader, at if at == 0 and token.folded not in _THIS else at + 1, is_whole=is_whole
            )
        if mention is not None and mention.name.stop not in seen:
            seen.add(mention.name.stop)
            yield mention


def _is_followed(reader: CreditNameReader, at: int, words: Collection[str]) -> bool:
    return at + 1 < len(reader.tokens) and reader.tokens[at + 1].folded in words


def _match_reference(reader: CreditNameReader, at: int) -> tuple[int, Case] | None:
    """Return the index after a phrase such as «со ссылкой на» and the case of the name after
    it."""
    for phrase, case in _load_references().get(reader.tokens[at].folded, ()):
        stop = at + len(phrase)
        if tuple(token.folded for token in reader.tokens[at:stop]) == phrase:
            return stop, case
    return None


@cache
def _load_references() -> dict[str, list[tuple[tuple[str, ...], Case]]]:
    """Return the phrases and cases by their first word."""
    found: dict[str, list[tuple[tuple[str, ...], Case]]] = {}
    for key, case in (("reference_accusative", "accs"), ("reference_genitive", "gent")):
        for phrase in load_credit_words().lists[key]:
            words = tuple(phrase.split())
            found.setdefault(words[0], []).append((words, case))  # type: ignore[arg-type]
    return found


def _read_reference(reader: CreditNameReader, start: int, case: Case) -> _Mention | None:
    name = reader.read(start, case)
    if name is None or (case == "gent" and not name.is_outlet):
        return None  # «По данным ЦБ» names the source of a figure.
    return _Mention(name, is_sure=False, is_reference=True, is_figure=case == "gent")


def _read_after_verb(reader: CreditNameReader, at: int, *, is_whole: bool) -> _Mention | None:
    """Read the name after a verb: «сообщает 3 мая Reuters», «сообщили в МВД», «заявил Песков
    ТАСС»."""
    lists = load_credit_words().lists
    start, case = _skip_time(reader, at + 1)
    name, was_told = reader.read(start, case), False
    if name is None or not is_known_outlet(name.name):
        told = reader.read(start, "datv")
        if told and (is_known_outlet(told.name) or (case == "nomn" and reader.is_oblique(start))):
            name, was_told = told, True  # «рассказал „Волжскому вестнику“ директор»
    if name is None or not (name.is_outlet or is_whole or name.is_office):
        told = _find_told_outlet(reader, at) or _find_outlet_before(reader, at)
        if told is not None or name is None:
            return _Mention(told, is_sure=False, was_told=True) if told else None
    verb = reader.tokens[at].folded
    carries = verb in lists["carry"]
    around = [token.folded for token in reader.tokens[max(0, at - 1) : start]]
    is_writing = verb in _WRITES or not _FIRST.isdisjoint(around)
    if is_writing and name.is_marked and case == "nomn":
        name = replace(name, is_outlet=True)
    clause_only = _ends_clause(reader, name.stop) and (
        at == 0 or reader.tokens[at - 1].text in _CLAUSE_MARKS or reader.tokens[0].folded in _AS
    )
    if is_known_outlet(name.name) and not name.is_certain and not (carries and clause_only):
        return None  # «Об этом сообщил Гордон»
    is_office = case == "loct" and name.is_office
    is_sure = is_whole or (clause_only and (carries or name.is_outlet or is_office))
    return _Mention(name, is_sure, was_told=was_told) if is_sure or name.is_outlet else None


def _read_told(reader: CreditNameReader, start: int, cases: Sequence[Case]) -> _Mention | None:
    """Read the outlet to which something was said: «в интервью ТАСС», «в эфире „России 24“», «в
    беседе с „Известиями“»."""
    preposition = reader.tokens[start].folded if start < len(reader.tokens) else ""
    if preposition in _WITH:
        start, cases = start + 1, ("ablt",)
    elif preposition in _FOR:
        start, cases = start + 1, ("gent",)
    for case in cases:
        name = reader.read(_skip_time(reader, start)[0], case)
        if name is not None and name.is_outlet:
            return _Mention(name, is_sure=False, was_told=True)
    return None


def _read_office_of_outlet(reader: CreditNameReader, at: int) -> _Mention | None:
    """Read the outlet of «поступило в редакцию ДАН»: any name there is one."""
    before, after = reader.tokens[at - 1], reader.tokens[at + 1 : at + 2]
    if before.folded not in _PLACE_PREPOSITIONS | _TO or not after:
        return None
    if after[0].kind != "quote" and not after[0].is_capitalized:
        return None
    name = reader.read(at + 1, "gent")
    if name is None:
        return None
    return _Mention(replace(name, is_outlet=True), is_sure=False, was_told=True)


def _read_on_channel(reader: CreditNameReader) -> _Mention | None:
    """Read the outlet of «На телеканале „Юрган“ рассказали…» at the beginning of a sentence."""
    if len(reader.tokens) < _MIN_WORDS_ON_CHANNEL or not is_media_word(reader.tokens[1]):
        return None
    name = reader.read(1, "loct")
    if name is None or not name.is_outlet:
        return None
    told = any(token.folded in _REVEALED for token in reader.tokens[name.stop : name.stop + 1])
    return _Mention(name, is_sure=False) if told else None


def _find_told_outlet(reader: CreditNameReader, at: int) -> CreditName | None:
    """Return an outlet at most ten words after a verb, listed («заявил Песков ТАСС») or after a
    noun («рассказал Песков газете „Труд“»)."""
    for start in range(at + 1, min(at + 1 + _MAX_WORDS_TO_TOLD, len(reader.tokens))):
        if reader.tokens[start].kind == "mark" or _match_reference(reader, start) is not None:
            return None
        is_quoted = reader.tokens[start].kind == "quote" and reader.is_oblique(start)
        if is_media_word(reader.tokens[start]) or is_quoted:
            name = reader.read(start, "datv")
            if name is not None and name.is_outlet:
                return name
            if not is_quoted:
                return None
        name = reader.read_listed(start, "datv")
        if name is not None and name.is_certain:
            return name
    return None


def _find_outlet_before(reader: CreditNameReader, at: int) -> CreditName | None:
    """Return the listed outlet right before a verb: «О ремонте ТАСС рассказали в дирекции»."""
    for start in range(max(0, at - _MAX_WORDS_TO_VERB), at):
        name = reader.read_listed(start, "datv")
        if name is not None and name.is_certain and name.stop == at:
            return name
    return None


def _read_place(reader: CreditNameReader, start: int, *, is_whole: bool) -> _Mention | None:
    """Read the name after «говорится в сообщении», «сообщается на сайте», «следует из отчёта»."""
    at, case = _skip_time(reader, start)
    if at < len(reader.tokens) and reader.tokens[at].folded in _FROM:
        at, case = at + 1, "gent"
    name = reader.read(at, case)
    if name is None or not (name.is_outlet or is_whole):
        return None
    return _Mention(name, is_sure=is_whole)


def _read_subject(reader: CreditNameReader, start: int, *, is_whole: bool) -> _Mention | None:
    """Read an outlet with its verb after it: «„Медиазона“ со ссылкой на источник пишет, что»."""
    if not _may_be_subject(reader, start):
        return None
    name, was_told = reader.read(start, "nomn"), False
    if name is None or not name.is_outlet:
        name, was_told = (reader.read(start, "datv") if is_whole else None), True
    if name is None or not name.is_outlet or not reader.is_proper(name):
        return None
    lists = load_credit_words().lists
    was_told |= is_whole and start > 0
    is_source = reader.is_source(start)
    for at in range(name.stop, min(len(reader.tokens), name.stop + _MAX_WORDS_TO_VERB + 1)):
        if _match_reference(reader, at) is not None:
            return _Mention(name, is_sure=True)
        token = reader.tokens[at]
        if token.folded in lists["report"]:
            return _Mention(name, is_sure=is_whole, was_told=was_told)
        skips = is_source and token.kind == "word" and not token.is_capitalized
        if token.text != "," and token.folded not in lists["filler"] and not skips:
            return None
    return None


def _may_be_subject(reader: CreditNameReader, start: int) -> bool:
    """Return whether a name soon follows, and a verb of reporting soon after: most clauses have
    none, and reading names takes time."""
    ahead = reader.tokens[start : start + _MAX_WORDS_TO_NAME]
    if not any(token.kind == "quote" or token.is_capitalized for token in ahead):
        return False
    verbs = load_credit_words().lists["report"]
    return any(
        token.folded in verbs
        for token in reader.tokens[start + 1 : start + _MAX_WORDS_TO_SUBJECT_VERB]
    )


def _ends_clause(reader: CreditNameReader, stop: int) -> bool:
    if stop >= len(reader.tokens) or _match_reference(reader, stop) is not None:
        return True
    return reader.tokens[stop].text in _ENDS_OF_CLAUSE


def _names_outlet(reader: CreditNameReader, at: int) -> bool:
    after = reader.tokens[at : at + 1]
    return bool(after) and (after[0].kind == "quote" or after[0].is_capitalized)


def _skip_time(reader: CreditNameReader, start: int) -> tuple[int, Case]:
    """Return the index after adverbs and dates, and the case of a name there: after «в» it is the
    locative."""
    lists, case, at = load_credit_words().lists, "nomn", start
    after_date = False
    while at < len(reader.tokens):
        token = reader.tokens[at]
        if token.text.isdigit() and any(map(is_media_word, reader.tokens[at + 1 : at + 2])):
            break  # «5 каналу»
        if reader.is_date(token):
            case, after_date = "nomn", True
        elif token.folded in _PLACE_PREPOSITIONS:
            case = "loct"
        elif not (token.folded in lists["filler"] or (after_date and token.text in (",", "."))):
            break
        elif is_media_word(token) and _names_outlet(reader, at + 1):
            break  # «изданию „Фонтанка“»
        at += 1
    return at, case  # type: ignore[return-value]
