"""Repairs the nesting of entities. Telegram accepts overlapping ones: it splits and merges them.

* Styles (bold, italic...) overlap freely; they are cut where another entity begins or ends.
* Code, pre and date_time contain nothing and stand only inside quotes.
* Links, mentions and custom emoji never contain each other.
* Quotes do not nest.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from sandbox.entities.span import CODE_LIKE, QUOTES, STYLES, Span


def repair_nesting(spans: Iterable[Span]) -> list[Span]:
    """Return the same markup, properly nested and in Telegram's order."""
    ordered = sorted((span for span in spans if span.start < span.end), key=lambda s: s.order)
    if len(ordered) < 2:
        return ordered
    quotes = _drop_overlaps([s for s in ordered if s.type in QUOTES])
    solids = _drop_overlaps(_cut_at(quotes, [s for s in ordered if s.type in CODE_LIKE]))
    others = [s for s in ordered if s.type not in QUOTES | CODE_LIKE | STYLES]
    links = [
        link
        for link in _drop_overlaps(_cut_at(quotes, others))
        if not any(link.overlaps(solid) for solid in solids)
    ]
    styles = _nest_styles([s for s in ordered if s.type in STYLES], solids, quotes + links)
    return sorted([*quotes, *solids, *links, *styles], key=lambda s: s.order)


def _drop_overlaps(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _cut_at(borders: list[Span], spans: list[Span]) -> list[Span]:
    edges = sorted({edge for border in borders for edge in (border.start, border.end)})
    return [piece for span in spans for piece in _split(span, edges)]


def _split(span: Span, edges: Iterable[int]) -> list[Span]:
    points = [span.start, *(edge for edge in edges if span.start < edge < span.end), span.end]
    return [span.move(a, b) for a, b in pairwise(points)]


def _nest_styles(spans: list[Span], solids: list[Span], frames: list[Span]) -> list[Span]:
    merged = [piece for kind in sorted({s.type for s in spans}) for piece in _merge(kind, spans)]
    free = [piece for span in merged for piece in _subtract(span, solids)]
    framed = [piece for span in free for piece in _split_crossed(span, frames)]
    result: list[Span] = []
    for span in sorted(framed, key=lambda s: s.order):
        ends = sorted({o.end for o in result if o.start <= span.start < o.end < span.end})
        result.extend(_split(span, ends))
    return result


def _merge(kind: str, spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in spans:
        if span.type != kind:
            continue
        if merged and span.start <= merged[-1].end:
            merged[-1] = merged[-1].move(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _subtract(span: Span, holes: list[Span]) -> list[Span]:
    pieces, start = [], span.start
    for hole in holes:
        if hole.end <= start or hole.start >= span.end:
            continue
        if hole.start > start:
            pieces.append(span.move(start, hole.start))
        start = hole.end
    if start < span.end:
        pieces.append(span.move(start, span.end))
    return pieces


def _split_crossed(span: Span, frames: list[Span]) -> list[Span]:
    """Cut `span` at the frames that it crosses, but not at those inside or around it."""
    edges: set[int] = set()
    for frame in frames:
        if frame.start < span.start < frame.end < span.end:
            edges.add(frame.end)
        elif span.start < frame.start < span.end < frame.end:
            edges.add(frame.start)
    return _split(span, sorted(edges))
