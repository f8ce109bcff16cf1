"""Annotate the sentences of an article: whether an editor could put each into a summary, and what
would have to be before or after it."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from news.data import load_toml
from news.model import Language
from news.nlp.analysis import Analysis, AnalyzedWord, Sentence
from news.nlp.forms.grammar import has_english_verb
from news.nlp.hints import search_hinted
from news.nlp.sentences import SENTENCE_START
from news.nlp.words import fold, split_words
from news.summaries.announcements import announces_talk
from news.summaries.english_references import (
    find_background,
    is_anecdote,
    lacks_english_subject,
    may_turn,
)
from news.summaries.predicates import find_items, has_predicate
from news.summaries.pronouns import (
    asks_reader,
    lacks_subject,
    list_unquoted_words,
    quotes_unknown,
    speaks_in_first_person,
)
from news.summaries.references import Needs, ReferenceFinder, find_said_words
from news.summaries.sentence_starts import (
    is_acronym,
    load_reference_lists,
    parse_openings,
    starts_with_any,
    tells_of_other_day,
    tells_what_was_before,
)
from news.text.attribution import is_attribution
from news.text.head_pieces import shows_picture
from news.text.noise import has_noise, is_noise
from news.text.quotes import is_balanced

_MAX_SENTENCES = 80
"""Later sentences are not annotated and so never in a summary."""
_STEM_CHARS = 5
_MIN_SENTENCE_CHARS, _MAX_SENTENCE_CHARS = 30, 1000
_MIN_CONTENT_WORDS, _MIN_WORDS_BEFORE_COLON = 4, 7
_SAID = (
    r"(?:сказал|заявил|написал|отметил|добавил|пояснил|рассказал|прокомментировал|подчеркнул|сообщил"
    r"|сказа|заяви|написа|зазначи|дода|поясни|розпові|прокоментува|наголоси|повідоми|говор|каж|пиш"
    r"|said|says|wrote|added)\w{0,3}"
)
_KEEPS_FOR_LATER = re.compile(
    r"\b(?:так(?:ие|ой|ая|ое|ов|ова|ово|овы|им|ими|і|ий|а|е)|следующ\w+|наступн\w+"
    rf"|the following|these|including|such as|{_SAID}|(?<!, ){_SAID} [^,:]{{1,60}}):$",
    re.IGNORECASE,
)
"""What follows the colon is the news."""
_MORE = (
    r"(?:ещ[её]|ще|дв(?:ух|ох|оих)|тр[её]х|трьох|втор|друг|трет|нов|нескольк|кільк|очередн|чергов)"
)
"""One more than was told: «Об аресте второго депутата…»."""
_REPORT_OF = re.compile(
    r"(?:О|Об|Про) (?!(?:том|те)\b|решени|рішенн|намерени|намір|готовн)"
    rf"(?!{_MORE})([а-яёіїєґ][а-яёіїєґ’'-]{{3,30}})"
    rf"(?: (?!{_MORE})[а-яёіїєґ][а-яёіїєґ’'-]{{2,30}}(?<!ть))?(?: «[^«»]{{2,40}}»)?"
    r" (?:(?:в|у) [^,:–—]{3,30} )?(?:сообщ|рассказ|заяв|повідом|розпов)\w{1,6}\b"
    r"(?:[^,:–—\d]|,(?! (?:а|и|но|і|та|але|что|що|хотя|однако|проте|котор\w+|як(?:ий|а|е|і)|где|де"
    r"|когда|коли|чтобы|щоб|добавив|отметив|уточнив|указав|додавши|зазначивши|уточнивши)\b)"
    r"|\d{1,2} (?=январ|феврал|март|апрел|ма[яй]|июн|июл|август|сентябр|октябр|ноябр|декабр|січн"
    r"|лют|берез|квіт|трав|черв|лип|серп|верес|жовт|листопад|груд)|\d{4} (?=год|рок)"
    r"|\d\d?[:.]\d\d)*$"
)
"""«О пожаре сообщил мэр 5 мая.»: says nothing else."""
_MIN_COMMON_CHARS = 5
_SUMMED_UP = frozenset(
    """наход случи случа проис инцид событ авари траге знахі подію приго інцид аварі
    випад""".split()  # noqa: SIM905
)
"""Beginnings of nouns that sum up what was told: «О случившемся рассказал…»."""
_MAX_NUMERIC_SHARE = 0.25
_MIN_NUMBERS_OF_LIST = 5
_MAX_REFUTING_WORDS = 18
_MIN_SPEAKER_LETTERS = 6
_EXPECTS = re.compile(
    r"\b(?:was|were|had been) (?:widely |originally |initially |first )?"
    r"(?:expected|thought|believed|hoped|planned|due|meant|supposed|tipped|intended|predicted)\b"
)
_EXPECTS_HINTS = ("was ", "were ", "had been ")
_FORECASTS = re.compile(
    r"(?:Analysts|Economists|Forecasters|Pollsters|Experts|Wall Street|The market)[^,.]{0,40} had "
    r"(?:expected|predicted|forecast|estimated)\b"
)
_DISAPPOINTS = re.compile(r"(?:But|However|Instead|Yet)\b")
"""What was expected is told only with what came of it."""
_DENIES_CHARGE = re.compile(
    r"\b(?:had (?:always |repeatedly )?(?:denied|dismissed|rejected)"
    r"|(?:deny|denie[sd]) (?:(?:any|all|both|the|these|those|such|criminal) ){0,2}"
    r"(?:wrongdoing|charges?|allegations?|accusations?|offences?))\b"
)
"""An accused person denies the charge, or it was denied before: this does not refute the news."""
_HEADED = frozenset({"VERB", "PRTS", "PRED", "GRND"})
_TELLING = frozenset({"VERB", "PRTS"})
_MIN_QUESTIONS = 2
_TAIL_SHARE = 3
"""What recalls earlier news after the first third of a text begins its tail."""
_MIN_RECALLING_NUMBER, _MIN_BACKGROUND_NUMBER = 4, 2
_OPENING_MARKS = frozenset('«“"')
_SENTENCE_END = re.compile(r"[.…][\"”»’')\]]*$")
_DIALOGUE_START = re.compile(r"^[–—:-]\s?(?=[«“\"A-ZА-ЯЁІЇЄҐ])")
_SPEAKER_LABEL = re.compile(
    r"^(?:Вопрос|Ответ|Питання|Відповідь|Question|Answer|[QA]"
    r"|[A-ZА-ЯЁІЇЄҐ][\w’'-]+ (?:[A-Z]\. )?[A-ZА-ЯЁІЇЄҐ][\w’'-]+)(?: \([^)]{1,30}\))?: "
)
_SPEECH_AFTER_DASH = re.compile(r"[,!?…»”] ?[–—-] [a-zа-яёіїєґ]")
_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”|\"[^\"]*\"")
_TO_READER = re.compile(r"[“\"](?:(?:That|This|These|Those)\b|[^”\"]*\b[Yy]ou(?:r|['’]\w+)?\b)")
_PLATITUDE = re.compile(
    r"\b(?:delighted|thrilled|excited|proud|pleased|honou?red|committed|passionate|strive"
    r"|great idea|look(?:ing)? forward|opportunity|continually|innovative|vision|journey"
    r"|рад[аы]?|раді|горд(?:имся|ится)|пишаємося|благодарны|вдячні|большая честь|велика честь"
    r"|важный шаг|важливий крок)\b",
    re.IGNORECASE,
)
"""What press services say in quotations: nobody learns anything from it."""
# The capital is first in the pattern, so that the search goes from one to the next; what must be
# before and after its beginning is looked up from there.
_GLUED = re.compile(
    r"[A-ZА-ЯЁІЇЄҐ](?<=(?:"
    r"(?<=[a-zа-яёіїєґ]{2})(?=[А-ЯЁІЇЄҐ][а-яёіїєґ])|(?<=\d)(?=[A-ZА-ЯЁІЇЄҐ][a-zа-яёіїєґ]{2})"
    r"|(?<=[A-Z]{3})(?=[A-Z][a-z]{3})"
    r"|(?<=[a-z]{3} )(?=The (?:[a-z]|[A-Z]{2,} )|(?:But|He|She|They|It|This|These|However) [a-z])"
    r"|(?<=[^\W\d_]{3}[.!?])(?=[A-ZА-ЯЁІЇЄҐ][^\W\d_]{3})"
    r"|(?=^[А-ЯІЇЄҐ][а-яёіїєґ-]+(?:ий|ый) (?:район|округ) \d{1,2} )"
    r"|(?<=[а-яёіїєґ]: )(?=[А-ЯЁІЇЄҐ][а-яёіїєґ]+ [а-яёіїєґ])"
    r"|(?<=[а-яёіїєґ)»] )(?=(?:Водночас|Одночасно|Одновременно|Тем временем|Тим часом|Между тем"
    r"|Накануне|Напередодні|Проте|Также|Також),? [а-яёіїєґA-ZА-ЯЁІЇЄҐ])"
    r"|(?<=[а-яёіїєґ)»] )(?=(?:В|На|По|Как|Это|Он|Она|Они|Если|Когда|Но|У|Це|Він|Вона|Вони"
    r"|Якщо|Коли|Але|При|Об|Из|Для|После|Кроме|Однако|Поэтому|Ранее|Сейчас|Напомним|Отмечается|Отмечено"
    r"|Сообщается|Уточняется|Известно|Згодом|Після|Крім|Однак|Тому|Раніше|Зараз|Нагадаємо"
    r"|Зазначається|Повідомляється|Відомо),? [а-яёіїєґ])"
    r").)"
)
"""Two texts without a stop or a space between them."""
_GLUED_REPORT = re.compile(
    r", (?:переда[её]т|сообщает|пишет|передає|повідомляє|пише) (?:[А-ЯЁІЇЄҐ][\w-]{1,30} ){1,3}"
    r"(?:(?:также|також) (?!через|согласно|згідно)[а-яёіїєґ]{4}"
    r"|заявил|отметил|считает|заяви|зазнач|вважа|вимага|требу)"
    r"|\. (?:сегодня|вчера|сьогодні|вчора), \d\d?:\d\d\b"
)
"""The same, where the name of the outlet or of the day's page was lost between them."""
_SHOUTED = re.compile(
    r"^\W?[A-ZА-ЯЁІЇЄҐ][A-ZА-ЯЁІЇЄҐ\d]+ (?:[A-ZА-ЯЁІЇЄҐ]+ ){0,5}"
    r"[A-ZА-ЯЁІЇЄҐ]{2,}[’'”»]? [A-ZА-ЯЁІЇЄҐ]"
    r"|(?:\b[A-ZА-ЯЁІЇЄҐ]{2,}\b[ ,.-]{1,2}){3,}[A-ZА-ЯЁІЇЄҐ]{2,}"
    r"|^[A-Z]{4,} [A-Z]{4,} [\d(]|[a-z]:[A-Z][^:]{3,200}[a-z]:[A-Z]"
)
"""A heading in capitals."""
_MAY_BE_SHOUTED = re.compile(r"[A-ZА-ЯЁІЇЄҐ:][A-ZА-ЯЁІЇЄҐ\d]")
"""Two capitals, or a capital and a digit, or a mark and a capital: most sentences have none."""
_QUESTION_END = re.compile(r"\?[»”\"]\.?$")
_BOILERPLATE = re.compile(
    r"(?:О|Об|Про)\s(?:компании|нас|проекте|фонде|банке|холдинге|группе|университете|институте|компанію|проєкт|фонд|банк)\b"
    r"[^.:]{0,40}:|About\s[^.:]{2,60}:|(?:Media|Press)\scontacts?\b|Notes?\sto\seditors?\b"
    r"|(?:Контакты|Контакти)\sдля\s"
)
"""What a press release closes with."""
_ASIDE = re.compile(r"\([^()]*\)|\d{1,4}:\d{1,4}")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LIST_ITEM = re.compile(r"\d{1,2}[.)]\s[A-ZА-ЯЁІЇЄҐ«]")
_TEAM = r"[A-Z][\w.&’'-]{1,20}(?: [A-Z][\w.&’'-]{0,20}){0,3}"
_RESULT = re.compile(
    rf"{_TEAM} \d{{1,3}}, {_TEAM} \d{{1,3}}(?: \([^()]{{1,12}}\))?: "
    rf"|{_TEAM} \(\d{{1,3}}-\d{{1,3}}(?:-\d{{1,3}})?\): "
)
"""One of several results: "Hawks 4, Owls 1: Jo Marsh scored…", "Haldon (1-0): Marsh 9 points."."""
_MIN_RESULTS = 2
_COLUMNS = re.compile(r"(?:\b\d[\d.]{0,12}%?\s[^\d.]{0,30}){3}")
_MAX_WORDS_IN_COLUMNS = 16
_NAME_OR_COUNTED = re.compile(r"\b[A-Z]\w*|(?<=[\d%]\s)(?:[a-z]+s|hit|set|shot)\b")
"""What is no verb in a row of a table, though it may look like one: "Reeves", "2 tackles"."""
_NOTE = r"\b[Пп]рим(?:\.|ітка|ечание) ?(?:ред|авт|[A-ZА-Я]{2})"
_EDITORS_NOTE = re.compile(_NOTE + r"|[,.–—-] ?[Рр]ед\. ?\)")
_NOTE_IN_BRACKETS = re.compile(_NOTE + r"[^()]{0,12}\)[\s,]")
_CUT_LIST = re.compile(
    r"\b(?:два|две|дві|двое|двоє|три|трое|троє|четыре|чотири|пять|п['’ʼ]ять|[2-9])"
    r" \w{3,20}(?: \w{3,20})?: (?![^:]{0,300}(?:,| (?:и|та|і|й) |;))"
)
"""Several things of which only one is named: the others are in sentences of their own."""
_CUT_LIST_HINTS = (": ",)
_SERVICE = re.compile(
    r"\b(?:работает|открыт\w?|працює|відчинен\w{0,3}|відкрит\w{0,3}) (?:ежедневно|каждый день|щодня"
    r"|щоденно|без выходных|без вихідних|кроме|крім|с \d{1,2}[:.]\d\d|з \d{1,2}[:.]\d\d)"
    r"|\b(?:просят|просит|призывают|приглашают) (?:всех|неравнодушн|желающ)"
    r"|\b(?:просять|просить|закликають|запрошують) (?:усіх|всіх|небайдуж|охоч|бажаюч)"
    r"|\b(?:вход|вхід) (?:свобод|бесплат|вільн|безкоштовн|платн)"
    r"|^(?:Прямую |Пряму )?(?:Трансляцию|Трансляцію|Видео|Відео)"
    r" (?:в[её]л|вела|покаж|можна|можно|опубликов|оприлюдн)"
    r"|^(?:Место|Дата|Время|Адрес|Телефон|Місце|Час|Адреса)(?: [^\W\d_]+)? ?[:—–]"
    r"|^(?:Научный руководитель|Модератор|Организаторы?|Науковий керівник|Організатори?) ?[:—–]"
    r"|\bможно (?:обратиться|обращаться|записаться|позвонить)\b"
    r"|\bможна (?:звернутися|звертатися|записатися|зателефонувати)\b"
    r"|^(?:Начало|Початок) (?:в|о|об|матча?|концерт\w{0,3}|не раньше|не раніше)\b",
    re.IGNORECASE,
)
"""Opening hours and the like."""
_SERVICE_HINTS = (
    "работает ", "открыт", "працює ", "відчинен", "відкрит", "просят ", "просит ", "призывают ",
    "приглашают ", "просять ", "просить ", "закликають ", "запрошують ", "вход ", "вхід ",
    "трансляцию ", "трансляцію ", "видео ", "відео ", "место", "дата", "время", "адрес", "телефон",
    "місце", "час", "научный руководитель", "модератор", "организатор", "науковий керівник",
    "організатор", "можно ", "можна ", "начало ", "початок ",
)  # fmt: skip
_MIN_NAMES_OF_LIST, _MIN_SHARE_OF_NAMES = 6, 0.7
_ONLY_AGE = re.compile(r"(?:Йому|Їй|Ему|Ей)\b[^.,;]{0,25}\b\d{1,3} (?:рок\w+|рік|лет|год\w*)\.?$")
_SUBORDINATE = re.compile(r"(?:,| [–—-]) (?:who|which|that|котор\w+|як(?:ий|а|е|і))\b")


