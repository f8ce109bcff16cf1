"""Render alerts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.features.follows.api import build_stop_button, build_unfollow_button
from bot.ui import renderer
from bot.ui.articles import (
    MAX_TITLE_CHARS,
    ArticleView,
    CoverageOrder,
    OpenCoverage,
    build_coverage_button,
    build_number_button,
    build_read_button,
    find_first_paragraph,
    format_byline,
    split_numbers,
)
from bot.ui.callbacks import RunCommand
from bot.ui.document import (
    Button,
    Document,
    Heading,
    Paragraph,
    Span,
    build_document,
    build_paragraph,
    format_line,
    truncate,
)
from bot.ui.message import Message
from service.i18n.translations import Translations, Translator
from service.rendering import AlertItem, AlertVariant


@dataclass(frozen=True, slots=True)
class AlertMessages:
    """Implements `service.rendering.AlertRenderer`."""

    translations: Translations

    def render(
        self,
        variant: AlertVariant,
        articles: Sequence[AlertItem],
        omitted_count: int,
        now: datetime,
    ) -> Message:
        """Render one article as an alert, several as a list."""
        t, timezone = self.translations[variant.language], variant.timezone
        if len(articles) == 1 and not omitted_count:
            document = build_alert(t, articles[0], variant, now)
        else:
            document = build_alert_batch(t, articles, omitted_count, timezone, now)
        (message,) = renderer.render(document, variant.style)
        return message


MAX_SENTENCES = 2
MAX_LEAD_CHARS = 300

MAX_STOP_BUTTONS = 2
"""Buttons to stop following; for further terms there is /follow."""

MAX_BATCH_TITLE_CHARS = 150


def build_alert(
    t: Translator,
    item: AlertItem,
    variant: AlertVariant,
    now: datetime,
) -> Document:
    """Build an alert: the followed terms or story, the headline, time and source, two sentences."""
    article = item.article
    lead = " ".join(article.summary[:MAX_SENTENCES]) or truncate(
        find_first_paragraph(article), MAX_LEAD_CHARS
    )
    return build_document(
        build_paragraph(Span(_format_reason(t, variant), italic=True)),
        Heading(format_line(article.title, MAX_TITLE_CHARS)),
        *([lead] if lead else []),
        build_paragraph(Span(format_byline(t, article, variant.timezone, now), italic=True)),
        buttons=(
            (build_read_button(t, article, ArticleView.FULL), *_build_coverage_buttons(t, item)),
            *((stop,) for stop in _build_stop_buttons(t, variant)),
        ),
    )


def _format_reason(t: Translator, variant: AlertVariant) -> str:
    if variant.story_id is not None:
        return f"🔔 {t('alert-story')}"
    return f"🔔 {t('alert-because', terms=', '.join(name for _, name in variant.terms))}"


def _build_stop_buttons(t: Translator, variant: AlertVariant) -> Iterator[Button]:
    if variant.story_id is not None:
        yield build_stop_button(t, variant.story_id)
    for number, name in variant.terms[:MAX_STOP_BUTTONS]:
        yield build_unfollow_button(t, number, name)


def build_alert_batch(
    t: Translator, items: Sequence[AlertItem], omitted_count: int, timezone: str, now: datetime
) -> Document:
    """List several headlines in one message, with a button to read each.

    ``omitted_count``: further articles that are only counted.
    """
    articles = [item.article for item in items]
    listed = [
        Paragraph(
            (
                Span(
                    f"{number}. {format_line(article.title, MAX_BATCH_TITLE_CHARS)}\n",
                    bold=True,
                ),
                Span(format_byline(t, article, timezone, now), italic=True),
            )
        )
        for number, article in enumerate(articles, start=1)
    ]
    numbers = [
        build_number_button(number, article, ArticleView.FULL)
        for number, article in enumerate(articles, start=1)
    ]
    change = Button(f"🔔 {t('button-followed')}", RunCommand(command="follow").pack())
    return build_document(
        Heading(f"🔔 {t('alert-batch', count=len(articles) + omitted_count)}"),
        *listed,
        *([t("alert-more", count=omitted_count)] if omitted_count else []),
        buttons=(*split_numbers(numbers), (change,)),
    )


def _build_coverage_buttons(t: Translator, item: AlertItem) -> Iterator[Button]:
    if item.report_count > 1:
        place = OpenCoverage(article=item.article.id, order=CoverageOrder.REPORTS)
        yield build_coverage_button(t, item.report_count - 1, place)
