"""The buttons under a digest, and their callback data."""

from __future__ import annotations

from enum import StrEnum

from bot.ui.callbacks import Callback, Id, RunCommand
from bot.ui.document import Button, Document, Rows, build_document
from service.i18n.translations import Translator
from storage.chats.subscribers import Style
from storage.messaging.digests import StoredDigest


class DigestAction(StrEnum):
    """What the buttons of a digest do."""

    SHOW = "s"
    MORE = "m"
    LONGER = "l"
    SHORTER = "k"
    RICH = "r"
    PLAIN = "p"


class DigestCallback(Callback, prefix="d"):
    """Show a stored digest again, its next page, a longer or shorter one, or the other style."""

    digest: Id
    action: DigestAction


def build_digest_buttons(t: Translator, stored_digest: StoredDigest, style: Style) -> Rows:
    """Return buttons to turn pages and, on the first page, to change the digest's options."""
    paging = []
    if stored_digest.previous_id is not None:
        back = DigestCallback(digest=stored_digest.previous_id, action=DigestAction.SHOW)
        paging.append(Button(f"◀️ {t('button-back')}", back.pack()))
    if stored_digest.digest.remaining_count:
        paging.append(
            Button(f"▶️ {t('button-more')}", _pack_action(stored_digest, DigestAction.MORE))
        )
    options = (
        () if stored_digest.previous_story_ids else _build_option_buttons(t, stored_digest, style)
    )
    return tuple(row for row in (tuple(paging), *options) if row)


def build_plain_style_offer(t: Translator, digest_id: int) -> Document:
    """Offer the way back to plain style, under the first rich digest."""
    back = DigestCallback(digest=digest_id, action=DigestAction.PLAIN)
    return build_document(
        t("style-way-back"), buttons=((Button(t("button-plain-again"), back.pack()),),)
    )


def _build_option_buttons(t: Translator, stored_digest: StoredDigest, style: Style) -> Rows:
    other = (
        Button(f"🎨 {t('button-rich')}", _pack_action(stored_digest, DigestAction.RICH))
        if style == "plain"
        else Button(f"🎨 {t('button-plain')}", _pack_action(stored_digest, DigestAction.PLAIN))
    )
    return (
        (
            Button(f"➖ {t('button-shorter')}", _pack_action(stored_digest, DigestAction.SHORTER)),
            Button(f"➕ {t('button-longer')}", _pack_action(stored_digest, DigestAction.LONGER)),
        ),
        (
            Button(f"🗂 {t('button-topics')}", RunCommand(command="topics").pack()),
            Button(f"🕗 {t('button-hour')}", RunCommand(command="hour").pack()),
        ),
        (other,),
    )


def _pack_action(stored_digest: StoredDigest, action: DigestAction) -> str:
    return DigestCallback(digest=stored_digest.id, action=action).pack()
