"""What the bot says in groups and channels, and to their admins in private."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.features.groups.callbacks import TakeChannel
from bot.features.settings.api import format_times
from bot.ui.callbacks import OpenScreen, RunCommand, ScreenName, wrap_callback
from bot.ui.document import (
    Button,
    Document,
    DocumentPart,
    Heading,
    Rows,
    build_document,
    truncate_line,
)
from service.i18n.translations import Translator, sanitize_line
from storage.chats.subscribers import Subscriber

MAX_TITLE_CHARS = 24
"""Characters of a chat's title on a button or in a line; Telegram allows 128."""

MAX_OFFERED_CHARS = 16
"""Characters of its title on the button that takes a channel's posts."""

_ICONS = {"channel": "📢"}


def build_group_greeting(t: Translator, clock: str, *, is_forum: bool) -> Document:
    """Build the message for a group that added the bot."""
    return build_document(t("group-greeting-forum" if is_forum else "group-greeting", clock=clock))


def build_channel_greeting(t: Translator, chat: Subscriber) -> Document:
    """Build the greeting for the admin who added the bot, in private."""
    text = t(
        "channel-greeting", title=format_title(t, chat), clock=format_times(t, chat.digest_times)
    )
    return build_document(text, buttons=((_build_setup_button(t, chat),),))


def build_channel_link(t: Translator, chat: Subscriber, url: str) -> Document:
    """Build the post for the channel itself, if that admin cannot be reached in private."""
    text = t("channel-link", clock=format_times(t, chat.digest_times))
    return build_document(text, buttons=((Button(f"⚙️ {t('button-set-up')}", url=url),),))


def build_unrestricted_notice(t: Translator, chat: Subscriber) -> Document:
    """Build the notice for an admin that the bot may post in a chat again."""
    text = t("chat-heard", title=format_title(t, chat), clock=format_times(t, chat.digest_times))
    return build_document(text, buttons=((_build_setup_button(t, chat),),))


def build_restricted_notice(t: Translator, chat: Subscriber) -> Document:
    """Build the notice for an admin that the bot may not post in a chat."""
    key = "channel-muted" if chat.kind == "channel" else "group-muted"
    return build_document(t(key, title=format_title(t, chat)))


def build_chat_list(
    t: Translator,
    chats: Sequence[Subscriber],
    username: str,
    offered: Collection[int] = (),
) -> Document:
    """Build the list of a person's groups and channels, each a button to its settings.

    ``offered``: the channels whose posts an editor can take as articles, each with a button.
    """
    rows = [(Button(_format_chat(t, chat), _pack_settings(chat)),) for chat in chats]
    rows += [(_build_take_button(t, chat),) for chat in chats if chat.chat_id in offered]
    parts: list[DocumentPart | str] = [Heading(t("channels-title"))]
    parts += [t("channels-hint"), t("channels-commands")] if chats else [t("channels-none")]
    return build_document(*parts, buttons=(*rows, *_build_add_buttons(t, username)))


def build_taken(t: Translator, chat: Subscriber) -> Document:
    """Say that the posts of a channel are articles from now on."""
    text = t("channels-taken", title=format_title(t, chat))
    return build_document(text, buttons=((_build_setup_button(t, chat),), (build_back_button(t),)))


def build_taken_again(t: Translator, chat: Subscriber) -> Document:
    """Tell the admin who added the bot again that the posts of the channel still are articles."""
    text = t("channels-taken-again", title=format_title(t, chat))
    return build_document(text, buttons=((_build_setup_button(t, chat),),))


def _build_take_button(t: Translator, chat: Subscriber) -> Button:
    label = t("button-take-posts", title=truncate_line(chat.title, MAX_OFFERED_CHARS))
    return Button(f"📥 {label}", TakeChannel(chat=chat.chat_id).pack())


def format_headline(t: Translator, chat: Subscriber) -> str:
    """Return the line above every settings screen of a chat that is shown in private."""
    key = "channels-of-channel" if chat.kind == "channel" else "channels-of-group"
    return t(key, title=format_title(t, chat))


def build_back_button(t: Translator) -> Button:
    """Build the button back to the list of chats."""
    return Button(t("button-channels"), RunCommand(command="channels").pack())


def build_settings_button(t: Translator, data: str) -> Button:
    """Build the button to the settings of a chat."""
    return Button(t("button-to-settings"), data)


def format_title(t: Translator, chat: Subscriber) -> str:
    """Shorten a chat's title to one line; right-to-left text does not reorder the line."""
    short = truncate_line(chat.title, MAX_TITLE_CHARS) or t("channels-untitled")
    return sanitize_line(short)


def _format_chat(t: Translator, chat: Subscriber) -> str:
    match chat.state:
        case "active":
            when = format_times(t, chat.digest_times)
        case "paused":
            when = t("channels-paused")
        case _:
            when = t("channels-silent")
    return f"{_ICONS.get(chat.kind, '👥')} {format_title(t, chat)} · {when}"


def _build_setup_button(t: Translator, chat: Subscriber) -> Button:
    return Button(f"⚙️ {t('button-set-up')}", _pack_settings(chat))


def _pack_settings(chat: Subscriber) -> str:
    return wrap_callback(chat.chat_id, OpenScreen(name=ScreenName.MAIN).pack())


def _build_add_buttons(t: Translator, username: str) -> Rows:
    url = f"https://t.me/{username}"
    rights = "post_messages+edit_messages+delete_messages"
    return (
        (
            Button(t("button-add-to-group"), url=f"{url}?startgroup=here"),
            Button(t("button-add-to-channel"), url=f"{url}?startchannel&admin={rights}"),
        ),
    )
