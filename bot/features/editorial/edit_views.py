"""Screens on which an editor changes an article."""

from __future__ import annotations

from datetime import datetime

from bot.ui.articles import ArticleAction, ArticleCallback, ArticleView, OpenArticle, format_byline
from bot.ui.document import (
    Button,
    ButtonStyle,
    Document,
    Heading,
    Quote,
    build_document,
    build_paragraph,
    format_line,
    split_rows,
    truncate,
    truncate_line,
)
from bot.ui.widgets import TICK, format_topic_names
from news.model import Article
from service.articles.service import ArticleRemoval, EditableArticle
from service.i18n.translations import Translator
from storage.archive.overrides import OverridableField

MAX_TITLE_CHARS = 300
"""Characters of a title that a card shows."""

MAX_QUOTED_CHARS = 3000
"""Characters shown of a text to change: they fit into one message."""


def build_card(t: Translator, editable: EditableArticle, timezone: str, now: datetime) -> Document:
    """Return an article with the fields that editors have set and the buttons to change it."""
    article, overridden = editable.article, editable.overridden_fields
    topics = format_topic_names(t, [topic.id for topic in article.topics], editable.topics)
    fields = ", ".join(t(f"edit-part-{one}") for one in OverridableField if one in overridden)
    lines = [
        format_byline(t, article, timezone, now),
        *([f"🗂 {topics}"] if topics else []),
        *([f"✏️ {t('edit-by-editors', parts=fields)}"] if fields else []),
    ]
    number = t("number", id=str(article.id))
    return build_document(
        Heading(f"{number}. {format_line(article.title, MAX_TITLE_CHARS)}"),
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
    """Ask for a reply with a new title or text.

    The data of the button says what the question asks, so no state is stored until the reply.
    """
    back = ArticleCallback(article=article.id, action=ArticleAction.SHOW, value=field)
    buttons = ((Button(f"◀️ {t('button-back')}", back.pack()),),)
    number = str(article.id)
    if field is ArticleAction.TITLE:
        current = Quote(truncate(article.title, MAX_TITLE_CHARS))
        ask = t("edit-ask-title", id=number)
    else:
        text = "\n\n".join(block.text for block in article.blocks if block.text)
        current = Quote(truncate(text, MAX_QUOTED_CHARS), expandable=True)
        ask = t("edit-ask-text", id=number)
    return build_document(build_paragraph(ask), current, buttons=buttons)


def build_topic_picker(t: Translator, editable: EditableArticle) -> Document:
    """Return a grid of topics, with a tick at those of the article."""
    article = editable.article
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
        for topic in editable.topics
    ]
    rows = split_rows(buttons, 2)
    ask = t("edit-ask-topics", id=str(article.id), title=truncate_line(article.title))
    back = _build_action_button(t, article, ArticleAction.SHOW, "◀️", "button-back")
    return build_document(ask, buttons=(*rows, (back,)))


def build_removal_question(t: Translator, removal: ArticleRemoval) -> Document:
    """Ask the editor to confirm a removal."""
    article = removal.article
    sure = _build_action_button(
        t, article, ArticleAction.CONFIRM_REMOVE, "🗑", "button-remove-surely"
    )
    back = _build_action_button(t, article, ArticleAction.SHOW, "◀️", "button-back")
    ask = t("remove-ask", id=str(article.id), title=truncate_line(article.title))
    return build_document(ask, *_build_broadcast_note(t, removal), buttons=((sure,), (back,)))


def build_removed(t: Translator, removal: ArticleRemoval) -> Document:
    """Build the confirmation that an article was removed."""
    article = removal.article
    done = t("remove-done", id=str(article.id), title=truncate_line(article.title))
    return build_document(done, *_build_broadcast_note(t, removal))


def _build_broadcast_note(t: Translator, removal: ArticleRemoval) -> list[str]:
    return [t("remove-was-pushed", id=str(number)) for number in removal.broadcast_ids[-1:]]


def _build_action_button(
    t: Translator, article: Article, action: ArticleAction, emoji: str, key: str
) -> Button:
    data = ArticleCallback(article=article.id, action=action).pack()
    removes = action in (ArticleAction.REMOVE, ArticleAction.CONFIRM_REMOVE)
    return Button(f"{emoji} {t(key)}", data, style=ButtonStyle.DANGER if removes else None)
