from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.errors import UnreadableFileError
from news.model import RawArticle
from news.sources.formats.file import ArticleFiles, parse_article_file, parse_jsonl_line
from news.text.blocks import from_text


def test_a_folder_gives_its_articles_in_order_and_names_what_it_cannot_read(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "a.txt").write_text("date 2026-02-10\n\nПервая статья.", "utf-8")
    (tmp_path / "b" / "c.jsonl").write_text(
        '{"text": "Вторая."}\n\nnot json\n{"text": ""}\n', "utf-8"
    )
    (tmp_path / "d.txt").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "e.txt").write_text(" \n\n", "utf-8")
    (tmp_path / "ignored.md").write_text("Not an article file.", "utf-8")

    found = list(ArticleFiles([tmp_path]))

    assert [item.text for item in found if isinstance(item, RawArticle)] == [
        "date 2026-02-10\n\nПервая статья.",
        "Вторая.",
    ]
    bad = [item for item in found if isinstance(item, UnreadableFileError)]
    assert [
        (Path(str(e.details["path"])).name, e.details["reason"], e.details["row"]) for e in bad
    ] == [
        ("c.jsonl", "not JSON", 3),
        ("c.jsonl", "no text", 4),
        ("d.txt", "not UTF-8 text", 0),
        ("e.txt", "no text", 0),
    ]


def test_line_in_another_encoding_costs_itself(tmp_path: Path) -> None:
    lines = ("\ufeff" + '{"text": "Первая."}', '{"text": "Вторая."}', '{"text": "Третья."}')
    encodings = ("utf-8", "cp1251", "utf-8")
    mixed = [line.encode(name) for line, name in zip(lines, encodings, strict=True)]
    (tmp_path / "mixed.jsonl").write_bytes(b"\n".join(mixed))
    (tmp_path / "other.jsonl").write_bytes("\n".join(lines).encode("utf-16-le"))
    first, second, third, other = ArticleFiles([tmp_path])
    assert [one.text for one in (first, third) if isinstance(one, RawArticle)] == [
        "Первая.",
        "Третья.",
    ]
    for error, row in ((second, 2), (other, 0)):
        assert isinstance(error, UnreadableFileError)
        assert (error.details["reason"], error.details["row"]) == ("not UTF-8 text", row)


def test_a_missing_file_is_a_value_too(tmp_path: Path) -> None:
    (error,) = ArticleFiles([tmp_path / "none.txt"])
    assert isinstance(error, UnreadableFileError)
    assert "none.txt" in str(error)


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2026-02-10T12:00:00+02:00", datetime(2026, 2, 10, 10, tzinfo=UTC)),
        ("2026-02-10T12:00:00Z", datetime(2026, 2, 10, 12, tzinfo=UTC)),
        ("2026-02-10", datetime(2026, 2, 10, tzinfo=UTC)),
        (1770724800, datetime(2026, 2, 10, 12, tzinfo=UTC)),
        (None, None),
    ],
)
def test_jsonl_line_has_published_time(published: object, expected: datetime | None) -> None:
    assert parse_jsonl_line(json.dumps({"text": "T", "published": published})).published == expected


@pytest.mark.parametrize(
    "line",
    ["[]", "{}", '{"text": 5}', '{"text": "T", "title": 1}', '{"text": "T", "published": "?"}'],
)
def test_a_line_that_breaks_the_format_is_refused(line: str) -> None:
    with pytest.raises(UnreadableFileError):
        parse_jsonl_line(line)


@given(st.text())
def test_any_file_is_an_article_or_refused(text: str) -> None:
    if from_text(text).blocks:
        assert parse_article_file(text).text == text
    else:
        with pytest.raises(UnreadableFileError):
            parse_article_file(text)


@given(st.dictionaries(st.sampled_from(["url", "title", "source", "language"]), st.text()))
def test_strings_come_through_as_they_are(data: dict[str, str]) -> None:
    raw = parse_jsonl_line(json.dumps({**data, "text": "T"}))
    assert {name: getattr(raw, name) for name in data} == data
