from __future__ import annotations

import pytest

from news.nlp.detect import detect_language
from news.nlp.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Президент подписал новый закон", "ru"),
        ("Путин прибыл в Минск", "ru"),
        ("Суд арестовал мэра города", "ru"),
        ("Президент підписав новий закон", "uk"),
        ("Рада ухвалила держбюджет", "uk"),
        ("Курс долара на сьогодні", "uk"),
        ("Apple unveils new iPhone", "en"),
        ("Storm kills three in Texas", "en"),
        ("Der Kanzler ist nach Berlin gereist", "und"),
        ("Le président est arrivé à Paris", "und"),
        ("El presidente llega a Madrid con una delegación", "und"),
        ("Министърът на финансите каза, че бюджетът ще бъде приет", "und"),
        ("Прэзідэнт падпісаў новы ўказ аб школах", "und"),
        ("東京で地震がありました", "und"),
        ("12:30 — 2026", "und"),
        ("Гороскоп на сегодня: 16", "ru"),
        ("Волочкова похудела до пугающего", "ru"),
        ("ФСБ раскритиковала законопроект о", "ru"),
        ("Хто очолить Нацбанк", "uk"),
        ("Польща закрила кордон", "uk"),
        ("Вступ до ЄС: умови", "uk"),
        ("", "und"),
        ("Дрони атакували завод", "uk"),
        ("Собака врятувала господаря", "uk"),
        ("Рада не голосувала закон", "uk"),
        ("Затримали колишнього мера Одеси", "uk"),
        ("Удар по порту Одеси", "uk"),
        ("Депутата засудили до штрафу", "uk"),
        ("Партизани спалили склад", "uk"),
        ("Дроны атаковали завод", "ru"),
        ("Партизаны сожгли склад", "ru"),
        ("Удар по порту", "ru"),
        ("Поезд от Москвы до Баку", "ru"),
        ("Тайсон против Байдена", "ru"),
        ("Марафон доўжыцца гадзіну", "und"),
        ("Nueva elección presidencial", "und"),
        ("Presupuesto aprobado rapidamente", "und"),
        ("Superan nueva prueba", "und"),
        ("Gouvernement battu", "und"),
        ("Größter Überfall", "und"),
        ("Beyoncé tops album chart", "en"),
        ("Müller scores twice", "en"),
        ("Agreement reached quickly", "en"),
        ("Ракета впала у море", "uk"),
        ("Пожежа у столиці", "uk"),
        ("Матч перенесено", "uk"),
        ("Стадион закрито", "uk"),
        ("Пожар у метро", "ru"),
        ("Гости у Трампа дома", "ru"),
        ("Дело передано в суд", "ru"),
        ("Число жертв уточнено", "ru"),
    ],
)
def test_language_of_headlines(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Mr. Smith met Gen. J. Doe in Washington, D.C. on Friday. They talked.", 2),
        ("Об этом заявил А. С. Петров. Он приехал в г. Киев в 2026 г. вечером.", 2),
        ("Про це сказав ім. Шевченка. Завод на вул. Лесі Українки працює.", 2),
        ('"It is done." He left.', 2),
        ("One sentence only", 1),
        ("Это было в будни.Кроме того, шансы падали.", 2),
        ("The price fell.Then it rose again.", 2),
        ("Ночью до -18… -20 градусов, днём теплее.", 1),
        ("Сайт Tribuna.com написал об этом.", 1),
        ("The Zafi.D virus spread in a day.", 1),
        ("Щенок стоит 48 тыс. Взрослую собаку отдадут даром.", 2),
        ("Порывы достигли 41 м/с. Рекорд держался год.", 2),
        ("Завод открыли в 2019 г. Президент приехал в г. Пермь.", 2),
        ("He left the U.S. The company stayed, and so did U.S. President Bell.", 2),
        ("Он сидел в тюрьме.«Они ушли», сказал он.", 2),
    ],
)
def test_sentences_are_not_cut_at_abbreviations(text: str, count: int) -> None:
    found = split_sentences(text)
    assert len(found) == count
    assert all(sentence in text for sentence in found)