@dataclass(frozen=True, slots=True)
class AnnotatedSentence:
    """A sentence of the body and what an editor would see in it.

    ``previous`` is the number of the last sentence before it that does not only name who reported,
    -1 for none. ``words`` are all normal forms of its words, ``lemmas`` and ``stems`` (their
    beginnings) those of its content words. ``is_clean``: it can be in a
    summary if its ``needs`` are met and, where it ``is_refuted``, the sentence after it is
    there too. ``is_headline_material``: it may be too short for a summary, but is a statement.
    ``is_personal``: its writer speaks of himself or to the reader.
    ``is_whole``: it is a whole sentence of news, whatever it refers to.
    ``is_tail``: it tells what happened before the news.
    ``is_turn``: it comes to the news after an opening scene.
    ``opens_quotation``: it would be clean but for the colon that it ends in.
    ``before``: the number of the previous sentence, skipping one that only states an age.
    """

    number: int
    previous: int
    sentence: Sentence
    lemmas: frozenset[str]
    stems: frozenset[str]
    words: frozenset[str]
    needs: Needs
    is_clean: bool
    is_headline_material: bool
    is_personal: bool
    is_whole: bool
    is_tail: bool
    is_refuted: bool
    is_turn: bool = False
    opens_quotation: bool = False
    before: int = -1

    @property
    def text(self) -> str:
        return self.sentence.text


