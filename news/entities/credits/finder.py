"""Find the outlet or office that an article credits: «Об этом сообщает Reuters, пишет УНН» ->
«Reuters via УНН», the origin first, then the carrier.

An outlet is credited wherever the text says that it reported. An office («пресс-служба МЧС») is
credited only where no outlet is, and only by a sentence or a clause that says nothing else. A
place, a person and a social network are never credited.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from news.entities.credits.english import find_english_credits
from news.entities.credits.outlets import CreditNameReader
from news.entities.credits.slavic import MARKS_OF_OUTLET, find_slavic_credits
from news.entities.credits.words import (
    Credit,
    CreditName,
    CreditRank,
    get_listed_spelling,
    load_credit_words,
    tokenize_sentence,
)
from news.model import CREDIT_VIA
from news.nlp.analysis import Analysis, Sentence
from news.nlp.forms.cached_parses import cache_parses
from news.nlp.forms.lemmas import Lemmatizer
from news.nlp.words import fold, is_cyrillic
from news.text.attribution import is_attribution

_MAX_SENTENCE_CHARS = 600
_MAX_OPENING_CHARS = 160
_MAX_NAMES = 2
_MAX_FIRST_SENTENCES, _MAX_LAST_SENTENCES = 3, 3
_MIN_EARLY_SENTENCES, _EARLY_SHARE = 5, 0.6
_BYLINE = re.compile(
    r"^(?:(?:Автор|Текст|Авторка)\s?:\s)?(?:[А-ЯЁІЇЄҐ][\w’'-]+\s){1,2}[А-ЯЁІЇЄҐ][\w’'-]+,\s((?:[а-яёіїєґ-]+\s)?[«“„\"].{2,60}[»”“\"])[.]?$"
)
_FOREIGN_TITLE = re.compile(r"^([A-Z][\w'’. -]{2,40}) \([А-ЯЁ][А-Яа-яё ]{2,20}\): ")
_TRANSLATOR = "ИноСМИ"
"""Publishes translations of foreign outlets under titles of that form."""
_MAX_SIGNATURE_WORDS = 4
_BACKGROUND = re.compile(
    r"(?:ранее|напомним|как (?:уже|сообщал\w*)|раніше|нагадаємо|нагадуємо"
    r"|як (?:уже|вже|повідомлял\w*)|earlier|previously)\b",
    re.IGNORECASE,
)
_SOURCE_LABEL = re.compile(
    r"\b(?:источник|джерело|source|по материалам|за матеріалами|текст)"
    r"(?:(?:,|\sи|\sта)?\s(?:фото|видео|відео))?\s?(?:[:—–]\s?|-\s)"
    r"|©\s?(?:(?:19|20)\d\d,?\s)?",
    re.IGNORECASE,
)
_ENGLISH_LABEL = re.compile(
    r"\bSource: (?P<origin>[A-Z][^.:;()]{1,60}?)(?: [Vv]ia:? (?P<via>[A-Z][^.:;()]{1,40}))?\.?$"
)
"""A line of names: "Source: Field Notes Via: Engadget"."""
_AGENCY_LABEL = re.compile(r"([A-Z]{3,12}): [A-Z]")
_OLD_REPORT = re.compile(
    r"\b(?:reported|revealed|found|showed|told|published|wrote|said)\b[^.]{0,40}"
    r"\b(?:last (?:year|month)|(?:years?|months?) ago)\b"
)
_REMARK = re.compile(
    r",\s(?:зазнача|відзнача|нагаду|підкреслю|вважа|прогнозу|отмеча|напомина|подч[её]ркива|считает|прогнозиру)"
    r"\w{0,4}\s(?:видання\s|журнал\s|издание\s)?[«“A-ZА-ЯЁІЇЄҐ][^,]{1,40}$"
)
_TOLD_OUTLET = re.compile(
    r"\b(?:заяви|розпові|сказа|поясни|рассказ|заявил|объясни|прокоментува)\w{0,4}\s"
    r"(?:(?:виданню|изданию|газеті|газете)\s)?«[^«»]{2,40}»,\s(?:що|что)\s"
)
_TOLD_ASIDE = re.compile(
    r"[«“„\"–—-][^\n]{1,400},\s[–—-]\s[^,]{3,60}\s(?:в|у)\s(?:інтерв['’ʼ]ю|коментарі|интервью|комментарии|эфире|ефірі)\s"
)
_IN_BRACKETS = re.compile(r"\((?:as )?reported by [^()]{3,80}\)\.?$")
"""The source of one example in a list of them."""
_LABELS = frozenset({"источник", "джерело", "source", "материалам", "матеріалами", "текст"})
_DASH = re.compile(r"[—–(-]+\s?")
_QUOTE = re.compile(r"[«“„\"`]")
_BEGINNING_CHARS = 5
"""Of a name: its end may be declined."""
_DOMAINS = frozenset({"ru", "ua", "net", "com", "org", "info", "biz", "kz", "by", "uk"})
_MINISTRIES = ("мин", "мін")
_OFFICE_AT_END = re.compile(
    r" (?:в|во|у) (?:[А-ЯЁІЇЄҐ]{3,6}|[^\W\d_]{0,8}(?:водоканал|газ|[еэ]нерго)[еіу]?)\.$"
)
"""«…, повідомили в РЕМ.»"""
_TRADE = re.compile(
    r"\b(?:укр|рос|бел|каз)[а-яіїєґ]{2,12}пром\b|\b(?:ассоциаци|асоціаці|союз|спілк)[а-яіїєґ]{0,2}\b"
)
"""Of businesses: the source of figures, no office."""
_SEPARATORS = frozenset(".,—–-/()[]:")


class CreditFinder:
    """Finds who reported the news: the outlet or office that a text credits."""

    def __init__(self, lemmatizer: Lemmatizer) -> None:
        self._lemmatizer = lemmatizer

    def find(self, analysis: Analysis, opening: str, not_credited: Collection[str] = ()) -> str:
        """Return «X via Y», «X» or an empty text.

        ``opening`` is the beginning of the first paragraph with its dateline; ``not_credited``
        are the names of the article's people and places."""
        parts = [fold(name).split() for name in not_credited if " " in name]
        first, last = {one[0] for one in parts}, {one[-1] for one in parts}
        refused = {fold(name) for name in not_credited} | last
        best: Credit | None = None
        for credit in self._list_credits(analysis, opening):
            if best is not None and (
                credit.rank >= best.rank
                or (credit.rank is CreditRank.OUTLET_IN_PASSING and credit.is_comment)
            ):
                continue  # an outlet with a comment does not replace the office that reported
            if any(
                fold(name.name) in refused and not (name.is_certain or name.is_office)
                for name in credit.names
            ):
                continue
            if credit.rank is CreditRank.OFFICE and any(map(_is_of_trade, credit.names)):
                continue
            best = credit
            if best.rank is CreditRank.OUTLET:
                break
        names = best.names[:_MAX_NAMES] if best is not None else ()
        return CREDIT_VIA.join(_drop_person(name.name, first | last) for name in names)

    def _list_credits(self, analysis: Analysis, opening: str) -> Iterator[Credit]:
        dictionary = self._lemmatizer.get_analyzer(analysis.language)
        analyzer = None if dictionary is None else cache_parses(dictionary)
        dateline = next(
            _find_in_dateline(
                CreditNameReader(tokenize_sentence(opening[:_MAX_OPENING_CHARS]), analyzer)
            ),
            None,
        )
        for number, credit, is_signature in self._list_in_sentences(analysis, analyzer):
            in_passing = credit.rank is CreditRank.OUTLET_IN_PASSING
            if dateline is None:
                may_be_detail = analyzer is not None and not is_signature
                is_detail = may_be_detail and _is_of_detail(number, analysis)
                if not (is_detail or (in_passing and _is_aside(credit, number, analysis))):
                    yield credit
            elif credit.rank is CreditRank.OUTLET or (
                in_passing and analyzer is not None and number == 0
            ):
                yield _join_carrier(credit, dateline)
                return
        if dateline is not None:
            yield Credit((dateline,), CreditRank.OUTLET)
        elif analyzer is not None:
            yield from _find_in_title(analysis, analyzer)

    @staticmethod
    def _list_in_sentences(analysis: Analysis, analyzer: Any) -> Iterator[tuple[int, Credit, bool]]:
        """Yield the credits with the numbers of their sentences, and whether each is a label, a
        signature or a byline."""
        for number, sentence in enumerate(analysis.sentences):
            found = list(_find_in_signature(sentence, analyzer))
            if analyzer is not None and number >= len(analysis.sentences) - _MAX_LAST_SENTENCES:
                found += _find_in_byline(sentence)
            if analyzer is None:
                found += _find_in_english_label(sentence, number)
            signatures = len(found)
            is_aside = analyzer is None and (
                _OLD_REPORT.search(sentence.text)
                or (number >= _MAX_FIRST_SENTENCES and _IN_BRACKETS.search(sentence.text))
            )
            if not is_aside and _may_credit(sentence):
                reader = CreditNameReader(tokenize_sentence(sentence.text), analyzer)
                find = find_english_credits if analyzer is None else find_slavic_credits
                found += find(reader, is_whole=is_attribution(sentence.text))
            is_later = analyzer is not None and number >= _MAX_FIRST_SENTENCES
            if is_later and _is_remark(sentence.text):
                found = [_turn_into_comment(credit) for credit in found]
            yield from ((number, credit, at < signatures) for at, credit in enumerate(found))


