"""Buttons that the host of a sandbox adds to the side panel of the page, and a guided tour."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from sandbox.state.models import JSON

Translations = dict[str, str]
"""A text by language code: `{"ru": ..., "uk": ..., "en": ...}`."""


@dataclass(frozen=True)
class Control:
    """A button of the side panel. `action` runs on a click; its text is shown as a toast."""

    name: str
    label: Translations
    action: Callable[[], Awaitable[str | None]]


@dataclass(frozen=True)
class Step:
    """A step of the tour. The page switches to the person with id `person` and types `text`."""

    title: Translations
    body: Translations
    person: int | None = None
    text: str | None = None

    def as_json(self) -> JSON:
        return {"title": self.title, "body": self.body, "person": self.person, "text": self.text}


@dataclass
class Controls:
    """The buttons of the side panel and the steps of the tour."""

    controls: dict[str, Control] = field(default_factory=dict)
    tour: list[Step] = field(default_factory=list)

    def add(self, name: str, label: Translations, act: Callable[[], Awaitable[str | None]]) -> None:
        """Add a button that runs ``act``; what it returns is shown."""
        self.controls[name] = Control(name, label, act)

    def as_json(self) -> JSON:
        return {
            "controls": [{"name": c.name, "label": c.label} for c in self.controls.values()],
            "tour": [step.as_json() for step in self.tour],
        }