@dataclass(frozen=True, slots=True)
class _Kinds:
    """The numbers of a text's sentences of each kind that is seen only beside others."""

    language: Language
    tails: Container[int]
    speech: Container[int]
    items: Container[int]
    refuted: Container[int]
    attributions: Container[int]


class _Place(NamedTuple):
    """What `AnnotatedSentence` says of the place of a sentence."""

    number: int
    previous: int
    before: int
    is_turn: bool


def annotate(analysis: Analysis) -> list[AnnotatedSentence]:
    """Return the sentences of the body with their annotations, in order."""
    sentences, language = analysis.sentences[:_MAX_SENTENCES], analysis.language
    references = ReferenceFinder(language, analysis.title, sentences)
    attributions = {
        n
        for n, one in enumerate(sentences)
        if _is_attribution(one, language) or _reports_again(one, sentences[max(0, n - 2) : n])
    }
    tails, in_scene = _find_tail(sentences, language), False
    if language == "en":
        tails |= find_background(sentences, analysis.title)
        if is_anecdote(sentences, analysis.title):
            tails |= {0}
        in_scene = 0 in tails
    items = find_items(sentences, language)
    if language == "en":
        items |= _find_results(sentences)
    kinds = _Kinds(
        language,
        tails,
        _find_speech(sentences),
        items,
        _find_refuted(sentences, language),
        attributions,
    )
    annotated: list[AnnotatedSentence] = []
    previous = before = stated = -1
    for number, sentence in enumerate(sentences):
        needs = references.find_needs(sentence, is_shown=number not in attributions)
        is_turn = in_scene and may_turn(sentence, number) and _needs_only_previous(needs)
        if is_turn:
            needs, in_scene = Needs(), False
        # A question says nothing itself: its answer follows what was stated before it.
        follows = stated if needs == Needs() else previous
        place = _Place(number, follows, before, is_turn)
        annotated.append(_annotate_sentence(place, sentence, needs, kinds))
        before = before if _ONLY_AGE.match(sentence.text) else number
        if number not in attributions:
            previous = number
            stated = stated if language != "en" and sentence.text.endswith("?") else number
    return annotated


