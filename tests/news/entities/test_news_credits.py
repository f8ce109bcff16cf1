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


def find_credit(
    lemmatizer: Lemmatizer, language: Language, *paragraphs: str, title: str = ""
) -> str:
    blocks = tuple(Block(BlockKind.PARAGRAPH, text) for text in paragraphs)
    analysis = TextAnalyzer(lemmatizer).analyze(title, blocks, language)
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


@pytest.mark.parametrize(
    ("sentence", "credit"),
    [
        ("Більшість двигунів досі везуть морем, зазначає The Economist.", "The Economist"),
        (
            "Адвокатка Олена Гай заявила «Українській правді», що рішення оскаржать.",
            "Українська правда",
        ),
        ("«Я не вірила до кінця», — зізналася Олена Гай в інтерв'ю Суспільному.", "Суспільне"),
    ],
)
def test_a_remark_to_an_outlet_is_a_credit_unless_it_is_late(
    lemmatizer: Lemmatizer, sentence: str, credit: str
) -> None:
    opening = ("Лісківці купили двадцять дронів.", "Їх передали бригаді.", "Свято тривало добу.")
    assert find_credit(lemmatizer, "uk", sentence) == credit
    assert find_credit(lemmatizer, "uk", *opening, sentence) == credit
    assert find_credit(lemmatizer, "uk", *opening, *opening, *opening, sentence) == ""


def test_the_source_of_a_late_figure_is_no_credit_beside_the_title(lemmatizer: Lemmatizer) -> None:
    opening = ("Лісківці купили двадцять дронів.", "Їх передали бригаді.", "Свято тривало добу.")
    figure = "За інформацією «Дзеркала тижня», причиною став провал конкурсу."
    credit = "Дзеркало тижня"
    assert find_credit(lemmatizer, "uk", *opening, figure) == credit
    assert find_credit(lemmatizer, "uk", *opening, figure, title="Лісківці купили дрони") == ""
    assert find_credit(lemmatizer, "uk", *opening, figure, title="Провал конкурсу") == credit


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ru", "Об этом сообщает Демонстранты перекрыли дороги и сломали ограды."),
        ("uk", "Про це повідомляє Зупинка магістралі точно збіглася з переговорами."),
        ("uk", "Про це повідомляє Пасажири отримали листи."),
        ("uk", "Про це повідомляє Газопровід не економічний проєкт."),
    ],
)
def test_the_first_word_of_the_next_sentence_is_no_outlet(
    lemmatizer: Lemmatizer, language: Language, sentence: str
) -> None:
    assert find_credit(lemmatizer, language, sentence) == ""


@pytest.mark.parametrize(
    ("sentence", "credit"),
    [
        ("Об этом пишет Проект со ссылкой на источник.", "Проект"),
        ("Об этом сообщает Собеседник со ссылкой на полицию.", "Собеседник"),
        ("Об этом сообщает Федерация футбола.", "Федерация футбола"),
        ("Об этом сообщает Академия наук.", "Академия наук"),
    ],
)
def test_a_plain_noun_may_be_an_outlet(lemmatizer: Lemmatizer, sentence: str, credit: str) -> None:
    assert find_credit(lemmatizer, "ru", sentence) == credit


def test_a_latin_word_is_an_outlet_in_a_russian_sentence(lemmatizer: Lemmatizer) -> None:
    assert find_credit(lemmatizer, "ru", "Об этом сообщает Express.") == "Express"


def test_who_reported_a_detail_deep_in_the_text_is_no_credit(lemmatizer: Lemmatizer) -> None:
    opening = ("Лісківці купили двадцять дронів.", "Їх передали бригаді.", "Свято тривало добу.")
    detail = "Під час протестів арештували 150 людей, передає агенція AP."
    last = "Погоду обіцяють ясну."
    title = "Лісківці купили дрони"
    assert find_credit(lemmatizer, "uk", *opening, detail, last, title=title) == "AP"
    assert find_credit(lemmatizer, "uk", *opening, *opening, detail, last, title=title) == ""
    assert find_credit(lemmatizer, "uk", *opening, *opening, detail, last, title="Арешти") == "AP"


@pytest.mark.parametrize(
    ("signature", "credit"),
    [("Роман Гнатюк, газета „Нива“", "Нива"), ("© РИА Новости", "РИА Новости")],
)
def test_a_signature_before_the_last_line_is_a_credit(
    lemmatizer: Lemmatizer, signature: str, credit: str
) -> None:
    text = ("Лісківці купили двадцять дронів.", "Їх передали бригаді.", "Свято тривало добу.") * 2
    title = "Лісківці купили дрони"
    found = find_credit(lemmatizer, "uk", *text, signature, "Фото автора.", title=title)
    assert found == credit
