"""The buttons under a digest, and their callback data."""

from __future__ import annotations

from enum import StrEnum

from bot.ui.callbacks import Callback, Id, RunCommand
from bot.ui.document import Button, Rows
from service.i18n.translations import Translator
from storage.chats.subscribers import Style
from storage.messaging.digests import StoredDigest


class DigestAction(StrEnum):
    """What the buttons of a digest do."""

    SHOW = "s"
    MORE = "m"
    OPTIONS = "o"
    LONGER = "l"
    SHORTER = "k"
    RICH = "r"
    PLAIN = "p"


class DigestCallback(Callback, prefix="d"):
    """Show a stored digest again, its next page, its options, a longer or shorter one, or the other
    style."""

    digest: Id
    action: DigestAction


def build_action_buttons(t: Translator, stored_digest: StoredDigest) -> tuple[Button, ...]:
    """Return buttons to turn pages and, on the first page, to open the digest's options."""
    buttons = []
    if stored_digest.previous_id is not None:
        back = DigestCallback(digest=stored_digest.previous_id, action=DigestAction.SHOW)
        buttons.append(Button(f"◀️ {t('button-back')}", back.pack()))
    if stored_digest.digest.remaining_count:
        more = _pack_action(stored_digest, DigestAction.MORE)
        buttons.append(Button(f"▶️ {t('button-more')}", more))
    if not stored_digest.previous_story_ids:
        options = _pack_action(stored_digest, DigestAction.OPTIONS)
        buttons.append(Button(f"⚙️ {t('button-digest-options')}", options))
    return tuple(buttons)


def build_option_buttons(t: Translator, stored_digest: StoredDigest, style: Style) -> Rows:
    """Return the options of a digest, which replace its other buttons until «Назад»."""
    back = Button(f"◀️ {t('button-back')}", _pack_action(stored_digest, DigestAction.SHOW))
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
            Button(f"🕗 {t('button-times')}", RunCommand(command="hour").pack()),
        ),
        (other, back),
    )


def _pack_action(stored_digest: StoredDigest, action: DigestAction) -> str:
    return DigestCallback(digest=stored_digest.id, action=action).pack()
