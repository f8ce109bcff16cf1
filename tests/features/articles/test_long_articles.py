"""Test that the event loop serves others while long articles are shown and searched."""

from __future__ import annotations

import threading
from typing import Any, cast

import pytest

from bot.features.articles import views
from bot.features.articles.api import build_article_message, build_article_page
from bot.features.articles.buttons import ArticlePage
from bot.features.search import snippets
from bot.features.search.api import build_first_page
from bot.telegram.context import Context
from bot.ui.articles import ArticleView
from bot.ui.document import is_public_url
from news.limits import MAX_ARTICLE_BLOCKS, MAX_ARTICLE_PICTURES
from news.model import Block, BlockKind
from service.bootstrap import Services
from service.i18n.translations import Translations
from service.subscribers.service import build_default_subscriber
from tests.support.articles import BRIDGE, load
from tests.support.factories import NOON, article, subscriber

T = Translations()["ru"]
READER = subscriber(1, style="rich")
FULL = ArticlePage(ArticleView.FULL)


@pytest.mark.parametrize(("blocks", "is_apart"), [(10, False), (MAX_ARTICLE_BLOCKS, True)])
async def test_long_article_is_rendered_off_event_loop(
    monkeypatch: pytest.MonkeyPatch, blocks: int, is_apart: bool
) -> None:
    threads = list[int]()
    real = views.build_full_text

    def noting(*given: object) -> object:
        threads.append(threading.get_ident())
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(views, "build_full_text", noting)
    said = article(blocks=tuple(Block(BlockKind.PARAGRAPH, f"Да {n}.") for n in range(blocks)))
    shown = await build_article_page(T, said, FULL, READER, NOON)
    assert shown == build_article_message(T, said, FULL, READER, NOON)
    assert (threads[0] != threading.get_ident()) is is_apart


async def test_snippets_are_built_off_event_loop(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = set[int]()
    real = snippets.build_snippet

    def noting(*given: object) -> object:
        threads.add(threading.get_ident())
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("bot.features.search.api.build_snippet", noting)
    await load(services, BRIDGE)
    reader = build_default_subscriber(services.settings, 5, "private", "ru", NOON, "Europe/Kyiv")
    nothing = cast(Any, None)
    ctx = Context(nothing, services, nothing, reader, True, None, None, T, services.clock())
    await build_first_page(ctx, "мост")
    assert threads
    assert threading.get_ident() not in threads


def test_excess_images_are_shown_as_captions() -> None:
    is_public_url.cache_clear()
    blocks = tuple(
        Block(BlockKind.IMAGE, f"Мост {n}", f"https://example.org/{n}.png") for n in range(2000)
    )
    said = article(blocks=blocks)
    for _ in range(3):
        shown = build_article_message(T, said, FULL, READER, NOON)
    assert "🖼 Мост" in shown.text
    assert is_public_url.cache_info().misses <= MAX_ARTICLE_PICTURES + 1


def test_long_paragraph_summary_fits_one_page() -> None:
    said = article(blocks=(Block(BlockKind.PARAGRAPH, "слово " * 50_000),), summary=())
    page = ArticlePage(ArticleView.BRIEF)
    shown = build_article_message(T, said, page, subscriber(1, style="plain"), NOON)
    assert shown.text.count("слово") > 400
    assert "слово…" in shown.text
