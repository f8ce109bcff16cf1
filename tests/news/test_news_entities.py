from __future__ import annotations

from datetime import datetime

import pytest

from news.desk import Desk
from news.model import RawArticle

NOW = datetime.fromisoformat("2026-02-11T09:00:00+00:00")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Президент Ильхам Алиев принял Джей Ди Вэнса в Баку. Алиева и Вэнса ждали журналисты. "
            "В Соединённых Штатах визит на Южный Кавказ назвали важным.",
            {
                ("Ильхам Алиев", "person"),
                ("Джей Ди Вэнс", "person"),
                ("Баку", "place"),
                ("США", "place"),
                ("Южный Кавказ", "place"),
            },
        ),
        (
            "Вчора президент Володимир Зеленський зустрівся в Києві з міністром Андрієм Сибігою. "
            "Зеленський подякував Міністерству фінансів.",
            {("Володимир Зеленський", "person"), ("Київ", "place")},
        ),
        (
            "On Friday Mr Keir Starmer met Emmanuel Macron in London. Starmer thanked the Bank of "
            "England. Talks with the EU go on.",
            {
                ("Keir Starmer", "person"),
                ("Emmanuel Macron", "person"),
                ("London", "place"),
                ("Bank of England", "organisation"),
                ("European Union", "organisation"),
            },
        ),
    ],
)
def test_names_in_normal_form(desk: Desk, text: str, expected: set[tuple[str, str]]) -> None:
    found = desk.edit(RawArticle(text=text), NOW).entities
    assert expected <= {(entity.name, entity.kind) for entity in found}
    assert found[0].weight == 1.0
    assert all(0 < entity.weight <= 1 for entity in found)


def test_a_surname_alone_counts_for_the_full_name(desk: Desk) -> None:
    text = "Никол Пашинян приехал в Москву. С Пашиняном говорили о газе. Пашиняну ответили вечером."
    names = [entity.name for entity in desk.edit(RawArticle(text=text), NOW).entities]
    assert names.count("Никол Пашинян") == 1
    assert "Пашинян" not in names


def test_days_and_sentence_openings_are_no_names(desk: Desk) -> None:
    text = "Heavy rain fell on Saturday in July. Customers waited. However, the trains ran."
    assert desk.edit(RawArticle(text=text), NOW).entities == ()
