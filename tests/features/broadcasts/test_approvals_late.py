"""Test that an approval that comes too late sends nothing, and that one that is lost is asked for
again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.app import App
from bot.features.broadcasts.renderer import BroadcastMessages
from sandbox.clock import ManualClock
from sandbox.testing import MessageSnapshot, Person
from service.bootstrap import Services
from service.config import Settings
from storage.chats.editors import Role
from storage.messaging import broadcasts, proposals
from storage.messaging.broadcasts import Broadcast
from storage.messaging.proposals import ProposedAction
from storage.schema.tables import deliveries
from storage.stats.audit_log import Actor
from tests.conftest import EDITOR_ID
from tests.support.conversation import subscribe
from tests.support.editors import appoint, got, press, preview, show
from tests.support.outbox import wait_until_sent

People = Callable[..., Person]

pytestmark = pytest.mark.usefixtures("two_eyes")


@pytest.fixture
def two_eyes(settings: Settings) -> Settings:
    settings.approvals = 2
    return settings


@pytest.fixture
async def olya(app: App, person: People) -> Person:
    return await subscribe(person("Оля"))


@pytest.fixture
async def anna(olya: Person, person: People) -> Person:
    return person("Анна", id=EDITOR_ID)


@pytest.fixture
async def boris(anna: Person, services: Services, person: People) -> Person:
    return await appoint(services, person("Борис"), Role.EDITOR)


async def asked(editor: Person) -> MessageSnapshot:
    """Return the next question for an approval."""
    while True:
        message = await editor.wait()
        if any(label.endswith("Одобрить") for label in message.labels):
            return message


async def ask_to_send(editor: Person) -> MessageSnapshot:
    return await press(editor, await preview(editor, "/breaking Мост закрыт"), "Отправить")


async def schedule(editor: Person) -> None:
    """Schedule a broadcast in half an hour; it is valid for two hours."""
    later = await press(editor, await preview(editor, "/breaking Мост закрыт"), "Позже")
    await press(editor, later, next(label for label in later.labels if "12:30" in label))
    await editor.settle()
    editor.skip()


async def load(services: Services) -> Broadcast:
    stored = await services.broadcasts.get(1)
    assert stored is not None
    return stored


@pytest.mark.parametrize("verdict", ["Одобрить", "Отклонить"])
async def test_request_to_send_expires(
    services: Services,
    sandbox_clock: ManualClock,
    olya: Person,
    anna: Person,
    boris: Person,
    verdict: str,
) -> None:
    await ask_to_send(anna)
    request = await asked(boris)
    anna.skip()
    sandbox_clock.advance(hours=2)
    answer = await press(boris, request, verdict)
    assert "больше не актуальна" in answer.text
    assert answer.labels == ["📝 К черновику"]
    notice = await anna.wait()
    assert "больше не актуальна" in notice.text
    await wait_until_sent(services)
    assert not got(olya, "Мост")
    draft = await press(anna, notice, "К черновику")
    assert draft.text.startswith("№ 1. Так это увидит 1 читатель. Отправить?")
    await press(anna, draft, "Отправить")
    await press(boris, await asked(boris), "Одобрить")
    await olya.wait()
    assert got(olya, "Мост")


async def test_owner_does_not_override_what_has_expired(
    services: Services, sandbox_clock: ManualClock, olya: Person, anna: Person, boris: Person
) -> None:
    waiting = await ask_to_send(anna)
    sandbox_clock.advance(hours=2)
    answer = await press(anna, waiting, "Без одобрения")
    assert "больше не актуальна" in answer.text
    await wait_until_sent(services)
    assert not got(olya, "Мост")


async def test_request_counts_from_when_it_is_made_again(
    services: Services, sandbox_clock: ManualClock, olya: Person, anna: Person, boris: Person
) -> None:
    """The one that waited until it expired is not taken for the new one."""
    question = await preview(anna, "/breaking Мост закрыт")
    await press(anna, question, "Отправить")
    await asked(boris)
    sandbox_clock.advance(hours=2)
    send = next(one for row in question.keyboard for one in row if "Отправить" in one.text)
    await anna.click_data(show(anna, question), send.callback_data or "")
    await press(boris, await asked(boris), "Одобрить")
    await olya.wait()
    assert got(olya, "Мост")


async def test_schedule_approved_late_keeps_its_validity(
    app: App,
    services: Services,
    sandbox_clock: ManualClock,
    olya: Person,
    anna: Person,
    boris: Person,
) -> None:
    await schedule(anna)
    request = await asked(boris)
    sandbox_clock.advance(minutes=31)
    await app.broadcasts.run()
    assert "если ещё будет актуальна" in (await anna.wait()).text
    sandbox_clock.advance(hours=1)
    await press(boris, request, "Одобрить")
    await olya.wait()
    async with services.database.read() as connection:
        rows = await connection.execute(deliveries.select().where(deliveries.c.broadcast_id == 1))
        stored = await broadcasts.get(connection, 1)
    assert stored is not None
    assert stored.scheduled_at is not None
    assert [row.expires_at for row in rows] == [stored.scheduled_at + timedelta(hours=2)]


async def test_schedule_approved_too_late_is_not_sent(
    app: App,
    services: Services,
    sandbox_clock: ManualClock,
    olya: Person,
    anna: Person,
    boris: Person,
) -> None:
    await schedule(anna)
    request = await asked(boris)
    sandbox_clock.advance(minutes=31)
    await app.broadcasts.run()
    await anna.settle()
    anna.skip()
    sandbox_clock.advance(hours=2)
    assert "больше не актуальна" in (await press(boris, request, "Одобрить")).text
    assert "больше не актуальна" in (await anna.wait()).text
    await wait_until_sent(services)
    assert not got(olya, "Мост")


async def test_unapproved_schedule_is_missed_once_it_has_expired(
    app: App, services: Services, sandbox_clock: ManualClock, anna: Person, boris: Person
) -> None:
    """As after a long downtime."""
    await schedule(anna)
    sandbox_clock.advance(hours=3)
    await app.broadcasts.run()
    assert "№ 1 не вышла" in (await anna.wait()).text
    assert (await load(services)).state == "missed"


@pytest.mark.parametrize("loss", ["removed", "more are needed"])
async def test_lost_approval_of_a_schedule_is_asked_for_again(
    app: App,
    services: Services,
    settings: Settings,
    person: People,
    sandbox_clock: ManualClock,
    olya: Person,
    anna: Person,
    boris: Person,
    loss: str,
) -> None:
    eva = await appoint(services, person("Ева"), Role.EDITOR)
    await schedule(anna)
    await press(boris, await asked(boris), "Одобрить")
    old = await asked(eva)
    await anna.settle()
    anna.skip()
    if loss == "removed":
        await appoint(services, boris, None)
    else:
        settings.approvals = 3
    sandbox_clock.advance(minutes=31)
    await app.broadcasts.run()
    assert (await load(services)).state == "held"
    notice = await anna.wait()
    assert notice.labels == ["📝 К черновику"]
    assert "уже всё решено" in (await eva.click_data(old, "ba:1:a")).text
    await press(eva, await asked(eva), "Одобрить")
    if loss != "removed":
        await wait_until_sent(services)
        assert not got(olya, "Мост")
        await press(boris, await asked(boris), "Одобрить")
    await olya.wait()
    assert got(olya, "Мост")


async def test_valid_approval_of_a_schedule_is_not_asked_for_again(
    services: Services, anna: Person, boris: Person
) -> None:
    await schedule(anna)
    await press(boris, await asked(boris), "Одобрить")
    await boris.settle()
    boris.skip()
    async with services.database.read() as connection:
        before = await proposals.list_open(connection, 1)
    again = await services.proposals.request(
        1,
        ProposedAction.SCHEDULE,
        Actor(EDITOR_ID, "Анна"),
        BroadcastMessages(services.translations),
        services.clock(),
        None,
    )
    assert again is not None
    assert [again.proposal] == before


async def test_request_of_a_removed_editor_is_not_taken_for_another_one_s(
    services: Services, person: People, olya: Person, anna: Person, boris: Person
) -> None:
    """It can never be approved: another editor who sends the same has to be asked for."""
    eva = await appoint(services, person("Ева"), Role.EDITOR)
    await ask_to_send(boris)
    await asked(eva)
    await appoint(services, boris, None)
    async with services.database.read() as connection:
        (before,) = await proposals.list_open(connection, 1)
    again = await services.proposals.request(
        1,
        ProposedAction.SEND,
        Actor(EDITOR_ID, "Анна"),
        BroadcastMessages(services.translations),
        services.clock(),
        None,
    )
    assert again is not None
    assert again.proposal.id != before.id
    await press(eva, await asked(eva), "Одобрить")
    await olya.wait()
    assert got(olya, "Мост")