def _drop_person(name: str, names: Collection[str]) -> str:
    """Return the name of a Latin outlet without somebody who is named after it: «редактор Vostok
    Times Анна Белова»."""
    words = name.split()
    place = next((n for n, word in enumerate(words) if not word.isascii()), len(words))
    is_person = place < len(words) and fold(words[place]) in names
    return " ".join(words[:place]) if place and is_person else name


def _find_in_english_label(sentence: Sentence, number: int) -> Iterator[Credit]:
    """Yield the outlets of a line "Source: … Via: …", and the agency in capitals before a lead."""
    line = _ENGLISH_LABEL.search(sentence.text)
    if line is not None:
        texts = [text.strip(" ,") for text in line.groups() if text]
        names = tuple(CreditName(text, 1, is_outlet=True, is_marked=True) for text in texts)
        if all(re.search(r" (?!of |the |and )[a-z]", text) is None for text in texts):
            yield Credit(names, CreditRank.OUTLET)
        return
    agency = _AGENCY_LABEL.match(sentence.text) if number < _MAX_FIRST_SENTENCES else None
    if agency is not None:
        reader = CreditNameReader(tokenize_sentence(agency[1]), None)
        name = reader.read_english(0, is_media=False)
        if name is not None and name.is_outlet and name.is_certain:
            spelled = replace(name, name=get_listed_spelling(name.name))
            yield Credit((spelled,), CreditRank.OUTLET)


