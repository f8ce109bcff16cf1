"""The offer of the plain style below the first rich message of a chat."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.features.digest.callbacks import DigestAction, DigestCallback
from bot.ui import plain
from bot.ui.callbacks import StyleChoice
from bot.ui.document import Button, Document, build_document
from bot.ui.message import Message
from bot.ui.methods import EncodedMessage
from news.model import InterfaceLanguage
from service.i18n.translations import Translations, Translator

_DIGEST_BUTTON = re.compile(
    rf'"callback_data":"{DigestCallback.__prefix__}:(\d{{1,16}}):{DigestAction.OPTIONS}"'
)
"""As it is encoded; inside a text the quotation marks are escaped."""


def build_style_offer(t: Translator, message: EncodedMessage) -> Document:
    """Offer the plain style: below a digest the button shows it again in that style, below
    another message it shows the settings."""
    digest = _DIGEST_BUTTON.search(message.fields)
    data = (
        DigestCallback(digest=int(digest[1]), action=DigestAction.PLAIN).pack()
        if digest
        else StyleChoice(rich=False).pack()
    )
    return build_document(t("style-way-back"), buttons=((Button(t("button-plain-again"), data),),))


def build_offer_renderer(
    translations: Translations,
) -> Callable[[InterfaceLanguage, EncodedMessage], Message]:
    """Return what renders the offer for the outbox, in the subscriber's language."""
    return lambda language, message: plain.render(
        build_style_offer(translations[language], message)
    )
