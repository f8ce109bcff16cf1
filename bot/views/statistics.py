"""/stats: what editors see of some days, as a chart and in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from babel.dates import format_skeleton

from bot.callbacks import Figures
from bot.charts.figures import Chart, Panel, Series
from bot.translations import Translator
from bot.views.document import Button, Document, Heading, Item, Rows, page, shortened
from bot.views.meeting import TICK
from storage.daily import Days, What
from storage.statistics import Statistics

SPANS = (7, 30, 90)
"""Days."""

MOST_SEARCHES = 12
MOST_QUERY = 50
"""Searches, and characters of one: a caption has room for them."""


def chart(t: Translator, days: Days, last: date, span: int) -> Chart:
    """Readers, deliveries, reading and sources over the ``span`` days up to ``last``."""
    shown = [last - timedelta(days=back) for back in reversed(range(span))]

    def series(key: str, what: What) -> Series:
        return Series(t(key), tuple(days.get(day, {}).get(what) for day in shown))

    return Chart(
        t("stats-title", days=span),
        tuple(format_skeleton("MMMd", day, locale=t.language) for day in shown),
        (
            Panel(t("stats-readers"), "line", (series("stats-readers", What.READERS),)),
            Panel(
                t("stats-deliveries"),
                "bars",
                (series("stats-sent", What.DELIVERED), series("stats-failed", What.FAILED)),
            ),
            Panel(
                t("stats-reading"),
                "line",
                (series("stats-opened", What.OPENED), series("stats-searched", What.SEARCHED)),
            ),
            Panel(t("stats-new-articles"), "bars", (series("stats-new-articles", What.FILED),)),
        ),
    )


def figures(
    t: Translator, now: Statistics, today: dict[What, int], days: Days, span: int
) -> Document:
    """The same in words, for who does not see the picture; and how much there is of everything."""
    total = {what: sum(counts.get(what, 0) for counts in days.values()) for what in What}

    people = now.subscribers
    return page(
        Heading(t("stats-title", days=span)),
        Item(
            t(
                "stats-line-readers",
                active=people.get("active", 0),
                paused=people.get("paused", 0),
                gone=people.get("gone", 0),
                joined=total[What.JOINED],
                left=total[What.LEFT],
            )
        ),
        Item(
            t(
                "stats-line-deliveries",
                sent=total[What.DELIVERED],
                failed=total[What.FAILED],
                waiting=now.deliveries.get("pending", 0) + now.deliveries.get("leased", 0),
            )
        ),
        Item(
            t(
                "stats-line-reading",
                opened=total[What.OPENED],
                searched=total[What.SEARCHED],
                vain=total[What.IN_VAIN],
            )
        ),
        Item(
            t(
                "stats-line-sources",
                sources=now.sources,
                failing=today[What.FAILING],
                filed=total[What.FILED],
                articles=now.articles,
                stories=now.stories,
            )
        ),
        buttons=_spans(t, span),
    )


def in_vain(t: Translator, asked: Sequence[tuple[str, int]], span: int) -> Document:
    """What was searched for without a result, and by how many."""
    lines: list[Item | str] = [
        Item(t("stats-vain-line", query=shortened(query, MOST_QUERY), count=count))
        for query, count in asked
    ]
    return page(
        Heading(t("stats-vain-title", days=span)),
        *(lines or [t("stats-vain-none")]),
        t("stats-vain-why"),
        buttons=((Button(f"◀️ {t('button-back')}", Figures(days=span).pack()),),),
    )


def shown_in(keyboard: Sequence[Sequence[str]]) -> Figures | None:
    """What a message with the buttons that carry this shows now; None if it is not one of ours."""
    for data in (data for row in keyboard[-1:] for data in row):
        if data.startswith(f"{Figures.__prefix__}:"):
            other = Figures.unpack(data)
            return Figures(days=other.days, vain=not other.vain)
    return None


def _spans(t: Translator, span: int) -> Rows:
    """Other spans, with a tick at this one; and last the way to the searches in vain."""
    spans = tuple(
        Button(
            f"{TICK + ' ' if days == span else ''}{t('button-days', days=days)}",
            Figures(days=days).pack(),
        )
        for days in SPANS
    )
    vain = Button(f"🔎 {t('button-in-vain')}", Figures(days=span, vain=True).pack())
    return spans, (vain,)
