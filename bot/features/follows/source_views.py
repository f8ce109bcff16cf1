"""Views of the sources that a chat follows or mutes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.features.follows.callbacks import RemoveSource
from bot.features.follows.views import MAX_QUOTED_CHARS
from bot.ui.document import (
    Button,
    ButtonStyle,
    Document,
    Heading,
    ListItem,
    build_document,
    split_rows,
    truncate_line,
)
from bot.ui.widgets import build_back_button
from service.follows.sources import MAX_MATCHES, MAX_SOURCES, TypedSource
from service.i18n.translations import Translator
from service.search.filters import short_hash
from storage.chats.follows import FollowKind
from storage.chats.source_choices import SourceChoice

MAX_SOURCE_LABEL_CHARS = 18
"""Characters of a source on one of two buttons in a row."""


def format_typed_sources(
    t: Translator, typed: Iterable[TypedSource], kind: FollowKind
) -> list[str]:
    """Return a sentence for each source that was typed after a command."""
    return [_format_typed_source(t, one, kind) for one in typed]


def _format_typed_source(t: Translator, typed: TypedSource, kind: FollowKind) -> str:
    names = ", ".join(
        t("quoted", text=truncate_line(name, MAX_QUOTED_CHARS))
        for name in typed.names[:MAX_MATCHES]
    )
    if not typed.names:
        return t("source-unknown", source=truncate_line(typed.text, MAX_QUOTED_CHARS))
    if typed.is_full:
        return t("sources-full", most=MAX_SOURCES)
    if not typed.is_saved:
        return t(
            "source-ambiguous", source=truncate_line(typed.text, MAX_QUOTED_CHARS), names=names
        )
    return t("mute-added" if kind == "mute" else "follow-added", terms=names)


def build_source_list(
    t: Translator, choices: Sequence[SourceChoice], sentences: Iterable[str] = ()
) -> Document:
    """Build the list of followed and muted sources, with a button to remove each."""
    items = [
        ListItem(
            t(
                "source-muted" if choice.kind == "mute" else "source-followed",
                source=truncate_line(choice.source, MAX_QUOTED_CHARS),
            )
        )
        for choice in choices
    ]
    removals = [
        Button(
            f"✖️ {truncate_line(choice.source, MAX_SOURCE_LABEL_CHARS)}",
            RemoveSource(source=short_hash(choice.source)).pack(),
            style=ButtonStyle.DANGER,
        )
        for choice in choices
    ]
    hint = t("chosen-sources-hint" if choices else "chosen-sources-none")
    return build_document(
        *sentences,
        Heading(t("chosen-sources-title")),
        *items,
        hint,
        buttons=(*split_rows(removals, 2), (build_back_button(t),)),
    )
