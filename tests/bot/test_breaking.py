"""An editor pushes; nobody else can."""

from __future__ import annotations

from collections.abc import Callable

from bot.app import App
from bot.jobs import broadcasts
from bot.newsroom import Newsroom
from sandbox.testing import Person
from tests.bot.test_conversation import ask, subscribe
from tests.conftest import EDITOR_ID

People = Callable[..., Person]


async def test_breaking_news_reaches_everyone_who_wants_it(
    app: App, newsroom: Newsroom, person: People
) -> None:
    readers = [person(f"Читатель {number}") for number in range(3)]
    for reader in readers:
        await subscribe(reader)
    paused = person("На паузе")
    await subscribe(paused)
    await paused.send("/pause")
    await paused.wait()
    paused.skip()
    editor = person("Анна", id=EDITOR_ID)

    preview = await ask(editor, "/breaking Мост через Днепр закрыт до утра")
    question = await editor.wait()
    assert preview.text == "🔴 Мост через Днепр закрыт до утра"
    assert question.text == "№ 1. Так это увидят 3 читателя. Отправить?"
    await editor.click(question, "Отправить")
    for reader in readers:
        assert (await reader.wait()).text == preview.text
    await paused.settle()
    assert not [m for m in paused.messages if m.text == preview.text]

    await broadcasts.report(app.bot, newsroom.database, app.translations, "ru")
    assert editor.last.text == "№ 1. Готово: доставлено 3, не доставлено 0."


async def test_cancelled_news_goes_to_nobody(app: App, person: People) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    await ask(editor, "/breaking Мост закрыт")
    question = await editor.wait()
    await editor.click(question, "Отмена")
    assert "Отменено" in (await editor.wait()).text
    await editor.click_data(question, "b:1:1")
    await olya.settle()
    assert not [m for m in olya.messages if "Мост закрыт" in m.text]


async def test_pressing_send_twice_sends_once(app: App, person: People) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    await ask(editor, "/breaking Мост закрыт")
    question = await editor.wait()
    await editor.click(question, "Отправить")
    again = await editor.click_data(question, "b:1:1")
    assert "уже всё решено" in again.text
    await olya.wait()
    await olya.settle()
    assert len([m for m in olya.messages if "Мост закрыт" in m.text]) == 1


async def test_only_editors_can_push_wherever_the_button_came_from(
    app: App, person: People
) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    assert "для редакторов" in (await ask(olya, "/breaking Я тоже хочу")).text
    assert "для редакторов" in (await ask(olya, "/stats")).text
    assert "для редакторов" in (await ask(olya, "/sources")).text
    await ask(editor, "/breaking Мост закрыт")
    await editor.wait()
    own = await ask(olya, "/help")
    answer = await olya.click_data(own, "b:1:1")
    assert answer.show_alert
    assert "для редакторов" in answer.text
    await olya.settle()
    assert not [m for m in olya.messages if "Мост закрыт" in m.text]


async def test_formatting_is_kept(app: App, person: People) -> None:
    editor = person("Анна", id=EDITOR_ID)
    text = "/breaking Мост 🌉 закрыт до утра"
    start = len("/breaking Мост 🌉 ") + 1  # the emoji is two UTF-16 units
    await editor.send_fields(
        text=text,
        entities=[
            {"type": "bot_command", "offset": 0, "length": 9},
            {"type": "bold", "offset": start, "length": 6},
        ],
    )
    preview = await editor.wait()
    assert preview.text == "🔴 Мост 🌉 закрыт до утра"
    (bold,) = preview.entities
    assert (bold["type"], bold["offset"], bold["length"]) == ("bold", 11, 6)


async def test_without_a_text_the_way_to_write_it_is_shown(app: App, person: People) -> None:
    editor = person("Анна", id=EDITOR_ID)
    assert "/breaking Текст" in (await ask(editor, "/breaking")).text


async def test_the_longest_message_there_is_can_be_pushed(app: App, person: People) -> None:
    editor = person("Анна", id=EDITOR_ID)
    news = "🌉" * (4096 - len("/breaking "))
    assert (await ask(editor, f"/breaking {news}")).text == f"🔴 {news}"
