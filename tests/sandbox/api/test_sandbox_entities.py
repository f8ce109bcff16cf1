"""Parse modes, listed entities, nesting, detection, offsets."""

from __future__ import annotations

from typing import Any

import pytest
from aiogram.types import MessageEntity
from aiogram.utils.text_decorations import html_decoration, markdown_decoration
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.entities import format_text
from sandbox.entities.nesting import repair_nesting
from sandbox.entities.span import CODE_LIKE, QUOTES, STYLES, Span
from sandbox.entities.utf16 import Offsets, count_units
from sandbox.errors import ApiError


def marks(source: str, mode: str | None, **options: Any) -> list[tuple[str, int, int]]:
    found = format_text(source, mode, **options).entities
    return [(e["type"], e["offset"], e["length"]) for e in found]


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("<b>a</b><strong>b</strong>", "ab", [("bold", 0, 2)]),
        ("<i>a</i> <em>b</em>", "a b", [("italic", 0, 1), ("italic", 2, 1)]),
        ("<u>a</u> <ins>b</ins>", "a b", [("underline", 0, 1), ("underline", 2, 1)]),
        ("<s>a</s><del>b</del>", "ab", [("strikethrough", 0, 2)]),
        ("<tg-spoiler>a</tg-spoiler>", "a", [("spoiler", 0, 1)]),
        ('<span class="tg-spoiler">a</span>', "a", [("spoiler", 0, 1)]),
        ("<code>a</code>", "a", [("code", 0, 1)]),
        ('<pre><code class="language-py">a</code></pre>', "a", [("pre", 0, 1)]),
        ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ('<a href="https://a.com">a</a>', "a", [("text_link", 0, 1)]),
        ("<a href='tg://user?id=5'>a</a>", "a", [("text_mention", 0, 1)]),
        ("<a href='не адрес'>a</a>", "a", []),
        ('<tg-emoji emoji-id="5">🙂</tg-emoji>', "🙂", [("custom_emoji", 0, 2)]),
        ("&lt;&amp;&gt;&quot;&#33;&#x21;&nbsp;&", '<&>"!!&nbsp;&', []),
        ("🙂<b>a</b>", "🙂a", [("bold", 2, 1)]),
        ("  <b> a </b>  ", " a", [("bold", 0, 2)]),
        ("a\r\n\tb", "a\n b", []),
    ],
)
def test_html(source: str, text: str, expected: list[tuple[str, int, int]]) -> None:
    assert format_text(source, "HTML").text == text
    assert marks(source, "html") == expected


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("*a*", "a", [("bold", 0, 1)]),
        ("_a_", "a", [("italic", 0, 1)]),
        ("__a__", "a", [("underline", 0, 1)]),
        ("~a~", "a", [("strikethrough", 0, 1)]),
        ("||a||", "a", [("spoiler", 0, 1)]),
        ("`a`", "a", [("code", 0, 1)]),
        ("```py\na```", "a", [("pre", 0, 1)]),
        ("[a](https://a.com/\\))", "a", [("text_link", 0, 1)]),
        ("![🙂](tg://emoji?id=5)", "🙂", [("custom_emoji", 0, 2)]),
        ("*a _b_*", "a b", [("bold", 0, 3), ("italic", 2, 1)]),
        ("a\\.b\\!", "a.b!", []),
        (">a\n>b\nc", "a\nb\nc", [("blockquote", 0, 3)]),
        (">a\n>b||", "a\nb", [("expandable_blockquote", 0, 3)]),
        (">a\n**>b||", "a\nb", [("blockquote", 0, 1), ("expandable_blockquote", 2, 1)]),
    ],
)
def test_markdown_v2(source: str, text: str, expected: list[tuple[str, int, int]]) -> None:
    assert format_text(source, "MarkdownV2").text == text
    assert marks(source, "MarkdownV2") == expected


def test_legacy_markdown() -> None:
    source = "*a* _b_ `c` [d](https://a.com) \\_e"
    assert format_text(source, "Markdown").text == "a b c d _e"
    assert [kind for kind, _, _ in marks(source, "Markdown")] == [
        "bold",
        "italic",
        "code",
        "text_link",
    ]


@pytest.mark.parametrize(
    ("source", "mode", "complaint"),
    [
        ("ё<x>", "HTML", 'Unsupported start tag "x" at byte offset 2'),
        ("<b", "HTML", "Unclosed start tag at byte offset 0"),
        ("</b>", "HTML", "Unexpected end tag at byte offset 0"),
        ("<b></i>", "HTML", 'Unmatched end tag at byte offset 3, expected "</b>", found "</i>"'),
        ("<b>a", "HTML", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<span>a</span>", "HTML", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        (
            "a.",
            "MarkdownV2",
            "Character '.' is reserved and must be escaped with the preceding '\\'",
        ),
        ("ё*a", "MarkdownV2", "Can't find end of Bold entity at byte offset 2"),
        ("_a", "MarkdownV2", "Can't find end of Italic entity at byte offset 0"),
        ("`a", "MarkdownV2", "Can't find end of Code entity at byte offset 0"),
        ("[a", "MarkdownV2", "Can't find end of TextUrl entity at byte offset 0"),
        ("[a](b", "MarkdownV2", "Can't find end of a URL at byte offset 3"),
        ("ё_a", "Markdown", "Can't find end of the entity starting at byte offset 2"),
    ],
)
def test_unparsable_entities_are_rejected(source: str, mode: str, complaint: str) -> None:
    with pytest.raises(ApiError) as refusal:
        format_text(source, mode)
    assert refusal.value.description == f"Bad Request: can't parse entities: {complaint}"


