"""Find the credits of an English sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from news.entities.credits.outlets import CreditNameReader
from news.entities.credits.words import (
    Credit,
    CreditName,
    CreditRank,
    Token,
    is_known_outlet,
    load_credit_words,
)

_CLAUSE_MARKS = frozenset(',—–-:;”"')
_CLOSING_MARKS = frozenset('.!?…”")')
_REFERENCES = frozenset({"citing", "cited by"})
_MAX_WORDS_BEFORE_NAME = 6
_MAX_OWNER_WORDS = 3


def find_english_credits(reader: CreditNameReader, *, is_whole: bool) -> Iterator[Credit]:
    """Yield at most one credit. ``is_whole``: the sentence only says who reported."""
    origins: list[str] = []
    carriers: list[str] = []
    is_sure = is_whole
    has_outlet = False
    for at, token in enumerate(reader.tokens):
        phrase = _match_phrase(reader, at)
        if phrase:
            name = _read_name(reader, at + len(phrase.split()))
            if name is not None and (name.is_outlet or is_whole):
                (origins if phrase in _REFERENCES else carriers).append(name.name)
                has_outlet |= name.is_outlet
                is_sure |= phrase != "told" and _ends(reader, name.stop)
        elif at == 0 or token.text in _CLAUSE_MARKS or token.kind == "quote":
            name = _read_subject(
                reader, at if at == 0 and token.kind == "word" else at + 1, is_whole=is_whole
            )
            if name is not None:
                carriers.append(name.name)
                has_outlet |= name.is_outlet
                is_sure |= _ends(reader, name.stop + 1)
    names = tuple(dict.fromkeys(origins + carriers))
    if names and has_outlet:
        yield Credit(names, CreditRank.OUTLET if is_sure else CreditRank.OUTLET_IN_PASSING)
    elif names:
        yield Credit(names, CreditRank.OFFICE)


def _match_phrase(reader: CreditNameReader, at: int) -> str:
    for phrase in _load_phrases().get(reader.tokens[at].folded, ()):
        words = phrase.split()
        if [token.folded for token in reader.tokens[at : at + len(words)]] == words:
            return phrase
    return ""


@cache
def _load_phrases() -> dict[str, list[str]]:
    """Return the phrases before a name by their first word, longest first."""
    found: dict[str, list[str]] = {}
    for phrase in sorted(load_credit_words().lists["english_before"], key=len, reverse=True):
        found.setdefault(phrase.split()[0], []).append(phrase)
    return found


def _read_name(reader: CreditNameReader, start: int) -> CreditName | None:
    """Read a name after articles, adjectives and nouns such as "newspaper", which may also follow
    it."""
    lists = load_credit_words().lists
    at, is_media = start, False
    while at < min(len(reader.tokens), start + _MAX_WORDS_BEFORE_NAME):
        token = reader.tokens[at]
        if token.kind == "mark":
            return None
        is_article = token.folded == "the" and not is_known_outlet(_peek(reader, at))
        opens = at == start and token.is_capitalized
        nouns = _count_nouns(reader, at + 1) if token.is_capitalized else 0
        if nouns:  # "Dutch newspaper Algemeen Dagblad"
            is_media, at = True, at + 1 + nouns
            continue
        owner = _find_owner(reader.tokens[at : at + _MAX_OWNER_WORDS])
        if opens and owner >= 0:
            at += owner + 1  # "South Korea's Yonhap news agency"
            continue
        if opens and _opens_with_noun(reader, at):
            at += 1
            continue
        if (token.is_capitalized and not is_article) or token.kind == "quote":
            break
        is_media |= token.folded in lists["english_media"]
        if token.folded not in lists["english_before_name"] and not is_article:
            nationality = token.text.replace("-", "").isalpha() and token.text.islower()
            if not nationality or at - start > 2:
                return None
        at += 1
    return reader.read_english(at, is_media=is_media)


def _find_owner(tokens: Sequence[Token]) -> int:
    """Return the index of the possessive that ends a name in front of another, or -1."""
    for at, token in enumerate(tokens):
        if not token.is_capitalized:
            break
        if token.text.endswith(("'s", "’s")):
            return at
    return -1


def _opens_with_noun(reader: CreditNameReader, at: int) -> bool:
    """Return whether a capitalized word is a noun before a name: "Broadcaster NHK", "State news
    agency Xinhua"."""
    lists = load_credit_words().lists
    pair = reader.tokens[at : at + 2]
    return (
        len(pair) == 2
        and pair[0].folded in lists["english_before_name"]
        and (pair[1].is_capitalized or pair[1].text in lists["english_media"])
        and not is_known_outlet(_peek(reader, at))
        and pair[0].folded != "the"
    )


def _count_nouns(reader: CreditNameReader, at: int) -> int:
    """Return how many nouns such as "newspaper" stand between a token and a name, 0 if no name
    follows them."""
    stop = at
    while (
        stop < len(reader.tokens)
        and reader.tokens[stop].text in load_credit_words().lists["english_media"]
    ):
        stop += 1
    after = reader.tokens[stop : stop + 1]
    is_before_name = bool(after) and (after[0].is_capitalized or after[0].kind == "quote")
    return stop - at if is_before_name else 0


def _peek(reader: CreditNameReader, at: int) -> str:
    """Return the article with the capitalized words after it."""
    stop = at + 1
    while stop < len(reader.tokens) and reader.tokens[stop].is_capitalized:
        stop += 1
    return " ".join(token.text for token in reader.tokens[at:stop])


def _read_subject(reader: CreditNameReader, start: int, *, is_whole: bool) -> CreditName | None:
    """Read an outlet before its verb: "The Guardian reported", "said Le Figaro newspaper"."""
    tokens, lists = reader.tokens, load_credit_words().lists
    if start >= len(tokens):
        return None
    if tokens[start].folded in lists["english_report"]:
        name = _read_name(reader, start + 1)
        return name if name and name.is_outlet and _ends(reader, name.stop) else None
    name = _read_name(reader, start)
    if name is None or not (name.is_outlet or is_whole) or name.stop >= len(tokens):
        return None
    at = name.stop + (tokens[name.stop].folded in ("has", "had", "first", "also", "later"))
    return name if at < len(tokens) and tokens[at].folded in lists["english_report"] else None


def _ends(reader: CreditNameReader, stop: int) -> bool:
    return stop >= len(reader.tokens) or reader.tokens[stop].text in _CLOSING_MARKS