def list_lemmas(sentence: Sentence) -> frozenset[str]:
    """Return the normal forms of the content words of a sentence."""
    return frozenset(word.lemma for word in sentence.content_words)


def list_stems(words: Iterable[AnalyzedWord]) -> frozenset[str]:
    """Return the beginnings of words, and the numbers among them whole."""
    return frozenset(word.text if word.is_numeric else word.lemma[:_STEM_CHARS] for word in words)


def _needs_only_previous(needs: Needs) -> bool:
    return replace(needs, previous=False) == Needs()


def _annotate_sentence(
    place: _Place, sentence: Sentence, needs: Needs, kinds: _Kinds
) -> AnnotatedSentence:
    number = place.number
    lemmas = list_lemmas(sentence)
    is_news = number not in kinds.attributions and number not in kinds.items
    is_statement = is_news and _is_statement(sentence, kinds.language)
    is_speech = number in kinds.speech
    speaks = speaks_in_first_person(
        list_unquoted_words(sentence), kinds.language, allows_you=number == 0
    )
    states = (
        is_statement
        and not needs.is_unmet
        and not is_speech
        and not speaks
        and not _begins_with_command(sentence)
    )
    is_long = len(sentence.text) >= _MIN_SENTENCE_CHARS
    return AnnotatedSentence(
        number,
        place.previous,
        sentence,
        lemmas,
        list_stems(sentence.content_words),
        find_said_words(sentence),
        needs,
        is_clean=states
        and is_long
        and not announces_talk(sentence.text)
        and not _EDITORS_NOTE.search(sentence.text)
        and not search_hinted(_CUT_LIST, _CUT_LIST_HINTS, sentence.text)
        and len(lemmas) >= _MIN_CONTENT_WORDS
        and not (
            sentence.text[0] in _OPENING_MARKS
            and (
                needs.antecedent
                or quotes_unknown(sentence.text)
                or _points_or_advises(sentence.text)
                or _PLATITUDE.search(sentence.text)
            )
        ),
        is_headline_material=states and number not in kinds.refuted,
        is_personal=speaks and not is_speech,
        is_whole=is_statement
        and is_long
        and not (is_speech and kinds.language != "en")
        and (
            not _EDITORS_NOTE.search(sentence.text)
            or _NOTE_IN_BRACKETS.search(sentence.text) is not None
        )
        and (kinds.language == "en" or not speaks)
        and not lacks_subject(sentence)
        and not asks_reader(sentence)
        and not starts_with_any(sentence, _load_speech_openings(kinds.language)),
        is_tail=number in kinds.tails,
        is_refuted=number in kinds.refuted,
        opens_quotation=is_news
        and not (is_speech or speaks or needs != Needs() or announces_talk(sentence.text))
        and len(lemmas) >= _MIN_WORDS_BEFORE_COLON
        and _states_before_colon(sentence, kinds.language),
        is_turn=place.is_turn,
        before=place.before,
    )


