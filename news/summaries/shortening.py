"""Shorten a sentence to a headline: leave out what a headline does not need, or end it early.

Only what can go without changing what is said is left out: brackets, a day, an insertion between
dashes, a clause about a name, an opening before the main clause, who reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from news.nlp.forms.grammar import ClauseEnd
from news.text.quotes import is_balanced

MAX_HEADLINE_CHARS = 100
"""Exclusive: a headline is shorter than this."""

_MIN_WORDS = 4
_MIN_WORDS_CUT = 5
_MAX_SENTENCE_CHARS = 400
"""The part of a sentence that is searched for a cut."""
_TRAILING_MARKS = " \t\n\r\u00a0.,;:–—-…"
_BRACKETS = re.compile(r"\s\([^()]{1,80}\)(?=[\s,.]|$)")
_PARTICIPLE = (
    r"(?:не\s)?(?!бывш)\w{2,30}(?:вш|ющ|ящ|ащ|ущ|нн|ем|им|т)"
    r"(?:ий|ый|ая|яя|ее|ое|ие|ые|ого|его|ой|ей|их|ых|ую|юю|им|ым|ими|ыми)(?:ся)?"
)
_NAME_CLAUSE = re.compile(
    rf"(?<=[^\W\d_]),\s(?:who|whose|which|where|котор\w{{2,3}}|где|який|яка|яке|які|де|{_PARTICIPLE})"
    r" [^,–—«“]{3,99},(?= (?!(?:а|и|но|і|й|але|and|but|or) )[^\W\d_])"
)
_INSERTION = re.compile(r" [–—-] (?!(?:это|це|не) )[^–—«»“”:]{2,70}? [–—-] (?!(?:это|це|не) )")
_LEADING_TIME = re.compile(
    r"^(?:(?:В|Во|У)\s(?:понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье|понеділок|вівторок|середу|четвер"
    r"|п['’ʼ]ятницю|суботу|неділю)|Сегодня|Вчера|Сьогодні|Вчора|Учора|Накануне|Напередодні|On\s\w+day)"
    r"(?:\s(?:утром|вечером|ночью|днём|днем|вранці|ввечері|увечері|вночі|уночі|вдень))?"
    r"(?:,?\s\d{1,2}\s[а-яіїє]{3,10})?,?\s(?!\d)"
    r"|^\d{1,2}\s(?:январ|феврал|март|апрел|ма[яй]|июн|июл|август|сентябр|октябр|ноябр|декабр"
    r"|січн|лют|берез|квіт|трав|черв|лип|серп|верес|жовт|листопад|груд)[а-яіїє]{0,4},?\s(?!\d)"
)
_MONTH = (
    r"(?:январ|феврал|март|апрел|ма[яй]|июн|июл|август|сентябр|октябр|ноябр|декабр"
    r"|січн|лют|берез|квіт|трав|черв|лип|серп|верес|жовт|листопад|груд)[а-яіїє]{0,4}"
)
_WEEKDAY = (
    r"(?:понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье|понеділок|вівторок|середу|четвер|п['’ʼ]ятницю|суботу"
    r"|неділю)"
)
_AFTER_PREPOSITION = "".join(
    rf"(?<!\b{word})"
    for word in "до с со по к от на за з із від після после для через о об про у в во".split()  # noqa: SIM905
)
_MIDDLE_TIME = re.compile(
    rf"(?<=[^\W\d_]){_AFTER_PREPOSITION},?\s(?:(?:в|во|у)\s{_WEEKDAY}(?:,?\s\d{{1,2}}\s{_MONTH},?)?"
    rf"|(?:сегодня|вчера|накануне|сьогодні|вчора|напередодні)(?:,?\s\d{{1,2}}\s{_MONTH},?)?"
    rf"|\d{{1,2}}\s{_MONTH}(?:\s\d{{4}}\s(?:года|року))?"
    r"|on\s(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?:\s(?:night|morning|evening|afternoon))?"
    r")(?=\s(?!и\s|і\s|по\s)[^\W\d_])"
)
_GERUND_INSERTION = re.compile(
    r",\s\w{2,30}(?:ывая|ивая|авая|упая|ечая|уя|ясь|вши|вшись|аючи|ючи|ячи|ившись|чись)\s[^,–—«“:]{3,90},(?=\s\w)"
)
_CONNECTOR = re.compile(
    r"^(?:Кроме того|При этом|Также|Поэтому|Таким образом|Однако|Но|А|Так|Крім того|При цьому"
    r"|Також|Тому|Однак|Але|Отже|However|But|And|Also|Meanwhile|In addition),?\s"
)
_FILLER = re.compile(
    r"\s(?:официально|офіційно|officially|фактически|фактично|по\sего\sсловам,|в\sочередной\sраз|вчергове)(?=\s)"
)
_PERSON_ROLE = re.compile(
    r"^[A-Z][^,]{2,40}?(?:,\s[^,]{3,30}?){0,3}\s[a-z]{3,20}\s(?=[A-Z][a-z]{1,20}\s[A-Z]\w{1,20}\s(?:is|has|was|will|said|says|believes|admit\w+|insists|wants|hopes|fears|told|claims|feels|plans)\b)"
    r"|^[A-Z][\w\s]{1,30}['’]s\s(?=[A-Z][a-z]{1,20}\s[A-Z]\w{1,20}\s(?:is|has|was|will|said|says|wants|hopes|plans)\b)"
)
_FINAL_ATTRIBUTION = re.compile(
    r",\s(?:(?:как\s)?(?:сообща|сообщи|пиш|переда|рассказа|заяви|уточни|отмети|говорит|подсчита)\w*"
    r"|(?:як\s)?(?:повідомл|повідоми|пиш|переда|розпові|заяви|уточни|зазнач|підрахува)\w*"
    r"|according\sto)(?:\s[^,]*)?$"
    r"|,\s\S+(?:\s\S+){0,5}\s(?:said|says|reported|reports)(?:\s(?:on|in|at|late|early|to)\s[^,]{1,40}|\s\w+)?$",
    re.IGNORECASE,
)
_ENGLISH_ATTRIBUTION = re.compile(
    r",\s(?:it\shas\sbeen\s\w+|(?:say|said|says)\s[^,]{3,60}"
    r"|(?:[^\s,]+\s){1,7}(?:announced|heard|suggests?|suggested|warned|warns|warn|claims?|claimed|believes?|found|shows?|predicts"
    r"|predicted|revealed|confirmed|say|has\ssaid|have\ssaid)(?:\son\s\w+day)?)$"
)
_PERCENT = re.compile(r"(?<=\d) (?:процент(?:а|ов)?|відсотк(?:и|ів|а)|per ?cent)(?!\w)")
_RANGE_START = re.compile(
    r"\b(?:с|з|із|від|from)\s\d[\d.,]*%?(?:\s(?:тыс|тис|млн|млрд|million|billion)\b\.?)?\s(?=(?:до|to)\s\d)"
)
_DELETIONS = (
    (_ENGLISH_ATTRIBUTION, ""),
    (_GERUND_INSERTION, ""),
    (_PERCENT, "%"),
    (_MIDDLE_TIME, ""),
    (_RANGE_START, ""),
)
"""What a sentence that is too long loses, one after another, and what is put there."""
# What may stand before the main clause, and what the rest may not begin with.
_OPENING_ATTRIBUTION = re.compile(
    r"^(?:По\s(?:словам|данным|информации|сведениям|мнению|оценкам?|предварительным\sданным)|Согласно|Как\s(?:сообщ|пиш|переда|отмеч"
    r"|отмет|заяв|уточн|рассказ|стало\sизвестно)\w*|За\s(?:словами|даними|інформацією|попередніми\sданими|оцінк\w+)"
    r"|На\sдумку|Згідно\sз|Як\s(?:повідом|пиш|переда|зазнач|заяв|уточн|розпов|стало\sвідомо)\w*|According\sto)\s[^,]{3,90},\s"
)
_OPENING_PHRASE = re.compile(
    r"^(?:(?:After|Following|To\smark|Despite|Amid|Ahead\sof|Given|Speaking|Born|Asked|Having|In\sa|In\san|With|During)\s[^,]{3,90}"
    r"|(?:В\sходе|Во\sвремя|В\sрамках|После|На\sфоне|Несмотря\sна|В\sсвязи\sс|Під\sчас|У\sмежах|У\sрамках|Після|Попри)\s[^,]{3,90}),\s"
)
_SUBORDINATE_START = re.compile(
    rf"(?:(?:котор|как|что|где|как|чтобы|який|яка|яке|які|що|де|who|which|that|and|but|he|she|it|they|it['’]s|a\slot"
    rf"|и|а|но|і|та|але|он|она|они|він|вона|вони)\b|котор|{_PARTICIPLE}\b)",
    re.IGNORECASE,
)

_STATED = re.compile(
    r"^(?P<who>[^,:–—]{3,80}?)\s(?:сообщил|заявил|рассказал|отметил|объявил|выяснил|установил|доказал|подсчитал|предупредил"
    r"|уверен|подтвердил|обнаружил|повідоми[лв]|заяви[лв]|розпові[лв]|зазначи[лв]|оголоси[лв]|з['’ʼ]ясува[лв]|встанови[лв]|дове[лв]"
    r"|підрахува[лв]|попереди[лв]|підтверди[лв]|вияви[лв])(?:а|о|и|і|ы)?,?\s(?:о\sтом,\s)?(?:что|що)\s(?P<what>\S.*)$"
    r"|^(?P<who2>[^,:–—]{3,80}?)\s(?:считает|считают|полагает|полагают|пришли\sк\sвыводу|пришел\sк\sвыводу|вважає|вважають"
    r"|дійшли висновку|переконан[аий]?), (?:что|що) (?P<what2>\S.*)$"
)
_RELATIVE = (
    r"(?:(?:в|во|на|о|об|по|с|со|из|от|для|за|при|под|к|у|благодаря)\sкотор|котор"
    r"|(?:у|в|на|про|за|з|із|для|до|від|при)\sяк(?:ому|ій|их|ого|ої|им|ою)\b|як(?:ий|а|е|і|ого|ої|их)\b"
    r"|(?:in|on|of|to|for|with|at|by|from)\s(?:which|whom)\b|(?:who|which|whose|where)\b)"
)
# Where a sentence may be cut after a complete clause.
_CLAUSE_END = re.compile(
    rf"""(?:
      ,\s(?=(?:{_RELATIVE}|чтобы|где|когда|куда|откуда|если|хотя|поскольку|потому|так\sкак|пока|причем|причём|а|но
         |однако|после|по\sсравнению|включая|в\sрезультате|сообща|пиш|переда|заяви|говорит|рассказ|отмети|подчеркн
         |порівняно|щоб|де|коли|куди|якщо|хоча|оскільки|бо|але|проте|унаслідок|внаслідок|повідомл|when|while|after|as|but|and
         |although|though|because|since|with|including|according|\w+ing\b
         |\w+(?:вший|вшая|вшие|вшись|ющий|ющая|ющие|ящий|ящая|ящие|ая|ив|ав|ючи|ячи|вши)\b)\w*)
    | \s(?=(?:but|while|although|because|whereas|which|who|after|before|when)\s)
    | \s[–—]\s | ;\s | :\s
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_COMMA = re.compile(r",\s(?=[а-яёіїєґ])(?!(?:что|що)\s)")
_CONJUNCTION = re.compile(
    r"\s(?=(?:и|а также|та|і|й|and|as|while|в|на|по|с|для|из|от|при|у|до|за|о|об|через|из-за|з|від"
    r"|про|щодо|к|ко|во|со|под|над|перед|между|после|без|против|среди|вместо|около|під|між|після"
    r"|серед|замість|проти|in|at|for|from|by|with|over|during|following|amid|despite|until|since|because|within|alongside|against|that|along|near|under|about|into|across|through|among|without"
    r"|to\s(?:ensure|help|avoid|boost|prevent|protect|mark|celebrate|find|make|discuss|raise|tackle|approve|beat|reach|become|win|cut|build)"
    r"|on(?=\s(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day))\s)",
    re.IGNORECASE,
)
# What a cut leaves open: a range, one of two, the first part of "not only".
_OPEN_END = re.compile(
    r"(?:\b(?:между|між|between|both|either)\s(?:(?!и\s|і\s|й\s|та\s|and\s)\S+\s){0,3}(?!и\s|і\s|та\s|and\s)\S+"
    r"|\bкак\s(?:\S+\s){0,3}\S+|\b(?:с|от|від|з|from)\s\d\S*"
    r"|\b(?:не\sтолько|не\sлише|not\sonly)\b.*|\d[^\s%]*|\d\s?(?:тыс|млн|млрд|тис)\.?)$",
    re.IGNORECASE,
)
_THAT = re.compile(r"\s(?:that|whether)\b")
_TOLD = re.compile(
    r"\b(?:told|tells?|warn\w*|assur\w+|inform\w+|promis\w+|remind\w+|notified|convinc\w+|shows?|showed|said|says?|means?"
    r"|so|such|announc\w+|reveal\w+|confirm\w+|found|finds?|believ\w+|claim\w+|hop\w+|agree\w*|not\w+)\b"
)
"""What is told that something is so."""
_PRONOUN = re.compile(
    r"\b(?:он|она|они|его|ее|её|их|им|ему|ей|него|нее|них|ним|ней|він|вона|вони|його|її|їх|їм|йому)\b"
)
_OCCASION = re.compile(
    r"(?<=[а-яёіїє])\s(?:на\s(?:встрече|совещании|брифинге|пресс-конференции|заседании|зустрічі|нараді|брифінгу|засіданні)"
    r"|в\s(?:интервью|эфире|комментарии|ходе)|під\sчас|в\sінтерв)\b.*$"
)
_OFFICE = re.compile(r"(?:В|Во|На|У)\s")
_MIN_SENTENCE_WORDS = 3
_ENOUGH_WORDS = 11
"""A headline of so many words leaves nothing to be asked for."""
_WORD_BONUS = 0.01
_DELETION_PENALTY = 0.06
_CUTS = (
    (_CLAUSE_END, ClauseEnd.CLAUSE, _MIN_WORDS, 0.1),
    (_CONJUNCTION, ClauseEnd.PHRASE, _MIN_WORDS_CUT, 0.3),
    (_COMMA, ClauseEnd.CLAUSE, _MIN_WORDS_CUT, 0.2),
)
"""Where a sentence may be cut, the least words before it, and what is taken off its worth."""

ClauseCheck = Callable[[str, ClauseEnd], bool]
"""Returns whether a text is a complete clause."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """A possible headline, how it ends, and how much of the sentence it says: at most 1."""

    text: str
    end: ClauseEnd
    worth: float


def write_headline(
    sentence: str,
    is_clause: ClauseCheck,
    *,
    opens_with_gerund: bool = False,
    is_strict: bool = True,
) -> str:
    """Return the sentence, or a complete clause of it, without a stop or comma at its end; empty
    if none fits.

    ``opens_with_gerund``: its first word is one («Открывая…»), so its main clause comes later. A
    clause that is not ``is_strict`` may lack a complement («выразил готовность»).
    """
    text = shorten(sentence)
    if len(text) < MAX_HEADLINE_CHARS:
        is_whole = is_balanced(text) and is_clause(text, ClauseEnd.SENTENCE)
        if is_whole or len(text.split()) < _MIN_SENTENCE_WORDS:
            return text if is_whole and len(text.split()) >= _MIN_SENTENCE_WORDS else ""
    drafts = sorted(_list_drafts(text, opens_with_gerund), key=lambda draft: -draft.worth)
    if not is_strict:
        drafts = [replace(d, end=ClauseEnd.LOOSE) for d in drafts if d.end is ClauseEnd.PHRASE]
    return next((draft.text for draft in drafts if is_clause(draft.text, draft.end)), "")


def shorten(sentence: str) -> str:
    """Return the beginning of a sentence without what a headline can always leave out: brackets,
    a leading day or connector, a relative clause after a name, who reported."""
    text = strip_trailing_marks(_BRACKETS.sub("", sentence[:_MAX_SENTENCE_CHARS].strip()))
    text = _capitalize(_LEADING_TIME.sub("", _CONNECTOR.sub("", _FILLER.sub("", text))))
    text = _NAME_CLAUSE.sub(_drop_name_clause, text)
    if len(sentence) > _MAX_SENTENCE_CHARS:
        return text
    short = strip_trailing_marks(_FINAL_ATTRIBUTION.sub("", text))
    return short if len(short.split()) >= _MIN_WORDS and is_balanced(short) else text


def strip_trailing_marks(text: str) -> str:
    """Return a text without white space, stops, commas and dashes at its end."""
    # A pattern for a run at the end would be tried at each character of every other run.
    return text.rstrip(_TRAILING_MARKS)


def is_open_end(text: str) -> bool:
    """Return whether a text ends inside of a range, a pair or a number."""
    return _OPEN_END.search(text) is not None


def _list_drafts(text: str, opens_with_gerund: bool) -> Iterator[_Draft]:
    """Yield the shorter texts and the beginnings of each, in no order. Each is under the limit."""
    for variant, penalty in _list_variants(text, opens_with_gerund):
        if len(variant) < MAX_HEADLINE_CHARS and is_balanced(variant):
            yield _Draft(variant, ClauseEnd.SENTENCE, 1.0 - penalty)
        for pattern, end, min_words, loss in _CUTS:
            for cut in _list_cuts(variant, pattern):
                count = len(cut.split())
                if count >= min_words and is_balanced(cut) and not is_open_end(cut):
                    worth = min(1.0, count / _ENOUGH_WORDS) + _WORD_BONUS * count
                    yield _Draft(cut, end, worth - loss - penalty)


def _list_variants(text: str, opens_with_gerund: bool) -> Iterator[tuple[str, float]]:
    """Yield a text that is too long, and what is left of it without one part or another, each with
    the penalty for what it lost."""
    text = _INSERTION.sub(" ", text)
    main = _find_main_clause(text, opens_with_gerund)
    text, penalty = main or text, _DELETION_PENALTY if main else 0.0
    yield text, penalty
    for pattern, put in _DELETIONS:
        without = pattern.sub(put, text)
        if without != text:
            text, penalty = without, penalty + _DELETION_PENALTY
            yield text, penalty
    named = _PERSON_ROLE.sub("", text)
    if named != text:
        yield named, penalty + _DELETION_PENALTY
    stated = _STATED.match(text)
    if stated:
        yield _put_speaker_first(stated), penalty + _DELETION_PENALTY


def _find_main_clause(text: str, opens_with_gerund: bool) -> str:
    """Return the sentence without what stands before its main clause, empty if nothing does."""
    opening = _OPENING_ATTRIBUTION.match(text) or _OPENING_PHRASE.match(text)
    if opening:
        rest = text[opening.end() :]
        return "" if _SUBORDINATE_START.match(rest) else _capitalize(rest)
    if not opens_with_gerund:
        return ""
    for comma in re.finditer(", ", text):
        rest = text[comma.end() :]
        if not _SUBORDINATE_START.match(rest):
            return _capitalize(rest)
    return ""


def _put_speaker_first(stated: re.Match[str]) -> str:
    """Return «X: …» for «X said that …»; only what was said if X is an office («В полиции
    сообщили»)."""
    who, what = stated["who"] or stated["who2"], stated["what"] or stated["what2"]
    if _OFFICE.match(who):
        return "" if _PRONOUN.search(what) else _capitalize(what)
    return f"{_OCCASION.sub('', who)}: {what}"


def _drop_name_clause(clause: re.Match[str]) -> str:
    """Return nothing for a clause about a name, which needs none to be known; another clause as it
    is."""
    before, _, name = clause.string[: clause.start()].rpartition(" ")
    is_foreign = name.isascii() and name.isalpha() and not clause.string.isascii()
    is_name = name[:1].isupper() or name[-1:] in "»”" or is_foreign
    return "" if before and is_name else clause.group()


def _list_cuts(text: str, pattern: re.Pattern[str]) -> Iterator[str]:
    """Yield the beginnings that end where the pattern allows."""
    for found in pattern.finditer(text, 0, MAX_HEADLINE_CHARS + 20):
        cut = strip_trailing_marks(text[: found.start()])
        if len(cut) < MAX_HEADLINE_CHARS and not (
            _THAT.match(text, found.start()) and _TOLD.search(cut)
        ):
            yield cut


def _capitalize(text: str) -> str:
    return text[:1].upper() + text[1:]
