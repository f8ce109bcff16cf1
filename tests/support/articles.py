"""Articles that the conversation tests store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from news.model import RawArticle
from service.bootstrap import Services

BRIDGE = RawArticle(
    title="В Днепре открыли новый мост",
    source="Днепровский вестник",
    text="""Фото: Пресс-служба

В Днепре в среду открыли новый мост через реку. Его строили четыре года, и он соединил два берега города.

По мосту каждый день смогут проезжать двадцать тысяч машин. Мэр Иван Коваль поблагодарил строителей за работу.

Дорога в центр

Теперь дорога с левого берега в центр займёт не сорок минут, а десять. Автобусы пустят уже в августе.""",
)

LONG = RawArticle(
    title="Обсерватория в Карпатах увидела далёкую галактику",
    source="Научный листок",
    text="\n\n".join(
        f"Абзац {number} рассказывает о том, как обсерватория наблюдала галактику в ночь "
        f"номер {number}. Астрономы сделали {number * 7} снимков и сравнили их с прежними. "
        f"Погода в горах была ясной, и телескоп работал до самого утра без перерыва."
        for number in range(1, 41)
    ),
)


async def load(services: Services, *articles: RawArticle) -> None:
    """Import articles, as any source does."""
    report = await services.importer.import_articles(articles)
    assert not report.rejected, report.rejected
    assert report.added == len(articles)


AUTUMN = (
    "Театр покажет осенью три премьеры. Режиссёр Павлов собрал новую труппу.",
    "Осенью подорожает проезд в метро. Билет будет стоить двенадцать гривен.",
    "Учёные ждут осенью сильных магнитных бурь. Солнце стало активнее.",
    "Сборная проведёт осенью четыре матча. Тренер назвал состав команды.",
    "Врачи советуют осенью сделать прививку от гриппа. Вакцина есть в аптеках.",
    "Осенью в заповеднике выпустят на волю зубров. Стадо вырастет вдвое.",
    "Завод осенью начнёт выпускать автобусы. Первые получит Харьков.",
)


def about_autumn(text: str) -> RawArticle:
    title, _, body = text.partition(". ")
    return RawArticle(title=title, text=f"{text}\n\n{body} Подробности обещают позже.")


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
