"""The outlets that sentences credit: ``credits``, a credit and its sentence a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from news.entities.credits.finder import CreditFinder
from news.model import Block, BlockKind, Language
from news.nlp.analysis import TextAnalyzer
from news.nlp.forms.lemmas import Lemmatizer

SENTENCES: list[tuple[Language, str, str]] = [
    (language, credit.strip(), sentence.strip())
    for language in ("ru", "uk", "en")
    for folder in ("credits", "credits/held_out")
    for line in (Path(__file__).parent / folder / f"{language}.txt").read_text().splitlines()
    if not line.startswith("#")
    for credit, _, sentence in [line.partition("|")]
]


def find_credit(lemmatizer: Lemmatizer, language: Language, *paragraphs: str) -> str:
    blocks = tuple(Block(BlockKind.PARAGRAPH, text) for text in paragraphs)
    analysis = TextAnalyzer(lemmatizer).analyze("", blocks, language)
    return CreditFinder(lemmatizer).find(analysis, paragraphs[0])


@pytest.mark.parametrize(("language", "credit", "sentence"), SENTENCES)
def test_an_outlet_is_credited_whole_and_nothing_else_is(
    lemmatizer: Lemmatizer, language: Language, credit: str, sentence: str
) -> None:
    assert find_credit(lemmatizer, language, sentence) == credit


def test_an_outlet_is_credited_before_an_office(lemmatizer: Lemmatizer) -> None:
    office, outlet = "Об этом сообщили в Минтрансе.", "Мост откроют в мае, пишет «Фонтанка»."
    assert find_credit(lemmatizer, "ru", office) == "Минтранс"
    assert find_credit(lemmatizer, "ru", office, outlet) == "Фонтанка"


def test_a_name_of_the_article_s_people_is_not_credited(lemmatizer: Lemmatizer) -> None:
    analysis = TextAnalyzer(lemmatizer).analyze(
        "", (Block(BlockKind.PARAGRAPH, "Об этом сообщает Вэнс."),), "ru"
    )
    finder = CreditFinder(lemmatizer)
    assert finder.find(analysis, "", ["Джей Ди Вэнс", "Вэнс"]) == ""
    assert finder.find(analysis, "") == "Вэнс"
    assert finder.find(analysis, "", ["Джей Ди Вэнс"]) == ""


def test_somebody_named_after_an_outlet_is_no_part_of_it(lemmatizer: Lemmatizer) -> None:
    text = "Об этом сообщила главный редактор журнала Vostok Times Инна Белова."
    analysis = TextAnalyzer(lemmatizer).analyze("", (Block(BlockKind.PARAGRAPH, text),), "ru")
    assert "Инна" not in CreditFinder(lemmatizer).find(analysis, text, ["Инна Белова"])


def test_a_late_remark_to_an_outlet_is_no_credit(lemmatizer: Lemmatizer) -> None:
    opening = ("Лісківці купили двадцять дронів.", "Їх передали бригаді.", "Свято тривало добу.")
    remark = "Більшість двигунів досі везуть морем, зазначає The Economist."
    told = "«Я не вірила до кінця», — зізналася Олена Гай в інтерв'ю Суспільному."
    assert find_credit(lemmatizer, "uk", remark) == "The Economist"
    assert find_credit(lemmatizer, "uk", *opening, remark) == ""
    aside = "За інформацією «Дзеркала тижня», причиною став провал конкурсу."
    comment = "Адвокатка Олена Гай заявила «Українській правді», що рішення оскаржать."
    assert find_credit(lemmatizer, "uk", aside) == "Дзеркало тижня"
    assert find_credit(lemmatizer, "uk", *opening, aside) == ""
    assert find_credit(lemmatizer, "uk", comment) == "Українська правда"
    assert find_credit(lemmatizer, "uk", *opening, comment) == ""
    assert find_credit(lemmatizer, "uk", told) == "Суспільне"
    assert find_credit(lemmatizer, "uk", *opening, told) == ""
