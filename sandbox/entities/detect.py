"""Entities that Telegram detects in a text: commands, mentions, hashtags, addresses, numbers.

Bare domains are detected by a short list of common endings; Telegram knows all of them.
"""

from __future__ import annotations

import re

from sandbox.entities.span import CODE_LIKE, Span

_ENDINGS = (
    "com|org|net|info|biz|io|dev|app|me|tv|news|media|online|site|store|gov|edu|"
    "ru|su|рф|ua|укр|by|kz|uk|de|fr|pl|eu|us|it|es|lt|lv|ee|ge|am|az|md|cz|ch|at|nl|se|fi|no|tr|cn|jp"
)
_PATTERNS = (
    ("url", re.compile(r"(?<![\w@])(?:https?|ftp|tonsite)://[^\s<>\"«»]+", re.I)),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}(?!\w)", re.I)),
    (
        "url",
        re.compile(rf"(?<![\w@./-])(?:[\w-]+\.)+(?:{_ENDINGS})(?![\w-])(?:/[^\s<>\"«»]*)?", re.I),
    ),
    (
        "bot_command",
        re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/@])"),
    ),
    ("mention", re.compile(r"(?<![\w/])@[A-Za-z][A-Za-z0-9_]{2,31}(?!\w)")),
    (
        "hashtag",
        re.compile(r"(?<![\w/#])#(?=\w*[^\W\d])\w{1,256}(?:@[A-Za-z0-9_]{3,32})?(?![\w#])"),
    ),
    ("cashtag", re.compile(r"(?<![\w$])\$[A-Z]{1,8}(?![\w$])")),
    ("phone_number", re.compile(r"(?<![\w+])\+\d(?:[ ()-]{0,2}\d){8,14}(?![\w-])")),
    ("bank_card_number", re.compile(r"(?<![\w+.,-])\d(?:[ -]?\d){12,18}(?![\w-])")),
)
DETECTED = frozenset(kind for kind, _ in _PATTERNS)
_TAIL = ".,:;!?'\"»”’*_~"
# A cheap test before all the others: none of them matches without one of these.
_HINT = re.compile(r"[/@#$]|\w\.\w|\+\d|\d(?:[ -]?\d){12}")


def detect_entities(text: str, marked: list[Span]) -> list[Span]:
    """Return the spans detected in `text`, outside of the code and links in `marked`."""
    if not _HINT.search(text):
        return []
    taken = [s for s in marked if s.type in CODE_LIKE or s.type in {"text_link", "text_mention"}]
    found: list[Span] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            end = match.end() if kind != "url" else _trim_url(text, match.start(), match.end())
            span = Span(kind, match.start(), end)
            if kind == "bank_card_number" and not _is_card(match.group()):
                continue
            if not any(span.overlaps(other) for other in taken):
                taken.append(span)
                found.append(span)
    return found


def _is_card(number: str) -> bool:
    """Check a card number by Luhn's algorithm."""
    digits = [int(char) for char in reversed(number) if char.isdigit()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _trim_url(text: str, start: int, end: int) -> int:
    """Return the end of a URL without the punctuation that closes its sentence."""
    while end > start:
        char = text[end - 1]
        unpaired = char == ")" and text.count("(", start, end) < text.count(")", start, end)
        if char not in _TAIL and not unpaired:
            break
        end -= 1
    return end
