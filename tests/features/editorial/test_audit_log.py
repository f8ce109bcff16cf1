"""Test the audit log: every action of an editor, in the chat and on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from bot.app import App
from bot.features.sources.callbacks import SourceCallback
from sandbox.clock import ManualClock
from sandbox.testing import Person
from service.bootstrap import Services
from storage.stats import audit_log
from storage.stats.audit_log import Actor, AuditAction
from tests.conftest import EDITOR_ID
from tests.support.conversation import ask, subscribe
from tests.support.editors import amend_by_command, press, preview
from tests.support.outbox import wait_until_sent
from tests.support.processes.command import Svodka

pytestmark = pytest.mark.slow

People = Callable[..., Person]


async def test_audit_log_records_actions_in_order(
    app: App, services: Services, person: People
) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    question = await preview(editor, "/breaking Мост закрыт")
    await editor.click(question, "Тест: только мне")
    await press(editor, question, "Отправить")
    await olya.wait()
    await wait_until_sent(services)
    await amend_by_command(editor, "/correct 1 Мост открыт")
    await wait_until_sent(services)
    await amend_by_command(editor, "/retract 1")
    cancelled = await preview(editor, "/breaking Ошибка")
    await press(editor, cancelled, "Отмена")
    await ask(editor, "/sources add @harbour_post")
    await editor.settle()
    async with services.database.read() as connection:
        entries = list(reversed(await audit_log.list_page(connection, limit=50)))
    assert [entry.action for entry in entries] == [
        AuditAction.DRAFTED,
        AuditAction.TESTED,
        AuditAction.CONFIRMED,
        AuditAction.CORRECTED,
        AuditAction.RETRACTED,
        AuditAction.DRAFTED,
        AuditAction.CANCELLED,
        AuditAction.SOURCE_ADDED,
    ]
    assert {(entry.editor_id, entry.editor) for entry in entries} == {(EDITOR_ID, "Анна")}
    assert [entry.broadcast_id for entry in entries] == [1, 1, 1, 1, 1, 2, 2, None]
    assert entries[3].text == "🔴 Мост открыт"


async def test_audit_log_is_paginated_newest_first(
    app: App, services: Services, person: People
) -> None:
    async with services.database.write() as connection:
        for number in range(40):
            await audit_log.record(
                connection,
                AuditAction.SOURCE_ADDED,
                Actor(1, "Анна"),
                services.clock(),
                text=f"источник {number}.",
            )
    editor = person("Анна", id=EDITOR_ID)
    first = await ask(editor, "/log")
    assert "сегодня в 12:00 · Анна · добавлен источник: источник 39." in first.text
    assert "источник 24." not in first.text
    second = await press(editor, first, "Ещё")
    assert "источник 24." in second.text
    third = await press(editor, second, "Ещё")
    assert "источник 0." in third.text
    assert not [label for label in third.labels if "Ещё" in label]
    assert (await press(editor, third, "Назад")).text == second.text


async def test_audit_log_filters_by_broadcast(app: App, person: People) -> None:
    await subscribe(person())
    editor = person("Анна", id=EDITOR_ID)
    assert "пока ничего нет" in (await ask(editor, "/log")).text
    await preview(editor, "/breaking Мост")
    await press(editor, await preview(editor, "/breaking Снег"), "Позже")
    await ask(editor, "завтра 9:00")
    log = (await ask(editor, "/log № 2")).text
    assert "черновик № 2: 🔴 Снег" in log
    assert "назначено время № 2: завтра в 09:00" in log
    assert "Мост" not in log
    assert "/log 12" in (await ask(editor, "/log Мост")).text


async def test_audit_log_is_for_editors_only(app: App, person: People) -> None:
    assert "для редакторов" in (await ask(person(), "/log")).text


def test_cli_writes_and_shows_audit_log(svodka: Svodka) -> None:
    svodka("sources", "add", "@harbour_post")
    svodka("sources", "remove", "@harbour_post")
    shown = svodka("audit")
    assert shown.returncode == 0
    newest, oldest = shown.stdout.splitlines()
    assert newest.endswith("source removed\thttps://t.me/s/harbour_post")
    assert oldest.endswith("source added\thttps://t.me/s/harbour_post")
    lines = [json.loads(line) for line in svodka("audit", "--json").stdout.splitlines()]
    assert [line["act"] for line in lines] == ["source removed", "source added"]
    assert lines[0]["editor"]
    assert lines[0]["editor_id"] is None
    assert lines[0]["at"].endswith("+00:00")
    assert svodka("audit", "--broadcast", "7").stdout == ""
    assert "--json" in svodka("audit", "--help").stdout


async def test_each_change_of_a_source_or_a_topic_is_logged_once(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    """Where the change is stored, so that a command and a button of the same do not differ."""
    editor = person("Анна", id=EDITOR_ID)
    await ask(editor, "/sources add @harbour_post")
    await editor.settle()
    for command in (
        "/sources topics 1 спорт",
        "/sources topics 1 спорт",
        "/sources rename 1 Порт",
        "/topic add Дроны: дрон",
        "/topic add Дроны: дрон, бпла",
        "/topic add Дроны: дрон, бпла",
        "/topic add Спорт: падел",
        "/topic add Спорт: падел",
        "/topic remove Дроны",
    ):
        await ask(editor, command)
    log = (await ask(editor, "/log")).text
    assert "источник изменён: https://t.me/s/harbour_post: темы\n" in log
    assert "источник изменён: https://t.me/s/harbour_post: название\n" in log
    card = await ask(editor, "/help")
    for action, value in (("p", ""), ("p", ""), ("r", ""), ("+", "health"), ("k", "uk")):
        await editor.click_data(card, SourceCallback(source=1, action=action, value=value).pack())
        sandbox_clock.advance(seconds=5)
    async with services.database.read() as connection:
        entries = list(reversed(await audit_log.list_page(connection, limit=50)))
    port = "https://t.me/s/harbour_post"
    assert [(entry.action, entry.text) for entry in entries[1:]] == [
        (AuditAction.SOURCE_CHANGED, f"{port}: topics"),
        (AuditAction.SOURCE_CHANGED, f"{port}: title"),
        (AuditAction.TOPIC_ADDED, "🔖 Дроны: дрон"),
        (AuditAction.TOPIC_CHANGED, "🔖 Дроны: дрон, бпла"),
        (AuditAction.TOPIC_CHANGED, "Спорт / Спорт / Sport: падел"),
        (AuditAction.TOPIC_REMOVED, "🔖 Дроны: дрон, бпла"),
        (AuditAction.SOURCE_PAUSED, port),
        (AuditAction.SOURCE_RESUMED, port),
        (AuditAction.SOURCE_CHANGED, f"{port}: topics"),
        (AuditAction.SOURCE_CHANGED, f"{port}: language"),
    ]
    assert {(entry.editor_id, entry.editor) for entry in entries} == {(EDITOR_ID, "Анна")}
