"""Test that nothing irreversible happens without a look, and with APPROVALS without a second one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot.app import App
from sandbox.clock import ManualClock
from sandbox.testing import MessageSnapshot, Person
from service.bootstrap import Services
from service.broadcasts.approvals import get_needed_approvals
from service.broadcasts.draft_service import ConfirmResult, DraftService
from service.config import Settings
from storage.chats.editors import Role
from storage.stats import audit_log
from storage.stats.audit_log import Actor, AuditAction
from tests.conftest import EDITOR_ID
from tests.support.conversation import ask, subscribe
from tests.support.editors import amend_by_command, appoint, got, press, preview
from tests.support.outbox import wait_until_sent
from tests.support.waiting import wait_until

People = Callable[..., Person]
Pair = tuple[Person, Person]


@pytest.fixture
async def pair(app: App, person: People) -> Pair:
    """Return a subscriber and the first editor."""
    olya, anna = person("Оля"), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    return olya, anna


async def list_actions(services: Services) -> list[AuditAction]:
    async with services.database.read() as connection:
        entries = await audit_log.list_page(connection, limit=100)
    return [entry.action for entry in reversed(entries)]


async def push(services: Services, editor: Person, text: str) -> None:
    await press(editor, await preview(editor, f"/breaking {text}"), "Отправить")
    await wait_until_sent(services)
    await editor.settle()
    editor.skip()


async def asked(editor: Person) -> MessageSnapshot:
    """Return the next question for an approval."""
    while True:
        message = await editor.wait()
        if any(label.endswith("Одобрить") for label in message.labels):
            return message


async def test_amendments_show_what_they_change(app: App, services: Services, pair: Pair) -> None:
    olya, editor = pair
    await push(services, editor, "Мост закрыт")
    question = await amend_by_command(editor, "/correct 1 Мост открыт", confirm=False)
    for part in ("№ 1", "1 читатель", "Мост закрыт", "Мост открыт", "Было", "Станет"):
        assert part in question.text
    assert "ничего не изменилось" in (await press(editor, question, "Отмена")).text
    question = await amend_by_command(editor, "/retract 1", confirm=False)
    assert "Мост закрыт" in question.text
    assert question.labels == ["🗑 Да, отозвать", "✖️ Отмена"]
    await wait_until_sent(services)
    assert [one.text for one in got(olya, "Мост")] == ["🔴 Мост закрыт"]
    await press(editor, question, "Да, отозвать")
    await wait_until_sent(services)
    assert not got(olya, "Мост")


async def test_confirmed_is_only_what_was_shown(app: App, services: Services, pair: Pair) -> None:
    olya, editor = pair
    await push(services, editor, "Мост закрыт")
    old = await amend_by_command(editor, "/retract 1", confirm=False)
    await amend_by_command(editor, "/correct 1 Мост открыт")
    await wait_until_sent(services)
    again = await press(editor, old, "Да, отозвать")
    assert "изменилась" in again.text
    assert "Мост открыт" in again.text
    await wait_until_sent(services)
    assert [one.text for one in got(olya, "Мост")] == ["🔴 Мост открыт"]
    await press(editor, again, "Да, отозвать")
    await wait_until_sent(services)
    assert not got(olya, "Мост")


async def test_buttons_of_a_report_lead_to_the_same_questions(
    app: App, services: Services, pair: Pair
) -> None:
    olya, editor = pair
    await push(services, editor, "Мост закрыт")
    await app.broadcasts.run()
    await editor.settle()
    report = editor.last
    editor.skip()
    await editor.click(report, "Исправить")
    prompt = await editor.wait()
    await editor.send("Мост открыт", reply_to=prompt)
    assert (await editor.wait()).text == "🔴 Мост открыт"
    await editor.click(await editor.wait(), "Исправить")
    await wait_until_sent(services)
    assert [one.text for one in got(olya, "Мост")] == ["🔴 Мост открыт"]


async def test_nobody_confirms_the_question_of_another_editor(
    app: App, services: Services, person: People, pair: Pair
) -> None:
    olya, editor = pair
    boris = await appoint(services, person("Борис"), Role.OWNER)
    await push(services, editor, "Мост закрыт")
    await amend_by_command(editor, "/retract 1", confirm=False)
    await boris.click_data(await ask(boris, "/help"), "bc:1:1")
    await wait_until_sent(services)
    assert got(olya, "Мост")


@pytest.fixture
def two_eyes(settings: Settings) -> Settings:
    settings.approvals = 2
    return settings


async def test_broadcast_waits_for_another_editor(
    two_eyes: Settings, app: App, services: Services, person: People, pair: Pair
) -> None:
    olya, anna = pair
    boris = await appoint(services, person("Борис"), Role.EDITOR)
    await anna.send("/breaking Мост закрыт")
    own = await anna.wait()
    question = await anna.wait()
    waiting = await press(anna, question, "Отправить")
    assert "ждёт одобрения" in waiting.text
    shown = await boris.wait()
    assert shown.raw.get("text") == own.raw.get("text")
    assert (shown.raw.get("entities"), shown.labels) == (own.raw.get("entities"), own.labels)
    approval = await boris.wait()
    assert "Своё не одобряют" in (await anna.click_data(waiting, "ba:1:a")).text
    await wait_until_sent(services)
    assert not got(olya, "Мост")
    await press(boris, approval, "Одобрить")
    await olya.wait()
    await wait_until(lambda: "Борис одобряет" in " ".join(one.text for one in anna.messages))
    assert "уже всё решено" in (await boris.click_data(shown, "ba:1:a")).text
    actions = await list_actions(services)
    assert actions[-3:] == [AuditAction.APPROVAL_ASKED, AuditAction.APPROVED, AuditAction.CONFIRMED]


async def test_rejected_broadcast_is_not_sent(
    two_eyes: Settings, app: App, services: Services, person: People, pair: Pair
) -> None:
    olya, anna = pair
    boris = await appoint(services, person("Борис"), Role.EDITOR)
    await press(anna, await preview(anna, "/breaking Мост закрыт"), "Отправить")
    approval = await asked(boris)
    assert "отклонено" in (await press(boris, approval, "Отклонить")).text
    assert "Борис отклоняет" in (await anna.wait()).text
    await boris.click_data(approval, "ba:1:a")
    await wait_until_sent(services)
    assert not got(olya, "Мост")


async def test_change_voids_the_request(
    two_eyes: Settings, app: App, services: Services, person: People, pair: Pair
) -> None:
    olya, anna = pair
    boris = await appoint(services, person("Борис"), Role.EDITOR)
    question = await preview(anna, "/breaking Мост закрыт")
    await press(anna, question, "Отправить")
    approval = await asked(boris)
    await ask(anna, "/correct 1 Мост открыт")
    assert "изменилась" in (await press(boris, approval, "Одобрить")).text
    await wait_until_sent(services)
    assert not got(olya, "Мост")
    assert AuditAction.APPROVAL_VOID in await list_actions(services)


@pytest.mark.parametrize("role", [None, Role.AUTHOR])
async def test_right_is_lost_between_request_and_approval(
    two_eyes: Settings, app: App, services: Services, person: People, pair: Pair, role: Role | None
) -> None:
    olya, anna = pair
    boris = await appoint(services, person("Борис"), Role.EDITOR)
    gleb = await appoint(services, person("Глеб"), Role.EDITOR)
    await press(gleb, await preview(gleb, "/breaking Мост закрыт"), "Отправить")
    approval = await asked(boris)
    await asked(anna)
    await appoint(services, boris, role)
    await boris.click_data(approval, "ba:1:a")
    await appoint(services, boris, Role.EDITOR)
    await appoint(services, gleb, role)
    await boris.click_data(approval, "ba:1:a")
    await wait_until_sent(services)
    assert not got(olya, "Мост")


async def test_owner_overrides_loudly(
    two_eyes: Settings,
    app: App,
    services: Services,
    person: People,
    pair: Pair,
    caplog: pytest.LogCaptureFixture,
) -> None:
    olya, anna = pair
    boris = await appoint(services, person("Борис"), Role.EDITOR)
    await press(boris, await preview(boris, "/breaking Мост закрыт"), "Отправить")
    assert "нужна роль" in (await boris.click_data(boris.last, "ba:1:o")).text
    await wait_until_sent(services)
    assert not got(olya, "Мост")
    waiting = await press(anna, await preview(anna, "/breaking Мост открыт"), "Отправить")
    with caplog.at_level(logging.WARNING):
        await press(anna, waiting, "Без одобрения")
    await olya.wait()
    assert got(olya, "Мост открыт")
    assert "OVERRIDDEN" in caplog.text
    assert AuditAction.OVERRIDDEN in await list_actions(services)


@pytest.mark.parametrize("command", ["/correct 1 Мост открыт", "/retract 1"])
async def test_amendments_wait_too(
    settings: Settings, app: App, services: Services, person: People, pair: Pair, command: str
) -> None:
    olya, anna = pair
    boris = await appoint(services, person("Борис"), Role.EDITOR)
    await push(services, anna, "Мост закрыт")
    settings.approvals = 2
    await amend_by_command(anna, command)
    approval = await asked(boris)
    await wait_until_sent(services)
    assert [one.text for one in got(olya, "Мост")] == ["🔴 Мост закрыт"]
    await press(boris, approval, "Одобрить")
    await wait_until_sent(services)
    left = ["🔴 Мост открыт"] if "correct" in command else []
    assert [one.text for one in got(olya, "Мост")] == left


@pytest.mark.parametrize("approval", ["given", "missing", "outdated"])
async def test_scheduled_broadcast_needs_its_approval(
    two_eyes: Settings,
    app: App,
    services: Services,
    person: People,
    pair: Pair,
    sandbox_clock: ManualClock,
    approval: str,
) -> None:
    olya, anna = pair
    boris = await appoint(services, person("Борис"), Role.EDITOR)
    question = await preview(anna, "/breaking Мост закрыт")
    later = await press(anna, question, "Позже")
    await press(anna, later, next(label for label in later.labels if "12:30" in label))
    request = await asked(boris)
    if approval != "missing":
        await press(boris, request, "Одобрить")
    if approval == "outdated":
        await services.drafts.set_silent(1, True, Actor(EDITOR_ID, "Анна"))
    sandbox_clock.advance(minutes=31)
    await app.broadcasts.run()
    await wait_until_sent(services)
    assert bool(got(olya, "Мост")) is (approval == "given")
    if approval == "missing":
        await boris.click_data(request, "ba:1:a")
        await olya.wait()
        assert got(olya, "Мост")
    elif approval == "outdated":
        await press(boris, await asked(boris), "Одобрить")
        await olya.wait()


@hypothesis_settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(approvals=st.integers(1, 10), above=st.integers(0, 100), count=st.integers(1, 200))
def test_number_of_approvals(approvals: int, above: int, count: int) -> None:
    settings = Settings(_env_file=None, approvals=approvals, approval_above=above)
    needed = get_needed_approvals(settings, count)
    assert needed == (approvals - 1 if count > above else 0)


async def test_few_recipients_need_no_approval(
    two_eyes: Settings, app: App, services: Services, pair: Pair
) -> None:
    two_eyes.approval_above = 1
    olya, anna = pair
    await push(services, anna, "Мост закрыт")
    assert got(olya, "Мост")


async def test_correction_waits_while_nobody_has_the_news_yet(
    two_eyes: Settings, app: App, services: Services, person: People, pair: Pair
) -> None:
    """Right after the start, or during a pause, a correction changes what everybody will get."""
    olya, anna = pair
    boris = await appoint(services, person("Борис"), Role.EDITOR)
    app.rate_limiter.pause(3600, olya.id)
    await press(boris, await preview(boris, "/breaking Мост закрыт"), "Отправить")
    await press(anna, await asked(anna), "Одобрить")
    await boris.settle()
    boris.skip()
    await amend_by_command(boris, "/correct 1 Мост открыт")
    question = await asked(anna)
    assert "просит исправить" in question.text
    stored = await services.broadcasts.get(1)
    assert stored is not None
    assert stored.text == "🔴 Мост закрыт"


@pytest.mark.parametrize("command", ["/correct 1 Мост открыт", "/retract 1"])
async def test_author_of_news_approves_what_another_editor_does_with_it(
    two_eyes: Settings, app: App, services: Services, person: People, pair: Pair, command: str
) -> None:
    """With two editors, nobody else could."""
    olya, anna = pair
    boris = await appoint(services, person("Борис"), Role.EDITOR)
    await press(boris, await preview(boris, "/breaking Мост закрыт"), "Отправить")
    await press(anna, await asked(anna), "Одобрить")
    await olya.wait()
    await wait_until_sent(services)
    question = await amend_by_command(anna, command)
    approval = await asked(boris)
    assert "Своё не одобряют" in (await anna.click_data(question, "ba:2:a")).text
    await press(boris, approval, "Одобрить")
    await wait_until_sent(services)
    left = ["🔴 Мост открыт"] if "correct" in command else []
    assert [one.text for one in got(olya, "Мост")] == left


async def test_too_few_editors_who_may_approve(
    two_eyes: Settings, app: App, services: Services, person: People
) -> None:
    await subscribe(person("Оля"))
    anna = person("Анна", id=EDITOR_ID)
    author = await appoint(services, person("Борис"), Role.AUTHOR)
    waiting = await press(anna, await preview(anna, "/breaking Мост закрыт"), "Отправить")
    assert "сейчас не хватает" in waiting.text
    assert waiting.labels == ["⚠️ Без одобрения"]
    await appoint(services, author, Role.EDITOR)
    waiting = await press(anna, await preview(anna, "/breaking Мост открыт"), "Отправить")
    assert "не хватает" not in waiting.text


async def test_approval_shows_all_that_was_chosen(
    two_eyes: Settings, app: App, services: Services, person: People
) -> None:
    await subscribe(person("Оля"))
    anna = person("Анна", id=EDITOR_ID)
    boris = await appoint(services, person("Борис"), Role.EDITOR)
    question = await preview(anna, "/breaking Мост закрыт")
    question = await press(anna, question, "Со звуком")
    question = await press(anna, question, "Актуальна: 2 часа")
    await press(anna, question, "Отправить")
    shown = (await asked(boris)).text
    for part in ("Всем", "1 читатель", "Без звука", "6 часов"):
        assert part in shown


async def test_proposer_of_what_is_rejected_or_changed_goes_on_with_the_draft(
    two_eyes: Settings, app: App, services: Services, person: People
) -> None:
    await subscribe(person("Оля"))
    anna = person("Анна", id=EDITOR_ID)
    boris = await appoint(services, person("Борис"), Role.EDITOR)
    await press(boris, await preview(boris, "/breaking Мост закрыт"), "Отправить")
    await press(anna, await asked(anna), "Отклонить")
    told = await boris.wait()
    assert "Анна отклоняет" in told.text
    draft = await press(boris, told, "К черновику")
    assert draft.text.startswith("№ 1. Так это увидит 1 читатель. Отправить?")
    await press(boris, draft, "Отправить")
    approval = await asked(anna)
    await services.drafts.set_silent(1, True, Actor(EDITOR_ID, "Анна"))
    await press(anna, approval, "Одобрить")
    told = await boris.wait()
    assert "изменилась после вашего запроса" in told.text
    assert "К черновику" in told.labels[0]
    assert not (await press(boris, told, "К черновику")).labels
    await boris.settle()
    shown, question = boris.messages[-2:]
    assert shown.text == "🔴 Мост закрыт"
    assert "🔕 Без звука" in question.labels


async def test_approval_is_asked_only_for_what_was_shown(
    two_eyes: Settings,
    app: App,
    services: Services,
    person: People,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Another editor changes an option between the check of the version and the request."""
    await subscribe(person("Оля"))
    anna = person("Анна", id=EDITOR_ID)
    boris = await appoint(services, person("Борис"), Role.EDITOR)
    question = await preview(anna, "/breaking Мост закрыт")
    confirm = DraftService.confirm

    async def confirm_before_a_change(
        service: DraftService, broadcast_id: int, *args: Any, **options: Any
    ) -> ConfirmResult:
        result = await confirm(service, broadcast_id, *args, **options)
        await service.set_silent(broadcast_id, True, Actor(boris.id, "Борис"))
        return result

    monkeypatch.setattr(DraftService, "confirm", confirm_before_a_change)
    assert "изменилась" in (await press(anna, question, "Отправить")).text
    await anna.settle()
    assert "🔕 Без звука" in anna.messages[-1].labels
    assert AuditAction.APPROVAL_ASKED not in await list_actions(services)


