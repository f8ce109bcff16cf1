"""Test who becomes an editor, how roles change, and what ends with a role."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.app import App
from bot.telegram.chats.command_menu import USER_COMMANDS, list_editor_commands, set_command_menus
from sandbox import Sandbox
from sandbox.clock import ManualClock
from sandbox.testing import Person
from service.bootstrap import Services
from service.config import Settings
from service.editors.rights import NotAllowedError
from service.editors.service import INVITE_TTL, LastOwnerError
from service.ops.retention import delete_expired
from storage import processes
from storage.chats import subscribers
from storage.chats.editors import Role
from storage.database.postgres.database import PostgresDatabase
from storage.messaging import broadcasts
from storage.processes import ProcessRow
from storage.schema.tables import editor_invites
from storage.stats.audit_log import Actor
from tests.conftest import EDITOR_ID, running
from tests.support.articles import BRIDGE, load
from tests.support.conversation import ask, subscribe
from tests.support.editors import appoint, got, press, preview
from tests.support.outbox import wait_until_sent
from tests.support.waiting import wait_until

People = Callable[..., Person]

_LINK = re.compile(r"\?start=(join_[\w-]+)")


async def invite(owner: Person, role: str) -> str:
    """Create an invitation in the chat; return the payload of its link."""
    shown = await press(owner, await ask(owner, "/editors"), role)
    found = _LINK.search(shown.text)
    assert found is not None, shown.text
    return found[1]


async def dismiss(guest: Person) -> None:
    """Skip what a newcomer is told besides."""
    await guest.settle(quiet=0.2)
    guest.skip()


async def test_invitation_works_once(app: App, services: Services, person: People) -> None:
    owner, boris, third = person("Анна", id=EDITOR_ID), person("Борис"), person("Глеб")
    payload = await invite(owner, "Редактор")
    assert "ваша роль: редактор" in (await ask(boris, f"/start {payload}")).text
    assert "уже использовано" in (await ask(third, f"/start {payload}")).text
    owner.skip()
    assert "Борис — редактор" in (await ask(owner, "/editors")).text
    await dismiss(third)
    assert "для редакторов" in (await ask(third, "/breaking Мост")).text
    log = (await ask(owner, "/log")).text
    assert "новый человек в редакции" in log
    assert "приглашение" in log


async def test_only_the_hash_of_an_invitation_is_stored(
    app: App, services: Services, person: People
) -> None:
    payload = await invite(person("Анна", id=EDITOR_ID), "Автор")
    async with services.database.read() as connection:
        rows = (await connection.execute(editor_invites.select())).all()
    assert len(rows) == 1
    assert payload.removeprefix("join_") not in str(rows)


async def test_invitation_expires_in_a_day(
    app: App, person: People, sandbox_clock: ManualClock
) -> None:
    owner, boris = person("Анна", id=EDITOR_ID), person("Борис")
    payload = await invite(owner, "Владелец")
    sandbox_clock.advance(hours=24)
    assert "устарело" in (await ask(boris, f"/start {payload}")).text
    await dismiss(boris)
    assert "для редакторов" in (await ask(boris, "/editors")).text


@pytest.mark.parametrize("payload", ["join_", "join_x", "join_" + "A" * 32, "join_'; DROP"])
async def test_forged_invitation_gives_nothing(app: App, person: People, payload: str) -> None:
    owner, boris = person("Анна", id=EDITOR_ID), person("Борис")
    await invite(owner, "Владелец")
    await boris.send(f"/start {payload}")
    await boris.wait()
    await dismiss(boris)
    assert "для редакторов" in (await ask(boris, "/editors")).text


@pytest.mark.parametrize("role", [None, Role.AUTHOR, Role.EDITOR])
async def test_invitation_of_a_former_owner_is_void(
    app: App, services: Services, person: People, role: Role | None
) -> None:
    boris = await appoint(services, person("Борис"), Role.OWNER)
    payload = await invite(boris, "Владелец")
    await appoint(services, boris, role)
    guest = person("Глеб")
    assert "устарело" in (await ask(guest, f"/start {payload}")).text


async def test_invitation_of_an_editor_changes_no_role(
    app: App, services: Services, person: People
) -> None:
    owner, boris = person("Анна", id=EDITOR_ID), person("Борис")
    payload = await invite(owner, "Автор")
    await appoint(services, boris, Role.EDITOR)
    assert "Вы уже в редакции, ваша роль: редактор" in (await ask(boris, f"/start {payload}")).text
    assert "ваша роль: автор" in (await ask(person("Глеб"), f"/start {payload}")).text


async def test_role_is_changed_and_its_menu_too(
    app: App, services: Services, person: People, sandbox: Sandbox
) -> None:
    owner, boris = person("Анна", id=EDITOR_ID), person("Борис")
    await set_command_menus(app.bot, services.translations, {})
    await ask(boris, f"/start {await invite(owner, 'Автор')}")
    await dismiss(boris)

    def menu() -> list[str]:
        return [
            c["command"] for c in sandbox.telegram.profile.list_commands(boris.chat, boris.user)
        ]

    assert menu() == [*list_editor_commands(Role.AUTHOR), *USER_COMMANDS]
    owner.skip()
    card = await press(owner, await ask(owner, "/editors"), "Борис — автор")
    card = await press(owner, card, "Редактор")
    assert "Роль: редактор" in card.text
    assert "ваша роль в редакции: редактор" in (await boris.wait()).text
    assert menu() == [*list_editor_commands(Role.EDITOR), *USER_COMMANDS]
    assert "/retract" in (await ask(boris, "/help")).text
    question = await press(owner, card, "Убрать")
    assert "больше не" not in boris.last.text
    await press(owner, question, "Да, убрать")
    assert "больше не в редакции" in (await boris.wait()).text
    assert menu() == list(USER_COMMANDS)
    help_text = (await ask(boris, "/help")).text
    assert "/retract" not in help_text
    assert "Борис" not in (await ask(owner, "/editors")).text
    log = (await ask(owner, "/log")).text
    assert "другая роль: Борис" in log
    assert "убрано из редакции: Борис" in log


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
async def test_buttons_of_a_removed_editor_are_dead(
    app: App, services: Services, person: People, language: str
) -> None:
    olya, boris = person("Оля"), person("Борис", language_code=language)
    await subscribe(olya)
    await appoint(services, boris, Role.EDITOR)
    question = await preview(boris, "/breaking Мост закрыт")
    await appoint(services, boris, None)
    t = services.translations[language]  # type: ignore[index]
    for label in question.labels:
        answer = await boris.click(question, label)
        assert answer.text == t("editors-only")
        assert answer.show_alert
    assert (await ask(boris, "/breaking Мост")).text == t("editors-only")
    await wait_until_sent(services)
    assert not got(olya, "Мост закрыт")


async def test_author_drafts_and_an_editor_sends(
    app: App, services: Services, person: People
) -> None:
    olya, owner = person("Оля"), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    author = await appoint(services, person("Борис"), Role.AUTHOR)
    question = await preview(author, "/breaking Мост закрыт")
    assert "Отправить" not in " ".join(question.labels)
    assert "Позже" not in " ".join(question.labels)
    for forged in ("b:1:1", "bw:1:40000000", "bs:1:p"):
        await author.click_data(question, forged)
    assert "показана редакторам" in (await author.click(question, "Предложить")).text
    shown = await owner.wait()
    asked = await owner.wait()
    assert shown.text == "🔴 Мост закрыт"
    assert "Черновик предлагает Борис" in asked.text
    await wait_until_sent(services)
    assert not got(olya, "Мост закрыт")
    await press(owner, asked, "Отправить")
    await olya.wait()
    assert got(olya, "Мост закрыт")


async def test_version_is_not_suggested_again_until_the_draft_has_changed(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    await subscribe(person("Оля"))
    owner = person("Анна", id=EDITOR_ID)
    author = await appoint(services, person("Борис"), Role.AUTHOR)
    question = await preview(author, "/breaking Мост закрыт")
    await author.click(question, "Предложить")
    sandbox_clock.advance(seconds=3)  # no double tap
    assert "Редакторы уже видят" in (await author.click(question, "Предложить")).text
    for label in ("Со звуком", "Без звука"):
        question = await press(author, question, label)
    assert "Редакторы уже видят" in (await author.click(question, "Предложить")).text
    await owner.settle()
    assert len(got(owner, "Черновик предлагает")) == 1
    question = await press(author, question, "Со звуком")
    assert "показана редакторам" in (await author.click(question, "Предложить")).text
    await wait_until(lambda: len(got(owner, "Черновик предлагает")) == 2)


@pytest.mark.parametrize("by_way_of", [None, "Со звуком", "Кому", "Позже"])
async def test_only_what_the_editor_was_shown_is_sent(
    app: App, services: Services, person: People, by_way_of: str | None
) -> None:
    """Another editor changed the text of a suggested draft in the meantime."""
    olya, owner = person("Оля"), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    boris = await appoint(services, person("Борис"), Role.EDITOR)
    author = await appoint(services, person("Глеб"), Role.AUTHOR)
    await author.click(await preview(author, "/breaking Мост закрыт"), "Предложить")
    await owner.wait()
    asked = await owner.wait()
    await preview(boris, "/correct 1 Мост открыт")
    assert "изменилась" in (await press(owner, asked, by_way_of or "Отправить")).text
    await wait_until_sent(services)
    assert not got(olya, "Мост")
    await owner.settle()
    shown, question = owner.messages[-2:]
    assert shown.text == "🔴 Мост открыт"
    await press(owner, question, "Отправить")
    assert (await olya.wait()).text == "🔴 Мост открыт"


async def test_author_changes_no_draft_of_others_and_nothing_scheduled(
    app: App, services: Services, person: People
) -> None:
    await subscribe(person("Оля"))
    owner = person("Анна", id=EDITOR_ID)
    author = await appoint(services, person("Борис"), Role.AUTHOR)
    await preview(owner, "/breaking Мост закрыт")
    own = await ask(author, "/help")
    buttons = ("bz:1:1", "bv:1:30", "bl:1:uk", "bt:1:sport:1", "bq:1:t", "bq:1:s", "b:1:0")
    before = await services.broadcasts.get(1)
    for data in buttons:
        await author.click_data(own, data)
    assert await services.broadcasts.get(1) == before
    author.skip()
    question = await preview(author, "/breaking Мост открыт")
    now = services.clock()
    await services.drafts.schedule(2, now + timedelta(days=1), Actor(EDITOR_ID, "Анна"), now)
    scheduled = await services.broadcasts.get(2)
    for label in ("Со звуком", "Отмена", "только мне"):
        await author.click(question, label)
    assert await services.broadcasts.get(2) == scheduled


async def test_last_owner_stays(settings: Settings, services: Services, person: People) -> None:
    settings.admin_ids = frozenset()
    anna = await appoint(services, person("Анна"), Role.OWNER)
    actor, now = Actor(anna.id, "Анна"), services.clock()
    with pytest.raises(LastOwnerError):
        await services.editors.remove(anna.id, actor, now)
    with pytest.raises(LastOwnerError):
        await services.editors.set_role(anna.id, Role.EDITOR, actor, now)
    await appoint(services, person("Борис"), Role.OWNER)
    assert await services.editors.remove(anna.id, actor, now)
    with pytest.raises(NotAllowedError):
        await services.editors.invite(Role.OWNER, actor, now)


async def test_two_owners_who_remove_each_other_at_once_leave_one(
    settings: Settings, services: Services, person: People
) -> None:
    settings.admin_ids = frozenset()
    anna = await appoint(services, person("Анна"), Role.OWNER)
    boris = await appoint(services, person("Борис"), Role.OWNER)
    now = services.clock()
    await asyncio.gather(
        services.editors.remove(anna.id, Actor(boris.id, "Борис"), now),
        services.editors.remove(boris.id, Actor(anna.id, "Анна"), now),
        return_exceptions=True,
    )
    assert len(await services.editors.list_ids()) == 1


async def test_owner_of_the_settings_is_not_changed_in_the_chat(
    app: App, services: Services, person: People
) -> None:
    boris = await appoint(services, person("Борис"), Role.OWNER)
    own = await ask(boris, "/editors")
    assert str(EDITOR_ID) in own.text
    answer = await boris.click_data(own, f"ed:{EDITOR_ID}:xx:")
    assert "ADMIN_IDS" in answer.text
    assert EDITOR_ID in await services.editors.list_ids()


async def test_start_without_an_owner_logs_one_link(
    settings: Settings, services: Services, person: People, caplog: pytest.LogCaptureFixture
) -> None:
    settings.admin_ids = frozenset()
    anna, boris = person("Анна"), person("Борис")
    links = []
    for _ in range(2):
        async with running(App(services)):
            assert "для редакторов" in (await ask(anna, "/editors")).text
            links += _LINK.findall(caplog.text)
            caplog.clear()
    assert len(links) == 2
    async with running(App(services)):
        await ask(anna, "/help")
        (new,) = _LINK.findall(caplog.text)
        for old in links:
            assert "устарело" in (await ask(anna, f"/start {old}")).text
            await dismiss(anna)
        assert "ваша роль: владелец" in (await ask(anna, f"/start {new}")).text
        assert "уже использовано" in (await ask(boris, f"/start {new}")).text
    caplog.clear()
    async with running(App(services)):
        await dismiss(anna)
        assert "Анна — владелец" in (await ask(anna, "/editors")).text
    assert not _LINK.findall(caplog.text)


async def test_scheduled_broadcast_of_a_downgraded_editor_is_held(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya, owner = person("Оля"), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    boris = await appoint(services, person("Борис"), Role.EDITOR)
    await preview(boris, "/breaking Мост закрыт")
    now = services.clock()
    await services.drafts.schedule(1, now + timedelta(hours=1), Actor(boris.id, "Борис"), now)
    await appoint(services, boris, Role.AUTHOR)
    sandbox_clock.advance(hours=1)
    await app.broadcasts.run()
    assert "ждёт вашего решения" in (await owner.wait()).text
    await wait_until_sent(services)
    assert not got(olya, "Мост закрыт")
    assert "ждёт вашего решения" not in boris.last.text


async def test_invitation_subscribes_nobody(app: App, services: Services, person: People) -> None:
    owner, boris, stranger = person("Анна", id=EDITOR_ID), person("Борис"), person("Глеб")
    payload = await invite(owner, "Редактор")
    for guest in (boris, stranger):
        answer = await ask(guest, f"/start {payload}")
        await guest.settle()
        assert guest.last.text == answer.text
        assert "Подписаться: /start" in answer.text
        known = await services.subscribers.get(guest.id)
        assert known is None or not known.is_subscribed
    await load(services, BRIDGE)
    await ask(boris, "/edit 1")
    assert "Прежний заголовок" in (await ask(boris, "Мост закрыт")).text
    await subscribe(boris)
    again = await ask(boris, f"/start {await invite(owner, 'Автор')}")
    assert "Подписаться" not in again.text


@pytest.mark.parametrize(
    ("language", "told"),
    [("uk", "Тепер ваша роль"), ("en", "Your role is now")],
)
async def test_invited_editor_is_written_to_in_their_language(
    app: App, services: Services, person: People, language: str, told: str
) -> None:
    owner, guest = person("Анна", id=EDITOR_ID), person("Борис", language_code=language)
    await ask(guest, f"/start {await invite(owner, 'Редактор')}")
    card = await press(owner, await ask(owner, "/editors"), "Борис — редактор")
    await press(owner, card, "Автор")
    assert told in (await guest.wait()).text


@pytest.mark.parametrize(
    ("language", "told"),
    [("uk", "Чернетку пропонує Борис"), ("en", "Борис submits the draft above")],
)
async def test_owner_of_the_settings_is_written_to_in_their_language(
    app: App, services: Services, person: People, language: str, told: str
) -> None:
    """Nothing is known of them before they write, and they need not subscribe to the news."""
    await subscribe(person("Оля"))
    owner = person("Анна", id=EDITOR_ID, language_code=language)
    author = await appoint(services, person("Борис"), Role.AUTHOR)
    await ask(owner, "/editors")
    await author.click(await preview(author, "/breaking Мост закрыт"), "Предложить")
    await owner.wait()
    assert told in (await owner.wait()).text
    async with services.database.read() as connection:
        known = await subscribers.get(connection, EDITOR_ID)
    assert known is not None
    assert known.state == "new"


async def test_editor_who_opens_a_used_invitation_is_known(app: App, person: People) -> None:
    owner, boris = person("Анна", id=EDITOR_ID), person("Борис")
    payload = await invite(owner, "Редактор")
    await ask(boris, f"/start {payload}")
    again = (await ask(boris, f"/start {payload}")).text
    assert "Вы уже в редакции, ваша роль: редактор." in again
    assert "Приглашение не использовано" not in again
    other = await invite(owner, "Автор")
    assert "Приглашение не использовано" in (await ask(boris, f"/start {other}")).text


async def test_long_names_of_editors_differ(app: App, services: Services, person: People) -> None:
    owner = person("Анна", id=EDITOR_ID)
    for name in ("Борис-Северный", "Борис-Полуденный"):
        await appoint(services, person(f"Б {name * 6}"), Role.EDITOR)
    listed = (await ask(owner, "/editors")).labels
    assert sum("Северный" in label for label in listed) == 1
    assert sum("Полуденный" in label for label in listed) == 1


async def test_second_process_voids_no_link(
    settings: Settings, services: Services, person: People, caplog: pytest.LogCaptureFixture
) -> None:
    settings.admin_ids = frozenset()
    async with running(App(services)), running(App(services, is_first=False)):
        anna = person("Анна")
        await ask(anna, "/help")
        (link,) = _LINK.findall(caplog.text)
        assert "ваша роль: владелец" in (await ask(anna, f"/start {link}")).text


@pytest.mark.both_engines
async def test_process_on_another_machine_voids_no_link(
    settings: Settings, services: Services, person: People
) -> None:
    """Each is the first on its machine: only the database knows of the other one."""
    settings.admin_ids = frozenset()
    now = services.clock()
    rows = [ProcessRow(name, now + timedelta(seconds=30)) for name in ("one", "two")]
    async with services.database.write() as connection:
        for row in rows:
            await processes.register(connection, row)
    found = await asyncio.gather(
        *(services.editors.invite_first_owner(row.id, now) for row in rows)
    )
    (first,) = filter(None, found)
    for row in rows:
        assert await services.editors.invite_first_owner(row.id, now) is None
    inviting = rows[0] if found[0] else rows[1]
    other = rows[1] if found[0] else rows[0]
    async with services.database.write() as connection:
        assert await processes.remove(connection, inviting)
    second = await services.editors.invite_first_owner(other.id, now)
    assert second is not None
    anna = Actor(person("Анна").id, "Анна")
    assert await services.editors.accept_invite(first.secret, anna, now) is None
    assert await services.editors.accept_invite(second.secret, anna, now) is not None
    assert await services.editors.invite_first_owner(other.id, now) is None


@pytest.mark.both_engines
async def test_first_process_of_a_machine_voids_the_link_of_a_killed_one(
    settings: Settings, services: Services
) -> None:
    """A database that is shared may be in use on another machine, where that process still runs."""
    settings.admin_ids = frozenset()
    now = services.clock()
    async with services.database.write() as connection:
        await processes.register(connection, ProcessRow("killed", now + timedelta(seconds=30)))
    assert await services.editors.invite_first_owner("killed", now) is not None
    assert await services.editors.invite_first_owner("new", now) is None
    link = await services.editors.invite_first_owner("new", now, is_first=True)
    assert (link is None) is isinstance(services.database, PostgresDatabase)


async def test_link_that_expired_is_followed_by_another(
    settings: Settings, services: Services
) -> None:
    settings.admin_ids = frozenset()
    now = services.clock()
    assert await services.editors.invite_first_owner("one", now) is not None
    assert await services.editors.invite_first_owner("one", now + timedelta(hours=23)) is None
    assert await services.editors.invite_first_owner("one", now + timedelta(hours=25)) is not None


async def test_expired_invitation_is_removed_where_there_is_an_owner(services: Services) -> None:
    """Its row has the id of the person who made it."""
    now, owner = services.clock(), Actor(EDITOR_ID, "Анна")
    await services.editors.invite(Role.AUTHOR, owner, now - INVITE_TTL)
    kept = await services.editors.invite(Role.EDITOR, owner, now)
    await delete_expired(services.database, timedelta(days=90), now)
    async with services.database.read() as connection:
        expires_at = select(editor_invites.c.expires_at)
        assert (await connection.execute(expires_at)).scalars().all() == [kept.expires_at]


async def schedule_draft_of_author(services: Services, person: People, owner: Person) -> Person:
    """Schedule in an hour what an author drafted; return the author."""
    author = await appoint(services, person("Борис"), Role.AUTHOR)
    await preview(author, "/breaking Мост закрыт")
    now = services.clock()
    await services.drafts.schedule(1, now + timedelta(hours=1), Actor(owner.id, "Анна"), now)
    return author


async def test_service_reports_to_an_editor_who_may_act(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    """The author of a draft has no right to the buttons of its report."""
    olya, owner = await subscribe(person("Оля")), person("Анна", id=EDITOR_ID)
    app.rate_limiter.pause(3600, olya.id)
    author = await schedule_draft_of_author(services, person, owner)
    sandbox_clock.advance(hours=1)
    await app.broadcasts.run()
    assert "№ 1. Отправляю" in (await owner.wait()).text
    async with services.database.write() as connection:
        assert await broadcasts.transition(connection, 1, from_states="sending", paused=True)
    await app.broadcasts.run()
    assert "поставил отправку на паузу" in (await owner.wait()).text
    await author.settle()
    assert not got(author, "№ 1. Отправляю")
    assert not got(author, "на паузу")


async def test_missed_draft_of_an_author_is_shown_to_an_editor(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    await subscribe(person("Оля"))
    owner = person("Анна", id=EDITOR_ID)
    author = await schedule_draft_of_author(services, person, owner)
    sandbox_clock.advance(hours=4)
    await app.broadcasts.run()
    assert "№ 1 не вышла" in (await owner.wait()).text
    await author.settle()
    assert not got(author, "не вышла")


@pytest.mark.parametrize(
    ("language", "told"),
    [("ru", "Источников ещё нет"), ("uk", "Джерел ще немає"), ("en", "There are no sources")],
)
async def test_editor_of_an_empty_bot_is_told_to_add_sources(
    app: App, services: Services, person: People, language: str, told: str
) -> None:
    anna = person("Анна", id=EDITOR_ID, language_code=language)
    author = await appoint(services, person("Автор", language_code=language), Role.AUTHOR)
    for command in ("/start", "/help"):
        answer = await ask(anna, command)
        assert told in answer.text
        assert "/sources add" in answer.text
        for other in (author, person("Оля", language_code=language)):
            assert told not in (await ask(other, command)).text
    await load(services, BRIDGE)
    for command in ("/start", "/help"):
        assert told not in (await ask(anna, command)).text
