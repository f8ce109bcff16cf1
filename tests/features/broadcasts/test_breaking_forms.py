"""Test every kind of message that can become breaking news."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.app import App
from sandbox import Sandbox
from sandbox.testing import Person
from service.bootstrap import Services
from tests.conftest import EDITOR_ID
from tests.support.articles import BRIDGE, load
from tests.support.conversation import ask, open_first, subscribe
from tests.support.editors import amend_by_command, got, press, preview

People = Callable[..., Person]


async def send_out(editor: Person) -> None:
    """Press «Отправить» under the next question."""
    await editor.click(await editor.wait(), "Отправить")


async def test_photo_broadcast_keeps_caption_and_formatting(app: App, person: People) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    photo = await editor.send_photo()
    await editor.wait()
    await editor.send_fields(
        photo=photo.photo,
        caption="/breaking Мост закрыт",
        caption_entities=[
            {"type": "bot_command", "offset": 0, "length": 9},
            {"type": "bold", "offset": 10, "length": 4},
        ],
    )
    shown = await editor.wait()
    assert (shown.text, bool(shown.photo)) == ("🔴 Мост закрыт", True)
    await send_out(editor)
    received = await olya.wait()
    assert (received.text, received.photo) == (shown.text, shown.photo)
    (bold,) = received.entities
    assert (bold["type"], bold["offset"], bold["length"]) == ("bold", 3, 4)


async def test_photo_broadcast_without_caption(app: App, person: People) -> None:
    editor = person("Анна", id=EDITOR_ID)
    await editor.send_photo(caption="/breaking")
    shown = await editor.wait()
    assert (shown.text, bool(shown.photo)) == ("🔴", True)


async def test_breaking_reply_broadcasts_replied_message(app: App, person: People) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    said = await editor.send_fields(
        text="Мост закрыт", entities=[{"type": "italic", "offset": 0, "length": 4}]
    )
    await editor.wait()
    await editor.send("/breaking", reply_to=said)
    shown = await editor.wait()
    assert shown.text == "🔴 Мост закрыт"
    assert [(e["type"], e["offset"]) for e in shown.entities] == [("italic", 3)]
    await send_out(editor)
    assert (await olya.wait()).text == shown.text


async def test_breaking_text_takes_precedence_over_reply(app: App, person: People) -> None:
    editor = person("Анна", id=EDITOR_ID)
    said = await editor.send("мост")
    await editor.wait()
    await editor.send("/breaking Мост закрыт", reply_to=said)
    assert (await editor.wait()).text == "🔴 Мост закрыт"


async def test_forwarded_broadcast_names_its_channel(
    app: App, person: People, sandbox: Sandbox
) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    channel = sandbox.add_channel("Городские новости", editor.user, username="city_news")
    await editor.send_fields(
        text="Мост закрыт",
        forward_origin={
            "type": "channel",
            "date": 1,
            "chat": channel.as_brief_json(),
            "message_id": 7,
        },
    )
    shown = await editor.wait()
    assert shown.text == "🔴 Мост закрыт\n\n📣 Городские новости"
    (link,) = (e for e in shown.entities if e["type"] == "text_link")
    assert link["url"] == "https://t.me/city_news/7"
    await send_out(editor)
    assert (await olya.wait()).text == shown.text


async def test_forwarded_album_is_one_draft(app: App, person: People) -> None:
    editor = person("Анна", id=EDITOR_ID)
    photo = await editor.send_photo()
    await editor.wait()
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Тарас"}
    album = {"photo": photo.photo, "media_group_id": "5", "forward_origin": origin}
    await editor.send_fields(**album, caption="Мост")
    await editor.send_fields(**album)
    await editor.wait()
    assert (await editor.wait()).text.startswith("№ 1.")
    await editor.settle()
    assert not got(editor, "№ 2.")


async def test_draft_without_content_is_rejected_with_reason(app: App, person: People) -> None:
    editor = person("Анна", id=EDITOR_ID)
    await editor.send_fields(
        dice={"emoji": "🎲", "value": 3},
        forward_origin={"type": "hidden_user", "date": 1, "sender_user_name": "Тарас"},
    )
    assert "нечего отправлять" in (await editor.wait()).text


async def test_forward_by_reader_is_a_search(app: App, person: People) -> None:
    olya = person()
    await olya.send_fields(
        text="мост",
        forward_origin={"type": "hidden_user", "date": 1, "sender_user_name": "Тарас"},
    )
    assert "ничего не нашлось" in (await olya.wait()).text


async def test_too_long_caption_is_rejected(app: App, person: People) -> None:
    editor = person("Анна", id=EDITOR_ID)
    await editor.send_photo(caption=f"/breaking {'м' * 1030}")
    assert "1\u00a0024 знак" in (await editor.wait()).text
    said = await editor.send("м" * 4096)
    await editor.wait()
    await editor.send("/breaking", reply_to=said)
    refused = await editor.wait()
    assert "4\u00a0096 знак" in refused.text
    assert "уберите 2" in refused.text


async def test_article_is_broadcast_by_number_or_button(
    app: App, services: Services, person: People
) -> None:
    await load(services, BRIDGE)
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    by_number = await ask(editor, "/breaking 1")
    assert by_number.text.startswith("🔴 В Днепре открыли новый мост")
    assert "Днепровский вестник" in by_number.text
    await editor.wait()

    results = await ask(editor, "мостом")
    opened = await open_first(editor, results)
    await editor.click(opened, "Срочно")
    assert (await editor.wait()).text == by_number.text
    await send_out(editor)

    received = await olya.wait()
    assert received.text == by_number.text
    await olya.click(received, "Читать")
    full = await olya.wait()
    assert full.message_id != received.message_id
    assert "Дорога в центр" in full.text


async def test_readers_see_no_editor_buttons(app: App, services: Services, person: People) -> None:
    await load(services, BRIDGE)
    olya = person()
    results = await ask(olya, "мостом")
    assert not [label for label in results.labels if "Срочно" in label]
    opened = await open_first(olya, results)
    assert not [label for label in opened.labels if "Срочно" in label]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("77", "77"), ("№ 77", "77"), ("#77", "77"), ("0", "0"), ("9" * 30, f"{'9' * 14}…")],
)
async def test_unknown_article_number_is_explained(
    app: App, person: People, typed: str, shown: str
) -> None:
    editor = person("Анна", id=EDITOR_ID)
    assert f"Статьи {shown} нет" in (await ask(editor, f"/breaking {typed}")).text


async def test_number_with_words_is_the_news(app: App, person: People) -> None:
    editor = person("Анна", id=EDITOR_ID)
    assert (await ask(editor, "/breaking 77 домов без света")).text == "🔴 77 домов без света"


async def test_draft_rejected_by_telegram_is_not_stored(
    app: App, person: People, sandbox: Sandbox
) -> None:
    editor = person("Анна", id=EDITOR_ID)
    sandbox.faults.add_server_error(400, method="sendPhoto")
    await editor.send_photo(caption="/breaking Мост")
    assert "Telegram не принимает" in (await editor.wait()).text
    sandbox.faults.clear()
    assert (await preview(editor, "/breaking Мост")).text.startswith("№ 1.")


async def test_corrected_photo_keeps_image(app: App, services: Services, person: People) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    await editor.send_photo(caption="/breaking Мост закрыт")
    await editor.wait()
    await send_out(editor)
    before = await olya.wait()
    await editor.settle()
    editor.skip()
    await amend_by_command(editor, "/correct 1 Мост открыт")
    after = await olya.wait()
    assert (after.message_id, after.text) == (before.message_id, "🔴 Мост открыт")
    assert after.photo == before.photo
    await editor.settle()
    editor.skip()
    assert "1\u00a0024" in (await ask(editor, f"/correct 1 {'м' * 1100}")).text


async def test_corrected_article_keeps_buttons(
    app: App, services: Services, person: People
) -> None:
    await load(services, BRIDGE)
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    await ask(editor, "/breaking 1")
    await send_out(editor)
    before = await olya.wait()
    await amend_by_command(editor, "/correct 1 Мост ещё не открыт")
    after = await olya.wait()
    assert (after.text, after.labels) == ("🔴 Мост ещё не открыт", before.labels)


async def test_draft_can_be_corrected(app: App, person: People) -> None:
    olya, editor = person(), person("Анна", id=EDITOR_ID)
    await subscribe(olya)
    question = await preview(editor, "/breaking Мост закрт")
    assert (await ask(editor, "/correct 1 Мост закрыт")).text == "🔴 Мост закрыт"
    corrected = await editor.wait()
    assert corrected.text.startswith("№ 1. Так это увидит 1 читатель.")
    assert "изменилась" in (await press(editor, question, "Отправить")).text
    await press(editor, corrected, "Отправить")
    assert (await olya.wait()).text == "🔴 Мост закрыт"
