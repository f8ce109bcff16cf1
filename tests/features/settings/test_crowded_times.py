"""Test what readers and editors learn of a digest time that very many chose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.app import App
from sandbox.clock import ManualClock
from sandbox.testing import Person
from service.bootstrap import Services
from service.digests.crowds import NOTICE_INTERVAL
from service.digests.sending_windows import plan_windows
from storage.chats import subscribers
from storage.database.engine import Database
from storage.schema.tables import audit
from storage.stats.audit_log import AuditAction
from tests.conftest import EDITOR_ID
from tests.support.conversation import ask, get_subscriber, subscribe

People = Callable[..., Person]

EIGHT = datetime(2026, 7, 2, 5, tzinfo=UTC)
"""8:00 in Kyiv, the morning after the sandbox's clock begins."""

IN_KYIV: dict[str, Any] = {"timezone": "Europe/Kyiv", "next_digest_at": EIGHT}


def crowd(services: Services, count: int = 100_000) -> None:
    """Make 8:00 crowded: a hundred thousand digests take 61 minutes."""
    services.sending_plan.windows = plan_windows({EIGHT: count}, 30)


@pytest.mark.parametrize(
    ("language", "command", "early", "button", "saved"),
    [
        ("ru", "/time 8", "но не раньше чем завтра в 06:58", "Свободнее в 08:15", "в 08:15"),
        ("uk", "/time 8", "але не раніше ніж завтра о 06:58", "Вільніше о 08:15", "о 08:15"),
        ("en", "/time 8", "but not before tomorrow at 06:58", "Less busy at 08:15", "at 08:15"),
    ],
)
async def test_reader_of_a_crowded_time_is_offered_another(
    app: App, services: Services, person: People, language: str, command: str, early: str,
    button: str, saved: str,
) -> None:  # fmt: skip
    olya = person(language_code=language)
    await ask(olya, "/start")
    async with services.database.write() as connection:
        await subscribers.change(connection, olya.id, **IN_KYIV, setup_step="")
    crowd(services)
    answer = await ask(olya, command)
    assert early in answer.text
    assert early in (await ask(olya, "/settings")).text
    await olya.click(answer, button)
    changed = await olya.wait()
    assert saved in changed.text
    assert early not in changed.text
    assert (await get_subscriber(services, olya)).next_digest_at == EIGHT + timedelta(minutes=15)


@pytest.mark.parametrize(
    ("language", "early", "button"),
    [
        ("ru", "но не раньше чем завтра в 06:58", "Свободнее в 08:15"),
        ("uk", "але не раніше ніж завтра о 06:58", "Вільніше о 08:15"),
        ("en", "but not before tomorrow at 06:58", "Less busy at 08:15"),
    ],
)
async def test_new_reader_who_chooses_a_crowded_time_is_offered_another(
    app: App, services: Services, person: People, language: str, early: str, button: str
) -> None:
    olya = person(language_code=language)
    await ask(olya, "/start")
    async with services.database.write() as connection:
        await subscribers.change(connection, olya.id, **IN_KYIV, setup_step="hour")
    crowd(services)
    answer = await ask(olya, "/time 8")
    assert early in answer.text
    await olya.click(answer, button)
    await olya.wait()
    assert (await get_subscriber(services, olya)).next_digest_at == EIGHT + timedelta(minutes=15)


async def test_crowded_time_that_is_pressed_is_answered_with_another(
    app: App, services: Services, person: People
) -> None:
    olya = person()
    await subscribe(olya, hour="20:00")
    async with services.database.write() as connection:
        await subscribers.change(connection, olya.id, **IN_KYIV)
    crowd(services)
    await olya.click(await ask(olya, "/time"), "08:00")
    picker = await olya.wait()
    assert "но не раньше чем завтра в 06:58" in picker.text
    await olya.click(picker, "Свободнее в 08:15")
    assert "раньше" not in (await olya.wait()).text
    assert (await get_subscriber(services, olya)).next_digest_at == EIGHT + timedelta(minutes=15)


async def test_nothing_is_said_of_an_ordinary_time(
    app: App, services: Services, person: People
) -> None:
    olya = await subscribe(person(), hour="20:00")
    crowd(services, count=20_000)
    answer = await ask(olya, "/time 8")
    assert "раньше" not in answer.text
    assert answer.keyboard == []


async def test_editors_are_warned_once_a_week(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    editor = await subscribe(person("Анна", id=EDITOR_ID), hour="20:00")
    app.digests.sending_plan.send_rate = 0.0005
    await app.send_due_digests()
    notice = (await editor.wait()).text
    assert "Слишком много сводок на один час" in notice
    assert "ждёт 1 читатель" in notice
    assert "PAID_SEND_RATE=1) — " in notice
    assert "Сводку" in (await ask(editor, "/stats")).text
    for days in (1, 6, 7):
        sandbox_clock.now += timedelta(days=days)
        await app.send_due_digests()
    assert timedelta(days=7) == NOTICE_INTERVAL
    assert await count_notices(services.database) == 3
    await editor.settle()
    editor.skip()
    assert "слишком много сводок на один час" in (await ask(editor, "/log")).text


async def count_notices(database: Database) -> int:
    async with database.read() as connection:
        count = select(func.count()).where(audit.c.action == AuditAction.CROWDED.value)
        return (await connection.execute(count)).scalar_one()
