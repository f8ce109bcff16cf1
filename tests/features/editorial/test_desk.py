"""Test /desk: editors pin, hide, split and join the stories of the next digests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.app import App
from sandbox.clock import ManualClock
from sandbox.testing import MessageSnapshot, Person
from service.bootstrap import Services
from storage.archive import stories
from storage.archive.desk_choices import DeskChoiceKind
from storage.messaging import delivered_stories
from storage.stats import audit_log
from storage.stats.audit_log import AuditAction
from tests.conftest import EDITOR_ID
from tests.features.digest.test_order import BUDGET, RECIPE, titles
from tests.support.articles import BRIDGE, LONG, load
from tests.support.conversation import ask, subscribe
from tests.support.editors import press

People = Callable[..., Person]

OTHER_BRIDGE = replace(
    BRIDGE,
    source="Хвиля",
    title="Новый мост в Днепре открыт",
    text=BRIDGE.text.replace("в среду", "накануне"),
)


async def open_story(editor: Person, title: str) -> MessageSnapshot:
    """Open a story of the desk by its title."""
    desk = await ask(editor, "/desk")
    number = titles_of(desk).index(title) + 1
    return await press(editor, desk, f"{number}\ufe0f\u20e3")


def titles_of(desk: MessageSnapshot) -> list[str]:
    """Return the titles of a numbered list, without marks and counts."""
    return [one.rpartition(" · ")[0].lstrip("📌🙈 ") for one in titles(desk.text)]


async def list_actions(services: Services) -> list[AuditAction]:
    async with services.database.read() as connection:
        return [entry.action for entry in await audit_log.list_page(connection, limit=5)]


async def count_reports(services: Services, *story_ids: int) -> dict[int, int]:
    async with services.database.read() as connection:
        found = await stories.get_many(connection, story_ids)
    return {one.id: one.article_count for one in found.values()}


async def test_pinned_story_leads_digest(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya, editor = await subscribe(person(), hour="20:00"), person("Анна", id=EDITOR_ID)
    petro = await subscribe(person("Пётр"), "Политика", hour="20:00")
    await load(services, BUDGET, RECIPE)
    card = await open_story(editor, RECIPE.title)
    pinned = await press(editor, card, "Закрепить первым")
    assert "Первым в сводках" in pinned.text
    assert titles_of(await ask(editor, "/desk"))[0] == RECIPE.title
    sandbox_clock.advance(hours=8)  # 20:00 in Kyiv
    assert await app.send_due_digests() == 2
    assert titles((await olya.wait()).text) == [RECIPE.title, BUDGET.title]
    assert RECIPE.title not in (await petro.wait()).text
    assert await list_actions(services) == [AuditAction.STORY_PINNED]


async def test_hidden_story_is_in_no_digest(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya, editor = await subscribe(person(), hour="20:00"), person("Анна", id=EDITOR_ID)
    await load(services, BUDGET, RECIPE)
    hidden = await press(editor, await open_story(editor, BUDGET.title), "Скрыть")
    assert "Не попадает в сводки" in hidden.text
    assert titles_of(await ask(editor, "/desk")) == [RECIPE.title, BUDGET.title]
    assert titles((await ask(person("Пётр"), "/digest")).text) == [RECIPE.title]
    sandbox_clock.advance(hours=8)  # 20:00 in Kyiv
    assert await app.send_due_digests() == 1
    assert titles((await olya.wait()).text) == [RECIPE.title]
    shown = await press(editor, await open_story(editor, BUDGET.title), "Снова показывать")
    assert "Не попадает" not in shown.text
    assert await list_actions(services) == [AuditAction.STORY_RELEASED, AuditAction.STORY_HIDDEN]


async def test_choice_ends_after_a_day(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya, editor = person("Оля"), person("Анна", id=EDITOR_ID)
    await load(services, BUDGET, RECIPE)
    await press(editor, await open_story(editor, BUDGET.title), "Скрыть")
    sandbox_clock.advance(hours=23, minutes=59)
    assert BUDGET.title not in (await ask(olya, "/digest")).text
    sandbox_clock.advance(minutes=1)
    await load(services, LONG)
    assert "🙈" not in (await ask(editor, "/desk")).text


async def test_split_report_becomes_a_story(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    """It stays one when the report comes again."""
    await load(services, BRIDGE, OTHER_BRIDGE)
    assert await count_reports(services, 1) == {1: 2}
    editor = person("Анна", id=EDITOR_ID)
    choice = await press(editor, await open_story(editor, BRIDGE.title), "Отделить статью")
    number = next(n for n, title in enumerate(titles(choice.text), 1) if "Хвиля" in title)
    split = await press(editor, choice, f"{number}\ufe0f\u20e3")
    assert "отдельный сюжет" in split.text
    assert OTHER_BRIDGE.title in split.text
    again = await services.importer.import_articles([OTHER_BRIDGE, replace(OTHER_BRIDGE, title="")])
    assert again.added == 0
    assert await count_reports(services, 1, 2) == {1: 1, 2: 1}
    assert sorted(titles_of(await ask(editor, "/desk"))) == [BRIDGE.title, OTHER_BRIDGE.title]
    assert await list_actions(services) == [AuditAction.STORY_SPLIT]


async def test_lead_keeps_its_story_when_split(
    app: App, services: Services, person: People
) -> None:
    """Readers were shown the story with it, and do not get it again."""
    await load(services, BRIDGE, OTHER_BRIDGE)
    split = await services.desk.split_report(1, 1, audit_log.SERVICE_ACTOR, services.clock())
    assert split is not None
    assert (split.story.id, split.story.sources) == (1, (BRIDGE.source,))
    assert await count_reports(services, 1, 2) == {1: 1, 2: 1}
    repeated = await services.desk.split_report(1, 1, audit_log.SERVICE_ACTOR, services.clock())
    assert repeated is None


async def test_joined_stories_stay_joined(
    app: App, services: Services, person: People, sandbox_clock: ManualClock
) -> None:
    olya, editor = person("Оля"), person("Анна", id=EDITOR_ID)
    await load(services, BUDGET, RECIPE)
    choice = await press(editor, await open_story(editor, BUDGET.title), "Объединить")
    joined = await press(editor, choice, "1️⃣")
    assert "теперь это один сюжет" in joined.text
    assert "2 статьи" in joined.text
    assert await count_reports(services, 1, 2) == {1: 2}
    await services.importer.import_articles([BUDGET, RECIPE])
    assert await count_reports(services, 1, 2) == {1: 2}
    assert titles((await ask(olya, "/digest")).text) == [BUDGET.title]
    async with services.database.read() as connection:
        (entry,) = await audit_log.list_page(connection, limit=1)
    assert entry.text == f"«{BUDGET.title}» + «{RECIPE.title}»"
    await editor.click_data(joined, "dk:1:jj:2")
    assert await list_actions(services) == [AuditAction.STORIES_JOINED]


async def test_reader_of_joined_story_knows_it(
    app: App, services: Services, person: People
) -> None:
    olya, editor = await subscribe(person()), person("Анна", id=EDITOR_ID)
    await load(services, RECIPE)
    assert titles((await ask(olya, "/digest")).text) == [RECIPE.title]
    await load(services, BUDGET)
    choice = await press(editor, await open_story(editor, BUDGET.title), "Объединить")
    await press(editor, choice, "1️⃣")
    async with services.database.read() as connection:
        shown = await delivered_stories.get_shown_story_ids(
            connection, [olya.id], services.clock().replace(year=2000)
        )
    assert shown == {olya.id: {2}}


async def test_pin_of_joined_story_moves_along(
    app: App, services: Services, person: People
) -> None:
    await load(services, BUDGET, RECIPE)
    actor, now = audit_log.SERVICE_ACTOR, services.clock()
    await services.desk.choose(2, DeskChoiceKind.PIN, actor, now)
    joined = await services.desk.join(1, 2, actor, now)
    assert joined is not None
    assert joined.choice is not None
    assert joined.choice.kind is DeskChoiceKind.PIN
    assert "📌" in (await ask(person("Анна", id=EDITOR_ID), "/desk")).text


async def test_own_choice_of_a_story_stays_when_another_is_joined(
    app: App, services: Services
) -> None:
    await load(services, BUDGET, RECIPE)
    actor, now = audit_log.SERVICE_ACTOR, services.clock()
    await services.desk.choose(1, DeskChoiceKind.HIDE, actor, now)
    await services.desk.choose(2, DeskChoiceKind.PIN, actor, now)
    joined = await services.desk.join(1, 2, actor, now)
    assert joined is not None
    assert joined.choice is not None
    assert joined.choice.kind is DeskChoiceKind.HIDE


async def test_desk_pushes_lead_article(app: App, services: Services, person: People) -> None:
    await load(services, BUDGET)
    editor = person("Анна", id=EDITOR_ID)
    card = await open_story(editor, BUDGET.title)
    editor.skip()
    await editor.click(card, "🔴 Срочно")
    assert BUDGET.title in (await editor.wait()).text


async def test_empty_desk_says_how_to_fill_it(app: App, person: People) -> None:
    assert "/sources" in (await ask(person("Анна", id=EDITOR_ID), "/desk")).text


async def test_button_of_deleted_story_does_nothing(
    app: App, services: Services, person: People
) -> None:
    await load(services, BUDGET)
    editor = person("Анна", id=EDITOR_ID)
    desk = await ask(editor, "/desk")
    for data in ("dk:77:p:0", "dk:77:c:0", "dk:77:j:0", "dk:1:x:1", "dk:1:jj:1", "dk:1:jj:77"):
        assert "Сюжет успел измениться" in (await editor.click_data(desk, data)).text, data
    assert await list_actions(services) == []