def _states_before_colon(sentence: Sentence, language: Language) -> bool:
    """Return whether a sentence that ends in a colon is a statement without it: «Мэр объявил траур
    в связи с пожаром:» is, «Мэр заявил журналистам:» and «Результаты таковы:» are not."""
    text = sentence.text
    if not text.endswith(":") or _KEEPS_FOR_LATER.search(text):
        return False
    return _is_statement(replace(sentence, text=text[:-1].rstrip() + "."), language)


def _points_or_advises(text: str) -> bool:
    """Return whether the quotation that an English sentence begins with points at something or is
    about "you"."""
    return _TO_READER.match(text) is not None


def _is_statement(sentence: Sentence, language: Language) -> bool:
    """Return whether a sentence is whole, has a verb and tells news."""
    text = sentence.text
    return (
        len(text) <= _MAX_SENTENCE_CHARS
        and not text.startswith("(")
        and SENTENCE_START.match(text) is not None
        and _SENTENCE_END.search(text) is not None
        and is_balanced(text)
        and not (_QUESTION_END.search(text) or _is_glued(text) or _is_shouted(text))
        and not (is_noise(text) or has_noise(text) or _tells_service(text))
        and not _is_list(sentence, language)
        and not _begins_with_heading(sentence)
        and _has_speaker(text)
        and has_predicate(sentence, language)
        and not (language == "en" and (shows_picture(text) or lacks_english_subject(sentence)))
    )


