"""Put a Slavic name in an oblique case into the nominative: «Южном Кавказе» -> «Южный Кавказ».

One form can belong to several names («Алиева»: of «Алиев», or a woman), so every possible name is
returned with its probability; the choice needs the whole article (`news.entities.recognition`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import sqrt
from typing import Any

from news.model import EntityKind
from news.nlp.forms.place_endings import list_town_forms, list_unknown_nouns
from news.nlp.words import is_cyrillic

_NAME_TAGS = {
    "person": ("Surn", "Name", "Patr"),
    "place": ("Geox",),
    "organisation": ("Orgn", "Trad"),
}
_NAME_PARTS_OF_SPEECH = ("NOUN", "ADJF", "PRTF")
_ADJECTIVES = ("ADJF", "PRTF")
_CASES = frozenset({"nomn", "gent", "datv", "accs", "ablt", "loct", "loc2", "gen2", "voct"})
_TAGGED_FACTOR, _PLURAL_FACTOR, _ODD_SURNAME_FACTOR, _NOMINATIVE_FACTOR = 4.0, 0.1, 0.1, 2.0
_MISFIT_FACTOR, _ANIMATE_FACTOR, _UNDECLINED_FACTOR = 0.02, 0.1, 0.05
_UNGOVERNED_FACTOR = 0.0001
_UNKNOWN_COUNT = 100
_MISREAD_FACTOR = 0.2
# Endings that a name in the nominative hardly ever has: «Вэнсом» is a form of «Вэнс».
_OBLIQUE_ENDING = re.compile(r"(?:ом|ем|ым|им|ого|его|ому|ему|ою|ею|ами|ями|ові|еві)$")
_CONSONANTS = "бвгґджзклмнпрстфхцчшщь"
_VOWELS = "аеёиоуыэюяіїє"
_UNDECLINED_VOWELS = "иіоеуэю"
_MIN_COUNT, _SCARCE_SHARE, _SCARCE_FACTOR = 200, 0.1, 0.001
_FOREIGN_VOWEL_FACTOR, _FOREIGN_NOUN_FACTOR = 0.2, 0.3
_SURNAME = re.compile(
    r"(?P<stem>\w{2,40}?(?:[оеёє]в|[иыії]н))(?P<ending>|а|у|ым|им|ом|е|ой|ою|ій|ові|і)"
)
_SURNAME_CASES = {
    "": (("nomn", "masc", ""),),
    "а": (("nomn", "femn", "а"), ("gent", "masc", ""), ("accs", "masc", "")),
    "у": (("datv", "masc", ""), ("accs", "femn", "а")),
    "ым": (("ablt", "masc", ""),),
    "им": (("ablt", "masc", ""),),
    "ом": (("ablt", "masc", ""),),
    "е": (("loct", "masc", ""),),
    "і": (("loct", "masc", ""),),
    "ові": (("datv", "masc", ""),),
    "ой": tuple((case, "femn", "а") for case in ("gent", "datv", "ablt", "loct")),
    "ою": (("ablt", "femn", "а"),),
    "ій": (("datv", "femn", "а"), ("loct", "femn", "а")),
}
"""By the ending after «-ов» or «-ин»: the cases and genders that it may mean, and the ending of the
nominative."""
_FOREIGN_NAME = re.compile(
    rf"(?P<stem>\w{{1,40}}[{_CONSONANTS[:-1]}])(?P<ending>а|у|[ое]м|е|[ое]ві)"
)
_FOREIGN_CASES = {
    "а": ("gent", "accs"),
    "у": ("datv",),
    "ом": ("ablt",),
    "ем": ("ablt",),
    "е": ("loct",),
    "ові": ("datv",),
    "еві": ("datv",),
}
_SYLLABIC_FIRST = re.compile(r"[^\W\d_]{1,5}")
_SYLLABLE = re.compile(
    rf"(?P<stem>[{_CONSONANTS}]{{0,3}}[{_VOWELS}][{_CONSONANTS}]{{1,2}})"
    r"(?P<ending>|а|у|ом|е|[ое]ві|і)",
    re.IGNORECASE,
)
"""The last part of a name of three syllables, in a consonant: only it is declined."""
_FOREIGN_NAME_FACTOR = 0.03
_UNDECLINED_ENDINGS = ("их", "ых")
_PLURAL_PLACE_ENDINGS = ("ах", "ях", "ів", "їв", "ами", "ями")
_MIN_DECLINED_CHARS = 4
_FEMININE_ARTICLE, _NO_WOMAN_FACTOR = "Ла", 0.000_01
"""«Ла Скала» is of no «Ла Скал», even where a genitive would fit."""
_MAX_FORMS, _MAX_COMBINATIONS = 8, 512


@dataclass(frozen=True, slots=True)
class _Form:
    """One reading of a word: empty ``case`` fits every case, empty ``gender`` every gender."""

    name: str
    weight: float
    case: str = ""
    number: str = ""
    gender: str = ""
    is_noun: bool = True


def to_nominatives(
    words: Sequence[str],
    kind: EntityKind,
    analyzer: Any,
    count: Callable[[str], int],
    *,
    is_oblique: bool = False,
    cases: frozenset[str] = frozenset(),
) -> dict[str, float]:
    """Return the names that these words may be a form of, with probabilities that sum to one.

    A genitive after the head noun («Министерство обороны») is kept. ``analyzer`` is a pymorphy3
    one; ``count`` returns how often a lower-case form occurs in a large corpus, 0 if unknown.
    ``is_oblique``: the words are certainly not in the nominative, as after a preposition;
    ``cases``: those that the word before allows, all if empty.
    """
    found: dict[str, float] = {}
    for chosen in islice(_combine_readings(words, kind, analyzer, count), _MAX_COMBINATIONS):
        weight = _score_agreement(chosen, is_oblique=is_oblique, allowed=cases)
        if weight:
            name = " ".join(form.name for form in chosen)
            found[name] = found.get(name, 0.0) + weight
    total = sum(found.values())
    if not total:
        return {" ".join(words): 1.0}
    return {name: weight / total for name, weight in found.items()}


def read_syllabic_name(words: Sequence[str]) -> str:
    """Return the nominative of a Korean, Chinese or Vietnamese name in three parts: «Ким Чен Ыном»
    -> «Ким Чен Ын»; empty for any other, and for one in a vowel, which is not declined."""
    if len(words) != 3 or not all(map(is_cyrillic, words)):
        return ""
    first, middle, last = words
    found = _SYLLABLE.fullmatch(last)
    is_syllabic = (
        middle[0].isupper()  # unlike «Лула да Силва»
        and sum(letter in _VOWELS for letter in middle.lower()) == 1
        and len(middle) < 6
    )
    if found is None or not is_syllabic or not _SYLLABIC_FIRST.fullmatch(first):
        return ""
    ending = found["ending"]
    if ending and len(first) > 3 and first.endswith(ending):  # «Муну Чжэ Ину»
        first = first.removesuffix(ending)
    return f"{first} {middle} {found['stem']}"


def _combine_readings(
    words: Sequence[str], kind: EntityKind, analyzer: Any, count: Callable[[str], int]
) -> Iterator[tuple[_Form, ...]]:
    """Yield every combination of readings of the words. Words after a head noun are kept as
    written, and get a low weight unless they are in the genitive: «Хабаровском крае» contains no
    Хабаровск."""
    if not words:
        yield ()
        return
    rest = words[1:]
    if rest and kind == "organisation" and words[0].isupper() and is_cyrillic(words[0]):
        yield tuple(_Form(word, 1.0) for word in words)  # «МХТ имени Чехова», «ГИБДД России»
        return
    forms = _list_readings(words[0], kind, analyzer, count, is_last=not rest)
    if rest and words[0] == _FEMININE_ARTICLE:
        forms = iter((_Form(words[0], 1.0, gender="femn"), _Form(words[0], _NO_WOMAN_FACTOR)))
    for form in forms:
        if kind != "person" and form.is_noun and form.case:
            fits = not rest or _may_be_genitive(rest[0], analyzer)
            kept = tuple(_Form(word, 1.0) for word in rest)
            yield (replace(form, weight=form.weight * (1.0 if fits else _MISFIT_FACTOR)), *kept)
        else:
            for chain in _combine_readings(rest, kind, analyzer, count):
                yield (form, *chain)


def _may_be_genitive(word: str, analyzer: Any) -> bool:
    if not is_cyrillic(word) or word.isupper():
        return True
    tags = [parse.tag for parse in analyzer.parse(word)]
    return any(tag.POS not in _NAME_PARTS_OF_SPEECH or tag.case in ("gent", "gen2") for tag in tags)


def _list_readings(
    word: str, kind: EntityKind, analyzer: Any, count: Callable[[str], int], *, is_last: bool
) -> Iterator[_Form]:
    """Yield the probable readings of a word as part of a name; the word as written, if it has
    none."""
    if not is_cyrillic(word) or word.isupper() or (kind == "person" and word.islower()):
        yield _Form(word, 1.0)
        return
    head, tail = _split_compound(word)
    parses = [
        p
        for p in analyzer.parse(head)
        if p.tag.POS in _NAME_PARTS_OF_SPEECH and _get_case(p) in _CASES
    ]
    found = [
        replace(form, name=form.name + tail)
        for parse in parses
        if (form := _build_form(head, parse, kind, count)) is not None
    ]
    weight = max((form.weight for form in found), default=1.0)
    forms = list(list_town_forms(word)) if kind == "place" and is_last and not tail else []
    if kind != "person" and not analyzer.word_is_known(head.lower()):
        forms += list_unknown_nouns(word)
    found += [_Form(one.name, one.factor * weight, one.case, "", one.gender) for one in forms]
    if kind == "person":
        is_known = analyzer.word_is_known(word.lower()) and any(
            name_tag in parse.tag.grammemes for parse in parses for name_tag in _NAME_TAGS[kind]
        )
        found += _list_foreign_readings(word, weight, is_known=is_known, is_last=is_last)
        found += _list_surname_readings(word, weight, is_known=is_known)
        if not is_last and word.endswith(("ии", "ії")) and len(word) > _MIN_DECLINED_CHARS - 1:
            found += _list_feminine_readings(word, weight)
        lacks_masculine = not is_last and count(word.lower()[:-1] + "й") < _MIN_COUNT
        if lacks_masculine and word.endswith(("ию", "ію")):
            found.append(_Form(word[:-1] + "я", 2 * weight, "accs", "sing", "femn"))
        if lacks_masculine and word.endswith(("ия", "ія")) and len(word) > _MIN_DECLINED_CHARS - 1:
            # «Асия»: the dictionary has only the genitive of «Асий».
            found.append(_Form(word, 2 * weight, "nomn", "sing", "femn"))
        found = [_lower_scarce(form, word, count) for form in found]
        if all(form.weight < _UNDECLINED_FACTOR * weight for form in found):
            found.append(_Form(word, _UNDECLINED_FACTOR * weight))
    found.sort(key=lambda form: -form.weight)
    yield from found[:_MAX_FORMS] or [_Form(word, 1.0)]


def _lower_scarce(form: _Form, word: str, count: Callable[[str], int]) -> _Form:
    """Return a reading with a low weight if its nominative hardly occurs and the word does often:
    «Роналду» is of no «Роналд», as the nominative of a name is the most usual of its forms."""
    written, made = count(word.lower()), count(form.name.lower())
    is_scarce = form.name != word and written >= _MIN_COUNT and made < _SCARCE_SHARE * written
    return replace(form, weight=form.weight * _SCARCE_FACTOR) if is_scarce else form


def _split_compound(word: str) -> tuple[str, str]:
    """Return the declined beginning and the rest: «Николаевске», «-на-Амуре»."""
    at = word.find("-на-")
    return (word, "") if at < 0 else (word[:at], word[at:])


def _list_foreign_readings(
    word: str, weight: float, *, is_known: bool, is_last: bool
) -> Iterator[_Form]:
    """Yield readings of a foreign surname that the dictionary lacks: a woman's in a consonant is
    not declined («Ирину Шейк»), nor, unless the word is known, one in a vowel («Джорджею Мелоні»);
    one in «-а» is declined like a noun («Сибігою»), a man's too («Богдан Ришка»)."""
    if word[-1] in _CONSONANTS and (is_last or not is_known):
        is_womans = is_last and not word.endswith(_UNDECLINED_ENDINGS)
        yield _Form(word, _UNDECLINED_FACTOR * weight, gender="femn" if is_womans else "")
    elif not is_known and is_last and word[-1] in "ая" and len(word) > _MIN_DECLINED_CHARS:
        yield _Form(word, _FOREIGN_NOUN_FACTOR * weight, case="nomn", number="sing")
    elif not is_known and word[-1] in _UNDECLINED_VOWELS and (is_last or word[-2:] != "ии"):
        yield _Form(word, _FOREIGN_VOWEL_FACTOR * weight)
    if not is_known and word.endswith(("ою", "ею", "єю")) and len(word) > _MIN_DECLINED_CHARS:
        yield _Form(word[:-2] + ("я" if word[-2] == "є" else "а"), weight, case="ablt")


