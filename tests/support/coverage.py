"""Many reports of one event, for the tests of its full coverage."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from news.model import RawArticle
from service.bootstrap import Services
from tests.support.articles import BRIDGE, load

ADDED = (
    "Первым по мосту проехал школьный автобус с оркестром.",
    "Старую переправу разберут к зиме, сообщили в мэрии.",
    "На опорах моста установили датчики ветра и льда.",
    "Велосипедистам отвели отдельную полосу со стороны парка.",
    "Подрядчик обещает гарантию на пятнадцать лет.",
    "Ночью мост подсветят двести светильников.",
    "Рыбаки просят оставить спуск к воде у третьей опоры.",
    "Трамвайные рельсы уложат следующей весной.",
    "Название мосту жители выберут голосованием.",
    "Движение грузовиков ограничат по выходным.",
    "Камеры наблюдения передают картинку диспетчерам.",
    "Экологи посадят вдоль дороги тысячу клёнов.",
)


def tell_bridge(number: int, services: Services) -> RawArticle:
    """Build the report ``number`` of the opening of the bridge: each an hour after the one before,
    by another newspaper, with a sentence of its own at the end."""
    return replace(
        BRIDGE,
        title=f"В Днепре открыли новый мост: репортаж {number}",
        source=f"Газета {number}",
        text=f"{BRIDGE.text}\n\n{ADDED[number - 1]}",
        url=f"https://gazeta{number}.example/most",
        published=services.clock() - timedelta(hours=20 - number),
    )


async def load_bridge(services: Services, count: int) -> list[RawArticle]:
    """Import ``count`` reports of the opening of the bridge, oldest first."""
    reports = [tell_bridge(number, services) for number in range(1, count + 1)]
    await load(services, *reports)
    return reports