def test_other_refusals() -> None:
    with pytest.raises(ApiError, match="Bad Request: unsupported parse_mode"):
        format_text("a", "BBCode")
    far = [MessageEntity(type="bold", offset=1, length=9)]
    with pytest.raises(
        ApiError,
        match="entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset",
    ):
        format_text("abc", None, far)
    with pytest.raises(ApiError, match="can't parse MessageEntity: Can't find field"):
        format_text("abc", None, [MessageEntity(type="text_link", offset=0, length=1)])


def test_parse_mode_beats_entities() -> None:
    listed = [MessageEntity(type="bold", offset=0, length=1)]
    assert marks("<i>a</i>", "HTML", entities=listed) == [("italic", 0, 1)]


def test_automatic_entities() -> None:
    text = "/start@bot ok #тег $USD @durov a@b.com https://a.com/x. svodka.news `"
    assert [kind for kind, _, _ in marks(text, None)] == [
        "bot_command",
        "hashtag",
        "cashtag",
        "mention",
        "email",
        "url",
        "url",
    ]
    assert marks("карта 4111 1111 1111 1111, счёт 4111111111111112, +380 44 123-45-67", None) == [
        ("bank_card_number", 6, 19),
        ("phone_number", 50, 17),
    ]
    assert marks("2 + 2, +5 градусов, 1234567890123", None) == []
    assert marks("<code>/start</code> и 10/20 км", "HTML") == [("code", 0, 6)]
    found = format_text("см. https://a.com/x.").entities
    assert found[0]["length"] == len("https://a.com/x")


def test_nesting_is_repaired() -> None:
    def fixed(*spans: tuple[str, int, int]) -> list[tuple[str, int, int]]:
        return [(s.type, s.start, s.end) for s in repair_nesting([Span(*span) for span in spans])]

    assert fixed(("bold", 0, 10), ("code", 3, 6)) == [
        ("bold", 0, 3),
        ("code", 3, 6),
        ("bold", 6, 10),
    ]
    assert fixed(("bold", 0, 6), ("italic", 3, 9)) == [
        ("bold", 0, 6),
        ("italic", 3, 6),
        ("italic", 6, 9),
    ]
    assert fixed(("text_link", 0, 5), ("mention", 2, 4)) == [("text_link", 0, 5)]
    assert fixed(("blockquote", 0, 9), ("expandable_blockquote", 2, 4)) == [("blockquote", 0, 9)]
    assert fixed(("bold", 0, 4), ("bold", 2, 8)) == [("bold", 0, 8)]


texts = st.text(st.sampled_from("аb 🙂👍🏽é\n<&*_`[.|>"), min_size=1, max_size=40)
kinds = st.sampled_from(sorted(STYLES | QUOTES | CODE_LIKE | {"text_link", "mention"}))


@given(texts)
def test_offsets_go_there_and_back(text: str) -> None:
    offsets = Offsets(text)
    assert offsets.total == count_units(text) == len(text.encode("utf-16-le")) // 2
    for point in range(len(text) + 1):
        assert offsets.to_point(offsets.to_units(point)) == point


@given(st.lists(st.tuples(kinds, st.integers(0, 20), st.integers(0, 20)), max_size=8))
def test_repaired_entities_always_nest(raw: list[tuple[str, int, int]]) -> None:
    spans = repair_nesting([Span(kind, min(a, b), max(a, b)) for kind, a, b in raw])
    for one in spans:
        assert one.start < one.end
        for other in spans:
            crossing = one.start < other.start < one.end < other.end
            assert not crossing
            if one is not other and one.type in CODE_LIKE and one.overlaps(other):
                assert other.type in QUOTES
    assert spans == sorted(spans, key=lambda span: span.order)


@given(texts)
@settings(max_examples=200)
def test_escaped_text_means_itself_in_every_mode(text: str) -> None:
    plain = format_text(text, find=False).text
    assert format_text(html_decoration.quote(text), "HTML", find=False).text == plain
    assert format_text(markdown_decoration.quote(text), "MarkdownV2", find=False).text == plain


@given(texts, st.sampled_from(["HTML", "MarkdownV2", "Markdown"]))
@settings(max_examples=300)
def test_any_text_is_parsed_or_refused(text: str, mode: str) -> None:
    try:
        found = format_text(text, mode)
    except ApiError:
        return
    for entity in found.entities:
        assert (
            0 <= entity["offset"] < entity["offset"] + entity["length"] <= count_units(found.text)
        )
