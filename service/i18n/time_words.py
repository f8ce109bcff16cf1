"""The words with which people tell an hour, in the three languages."""

from __future__ import annotations

from enum import StrEnum


class DayPart(StrEnum):
    """A part of the day, which tells seven in the morning from seven in the evening."""

    MORNING = "morning"
    DAY = "day"
    EVENING = "evening"
    NIGHT = "night"
    AM = "am"
    PM = "pm"


class ClockWord(StrEnum):
    """A word that says how the numbers beside it make an hour."""

    HALF_OF = "half of"  # «пол восьмого», «пів на восьму»: half of the eighth hour, 7:30
    HALF = "half"
    QUARTER = "quarter"
    BEFORE = "before"  # «без четверти восемь», «за чверть восьма»
    PAST = "past"
    TO = "to"
    NOON = "noon"
    MIDNIGHT = "midnight"
    HOUR = "hour"
    MINUTES = "minutes"


FILLER_WORDS = frozenset(
    {"в", "во", "у", "о", "об", "на", "к", "ровно", "рівно",
     "at", "in", "the", "a", "an", "exactly"}
)  # fmt: skip

DAY_PARTS: dict[str, DayPart] = {
    word: part
    for part, words in {
        DayPart.MORNING: "утра утром ранку вранці ранок утро morning",
        DayPart.DAY: "дня днем день вдень пополудни пополудні afternoon",
        DayPart.EVENING: "вечера вечером вечер вечора ввечері увечері вечір evening",
        DayPart.NIGHT: "ночи ночью ночі вночі уночі night",
        DayPart.AM: "am",
        DayPart.PM: "pm",
    }.items()
    for word in words.split()
}

CLOCK_WORDS: dict[str, ClockWord] = {
    word: sign
    for sign, words in {
        ClockWord.HALF_OF: "пол половина половине половину половині пів",
        ClockWord.HALF: "half",
        ClockWord.QUARTER: "четверть четверти чверть чверті quarter",
        ClockWord.BEFORE: "без за",
        ClockWord.PAST: "past after по",
        ClockWord.TO: "to till until до",
        ClockWord.NOON: "полдень полудень опівдні noon midday",
        ClockWord.MIDNIGHT: "полночь північ опівночі midnight",
        ClockWord.HOUR: (
            "час часа часов часам ч година години годин годині годину год h oʼclock oclock"
        ),
        ClockWord.MINUTES: "минут минуты минута мин хвилин хвилини хвилина хв minutes minute min",
    }.items()
    for word in words.split()
}

_NUMBERS = {
    1: "один одна одного первого первый one",
    2: "два две двух второго дві двух two",
    3: "три трех третьего трьох three",
    4: "четыре четырех четвертого чотири чотирьох four",
    5: "пять пяти пятого пʼять пʼяти five",
    6: "шесть шести шестого шість шести six",
    7: "семь семи седьмого сім семи seven",
    8: "восемь восьми восьмого вісім восьми eight",
    9: "девять девяти девятого девʼять девʼяти nine",
    10: "десять десяти десятого ten",
    11: "одиннадцать одиннадцати одиннадцатого одинадцять одинадцяти eleven",
    12: "двенадцать двенадцати двенадцатого дванадцять дванадцяти twelve",
    13: "тринадцать тринадцати тринадцять тринадцяти thirteen",
    14: "четырнадцать четырнадцати чотирнадцять чотирнадцяти fourteen",
    15: "пятнадцать пятнадцати пʼятнадцять пʼятнадцяти fifteen",
    16: "шестнадцать шестнадцати шістнадцять шістнадцяти sixteen",
    17: "семнадцать семнадцати сімнадцять сімнадцяти seventeen",
    18: "восемнадцать восемнадцати вісімнадцять вісімнадцяти eighteen",
    19: "девятнадцать девятнадцати девʼятнадцять девʼятнадцяти nineteen",
    20: "двадцать двадцати двадцять twenty",
    30: "тридцать тридцать тридцять тридцати thirty",
    40: "сорок сорока forty",
    50: "пятьдесят пятидесяти пʼятдесят fifty",
}

_UKRAINIAN_ORDINALS = (
    "перш", "друг", "трет", "четверт", "пʼят", "шост", "сьом", "восьм", "девʼят", "десят",
    "одинадцят", "дванадцят", "тринадцят", "чотирнадцят", "пʼятнадцят", "шістнадцят",
    "сімнадцят", "вісімнадцят", "девʼятнадцят", "двадцят",
)  # fmt: skip

NUMBER_WORDS: dict[str, int] = {
    **{word: number for number, words in _NUMBERS.items() for word in words.split()},
    **{
        stem + ending: number
        for number, stem in enumerate(_UKRAINIAN_ORDINALS, start=1)
        for ending in ("а", "у", "ій", "ої", "я", "ю", "ьої")
    },
}