def _list_feminine_readings(word: str, weight: float) -> Iterator[_Form]:
    """Yield readings of a first name in «-ии»: it is a form of one in «-ия» in three cases, of one
    in «-ий» only in the prepositional («Асии»: «Асия», seldom «Асий»)."""
    for case in ("gent", "datv", "loct"):
        yield _Form(word[:-1] + "я", weight, case, "sing", "femn")


def _list_surname_readings(word: str, weight: float, *, is_known: bool) -> Iterator[_Form]:
    """Yield readings of a surname that the dictionary lacks, or has only as another word: in «-ов»
    or «-ин» («Рыжикова», «Пригожиной»), and a man's in a consonant («Маска», «Хэнксом»). A known
    first name may be another's too: «Илона» of «Илон»."""
    surname = None if is_known else _SURNAME.fullmatch(word)
    if surname is not None:
        for case, gender, added in _SURNAME_CASES.get(surname["ending"], ()):
            yield _Form(surname["stem"] + added, weight, case, "sing", gender)
        return
    factor = _FOREIGN_NAME_FACTOR if is_known else _FOREIGN_NOUN_FACTOR
    foreign = _FOREIGN_NAME.fullmatch(word)
    if foreign is not None:
        for case in _FOREIGN_CASES[foreign["ending"]]:
            yield _Form(foreign["stem"], factor * weight, case, "sing", "masc")


