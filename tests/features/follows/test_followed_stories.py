"""Test following a story: new reports come at once or in the digest, until the story is quiet."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.app import App
from sandbox.clock import ManualClock
from sandbox.testing import MessageSnapshot, Person
from service.bootstrap import Services
from service.follows.stories import MAX_FOLLOWED_STORIES
from service.ops import retention
from storage.schema.tables import followed_stories
from tests.features.alerts.test_alerts import list_alerts
from tests.support.articles import AUTUMN, about_autumn, load, tell_bridge
from tests.support.conversation import ask, open_first, subscribe
from tests.support.factories import subscriber

People = Callable[..., Person]


async def press(olya: Person, message: MessageSnapshot, label: str) -> MessageSnapshot:
    await olya.click(message, label)
    return await olya.wait()


async def report(services: Services, number: int) -> None:
    """Import a report of the bridge that is published now."""
    await load(services, replace(tell_bridge(number, services), published=services.clock()))


async def follow_bridge(
    app: App, services: Services, olya: Person, label: str = "Следить за сюжетом"
) -> MessageSnapshot:
    """Import the first report, follow its story under it; return the article."""
    await report(services, 1)
    await app.send_alerts()
    article = await open_first(olya, await ask(olya, "мост"))
    return await press(olya, article, label)


@pytest.mark.parametrize(
    ("language", "follow", "followed", "because", "stop"),
    [
        ("ru", "Следить за сюжетом", "Слежу за сюжетом", "Новое в сюжете", "Не следить за сюжетом"),
        ("uk", "Стежити за сюжетом", "Стежу за сюжетом", "Нове в сюжеті", "Не стежити за сюжетом"),
        ("en", "Follow this story", "Following this story", "News in a story", "Stop following this story"),
    ],
)  # fmt: skip
async def test_one_tap_and_each_new_report_comes_at_once(
    app: App,
    services: Services,
    person: People,
    language: str,
    follow: str,
    followed: str,
    because: str,
    stop: str,
) -> None:
    olya = person("Оля", language_code=language)
    reader = subscriber(olya.id, language=language, languages=frozenset({"ru"}))
    await services.subscribers.activate(reader, services.clock())
    article = await follow_bridge(app, services, olya, follow)
    assert any(label.endswith(followed) for label in article.labels)
    assert await list_alerts(app, services, olya) == [], "she has read the first report"
    await report(services, 2)
    await report(services, 3)
    texts = await list_alerts(app, services, olya)
    assert [because in text for text in texts] == [True, True]
    assert ["репортаж 2" in texts[0], "репортаж 3" in texts[1]] == [True, True]
    alert = olya.messages[-1]
    await olya.click(alert, stop)
    await olya.settle()
    await report(services, 4)
    assert len(await list_alerts(app, services, olya)) == 2


async def test_reports_above_the_hourly_limit_come_as_one_message(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = await subscribe(person())
    await follow_bridge(app, services, olya)
    for number in range(2, 9):
        await report(services, number)
    assert len(await list_alerts(app, services, olya)) == 5
    sandbox_clock.advance(hours=1)
    *_, gathered = await list_alerts(app, services, olya)
    assert "репортаж 8" in gathered, "the newest of those that waited"
    assert len(await list_alerts(app, services, olya)) == 6


async def test_in_the_digest_the_story_comes_again_with_new_reports_only(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya, taras = person(), person("Тарас")
    for reader in (olya, taras):
        await subscribe(reader, hour="20:00")
    await follow_bridge(app, services, olya)
    stories = await press(olya, await ask(olya, "/follow"), "Сюжеты: 1")
    assert "репортаж 1 — сразу" in stories.text
    changed = await press(olya, stories, "сразу")
    assert "репортаж 1 — в сводке" in changed.text
    sandbox_clock.advance(hours=8)
    await app.send_due_digests()
    assert "открыли новый мост" in (await olya.wait()).text
    assert "открыли новый мост" in (await taras.wait()).text
    sandbox_clock.advance(hours=2)
    await report(services, 2)
    await load(services, about_autumn(AUTUMN[0]))
    assert await list_alerts(app, services, olya) == []
    sandbox_clock.advance(hours=22)
    await app.send_due_digests()
    mine, theirs = await olya.wait(), await taras.wait()
    assert "открыли новый мост" in mine.text
    assert "вы следите за сюжетом" in mine.text
    assert "открыли новый мост" not in theirs.text
    await load(services, about_autumn(AUTUMN[1]))
    sandbox_clock.advance(hours=24)
    await app.send_due_digests()
    assert "открыли новый мост" not in (await olya.wait()).text, "no new report"


async def test_a_follow_ends_when_the_story_is_quiet_for_three_days(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = await subscribe(person())
    await follow_bridge(app, services, olya)
    sandbox_clock.advance(hours=10)
    await report(services, 2)
    assert len(await list_alerts(app, services, olya)) == 1
    olya.skip()
    await retention.delete_expired(services.database, timedelta(days=30), services.clock())
    assert await count_rows(services) == 1
    sandbox_clock.advance(hours=71)
    assert any("Сюжеты: 1" in label for label in (await ask(olya, "/follow")).labels)
    sandbox_clock.advance(hours=2)
    assert not any("Сюжеты" in label for label in (await ask(olya, "/follow")).labels)
    await retention.delete_expired(services.database, timedelta(days=30), services.clock())
    assert await count_rows(services) == 0


async def test_a_followed_story_is_stopped_in_the_list_exported_and_erased(
    app: App, services: Services, person: People
) -> None:
    olya = await subscribe(person())
    article = await follow_bridge(app, services, olya)
    data = await export(olya)
    assert [one["notify"] for one in data["followed_stories"]] == ["instant"]
    stories = await press(olya, await ask(olya, "/follow"), "Сюжеты: 1")
    removal = next(label for label in stories.labels if "Убрать" in label)
    assert "Пока ни за одним" in (await press(olya, stories, removal)).text
    again = await press(olya, article, "Слежу за сюжетом")
    await press(olya, again, "Следить за сюжетом")
    await olya.click(await ask(olya, "/stop"), "Да, удалить")
    assert "1 сюжет" in (await olya.wait()).text
    assert await count_rows(services) == 0


async def test_muted_words_and_other_languages_stay_away(
    app: App, services: Services, person: People
) -> None:
    olya = await subscribe(person())
    await follow_bridge(app, services, olya)
    await ask(olya, "/mute светильники")
    await report(services, 6)
    assert await list_alerts(app, services, olya) == []
    await report(services, 7)
    assert len(await list_alerts(app, services, olya)) == 1


async def test_no_more_stories_are_followed_than_fit(
    app: App, services: Services, person: People
) -> None:
    olya = await subscribe(person())
    article = await follow_bridge(app, services, olya)
    await press(olya, article, "Слежу за сюжетом")
    async with services.database.write() as connection:
        for number in range(MAX_FOLLOWED_STORIES):
            await connection.execute(
                followed_stories.insert().values(
                    chat_id=olya.id,
                    story_id=1000 + number,
                    title="Сюжет",
                    notify="digest",
                    last_article_id=0,
                    created_at=services.clock(),
                    active_until=services.clock() + timedelta(days=1),
                )
            )
    answer = await olya.click(olya.messages[-1], "Следить за сюжетом")
    assert "Больше 8 сюжетов" in answer.text


async def export(olya: Person) -> dict[str, list[dict[str, str]]]:
    message = await ask(olya, "/mydata")
    assert message.document is not None
    stored = olya.sandbox.telegram.files.get(message.document["file_id"])
    assert stored is not None
    read: dict[str, list[dict[str, str]]] = json.loads(stored.upload.content)
    return read


async def count_rows(services: Services) -> int:
    async with services.database.read() as connection:
        query = select(func.count()).select_from(followed_stories)
        return (await connection.execute(query)).scalar_one()
