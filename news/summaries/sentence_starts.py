"""Load the word lists of references, and find sentences whose beginning points at the sentence
before them.

"He said so" is unclear without knowing who he is, and "But the court said so" without what it
contradicts; "It is expected that…" is clear.
"""

from __future__ import annotations

import re
from functools import cache

from news.data import load_toml
from news.model import Language
from news.nlp.analysis import AnalyzedWord, Sentence
from news.nlp.hints import search_hinted
from news.nlp.words import fold

GENDERS = {"masculine": "masc", "feminine": "femn", "plural": "plur"}
"""The lists of pronouns, and the grammeme of the nouns that each stands for."""

_KINDS = (
    *GENDERS, "speech", "demonstratives", "this", "times", "first_person", "roles", "bodies",
    "outlets", "persons", "unique", "inner_leans", "results", "attributes", "events", "known",
    "makers",
)  # fmt: skip

WordLists = dict[str, frozenset[str]]

_MAX_START_WORDS = 5
_MONTH = (
    r"(?:январ|феврал|март|апрел|ма[яе]|июн|июл|август|сентябр|октябр|ноябр|декабр"
    r"|січн|лют|берез|квіт|травн|черв|лип|серп|верес|жовт|листопад|груд)\w{0,4}"
)
_SPAN = (
    r"(?:дн(?:я|ей|ів|і)|недел[иьюя]|тиж(?:ні|нів|день)|месяц(?:а|ев)?|місяц(?:і|ів|ь)|лет|года?"
    r"|рок(?:и|ів|у))"
)
_OTHER_DAY = re.compile(
    rf"(?:\d{{1,2}} {_MONTH}|(?:(?:В|Во|У)(?: (?:начале|середине|конце|середині|кінці))?"
    rf"|На початку|Наприкінці) {_MONTH} (?:\d{{4}}(?:\s?г)?|прошл\w+|минул\w+|того|эт\w+|ць\w+)"
    r"|На (?:прошлой|минувшей) неделе"
    r"|(?:В|У) (?:прошлом|минувшем|минулому) (?:году|месяце|році|місяці)|(?:Минулого|Торік) \w+"
    rf"|(?:\w+ ){{0,2}}{_SPAN} (?:назад|тому)"
    r"|(?:Весной|Летом|Осенью|Зимой|Навесні|Влітку|Восени|Взимку)"
    r"|(?:В|У) \d{4}(?:-м|-му)? (?:году|році))\b"
)
"""A time before the news, in Russian and Ukrainian."""
LONG_AGO = re.compile(rf"(?:Ещ[её]|Ще) (?:[\w'’ʼ]+ ){{0,3}}{_SPAN} (?:назад|тому)\b")
"""«Ще п'ять років тому …», at the beginning of a sentence."""
_STILL_RECENTLY = re.compile(r"(?:Ещ[её]|Ще) (?:недавно|нещодавно|донедавна|торік|вчера|вчора)\b")
"""«Ещё» with a time does not mean "in addition", as it does in «Ещё двое ранены»."""
_YEAR = r"(?:1\d\d\d|20\d\d)\b"
_LIFE = re.compile(
    rf"\b(?:родил(?:ся|ась|ись)|народи(?:вся|лася|лась|лися))\b[^.;]{{0,60}}\b{_YEAR}"
    r"|\b(?:окончил|закончил|закінчи(?:в|ла))[аи]?\b[^.;]{0,80}"
    r"\b(?:университет|институт|академи|школ|училищ|факультет|університет|інститут|академі)\w*"
    r"|\b(?:(?:основан|создан|образован|учрежд[её]н|построен)(?:[аоы]|н\w{2})?|открыт[аоы]?"
    r"|(?:заснован|створен|утворен|побудован|відкрит)(?:ий|ого|ої|а|о|е|і)?)"
    rf" (?:ещё |еще |ще )?(?:в|у) {_YEAR}"
    r"|\b(?:возглавлял|занимал|работал|руководил|служил|очолюва|обійма|працюва|керува)\w*\b[^.;]{0,90}"
    rf" (?:с|з|до|по|в|у|из) (?:\w+ )?{_YEAR}"
    r"|^[^,.;]{3,60}\b(?:возглавляет|руководит|занимает|работает|очолює|керує|обіймає|працює)\b[^,.;]{0,60}"
    rf" (?:с|з|із) (?:\w+ )?{_YEAR}"
    rf"|^[^,.;]{{3,80}}\b(?:триває|тривають|продолжается|продолжаются) (?:з|с|від) {_YEAR}"
    r"|\b(?:известен|известна|відомий|відома)"
    r" (?:благодаря|по|как|своими|ролями|завдяки|як|своїми)\b"
)
"""What somebody did and was before the news, or when something was founded."""
_LIFE_HINTS = (
    "родил", "народи", "кончил", "закінчи", "основан", "открыт", "відкрит", "создан", "образован",
    "учрежд", "построен", "заснован", "створен", "утворен", "побудован", "возглавл", "занима",
    "работа", "руковод", "служил", "очолю", "обійма", "працю", "керу", "триває", "тривають",
    "продолжа", "извест", "відом",
)  # fmt: skip
_IS_NEWS = re.compile(r"\b(?:будет|будут|буде|будуть|быть|бути|[Дд]ело|[Сс]праву|[Пп]ровадження)\b")
"""What will be so, or a case that was opened."""
_NAME = (
    r"(?:«[^«»]{2,50}»|[A-Z][\w-]+(?: [A-Z][\w-]+){0,3}|[А-ЯЁІЇЄҐ][\w-]+(?: [А-ЯЁІЇЄҐ][\w-]+){1,2})"
)
_DEFINED = re.compile(
    rf"{_NAME} [–—-] (?:это |це )?[а-яёіїєґ][^\d]*$"
    r"|[^,.;:]{3,60} (?:является|являются|считается|вважається|є)"
    r" (?:одн|крупнейш|найбільш|ведущ|провідн|единственн|єдин|член|лауреат)"
    r"|(?:Сам(?:ый|ая|ое|ые)|Крупнейш\w{2}|Най\w{4,20}) [^,.:–—]{3,60} [–—] "
    r"(?=[«А-ЯЁІЇЄҐ])[^,:–—\d]{3,60}(?:,[^:–—]{3,60})?$"
    r"|[А-ЯЁІЇЄҐ][а-яёіїєґ'’-]{3,30} [–—] (?:это |це )?"
    r"(?:вид|род|отряд|семейство|рід|ряд|родина|сорт|тип)\w{0,3} [^:]{3,80}$"
)
"""Says what somebody or something is."""

