"""What groups and channels hear, and what whoever sets them up sees in private."""

from __future__ import annotations

from collections.abc import Sequence

from bot.callbacks import Ask, Screen, ScreenName
from bot.on_behalf import wrap
from bot.outside import one_line
from bot.translations import Translator
from bot.views.choices import hours_in_words
from bot.views.document import Button, Document, Heading, Part, Rows, page, quoted
from storage.subscribers import Subscriber

LONGEST_TITLE = 40
"""Characters of a chat's title on a button or in a line; Telegram allows 128."""

_ICONS = {"channel": "📢"}


def group_greeting(t: Translator, clock: str, *, is_forum: bool) -> Document:
    return page(t("group-greeting-forum" if is_forum else "group-greeting", clock=clock))


def channel_greeting(t: Translator, chat: Subscriber) -> Document:
    """For whoever added the bot, in private."""
    said = t("channel-greeting", title=title(t, chat), clock=hours_in_words(t, chat.hours))
    return page(said, buttons=((_set_up(t, chat),),))


def channel_link(t: Translator, chat: Subscriber, url: str) -> Document:
    """For the channel itself, where whoever added the bot can not be told in private."""
    said = t("channel-link", clock=hours_in_words(t, chat.hours))
    return page(said, buttons=((Button(f"⚙️ {t('button-set-up')}", url=url),),))


def heard_again(t: Translator, chat: Subscriber) -> Document:
    said = t("chat-heard", title=title(t, chat), clock=hours_in_words(t, chat.hours))
    return page(said, buttons=((_set_up(t, chat),),))


def muted(t: Translator, chat: Subscriber) -> Document:
    key = "channel-muted" if chat.kind == "channel" else "group-muted"
    return page(t(key, title=title(t, chat)))


def listing(t: Translator, chats: Sequence[Subscriber], username: str) -> Document:
    """The groups and channels of one person, each a button to its settings."""
    rows = [(Button(_line(t, chat), _settings(chat)),) for chat in chats]
    parts: list[Part | str] = [Heading(t("channels-title"))]
    parts += [t("channels-hint"), t("channels-commands")] if chats else [t("channels-none")]
    return page(*parts, buttons=(*rows, *_add(t, username)))


def headline(t: Translator, chat: Subscriber) -> str:
    """Above everything that is shown of a chat's settings elsewhere."""
    key = "channels-of-channel" if chat.kind == "channel" else "channels-of-group"
    return t(key, title=title(t, chat))


def back(t: Translator) -> Button:
    return Button(t("button-channels"), Ask(what="channels").pack())


def settings_of(t: Translator, data: str) -> Button:
    return Button(t("button-to-settings"), data)


def title(t: Translator, chat: Subscriber) -> str:
    """Short and on one line; one that runs from the right does not turn the line around."""
    short = quoted(chat.title, LONGEST_TITLE) or t("channels-untitled")
    return one_line(short)


def _line(t: Translator, chat: Subscriber) -> str:
    match chat.state:
        case "active":
            when = hours_in_words(t, chat.hours)
        case "paused":
            when = t("channels-paused")
        case _:
            when = t("channels-silent")
    return f"{_ICONS.get(chat.kind, '👥')} {title(t, chat)} · {when}"


def _set_up(t: Translator, chat: Subscriber) -> Button:
    return Button(f"⚙️ {t('button-set-up')}", _settings(chat))


def _settings(chat: Subscriber) -> str:
    return wrap(chat.chat_id, Screen(name=ScreenName.MAIN).pack())


def _add(t: Translator, username: str) -> Rows:
    url = f"https://t.me/{username}"
    rights = "post_messages+edit_messages+delete_messages"
    return (
        (
            Button(t("button-add-to-group"), url=f"{url}?startgroup=here"),
            Button(t("button-add-to-channel"), url=f"{url}?startchannel&admin={rights}"),
        ),
    )
