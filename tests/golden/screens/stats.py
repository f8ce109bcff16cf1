from __future__ import annotations

from collections import Counter
from datetime import timedelta

from bot.features.editorial import crowd_views, stats_views
from bot.ui.document import Document
from service.config import Settings
from service.digests.crowds import list_crowds
from service.digests.sending_windows import plan_windows
from service.i18n.translations import Translator
from service.ops.stats import StatsReport
from storage.stats.daily_counters import CountersByDay, DailyCounter, to_utc_date
from storage.stats.totals import Statistics
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
_LAST = to_utc_date(NOW)
_DAYS: CountersByDay = {
    _LAST - timedelta(days=back): {
        DailyCounter.JOINED: 3,
        DailyCounter.LEFT: 1,
        DailyCounter.DELIVERED: 1180,
        DailyCounter.FAILED: 4,
        DailyCounter.OPENED: 730,
        DailyCounter.SEARCHED: 210,
        DailyCounter.NO_RESULTS: 19,
        DailyCounter.ADDED: 512,
    }
    for back in range(30)
}


@screen("stats-figures")
def figures(t: Translator) -> Document:
    before = Counter({DailyCounter.DELIVERED: 34_000, DailyCounter.SEARCHED: 7_000})
    report = StatsReport(_NUMBERS, {DailyCounter.FAILING_SOURCES: 2}, _DAYS, _LAST, before)
    return stats_views.build_stats(t, report, 30)


@screen("crowded-digest-times")
def crowded_times(t: Translator) -> list[Document]:
    windows = plan_windows({NOW + timedelta(hours=20): 500_000}, 30)
    paying = Settings(_env_file=None, paid_digests=True)
    return [
        crowd_views.build_crowd_notice(t, list_crowds(windows, settings), "Europe/Kyiv", NOW)
        for settings in (Settings(_env_file=None), paying)
    ]


@screen("stats-in-vain")
def without_results(t: Translator) -> list[Document]:
    asked = [("шарлотка", 21), ("Дніпро міст", 3), ("a very long question " * 5, 2)]
    return [
        stats_views.build_zero_result_queries(t, asked, 7),
        stats_views.build_zero_result_queries(t, [], 1),
    ]
