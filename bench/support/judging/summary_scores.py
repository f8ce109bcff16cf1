"""ROUGE-2 of summaries, beside the lead and TextRank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from bench.support.baselines.textrank import rank_sentences
from news.model import Article, RawArticle
from news.nlp.sentences import split_sentences
from news.nlp.words import tokenize
from news.pipeline import ArticleAnalyzer


def compute_rouge_2(summary: str, reference: str) -> float:
    """Return ROUGE-2 F: the harmonic mean of the shares of common word pairs (Lin 2004)."""
    ours, theirs = (Counter(pairwise(found)) for found in (tokenize(summary), tokenize(reference)))
    common = sum((ours & theirs).values())
    return 2 * common / max(1, sum(ours.values()) + sum(theirs.values()))


def score_summaries(
    analyzer: ArticleAnalyzer, rows: Sequence[dict[str, Any]], now: datetime
) -> dict[str, float]:
    """Return the mean ROUGE-2 F of the extracted summary, the lead and TextRank, each of the
    same word count, and the share of summary sentences that are verbatim in the article."""
    totals: Counter[str] = Counter()
    found = count = 0
    for row in rows:
        article = analyzer.analyze(RawArticle(title=row["title"], text=row["text"]), now)
        split = [s for block in article.blocks for s in split_sentences(block.text)]
        ours = " ".join(article.summary)
        length = len(tokenize(ours))
        texts = {
            "extract": ours,
            "lead": _take_words(split, length),
            "TextRank": _take_words(rank_sentences(split), length),
        }
        for name, text in texts.items():
            totals[name] += compute_rouge_2(text, row["summary"])  # type: ignore[assignment]
        found += sum(_is_verbatim(sentence, article) for sentence in article.summary)
        count += len(article.summary)
    return {name: total / len(rows) for name, total in totals.items()} | {"faithful": found / count}


def _take_words(texts: Sequence[str], count: int) -> str:
    return " ".join([token for text in texts for token in tokenize(text)][:count])


def _is_verbatim(sentence: str, article: Article) -> bool:
    return any(sentence in block.text for block in article.blocks)
