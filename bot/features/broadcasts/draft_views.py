"""Build the message of a broadcast from a command, another message, or an article."""

from __future__ import annotations

from dataclasses import replace

from aiogram.types import Message as TelegramMessage
from aiogram.types import MessageOriginChannel
from aiogram.utils.formatting import Bold, Italic, Text, TextLink

from bot.features.broadcasts.callbacks import Label, ShowLabel
from bot.telegram.chats.deep_links import build_post_link
from bot.ui.articles import ArticleOrigin, ArticleView, OpenArticle, get_summary_text
from bot.ui.document import Button, get_button_url, get_photo_id, truncate
from bot.ui.message import MEDIA_METHODS, Message, build_keyboard
from bot.ui.plain import MAX_CHARS, FormattedText, dump_entities, join_texts, render_text
from news.errors import SvodkaError
from news.model import Article
from news.nlp.words import fold
from service.i18n.translations import Translator

BREAKING_SIGN = "🔴"
MAX_CAPTION_CHARS = 1024
"""Limit of Telegram for the text below a photo or a video."""

MAX_TITLE_CHARS, MAX_SUMMARY_CHARS, MAX_CAPTION_SUMMARY_CHARS = 300, 1500, 400


class MessageTooLongError(SvodkaError):
    """A text exceeds Telegram's limit. Details: ``most``, ``over``, in characters."""

    key = "breaking-too-long"


def build_from_command(message: TelegramMessage, words: int = 1) -> Message:
    """Return the text after the command, with its formatting and its photo or video.

    ``words``: how many words belong to the command. Raises MessageTooLongError.
    """
    text = _get_text(message)
    parts = text.text.split(maxsplit=words)
    start = len(text.text) - len(parts[words]) if len(parts) > words else len(text.text)
    return _add_sign(text.slice(start, len(text.text)), message)


def says_nothing(message: Message) -> bool:
    """Return whether the text of breaking news has no visible character besides its sign."""
    return not fold(message.text.removeprefix(BREAKING_SIGN)).strip()


def build_from_text(text: str) -> Message:
    """Return a text as breaking news. Raises MessageTooLongError."""
    marked = f"{BREAKING_SIGN} {text.strip()}"
    _check_length(marked, "")
    return Message(text=marked)


def build_from_message(message: TelegramMessage) -> Message | None:
    """Return a copy of a message, with the name of the channel it was forwarded from; None if it
    has neither text nor media. Raises MessageTooLongError."""
    body = _get_text(message)
    if not body.text and not _get_media(message)[0]:
        return None
    body = body.slice(0, len(body.text))
    source_line = _build_source_line(message)
    pieces = [piece for piece in (body, source_line) if piece is not None and piece.text]
    return _add_sign(join_texts(pieces), message)


def build_from_article(t: Translator, article: Article) -> Message:
    """Return title and summary, with a button that opens the full text as a new message, below the
    photo that an editor sent with the article."""
    summary, photo = get_summary_text(article), get_photo_id(article)
    pieces: list[Text] = [Bold(f"{BREAKING_SIGN} {truncate(article.title, MAX_TITLE_CHARS)}")]
    most = MAX_CAPTION_SUMMARY_CHARS if photo else MAX_SUMMARY_CHARS
    pieces += [Text(truncate(summary, most))] if summary else []
    pieces += [Italic(article.source)] if article.source else []
    original = get_button_url(article.url)
    pieces += [Text(f"🔗 {article.url}")] if article.url and not original else []
    body = join_texts(map(render_text, pieces))
    read = OpenArticle(article=article.id, view=ArticleView.FULL, origin=ArticleOrigin.BROADCAST)
    buttons = [Button(f"📖 {t('button-read')}", read.pack())]
    if original:
        buttons.append(Button(f"🔗 {t('button-original')}", url=original))
    return Message(
        text=body.text,
        entities=body.entities,
        keyboard=build_keyboard((tuple(buttons),)),
        media="photo" if photo else "",
        file_id=photo,
    )


def apply_correction(original: Message, message: TelegramMessage, words: int) -> Message:
    """Return the message with the text of a command; photo and buttons stay. Raises
    MessageTooLongError."""
    marked = build_from_command(message, words)
    _check_length(marked.text, original.media)
    return replace(original, text=marked.text, entities=marked.entities, blocks=())


def replace_with_notice(original: Message, notice: Message) -> Message:
    """Return the notice that replaces a message that cannot be deleted; its photo stays."""
    return replace(notice, media=original.media, file_id=original.file_id)


def label_preview(t: Translator, message: Message) -> Message:
    """Return a message with a button that says that it is a preview; its text stays."""
    return _label(message, f"👁 {t('label-preview')}", ShowLabel(label=Label.PREVIEW))


def label_test(t: Translator, message: Message) -> Message:
    """Return a message with a button that says that it is a test; its text stays."""
    return _label(message, f"🧪 {t('label-test')}", ShowLabel(label=Label.TEST))


def label_own(t: Translator, message: Message) -> Message:
    """Return what its editor gets as a reader, with a button that says so."""
    return _label(message, f"📣 {t('label-own')}", ShowLabel(label=Label.OWN))


def _label(message: Message, label: str, data: ShowLabel) -> Message:
    row = build_keyboard(((Button(label, data.pack()),),))
    return replace(message, keyboard=(*message.keyboard, *row))


def _add_sign(body: FormattedText, message: TelegramMessage) -> Message:
    marked = (
        join_texts([FormattedText(BREAKING_SIGN), body], separator=" ")
        if body.text
        else FormattedText(BREAKING_SIGN)
    )
    media, file_id = _get_media(message)
    _check_length(marked.text, media)
    return Message(text=marked.text, entities=marked.entities, media=media, file_id=file_id)


def _check_length(text: str, media: str) -> None:
    limit = MAX_CAPTION_CHARS if media else MAX_CHARS
    if len(text) > limit:
        raise MessageTooLongError(
            f"{len(text)} characters exceed the limit of {limit}",
            most=limit,
            over=len(text) - limit,
        )


def _get_text(message: TelegramMessage) -> FormattedText:
    if message.text is not None:
        return FormattedText(message.text, dump_entities(message.entities or ()))
    return FormattedText(message.caption or "", dump_entities(message.caption_entities or ()))


def _get_media(message: TelegramMessage) -> tuple[str, str]:
    """Return the kind and the file id of the media of a message; both empty for a text."""
    for kind in MEDIA_METHODS:  # in an order that finds an animation before its copy as a document
        if media := getattr(message, kind):
            return kind, (media[-1] if kind == "photo" else media).file_id
    return "", ""


def _build_source_line(message: TelegramMessage) -> FormattedText | None:
    """Name the channel that a post was forwarded from, with a link where it is public."""
    origin = message.forward_origin
    if not isinstance(origin, MessageOriginChannel):
        return None
    title = origin.chat.title or ""
    url = build_post_link(origin)
    return render_text(Italic("📣 ", TextLink(title, url=url) if url else Text(title)))
