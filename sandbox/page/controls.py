"""Buttons that the host of a sandbox adds to the side panel of the page, and a guided tour."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from sandbox.state.models import JSON

Translations = dict[str, str]
"""A text by language code: `{"ru": ..., "uk": ..., "en": ...}`."""

Act = Callable[[], Awaitable[Translations | None]]


@dataclass(frozen=True)
class Control:
    """A button of the side panel. `action` runs on a click; its text is shown as a toast."""

    name: str
    label: Translations
    action: Act


@dataclass(frozen=True)
class Goal:
    """Something that a step of the tour waits for. The page asks `is_done` every second."""

    label: Translations
    is_done: Callable[[], Awaitable[bool]]


@dataclass(frozen=True)
class Step:
    """A step of the tour, which ends when all its `goals` are done.

    The page switches to the person with id `person` and types `text`. `control` is the name of a
    button of the side panel that the step shows too. `opens_panel`: the panel is opened; where it
    covers the chat, not before only the last goal is left. `language`: the step is only for
    visitors who read the page in it.
    """

    title: Translations
    body: Translations
    person: int | None = None
    text: str | None = None
    goals: tuple[Goal, ...] = ()
    control: str | None = None
    opens_panel: bool = False
    language: str | None = None

    def as_json(self) -> JSON:
        """Return what the page needs of the step; goals only by their labels."""
        return {
            "title": self.title,
            "body": self.body,
            "person": self.person,
            "text": self.text,
            "goals": [goal.label for goal in self.goals],
            "control": self.control,
            "opens_panel": self.opens_panel,
            "language": self.language,
        }


@dataclass
class Controls:
    """The buttons of the side panel and the steps of the tour."""

    controls: dict[str, Control] = field(default_factory=dict)
    tour: list[Step] = field(default_factory=list)

    def add(self, name: str, label: Translations, act: Act) -> None:
        """Add a button that runs ``act``; what it returns is shown."""
        self.controls[name] = Control(name, label, act)

    def as_json(self) -> JSON:
        """Return what the page needs to draw the buttons and the tour."""
        return {
            "controls": [{"name": c.name, "label": c.label} for c in self.controls.values()],
            "tour": [step.as_json() for step in self.tour],
        }