_ADMITS = re.compile(r"(?:Yes|Granted),")
"""Begins an answer to what was argued; without the comma it may be a name or a participle."""


@cache
def load_reference_lists(language: Language) -> WordLists:
    """Load the word lists of a language, folded; empty ones for an unsupported language."""
    data = load_toml("summaries/references").get(language, {})
    lists = {kind: frozenset(map(fold, data.get(kind, "").split())) for kind in _KINDS}
    return lists | {"pronouns": frozenset().union(*(lists[kind] for kind in GENDERS))}


def leans_back(sentence: Sentence, language: Language) -> bool:
    """Return whether the sentence needs the one before it; False without a word list for its
    language."""
    if LONG_AGO.match(sentence.text) or _STILL_RECENTLY.match(sentence.text):
        return False
    if language == "en" and _ADMITS.match(sentence.text):
        return True
    lists = _load_starts(language)
    words = tuple(word.folded for word in sentence.words[:_MAX_START_WORDS])
    leans = _count_start_words(words, lists["leans"])
    return leans > _count_start_words(words, lists["stands"]) and not is_acronym(sentence.words[0])


def tells_of_other_day(sentence: Sentence) -> bool:
    """Return whether a Russian or Ukrainian sentence begins with a time and tells what was then."""
    if not _OTHER_DAY.match(sentence.text):
        return False
    verbs = [tag for word in sentence.words for tag in word.tags[:1] if tag.POS in {"VERB", "PRTS"}]
    return bool(verbs) and all("past" in tag.grammemes for tag in verbs[:1])


def tells_what_was_before(text: str) -> bool:
    """Return whether a Russian or Ukrainian sentence tells a life, or what somebody or something
    is."""
    life = search_hinted(_LIFE, _LIFE_HINTS, text)
    if life is not None and _IS_NEWS.search(text, 0, life.end()) is None:
        return True
    return _DEFINED.match(text) is not None


def is_acronym(word: AnalyzedWord) -> bool:
    """Return whether a word is capitals, and so no pronoun: "US", «США»."""
    return len(word.text) > 1 and word.text.isupper()


def starts_with_any(sentence: Sentence, openings: frozenset[tuple[str, ...]]) -> bool:
    """Return whether the first words of a sentence are one of the openings."""
    words = tuple(word.folded for word in sentence.words[:_MAX_START_WORDS])
    return _count_start_words(words, openings) > 0


def parse_openings(listed: str) -> frozenset[tuple[str, ...]]:
    """Parse openings parted by commas into folded words."""
    return frozenset(tuple(fold(part).split()) for part in listed.split(",") if part.strip())


def _count_start_words(words: tuple[str, ...], openings: frozenset[tuple[str, ...]]) -> int:
    """Return how many of the first words are one of the listed beginnings; 0 for none."""
    return next((n for n in range(_MAX_START_WORDS, 0, -1) if words[:n] in openings), 0)


@cache
def _load_starts(language: Language) -> dict[str, frozenset[tuple[str, ...]]]:
    """Load the beginnings of each kind as folded words."""
    data = load_toml("summaries/openings").get(language, {})
    return {kind: parse_openings(data.get(kind, "")) for kind in ("leans", "stands")}
