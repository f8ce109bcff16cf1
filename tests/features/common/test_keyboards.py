"""Test that keyboards fit a phone: what a digest, a search and an article have below them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.app import App
from bot.ui.message import fits
from news.model import InterfaceLanguage
from sandbox.testing import MessageSnapshot, Person
from service.bootstrap import Services
from tests.features.alerts.test_alerts import BAKU
from tests.support.articles import AUTUMN, BRIDGE, LONG, about_autumn, load
from tests.support.conversation import ask, list_numbers, open_first, subscribe

People = Callable[..., Person]


def list_rows(message: MessageSnapshot) -> list[int]:
    return [len(row) for row in message.keyboard]


def check_labels(message: MessageSnapshot) -> None:
    """Each label fits into its part of a row."""
    for row in message.keyboard:
        assert all(fits(button.text, len(row)) for button in row), [one.text for one in row]


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
async def test_a_digest_of_stories_with_several_reports_has_two_rows(
    app: App, services: Services, person: People, language: InterfaceLanguage
) -> None:
    """Each of these stories had a row of its own for its reports."""
    first = [about_autumn(text) for text in AUTUMN[:5]]
    again = [
        replace(one, source="Вечерняя газета", text=f"{one.text}\n\nОб этом пишет газета.")
        for one in first
    ]
    await load(services, *first, *again)
    olya = person(language_code=language)
    digest = await ask(olya, "/digest")
    assert list_rows(digest) == [5, 1]
    check_labels(digest)
    article = await open_first(olya, digest)
    assert any(label.startswith("📰") and label.endswith(": 1") for label in article.labels)
    check_labels(article)


async def test_numbers_of_a_long_digest_stand_in_two_even_rows(
    app: App, services: Services, person: People
) -> None:
    await load(services, *map(about_autumn, AUTUMN), BRIDGE, BAKU, LONG)
    olya = person()
    digest = await ask(olya, "/digest")
    assert list_rows(digest) == [7, 2]
    check_labels(digest)
    longer = await press(olya, await press(olya, digest, "Настроить"), "Длиннее")
    assert list_rows(longer) == [5, 5, 1]
    assert list_numbers(longer)[-1] == "1️⃣0️⃣"
    check_labels(longer)


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
async def test_search_results_have_a_row_of_numbers_and_one_of_actions(
    app: App, services: Services, person: People, language: InterfaceLanguage
) -> None:
    await load(services, *map(about_autumn, AUTUMN))
    olya = person(language_code=language)
    results = await ask(olya, "осень")
    assert list_rows(results) == [5, 3]
    check_labels(results)
    await olya.click_data(results, results.keyboard[1][0].callback_data or "")
    second = await olya.wait()
    assert list_rows(second) == [2, 2]
    check_labels(second)
    filters = await press(olya, second, second.labels[-1])
    check_labels(filters)
    summary = await press(olya, await press(olya, filters, filters.labels[-1]), "6️⃣")
    assert summary.message_id == results.message_id, "in place"
    assert any(label.startswith("📖") for label in summary.labels)


async def test_what_ends_something_is_red_and_what_completes_it_green(
    app: App, services: Services, person: People
) -> None:
    olya = await subscribe(person())
    listed = await ask(olya, "/follow мост")
    colours = {
        "Убрать: мост": listed,
        "Да, удалить": await ask(olya, "/stop"),
        "Готово": await ask(olya, "/topics"),
    }
    styles = {
        label: next(
            button.get("style")
            for row in message.raw["reply_markup"]["inline_keyboard"]
            for button in row
            if button["text"].endswith(label)
        )
        for label, message in colours.items()
    }
    assert styles == {"Убрать: мост": "danger", "Да, удалить": "danger", "Готово": "success"}


async def press(olya: Person, message: MessageSnapshot, label: str) -> MessageSnapshot:
    await olya.click(message, label)
    return await olya.wait()
