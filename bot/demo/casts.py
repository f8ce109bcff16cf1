"""The people and chats of the demo: a cast for each language of the page."""

from __future__ import annotations

from dataclasses import dataclass

from news.model import InterfaceLanguage


@dataclass(frozen=True)
class Person:
    """A person of a cast."""

    id: int
    name: str
    username: str


@dataclass(frozen=True)
class Cast:
    """Whom a visitor who reads the page in ``language`` plays, and the chats of these people.

    The newcomer meets the bot for the first time; the others have been subscribed for a week. The
    editor owns the chats. ``conversation``: what the reader and the neighbour say in the group.
    ``threads``: the topics of the forum; the digests come to the first, ``notice`` is in the
    second.
    """

    language: InterfaceLanguage
    newcomer: Person
    reader: Person
    neighbour: Person
    editor: Person
    group: str
    channel: str
    channel_username: str
    forum: str
    threads: tuple[str, str]
    notice: str
    conversation: tuple[str, str, str]
    crowd_name: str

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody in the chat page, in the order of its list."""
        return self.newcomer, self.reader, self.neighbour, self.editor


CASTS = (
    Cast(
        language="ru",
        newcomer=Person(1001, "Марина", "marina"),
        reader=Person(1002, "Оля", "olya"),
        neighbour=Person(1003, "Денис", "denis"),
        editor=Person(1004, "Анна, редактор", "anna"),
        group="Дом на Портовой",
        channel="Новости Лимана",
        channel_username="liman_news",
        forum="Соседи: Портовая, 12",
        threads=("Новости", "Объявления"),
        notice="В субботу с десяти до двух не будет горячей воды: меняют стояк.",
        conversation=(
            "Где-то запустили новый ветропарк, не помните?",
            "Спроси у Сводки, она тут",
            "/search ветропарк",
        ),
        crowd_name="Читатель",
    ),
    Cast(
        language="uk",
        newcomer=Person(2001, "Соломія", "solomiya"),
        reader=Person(2002, "Тарас", "taras"),
        neighbour=Person(2003, "Леся", "lesya"),
        editor=Person(2004, "Ганна, редакторка", "hanna"),
        group="Будинок на Портовій",
        channel="Новини Лиману",
        channel_username="lyman_novyny",
        forum="Сусіди: Портова, 12",
        threads=("Новини", "Оголошення"),
        notice="У суботу з десятої до другої не буде гарячої води: міняють стояк.",
        conversation=(
            "Десь знайшли цілу трипільську піч, не пам’ятаєте де?",
            "Спитай у бота, він тут",
            "/search трипільська піч",
        ),
        crowd_name="Читач",
    ),
    Cast(
        language="en",
        newcomer=Person(3001, "Emma", "emma"),
        reader=Person(3002, "Nora", "nora"),
        neighbour=Person(3003, "Ben", "ben"),
        editor=Person(3004, "Kate, editor", "kate"),
        group="12 Harbour Street",
        channel="Harbour News",
        channel_username="harbour_news",
        forum="Harbour Street neighbours",
        threads=("News", "Notices"),
        notice="No hot water on Saturday from ten till two: they are replacing a pipe.",
        conversation=(
            "Wasn’t there a warehouse fire somewhere?",
            "Ask the bot, it’s in here",
            "/search warehouse fire",
        ),
        crowd_name="Reader",
    ),
)