def _turn_into_comment(credit: Credit) -> Credit:
    """Return the credit of a remark: any other credit of an outlet is better."""
    rank = max(credit.rank, CreditRank.OUTLET_IN_PASSING)
    return replace(credit, rank=rank, is_comment=True)


def _is_remark(text: str) -> bool:
    """Return whether a Russian or Ukrainian sentence quotes an outlet's remark («…, зазначає The
    Economist») or a person's words to an outlet."""
    patterns = (_REMARK, _TOLD_OUTLET)
    return any(one.search(text) for one in patterns) or _TOLD_ASIDE.match(text) is not None


def _is_aside(credit: Credit, number: int, analysis: Analysis) -> bool:
    """Return whether a credit is beside the news: a comment in the last part of a longer text, or a
    figure after the first sentences in one that has no word of the title."""
    if credit.is_comment and number > max(
        _MIN_EARLY_SENTENCES, _EARLY_SHARE * len(analysis.sentences)
    ):
        return True
    about = {word.lemma for word in analysis.title.content_words if not word.is_capitalized}
    return (
        credit.is_figure
        and number >= _MAX_FIRST_SENTENCES
        and bool(about)
        and about.isdisjoint(word.lemma for word in analysis.sentences[number].content_words)
    )


def _is_of_detail(number: int, analysis: Analysis) -> bool:
    """Return whether a sentence that an outlet reports is beside the news: it is after the first
    ones, says more than who reported, and has no word of the title."""
    if number < _MIN_EARLY_SENTENCES or number == len(analysis.sentences) - 1:
        return False
    sentence = analysis.sentences[number]
    if is_attribution(sentence.text):
        return False
    about = {word.folded[:_BEGINNING_CHARS] for word in analysis.title.content_words}
    return bool(about) and about.isdisjoint(
        word.folded[:_BEGINNING_CHARS] for word in sentence.content_words
    )


def _find_in_byline(sentence: Sentence) -> Iterator[Credit]:
    """Yield the outlet of the line that names the author: «Роман Гнатюк, газета „Нива“»."""
    byline = _BYLINE.match(sentence.text)
    if byline is None:
        return
    quoted = [token for token in tokenize_sentence(byline[1]) if token.kind == "quote"]
    if len(quoted) == 1:
        name = CreditName(quoted[0].inner, 1, is_outlet=True, is_marked=True)
        yield Credit((name,), CreditRank.OUTLET)


def _find_in_title(analysis: Analysis, analyzer: Any) -> Iterator[Credit]:
    """Yield the outlet whose report the title says it is: «Reuters: Нефть дешевеет», «American
    Thinker (США): …»."""
    text = analysis.title.text
    foreign = _FOREIGN_TITLE.match(text)
    if foreign:
        carrier = CreditName(_TRANSLATOR, 1, is_outlet=True)
        is_translated = any(_TRANSLATOR in one.text for one in analysis.sentences)
        origin = CreditName(foreign[1], 1, is_outlet=True)
        yield Credit((origin, carrier) if is_translated else (origin,), CreditRank.OUTLET)
        return
    reader = CreditNameReader(tokenize_sentence(text[:_MAX_OPENING_CHARS]), analyzer)
    name = reader.read(0, "nomn") if reader.tokens else None
    if name is not None and name.is_outlet and name.is_certain:
        after = reader.tokens[name.stop : name.stop + 1]
        if after and after[0].text == ":":
            yield Credit((name,), CreditRank.OUTLET)


