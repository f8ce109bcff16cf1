"""Write a headline for an article without one: an early sentence, or a whole clause of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from news.nlp.forms.grammar import ClauseEnd
from news.summaries.annotation import AnnotatedSentence
from news.summaries.references import Needs
from news.text.quotes import is_balanced

MAX_HEADLINE_CHARS = 100
"""Exclusive: a headline is shorter than this."""

_MIN_WORDS = 4
_MIN_WORDS_CUT = 5
_MIN_SENTENCE_WORDS = 3
_MAX_SENTENCES = 12
_MAX_LEAD_CHARS = 400
"""The part of a sentence that is searched for a cut."""
_TRAILING_MARKS = " \t\n\r\u00a0.,;:–—-…"
_BRACKETS = re.compile(r"\s\([^()]{1,80}\)(?=[\s,.]|$)")
_NAME_CLAUSE = re.compile(
    r"(?<=[^\W\d_]), (?:who|whose|which|where|котор\w{2,3}|где|який|яка|яке|які|де) [^,–—«“]{3,99},"
    r"(?= (?!(?:а|и|но|і|й|але|and|but|or) )[^\W\d_])"
)
_RELATIVE = (
    r"(?:(?:в|во|на|о|об|по|с|со|из|от|для|за|при|под|к|у|благодаря)\sкотор|котор"
    r"|(?:у|в|на|про|за|з|із|для|до|від|при)\sяк(?:ому|ій|их|ого|ої|им|ою)\b|як(?:ий|а|е|і|ого|ої|их)\b"
    r"|(?:in|on|of|to|for|with|at|by|from)\s(?:which|whom)\b|(?:who|which|whose|that|where)\b)"
)
# Where a sentence may be cut after a complete clause.
_CLAUSE_END = re.compile(
    rf"""(?:
      ,\s(?=(?:{_RELATIVE}|что|чтобы|где|когда|куда|откуда|если|хотя|поскольку|потому|так\sкак|пока|причем|причём|а|но
         |однако|после|включая|в\sрезультате|сообща|пиш|переда|заяви|говорит|рассказ|отмети|подчеркн
         |що|щоб|де|коли|куди|якщо|хоча|оскільки|бо|але|проте|унаслідок|внаслідок|повідомл|when|while|after|as|but|and
         |although|though|because|since|with|including|according|\w+ing\b
         |\w+(?:вший|вшая|вшие|вшись|ющий|ющая|ющие|ящий|ящая|ящие|ая|ив|ав|ючи|ячи|вши)\b)\w*)
    | \s(?=(?:but|while|although|because|whereas|that|which|who|after|before|when)\s)
    | \s[–—]\s | ;\s | :\s
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_COMMA = re.compile(r",\s(?=[а-яёіїєґ])")
_CONJUNCTION = re.compile(
    r"\s(?=(?:и|а также|та|і|й|and|as|while|в|на|по|с|для|из|от|при|у|до|за|о|об|через|из-за|з|від"
    r"|про|щодо|к|ко|во|со|под|над|перед|между|после|без|против|среди|вместо|около|під|між|після"
    r"|серед|замість|проти|in|at|for|from|by|with|over|during"
    r"|on(?=\s(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day))\s)",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:январ|феврал|март|апрел|ма[яй]|июн|июл|август|сентябр|октябр|ноябр|декабр"
    r"|січн|лют|берез|квіт|трав|черв|лип|серп|верес|жовт|листопад|груд)[а-яіїє]{0,4}"
)
_LEADING_TIME = re.compile(
    r"^(?:(?:В|Во|У)\s(?:понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье|понеділок|вівторок|середу|четвер"
    r"|п['’ʼ]ятницю|суботу|неділю)|Сегодня|Вчера|Сьогодні|Вчора|Учора|Накануне|Напередодні|On\s\w+day)"
    rf"(?:,?\s\d{{1,2}}\s{_MONTH})?,?\s(?!\d)|^\d{{1,2}}\s{_MONTH},?\s(?!\d)"
)
_CONNECTOR = re.compile(
    r"^(?:Кроме того|При этом|Также|Поэтому|Таким образом|Однако|Но|А|Так|Крім того|При цьому"
    r"|Також|Тому|Однак|Але|Отже|However|But|And|Also|Meanwhile|In addition),?\s"
)
_QUOTATION = re.compile(r"[«“][^«»“”]*(?:[,.!?…][»”]|[»”],)")
_FILLER = re.compile(r"\s(?:официально|офіційно|officially|фактически|фактично)(?=\s)")
_FINAL_ATTRIBUTION = re.compile(
    r",\s(?:(?:как\s)?(?:сообща|сообщи|пиш|переда|рассказа|заяви|уточни|отмети|говорит|подсчита)\w*"
    r"|(?:як\s)?(?:повідомл|повідоми|пиш|переда|розпові|заяви|уточни|зазнач|підрахува)\w*"
    r"|according\sto|\S+(?:\s\S+){0,5}\s(?:said|says|reported|reports))(?:\s[^,]*)?$",
    re.IGNORECASE,
)
# What a cut leaves open: a range, one of two, the first part of "not only".
_OPEN_END = re.compile(
    r"(?:\b(?:между|між|between|как|both|either)\s(?:\S+\s){0,3}\S+|\b(?:с|от|від|з|from)\s\d\S*"
    r"|\b(?:не\sтолько|не\sлише|not\sonly)\b.*|\d\S*|\d\s?(?:тыс|млн|млрд|тис)\.?)$",
    re.IGNORECASE,
)

ClauseCheck = Callable[[str, ClauseEnd], bool]
"""Returns whether a text is a complete clause."""


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline, and the number of the sentence that it was made of, if it was."""

    text: str
    source: int | None = None


def choose_headline(sentences: Sequence[AnnotatedSentence], is_clause: ClauseCheck) -> Headline:
    """Return the headline of the first early sentence that gives one: of those that need nothing
    said before and are no quotation, then of any statement. If none does, the beginning of the
    first sentence."""
    known = [one for one in sentences[:_MAX_SENTENCES] if not one.is_tail]
    material = [one for one in known if one.is_headline_material]
    material.sort(key=lambda one: one.needs != Needs() or bool(_QUOTATION.match(one.text)))
    for one in material:
        text = write_headline(one.text, is_clause)
        if text:
            return Headline(text, one.number)
    first = (*material, *known, *sentences)[0]
    return Headline(_cut_words(_shorten(first.text), is_clause), first.number)


def write_headline(sentence: str, is_clause: ClauseCheck) -> str:
    """Return the sentence, or a complete clause from its beginning, without a stop or comma at
    its end; empty if none fits. Brackets, a leading day and a relative clause after a name are
    left out."""
    text = _shorten(sentence)
    if len(text) < MAX_HEADLINE_CHARS:
        fits = len(text.split()) >= _MIN_SENTENCE_WORDS and is_balanced(text)
        return text if fits and is_clause(text, ClauseEnd.SENTENCE) else ""
    for pattern, end, min_words in (
        (_CLAUSE_END, ClauseEnd.CLAUSE, _MIN_WORDS),
        (_CONJUNCTION, ClauseEnd.PHRASE, _MIN_WORDS_CUT),
        (_COMMA, ClauseEnd.CLAUSE, _MIN_WORDS_CUT),
    ):
        for cut in _list_cuts(text, pattern):
            if (
                len(cut.split()) >= min_words
                and is_balanced(cut)
                and not _OPEN_END.search(cut)
                and is_clause(cut, end)
            ):
                return cut
    return ""


def _shorten(sentence: str) -> str:
    """Return the beginning of a sentence without what a headline can leave out."""
    text = _strip_trailing_marks(_BRACKETS.sub("", sentence[:_MAX_LEAD_CHARS].strip()))
    text = _capitalize(_LEADING_TIME.sub("", _CONNECTOR.sub("", _FILLER.sub("", text))))
    text = _NAME_CLAUSE.sub(_drop_name_clause, text)
    if len(sentence) > _MAX_LEAD_CHARS:
        return text
    short = _strip_trailing_marks(_FINAL_ATTRIBUTION.sub("", text))
    return short if len(short.split()) >= _MIN_WORDS and is_balanced(short) else text


def _drop_name_clause(clause: re.Match[str]) -> str:
    """Return nothing for a relative clause after a name, which needs none to be known; another
    clause as it is."""
    before, _, name = clause.string[: clause.start()].rpartition(" ")
    return "" if before and name[:1].isupper() else clause.group()


def _list_cuts(text: str, pattern: re.Pattern[str]) -> Iterator[str]:
    """Yield the beginnings that end where the pattern allows, the longest first."""
    ends = [found.start() for found in pattern.finditer(text, 0, MAX_HEADLINE_CHARS + 20)]
    for end in reversed(ends):
        cut = _strip_trailing_marks(text[:end])
        if len(cut) < MAX_HEADLINE_CHARS:
            yield cut


def _cut_words(text: str, is_clause: ClauseCheck) -> str:
    """Return as many whole words as fit and end well; a single overlong word is cut."""
    if len(text) < MAX_HEADLINE_CHARS:
        return text
    words = text[:MAX_HEADLINE_CHARS].split(" ")[:-1]
    for count in range(len(words), _MIN_WORDS, -1):
        cut = _strip_trailing_marks(" ".join(words[:count]))
        if is_balanced(cut) and not _OPEN_END.search(cut) and is_clause(cut, ClauseEnd.PHRASE):
            return cut
    return _strip_trailing_marks(" ".join(words)) or text[: MAX_HEADLINE_CHARS - 1]


def _capitalize(text: str) -> str:
    return text[:1].upper() + text[1:]


def _strip_trailing_marks(text: str) -> str:
    # A pattern for a run at the end would be tried at each character of every other run.
    return text.rstrip(_TRAILING_MARKS)
