"""What is pushed, made from what an editor has: words, somebody else's message, an article."""

from __future__ import annotations

from dataclasses import replace

from aiogram.types import Message as TelegramMessage
from aiogram.types import MessageOriginChannel
from aiogram.utils.formatting import Bold, Italic, Text, TextLink

from bot.callbacks import Open, View
from bot.forwarded import post_link
from bot.translations import Translator
from bot.views.article import gist
from bot.views.document import Button, shortened
from bot.views.marked import Marked, joined, marked
from bot.views.message import MEDIA, Message, keyboard
from bot.views.plain import LIMIT
from news.errors import SvodkaError
from news.model import Article

SIGN = "🔴"
CAPTION_LIMIT = 1024
"""Characters that Telegram takes below a photo or a video."""

MOST_TITLE, MOST_SUMMARY = 300, 1500


class TooLong(SvodkaError):
    """Telegram takes no text so long; the sentence says how long it may be."""

    key = "breaking-too-long"


def from_command(message: TelegramMessage, words: int = 1) -> Message:
    """What follows the command (and its other ``words``), with its own formatting, below the
    photo or video that it came with. Raises TooLong."""
    whole = _words(message)
    parts = whole.text.split(maxsplit=words)
    start = len(whole.text) - len(parts[words]) if len(parts) > words else len(whole.text)
    return _signed(whole.between(start, len(whole.text)), message)


def from_message(message: TelegramMessage) -> Message | None:
    """Another message as it is, and which channel said so; None if there is nothing to push in it.
    Raises TooLong."""
    body = _words(message)
    if not body.text and not _media(message)[0]:
        return None
    body = body.between(0, len(body.text))
    told_by = _told_by(message)
    pieces = [piece for piece in (body, told_by) if piece is not None and piece.text]
    return _signed(joined(pieces), message)


def from_article(t: Translator, article: Article) -> Message:
    """Title and summary, with a button that opens the full text in a message of its own."""
    said = gist(article)
    pieces: list[Text] = [Bold(f"{SIGN} {shortened(article.title, MOST_TITLE)}")]
    pieces += [Text(shortened(said, MOST_SUMMARY))] if said else []
    pieces += [Italic(article.source)] if article.source else []
    body = joined(map(marked, pieces))
    read = Open(article=article.id, view=View.FULL, here=False).pack()
    buttons = [Button(f"📖 {t('button-read')}", read)]
    if article.url.startswith(("http://", "https://")):
        buttons.append(Button(f"🔗 {t('button-original')}", url=article.url))
    return Message(
        text=body.text, entities=body.entities_json(), keyboard=keyboard((tuple(buttons),))
    )


def corrected(before: Message, message: TelegramMessage, words: int) -> Message:
    """The same message with the text of a command: photo and buttons stay. Raises TooLong."""
    news = from_command(message, words)
    _check_length(news.text, before.media)
    return replace(before, text=news.text, entities=news.entities, blocks=())


def noticed(before: Message, notice: Message) -> Message:
    """The notice in the place of a message that can not be deleted: a photo stays, nothing else."""
    return replace(notice, media=before.media, file_id=before.file_id)


def _signed(body: Marked, message: TelegramMessage) -> Message:
    news = joined([Marked(SIGN), body], separator=" ") if body.text else Marked(SIGN)
    media, file_id = _media(message)
    _check_length(news.text, media)
    return Message(text=news.text, entities=news.entities_json(), media=media, file_id=file_id)


def _check_length(text: str, media: str) -> None:
    most = CAPTION_LIMIT if media else LIMIT
    if len(text) > most:
        raise TooLong(
            f"{len(text)} characters where {most} are taken", most=most, over=len(text) - most
        )


def _words(message: TelegramMessage) -> Marked:
    if message.text is not None:
        return Marked(message.text, tuple(message.entities or ()))
    return Marked(message.caption or "", tuple(message.caption_entities or ()))


def _media(message: TelegramMessage) -> tuple[str, str]:
    """The kind and the file of what the text is a caption of; both empty for a text."""
    # An animation comes as a document too, and is meant as what it is.
    for kind in MEDIA:
        found = getattr(message, kind)
        if found:
            return kind, (found[-1] if kind == "photo" else found).file_id
    return "", ""


def _told_by(message: TelegramMessage) -> Marked | None:
    """The channel that a post was forwarded from, with a link where it is public."""
    origin = message.forward_origin
    if not isinstance(origin, MessageOriginChannel):
        return None
    title = origin.chat.title or ""
    url = post_link(origin)
    return marked(Italic("📣 ", TextLink(title, url=url) if url else Text(title)))
