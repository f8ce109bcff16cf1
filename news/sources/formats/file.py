"""Read articles from files: article files (.txt), JSONL, folders (docs/operations/formats.md)."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from news.errors import UnreadableFileError
from news.model import RawArticle
from news.text.blocks import from_text

FILE_SUFFIXES = (".txt", ".jsonl")
_MAX_FILE_BYTES = 64 * 1024 * 1024
_DATE_LINE = re.compile(r"\s*date (\d{4}-\d{1,2}-\d{1,2})\b")
_JSON_FIELDS = ("url", "title", "text", "source", "language", "author")


class FileFault(StrEnum):
    """Why an entry of a file is no article; each has a text in the bot. The last two are about
    something: the detail ``about`` of the error."""

    NO_TEXT = "no text"
    NOT_JSON = "not JSON"
    NOT_AN_OBJECT = "not a JSON object"
    NOT_A_DATE = "not a date"
    NOT_UTF8 = "not UTF-8 text"
    NOT_A_STRING = "not a string"
    NO_SUCH_DAY = "no such day"


class ArticleFiles:
    """Reads the articles of files, and of all article files below folders in the order of their
    names; each file once. ``total`` is the number of values, as far as it
    is known: a JSONL file counts as one value until it is opened."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._files = [file for path in paths for file in _list_files(path)]
        self.total = len(self._files)

    def __iter__(self) -> Iterator[RawArticle | UnreadableFileError]:
        """Yield the articles in order; a failure is yielded as a value, and reading continues."""
        for path in self._files:
            body = _read_file(path)
            if isinstance(body, UnreadableFileError):
                yield body
                continue
            if _is_jsonl(path.name):
                self.total += sum(bool(line.strip()) for line in body.split(b"\n")) - 1
            yield from parse_file(body, str(path))


def parse_article_file(text: str, source: str = "") -> RawArticle:
    """Parse the text of an article file. Raises UnreadableFileError if it has no text, or its
    date is not valid."""
    body = from_text(text)
    if not body.blocks:
        raise UnreadableFileError("no text in the file", reason=FileFault.NO_TEXT)
    if body.published is None and (dated := _DATE_LINE.match(text)):
        reason = f"no such day: {dated[1]}"
        fault = FileFault.NO_SUCH_DAY
        raise UnreadableFileError(reason, reason=reason, fault=fault, about=dated[1])
    return RawArticle(text=text, published=body.published, source=source)


def parse_jsonl_line(line: str) -> RawArticle:
    """Parse a line of JSONL. Raises UnreadableFileError if it is not a JSON object, its ``text``
    is missing or empty, or a field has the wrong type."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError(f"not JSON: {error}", reason=FileFault.NOT_JSON) from error
    if not isinstance(data, dict):
        raise UnreadableFileError("not a JSON object", reason=FileFault.NOT_AN_OBJECT)
    values = {name: data[name] for name in _JSON_FIELDS if data.get(name) is not None}
    for name, value in values.items():
        if not isinstance(value, str):
            reason, fault = f"{name} is not a string", FileFault.NOT_A_STRING
            raise UnreadableFileError(reason, reason=reason, fault=fault, about=name)
    if not values.get("text", "").strip():
        raise UnreadableFileError("no text", reason=FileFault.NO_TEXT)
    return RawArticle(**values, published=parse_published(data.get("published")))


def parse_published(value: object) -> datetime | None:
    """Parse a time in ISO 8601 (UTC without a zone) or Unix seconds; None stays None."""
    if value is None or value == "":
        return None
    try:
        if isinstance(value, str):
            parsed = datetime.fromisoformat(value)
            return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise UnreadableFileError(f"not a date: {value!r}", reason=FileFault.NOT_A_DATE) from error
    raise UnreadableFileError(f"not a date: {value!r}", reason=FileFault.NOT_A_DATE)


def _list_files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return [
        inner
        for inner in sorted(path.rglob("*"))
        if inner.is_file() and inner.suffix.lower() in FILE_SUFFIXES
    ]


def parse_file(body: bytes, name: str) -> Iterator[RawArticle | UnreadableFileError]:
    """Yield the articles of a file with this content; a failure is yielded as a value."""
    try:
        if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # else each line would fail
            raise UnreadableFileError("UTF-16", reason=FileFault.NOT_UTF8)
        if _is_jsonl(name):
            yield from _parse_lines(body, name)
        else:
            yield parse_article_file(_decode(body))
    except UnreadableFileError as error:
        yield _build_error(name, row=0, **error.details)


def _is_jsonl(name: str) -> bool:
    return name.lower().endswith(".jsonl")


def _read_file(path: Path) -> bytes | UnreadableFileError:
    try:
        if not path.is_file():
            return _build_error(str(path), reason="not a regular file")
        if path.stat().st_size > _MAX_FILE_BYTES:
            return _build_error(str(path), reason="larger than 64 MB")
        return path.read_bytes()
    except OSError as error:
        return _build_error(str(path), reason=error.strerror or type(error).__name__)


def _parse_lines(body: bytes, name: str) -> Iterator[RawArticle | UnreadableFileError]:
    for number, encoded in enumerate(body.split(b"\n"), start=1):
        try:
            line = _decode(encoded)
            if line.strip():
                yield parse_jsonl_line(line)
        except UnreadableFileError as error:
            yield _build_error(name, row=number, **error.details)


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFileError("not UTF-8", reason=FileFault.NOT_UTF8) from error


def _build_error(path: str, row: int = 0, **details: str | int) -> UnreadableFileError:
    where = f"{path}:{row}" if row else path
    return UnreadableFileError(f"{where}: {details['reason']}", path=path, row=row, **details)
