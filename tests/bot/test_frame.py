"""What stands around a message that is shown in another chat's name."""

from __future__ import annotations

import pytest
from aiogram.methods import DeleteMessage, EditMessageText, GetChatMember, SendDocument, SendMessage
from aiogram.types import CallbackQuery, Chat, InlineKeyboardMarkup, Message, Update, User
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.address import Address
from bot.on_behalf import LONGEST, target_of, wrap
from bot.views import plain, rich
from bot.views.document import Button, Span, page, text
from bot.views.frame import Frame, framed
from tests.factories import NOON

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
def test_what_is_wrapped_comes_out_as_it_was(chat_id: int, data: str) -> None:
    wrapped = wrap(chat_id, data)
    assert len(wrapped.encode()) <= LONGEST
    target = target_of(pressed(wrapped), frozenset())
    assert target is not None
    assert target.update.callback_query is not None
    assert (target.chat_id, target.update.callback_query.data) == (chat_id, data)
    # Elsewhere than in private it means nothing.
    assert target_of(pressed(wrapped, "supergroup"), frozenset()) is None
    assert target_of(pressed(wrapped, "channel"), frozenset()) is None


@given(st.text(max_size=70))
def test_nothing_else_has_a_target(data: str) -> None:
    target = target_of(pressed(data), frozenset())
    assert target is None or data.startswith("@")


def test_what_would_not_fit_is_not_sent_half_wrapped() -> None:
    with pytest.raises(ValueError, match="too long"):
        wrap(-1001000000001, "x" * 60)


@given(LINES, LINES, LINES)
def test_the_headline_moves_what_stands_below(headline: str, bold: str, rest: str) -> None:
    document = page(text(Span(bold, bold=True), rest))
    sent = framed(plain.render(document).send(1), Frame(headline=headline))
    assert isinstance(sent, SendMessage)
    marked = [entity.extract_from(sent.text) for entity in sent.entities or []]
    assert marked == [headline, bold]
    assert sent.text == f"{headline}\n\n{bold}{rest}"


def test_rows_below() -> None:
    foot, alone = (Button("Назад", "b"),), (Button("К настройкам", "s"), Button("Назад", "b"))
    frame = Frame(wrap=lambda data: f"@1|{data}", foot=foot, foot_alone=alone)

    def rows(*buttons: Button) -> list[list[tuple[str, str | None]]]:
        shown = plain.render(page("?", buttons=(buttons,) if buttons else ())).send(1)
        markup = framed(shown, frame).reply_markup  # type: ignore[attr-defined]
        assert isinstance(markup, InlineKeyboardMarkup)
        return [[(b.text, b.callback_data or b.url) for b in row] for row in markup.inline_keyboard]

    assert rows(Button("Темы", "t"), Button("Сайт", url="https://a.com/")) == [
        [("Темы", "@1|t"), ("Сайт", "https://a.com/")],
        [("Назад", "b")],
    ]
    assert rows(Button("↩️ Назад", "x")) == [[("↩️ Назад", "@1|x")]]
    assert rows() == [[("К настройкам", "s"), ("Назад", "b")]]


def test_a_rich_message_and_a_caption_have_it_too() -> None:
    frame = Frame(headline="Канал «Соседи»")
    message = framed(rich.render(page("Темы")).send(1), frame)
    first = message.rich_message.blocks[0]  # type: ignore[attr-defined]
    assert first.text[0].text == "Канал «Соседи»"
    document = framed(SendDocument(chat_id=1, document="id", caption="Вот"), frame)
    assert isinstance(document, SendDocument)
    assert document.caption == "Канал «Соседи»\n\nВот"


def test_who_is_spoken_to() -> None:
    """What handlers say to the chat -1 is shown to Anna (7); what concerns others, or says nothing,
    stays as it is."""
    address = Address(named=-1, chat_id=7, frame=Frame(headline="Канал"))
    said = address.direct(SendMessage(chat_id=-1, text="Темы"))
    assert isinstance(said, SendMessage)
    assert (said.chat_id, said.text) == (7, "Канал\n\nТемы")
    mine = EditMessageText(chat_id=7, message_id=1, text="Темы")
    assert "Канал" in address.direct(mine).text  # type: ignore[attr-defined]
    for untouched in (
        SendMessage(chat_id=5, text="кому-то ещё"),
        GetChatMember(chat_id=-1, user_id=7),
        DeleteMessage(chat_id=-1, message_id=1),
        EditMessageText(chat_id=-1, message_id=1, text="?"),
    ):
        assert address.direct(untouched) is untouched
    thread = Address(named=-1, chat_id=-1, thread_id=9)
    assert thread.direct(SendMessage(chat_id=-1, text="?")).message_thread_id == 9  # type: ignore[attr-defined]
    chosen = SendMessage(chat_id=-1, text="?", message_thread_id=3)
    assert thread.direct(chosen).message_thread_id == 3  # type: ignore[attr-defined]
