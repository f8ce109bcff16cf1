"""The demo's additions to the chat page: a tour in four steps, and a button that moves time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from bot.app import App
from bot.demo.articles import MORNING, load_night
from bot.demo.casts import CASTS, Cast
from bot.demo.clock import DemoClock
from bot.demo.progress import ALL_STATES, DONE_STATES, STARTED_STATES, Progress
from bot.demo.tour_texts import TOMORROW_DONE, TOMORROW_LABEL, TOMORROW_QUIET, TOUR_TEXTS, StepText
from sandbox import Goal, Sandbox, Step
from service.i18n.datetimes import find_next_time

Check = Callable[[], Awaitable[bool]]


class Tomorrow:
    """The button that makes it the next morning, eight o'clock. The first time, a night's news
    comes with it."""

    name = "tomorrow"

    def __init__(self, app: App, clock: DemoClock) -> None:
        self._app = app
        self._clock = clock
        self._has_night_passed = False
        self.pressed_at: datetime | None = None

    async def __call__(self) -> dict[str, str]:
        """Advance the clock, import the news, send the digests; return what to show."""
        before, zone = self._clock(), self._app.settings.default_timezone
        morning = find_next_time(before, zone, MORNING)
        self._clock.jump(morning)
        self.pressed_at = morning
        has_news = not self._has_night_passed
        self._has_night_passed = True
        if has_news:
            await self._app.services.importer.import_articles(load_night(morning, before))
        await self._app.send_due_digests()
        texts = TOMORROW_DONE if has_news else TOMORROW_QUIET
        day = morning.astimezone(ZoneInfo(zone)).date()
        translations = self._app.services.translations
        return {
            cast.language: texts[cast.language].format(
                day=translations[cast.language].format_date(day)
            )
            for cast in CASTS
        }


def add_tour(sandbox: Sandbox, app: App, clock: DemoClock) -> None:
    """Add the tour of each cast and the clock's button to the page."""
    tomorrow = Tomorrow(app, clock)
    sandbox.controls.add(Tomorrow.name, TOMORROW_LABEL, tomorrow)
    progress = Progress(sandbox, app, clock())
    for cast in CASTS:
        sandbox.controls.tour.extend(_build_tour(cast, progress, tomorrow))


def _build_tour(cast: Cast, progress: Progress, tomorrow: Tomorrow) -> list[Step]:
    async def has_morning_digest() -> bool:
        pressed_at = tomorrow.pressed_at
        return pressed_at is not None and await progress.has_digest(cast.reader.id, pressed_at)

    begin, ask, push, advance = TOUR_TEXTS[cast.language]
    newcomer, editor = cast.newcomer.id, cast.editor.id
    checks: tuple[Check, ...] = (
        partial(progress.has_answer, newcomer),
        partial(progress.has_digest, newcomer, progress.since),
    )
    sent = tuple(
        partial(progress.has_broadcast, editor, states)
        for states in (ALL_STATES, STARTED_STATES, DONE_STATES)
    )
    found: tuple[Check, ...] = (partial(progress.has_found, newcomer),)
    return [
        _build_step(cast, begin, newcomer, checks),
        _build_step(cast, ask, newcomer, found),
        _build_step(cast, push, editor, sent, opens_panel=True),
        _build_step(cast, advance, cast.reader.id, (has_morning_digest,), control=Tomorrow.name),
    ]


def _build_step(
    cast: Cast,
    text: StepText,
    person: int,
    checks: tuple[Check, ...],
    *,
    control: str | None = None,
    opens_panel: bool = False,
) -> Step:
    language = cast.language
    labels = zip(text.goals, checks, strict=True)
    return Step(
        title={language: text.title},
        body={language: text.body.format(cast=cast)},
        person=person,
        text=text.typed,
        goals=tuple(Goal({language: label}, check) for label, check in labels),
        control=control,
        opens_panel=opens_panel,
        language=language,
    )
