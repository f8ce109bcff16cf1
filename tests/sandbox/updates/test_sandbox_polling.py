"""aiogram's own polling, dispatcher and keyboards run on the sandbox unchanged."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiogram import Bot, Dispatcher, F
from aiogram.exceptions import TelegramConflictError
from aiogram.filters import Command
from aiogram.types import (
    CallbackQuery,
    ChatMemberUpdated,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)

from sandbox import ApiError, Sandbox
from sandbox.state.updates import UpdateQueue
from sandbox.testing import Person


def small_bot() -> Dispatcher:
    dispatcher = Dispatcher()
    button = InlineKeyboardButton(text="✅ Готово", callback_data="done")

    @dispatcher.message(Command("start"))
    async def start(message: Message) -> None:
        markup = InlineKeyboardMarkup(inline_keyboard=[[button]])
        await message.answer("Привет!", reply_markup=markup)

    @dispatcher.callback_query(F.data == "done")
    async def done(query: CallbackQuery) -> None:
        assert isinstance(query.message, Message)
        await query.message.edit_text("Выбрано")
        await query.answer("Сохранено", show_alert=True)

    @dispatcher.my_chat_member()
    async def member(event: ChatMemberUpdated) -> None:
        dispatcher["statuses"] = event.new_chat_member.status

    @dispatcher.message()
    async def echo(message: Message) -> None:
        await message.answer(message.text or message.content_type)

    return dispatcher


@pytest_asyncio.fixture
async def dispatcher(sandbox: Sandbox, bot: Bot) -> AsyncIterator[Dispatcher]:
    made = small_bot()
    polling = asyncio.create_task(made.start_polling(bot, handle_signals=False, polling_timeout=2))
    yield made
    await made.stop_polling()
    await polling


async def test_a_conversation_with_buttons(sandbox: Sandbox, dispatcher: Dispatcher) -> None:
    olya = Person(sandbox, "Оля")
    await olya.send("/start")
    greeting = await olya.wait()
    assert (greeting.text, greeting.labels, greeting.edited) == ("Привет!", ["✅ Готово"], False)

    answer = await olya.click(greeting, "Готово")
    assert (answer.text, answer.show_alert) == ("Сохранено", True)
    changed = await olya.wait()
    assert (changed.text, changed.edited, changed.keyboard) == ("Выбрано", True, [])
    assert changed.message_id == greeting.message_id
    assert [m.text for m in olya.messages] == ["/start", "Выбрано"]


async def test_all_kinds_of_messages_arrive(sandbox: Sandbox, dispatcher: Dispatcher) -> None:
    olya = Person(sandbox)
    for sent, expected in (
        (olya.send("просто текст"), "просто текст"),
        (olya.send_photo(caption="вот"), "photo"),
        (olya.send_sticker(), "sticker"),
        (olya.send_document("a.txt", b"hello"), "document"),
        (olya.send_voice(), "voice"),
    ):
        await sent
        assert (await olya.wait()).text == expected


async def test_settle_waits_for_what_is_silent(sandbox: Sandbox, dispatcher: Dispatcher) -> None:
    olya = Person(sandbox)
    await olya.block()
    await olya.settle()
    assert dispatcher["statuses"] == "kicked"
    assert not sandbox.is_busy


async def test_no_answer_fails_with_the_transcript(sandbox: Sandbox) -> None:
    olya = Person(sandbox)
    await olya.send("есть кто?")
    with pytest.raises(AssertionError, match="Оля: есть кто"):
        await olya.wait(timeout=0.05)


async def test_offsets_confirm_and_forget(sandbox: Sandbox, bot: Bot) -> None:
    olya = Person(sandbox)
    for number in range(5):
        await olya.send(str(number))
    first = await bot.get_updates(limit=2, timeout=0)
    assert [u.message.text for u in first if u.message] == ["0", "1"]
    rest = await bot.get_updates(offset=first[-1].update_id + 1, timeout=0)
    assert [u.message.text for u in rest if u.message] == ["2", "3", "4"]
    last = await bot.get_updates(offset=-1, timeout=0)
    assert [u.message.text for u in last if u.message] == ["4"]
    assert len(sandbox.telegram.updates) == 1
    head = await bot.get_updates(offset=last[-1].update_id + 100, timeout=0)
    assert [u.update_id for u in head] == [last[-1].update_id]


async def test_a_poll_ends_with_its_client(sandbox: Sandbox, bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    assert sandbox.telegram.updates.has_poll
    poll.cancel()
    await asyncio.sleep(0.1)
    assert not sandbox.telegram.updates.has_poll


async def test_own_messages_make_no_updates(sandbox: Sandbox, bot: Bot) -> None:
    olya = Person(sandbox)
    await bot.send_message(olya.id, "от бота")
    assert await bot.get_updates(timeout=0) == []


async def test_the_older_poll_is_ended_by_the_newer(sandbox: Sandbox, bot: Bot) -> None:
    older = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    assert sandbox.telegram.updates.has_poll
    newer = asyncio.create_task(bot.get_updates(offset=7, timeout=20))
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await older
    olya = Person(sandbox)
    await olya.send("кому?")
    assert len(await newer) == 1


async def test_allowed_updates_apply_when_an_update_is_made(sandbox: Sandbox, bot: Bot) -> None:
    olya = Person(sandbox)
    await bot.get_updates(timeout=0, allowed_updates=["callback_query"])
    await olya.send("не придёт")
    assert await bot.get_updates(offset=1, timeout=0, allowed_updates=[]) == []
    await olya.send("придёт")
    assert len(await bot.get_updates(offset=2, timeout=0)) == 1


async def test_frequent_polls_are_slowed_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same offset again within 0.5 s: one update; a second conflict within 3 s: a pause of 3 s."""
    pauses: list[float] = []
    queue = UpdateQueue(lambda: 100.0)
    for number in range(3):
        queue.add("message", {"text": str(number)}, lane=1)
    assert len(await queue.poll(5, 100, 0)) == 3
    assert len(await queue.poll(5, 100, 0)) == 1
    queue.clear()

    waiting = [asyncio.create_task(queue.poll(offset, 100, 20)) for offset in (6, 7)]
    await asyncio.sleep(0.01)
    real_sleep = asyncio.sleep
    monkeypatch.setattr(asyncio, "sleep", lambda s: pauses.append(s) or real_sleep(0))
    waiting.append(asyncio.create_task(queue.poll(8, 100, 20)))
    for _ in range(5):
        await real_sleep(0)
    assert pauses == [3.0]
    queue.end_poll()
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert [isinstance(result, ApiError) for result in results] == [True, True, False]


async def test_updates_expire(bot: Bot) -> None:
    now = 0.0
    async with Sandbox(ticks=lambda: now) as sandbox:
        olya = Person(sandbox)
        await olya.send("останется")
        message = sandbox.telegram.post_message(
            olya.chat,
            sandbox.telegram.bot,
            {
                "text": "?",
                "reply_markup": {"inline_keyboard": [[{"text": "да", "callback_data": "y"}]]},
            },
        )
        with pytest.raises(AssertionError, match="was not answered"):
            await olya.click(olya.messages[-1], "да", timeout=0.01)
        assert message.id
        assert len(sandbox.telegram.updates) == 2
        now = 151.0
        assert [u.kind for u in sandbox.telegram.updates.list_pending()] == ["message"]
        now = 24 * 3600.0
        assert len(sandbox.telegram.updates) == 0
