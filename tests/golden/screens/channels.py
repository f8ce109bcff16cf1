"""Groups and channels, and their settings in private."""

from __future__ import annotations

from aiogram.methods import SendMessage

from bot.middlewares.on_behalf import frame
from bot.translations import Translator
from bot.views import channels as views
from bot.views import plain
from bot.views import settings as settings_views
from bot.views.document import Document, page
from bot.views.frame import framed
from bot.views.message import Message
from storage.subscribers import Subscriber
from tests import factories
from tests.golden.registry import screen
from tests.golden.samples import NOW

_HERE = "https://t.me/svodka_sandbox_bot?start=set-e9103fda01-7"


def channel(**values: object) -> Subscriber:
    named = {"kind": "channel", "title": "Соседи", **values}
    return factories.subscriber(-1001000000001, **named)


def group(**values: object) -> Subscriber:
    named = {"kind": "supergroup", "title": "Дом на Портовой, 12 — все подъезды и двор", **values}
    return factories.subscriber(-1001000000002, **named)


@screen("channels-greeting-group")
def greeting_group(t: Translator) -> list[Document]:
    return [views.group_greeting(t, "08:00", is_forum=is_forum) for is_forum in (False, True)]


@screen("channels-greeting-channel")
def greeting_channel(t: Translator) -> list[Document]:
    return [views.channel_greeting(t, channel()), views.channel_link(t, channel(), _HERE)]


@screen("channels-muted")
def muted(t: Translator) -> list[Document]:
    heard = views.heard_again(t, channel())
    return [views.muted(t, channel()), views.muted(t, group()), heard]


@screen("channels-thread")
def thread(t: Translator) -> list[Document]:
    said = (
        t("thread-chosen"),
        t("thread-is-here", clock="08:00"),
        t("thread-is-general", clock="08:00"),
        t("thread-lost"),
    )
    return [page(line) for line in said]


@screen("channels-refusals")
def refusals(t: Translator) -> list[Document]:
    keys = ("admins-only", "channels-not-admin", "channels-gone", "thread-closed")
    return [page(t(key)) for key in keys]


@screen("channels-listing")
def listing(t: Translator) -> list[Document]:
    chats = [
        channel(),
        channel(title="أخبار المدينة", state="paused"),
        group(),
        group(title="", state="gone"),
    ]
    return [views.listing(t, chats, "svodka_bot"), views.listing(t, [], "svodka_bot")]


@screen("channels-settings")
def settings(t: Translator) -> list[Message]:
    chat = channel()
    screens = [
        settings_views.settings(t, chat, NOW, 7),
        page(t("timezone-unclear", text="Атлантида")),
    ]
    return [_framed(t, chat, shown) for shown in screens]


def _framed(t: Translator, chat: Subscriber, document: Document) -> Message:
    """A screen as whoever sets a chat up sees it."""
    sent = framed(plain.render(document).send(1).spelled_out(), frame(t, chat))
    assert isinstance(sent, SendMessage)
    shown = sent.model_dump(exclude_none=True)
    return Message(
        text=sent.text,
        entities=tuple(shown["entities"]),
        keyboard=tuple(tuple(row) for row in shown["reply_markup"]["inline_keyboard"]),
    )
