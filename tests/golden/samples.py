"""Constant articles, subscribers and broadcasts for the screens, in the subscriber's language."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from news.model import Article, Block, BlockKind, InterfaceLanguage, Story, TopicScore
from storage.chats.subscribers import Subscriber
from storage.messaging.broadcasts import Broadcast
from tests.support import factories

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
"""Tuesday, eight in the morning in Kyiv."""

ZONE = "Europe/Kyiv"

PICTURE = "https://example.org/pictures/bridge.jpg"
"""The URL of a picture, for the sandbox."""

_BRIDGE = {
    "ru": (
        "В Днепре открыли мост, который строили четыре года",
        "В Днепре утром открыли новый мост через реку. Он соединил два берега города.",
        "По мосту каждый день смогут проезжать двадцать тысяч машин.",
        "Дорога в центр",
        "Теперь дорога с левого берега займёт не сорок минут, а десять.",
        "«Мы ждали этого дня четыре года», — сказал мэр.",
        "Днепровский вестник",
        "пресс-служба мэрии",
    ),
    "uk": (
        "У Дніпрі відкрили міст, який будували чотири роки",
        "У Дніпрі вранці відкрили новий міст через річку. Він з’єднав два береги міста.",
        "Мостом щодня зможуть проїжджати двадцять тисяч машин.",
        "Дорога до центру",
        "Тепер дорога з лівого берега триватиме не сорок хвилин, а десять.",
        "«Ми чекали на цей день чотири роки», — сказав мер.",
        "Дніпровський вісник",
        "пресслужба мерії",
    ),
    "en": (
        "A bridge that took four years opens in Dnipro",
        "A new bridge across the river opened in Dnipro this morning. It joins both banks.",
        "Twenty thousand cars a day will be able to cross it.",
        "The way to the centre",
        "The way from the left bank now takes ten minutes instead of forty.",
        "“We have waited for this day for four years,” the mayor said.",
        "Dnipro Herald",
        "the mayor’s office",
    ),
}

_NEWS: dict[str, list[tuple[str, str, str, str]]] = {
    "ru": [
        (
            "economy",
            "Нацбанк оставил ставку на месте",
            "Нацбанк второй месяц подряд не меняет ставку. Рынок этого ждал.",
            "Финансы",
        ),
        (
            "economy",
            "Пшеница подорожала на три процента",
            "Биржевые цены на пшеницу выросли после засухи на юге.",
            "Зерно",
        ),
        (
            "science",
            "В Карпатах увидели далёкую галактику",
            "Её свет шёл к нам тринадцать миллиардов лет. Наблюдали сорок ночей.",
            "Научный листок",
        ),
        (
            "sport",
            "«Динамо» выиграло дерби в добавленное время",
            "Победный гол забил защитник, вышедший на замену.",
            "Спорт сегодня",
        ),
        ("", "В сквере нашли клад", "Монеты лежали под старой липой.", "Городок"),
    ],
    "uk": [
        (
            "economy",
            "Нацбанк залишив ставку незмінною",
            "Нацбанк другий місяць поспіль не змінює ставку. Ринок цього чекав.",
            "Фінанси",
        ),
        (
            "economy",
            "Пшениця подорожчала на три відсотки",
            "Біржові ціни на пшеницю зросли після посухи на півдні.",
            "Зерно",
        ),
        (
            "science",
            "У Карпатах побачили далеку галактику",
            "Її світло йшло до нас тринадцять мільярдів років. Спостерігали сорок ночей.",
            "Науковий аркуш",
        ),
        (
            "sport",
            "«Динамо» виграло дербі в доданий час",
            "Переможний гол забив захисник, який вийшов на заміну.",
            "Спорт сьогодні",
        ),
        ("", "У сквері знайшли скарб", "Монети лежали під старою липою.", "Містечко"),
    ],
    "en": [
        (
            "economy",
            "The central bank keeps its rate",
            "For a second month the bank leaves its rate as it is. The market expected that.",
            "Finance",
        ),
        (
            "economy",
            "Wheat is three per cent dearer",
            "Prices rose on the exchange after a drought in the south.",
            "Grain",
        ),
        (
            "science",
            "A distant galaxy is seen from the Carpathians",
            "Its light took thirteen billion years to reach us. They watched for forty nights.",
            "Science Leaf",
        ),
        (
            "sport",
            "Dynamo win the derby in added time",
            "A defender who had come on late scored the winner.",
            "Sport Today",
        ),
        (
            "",
            "A treasure is found in the park",
            "The coins lay under an old lime tree.",
            "Small Town",
        ),
    ],
}

_RATE = {
    "ru": ("Нацбанк оставил ставку на месте", "Нацбанк второй месяц подряд не меняет ставку."),
    "uk": ("Нацбанк залишив ставку незмінною", "Нацбанк другий місяць поспіль не змінює ставку."),
    "en": ("The central bank keeps its rate", "For a second month the bank leaves its rate as is."),
}


def reader(language: InterfaceLanguage = "ru", **values: Any) -> Subscriber:
    return factories.subscriber(1, language=language, joined_at=NOW, **values)


def bridge(language: InterfaceLanguage) -> Article:
    """Build an article with everything that an article can have: number 7."""
    title, lead, cars, heading, minutes, quote, source, credit = _BRIDGE[language]
    return factories.article(
        title,
        id=7,
        language=language,
        published=NOW - timedelta(hours=2, minutes=18),
        summary=(*(f"{sentence}." for sentence in lead.rstrip(".").split(". ")), cars),
        source=source,
        photo_credit=credit,
        attribution="Reuters",
        url="https://example.org/news/bridge",
        topics=(TopicScore("society", 0.8),),
        blocks=(
            Block(BlockKind.PARAGRAPH, lead),
            Block(BlockKind.PARAGRAPH, cars),
            Block(BlockKind.HEADING, heading),
            Block(BlockKind.PARAGRAPH, minutes),
            Block(BlockKind.QUOTE, quote),
        ),
    )


def rate(language: InterfaceLanguage) -> Article:
    """Build a minimal article: number 8."""
    title, lead = _RATE[language]
    return factories.article(
        title,
        id=8,
        language=language,
        published=NOW - timedelta(hours=15),
        body=lead,
        source="Finance",
        topics=(TopicScore("economy", 0.9),),
    )


def news(language: InterfaceLanguage) -> list[Story]:
    """Build the stories of a digest: the bridge with its picture and many sources, and five others."""
    first = story(replace(bridge(language), image=PICTURE), "Reuters", "УНН", "BBC", "DW")
    others = [
        factories.article(
            title,
            id=number,
            language=language,
            published=NOW - timedelta(hours=number - 17, minutes=9),
            body=said,
            source=source,
            topics=(TopicScore(topic, 0.9),) if topic else (),
        )
        for number, (topic, title, said, source) in enumerate(_NEWS[language], 20)
    ]
    return [first, *map(story, others)]


def long_article(language: InterfaceLanguage) -> Article:
    """Build an article of three pages in the plain style: number 9."""
    title, lead, cars, heading, minutes, *_ = _BRIDGE[language]
    paragraph = " ".join((lead, cars, minutes))
    repeated = [Block(BlockKind.PARAGRAPH, f"{number}. {paragraph}") for number in range(1, 46)]
    blocks = (*repeated[:20], Block(BlockKind.HEADING, heading), *repeated[20:])
    return replace(bridge(language), id=9, title=title, blocks=blocks)


def story(article: Article, *others: str) -> Story:
    """Build the story of an article, which ``others`` report too."""
    sources = tuple(name for name in (article.source, *others) if name)
    return Story(
        id=article.id,
        lead_article=article,
        sources=sources,
        article_count=len(sources),
        topics=tuple(topic.id for topic in article.topics),
        opened_at=article.published,
    )


def broadcast(**values: Any) -> Broadcast:
    """Build breaking news that an editor has just written: number 12."""
    defaults: dict[str, Any] = {
        "id": 12,
        "editor_id": 9000,
        "state": "draft",
        "payload_id": 1,
        "retracted": False,
        "paused": False,
        "paused_by": None,
        "stopped": False,
        "text": "🔴 Мост открыт",
        "topics": frozenset(),
        "language": None,
        "silent": False,
        "ttl": timedelta(hours=2),
        "created_at": NOW,
        "time_prompted_at": None,
        "scheduled_at": None,
        "started_at": None,
        "report_chat_id": None,
        "report_message_id": None,
        "former_reports": (),
        "opened_count": 0,
        "suggested_fingerprint": None,
    }
    return Broadcast(**{**defaults, **values})
