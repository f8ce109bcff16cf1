"""Articles that the conversation tests store."""

from __future__ import annotations

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
