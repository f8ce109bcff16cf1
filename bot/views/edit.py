"""What an editor sees of an article to change it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.callbacks import ArticleAct, ArticleDo, Open, View
from bot.outside import one_line
from bot.translations import Translator
from bot.views.article import told_by
from bot.views.document import (
    Button,
    Document,
    Heading,
    Quote,
    in_rows,
    page,
    quoted,
    shortened,
    text,
)
from bot.views.editor import topic_names
from bot.views.meeting import TICK
from news.model import Article, Topic
from storage.corrections import Part

MOST_TITLE = 300
"""Characters of a title that a card shows."""

MOST_QUOTED = 3000
"""Characters of a text that is to be changed: its message has room for them."""


def card(
    t: Translator,
    article: Article,
    was_set: Collection[Part],
    topics: Sequence[Topic],
    timezone: str,
    now: datetime,
) -> Document:
    """An article, what editors have set of it, and what can be changed."""
    named = topic_names(t, [topic.id for topic in article.topics], topics)
    parts = ", ".join(t(f"edit-part-{part}") for part in Part if part in was_set)
    lines = [
        told_by(t, article, timezone, now),
        *([f"🗂 {named}"] if named else []),
        *([f"✏️ {t('edit-by-editors', parts=parts)}"] if parts else []),
    ]
    return page(
        Heading(f"№ {article.id}. {one_line(shortened(article.title, MOST_TITLE))}"),
        "\n".join(lines),
        buttons=(
            (
                _do(t, article, ArticleDo.TITLE, "🏷", "button-edit-title"),
                _do(t, article, ArticleDo.TEXT, "📄", "button-edit-text"),
            ),
            (
                _do(t, article, ArticleDo.TOPICS, "🗂", "button-topics"),
                _do(t, article, ArticleDo.REMOVE, "🗑", "button-remove"),
            ),
            (
                Button(
                    f"◀️ {t('button-to-article')}",
                    Open(article=article.id, view=View.BRIEF, here=True).pack(),
                ),
            ),
        ),
    )


def question(t: Translator, article: Article, asked: ArticleDo) -> Document:
    """Asks for a reply with a new title or text. The button says what was asked, so that nothing
    has to be remembered until then."""
    back = ArticleAct(article=article.id, do=ArticleDo.SHOW, value=asked)
    buttons = ((Button(f"◀️ {t('button-back')}", back.pack()),),)
    number = str(article.id)
    if asked is ArticleDo.TITLE:
        now_it_is = Quote(shortened(article.title, MOST_TITLE))
        return page(text(t("edit-ask-title", id=number)), now_it_is, buttons=buttons)
    said = "\n\n".join(block.text for block in article.blocks if block.text)
    now_it_is = Quote(shortened(said, MOST_QUOTED), folded=True)
    return page(text(t("edit-ask-text", id=number)), now_it_is, buttons=buttons)


def topic_choice(t: Translator, article: Article, topics: Sequence[Topic]) -> Document:
    has = {score.id for score in article.topics}
    buttons = [
        Button(
            f"{TICK if topic.id in has else topic.emoji} {t.topic(topic)}",
            ArticleAct(
                article=article.id,
                do=ArticleDo.UNTICK if topic.id in has else ArticleDo.TICK,
                value=topic.id,
            ).pack(),
        )
        for topic in topics
    ]
    rows = in_rows(buttons, 2)
    ask = t("edit-ask-topics", id=str(article.id), title=quoted(article.title))
    back = _do(t, article, ArticleDo.SHOW, "◀️", "button-back")
    return page(ask, buttons=(*rows, (back,)))


def removal(t: Translator, article: Article, pushed: Sequence[int]) -> Document:
    """Asks whether it is meant."""
    sure = _do(t, article, ArticleDo.REMOVE_SURELY, "🗑", "button-remove-surely")
    back = _do(t, article, ArticleDo.SHOW, "◀️", "button-back")
    ask = t("remove-ask", id=str(article.id), title=quoted(article.title))
    return page(ask, *_was_pushed(t, pushed), buttons=((sure,), (back,)))


def removed(t: Translator, article: Article, pushed: Sequence[int]) -> Document:
    done = t("remove-done", id=str(article.id), title=quoted(article.title))
    return page(done, *_was_pushed(t, pushed))


def _was_pushed(t: Translator, pushed: Sequence[int]) -> list[str]:
    return [t("remove-was-pushed", id=str(number)) for number in pushed[-1:]]


def _do(t: Translator, article: Article, do: ArticleDo, emoji: str, key: str) -> Button:
    return Button(f"{emoji} {t(key)}", ArticleAct(article=article.id, do=do).pack())
