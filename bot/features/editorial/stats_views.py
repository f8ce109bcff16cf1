"""/stats: the figures of some days, as a chart and as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from babel.dates import format_skeleton

from bot.charts.model import Chart, Panel, Series
from bot.features.editorial.callbacks import ShowStats
from bot.ui.document import Button, Document, Heading, ListItem, Rows, build_document, truncate
from bot.ui.widgets import TICK
from service.i18n.translations import Translator
from service.ops.stats import StatsReport
from storage.stats.daily_counters import DailyCounter

PERIODS = (7, 30, 90)
"""Days."""

_CHANGES = {
    DailyCounter.JOINED: "stats-change-joined",
    DailyCounter.LEFT: "stats-change-left",
    DailyCounter.DELIVERED: "stats-change-sent",
    DailyCounter.FAILED: "stats-change-failed",
    DailyCounter.OPENED: "stats-change-opened",
    DailyCounter.SEARCHED: "stats-change-searched",
    DailyCounter.ADDED: "stats-change-added",
}

MAX_SEARCHES = 12
MAX_QUERY_CHARS = 50
"""Searches, and characters of one: they fit into a caption."""


def build_chart(t: Translator, report: StatsReport, day_count: int) -> Chart:
    """Return a chart of subscribers, deliveries, reading and new articles."""
    shown = [report.last_day - timedelta(days=back) for back in reversed(range(day_count))]

    def series(key: str, counter: DailyCounter) -> Series:
        return Series(t(key), tuple(report.by_day.get(day, {}).get(counter) for day in shown))

    return Chart(
        t("stats-title", days=day_count),
        tuple(format_skeleton("MMMd", day, locale=t.language) for day in shown),
        (
            Panel(t("stats-readers"), "line", (series("stats-readers", DailyCounter.SUBSCRIBERS),)),
            Panel(
                t("stats-deliveries"),
                "bars",
                (
                    series("stats-sent", DailyCounter.DELIVERED),
                    series("stats-failed", DailyCounter.FAILED),
                ),
            ),
            Panel(
                t("stats-reading"),
                "line",
                (
                    series("stats-opened", DailyCounter.OPENED),
                    series("stats-searched", DailyCounter.SEARCHED),
                ),
            ),
            Panel(
                t("stats-new-articles"),
                "bars",
                (series("stats-new-articles", DailyCounter.ADDED),),
            ),
        ),
    )


def build_stats(
    t: Translator, report: StatsReport, day_count: int, crowds: Sequence[ListItem] = ()
) -> Document:
    """Return the figures of the chart as text, with the totals and the crowded digest times."""
    return build_document(
        Heading(t("stats-title", days=day_count)),
        *map(ListItem, _format_figures(t, report)),
        *crowds,
        *_list_changes(t, report),
        buttons=_build_period_buttons(t, day_count),
    )


def _format_figures(t: Translator, report: StatsReport) -> Iterator[str]:
    now, total = report.totals, report.sums
    people = now.subscribers
    yield t(
        "stats-line-subscribers",
        active=people.get("active", 0),
        paused=people.get("paused", 0),
        gone=people.get("gone", 0),
        joined=total[DailyCounter.JOINED],
        left=total[DailyCounter.LEFT],
    )
    yield t(
        "stats-line-deliveries",
        sent=total[DailyCounter.DELIVERED],
        failed=total[DailyCounter.FAILED],
        waiting=now.deliveries.get("pending", 0) + now.deliveries.get("leased", 0),
    )
    yield t(
        "stats-line-reading",
        opened=total[DailyCounter.OPENED],
        searched=total[DailyCounter.SEARCHED],
        zero_results=total[DailyCounter.NO_RESULTS],
    )
    yield t(
        "stats-line-sources",
        sources=now.sources,
        failing=report.gauges[DailyCounter.FAILING_SOURCES],
        added=total[DailyCounter.ADDED],
        articles=now.articles,
        stories=now.stories,
    )


def _list_changes(t: Translator, report: StatsReport) -> Iterator[ListItem]:
    """Yield what is more or less than in as many days before, if anything was counted then."""
    sums, before = report.sums, report.before
    changes = {key: sums[one] - before[one] for one, key in _CHANGES.items()} if before else {}
    listed = [
        t(key, sign="+" if change > 0 else "−", count=abs(change))
        for key, change in changes.items()
        if change
    ]
    if listed:
        yield ListItem(f"{t('stats-compared')} {', '.join(listed)}.")


def build_zero_result_queries(
    t: Translator, queries: Sequence[tuple[str, int]], day_count: int
) -> Document:
    """Return the searches without results, and how many chats made each."""
    lines: list[ListItem | str] = [
        ListItem(t("stats-zero-result-line", query=truncate(query, MAX_QUERY_CHARS), count=count))
        for query, count in queries
    ]
    return build_document(
        Heading(t("stats-zero-result-title", days=day_count)),
        *(lines or [t("stats-zero-result-none")]),
        t("stats-zero-result-why"),
        buttons=((Button(f"◀️ {t('button-back')}", ShowStats(days=day_count).pack()),),),
    )


def parse_shown_stats(keyboard: Sequence[Sequence[str]]) -> ShowStats | None:
    """Return what a message with these buttons shows now; None for an unknown keyboard."""
    for data in (data for row in keyboard[-1:] for data in row):
        if data.startswith(f"{ShowStats.__prefix__}:"):
            other = ShowStats.unpack(data)
            return ShowStats(days=other.days, zero_results=not other.zero_results)
    return None


def _build_period_buttons(t: Translator, day_count: int) -> Rows:
    """Return the buttons of all periods, with a tick at this one, and the zero-result searches."""
    periods = tuple(
        Button(
            f"{TICK + ' ' if days == day_count else ''}{t('button-days', days=days)}",
            ShowStats(days=days).pack(),
        )
        for days in PERIODS
    )
    zero_results = Button(
        f"🔎 {t('button-zero-results')}", ShowStats(days=day_count, zero_results=True).pack()
    )
    return periods, (zero_results,)
