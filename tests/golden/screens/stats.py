from __future__ import annotations

from datetime import timedelta

from bot.translations import Translator
from bot.views import statistics as views
from bot.views.document import Document
from storage.daily import Days, What, day_of
from storage.statistics import Statistics
from tests.golden.registry import screen
from tests.golden.samples import NOW

_NUMBERS = Statistics(
    articles=48_210,
    stories=31_007,
    sources=42,
    subscribers={"active": 1204, "paused": 31, "gone": 77},
    deliveries={"sent": 90_112, "pending": 3, "leased": 1, "failed": 12, "cancelled": 2},
    languages={"ru": 800, "uk": 300, "en": 104},
)
_LAST = day_of(NOW)
_DAYS: Days = {
    _LAST - timedelta(days=back): {
        What.JOINED: 3,
        What.LEFT: 1,
        What.DELIVERED: 1180,
        What.FAILED: 4,
        What.OPENED: 730,
        What.SEARCHED: 210,
        What.IN_VAIN: 19,
        What.FILED: 512,
    }
    for back in range(30)
}


@screen("stats-figures")
def figures(t: Translator) -> Document:
    return views.figures(t, _NUMBERS, {What.FAILING: 2}, _DAYS, 30)


@screen("stats-in-vain")
def in_vain(t: Translator) -> list[Document]:
    asked = [("шарлотка", 21), ("Дніпро міст", 3), ("a very long question " * 5, 2)]
    return [views.in_vain(t, asked, 7), views.in_vain(t, [], 1)]
