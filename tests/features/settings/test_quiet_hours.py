"""Test quiet hours: breaking news is silent in them, or waits until they end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.app import App
from sandbox import Sandbox
from sandbox.clock import ManualClock
from sandbox.testing import Person
from service.bootstrap import Services
from service.i18n.durations import parse_time_span
from service.subscribers.quiet_hours import DeliveryWindow, fit_quiet_hours, get_quiet_end
from storage.chats import subscribers
from storage.messaging.audience import QuietHours
from tests.conftest import EDITOR_ID
from tests.support.conversation import ask, subscribe
from tests.support.editors import got, press, preview, sent_to
from tests.support.outbox import wait_until_sent

People = Callable[..., Person]

HOUR = timedelta(hours=1)

minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59))
moments = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))
zones = st.sampled_from(
    ["Europe/Kyiv", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC"]
)


@st.composite
def rests(draw: st.DrawFn) -> QuietHours:
    start, end = draw(minutes), draw(minutes)
    assume(start != end)
    return QuietHours(1, draw(zones), start, end, draw(st.booleans()))


def clock(rest: QuietHours, moment: datetime) -> time:
    return moment.astimezone(ZoneInfo(rest.timezone)).time()


def is_quiet(rest: QuietHours, moment: datetime) -> bool:
    """Return whether it is a quiet hour by local time, computed in another way than the code."""
    at = clock(rest, moment)
    since_start = (
        at.hour * 60 + at.minute - rest.quiet_from.hour * 60 - rest.quiet_from.minute
    ) % 1440
    length = (
        rest.quiet_until.hour * 60
        + rest.quiet_until.minute
        - rest.quiet_from.hour * 60
        - rest.quiet_from.minute
    ) % 1440
    return since_start < length


@given(rests(), moments)
def test_quiet_hours_end_is_first_loud_moment(rest: QuietHours, moment: datetime) -> None:
    morning = get_quiet_end(rest, moment)
    assert (morning is not None) is is_quiet(rest, moment)
    if morning is None:
        return
    assert moment < morning <= moment + timedelta(hours=26)
    assert not is_quiet(rest, morning)


@given(rests(), moments, st.integers(0, 300), st.integers(1, 1440), st.booleans())
def test_quiet_hours_silence_or_delay_keeps_ttl(
    rest: QuietHours, due_at: datetime, waits: int, valid: int, silent: bool
) -> None:
    window = DeliveryWindow(due_at, due_at + timedelta(minutes=valid), silent)
    goes_at = due_at + timedelta(minutes=waits)
    when = fit_quiet_hours(window, goes_at, rest)
    if not is_quiet(rest, goes_at):
        assert when == window
    elif rest.hold_in_quiet_hours:
        assert not is_quiet(rest, when.due_at)
        assert when.due_at > goes_at
        assert when.expires_at - when.due_at == window.expires_at - window.due_at
        assert when.silent == silent
    else:
        assert when == DeliveryWindow(window.due_at, window.expires_at, silent=True)


def test_quiet_hours_end_in_repeated_hour() -> None:
    rest = QuietHours(1, "Europe/Kyiv", time(23), time(3, 30), True)
    # On 25 October 2026 clocks go from 4:00 back to 3:00: it is 3:15 for the second time.
    moment = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)
    assert get_quiet_end(rest, moment) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("23-7", (time(23), time(7))),
        ("23:30–7:15", (time(23, 30), time(7, 15))),
        ("с 23:00 до 7", (time(23), time(7))),
        ("з 23 до 7", (time(23), time(7))),
        ("11 pm to 7 am", (time(23), time(7))),
        ("0:00-9:00", (time(0), time(9))),
        ("7-7", None),
        ("23", None),
        ("ночью", None),
        ("25-7", None),
    ],
)
def test_parse_time_span_of_typed_text(text: str, span: tuple[time, time] | None) -> None:
    assert parse_time_span(text) == span


@given(st.text(max_size=30))
def test_parse_time_span_never_raises(text: str) -> None:
    span = parse_time_span(text)
    assert span is None or span[0] != span[1]


async def test_settings_choose_quiet_hours(app: App, services: Services, person: People) -> None:
    olya = await subscribe(person())
    settings = await ask(olya, "/settings")
    assert "🌙 Тихие часы: нет" in settings.labels
    quiet = await press(olya, settings, "Тихие часы: нет")
    quiet = await press(olya, quiet, "23:00–07:00")
    assert "✅ 23:00–07:00" in quiet.labels
    quiet = await press(olya, quiet, "Придержать до утра")
    settings = await press(olya, quiet, "Готово")
    assert "Тихие часы: 23:00–07:00, придержать до утра" in settings.text
    assert "🌙 23:00–07:00, придержать до утра" in settings.labels
    typed = await ask(olya, "/quiet 22:15-6:45")
    assert "Тихие часы: 22:15–06:45, придержать до утра" in typed.text
    assert "Не понял часы" in (await ask(olya, "/quiet ночью")).text
    off = await press(olya, typed, "Не нужны")
    assert "Тихие часы: нет" in off.text
    async with services.database.read() as connection:
        known = await subscribers.get(connection, olya.id)
    assert known is not None
    assert (known.quiet_from, known.quiet_until) == (None, None)


async def test_quiet_hours_send_breaking_news_silently(
    app: App, services: Services, person: People, sandbox: Sandbox, sandbox_clock: ManualClock
) -> None:
    olya, taras, editor = person(), person("Тарас"), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    await subscribe(taras)
    await ask(olya, "/quiet 23-7")
    sandbox_clock.now = datetime(2026, 7, 1, 21, 0, tzinfo=UTC)  # midnight in Kyiv
    await press(editor, await preview(editor, "/breaking Мост закрыт"), "Отправить")
    await wait_until_sent(services)
    (quiet,) = sent_to(sandbox, olya.id, "Мост закрыт")
    (loud,) = sent_to(sandbox, taras.id, "Мост закрыт")
    assert quiet["disable_notification"] in (True, "true")
    assert "disable_notification" not in loud


async def test_quiet_hours_hold_breaking_news_until_end(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    await press(olya, await ask(olya, "/quiet 23-7"), "Придержать до утра")
    sandbox_clock.now = datetime(2026, 7, 1, 21, 0, tzinfo=UTC)
    await press(editor, await preview(editor, "/breaking Мост закрыт"), "Отправить")
    await app.broadcasts.run()
    await editor.settle()
    assert "1 читатель просил не будить: получит утром." in editor.last.text
    sandbox_clock.now = datetime(2026, 7, 2, 3, 59, tzinfo=UTC)
    app.outbox_worker.wake()
    await olya.settle()
    assert not got(olya, "Мост закрыт")
    sandbox_clock.advance(minutes=1)  # seven in Kyiv
    app.outbox_worker.wake()
    await wait_until_sent(services)
    assert len(got(olya, "Мост закрыт")) == 1
    await app.broadcasts.run()
    await editor.settle()
    assert editor.last.text == "№ 1. Готово: доставлено 1."


async def test_quiet_hours_started_during_broadcast_pause_apply(
    app: App, services: Services, person: People, sandbox: Sandbox, sandbox_clock: ManualClock
) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    await ask(olya, "/quiet 23-7")
    sandbox_clock.now = datetime(2026, 7, 1, 19, 30, tzinfo=UTC)  # 22:30 in Kyiv
    rule = sandbox.faults.add_server_error(method="sendMessage", chat=olya.id)
    running = await press(editor, await preview(editor, "/breaking Мост закрыт"), "Отправить")
    while not rule.hits:
        await olya.settle()
    paused = await press(editor, running, "Пауза")
    sandbox.faults.clear()
    sandbox_clock.advance(hours=1)
    await editor.click(paused, "Продолжить")
    await wait_until_sent(services)
    request = sent_to(sandbox, olya.id, "Мост закрыт")[-1]
    assert request["disable_notification"] in (True, "true")


async def test_quiet_hours_consider_queue_length(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    """At one message a minute the second reader's turn is after eleven."""
    first, second, editor = person(id=1), person("Тарас", id=2), person("Анна", id=EDITOR_ID)
    await subscribe(first)
    await subscribe(second)
    for reader in (first, second):
        await press(reader, await ask(reader, "/quiet 23-7"), "Придержать до утра")
    app.settings.send_rate = 1 / 60
    sandbox_clock.now = datetime(2026, 7, 1, 19, 59, 30, tzinfo=UTC)
    await press(editor, await preview(editor, "/breaking Мост закрыт"), "Отправить")
    assert (await first.wait()).text == "🔴 Мост закрыт"
    await second.settle()
    assert not got(second, "Мост закрыт")
