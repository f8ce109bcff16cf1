"""Views of the greeting, the start screen and the help."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ui.callbacks import RunCommand
from bot.ui.document import Button, Document, DocumentPart, Heading, build_document
from service.i18n.translations import Translator


def build_hello(t: Translator, *, in_private: bool, is_new: bool) -> Document:
    """Build the answer to a greeting; one who is not subscribed yet is shown the way to begin."""
    if is_new:
        return build_document(Heading(t("start-greeting")), t("hello-answer-new"))
    return build_document(t("hello-answer" if in_private else "hello-answer-group"))


def build_article_gone(t: Translator) -> Document:
    """Build the answer to a link to an article that is not stored any more."""
    return build_document(t("article-gone"), buttons=((_build_digest_button(t),),))


def _build_digest_button(t: Translator) -> Button:
    return Button(f"📰 {t('button-digest-now')}", RunCommand(command="digest").pack())


def build_home(t: Translator, hello: str) -> Document:
    """Build the start screen of a known subscriber: the next digest and the main buttons."""
    buttons = (
        (_build_digest_button(t),),
        (
            Button(f"🗂 {t('button-topics')}", RunCommand(command="topics").pack()),
            Button(f"⚙️ {t('button-settings')}", RunCommand(command="settings").pack()),
        ),
    )
    return build_document(hello, t("start-ask"), buttons=buttons)


def build_help(
    t: Translator, *, in_private: bool, username: str, commands: Sequence[str] = ()
) -> Document:
    """Build the help; ``username``: the bot's, by which it is called in other chats.

    ``commands``: those that the person may use as an editor.
    """
    body = t("help-body", bot=username) if in_private else t("help-body-group")
    parts: list[DocumentPart | str] = [Heading(t("help-title")), body]
    if commands:
        lines = (t("help-command", name=name, about=t(f"command-{name}")) for name in commands)
        parts += [Heading(t("help-editors"), level=2), "\n".join(lines)]
    return build_document(*parts)
