"""The state of the sandbox: one bot, people and their chats. No HTTP here."""

from __future__ import annotations

from itertools import count

from sandbox.clock import Ticks, WallClock
from sandbox.errors import bad_request, migration
from sandbox.state.events import Events
from sandbox.state.files import FileStore, measure_image
from sandbox.state.limits import Limits
from sandbox.state.models import (
    CHANNEL_BOT,
    GROUP_ANONYMOUS_BOT,
    JSON,
    TELEGRAM,
    Chat,
    Member,
    Message,
    Topic,
    User,
)
from sandbox.state.profile import Profile
from sandbox.state.queries import CallbackQuery, GuestQuery, InlineQuery, PendingQueries
from sandbox.state.updates import UpdateQueue
from sandbox.state.webhook import Webhook

_FIRST_PERSON = 700_000_001
_FIRST_GROUP = 4_000_000_001
_FIRST_SUPERGROUP = 1_001_000_000_001


class Telegram:
    """The whole state behind the Bot API. `clock` dates messages, `ticks` measures waits.

    `keep` is the number of messages that a chat keeps (None: all). `knows_ephemeral` and
    `knows_styles` are False for a server without ephemeral messages, or that refuses the `style` of
    buttons.
    """

    def __init__(
        self, token: str, clock: WallClock, ticks: Ticks, *, keep: int | None = None
    ) -> None:
        self.token = token
        self.clock = clock
        self.ticks = ticks
        self.keep = keep
        bot_id = int(token.partition(":")[0])
        self.bot = User(bot_id, "Svodka", username="svodka_sandbox_bot", is_bot=True)
        self.reads_all_groups = False
        self.has_inline_mode = True
        self.knows_ephemeral = True
        self.knows_styles = True
        self.events = Events()
        self.updates = UpdateQueue(ticks)
        self.webhook = Webhook(self.updates, ticks)
        self.limits = Limits(ticks)
        self.files = FileStore()
        self.profile = Profile()
        self.callbacks: PendingQueries[CallbackQuery] = PendingQueries(
            ticks, 4_382_000_000_000_000_001
        )
        self.inline_queries: PendingQueries[InlineQuery] = PendingQueries(
            ticks, 5_382_000_000_000_000_001
        )
        self.guest_queries: PendingQueries[GuestQuery] = PendingQueries(
            ticks, 6_382_000_000_000_000_001
        )
        self.inline_messages: dict[str, Message] = {}
        self.ephemeral: dict[tuple[int, int, int], Message] = {}
        known = (self.bot, GROUP_ANONYMOUS_BOT, CHANNEL_BOT, TELEGRAM)
        self.users: dict[int, User] = {user.id: user for user in known}
        self.chats: dict[int, Chat] = {}
        self._message_ids = count(1)
        self._ephemeral_ids = count(1)
        self._long_ids = count(13_000_000_000_000_001)
        self._person_ids = count(_FIRST_PERSON)
        self._group_ids = count(_FIRST_GROUP)
        self._supergroup_ids = count(_FIRST_SUPERGROUP)

    def add_person(
        self,
        name: str,
        language_code: str | None = None,
        username: str | None = None,
        user_id: int | None = None,
        *,
        started: bool = True,
        hidden: bool = False,
    ) -> User:
        """Add a person with a private chat to the bot; not `started`: the bot may not write first.

        Raises :class:`ValueError` for a `user_id` that is taken.
        """
        if user_id is None:
            user_id = next(i for i in self._person_ids if i not in self.users)
        if user_id in self.users:
            raise ValueError(f"there is a user {user_id} already")
        user = User(user_id, name, language_code, username, hidden=hidden)
        self.users[user.id] = user
        self.chats[user.id] = Chat(user.id, "private", person=user, started=started)
        self.events.publish("people", chat_id=user.id)
        return user

    def add_chat(
        self,
        kind: str,
        title: str,
        people: list[User],
        *,
        username: str | None = None,
        forum: bool = False,
        bot_status: str = "member",
    ) -> Chat:
        """Add a `group`, `supergroup` or `channel`; the first of `people` owns it."""
        number = next(self._group_ids if kind == "group" else self._supergroup_ids)
        chat = Chat(-number, kind, title, username=username, is_forum=forum)
        if forum:
            chat.last_message_id = chat.general.id
        for index, user in enumerate(people):
            chat.members[user.id] = Member(user, "member" if index else "creator")
        chat.members[self.bot.id] = Member(self.bot, bot_status)
        self.chats[chat.id] = chat
        self.events.publish("chat", chat_id=chat.id)
        return chat

    def find_chat(self, reference: int | str | None) -> Chat:
        """Return the chat of a `chat_id` argument: a number or `@username`.

        Raises :class:`~sandbox.errors.ApiError` 400 for an unknown or a migrated chat.
        """
        text = str(reference if reference is not None else "").strip()
        if not text:
            raise bad_request("chat_id is empty")
        if text.startswith("@"):
            name = text[1:].lower()
            public = (c for c in self.chats.values() if c.username and not c.is_private)
            chat = next((c for c in public if (c.username or "").lower() == name), None)
        else:
            number = text.removeprefix("-")
            chat = self.chats.get(int(text)) if number.isdecimal() else None
            if text == str(self.bot.id):
                chat = Chat(self.bot.id, "private", person=self.bot)
        if chat is None:
            raise bad_request("chat not found")
        if chat.migrated_to is not None:
            raise migration(chat.migrated_to)
        chat.lift_expired_bans(self.clock())
        return chat

    def allocate_message_id(self, chat: Chat) -> int:
        """Return the next message id. Private chats and basic groups share one sequence."""
        if chat.type in {"supergroup", "channel"}:
            chat.last_message_id += 1
            return chat.last_message_id
        return next(self._message_ids)

    def allocate_long_id(self) -> int:
        """Return a new long id, for albums and polls."""
        return next(self._long_ids)

    def open_topic(self, chat: Chat, name: str, color: int, creator: User) -> Topic:
        """Open a topic of a forum. Its id is that of the service message that opens it."""
        data = {"forum_topic_created": {"name": name, "icon_color": color}}
        message = self.post_message(chat, creator, data)
        message.data.update(message_thread_id=message.id, is_topic_message=True)
        topic = chat.topics[message.id] = Topic(message.id, name, color)
        self.events.publish("chat", chat_id=chat.id)
        return topic

    def post_message(
        self, chat: Chat, sender: User | None, data: JSON, keyboard: JSON | None = None
    ) -> Message:
        """Add a message to a chat and publish an event. No update is queued."""
        number = self.allocate_message_id(chat)
        message = Message(number, chat, sender, self.clock(), data, reply_keyboard=keyboard)
        chat.messages[number] = message
        if self.keep is not None and len(chat.messages) > self.keep:
            del chat.messages[next(iter(chat.messages))]
        if self.events.has_listeners:
            self.events.publish("message", chat_id=chat.id, message=self.render_for_client(message))
        return message

    def post_ephemeral(self, chat: Chat, receiver: User, data: JSON) -> Message:
        """Show a message of the bot to one person in a group."""
        number = next(self._ephemeral_ids)
        message = Message(number, chat, self.bot, self.clock(), data, receiver=receiver)
        self.ephemeral[chat.id, receiver.id, number] = message
        shown = self.render_for_client(message)
        self.events.publish("ephemeral", chat_id=chat.id, receiver_id=receiver.id, message=shown)
        return message

    def delete_ephemeral(self, message: Message) -> None:
        """Delete an ephemeral message. Clients know it by its negative number."""
        assert message.receiver is not None
        del self.ephemeral[message.chat.id, message.receiver.id, message.id]
        self.events.publish("deleted", chat_id=message.chat.id, message_ids=[-message.id])

    def publish_edit(self, message: Message) -> None:
        """Publish an event that a message was edited."""
        if self.events.has_listeners:
            receiver = {"receiver_id": message.receiver.id} if message.receiver else {}
            self.events.publish(
                "edited",
                chat_id=message.chat.id,
                message=self.render_for_client(message),
                **receiver,
            )

    def delete_messages(self, chat: Chat, ids: list[int]) -> None:
        """Delete messages, also from the pinned ones; ids without a message are ignored."""
        gone = [number for number in ids if chat.messages.pop(number, None) is not None]
        chat.pinned = [number for number in chat.pinned if number not in gone]
        self.events.publish("deleted", chat_id=chat.id, message_ids=gone)

    def delete_topic(self, chat: Chat, thread: int) -> None:
        """Delete a topic with all its messages. No update is queued."""
        del chat.topics[thread]
        inside = [m.id for m in chat.messages.values() if m.data.get("message_thread_id") == thread]
        self.delete_messages(chat, inside)
        self.events.publish("chat", chat_id=chat.id)

    def render_for_client(self, message: Message) -> JSON:
        """Return a message as people's clients see it.

        Added to the `Message` fields are `outgoing`, `reply_keyboard`, and the `preview` of a link.
        The id of an ephemeral message is negative.
        """
        shown = message.as_json()
        shown["outgoing"] = message.outgoing
        if message.receiver is not None:
            shown["message_id"] = -message.id
        preview = self._find_preview(message)
        if preview is not None:
            shown["preview"] = preview
        if message.reply_keyboard is not None:
            shown["reply_keyboard"] = message.reply_keyboard
        return shown

    def _find_preview(self, message: Message) -> JSON | None:
        """Return the preview picture of the link in a message, if there is one."""
        options = message.data.get("link_preview_options", {})
        if options.get("is_disabled") or not options.get("url"):
            return None
        picture = self.files.find_by_url(options["url"])
        if picture is None:
            return None
        width, height = measure_image(picture.upload.content) or (0, 0)
        return {**picture.as_json(), "width": width, "height": height}

    def queue_update(self, kind: str, payload: JSON, lane: int) -> None:
        """Queue an update for the bot; updates of one lane are delivered in order."""
        self.updates.add(kind, payload, lane)