def _is_shouted(text: str) -> bool:
    return _MAY_BE_SHOUTED.search(text) is not None and _SHOUTED.search(text) is not None


def _tells_service(text: str) -> bool:
    return search_hinted(_SERVICE, _SERVICE_HINTS, text) is not None


def _begins_with_heading(sentence: Sentence) -> bool:
    """Return whether a sentence follows a heading without a stop: «Пенсия по возрасту Единым
    возрастом установлено…», «Программа конференции Конференция пройдёт…»."""
    words = sentence.words
    if not words or not any(tag.POS == "NOUN" and tag.case == "nomn" for tag in words[0].tags[:1]):
        return False
    for before, word, after in zip(words, words[1:], words[2:], strict=False):
        if any(tag.POS in _HEADED for tag in before.tags[:1]):
            return False
        if (
            word.is_capitalized
            and not is_acronym(word)
            and not after.is_capitalized
            and f"{before.text} {word.text}" in sentence.text
            and (word.lemma == before.lemma or _may_begin_clause(before, word))
        ):
            return True
    return False


def _may_begin_clause(before: AnalyzedWord, word: AnalyzedWord) -> bool:
    """Return whether a capitalized adjective after a noun is not in the genitive, as a name is."""
    return (
        any(tag.POS == "NOUN" and tag.case != "nomn" for tag in before.tags[:1])
        and bool(word.tags)
        and all(tag.POS == "ADJF" and tag.case in {"nomn", "ablt"} for tag in word.tags[:1])
    )


