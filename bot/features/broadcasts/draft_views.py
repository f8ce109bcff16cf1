"""What is pushed, made from what an editor has: words, somebody else's message, an article."""

from __future__ import annotations

from dataclasses import replace

from aiogram.types import Message as TelegramMessage
from aiogram.types import MessageOriginChannel
from aiogram.utils.formatting import Bold, Italic, Text, TextLink

from bot.features.articles.callbacks import ArticleView, OpenArticle
from bot.features.articles.views import get_summary_text
from bot.telegram.chats.channel_posts import build_post_link
from bot.ui.document import Button, truncate
from bot.ui.entity_text import FormattedText, join_texts, render_text
from bot.ui.message import MEDIA_METHODS, Message, build_keyboard
from bot.ui.plain import MAX_CHARS
from news.errors import SvodkaError
from news.model import Article
from service.i18n.translations import Translator

BREAKING_SIGN = "🔴"
MAX_CAPTION_CHARS = 1024
"""Characters that Telegram takes below a photo or a video."""

MAX_TITLE_CHARS, MAX_SUMMARY_CHARS = 300, 1500


class MessageTooLongError(SvodkaError):
    """Telegram takes no text so long; the sentence says how long it may be."""

    key = "breaking-too-long"


def build_from_command(message: TelegramMessage, words: int = 1) -> Message:
    """What follows the command (and its other ``words``), with its own formatting, below the
    photo or video that it came with. Raises TooLong."""
    whole = _get_text(message)
    parts = whole.text.split(maxsplit=words)
    start = len(whole.text) - len(parts[words]) if len(parts) > words else len(whole.text)
    return _add_sign(whole.slice(start, len(whole.text)), message)


def build_from_message(message: TelegramMessage) -> Message | None:
    """Another message as it is, and which channel said so; None if there is nothing to push in it.
    Raises TooLong."""
    body = _get_text(message)
    if not body.text and not _get_media(message)[0]:
        return None
    body = body.slice(0, len(body.text))
    told_by = _build_source_line(message)
    pieces = [piece for piece in (body, told_by) if piece is not None and piece.text]
    return _add_sign(join_texts(pieces), message)


def build_from_article(t: Translator, article: Article) -> Message:
    """Title and summary, with a button that opens the full text in a message of its own."""
    said = get_summary_text(article)
    pieces: list[Text] = [Bold(f"{BREAKING_SIGN} {truncate(article.title, MAX_TITLE_CHARS)}")]
    pieces += [Text(truncate(said, MAX_SUMMARY_CHARS))] if said else []
    pieces += [Italic(article.source)] if article.source else []
    body = join_texts(map(render_text, pieces))
    read = OpenArticle(article=article.id, view=ArticleView.FULL, in_place=False).pack()
    buttons = [Button(f"📖 {t('button-read')}", read)]
    if article.url.startswith(("http://", "https://")):
        buttons.append(Button(f"🔗 {t('button-original')}", url=article.url))
    return Message(
        text=body.text, entities=body.dump_entities(), keyboard=build_keyboard((tuple(buttons),))
    )


def apply_correction(original: Message, message: TelegramMessage, words: int) -> Message:
    """The same message with the text of a command: photo and buttons stay. Raises TooLong."""
    news = build_from_command(message, words)
    _check_length(news.text, original.media)
    return replace(original, text=news.text, entities=news.entities, blocks=())


def replace_with_notice(original: Message, notice: Message) -> Message:
    """The notice in the place of a message that can not be deleted: a photo stays, nothing else."""
    return replace(notice, media=original.media, file_id=original.file_id)


def _add_sign(body: FormattedText, message: TelegramMessage) -> Message:
    news = (
        join_texts([FormattedText(BREAKING_SIGN), body], separator=" ")
        if body.text
        else FormattedText(BREAKING_SIGN)
    )
    media, file_id = _get_media(message)
    _check_length(news.text, media)
    return Message(text=news.text, entities=news.dump_entities(), media=media, file_id=file_id)


def _check_length(text: str, media: str) -> None:
    most = MAX_CAPTION_CHARS if media else MAX_CHARS
    if len(text) > most:
        raise MessageTooLongError(
            f"{len(text)} characters where {most} are taken", most=most, over=len(text) - most
        )


def _get_text(message: TelegramMessage) -> FormattedText:
    if message.text is not None:
        return FormattedText(message.text, tuple(message.entities or ()))
    return FormattedText(message.caption or "", tuple(message.caption_entities or ()))


def _get_media(message: TelegramMessage) -> tuple[str, str]:
    """The kind and the file of what the text is a caption of; both empty for a text."""
    # An animation comes as a document too, and is meant as what it is.
    for kind in MEDIA_METHODS:
        found = getattr(message, kind)
        if found:
            return kind, (found[-1] if kind == "photo" else found).file_id
    return "", ""


def _build_source_line(message: TelegramMessage) -> FormattedText | None:
    """The channel that a post was forwarded from, with a link where it is public."""
    origin = message.forward_origin
    if not isinstance(origin, MessageOriginChannel):
        return None
    title = origin.chat.title or ""
    url = build_post_link(origin)
    return render_text(Italic("📣 ", TextLink(title, url=url) if url else Text(title)))