def _build_form(
    word: str, parse: Any, kind: EntityKind, count: Callable[[str], int]
) -> _Form | None:
    tag = parse.tag
    tagged = any(name_tag in tag.grammemes for name_tag in _NAME_TAGS[kind])
    plural = tag.number == "plur" and "Pltm" not in tag.grammemes
    if kind == "person" and tag.case == "accs" and {"inan", "masc"} <= tag.grammemes:
        return None  # «Баран» as an animal's or a man's name is «Барана» in the accusative.
    if kind == "person" and "Infr" in tag.grammemes:
        return None  # «Илон» calls no Илона.
    if plural and kind == "person":  # one person's name is no plural: «Пашинян», not «Пашиняне»
        return None
    is_guessed_noun = kind == "person" and not parse.is_known and tag.gender == "femn"
    if is_guessed_noun and word.endswith("и") and parse.normal_form.endswith("ь"):
        return None  # «Пелоси» is of no «Пелось».
    case = _get_case(parse)
    made = word if case == "nomn" else _inflect(word, parse)
    if "ё" not in word.lower():  # where a text does without ё, so do its names
        made = made.replace("ё", "е").replace("Ё", "Е")
    is_plural_place = kind == "place" and word.endswith(_PLURAL_PLACE_ENDINGS)
    if plural and made != word and not parse.is_known and not is_plural_place:
        return None  # «Тоттенхэма» is not of several «Тоттенхэмы».
    weight = parse.score * sqrt(_UNKNOWN_COUNT + count(made.lower()))
    weight *= _TAGGED_FACTOR if tagged else 1.0
    weight *= _PLURAL_FACTOR if plural else 1.0
    if case == "nomn" and not tagged and _OBLIQUE_ENDING.search(word):
        weight *= _MISREAD_FACTOR
    if kind != "person" and "anim" in tag.grammemes:
        weight *= _ANIMATE_FACTOR
    if kind == "person" and tag.POS in _ADJECTIVES and not tagged:
        weight *= 1.0 if "ск" in word[-6:] or "цк" in word[-6:] else _ODD_SURNAME_FACTOR
    fixed = "Fixd" in tag.grammemes
    return _Form(
        name=word if fixed else made,
        weight=weight,
        case="" if fixed else case,
        number="" if fixed else str(tag.number or ""),
        # A woman's surname that is not declined: «Соловій» goes with «Юлія», not with «Юлій».
        # A first name that is not declined may be the surname of a man or a woman: «Биби».
        gender=""
        if plural or (fixed and (kind != "person" or "Name" in tag.grammemes))
        else str(tag.gender or ""),
        is_noun=tag.POS == "NOUN",
    )


