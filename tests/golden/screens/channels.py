"""Groups and channels, and their settings in private."""

from __future__ import annotations

import json

from bot.features.groups import views
from bot.features.groups.managed_chat import build_decoration
from bot.features.settings.views import menu as views_menu
from bot.ui import plain
from bot.ui.decoration import decorate
from bot.ui.document import Document, build_document
from bot.ui.message import Message
from bot.ui.methods import SendEncodedMessage
from service.i18n.translations import Translator
from storage.chats.subscribers import Subscriber
from tests.golden.registry import screen
from tests.golden.samples import NOW
from tests.support import factories

_HERE = "https://t.me/svodka_sandbox_bot?start=set-e9103fda01-7"


def channel(**values: object) -> Subscriber:
    named = {"kind": "channel", "title": "Соседи", **values}
    return factories.subscriber(-1001000000001, **named)


def group(**values: object) -> Subscriber:
    named = {"kind": "supergroup", "title": "Дом на Портовой, 12 — все подъезды и двор", **values}
    return factories.subscriber(-1001000000002, **named)


@screen("channels-greeting-group")
def greeting_group(t: Translator) -> list[Document]:
    return [views.build_group_greeting(t, "08:00", is_forum=is_forum) for is_forum in (False, True)]


@screen("channels-greeting-channel")
def greeting_channel(t: Translator) -> list[Document]:
    return [
        views.build_channel_greeting(t, channel()),
        views.build_channel_link(t, channel(), _HERE),
    ]


@screen("channels-muted")
def muted(t: Translator) -> list[Document]:
    unrestricted = views.build_unrestricted_notice(t, channel())
    return [
        views.build_restricted_notice(t, channel()),
        views.build_restricted_notice(t, group()),
        unrestricted,
    ]


@screen("channels-thread")
def thread(t: Translator) -> list[Document]:
    said = (
        t("thread-chosen"),
        t("thread-is-here", clock="08:00"),
        t("thread-is-general", clock="08:00"),
        t("thread-lost"),
    )
    return [build_document(line) for line in said]


@screen("channels-refusals")
def refusals(t: Translator) -> list[Document]:
    keys = ("admins-only", "channels-not-admin", "channels-gone", "thread-closed")
    return [build_document(t(key)) for key in keys]


@screen("channels-listing")
def listing(t: Translator) -> list[Document]:
    chats = [
        channel(),
        channel(title="أخبار المدينة", state="paused"),
        group(),
        group(title="", state="unreachable"),
    ]
    return [
        views.build_chat_list(t, chats, "svodka_bot"),
        views.build_chat_list(t, [], "svodka_bot"),
    ]


@screen("channels-settings")
def settings(t: Translator) -> list[Message]:
    chat = channel()
    screens = [
        views_menu.build_settings(t, chat, NOW, 7),
        build_document(t("timezone-unclear", text="Атлантида")),
    ]
    return [_framed(t, chat, shown) for shown in screens]


def _framed(t: Translator, chat: Subscriber, document: Document) -> Message:
    """A screen as the person who sets up a chat sees it."""
    sent = decorate(plain.render(document).send(1), build_decoration(t, chat))
    assert isinstance(sent, SendEncodedMessage)
    shown = json.loads(sent.encode_body())
    return Message(
        text=shown["text"],
        entities=tuple(shown["entities"]),
        keyboard=tuple(tuple(row) for row in shown["reply_markup"]["inline_keyboard"]),
    )


@screen("channels-as-sources")
def as_sources(t: Translator) -> list[Document]:
    """An editor is offered the posts of a channel, and takes them."""
    long = channel(title="Соседи с Портовой улицы и ближайших дворов")
    return [
        views.build_chat_list(t, [long, group()], "svodka_bot", {long.chat_id}),
        views.build_taken(t, long),
        views.build_taken_again(t, long),
    ]
