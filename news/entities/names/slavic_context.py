"""Drop what only looks like a name in a Russian or Ukrainian text, by the words around it: the name
of a ship, of a film or of an operation, a country in «УК РФ», a role in brackets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from news.entities.gazetteer import is_place
from news.entities.mentions import QUOTES, Mention, follows_quote, load_name_lists
from news.entities.names.russian import PLACE_NOUNS
from news.nlp.words import fold, is_cyrillic

_MAX_CONTEXT_CHARS = 160
_MAX_WORD_CONTEXT_CHARS = 40
"""More than `_WORD_BEFORE` matches."""
_MIN_SIGNS = 3
_MAX_FORM_CHARS = 5
_QUOTED_BEFORE = re.compile(
    r"(?:[«„“\"][^«»„“”\"\n]{1,60}[»“”\"](?:,| и| та| і|, а также)? ?){1,8}$"
)
_WORD_BEFORE = re.compile(r"([^\W\d_]{2,30})(?: ?[–—:])? ?[\"«„“`(]{0,2}$")
_LAW_OR_MONEY = re.compile(
    r"\b(?:УК|УПК|КК|КПК|КоАП|КУпАП|ГК|НК|ТК|ЖК|ГПК|АПК|[Кк]одекс\w{0,3}|долл\.|долл?ар\w{0,3})\s$"
)
_DASH = re.compile(r"\s[–—-]\s")
_LATIN = re.compile(r"[A-Za-z]")
_WORDS_OF_TWO_SCRIPTS = re.compile(
    r"[А-Яа-яЁёІіЇїЄєҐґ]\w{0,30}[A-Za-z]\w{0,30}|[A-Z][а-яёіїє]\w{0,30}"
)
_MEETING_SCRIPTS = re.compile(r"[A-Za-z](?:(?<=[^\WA-Za-z].)|(?<=[A-Z])[а-яёіїє])")
_LOOK_ALIKE = str.maketrans("ABCEHKMOPTXaceopxyi", "АВСЕНКМОРТХасеорхуі")
_RULER = re.compile(
    r"\b(?:корол|короле|герцог|князя|императ|султан|імперат)\w{1,6}\s$", re.IGNORECASE
)
_CHARACTERS = re.compile(
    r"((?:[A-Z][\w.]{1,20}(?:, | и | та | і )){1,9}(?:[A-Z][\w.]{1,20} )?)(?:и |та |і )?"
    r"(?:друг\w{2}|інш\w{2}) (?:геро|персонаж)"
)
_SURNAME = re.compile(r" [А-ЯЁІЇЄ][а-яёіїє’'-]{2,40}(?![\w.])")
_SMALL_WORD = re.compile(r" ([а-яёіїєґ][а-яёіїєґ’'-]{2,40})")
_LETTERS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_CODE = re.compile(r"[A-Za-z]+-\d{2,4}[A-Za-z]?")
_ADJECTIVE = re.compile(r"([^\W\d_]{4,20})(?:ск|цк|ськ|цьк)(?:ий|ого|ому|им|ом|ая|ой|ую|а|ої|у|ій)")
_MAX_PLACE_ENDING = 1
_VOWELS = "аеёиіїйоуыэюяєь"
_NAME_TAGS = frozenset({"Surn", "Name", "Patr"})
_PROPER = _NAME_TAGS | {"Geox", "Orgn", "Trad", "Abbr"}


def unify_scripts(text: str) -> str:
    """Return a text with words that mix the scripts in Cyrillic: «Курентзиcа» with a Latin letter
    would be two words."""
    if not _MEETING_SCRIPTS.search(text):
        return text
    return _WORDS_OF_TWO_SCRIPTS.sub(_to_cyrillic, text)


def drop_false_names(mentions: Sequence[Mention], text: str, analyzer: Any) -> list[Mention]:
    """Return the mentions without those that are no names here."""
    cut = [_cut(mention, text, analyzer) for mention in mentions]
    cut = _join_surnames(cut, text, analyzer)
    signs = _list_zodiac(text) | _list_characters(text)
    starts = {one.start for one in cut if one.kind == "person" and " " in one.name}
    places = [fold(one.name) for one in cut if one.kind == "place"]
    demonyms = {one.name for one in cut if _stands_before_person(one, starts)}
    return [
        _read_town(one, text, analyzer)
        for one in cut
        if one.name
        and one.name not in demonyms
        and fold(one.name) not in signs
        and not _is_role(one, text)
        and not _is_form_of_business(one, text)
        and not _is_common_here(one, text)
        and not _is_adjective_here(one, text, analyzer)
        and not _is_noun_here(one, text, analyzer)
        and not _is_thing(one, text, analyzer)
        and not _is_code(one)
        and not _is_of_place(one, places)
        and not (one.kind == "place" and _LAW_OR_MONEY.search(_get_before(one, text)))
    ]


def _cut(mention: Mention, text: str, analyzer: Any) -> Mention:
    """Return a name without what follows a new line, a dash or a verb: the model reads on from a
    title, and from «появится симфонический оркестр»."""
    name = mention.name.partition("\n")[0].rstrip()
    if mention.kind == "organisation" and not follows_quote(mention, text):
        name = name[: _find_verb(name, analyzer)].rstrip()
    if mention.kind == "organisation" and (dash := _DASH.search(name)) is not None:
        name = name[: dash.start()] if name[dash.end() :][:1].isalpha() else name
    return replace(mention, name=name)


def _join_surnames(mentions: Sequence[Mention], text: str, analyzer: Any) -> list[Mention]:
    """Return the mentions, each first name with the surname right after it, which the model has
    missed or taken for another person."""
    kinds = {mention.start: mention.kind for mention in mentions}
    joined: list[Mention] = []
    taken = -1
    for mention in mentions:
        if mention.start == taken:
            continue
        after = _SURNAME.match(text, mention.start + len(mention.name))
        is_free = after is not None and kinds.get(after.start() + 1, "person") == "person"
        if after is not None and is_free and _is_first_name(mention, analyzer):
            taken = after.start() + 1
            mention = replace(mention, name=mention.name + after[0])
        joined.append(mention)
    return joined


def _is_first_name(mention: Mention, analyzer: Any) -> bool:
    if mention.kind != "person" or not mention.name.isalpha():
        return False
    return any("Name" in parse.tag.grammemes for parse in analyzer.parse(fold(mention.name)))


def _to_cyrillic(word: re.Match[str]) -> str:
    """Return a word with Cyrillic letters in place of Latin ones that look alike, if it is then
    Cyrillic."""
    letters = word[0].translate(_LOOK_ALIKE)
    return letters if not _LATIN.search(letters) else word[0]


def _find_verb(name: str, analyzer: Any) -> int:
    for word in list(_LETTERS.finditer(name))[1:]:
        if word[0].islower() and analyzer.parse(word[0])[0].tag.POS in ("VERB", "INFN"):
            return word.start()
    return len(name)


def _stands_before_person(mention: Mention, starts: set[int]) -> bool:
    """Return whether one word is right before a full name: «Ухтинка Анастасия Щетинина»."""
    is_word = mention.kind == "person" and " " not in mention.name
    return is_word and mention.start + len(mention.name) + 1 in starts


def _is_role(mention: Mention, text: str) -> bool:
    """Return whether a person is alone in brackets, as a role after its actor."""
    end = mention.start + len(mention.name)
    return (
        mention.kind == "person"
        and mention.name.isalpha()
        and text[mention.start - 1 : mention.start] == "("
        and text[end : end + 1] == ")"
        and text[: mention.start - 1].rstrip()[-1:].isalpha()
    )


def _is_form_of_business(mention: Mention, text: str) -> bool:
    """Return whether an abbreviation is before a name in quotes: «НАЕК „Енергоатом“»."""
    after = text[mention.start + len(mention.name) :][:2]
    is_short = mention.name.isupper() and len(mention.name) <= _MAX_FORM_CHARS
    return mention.kind == "organisation" and is_short and after in (" «", " “", ' "')


def _is_thing(mention: Mention, text: str, analyzer: Any) -> bool:
    """Return whether a noun before a name says that it is no bearer: «фильм „Сухой док“», «ген
    KRAS»."""
    if mention.kind == "place":
        return False
    lists, before = load_name_lists(), _get_before(mention, text)
    if follows_quote(mention, text):
        before = _QUOTED_BEFORE.sub("", before.rstrip(QUOTES))
        nouns = lists["thing_noun_slavic"]
    else:
        nouns = lists["noun_before_code"] if mention.kind == "organisation" else frozenset()
    found = _WORD_BEFORE.search(before[-_MAX_WORD_CONTEXT_CHARS:])
    if found is None:
        return False
    return any(fold(p.normal_form) in nouns for p in analyzer.parse(fold(found[1])))


def _is_code(mention: Mention) -> bool:
    """Return whether a name is the code of a model: "Beyond-300E"."""
    return _CODE.fullmatch(mention.name) is not None


def _is_of_place(mention: Mention, places: Sequence[str]) -> bool:
    """Return whether one word taken for a person is the adjective of a place that the text names:
    «депо, называвшееся тогда Ростокинским» and «Ростокино»."""
    adjective = _ADJECTIVE.fullmatch(fold(mention.name)) if mention.kind == "person" else None
    return adjective is not None and any(
        place.startswith(adjective[1]) and len(place) <= len(adjective[1]) + _MAX_PLACE_ENDING
        for place in places
    )


def _is_common_here(mention: Mention, text: str) -> bool:
    """Return whether words that open a sentence are written small elsewhere: «Симфонический
    оркестр»."""
    name = mention.name
    small = name[:1].lower() + name[1:]
    is_phrase = mention.kind == "organisation" and " " in name and name[1:].islower()
    return is_phrase and small in text and _opens(mention, text)


def _is_adjective_here(mention: Mention, text: str, analyzer: Any) -> bool:
    """Return whether one word taken for a place is an adjective that opens a sentence: «Молодую
    крапиву соберите»."""
    if mention.kind != "place" or not _opens(mention, text) or not _is_plain_word(mention.name):
        return False
    after = _SMALL_WORD.match(text, mention.start + len(mention.name))
    tag = analyzer.parse(fold(mention.name))[0].tag
    is_adjective = tag.POS == "ADJF" and analyzer.word_is_known(fold(mention.name))
    return is_adjective and after is not None and analyzer.parse(after[1])[0].tag.POS == "NOUN"


def _is_noun_here(mention: Mention, text: str, analyzer: Any) -> bool:
    """Return whether one word taken for a place is a plain noun that opens a sentence and that the
    text has with a capital nowhere else: «Утро в Кедровке начинается с петухов»."""
    name = mention.name
    if mention.kind != "place" or not _opens(mention, text) or not _is_plain_word(name):
        return False
    word = fold(name)
    is_repeated = text.count(name.rstrip(_VOWELS)) > 1  # in any form
    if is_place(word) or not analyzer.word_is_known(word) or is_repeated:
        return False
    parses = analyzer.parse(word)
    return {"NOUN", "inan"} <= parses[0].tag.grammemes and all(
        _PROPER.isdisjoint(parse.tag.grammemes) for parse in parses
    )


def _opens(mention: Mention, text: str) -> bool:
    before = text[: mention.start].rstrip(' «„“"–—-')
    return not before or before[-1] in ".!?…\n"


def _read_town(mention: Mention, text: str, analyzer: Any) -> Mention:
    """Return a place for one word that is a town, no surname («Клинцы») and no club in quotes, and
    for an office that is a park."""
    if mention.kind == "organisation" and " " in mention.name:
        is_park = _is_landmark(mention.name, analyzer)
        return replace(mention, kind="place") if is_park else mention
    if mention.kind == "place" or not _is_plain_word(mention.name):
        return mention
    if _is_realm(mention, text, analyzer):
        return replace(mention, kind="place")
    parses = analyzer.parse(fold(mention.name))
    is_named = any(not _NAME_TAGS.isdisjoint(p.tag.grammemes) for p in parses)
    is_common = analyzer.word_is_known(fold(mention.name)) and not any(
        "Geox" in p.tag.grammemes for p in parses
    )
    is_town = not is_named and not is_common and any(is_place(p.normal_form) for p in parses)
    is_written_so = mention.kind == "person" or not follows_quote(mention, text)
    return replace(mention, kind="place") if is_town and is_written_so else mention


def _is_plain_word(name: str) -> bool:
    return name.isalpha() and is_cyrillic(name) and not name.isupper()


def _is_landmark(name: str, analyzer: Any) -> bool:
    """Return whether the first noun of a name in the nominative is a park, a cemetery."""
    for word in _LETTERS.findall(name):
        parse = analyzer.parse(fold(word))[0]
        if parse.tag.POS == "NOUN":
            return parse.normal_form in PLACE_NOUNS
        if parse.tag.POS != "ADJF":
            return False
    return False


def _list_zodiac(text: str) -> frozenset[str]:
    """Return the signs of a horoscope, if it names three or more: they are no persons."""
    signs, folded = load_name_lists()["zodiac"], fold(text)
    if sum(sign in folded for sign in signs) < _MIN_SIGNS:
        return frozenset()
    named = {fold(word) for word in _LETTERS.findall(text)} & signs
    return signs if len(named) >= _MIN_SIGNS else frozenset()


def _list_characters(text: str) -> frozenset[str]:
    """Return the characters of a game or a book: «Genji, Tracer и других героев»."""
    lists = (found[1] for found in _CHARACTERS.finditer(text))
    return frozenset(fold(name) for one in lists for name in re.findall(r"[A-Z][\w.]+", one))


def _is_realm(mention: Mention, text: str, analyzer: Any) -> bool:
    """Return whether a word in the genitive after a ruler is the realm: «короля Прованса»."""
    if mention.kind != "person" or not _RULER.search(_get_before(mention, text)):
        return False
    parses = analyzer.parse(fold(mention.name))
    is_named = any(not _NAME_TAGS.isdisjoint(p.tag.grammemes) for p in parses)
    return not is_named and any({"inan", "gent"} <= p.tag.grammemes for p in parses)


def _get_before(mention: Mention, text: str) -> str:
    return text[max(0, mention.start - _MAX_CONTEXT_CHARS) : mention.start]
