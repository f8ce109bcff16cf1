"""What the reading path makes of the test data of other parsers.

`python bench/checks/parsers.py FOLDER… [--show]`

A folder is an unpacked source distribution: feedparser (`Expect:` in each feed), podcastparser (a
.json beside each .rss), rss-parser (result.json beside data.xml), newspaper4k (metadata/ and txt/
beside html/). Each feed or page is read as the bot reads it, and what it shows is compared with
what that parser's authors expect: title, link, date (of pages the day) and text (its words; of
pages four fifths of them). `--show` prints the differences.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from bench.support.material import print_line
from news.errors import SvodkaError
from news.nlp.words import tokenize
from news.sources.dates import parse_date
from news.sources.formats.entries import strip_markup
from news.sources.formats.feed import parse_feed
from news.sources.formats.page import parse_page
from news.text.markup import from_html

URL = "http://127.0.0.1:8097/"
"""Where feedparser's own tests serve their files."""
FIELDS = ("title", "link", "date", "text")
MIN_SHARE = 0.8

_ENTRY_VALUE = re.compile(
    r"entries\[(?P<entry>\d)\]\['(?P<key>title|link|published|updated|summary|description)'\]"
    r" == (?P<value>u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\")"
)
_EXPECT = re.compile(r"Expect:\s*(.+)")
_KEYS = {"published": "date", "updated": "date", "summary": "text", "description": "text"}


@dataclass(frozen=True, slots=True)
class Sample:
    """A feed or page, and by number of the entry and field what is expected."""

    path: Path
    is_page: bool
    expected: Mapping[tuple[int, str], Any]


def read_expectations(path: Path) -> dict[tuple[int, str], Any]:
    """Return the values of entries in the comment of a feed of feedparser."""
    head = path.read_bytes()[:4000].decode("utf-8", "replace")
    expect = _EXPECT.search(head)
    found = {}
    for match in _ENTRY_VALUE.finditer(expect[1] if expect else ""):
        key = _KEYS.get(match["key"], match["key"])
        found[int(match["entry"]), key] = ast.literal_eval(match["value"])
    return found


def read_podcast(path: Path) -> dict[tuple[int, str], Any]:
    """podcastparser sorts its episodes by date, so only feeds of one episode are compared."""
    episodes = json.loads(path.read_text("utf-8")).get("episodes", [])
    if len(episodes) != 1:
        return {}
    (one,) = episodes
    date = datetime.fromtimestamp(one["published"], UTC) if one.get("published") else None
    values = {"title": one.get("title"), "link": one.get("link"), "date": date}
    values["text"] = one.get("description_html") or one.get("description")
    return {(0, key): value for key, value in values.items() if value}


def read_result(path: Path) -> dict[tuple[int, str], Any]:
    items = json.loads(path.read_text("utf-8")).get("channel", {}).get("content", {}).get("item")
    found = {}
    for number, item in enumerate(items or []):
        content = item["content"]
        for key, name in {"title": "title", "link": "link", "text": "description"}.items():
            value = content.get(name)
            value = next(iter(value), None) if isinstance(value, list) else value
            if isinstance(value, dict) and value.get("content"):
                found[number, key] = value["content"]
    return found


def read_metadata(page: Path) -> dict[tuple[int, str], Any]:
    metadata = page.parent.parent / "metadata" / f"{page.stem}.json"
    text = page.parent.parent / "txt" / f"{page.stem}.txt"
    values = json.loads(metadata.read_text("utf-8")) if metadata.exists() else {}
    date = parse_date(str(values.get("publish_date") or values.get("publish date") or ""))
    found: dict[str, Any] = {"title": values.get("title"), "date": date and date.date()}
    found["text"] = text.read_text("utf-8") if text.exists() else None
    return {(0, key): value for key, value in found.items() if value}


def list_samples(folder: Path) -> Iterator[Sample]:
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.suffix == ".rss" and path.with_suffix(".json").exists():
            yield Sample(path, False, read_podcast(path.with_suffix(".json")))
        elif path.name == "data.xml" and (path.parent / "result.json").exists():
            yield Sample(path, False, read_result(path.parent / "result.json"))
        elif path.suffix == ".xml" and "tests" in path.parts:
            yield Sample(path, False, read_expectations(path))
        elif path.suffix == ".html" and path.parent.name == "html":
            yield Sample(path, True, read_metadata(path))


def read(sample: Sample) -> dict[tuple[int, str], Any]:
    """Return what we make of a sample. Raises SvodkaError."""
    body, url = sample.path.read_bytes(), URL + sample.path.name
    feed = parse_page(body, url) if sample.is_page else parse_feed(body, url)
    found: dict[tuple[int, str], Any] = {}
    for number, entry in enumerate(feed.entries):
        date = entry.published
        values = {"title": entry.title, "link": entry.url}
        values["text"] = " ".join(block.text for block in from_html(entry.html, entry.url))
        found |= {(number, key): value for key, value in values.items()}
        found[number, "date"] = date.date() if date and sample.is_page else date
    return found


def is_same(key: str, ours: Any, theirs: Any, *, is_page: bool) -> bool:
    match key:
        case "date":
            theirs = parse_date(theirs) if isinstance(theirs, str) else theirs
            return bool(ours == theirs)
        case "text":
            bags = [
                Counter(tokenize(strip_markup(re.sub(r"<[^<>]*>", " ", t))))
                for t in (ours or "", theirs)
            ]
            common = (bags[0] & bags[1]).total()
            share = MIN_SHARE if is_page else 1.0
            return 2 * common >= share * (bags[0].total() + bags[1].total())
        case _:
            return " ".join(str(ours or "").split()) == strip_markup(str(theirs))


def judge(folder: Path, *, show: bool) -> Counter[str]:
    counts: Counter[str] = Counter()
    for sample in list_samples(folder):
        counts["files"] += 1
        try:
            found = read(sample)
        except SvodkaError as error:
            counts["our own error"] += 1
            if show and sample.expected:
                print_line(f"{sample.path}: {error}")
            continue
        counts["parsed"] += 1
        for (number, key), theirs in sample.expected.items():
            counts[f"{key} compared"] += 1
            ours = found.get((number, key))
            if not is_same(key, ours, theirs, is_page=sample.is_page):
                counts[f"{key} other"] += 1
                if show:
                    print_line(
                        f"{sample.path}: {key}\n  ours   {ours!r:.300}\n  theirs {theirs!r:.300}"
                    )
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    heads = " | ".join(f"other {field}" for field in FIELDS)
    print_line(f"| test data of | files | parsed | our own error | {heads} |")
    print_line("|---" * (4 + len(FIELDS)) + "|")
    for folder in arguments.folders:
        counts = judge(folder, show=arguments.show)
        cells = [f"{counts[f'{key} other']} of {counts[f'{key} compared']}" for key in FIELDS]
        numbers = [counts["files"], counts["parsed"], counts["our own error"], *cells]
        print_line(f"| {folder.name} | {' | '.join(map(str, numbers))} |")


if __name__ == "__main__":
    main()
