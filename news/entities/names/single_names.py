"""Find people who are named by one name, from a list: «Пеле», «Гюго», Madonna."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from news.entities.gazetteer import is_place, load_names
from news.entities.mentions import Mention, is_in_quotes
from news.entities.names.english_kinds import is_common
from news.nlp.words import fold, strip_accents

# No small letter is first, so that the search goes from one capital to the next.
_WORD = re.compile(r"[^\W\d_a-zа-яёіїєґ](?<![\w'’ʼ-].)[^\W\d_]{2,19}(?![\w-])")
_BEFORE = re.compile(r"(?<![\w'’ʼ.-])(?P<word>[\w'’ʼ.-]{1,40}) $")
_AFTER = re.compile(r" [^\W\d_a-zа-яёіїєґß-ÿ]")
_OPENING = re.compile(r"(?:^|[.!?…:\n])[\s«»„“”\"—–-]{0,4}$")
_MAX_CONTEXT_CHARS = 40
_NAME_TAGS = frozenset({"Name", "Surn"})
_WORK = "роман"  # a first name and a novel
_ENDINGS = {
    "а": ("ы", "и", "і", "е", "у", "ой", "ою"),
    "я": ("и", "і", "ї", "е", "ю", "ей", "єю"),
    "ь": ("я", "ю", "ем", "е", "і"),
    "й": ("я", "ю", "ем", "єм", "е", "и", "ї"),
    "": ("а", "у", "ом", "ем", "е", "і", "ові", "еві"),
}
_VOWELS = "аеёиоуыэюяіїєaeiouy"


def find_single_names(mentions: Sequence[Mention], text: str, analyzer: Any) -> list[Mention]:
    """Return the mentions with the persons of one name, in place of an organisation («Бруну») or of
    a person with his novel («Роман Гюго»). A word that opens a sentence and is a common one too
    («Дали показания») counts only if the text has the name elsewhere."""
    cut = [_cut_work(mention, analyzer) for mention in mentions]
    certain: list[Mention] = []
    doubtful: list[Mention] = []
    for word in _WORD.finditer(text):
        name = read_single_name(word[0]) if word[0][0].isupper() else ""
        if not name or not _stands_alone(word, cut, text):
            continue
        listed = certain if _is_certain(word, cut, text, analyzer) else doubtful
        listed.append(Mention(word[0], "person", word.start()))
    names = {read_single_name(mention.name) for mention in certain}
    found = [*certain, *(one for one in doubtful if read_single_name(one.name) in names)]
    starts = {mention.start for mention in found}
    return sorted([*found, *(m for m in cut if m.start not in starts)], key=lambda m: m.start)


def read_single_name(word: str) -> str:
    """Return the nominative of a name of the list; empty for any other word."""
    return _load_forms().get(strip_accents(fold(word)), "")


def _cut_work(mention: Mention, analyzer: Any) -> Mention:
    """Return the author of «Роман Гюго», «Роман Бальзака»: a listed name, or one that is in another
    case than the first name would be."""
    first, _, author = mention.name.partition(" ")
    if mention.kind != "person" or fold(first) != _WORK or not author or " " in author:
        return mention
    cases = {parse.tag.case for parse in analyzer.parse(fold(author))}
    if not read_single_name(author) and ("nomn" in cases or "gent" not in cases):
        return mention
    return Mention(author, "person", mention.start + len(first) + 1)


def _stands_alone(word: re.Match[str], mentions: Sequence[Mention], text: str) -> bool:
    """Return whether a word is no part of a longer name, no title in quotes and no place."""
    for mention in mentions:
        end = mention.start + len(mention.name)
        if mention.start <= word.start() < end and mention.name != word[0]:
            return False
        if mention.start == word.start() and mention.kind == "place" and is_place(word[0]):
            return False
    if any(mention.start == word.start() and mention.kind == "person" for mention in mentions):
        return True
    if is_in_quotes(text, word.start(), word.end()):
        return False
    context = text[max(0, word.start() - _MAX_CONTEXT_CHARS) : word.start()]
    before = _BEFORE.search(context)
    if before is not None and before["word"][0].isupper() and not before["word"].isupper():
        return bool(_OPENING.search(context[: before.start()])) and not _AFTER.match(
            text, word.end()
        )
    return not _AFTER.match(text, word.end())


def _is_certain(word: re.Match[str], mentions: Sequence[Mention], text: str, analyzer: Any) -> bool:
    if any(mention.start == word.start() for mention in mentions):
        return True
    if not _OPENING.search(text[max(0, word.start() - _MAX_CONTEXT_CHARS) : word.start()]):
        return True
    plain = word[0].lower()
    if analyzer is None:
        return not is_common(plain)
    tags = [parse.tag for parse in analyzer.parse(plain)]
    return not analyzer.word_is_known(plain) or all(_NAME_TAGS & tag.grammemes for tag in tags)


@cache
def _load_forms() -> dict[str, str]:
    """Load the names of the list by their folded forms."""
    forms: dict[str, str] = {}
    names = list(load_names("single_names"))
    for name in names:
        for form in _list_forms(fold(name)):
            forms.setdefault(form, name)
    return {**forms, **{fold(name): name for name in names}}


def _list_forms(name: str) -> Iterator[str]:
    """Yield a folded name in its cases; one in another vowel is not declined."""
    yield name
    last = name[-1]
    if name.isascii():
        return
    if last in "аяьй":
        yield from (name[:-1] + ending for ending in _ENDINGS[last])
    elif last not in _VOWELS:
        yield from (name + ending for ending in _ENDINGS[""])
