"""Test /edit and /remove: editors change and remove stored articles."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.app import App
from sandbox.clock import ManualClock
from sandbox.testing import MessageSnapshot, Person
from service.articles.service import ArticleChanged, ArticleEdit
from service.bootstrap import Services
from service.editors.rights import NotAllowedError
from storage.archive import articles, stories
from storage.chats.editors import Role
from storage.stats import audit_log
from storage.stats.audit_log import Actor, AuditAction
from tests.conftest import EDITOR_ID
from tests.support.articles import BRIDGE, LONG, load
from tests.support.conversation import ask, subscribe
from tests.support.editors import appoint, press, preview
from tests.support.outbox import wait_until_sent

People = Callable[..., Person]

SENT = replace(BRIDGE, url="https://example.org/bridge", guid="bridge-1")
OTHER_WORDS = "Паром через Днепр остановили до весны. Его отремонтируют в доках Херсона."


async def hits(services: Services, words: str) -> list[str]:
    """Return the titles that a search finds."""
    now = services.clock()
    query = await services.search.parse_query(words, now=now, timezone="Europe/Kyiv")
    found = await services.search.find(query, now=now)
    return [hit.article.title for hit in found.hits]


async def answer(editor: Person, question: MessageSnapshot, words: str) -> MessageSnapshot:
    editor.skip()
    await editor.send(words, reply_to=question)
    return await editor.wait()


@pytest.mark.parametrize(
    ("language", "edit", "title", "saved"),
    [
        ("ru", "Изменить", "Заголовок", "Исправлено."),
        ("uk", "Змінити", "Заголовок", "Виправлено."),
        ("en", "Edit", "Title", "Changed."),
    ],
)
async def test_edit_title_by_reply(
    app: App, services: Services, person: People, language: str, edit: str, title: str, saved: str
) -> None:
    await load(services, SENT)
    editor = person("Анна", id=EDITOR_ID, language_code=language)
    card = await ask(editor, "/edit 1")
    assert "Днепровский вестник" in card.text
    question = await press(editor, card, title)
    assert BRIDGE.title in question.text
    changed = await answer(editor, question, "Четвёртый мост\nоткрыт")
    assert changed.text.startswith(saved)
    number = "#1" if language == "en" else "№ 1"
    assert f"{number}. Четвёртый мост открыт" in changed.text
    assert await hits(services, "четвёртого моста") == ["Четвёртый мост открыт"]
    async with services.database.read() as connection:
        article = await articles.get(connection, 1)
        (entry,) = await audit_log.list_page(connection, limit=5)
    assert article is not None
    assert (article.url, article.guid, article.title_generated) == (SENT.url, SENT.guid, False)
    assert article.photo_credit == "Пресс-служба"
    assert [block.text for block in article.blocks][1].startswith("По мосту каждый день")
    assert (entry.action, entry.text) == (AuditAction.ARTICLE_EDITED, "№ 1 «Четвёртый мост открыт»")
    shown = await press(
        editor, changed, {"ru": "К статье", "uk": "До статті"}.get(language, "To the article")
    )
    assert any(label.endswith(edit) for label in shown.labels)


async def test_title_can_be_typed_without_a_reply(
    app: App, services: Services, person: People
) -> None:
    await load(services, SENT)
    editor = person("Анна", id=EDITOR_ID)
    card = await ask(editor, "/edit 1")
    assert "следующим сообщением" in card.text
    changed = await ask(editor, "Четвёртый мост открыт")
    assert changed.text.startswith("Исправлено.")
    assert f"Прежний заголовок: «{SENT.title}»" in changed.text
    assert await hits(services, "четвёртого моста") == ["Четвёртый мост открыт"]
    found = await ask(editor, "мост")
    assert "Исправлено" not in found.text
    question = await press(editor, card, "Текст")
    assert "В Днепре в среду открыли" in question.text
    changed = await ask(editor, OTHER_WORDS)
    assert changed.text.startswith("Исправлено.")
    assert "Прежний" not in changed.text
    assert await hits(services, "паромы") == ["Четвёртый мост открыт"]


@pytest.mark.parametrize("ends", ["time", "button", "role"])
async def test_typed_title_is_a_search_when_nobody_asks(
    app: App, services: Services, person: People, sandbox_clock: ManualClock, ends: str
) -> None:
    await load(services, SENT)
    boris = await appoint(services, person("Борис"), Role.EDITOR)
    card = await ask(boris, "/edit 1")
    if ends == "time":
        sandbox_clock.advance(minutes=16)
    elif ends == "button":
        await press(boris, card, "Темы")
    else:
        await appoint(services, boris, Role.AUTHOR)
    await ask(boris, "Четвёртый мост")
    async with services.database.read() as connection:
        article = await articles.get(connection, 1)
    assert article is not None
    assert article.title == SENT.title


async def test_newest_question_gets_the_answer(
    app: App, services: Services, person: People
) -> None:
    await load(services, SENT)
    editor = person("Анна", id=EDITOR_ID)
    await subscribe(person("Оля"))
    question = await preview(editor, "/breaking Паром встал")
    await ask(editor, "/edit 1")
    later = await press(editor, question, "Позже")
    assert "Когда отправить?" in later.text
    assert "Выйдет" in (await ask(editor, "23:30")).text
    await press(editor, editor.last, "Другое время")
    await ask(editor, "/edit 1")
    assert (await ask(editor, "23:40")).text.startswith("Исправлено.")


async def test_edit_text_analyzes_article_again(
    app: App, services: Services, person: People
) -> None:
    await load(services, replace(SENT, title=""))
    editor = person("Анна", id=EDITOR_ID)
    question = await press(editor, await ask(editor, "/edit 1"), "Текст")
    changed = await answer(editor, question, OTHER_WORDS)
    assert "Паром через Днепр остановили до весны" in changed.text
    assert await hits(services, "паромы") == ["Паром через Днепр остановили до весны"]
    assert await hits(services, "автобусы") == []
    async with services.database.read() as connection:
        article = await articles.get(connection, 1)
        candidates = await stories.find_candidates(connection, ["паром"], around=services.clock())
    assert article is not None
    assert article.title_generated
    assert [candidate.article_id for candidate in candidates] == [1]
    assert article.url == SENT.url


async def test_whole_text_of_an_editor_is_no_teaser(
    app: App, services: Services, person: People
) -> None:
    await load(services, replace(SENT, is_teaser=True))
    editor, actor = person("Анна", id=EDITOR_ID), Actor(EDITOR_ID, "Анна")
    titled = ArticleEdit(title="Четвёртый мост открыт")
    edited = await services.articles.edit(1, titled, actor, services.clock())
    assert edited is not None
    assert edited.article.is_teaser
    await ask(editor, f"/edit 1 {OTHER_WORDS}")
    async with services.database.read() as connection:
        article = await articles.get(connection, 1)
    assert article is not None
    assert not article.is_teaser


async def test_edit_text_keeps_given_title(app: App, services: Services, person: People) -> None:
    await load(services, SENT)
    editor = person("Анна", id=EDITOR_ID)
    changed = await ask(editor, f"/edit 1 {OTHER_WORDS}")
    assert f"№ 1. {SENT.title}" in changed.text
    assert "Изменено редакцией: текст" in changed.text


async def test_edited_topics_survive_new_text(app: App, services: Services, person: People) -> None:
    await load(services, SENT)
    editor = person("Анна", id=EDITOR_ID)
    choice = await press(editor, await ask(editor, "/edit 1"), "Темы")
    ticked = await press(editor, choice, "Спорт")
    assert "✅ Спорт" in ticked.labels
    forged = await editor.click_data(ticked, "ae:1:+:nonsense")
    assert not forged.text
    await ask(editor, f"/edit 1 {OTHER_WORDS}")
    async with services.database.read() as connection:
        article = await articles.get(connection, 1)
    assert article is not None
    assert "sport" in {topic.id for topic in article.topics}
    assert "nonsense" not in {topic.id for topic in article.topics}


async def test_import_keeps_editor_overrides(app: App, services: Services, person: People) -> None:
    first = replace(BRIDGE, source="Лента")
    await load(services, first)
    editor = person("Анна", id=EDITOR_ID)
    await ask(editor, f"/edit 1 {OTHER_WORDS}")
    # Without address and guid only its old text identifies it.
    again = await services.importer.import_articles([first, replace(first, title="")])
    assert (again.added, again.already_known, again.article_ids) == (0, 2, [1, 1])
    async with services.database.read() as connection:
        article = await articles.get(connection, 1)
        assert await articles.count(connection) == 1
    assert article is not None
    assert article.blocks[0].text.startswith("Паром")


async def test_source_update_keeps_editor_overrides(
    app: App, services: Services, person: People
) -> None:
    await load(services, SENT)
    editor = person("Анна", id=EDITOR_ID)
    question = await press(editor, await ask(editor, "/edit 1"), "Заголовок")
    await answer(editor, question, "Наш заголовок")
    await services.importer.import_articles([replace(SENT, text=OTHER_WORDS, is_edited=True)])
    async with services.database.read() as connection:
        article = await articles.get(connection, 1)
    assert article is not None
    assert article.title == "Наш заголовок"
    assert article.blocks[0].text.startswith("В Днепре")


async def test_edit_rejects_duplicate_text(app: App, services: Services, person: People) -> None:
    await load(services, SENT, LONG)
    editor = person("Анна", id=EDITOR_ID)
    said = await ask(editor, f"/edit 2 {BRIDGE.text}")
    assert "в другой статье" in said.text


async def test_edit_sends_long_text_as_file(app: App, services: Services, person: People) -> None:
    await load(services, SENT)
    editor = person("Анна", id=EDITOR_ID)
    question = await press(editor, await ask(editor, "/edit 1"), "Текст")
    sent = await editor.send_document("new.txt", LONG.text.encode())
    await editor.wait()  # a file that is not a reply is an article of its own
    await press(editor, await ask(editor, "/remove 2"), "Да, убрать")
    editor.skip()
    await editor.send_fields(document=sent.raw["document"], reply_to_message=question.raw)
    assert "Исправлено" in (await editor.wait()).text
    assert await hits(services, "галактику") == [SENT.title]
    editor.skip()
    await editor.send_fields(dice={"emoji": "🎲", "value": 1}, reply_to_message=question.raw)
    assert "Нужен текст" in (await editor.wait()).text


async def test_removed_article_stays_removed(app: App, services: Services, person: People) -> None:
    copy = replace(BRIDGE, source="Копия", url="https://copy.example/1")
    await load(services, SENT)
    olya, editor = person("Оля"), person("Анна", id=EDITOR_ID)
    found = await ask(olya, "мостом")
    question = await ask(editor, "/remove 1")
    assert "Убрать № 1" in question.text
    done = await press(editor, question, "Да, убрать")
    assert "убрано из архива" in done.text
    answer = await olya.click(found, "1️⃣")
    assert (answer.text, answer.show_alert) == ("Этой статьи больше нет.", True)
    assert await hits(services, "мостом") == []
    report = await services.importer.import_articles([SENT, copy, replace(BRIDGE, title="")])
    assert (report.added, report.already_known) == (0, 3)
    async with services.database.read() as connection:
        assert [e.action for e in await audit_log.list_page(connection, limit=5)] == [
            AuditAction.ARTICLE_REMOVED
        ]
    assert await hits(services, "мостом") == []


async def test_removed_article_can_be_added_again(
    app: App, services: Services, person: People
) -> None:
    editor = person("Анна", id=EDITOR_ID)
    await ask(editor, f"/add {BRIDGE.text}")
    await press(editor, await ask(editor, "/remove 1"), "Да, убрать")
    assert (await ask(editor, f"/add {BRIDGE.text}")).text.startswith("В архиве")
    assert len(await hits(services, "мостом")) == 1


async def test_story_survives_removal_of_an_article(
    app: App, services: Services, person: People
) -> None:
    second = replace(
        BRIDGE,
        source="Хвиля",
        title="Новый мост в Днепре открыт",
        text=BRIDGE.text.replace("в среду", "накануне"),
    )
    await load(services, SENT, second)
    async with services.database.read() as connection:
        (story,) = (await stories.get_many(connection, [1])).values()
    assert story.sources == ("Днепровский вестник", "Хвиля")
    editor = person("Анна", id=EDITOR_ID)
    await press(editor, await ask(editor, "/remove 1"), "Да, убрать")
    async with services.database.read() as connection:
        (story,) = (await stories.get_many(connection, [1])).values()
    assert (story.lead_article.id, story.article_count, story.sources) == (2, 1, ("Хвиля",))


async def test_removing_broadcast_article_explains_retract(
    app: App, services: Services, person: People
) -> None:
    await subscribe(person("Оля"))
    editor = person("Анна", id=EDITOR_ID)
    await load(services, SENT)
    await press(editor, await preview(editor, "/breaking 1"), "Отправить")
    await wait_until_sent(services)
    assert "/retract 1" in (await ask(editor, "/remove 1")).text


@pytest.mark.parametrize("said", ["/edit", "/edit мост", "/remove", "/remove 1 совсем", "/edit 0"])
async def test_edit_without_number_explains_usage(app: App, person: People, said: str) -> None:
    assert "12" in (await ask(person("Анна", id=EDITOR_ID), said)).text


async def test_edit_is_for_editors_only(app: App, services: Services, person: People) -> None:
    await load(services, SENT)
    olya, editor = person("Оля"), person("Анна", id=EDITOR_ID)
    found = await ask(olya, "мостом")
    assert "для редакторов" in (await ask(olya, "/edit 1")).text
    assert "для редакторов" in (await ask(olya, "/remove 1")).text
    for forged in ("ae:1:xx:", "ae:1:+:sport", "ae:1:h:", "st:7:0"):
        assert "для редакторов" in (await olya.click_data(found, forged)).text
    question = await press(editor, await ask(editor, "/edit 1"), "Заголовок")
    markup = question.raw["reply_markup"]
    post = {"message_id": 1, "date": 0, "chat": {"id": olya.id, "type": "private"}}
    await olya.send_fields(
        text="мостом", reply_to_message={**post, "text": "№ 1", "reply_markup": markup}
    )
    assert "Днепре" in (await olya.wait()).text
    async with services.database.read() as connection:
        article = await articles.get(connection, 1)
        assert await audit_log.count(connection) == 0
    assert article is not None
    assert article.title == SENT.title


async def test_edit_reply_rejects_former_editor(
    app: App, services: Services, person: People
) -> None:
    """The question stays valid; the rights of the person who answers are checked again."""
    await load(services, SENT)
    editor = person("Анна", id=EDITOR_ID)
    question = await press(editor, await ask(editor, "/edit 1"), "Заголовок")
    app.settings.__dict__["admin_ids"] = frozenset()
    editor.skip()
    await editor.send("Чужой заголовок", reply_to=question)
    await editor.wait()
    async with services.database.read() as connection:
        article = await articles.get(connection, 1)
    assert article is not None
    assert article.title == SENT.title


async def test_author_does_not_bring_back_what_an_editor_removed(
    app: App, services: Services, person: People
) -> None:
    editor = person("Анна", id=EDITOR_ID)
    author = await appoint(services, person("Борис"), Role.AUTHOR)
    assert "№ 1" in (await ask(author, f"/add {BRIDGE.text}")).text
    await press(editor, await ask(editor, "/remove 1"), "Да, убрать")
    assert "убрала из архива" in (await ask(author, f"/add {BRIDGE.text}")).text
    await author.send_document("bridge.txt", BRIDGE.text.encode())
    await author.wait()
    assert await hits(services, "мост") == []
    assert "В архиве" in (await ask(editor, f"/add {BRIDGE.text}")).text


@pytest.mark.parametrize("role", [None, Role.AUTHOR])
async def test_right_that_is_lost_while_an_edit_is_analyzed_changes_nothing(
    app: App,
    services: Services,
    person: People,
    monkeypatch: pytest.MonkeyPatch,
    role: Role | None,
) -> None:
    await load(services, SENT)
    editor = await appoint(services, person("Борис"), Role.EDITOR)
    analyze = services.analysis_worker.analyze

    async def analyze_meanwhile(*given: Any) -> Any:
        await appoint(services, editor, role)
        return await analyze(*given)

    monkeypatch.setattr(services.analysis_worker, "analyze", analyze_meanwhile)
    assert "нет прав" in (await ask(editor, f"/edit 1 {OTHER_WORDS}")).text
    assert await hits(services, "мост") == [BRIDGE.title]
    actor, now = Actor(editor.id, "Борис"), services.clock()
    for work in (
        services.articles.remove(1, actor, now),
        services.articles.set_topic(1, "sport", is_on=True, actor=actor, now=now),
    ):
        with pytest.raises(NotAllowedError):
            await work


@pytest.mark.parametrize("first", ["title", "text", "topics"])
@pytest.mark.parametrize(
    "second",
    [ArticleEdit(title="Мост закрыт"), ArticleEdit(text=OTHER_WORDS)],
    ids=["title", "text"],
)
async def test_edit_replaces_nothing_that_changed_while_it_was_analyzed(
    app: App,
    services: Services,
    person: People,
    monkeypatch: pytest.MonkeyPatch,
    first: str,
    second: ArticleEdit,
) -> None:
    await load(services, SENT)
    editor, now = person("Анна", id=EDITOR_ID), services.clock()
    boris = Actor((await appoint(services, person("Борис"), Role.EDITOR)).id, "Борис")
    given: dict[str, Any] = {"title": "Заголовок Бориса", "text": LONG.text, "topics": ("sport",)}
    other, analyze = ArticleEdit(**{first: given[first]}), services.analysis_worker.analyze

    async def analyze_meanwhile(*given: Any) -> Any:
        monkeypatch.setattr(services.analysis_worker, "analyze", analyze)
        await services.articles.edit(1, other, boris, now)
        return await analyze(*given)

    monkeypatch.setattr(services.analysis_worker, "analyze", analyze_meanwhile)
    with pytest.raises(ArticleChanged):
        await services.articles.edit(1, second, Actor(EDITOR_ID, "Анна"), now)
    stored = await services.articles.get_editable(1)
    assert stored is not None
    assert stored.overridden_fields == {first}
    monkeypatch.setattr(services.analysis_worker, "analyze", analyze_meanwhile)
    other = ArticleEdit(topics=("culture",))
    assert "№ 1 тем временем изменил" in (await ask(editor, "/edit 1 Ещё один заголовок")).text


async def test_two_topics_that_are_set_at_once_both_stay(
    app: App, services: Services, person: People
) -> None:
    await load(services, SENT)
    actor, now = Actor(EDITOR_ID, "Анна"), services.clock()
    await asyncio.gather(
        *(
            services.articles.set_topic(1, topic, is_on=True, actor=actor, now=now)
            for topic in ("sport", "culture", "science")
        )
    )
    stored = await services.articles.get_editable(1)
    assert stored is not None
    assert {"sport", "culture", "science"} <= {topic.id for topic in stored.article.topics}


async def test_text_that_is_too_long_for_a_title_is_none(
    app: App, services: Services, person: People
) -> None:
    """Who pasted the new text where a title is expected gets another chance."""
    await load(services, SENT)
    editor = person("Анна", id=EDITOR_ID)
    await ask(editor, "/edit 1")
    assert "помещается 300" in (await ask(editor, "мост " * 61)).text
    assert await hits(services, "мост") == [BRIDGE.title]
    assert "Прежний заголовок" in (await ask(editor, "Мост " + "т" * 295)).text