async def test_override_of_a_former_schedule_does_not_count(
    two_eyes: Settings,
    app: App,
    services: Services,
    person: People,
    pair: Pair,
    sandbox_clock: ManualClock,
) -> None:
    """An owner overrode one version; the next one was approved by somebody who may not any more."""
    olya, anna = pair
    boris = await appoint(services, person("Борис"), Role.EDITOR)
    later = await press(anna, await preview(anna, "/breaking Мост закрыт"), "Позже")
    await press(anna, later, next(label for label in later.labels if "12:30" in label))
    await asked(boris)
    await anna.settle()
    await press(anna, anna.last, "Без одобрения")
    sandbox_clock.advance(minutes=1)
    await ask(anna, "/correct 1 Мост открыт")
    await press(boris, await asked(boris), "Одобрить")
    await appoint(services, boris, Role.AUTHOR)
    sandbox_clock.advance(minutes=30)
    await app.broadcasts.run()
    await wait_until_sent(services)
    assert not got(olya, "Мост")


async def test_log_says_what_is_proposed(
    two_eyes: Settings, app: App, services: Services, person: People, pair: Pair
) -> None:
    olya, anna = pair
    boris = await appoint(services, person("Борис"), Role.EDITOR)
    await press(boris, await preview(boris, "/breaking Мост закрыт"), "Отправить")
    await press(anna, await asked(anna), "Одобрить")
    await olya.wait()
    await wait_until_sent(services)
    await amend_by_command(boris, "/correct 1 Мост открыт")
    await press(anna, await asked(anna), "Отклонить")
    await anna.settle()
    anna.skip()
    log = (await ask(anna, "/log 1")).text
    for line in (
        "Борис · запрошено одобрение № 1: отправка · 🔴 Мост закрыт",
        "Борис · запрошено одобрение № 1: исправление · 🔴 Мост открыт",
        "Анна · отклонено № 1: исправление · 🔴 Мост открыт",
    ):
        assert line in log