def _join_carrier(credit: Credit, carrier: CreditName) -> Credit:
    """Return a credit of the text with the agency of its dateline, which carries it."""
    origins = [name for name in credit.names if name.name != carrier.name]
    return Credit((*origins[:1], carrier), credit.rank)


def _may_credit(sentence: Sentence) -> bool:
    """Return whether it is worth while to read a sentence: most only say who said something."""
    words = {word.folded for word in sentence.words}
    triggers = _load_trigger_words()
    if len(sentence.text) > _MAX_SENTENCE_CHARS or _BACKGROUND.match(sentence.text):
        return False
    if not triggers.sure.isdisjoint(words):
        return True
    return not triggers.speech.isdisjoint(words) and (
        _QUOTE.search(sentence.text) is not None
        or not triggers.beginnings.isdisjoint(word[:_BEGINNING_CHARS] for word in words)
        or is_attribution(sentence.text)
        or _OFFICE_AT_END.search(sentence.text) is not None
    )


@dataclass(frozen=True, slots=True)
class _Triggers:
    """Folded words: with ``sure`` ones outlets are credited; with ``speech`` anybody is quoted, so
    that a word with one of ``beginnings``, or quotes, must be beside them."""

    sure: frozenset[str]
    speech: frozenset[str]
    beginnings: frozenset[str]


@cache
def _load_trigger_words() -> _Triggers:
    lists = load_credit_words().lists
    phrases = frozenset().union(
        *(lists[key] for key in ("reference_accusative", "reference_genitive", "english_before"))
    )
    # Of «со ссылкой на» the word is «ссылкой», of "according to" it is "according".
    in_phrases = {max(phrase.split(), key=len) for phrase in phrases}
    said = lists["report"] | lists["english_report"] | lists["known_to"] | {"told"}
    sure = in_phrases | lists["carry"] | lists["passive"] | lists["interview"] | MARKS_OF_OUTLET
    names = {name.split()[0] for name in lists["known"]} | lists["name_words"] | _DOMAINS
    names |= {noun for noun in lists["office"] if noun.startswith(_MINISTRIES)}
    beginnings = {name[:_BEGINNING_CHARS] for name in names | lists["english_media"]}
    return _Triggers(frozenset(sure) - said | lists["carry"], said, frozenset(beginnings))


def _find_in_dateline(reader: CreditNameReader) -> Iterator[CreditName]:
    """Yield the outlet that is between marks before the first sentence: «КИЕВ, 10 фев — РИА
    Новости.», "LONDON (Reuters) -"."""
    start = 0
    for at, token in enumerate(reader.tokens):
        is_mark = token.text in _SEPARATORS
        if token.kind == "word" and not (token.is_capitalized or reader.is_date(token)):
            return
        if is_mark and at > start:
            name = reader.read(start, "nomn")
            # The first name of a dateline is its city, unless it is followed as in "Reuters - ".
            # An outlet may be followed by its author: «/Корр. ТАСС Анна Серова/».
            rest = reader.tokens[name.stop : at] if name else []
            if (
                name
                and name.is_outlet
                and name.stop <= at
                and all(one.is_capitalized for one in rest)
                and (start or token.text in "-–—:")
            ):
                yield name
        if is_mark:
            start = at + 1


def _find_in_signature(sentence: Sentence, analyzer: Any) -> Iterator[Credit]:
    """Yield the outlet after a label such as «Источник: Reuters», which may be glued to the last
    sentence, or of a line such as "— AFP"."""
    is_short = len(sentence.words) <= _MAX_SIGNATURE_WORDS
    text = sentence.text
    has_label = "©" in text or not _LABELS.isdisjoint(word.folded for word in sentence.words)
    label = (_SOURCE_LABEL.search(text) if has_label else None) or (
        _DASH.match(text) if is_short else None
    )
    if label is None:
        return
    reader = CreditNameReader(tokenize_sentence(text[label.end() :]), analyzer)
    name = reader.read(0, "nomn")
    if name is None or reader.tokens[0].kind == "mark":
        return
    is_alone = all(token.kind == "mark" for token in reader.tokens[name.stop :])
    if label.re is _SOURCE_LABEL:
        is_outlet = name.is_outlet or name.is_marked or _is_short_name(name.name)
    else:
        is_outlet = name.is_outlet and is_alone
    if is_outlet:
        yield Credit((replace(name, is_marked=True),), CreditRank.OUTLET)


def _is_of_trade(name: CreditName) -> bool:
    return _TRADE.search(fold(name.name)) is not None


def _is_short_name(name: str) -> bool:
    """Return whether a name is one word in Latin letters or capitals: "Sport24", «РГ»."""
    return " " not in name and (name.isupper() or not is_cyrillic(name))
