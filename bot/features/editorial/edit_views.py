"""What an editor sees of an article to change it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.features.articles.callbacks import ArticleView, OpenArticle
from bot.features.articles.views import format_byline
from bot.features.editorial.callbacks import ArticleAction, ArticleCallback
from bot.ui.document import (
    Button,
    Document,
    Heading,
    Quote,
    build_document,
    build_paragraph,
    split_rows,
    truncate,
    truncate_line,
)
from bot.ui.labels import format_topic_names
from bot.ui.widgets import TICK
from news.model import Article, Topic
from service.i18n.sanitize import sanitize_line
from service.i18n.translations import Translator
from storage.archive.overrides import OverridableField

MAX_TITLE_CHARS = 300
"""Characters of a title that a card shows."""

MAX_QUOTED_CHARS = 3000
"""Characters of a text that is to be changed: its message has room for them."""


def build_card(
    t: Translator,
    article: Article,
    overridden_fields: Collection[OverridableField],
    topics: Sequence[Topic],
    timezone: str,
    now: datetime,
) -> Document:
    """An article, what editors have set of it, and what can be changed."""
    named = format_topic_names(t, [topic.id for topic in article.topics], topics)
    parts = ", ".join(
        t(f"edit-part-{part}") for part in OverridableField if part in overridden_fields
    )
    lines = [
        format_byline(t, article, timezone, now),
        *([f"🗂 {named}"] if named else []),
        *([f"✏️ {t('edit-by-editors', parts=parts)}"] if parts else []),
    ]
    return build_document(
        Heading(f"№ {article.id}. {sanitize_line(truncate(article.title, MAX_TITLE_CHARS))}"),
        "\n".join(lines),
        buttons=(
            (
                _build_action_button(t, article, ArticleAction.TITLE, "🏷", "button-edit-title"),
                _build_action_button(t, article, ArticleAction.TEXT, "📄", "button-edit-text"),
            ),
            (
                _build_action_button(t, article, ArticleAction.TOPICS, "🗂", "button-topics"),
                _build_action_button(t, article, ArticleAction.REMOVE, "🗑", "button-remove"),
            ),
            (
                Button(
                    f"◀️ {t('button-to-article')}",
                    OpenArticle(article=article.id, view=ArticleView.BRIEF, in_place=True).pack(),
                ),
            ),
        ),
    )


def build_question(t: Translator, article: Article, field: ArticleAction) -> Document:
    """Asks for a reply with a new title or text. The button says what was asked, so that nothing
    has to be remembered until then."""
    back = ArticleCallback(article=article.id, action=ArticleAction.SHOW, value=field)
    buttons = ((Button(f"◀️ {t('button-back')}", back.pack()),),)
    number = str(article.id)
    if field is ArticleAction.TITLE:
        now_it_is = Quote(truncate(article.title, MAX_TITLE_CHARS))
        return build_document(
            build_paragraph(t("edit-ask-title", id=number)), now_it_is, buttons=buttons
        )
    said = "\n\n".join(block.text for block in article.blocks if block.text)
    now_it_is = Quote(truncate(said, MAX_QUOTED_CHARS), expandable=True)
    return build_document(
        build_paragraph(t("edit-ask-text", id=number)), now_it_is, buttons=buttons
    )


def build_topic_picker(t: Translator, article: Article, topics: Sequence[Topic]) -> Document:
    has = {score.id for score in article.topics}
    buttons = [
        Button(
            f"{TICK if topic.id in has else topic.emoji} {t.get_topic_name(topic)}",
            ArticleCallback(
                article=article.id,
                action=ArticleAction.UNTICK if topic.id in has else ArticleAction.TICK,
                value=topic.id,
            ).pack(),
        )
        for topic in topics
    ]
    rows = split_rows(buttons, 2)
    ask = t("edit-ask-topics", id=str(article.id), title=truncate_line(article.title))
    back = _build_action_button(t, article, ArticleAction.SHOW, "◀️", "button-back")
    return build_document(ask, buttons=(*rows, (back,)))


def build_removal_question(
    t: Translator, article: Article, broadcast_ids: Sequence[int]
) -> Document:
    """Asks whether it is meant."""
    sure = _build_action_button(
        t, article, ArticleAction.CONFIRM_REMOVE, "🗑", "button-remove-surely"
    )
    back = _build_action_button(t, article, ArticleAction.SHOW, "◀️", "button-back")
    ask = t("remove-ask", id=str(article.id), title=truncate_line(article.title))
    return build_document(ask, *_build_broadcast_note(t, broadcast_ids), buttons=((sure,), (back,)))


def build_removed(t: Translator, article: Article, broadcast_ids: Sequence[int]) -> Document:
    done = t("remove-done", id=str(article.id), title=truncate_line(article.title))
    return build_document(done, *_build_broadcast_note(t, broadcast_ids))


def _build_broadcast_note(t: Translator, broadcast_ids: Sequence[int]) -> list[str]:
    return [t("remove-was-pushed", id=str(number)) for number in broadcast_ids[-1:]]


def _build_action_button(
    t: Translator, article: Article, action: ArticleAction, emoji: str, key: str
) -> Button:
    return Button(f"{emoji} {t(key)}", ArticleCallback(article=article.id, action=action).pack())
