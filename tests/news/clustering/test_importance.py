"""Test how important articles are by their kind, length and names."""

from __future__ import annotations

from datetime import datetime

import pytest

from news.clustering.importance import KIND_FACTORS, ArticleKind, find_kind
from news.model import Block, BlockKind, RawArticle
from news.pipeline import ArticleAnalyzer

BODY = "Работы шли четыре года, и теперь дорога в центр займёт десять минут вместо сорока. "


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Мнение: мост построили не там", "opinion"),
        ("Колонка. Почему мы боимся зимы", "opinion"),
        ("Думка: чому тарифи не зростуть", "opinion"),
        ("Opinion | The bridge that nobody asked for", "opinion"),
        ("Новый театр в порту — мнение", "opinion"),
        ("Обзор прессы: о чём пишут газеты", "review"),
        ("Головне за тиждень: мости, тарифи, погода", "review"),
        ("The Long Winter: film review", "review"),
        ("10 способов согреться без батарей", "list"),
        ("Топ-5 книг о море", "list"),
        ("7 ways to sleep better", "list"),
        ("Як приготувати борщ за годину", "list"),
        ("Гороскоп на 5 июля для всех знаков", "horoscope"),
        ("Какой сегодня праздник 5 июля", "horoscope"),
        ("Your horoscope for the week", "horoscope"),
        ("Что ждёт каждый знак зодиака в августе", "horoscope"),
        ("Реклама. Окна со скидкой", "advert"),
        ("Лучшие промокоды июля", "advert"),
        ("Sponsored: a phone for everyone", "advert"),
        ("В Днепре открыли новый мост", "news"),
        ("Мнения разделились: парламент не принял бюджет", "news"),
        ("Рекламный щит упал на машину", "news"),
        ("Суд отменил обзорную экскурсию на станцию", "news"),
        ("10 человек пострадали при аварии", "news"),
        ("10 мест в парламенте получила новая партия", "news"),
        ("7 books banned in schools", "news"),
        ("Реклама табака запрещена с первого июля", "news"),
        ("Review of the bridge contract finds fraud", "news"),
        ("Blog writer is freed", "news"),
        ("Court reviews the bridge contract", "news"),
        ("Минздрав назвал 5 регионов с гриппом", "news"),
    ],
)
def test_a_title_tells_the_kind(title: str, kind: str) -> None:
    assert find_kind(title, "", (), ()).value == kind


@pytest.mark.parametrize(
    ("url", "categories", "kind"),
    [
        ("https://example.org/opinion/2026/07/bridge", (), ArticleKind.OPINION),
        ("https://example.org/news/opinion", (), ArticleKind.NEWS),
        ("https://example.org/news/1", ("Мнения",), ArticleKind.OPINION),
        ("https://example.org/news/1", ("Колонки", "Реклама"), ArticleKind.ADVERT),
        ("https://opinion.example.org/news/1", (), ArticleKind.NEWS),
        ("", ("Политика",), ArticleKind.NEWS),
    ],
)
def test_a_section_tells_the_kind(url: str, categories: tuple[str, ...], kind: ArticleKind) -> None:
    assert find_kind("Мост", url, categories, ()) is kind


def test_an_advert_is_marked_in_its_last_paragraph() -> None:
    texts = ("Окна подешевели.", "Сейчас их ставят за день.", "На правах рекламы")
    blocks = [Block(BlockKind.PARAGRAPH, text) for text in texts]
    assert find_kind("Окна", "", (), blocks) is ArticleKind.ADVERT
    assert find_kind("Окна", "", (), blocks[:2]) is ArticleKind.NEWS


@pytest.mark.parametrize(
    ("more", "less"),
    [
        (("Президент открыл мост", BODY * 8), ("Сосед открыл магазин", BODY * 8)),
        (("President opens the bridge", "It took four years. " * 20), ("Shop opens", "It took four years. " * 20)),
        (("Мост открыли", BODY * 30), ("Мост открыли", BODY)),
        (("Магазин открыли", BODY * 8), ("Мнение: президент открыл мост", BODY * 8)),
    ],
    ids=["an office", "in English", "a long text", "news before opinions"],
)  # fmt: skip
def test_what_weighs_more(
    analyzer: ArticleAnalyzer, now: datetime, more: tuple[str, str], less: tuple[str, str]
) -> None:
    heavy, light = (
        analyzer.analyze(RawArticle(title=title, text=text), now).importance
        for title, text in (more, less)
    )
    assert heavy > light > 0


def test_each_kind_has_a_factor_and_news_has_the_greatest() -> None:
    assert set(KIND_FACTORS) == set(ArticleKind)
    assert max(KIND_FACTORS.values()) == KIND_FACTORS[ArticleKind.NEWS]
