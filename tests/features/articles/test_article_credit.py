"""Test that a photo credit is shown in the language of the reader."""

from __future__ import annotations

import pytest

from bot.features.articles.api import build_article_message
from bot.features.articles.buttons import ArticlePage
from bot.ui.articles import ArticleView
from news.model import Block, BlockKind, InterfaceLanguage
from service.i18n.translations import Translations
from tests.support.factories import NOON, article, subscriber


@pytest.mark.parametrize(
    ("language", "credit", "shown"),
    [
        ("ru", "Reuters via УНН", "Источник: Reuters (через УНН)"),
        ("uk", "Reuters via УНН", "Джерело: Reuters (через УНН)"),
        ("en", "Reuters via УНН", "Source: Reuters (via УНН)"),
        ("ru", "ТАСС", "Источник: ТАСС"),
    ],
)
def test_photo_credit_uses_reader_language(
    language: InterfaceLanguage, credit: str, shown: str
) -> None:
    said = article(blocks=(Block(BlockKind.PARAGRAPH, "Мост открыт."),), attribution=credit)
    page = ArticlePage(ArticleView.FULL)
    reader = subscriber(1, language=language, style="plain")
    message = build_article_message(Translations()[language], said, page, reader, NOON)
    assert shown in message.text.splitlines()
