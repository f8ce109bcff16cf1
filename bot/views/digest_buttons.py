"""What to do once a digest is read."""

from __future__ import annotations

from bot.callbacks import Ask, DigestAct, DigestDo
from bot.translations import Translator
from bot.views.document import Button, Document, Rows, page
from storage.digests import Kept
from storage.subscribers import Style


def after_all(t: Translator, kept: Kept, style: Style) -> Rows:
    """Turning pages; other lengths, topics, hour, style. A later page turns only."""
    turning = []
    if kept.previous is not None:
        back = DigestAct(digest=kept.previous, do=DigestDo.SHOW)
        turning.append(Button(f"◀️ {t('button-back')}", back.pack()))
    if kept.digest.more:
        turning.append(Button(f"▶️ {t('button-more')}", _act(kept, DigestDo.MORE)))
    changes = () if kept.before else _changes(t, kept, style)
    return tuple(row for row in (tuple(turning), *changes) if row)


def way_back(t: Translator, kept_id: int) -> Document:
    """Goes in the plain style, under the first rich digest."""
    back = DigestAct(digest=kept_id, do=DigestDo.PLAIN)
    return page(t("style-way-back"), buttons=((Button(t("button-plain-again"), back.pack()),),))


def _changes(t: Translator, kept: Kept, style: Style) -> Rows:
    other = (
        Button(f"🎨 {t('button-rich')}", _act(kept, DigestDo.RICH))
        if style == "plain"
        else Button(f"🎨 {t('button-plain')}", _act(kept, DigestDo.PLAIN))
    )
    return (
        (
            Button(f"➖ {t('button-shorter')}", _act(kept, DigestDo.SHORTER)),
            Button(f"➕ {t('button-longer')}", _act(kept, DigestDo.LONGER)),
        ),
        (
            Button(f"🗂 {t('button-topics')}", Ask(what="topics").pack()),
            Button(f"🕗 {t('button-hour')}", Ask(what="hour").pack()),
        ),
        (other,),
    )


def _act(kept: Kept, do: DigestDo) -> str:
    return DigestAct(digest=kept.id, do=do).pack()
