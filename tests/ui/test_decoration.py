"""Test the decoration of a message that is shown for another chat."""

from __future__ import annotations

from typing import Any

import pytest
from aiogram.methods import (
    DeleteMessage,
    EditMessageText,
    GetChatMember,
    SendDocument,
    SendMessage,
    TelegramMethod,
)
from aiogram.types import CallbackQuery, Chat, InlineKeyboardMarkup, Message, Update, User
from hypothesis import given
from hypothesis import strategies as st

from bot.features.groups.managed_chat import resolve_managed_chat
from bot.telegram.client.middlewares import ReplyTarget
from bot.ui import plain, rich
from bot.ui.callbacks import MAX_CALLBACK_BYTES, wrap_callback
from bot.ui.decoration import Decoration, decorate
from bot.ui.document import Button, Span, build_document, build_paragraph
from bot.ui.methods import EncodedMethod
from tests.support.factories import NOON

CHATS = st.integers(-(2**52) + 1, -1)
DATA = st.text(st.characters(codec="utf-8", exclude_characters="@\0"), min_size=1, max_size=10)
LINES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1).filter(
    lambda line: line == line.strip()
)


def pressed(data: str, kind: str = "private") -> Update:
    message = Message(message_id=1, date=NOON, chat=Chat(id=7, type=kind))
    anna = User(id=7, is_bot=False, first_name="Анна")
    query = CallbackQuery(id="1", from_user=anna, chat_instance="1", message=message, data=data)
    return Update(update_id=1, callback_query=query)


@given(CHATS, DATA)
def test_wrapped_callback_round_trip(chat_id: int, data: str) -> None:
    wrapped = wrap_callback(chat_id, data)
    assert len(wrapped.encode()) <= MAX_CALLBACK_BYTES
    target = resolve_managed_chat(pressed(wrapped), frozenset())
    assert target is not None
    assert target.update.callback_query is not None
    assert (target.chat_id, target.update.callback_query.data) == (chat_id, data)
    # It means nothing outside a private chat.
    assert resolve_managed_chat(pressed(wrapped, "supergroup"), frozenset()) is None
    assert resolve_managed_chat(pressed(wrapped, "channel"), frozenset()) is None


@given(st.text(max_size=70))
def test_other_callbacks_have_no_target(data: str) -> None:
    target = resolve_managed_chat(pressed(data), frozenset())
    assert target is None or data.startswith("@")


def test_too_long_wrapped_callback_is_rejected() -> None:
    with pytest.raises(ValueError, match="too long"):
        wrap_callback(-1001000000001, "x" * 60)


def _decorate(method: EncodedMethod, decoration: Decoration) -> TelegramMethod[Any]:
    """Return what is sent as aiogram's method, after checking that such a method becomes equal."""
    sent = decorate(method, decoration)
    assert isinstance(sent, type(method))
    assert sent.to_aiogram() == decorate(method.to_aiogram(), decoration)
    return sent.to_aiogram()


@given(LINES, LINES, LINES)
def test_decoration_shifts_entities(headline: str, bold: str, rest: str) -> None:
    document = build_document(build_paragraph(Span(bold, bold=True), rest))
    sent = _decorate(plain.render(document).send(1), Decoration(headline=headline))
    assert isinstance(sent, SendMessage)
    marked = [entity.extract_from(sent.text) for entity in sent.entities or []]
    assert marked == [headline, bold]
    assert sent.text == f"{headline}\n\n{bold}{rest}"


def test_decoration_adds_rows() -> None:
    foot, alone = (Button("Назад", "b"),), (Button("К настройкам", "s"), Button("Назад", "b"))
    frame = Decoration(wrap=lambda data: f"@1|{data}", footer=foot, footer_alone=alone)

    def rows(*buttons: Button) -> list[list[tuple[str, str | None]]]:
        shown = plain.render(build_document("?", buttons=(buttons,) if buttons else ())).send(1)
        markup = _decorate(shown, frame).reply_markup  # type: ignore[attr-defined]
        assert isinstance(markup, InlineKeyboardMarkup)
        return [[(b.text, b.callback_data or b.url) for b in row] for row in markup.inline_keyboard]

    assert rows(Button("Темы", "t"), Button("Сайт", url="https://a.com/")) == [
        [("Темы", "@1|t"), ("Сайт", "https://a.com/")],
        [("Назад", "b")],
    ]
    assert rows(Button("↩️ Назад", "x")) == [[("↩️ Назад", "@1|x")]]
    assert rows(Button("Назад", "x")) == [[("Назад", "b")]]
    assert rows() == [[("К настройкам", "s"), ("Назад", "b")]]


def test_decoration_of_rich_message_and_caption() -> None:
    frame = Decoration(headline="Канал «Соседи»")
    message = _decorate(rich.render(build_document("Темы")).send(1), frame)
    first = message.rich_message.blocks[0]  # type: ignore[attr-defined]
    assert first.text[0].text == "Канал «Соседи»"
    document = decorate(SendDocument(chat_id=1, document="id", caption="Вот"), frame)
    assert isinstance(document, SendDocument)
    assert document.caption == "Канал «Соседи»\n\nВот"


def test_decoration_names_the_chat() -> None:
    """What handlers send to the chat -1 is shown to Anna (7); other messages are unchanged."""
    address = ReplyTarget(original_chat_id=-1, chat_id=7, decoration=Decoration(headline="Канал"))
    said = address.redirect(SendMessage(chat_id=-1, text="Темы"))
    assert isinstance(said, SendMessage)
    assert (said.chat_id, said.text) == (7, "Канал\n\nТемы")
    mine = EditMessageText(chat_id=7, message_id=1, text="Темы")
    assert "Канал" in address.redirect(mine).text  # type: ignore[attr-defined]
    for untouched in (
        SendMessage(chat_id=5, text="кому-то ещё"),
        GetChatMember(chat_id=-1, user_id=7),
        DeleteMessage(chat_id=-1, message_id=1),
        EditMessageText(chat_id=-1, message_id=1, text="?"),
    ):
        assert address.redirect(untouched) is untouched
    thread = ReplyTarget(original_chat_id=-1, chat_id=-1, thread_id=9)
    assert thread.redirect(SendMessage(chat_id=-1, text="?")).message_thread_id == 9  # type: ignore[attr-defined]
    chosen = SendMessage(chat_id=-1, text="?", message_thread_id=3)
    assert thread.redirect(chosen).message_thread_id == 3  # type: ignore[attr-defined]
