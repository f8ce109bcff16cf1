"""The bot's profile: commands by scope and language, name, descriptions."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.state.models import JSON, Chat, User

Key = tuple[str, int | None, int | None]
DEFAULT: Key = ("default", None, None)


@dataclass
class Profile:
    """The profile of the bot.

    Commands are kept by (scope type, chat id, user id) and language; "" is any language.
    """

    commands: dict[tuple[Key, str], list[JSON]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    default_menu_button: JSON = field(default_factory=lambda: {"type": "commands"})
    admin_rights: dict[str, JSON] = field(default_factory=dict)

    def get_text(self, kind: str, language: str | None) -> str:
        """Return a text in a language, else the one for any language.

        `kind` is "name", "description" or "short_description".
        """
        return self.texts.get((kind, language or "")) or self.texts.get((kind, ""), "")

    def set_text(self, kind: str, language: str | None, text: str) -> None:
        """Set a text of the profile in a language; an empty one removes it."""
        if text:
            self.texts[(kind, language or "")] = text
        else:
            self.texts.pop((kind, language or ""), None)

    def list_commands(self, chat: Chat, user: User) -> list[JSON]:
        """Return the commands that a user sees in a chat.

        The narrowest scope comes first, and the user's language before any language.
        """
        language = user.language_code or ""
        for key in _list_scopes(chat, user):
            for spoken in (language, ""):
                found = self.commands.get((key, spoken))
                if found is not None:
                    return found
        return []


def _list_scopes(chat: Chat, user: User) -> list[Key]:
    """Return the scopes in the order of "Determining list of commands" in the Bot API."""
    if chat.is_private:
        return [("chat", chat.id, None), ("all_private_chats", None, None), DEFAULT]
    member = chat.members.get(user.id)
    scopes: list[Key] = [("chat_member", chat.id, user.id)]
    if member is not None and member.is_admin:
        scopes.append(("chat_administrators", chat.id, None))
    scopes.append(("chat", chat.id, None))
    if member is not None and member.is_admin:
        scopes.append(("all_chat_administrators", None, None))
    return [*scopes, ("all_group_chats", None, None), DEFAULT]
