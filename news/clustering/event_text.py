"""Leave out of a text what is not about its event: addresses, clock times, calls to subscribe.

Articles of one outlet share these, and reports of one event by two outlets do not.
"""

from __future__ import annotations

import re
from dataclasses import replace

from news.nlp.analysis import Analysis, Sentence
from news.nlp.words import find_words
from news.text.noise import is_noise

_OTHER = re.compile(
    r"https?://\S+|(?<!\w)www\.\S+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]+|(?<!\w)@\w+"
    r"|(?<![\w.-])(?:[a-z0-9-]{1,63}\.){1,4}"
    r"(?:com|net|org|info|news|media|ru|ua|by|kz|uk|eu|tv|me|io)(?![\w-])(?:/\S*)?"
    r"|(?<![\w:.])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![\w:])"
    r"|(?<!\w)\d{4}-\d\d-\d\d(?:T\S+)?|(?<![\w.])\d\d?\.\d\d?\.\d{4}(?!\w)",
    re.IGNORECASE,
)
_HINT = re.compile(r"[@/:.-](?:(?<=[@/:])|(?<=\w\.)\w|(?<=\d-)\d)")


def select_event_text(analysis: Analysis) -> Analysis:
    """Return the analysis without addresses, clock times, dates in figures, and boilerplate."""
    return replace(
        analysis,
        title=_strip(analysis.title),
        sentences=tuple(_strip(one) for one in analysis.sentences if not is_noise(one.text)),
    )


def _strip(sentence: Sentence) -> Sentence:
    if not _HINT.search(sentence.text):
        return sentence
    # Of the same length, so that what refers to positions of the text stays right.
    text = _OTHER.sub(lambda m: " " * len(m[0]), sentence.text)
    if text == sentence.text:
        return sentence
    found = find_words(sentence.text)
    words = tuple(
        word for word, place in zip(sentence.words, found, strict=True) if text[place.start] != " "
    )
    return replace(sentence, text=text, words=words)