def _begins_with_command(sentence: Sentence) -> bool:
    """Return whether a sentence begins with an imperative: «Поясніть рідним, що…»."""
    first, following = sentence.words[:1], sentence.words[1:2]
    if any(
        word.is_capitalized or any(tag.grammemes >= {"VERB", "past"} for tag in word.tags[:1])
        for word in following
    ):
        return False  # a name: «Деми Роуз», «Деми надела…»
    return any("impr" in tag.grammemes for word in first for tag in word.tags[:1])


def _is_attribution(sentence: Sentence, language: Language) -> bool:
    """Return whether a sentence only names who reported, or opens like one that tells nothing."""
    return starts_with_any(sentence, _load_openings(language, "never")) or is_attribution(
        sentence.text
    )


def _reports_again(sentence: Sentence, before: Sequence[Sentence]) -> bool:
    """Return whether a Russian or Ukrainian sentence only says who reported what one of those
    ``before`` it has told: «О пожаре сообщил мэр» after «Сгорел…» would be news."""
    report = _REPORT_OF.match(sentence.text)
    if report is None:
        return False
    thing = fold(report[1])[:_MIN_COMMON_CHARS]
    if thing in _SUMMED_UP:
        return bool(before)
    return len(thing) == _MIN_COMMON_CHARS and any(
        word.folded.startswith(thing) for one in before for word in one.words
    )


def _has_speaker(text: str) -> bool:
    """Return whether a quotation is not all of the sentence."""
    if text[0] not in _OPENING_MARKS:
        return True
    rest = _QUOTED.sub("", text, count=1)
    return sum(character.isalpha() for character in rest) >= _MIN_SPEAKER_LETTERS


def _is_list(sentence: Sentence, language: Language) -> bool:
    """Return whether a sentence is an item of a list, or numbers or names make up most of it: a
    table, a score, a line-up."""
    if _LIST_ITEM.match(sentence.text):
        return True
    if language == "en" and _is_in_columns(sentence):
        return True
    names = sum(word.is_capitalized for word in sentence.words)
    if names >= _MIN_NAMES_OF_LIST and names > _MIN_SHARE_OF_NAMES * len(sentence.words):
        return not any(tag.POS in _TELLING for word in sentence.words for tag in word.tags[:1])
    numbers = sum(word.is_numeric for word in sentence.words)
    if numbers < _MIN_NUMBERS_OF_LIST:
        return False
    # The score of a match, and what is in brackets, is beside the sentence.
    numbers = len(_NUMBER.findall(_ASIDE.sub("", sentence.text)))
    return numbers >= _MIN_NUMBERS_OF_LIST and numbers > _MAX_NUMERIC_SHARE * len(sentence.words)


def _is_glued(text: str) -> bool:
    """Return whether a text is two, joined without a stop or a space."""
    return bool(_GLUED.search(text) or _GLUED_REPORT.search(text))


def _find_results(sentences: Sequence[Sentence]) -> frozenset[int]:
    """Return the numbers of the sentences of paragraphs that each begin with the result of another
    match. The first paragraph is the news, and a single result may be that of the news."""
    first = {one.block: one.text for one in reversed(sentences)}
    blocks = {block for block, text in first.items() if _RESULT.match(text)}
    if len(blocks) < _MIN_RESULTS:
        return frozenset()
    blocks.discard(sentences[0].block)
    return frozenset(number for number, one in enumerate(sentences) if one.block in blocks)


def _is_in_columns(sentence: Sentence) -> bool:
    """Return whether an English sentence is a row of a table: "DL Jo Marsh 63 85% 1 tackle."."""
    if len(sentence.words) > _MAX_WORDS_IN_COLUMNS:
        return False
    text = _ASIDE.sub("", sentence.text)
    return _COLUMNS.search(text) is not None and not has_english_verb(
        _NAME_OR_COUNTED.sub("", text)
    )


def _find_speech(sentences: Sequence[Sentence]) -> frozenset[int]:
    """Return the numbers of the sentences that are direct speech or begin inside of it.

    A quotation, a dialogue after a dash, and an answer after a speaker's name last until they are
    closed, a dialogue at the latest until its block ends.
    """
    return frozenset(_list_speech(sentences))