def _get_case(parse: Any) -> str:
    """Return the case of a reading. The Ukrainian dictionary leaves out the nominative of some
    nouns."""
    tag = parse.tag
    is_nominative = tag.case is None and tag.POS == "NOUN" and parse.word == parse.normal_form
    return "nomn" if is_nominative else str(tag.case)


def _score_agreement(
    chosen: Sequence[_Form], *, is_oblique: bool, allowed: frozenset[str]
) -> float:
    """Return the probability of the readings together; 0 if they disagree in case, number or
    gender."""
    weight = 1.0
    for form in chosen:
        weight *= form.weight
    for feature in ("case", "number", "gender"):
        if len({value for form in chosen if (value := getattr(form, feature))}) > 1:
            return 0.0
    cases = {form.case for form in chosen if form.case}
    if cases == {"nomn"}:
        weight *= _MISFIT_FACTOR if is_oblique else _NOMINATIVE_FACTOR
    elif allowed and cases and cases.isdisjoint(allowed):
        weight *= _UNGOVERNED_FACTOR
    return weight


def _inflect(word: str, parse: Any) -> str:
    made = parse.inflect({"nomn"})
    if made is None:
        return word
    is_number_kept = ("plur" in made.tag.grammemes) == ("plur" in parse.tag.grammemes)
    return copy_case(word, str(made.word if is_number_kept else parse.normal_form))


def copy_case(word: str, made: str) -> str:
    """Capitalize ``made`` where ``word`` begins its parts with capitals."""
    parts = zip(word.split("-"), made.split("-"), strict=False)
    cased = [new[:1].upper() + new[1:] if old[:1].isupper() else new for old, new in parts]
    joined = "-".join(cased)
    return joined if len(joined) == len(made) else made
