"""Long articles are shown and searched while the event loop serves others."""

from __future__ import annotations

import threading

import pytest

from bot.callbacks import View
from bot.finder import Finder
from bot.handlers.read import article_page, read_page
from bot.newsroom import Newsroom
from bot.people import newcomer
from bot.translations import Translations
from bot.views import article as views
from bot.views import snippet as snippets
from bot.views.pictures import may_be_shown
from news.limits import MAX_ARTICLE_BLOCKS, MAX_ARTICLE_PICTURES
from news.model import Block, BlockKind
from tests.bot.articles import BRIDGE, load
from tests.factories import NOON, article, subscriber

T = Translations()["ru"]
READER = subscriber(1, style="rich")


@pytest.mark.parametrize(("blocks", "is_apart"), [(10, False), (MAX_ARTICLE_BLOCKS, True)])
async def test_a_long_article_is_shown_outside_the_event_loop(
    monkeypatch: pytest.MonkeyPatch, blocks: int, is_apart: bool
) -> None:
    threads = list[int]()
    real = views.full_text

    def noting(*given: object) -> object:
        threads.append(threading.get_ident())
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(views, "full_text", noting)
    said = article(blocks=tuple(Block(BlockKind.PARAGRAPH, f"Да {n}.") for n in range(blocks)))
    shown = await read_page(T, said, READER, View.FULL, 0, NOON, for_editor=False)
    assert shown == article_page(T, said, READER, View.FULL, 0, NOON, for_editor=False)
    assert (threads[0] != threading.get_ident()) is is_apart


async def test_snippets_are_made_outside_the_event_loop(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = set[int]()
    real = snippets.snippet

    def noting(*given: object) -> object:
        threads.add(threading.get_ident())
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("bot.finder.snippet", noting)
    await load(newsroom, BRIDGE)
    reader = newcomer(newsroom.settings, 5, "private", "ru", NOON, "Europe/Kyiv")
    finder = Finder(newsroom.database, newsroom.searching, reader, False, T, newsroom.clock())
    await finder.answer("мост")
    assert threads
    assert threading.get_ident() not in threads


def test_of_too_many_pictures_only_the_captions_are_shown() -> None:
    may_be_shown.cache_clear()
    blocks = tuple(
        Block(BlockKind.IMAGE, f"Мост {n}", f"https://example.org/{n}.png") for n in range(2000)
    )
    said = article(blocks=blocks)
    for _ in range(3):
        shown = article_page(T, said, READER, View.FULL, 0, NOON, for_editor=False)
    assert "🖼 Мост" in shown.text
    assert may_be_shown.cache_info().misses <= MAX_ARTICLE_PICTURES + 1


def test_a_summary_that_is_a_long_paragraph_is_one_page() -> None:
    said = article(blocks=(Block(BlockKind.PARAGRAPH, "слово " * 50_000),), summary=())
    shown = article_page(
        T, said, subscriber(1, style="plain"), View.BRIEF, 0, NOON, for_editor=False
    )
    assert shown.text.count("слово") > 400
    assert "слово…" in shown.text
