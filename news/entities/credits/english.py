"""Find the credits of an English sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from news.entities.credits.outlets import CreditNameReader
from news.entities.credits.words import (
    Credit,
    CreditName,
    CreditRank,
    Token,
    drop_repeated,
    is_known_outlet,
    load_credit_words,
)
from news.nlp.stopwords import is_stopword

_CLAUSE_MARKS = frozenset(',—–-:;”"')
_CLOSING_MARKS = frozenset('.!?…”")')
_ADDITIONAL = "additional reporting"
_REFERENCES = frozenset({"citing", "cited by"})
_MAX_WORDS_BEFORE_NAME = 6
_MAX_OWNER_WORDS = 3
_MAX_WORDS_TO_VERB = 4
_MAX_WORDS_TO_REPORT = 5
_FIRST = re.compile(r", citing|was (?:the )?first to report|broke the (?:news|story)")
_BEFORE_MEDIA = frozenset({"business", "sports", "financial", "investigative"})
_BEFORE_VERB = frozenset(
    {"has", "had", "first", "also", "later", "on", "earlier", "exclusively", "have"}
)
_BEFORE_OBJECT = frozenset({"that", "a", "an", "the"})
_AFTER_NOUN = frozenset({"that", "to", "about", "how", "of", "in", "for", "at", "on", "with"})


def find_english_credits(reader: CreditNameReader, *, is_whole: bool) -> Iterator[Credit]:
    """Yield at most one credit. ``is_whole``: the sentence only says who reported."""
    origins: list[CreditName] = []
    carriers: list[CreditName] = []
    is_sure = is_whole
    for at, token in enumerate(reader.tokens):
        phrase = _match_phrase(reader, at)
        if phrase:
            name = _read_name(reader, at + len(phrase.split()))
            if name is None or not (name.is_outlet or is_whole) or _goes_on(reader, name, phrase):
                continue
            (origins if phrase in _REFERENCES else carriers).append(name)
            is_sure |= phrase != "told" and _ends(reader, name.stop)
        elif at == 0 or token.text in _CLAUSE_MARKS or token.kind == "quote":
            start = at if at == 0 and token.kind == "word" else at + 1
            name = _read_subject(reader, start, is_whole=is_whole)
            if name is not None:
                carriers.append(name)
                is_sure |= _ends(reader, name.stop + 1)
    names = drop_repeated(origins + carriers)
    if any(name.is_outlet for name in names):
        yield Credit(names, CreditRank.OUTLET if is_sure else CreditRank.OUTLET_IN_PASSING)
    elif names:
        yield Credit(names, CreditRank.OFFICE)


def _goes_on(reader: CreditNameReader, name: CreditName, phrase: str) -> bool:
    """Return whether a name after a phrase is only the beginning of something else: "the BBC
    board", "Fox News host Tucker Carlson", "Times Square"."""
    if phrase == "per" and not (is_known_outlet(name.name) and _ends(reader, name.stop)):
        return True
    after = reader.tokens[name.stop : name.stop + 2]
    if not after or after[0].kind != "word" or reader.is_date(after[0]):
        return False
    lists, folded = load_credit_words().lists, after[0].folded
    if name.is_marked and phrase != "told":
        return False
    if phrase.startswith(_ADDITIONAL) and name.is_certain:
        return False  # the next article may be glued to the line
    if after[0].is_capitalized:
        return phrase != "told"  # "told BBC News US policy had changed"
    if folded in lists["english_after"] | lists["english_work"] | lists["english_report"]:
        return False
    if is_stopword(folded) or folded.endswith("ly"):
        return False
    if phrase != "told":
        return True
    follower = after[1] if len(after) > 1 else None
    return follower is None or follower.kind != "word" or follower.folded in _AFTER_NOUN


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
    media, stop = load_credit_words().lists["english_media"], at
    while stop < len(reader.tokens) and (
        reader.tokens[stop].text in media or reader.tokens[stop].text in _BEFORE_MEDIA
    ):
        stop += 1
    if stop > at and reader.tokens[stop - 1].text not in media:
        return 0
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
    after = " ".join(token.folded for token in tokens[name.stop : name.stop + _MAX_WORDS_TO_REPORT])
    if name.is_certain and _FIRST.match(after):
        return name  # "Axios, citing", "Axios was first to report"
    at = _skip_to_verb(reader, name)
    if at >= len(tokens) or tokens[at].folded not in lists["english_report"]:
        return None
    has_article = tokens[start].text == "the"
    reports = is_whole or _reports_news(reader, name, at, has_article=has_article)
    return name if reports else None


def _skip_to_verb(reader: CreditNameReader, name: CreditName) -> int:
    """Return the index after adverbs, a day, or what the outlet made: "The Times on Monday said",
    "a ProPublica investigation found"."""
    at = name.stop
    while at < min(len(reader.tokens), name.stop + _MAX_WORDS_TO_VERB):
        token = reader.tokens[at]
        is_before_verb = token.folded in _BEFORE_VERB or reader.is_date(token)
        if not is_before_verb and not (name.is_certain and _is_work(reader, at)):
            break
        at += 1
    return at


def _is_work(reader: CreditNameReader, at: int) -> bool:
    """Return whether a word is what an outlet made, with a verb after it."""
    lists = load_credit_words().lists
    after = [token.folded for token in reader.tokens[at + 1 : at + 3]]
    if after[:1] in (["has"], ["had"], ["have"]):
        after = after[1:]
    is_before_verb = after != [] and after[0] in lists["english_report"]
    return is_before_verb and reader.tokens[at].text in lists["english_work"]


def _reports_news(
    reader: CreditNameReader, name: CreditName, verb: int, *, has_article: bool
) -> bool:
    """Return whether what follows a verb is news, and not what a company says of itself: "reported
    a profit", "The BBC said it would cut jobs". A name that is a plain word must end its clause:
    "The Sun said goodbye", but "the ship was lost, The Sun reported"."""
    lists, at = load_credit_words().lists, verb + 1
    if _ends(reader, at) or reader.tokens[at].text == ",":
        carries = reader.tokens[verb].folded in lists["english_carry"]
        return name.is_certain or carries or (has_article and not is_known_outlet(name.name))
    while at < len(reader.tokens) and reader.tokens[at].folded in _BEFORE_OBJECT:
        at += 1
    after = reader.tokens[at] if at < len(reader.tokens) else None
    if after is None or after.folded in lists["english_results"]:
        return False
    if name.is_certain or after.folded in ("citing", "on"):
        return True
    carries = reader.tokens[verb].folded in lists["english_carry"]
    return carries and not is_known_outlet(name.name)


def _ends(reader: CreditNameReader, stop: int) -> bool:
    return stop >= len(reader.tokens) or reader.tokens[stop].text in _CLOSING_MARKS
