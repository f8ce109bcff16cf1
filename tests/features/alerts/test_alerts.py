"""Test alerts: one per story, a few an hour, none in quiet hours that hold them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from bot.app import App
from news.model import RawArticle
from sandbox import Sandbox
from sandbox.clock import ManualClock
from sandbox.testing import Person
from service.bootstrap import Services
from service.follows.alerts import dispatch
from service.follows.alerts.rules import MAX_SINGLE_ALERTS
from storage.archive import sources
from storage.chats import alerts, subscribers, user_data
from storage.chats.subscribers import Subscriber
from tests.conftest import EDITOR_ID
from tests.features.follows.test_following import BAKU
from tests.support.articles import AUTUMN, BRIDGE, LONG, about_autumn, load
from tests.support.editors import sent_to
from tests.support.factories import subscriber
from tests.support.outbox import wait_until_sent

People = Callable[..., Person]

BAKU_AGAIN = replace(
    BAKU,
    title="Переговоры о транзите в Баку завершились",
    source="Газета",
    text=BAKU.text.replace("назвал встречу полезной", "поблагодарил участников за встречу"),
)


def about(number: int) -> RawArticle:
    """Build articles that have only a bridge in common."""
    autumn = about_autumn(AUTUMN[number])
    return replace(autumn, text=f"{autumn.text} Об этом узнали у моста.")


async def follow(
    services: Services, chat: int, *words: str, muted: tuple[str, ...] = (), **values: Any
) -> Subscriber:
    """Subscribe a person in Kyiv, three hours ahead of UTC in summer."""
    reader = subscriber(chat, watermark=services.clock() - timedelta(hours=1), **values)
    async with services.database.write() as connection:
        if await subscribers.get(connection, chat) is None:
            await subscribers.add(connection, reader)
    updated = await services.follows.follow(reader, words, "instant", services.clock())
    assert all(result.is_saved for result in updated.results)
    await services.follows.mute(reader, muted, services.clock())
    return reader


async def list_alerts(app: App, services: Services, reader: Person) -> list[str]:
    """Return all alerts that the bot sent to a person, after the outbox is empty."""
    await app.send_alerts()
    await wait_until_sent(services)
    await reader.settle()
    return [message.text for message in reader.messages if message.text.startswith("🔔")]


@pytest.mark.parametrize(
    ("language", "article", "word", "because", "read", "stop", "stopped"),
    [
        ("ru", BAKU, "Азербайджан", "Вы следите: Азербайджан", "Читать", "Не следить: Азербайджан", "Больше не слежу"),
        (
            "uk",
            RawArticle(
                title="У Києві відкрили новий міст через Дніпро",
                text="У Києві в середу відкрили новий міст через Дніпро. Його будували чотири роки, і він з’єднав два береги міста.",
                source="Вісник",
            ),
            "мости",
            "Ви стежите: мости",
            "Читати",
            "Не стежити: мости",
            "Більше не стежу",
        ),
        (
            "en",
            RawArticle(
                title="A new bridge opens in Dnipro after four years of work",
                text="The city opened a new bridge over the river on Wednesday after four years of work. Twenty thousand cars will cross it every day, the mayor said.",
                source="Herald",
            ),
            "bridges",
            "You follow: bridges",
            "Read",
            "Stop following: bridges",
            "No longer following",
        ),
    ],
)  # fmt: skip
async def test_alert_names_its_term_and_can_be_stopped(
    app: App,
    services: Services,
    person: People,
    language: str,
    article: RawArticle,
    word: str,
    because: str,
    read: str,
    stop: str,
    stopped: str,
) -> None:
    olya = person("Оля", language_code=language)
    await follow(services, olya.id, word, language=language)
    await load(services, article)
    await app.send_alerts()
    alert = await olya.wait()
    assert because in alert.text
    assert article.title in alert.text
    assert article.source in alert.text
    await olya.click(alert, read)
    opened = await olya.wait()
    assert opened.message_id != alert.message_id
    assert article.text[:60] in opened.text
    answer = await olya.click(alert, stop)
    assert answer.text.startswith(stopped)
    changed = await olya.wait()
    assert changed.text == alert.text
    assert not any(stop in label for label in changed.labels)
    assert any(read in label for label in changed.labels)


async def test_alert_is_sent_once_per_story(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = person()
    await follow(services, olya.id, "Азербайджан", "железная дорога")
    await load(services, BAKU)
    (first,) = await list_alerts(app, services, olya)
    assert "Вы следите: Азербайджан, железная дорога" in first
    sandbox_clock.advance(minutes=10)
    await load(services, BAKU_AGAIN)
    async with services.database.read() as connection:
        one, two = [await alerts.load_queued(connection, number) for number in (1, 2)]
    assert one is not None
    assert two is not None
    assert one.story_id == two.story_id
    assert await list_alerts(app, services, olya) == [first]
    await app.send_alerts()
    assert await list_alerts(app, services, olya) == [first]


async def test_alert_and_digest_exclude_each_other_s_stories(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya, taras = person(), person("Тарас")
    due = sandbox_clock() + timedelta(minutes=30)
    await follow(services, taras.id, "Азербайджан", next_digest_at=due)
    # Оля follows only after the story is out; it comes with her digest.
    await follow(services, olya.id, next_digest_at=due)
    await load(services, BAKU, LONG)
    assert len(await list_alerts(app, services, taras)) == 1
    await follow(services, olya.id, "Азербайджан")
    taras.skip()
    sandbox_clock.advance(minutes=30)
    assert await app.send_due_digests() == 2
    digest = (await taras.wait()).text
    assert LONG.title in digest
    assert BAKU.title not in digest
    assert BAKU.title in (await olya.wait()).text
    await load(services, BAKU_AGAIN)
    assert await list_alerts(app, services, olya) == []
    assert len(await list_alerts(app, services, taras)) == 1


async def test_broadcast_story_is_no_alert(app: App, services: Services, person: People) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await follow(services, olya.id)
    await load(services, BAKU)
    await app.send_alerts()
    await editor.send("/breaking 1")
    await editor.wait()
    await editor.click(await editor.wait(), "Отправить")
    assert BAKU.title in (await olya.wait()).text
    await wait_until_sent(services)
    await follow(services, olya.id, "Азербайджан")
    await load(services, BAKU_AGAIN)
    assert await list_alerts(app, services, olya) == []


@pytest.mark.parametrize(
    "case",
    [
        pytest.param({"muted": ("транзит",)}, id="muted"),
        pytest.param({"language": "uk"}, id="another language"),
        pytest.param({"state": "paused"}, id="paused"),
        pytest.param({"state": "unreachable"}, id="gone"),
    ],
)
async def test_alert_is_not_sent_in_each_excluded_case(
    app: App, services: Services, person: People, case: dict[str, Any]
) -> None:
    olya = person()
    await follow(services, olya.id, "Азербайджан", **case)
    await load(services, BAKU)
    assert await list_alerts(app, services, olya) == []


async def test_follow_in_digest_sends_no_alert(
    app: App, services: Services, person: People
) -> None:
    olya = person()
    reader = await follow(services, olya.id)
    await services.follows.follow(reader, ["Азербайджан"], "digest", services.clock())
    await load(services, BAKU)
    assert await list_alerts(app, services, olya) == []


async def test_old_article_is_no_alert(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = person()
    await follow(services, olya.id, "Азербайджан")
    await load(services, replace(BAKU, published=sandbox_clock() - timedelta(hours=4)))
    assert await list_alerts(app, services, olya) == []


async def test_alert_expires_in_the_analysis_queue(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = person()
    await follow(services, olya.id, "Азербайджан")
    await load(services, BAKU)
    sandbox_clock.advance(hours=4)
    assert await list_alerts(app, services, olya) == []
    async with services.database.read() as connection:
        assert await alerts.list_queued(connection, 0, 1) == []


async def test_first_fetch_of_a_source_sends_no_alerts(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = person()
    await follow(services, olya.id, "мост")
    now = sandbox_clock()
    async with services.database.write() as connection:
        source = await sources.add(
            connection, url="https://example.org/rss", title="Лента", now=now
        )
    assert source is not None
    await load(services, replace(about(1), source_id=source.id))
    assert await list_alerts(app, services, olya) == []
    async with services.database.write() as connection:
        await sources.change(connection, source.id, last_success_at=now)
    await load(services, replace(about(2), source_id=source.id))
    assert len(await list_alerts(app, services, olya)) == 1


async def test_alerts_beyond_hourly_limit_are_batched(
    app: App,
    services: Services,
    person: People,
    sandbox_clock: ManualClock,
) -> None:
    olya = person()
    await follow(services, olya.id, "мост")
    for number in range(len(AUTUMN)):
        sandbox_clock.advance(minutes=1)
        await load(services, about(number))
        await app.send_alerts()
    assert len(await list_alerts(app, services, olya)) == MAX_SINGLE_ALERTS
    sandbox_clock.advance(minutes=53)
    assert len(await list_alerts(app, services, olya)) == MAX_SINGLE_ALERTS
    sandbox_clock.advance(minutes=2)
    messages = await list_alerts(app, services, olya)
    assert len(messages) == MAX_SINGLE_ALERTS + 1
    gathered = messages[-1]
    assert "Ещё 2 статьи о том, за чем вы следите" in gathered
    for number in range(len(AUTUMN)):
        title = about(number).title
        assert sum(title in message for message in messages) == 1, title
    assert await app.send_alerts() == 0
    # A button opens each, in a message of its own.
    message = olya.last
    await olya.click_data(message, message.keyboard[0][0].callback_data or "")
    await olya.settle()
    assert about(MAX_SINGLE_ALERTS).text[:40] in olya.last.text


async def test_alerts_of_quiet_hours_are_batched(
    app: App, services: Services, person: People, sandbox: Sandbox, sandbox_clock: ManualClock
) -> None:
    night = {"quiet_from": time(23), "quiet_until": time(7)}
    holding, silent = person(), person("Тарас")
    await follow(services, holding.id, "мост", hold_in_quiet_hours=True, **night)
    await follow(services, silent.id, "мост", **night)
    sandbox_clock.now = datetime(2026, 7, 1, 22, tzinfo=UTC)  # one in the night in Kyiv
    await load(services, about(1))
    sandbox_clock.advance(hours=1)
    await load(services, about(2))
    assert await list_alerts(app, services, holding) == []
    assert len(await list_alerts(app, services, silent)) == 2
    quiet = sent_to(sandbox, silent.id, about(1).title)
    assert [one.get("disable_notification") for one in quiet] in ([True], ["true"])
    sandbox_clock.now = datetime(2026, 7, 2, 3, 59, tzinfo=UTC)
    assert await list_alerts(app, services, holding) == []
    sandbox_clock.advance(minutes=1)
    (morning,) = await list_alerts(app, services, holding)
    assert about(1).title in morning
    assert about(2).title in morning


async def test_single_batched_alert_is_an_ordinary_alert(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya = person()
    await follow(
        services,
        olya.id,
        "мост",
        hold_in_quiet_hours=True,
        quiet_from=time(11),
        quiet_until=time(13),
    )
    await load(services, about(1))
    assert await list_alerts(app, services, olya) == []
    sandbox_clock.advance(hours=1)
    (alert,) = await list_alerts(app, services, olya)
    assert "Вы следите: мост" in alert


@pytest.mark.parametrize("act", ["unfollow", "mute", "stop", "pause"])
async def test_alert_batch_drops_unfollowed_terms(
    app: App, services: Services, person: People, sandbox_clock: ManualClock, act: str
) -> None:
    olya = person()
    night = {"quiet_from": time(11), "quiet_until": time(13)}
    reader = await follow(services, olya.id, "мост", hold_in_quiet_hours=True, **night)
    await load(services, about(1), about(2))
    await app.send_alerts()
    match act:
        case "unfollow":
            (term,) = await services.follows.list_follows(olya.id)
            await services.follows.remove(olya.id, term.term_id, "follow")
        case "mute":
            await services.follows.mute(reader, ["осень"], services.clock())
        case "stop":
            async with services.database.write() as connection:
                await user_data.delete_all(connection, olya.id)
        case "pause":
            async with services.database.write() as connection:
                await subscribers.change(connection, olya.id, state="paused")
    sandbox_clock.advance(hours=1)
    assert await list_alerts(app, services, olya) == []
    async with services.database.read() as connection:
        assert await alerts.list_batch_due(connection, sandbox_clock(), 9) == []
        assert await alerts.list_pending(connection, [olya.id]) == {}


async def test_equal_alerts_share_one_payload_across_batches(
    app: App, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "BATCH_SIZE", 3)
    for chat in range(1, 9):
        await follow(services, chat, "мост" if chat % 2 else "мосты")
    await load(services, BRIDGE)
    assert await app.alerts.run() == 8
    async with services.database.read() as connection:
        rows = (
            await connection.exec_driver_sql(
                "SELECT payload_id, count(*) FROM deliveries GROUP BY payload_id"
            )
        ).all()
        chats = (await connection.exec_driver_sql("SELECT chat_id FROM deliveries")).scalars().all()
    assert sorted(chats) == list(range(1, 9))
    assert sum(count for _, count in rows) == 8
    assert len(rows) <= 6  # three batches of two spellings


async def test_alert_batches_resume_after_kill_without_repeats(
    app: App, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An open transaction is rolled back, a committed one stays."""
    monkeypatch.setattr(dispatch, "BATCH_SIZE", 3)
    for chat in range(1, 9):
        await follow(services, chat, "мост")
    await load(services, BRIDGE)
    enqueue, calls = dispatch.outbox.enqueue, 0

    async def dies(*args: Any, **named: Any) -> int:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise RuntimeError("killed")
        return await enqueue(*args, **named)

    monkeypatch.setattr(dispatch.outbox, "enqueue", dies)
    assert await app.alerts.run() == 0
    assert await app.alerts.run() == 5
    async with services.database.read() as connection:
        chats = (await connection.exec_driver_sql("SELECT chat_id FROM deliveries")).scalars().all()
        assert await alerts.list_queued(connection, 0, 1) == []
    assert sorted(chats) == list(range(1, 9))
