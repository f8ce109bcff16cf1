"""Test what each report of a story adds to the earlier ones."""

from __future__ import annotations

import pytest

from news.clustering.developments import find_new_sentences
from news.model import Article, Block, BlockKind, Language
from tests.support.factories import article


def report(*paragraphs: str, title: str = "Новости", language: Language = "ru") -> Article:
    blocks = tuple(Block(BlockKind.PARAGRAPH, text) for text in paragraphs)
    return article(title, blocks=blocks, language=language)


FIRST = "В порту Одессы ночью загорелся склад с зерном. На месте работают сорок пожарных."


def test_each_report_shows_its_first_sentence_that_no_earlier_one_has() -> None:
    reports = [
        report(FIRST),
        report(f"{FIRST} Огонь потушили к шести утра, сообщили спасатели."),
        report("Причиной пожара назвали короткое замыкание.", FIRST),
        report(FIRST, "Причиной пожара назвали короткое замыкание."),
    ]
    assert find_new_sentences(reports) == [
        "В порту Одессы ночью загорелся склад с зерном.",
        "Огонь потушили к шести утра, сообщили спасатели.",
        "Причиной пожара назвали короткое замыкание.",
        "",
    ]


@pytest.mark.parametrize(
    ("earlier", "later", "is_new"),
    [
        ("Склад с зерном загорелся в порту Одессы этой ночью.", "В порту Одессы этой ночью загорелся склад с зерном.", False),
        ("В больницу доставили 12 человек из порта Одессы.", "В больницу доставили 15 человек из порта Одессы.", True),
        ("Об этом сообщает пресс-служба порта Одессы.", "Как сообщает Интерфакс.", False),
        ("The warehouse in the port caught fire at night.", "At night the warehouse in the port caught fire.", False),
    ],
)  # fmt: skip
def test_other_word_order_is_not_new_and_another_number_is(
    earlier: str, later: str, is_new: bool
) -> None:
    first, second = find_new_sentences([report(FIRST, earlier), report(later)])
    assert first
    assert second == (later if is_new else "")


def test_what_the_title_of_an_earlier_report_said_is_known() -> None:
    said = "Склад с зерном в порту потушили утром"
    assert find_new_sentences([report(FIRST, title=said), report(f"{said}.")])[1] == ""


def test_reports_in_different_languages_are_not_compared() -> None:
    sentences = ["The port reopened on Sunday after the fire."]
    reports = [report(*sentences, language="en"), report(*sentences, language="uk")]
    assert find_new_sentences(reports) == sentences * 2