def _list_speech(sentences: Sequence[Sentence]) -> Iterator[int]:
    block, depth, in_dialogue = -1, 0, False
    first_question = _find_interview(sentences)
    for number, sentence in enumerate(sentences):
        text = sentence.text
        if sentence.block != block:
            block, in_dialogue = sentence.block, False
            depth = depth if text[:1] in "«“" else 0
        if _DIALOGUE_START.match(text) or _SPEAKER_LABEL.match(text):
            in_dialogue = True
        if in_dialogue or depth > 0 or number >= first_question:
            yield number
        if in_dialogue and _SPEECH_AFTER_DASH.search(text):
            in_dialogue = False
        depth = max(0, depth + sum(map(text.count, "«“")) - sum(map(text.count, "»”")))


def _find_interview(sentences: Sequence[Sentence]) -> int:
    """Return the number of the first question of an interview, where several paragraphs end in one;
    beyond the text if it is none."""
    ends = {sentence.block: number for number, sentence in enumerate(sentences)}
    asked = [block for block, end in ends.items() if sentences[end].text.endswith("?")]
    if len(asked) < _MIN_QUESTIONS:
        return len(sentences)
    return next(n for n, sentence in enumerate(sentences) if sentence.block == asked[0])


def _find_tail(sentences: Sequence[Sentence], language: Language) -> frozenset[int]:
    """Return the numbers of the sentences that recall earlier news: those that say so, what follows
    one in its paragraph, and all after one that is not at the beginning of the text."""
    openings = _load_openings(language, "tail")
    found: set[int] = set()
    has_paragraphs = len({sentence.block for sentence in sentences}) > 1
    block = -1
    for number, sentence in enumerate(sentences):
        if number and _BOILERPLATE.match(sentence.text):
            return frozenset(found | set(range(number, len(sentences))))
        is_late = number >= _MIN_RECALLING_NUMBER and _TAIL_SHARE * number >= len(sentences)
        if number and starts_with_any(sentence, openings):
            if language != "en" and _TAIL_SHARE * number >= len(sentences):
                return frozenset(found | set(range(number, len(sentences))))
            block = sentence.block if language != "en" else block
            found.add(number)
        elif language != "en" and is_late and tells_of_other_day(sentence):
            block = sentence.block
            found.add(number)
        elif has_paragraphs and sentence.block == block:
            found.add(number)
        elif language != "en" and number >= _MIN_BACKGROUND_NUMBER:
            found |= {number} if tells_what_was_before(sentence.text) else set()
    return frozenset(found)


def _find_refuted(sentences: Sequence[Sentence], language: Language) -> frozenset[int]:
    """Return the numbers of the sentences that the next one denies, and of forecasts, which say
    nothing without what came of them."""
    stems = _load_refuting_stems(language)
    if not stems:
        return frozenset()
    forecasts = {n for n, one in enumerate(sentences) if _FORECASTS.match(one.text)}
    return frozenset(forecasts) | frozenset(
        number
        for number, following in enumerate(sentences[1:])
        if (
            len(following.words) <= _MAX_REFUTING_WORDS
            and not _DENIES_CHARGE.search(following.text)
            and _denies(_list_main_words(following), stems)
        )
        or (
            search_hinted(_EXPECTS, _EXPECTS_HINTS, sentences[number].text) is not None
            and _DISAPPOINTS.match(following.text) is not None
        )
    )


def _denies(words: Sequence[AnalyzedWord], stems: tuple[str, ...]) -> bool:
    """Return whether a word denies something; what looks false is only described."""
    return any(
        word.folded.startswith(stems)
        and not (number and words[number - 1].lemma in {"look", "seem", "feel", "sound"})
        for number, word in enumerate(words)
    )


def _list_main_words(sentence: Sentence) -> Sequence[AnalyzedWord]:
    """Return the words before a relative clause or a dash: what a sentence itself says."""
    clause = _SUBORDINATE.search(sentence.text)
    if clause is None:
        return sentence.words
    return sentence.words[: len(split_words(sentence.text[: clause.start()]))]


@cache
def _load_openings(language: Language, kind: str) -> frozenset[tuple[str, ...]]:
    return parse_openings(load_toml("summaries/references").get(language, {}).get(kind, ""))


@cache
def _load_refuting_stems(language: Language) -> tuple[str, ...]:
    return tuple(load_toml("summaries/references").get(language, {}).get("refutes", "").split())


@cache
def _load_speech_openings(language: Language) -> frozenset[tuple[str, ...]]:
    return frozenset((word,) for word in load_reference_lists(language)["speech"])
