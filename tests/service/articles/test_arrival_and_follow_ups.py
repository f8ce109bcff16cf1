"""A time of arrival and a later development are stored and shown as such."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.ui.articles import format_byline, format_published
from news.model import Article, InterfaceLanguage, RawArticle
from sandbox.clock import ManualClock
from service.bootstrap import Services
from service.i18n.translations import Translations
from storage.archive import articles
from tests.support.factories import NOON, article

FLOOD = """В Орске затопило {streets} улиц, река Урал поднялась до девяти метров. Жителей вывозят в \
школы, сообщил мэр Сергей Лапин."""


async def _import(services: Services, *raws: RawArticle) -> list[Article]:
    report = await services.importer.import_articles(raws)
    async with services.database.read() as connection:
        found = await articles.get_many(connection, report.article_ids)
    return [found[number] for number in report.article_ids]


async def test_an_article_without_a_time_has_that_of_its_arrival(services: Services) -> None:
    dated, undated = await _import(
        services,
        RawArticle(text="Мост открыли утром в Твери.", published=NOON - timedelta(days=400)),
        RawArticle(text="Парк закрыли вечером в Омске.", url="https://a.example/2"),
    )
    assert (dated.published_is_estimated, undated.published_is_estimated) == (False, True)
    newer = replace(undated, title="Парк открыли", content_hash="newer")
    async with services.database.write() as connection:
        await articles.update_text(connection, undated.id, replace(newer, published=NOON))
        kept = await articles.get(connection, undated.id)
    assert kept is not None
    assert (kept.title, kept.published_is_estimated) == ("Парк открыли", True)


async def test_a_later_development_is_stored_as_a_follow_up(
    services: Services, sandbox_clock: ManualClock
) -> None:
    start = sandbox_clock() - timedelta(hours=9)
    first, later = await _import(
        services,
        RawArticle(
            title="В Орске при паводке погибли 13 жителей",
            text=FLOOD.format(streets=12),
            published=start,
        ),
        RawArticle(
            title="В Орске при паводке погибли 19 жителей",
            text=FLOOD.format(streets=12) + " Ищут ещё двоих.",
            published=start + timedelta(hours=8),
        ),
    )
    assert (first.is_follow_up, later.is_follow_up) == (False, True)


@pytest.mark.parametrize(
    ("language", "time", "mark"),
    [
        ("ru", "получено сегодня в 12:00", "продолжение сюжета"),
        ("uk", "отримано сьогодні о 12:00", "продовження сюжету"),
        ("en", "received today at 12:00", "follow-up"),
    ],
)
def test_both_are_shown(language: InterfaceLanguage, time: str, mark: str) -> None:
    t = Translations()[language]
    arrived = article(published_is_estimated=True, is_follow_up=True)
    assert format_published(t, arrived, "UTC", NOON) == time
    assert format_byline(t, arrived, "UTC", NOON).endswith(f"{time} · {mark}")
    plain = format_byline(t, article(), "UTC", NOON)
    assert mark not in plain
    assert time not in plain
