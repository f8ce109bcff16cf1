"""Check in a browser that a phone of 390 points cuts no label, on any screen in any language."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path

from bot.ui import plain
from bot.ui.document import Button, Document
from bot.ui.message import MAX_PER_ROW, fit_rows
from news.model import INTERFACE_LANGUAGES
from service.i18n.translations import Translator
from tests.golden.registry import all_screens
from tests.support.browser import open_browser

STYLES = Path(__file__).resolve().parents[2] / "sandbox" / "page" / "static" / "css"
KEYBOARD_WIDTH = 321
"""Under a bubble that fills its share of a page of 390 points."""

FIND_CUT_LABELS = """[...document.querySelectorAll('.key')]
    .filter(key => key.scrollWidth > key.clientWidth).map(key => key.textContent)"""


def list_rows() -> Iterator[list[str]]:
    """Yield the labels of every row of every screen."""
    for language in INTERFACE_LANGUAGES:
        for screen in all_screens():
            for shown in screen.shown(Translator(language)):
                messages = plain.render_all(shown) if isinstance(shown, Document) else [shown]
                for message in messages:
                    for row in message.keyboard:
                        yield [button["text"] for button in row]


async def test_a_phone_cuts_no_label() -> None:
    css = "".join((STYLES / name).read_text() for name in ("theme.css", "message.css"))
    rows = "".join(
        f"<div class=row>{''.join(f'<a class=key>{html.escape(label)}</a>' for label in row)}</div>"
        for row in list_rows()
    )
    own = ".inline-keyboard { width: %dpx; grid-template-columns: minmax(0, 1fr); }"
    one_line = ".inline-keyboard .key { display: block; white-space: nowrap; }"
    page_source = (
        f"<style>{css}{own % KEYBOARD_WIDTH}{one_line}</style><div class=inline-keyboard>{rows}"
    )
    async with open_browser() as browser:
        page = await browser.new_page(viewport={"width": 390, "height": 844})
        await page.set_content(page_source)
        assert await page.locator(".key").count() > 1000
        assert await page.evaluate(FIND_CUT_LABELS) == []


def test_a_row_is_split_evenly_where_a_label_does_not_fit() -> None:
    cities = [Button(name, "x") for name in ("Киев", "Куала-Лумпур", "Коморы", "Лима")]
    assert [len(row) for row in fit_rows((tuple(cities),))] == [2, 2]
    assert fit_rows((tuple(cities[:1]),)) == ((cities[0],),)
    numbers = tuple(Button(f"{n}\ufe0f\u20e3", "x") for n in range(1, MAX_PER_ROW + 1))
    assert fit_rows((numbers,)) == (numbers,)


def test_a_label_too_long_for_a_row_ends_in_an_ellipsis() -> None:
    long = Button("очень длинное название " * 4, "x")
    ((shortened,),) = fit_rows(((long,),))
    assert shortened.label.endswith("…")
    assert long.label.startswith(shortened.label[:-1])
    assert len(shortened.label) > 25
