"""What an English summary leaves out, and which sentence it begins with."""

from __future__ import annotations

from datetime import datetime

import pytest

from news.model import Block, BlockKind, RawArticle
from news.nlp.analysis import Analysis, TextAnalyzer
from news.nlp.forms.lemmas import Lemmatizer
from news.nlp.sentences import split_sentences
from news.pipeline import ArticleAnalyzer
from news.summaries.annotation import annotate
from news.summaries.english_references import find_background
from news.summaries.references import Needs
from news.summaries.selection.candidates import (
    Candidate,
    Said,
    find_said,
    is_coherent,
    list_candidates,
)
from news.summaries.selection.english import keep_news
from news.summaries.sentence_starts import leans_back
from news.text.head import cut_head
from news.text.quotes import is_balanced

NOW = datetime.fromisoformat("2026-02-11T09:00:00+00:00")


def _summarize(analyzer: ArticleAnalyzer, title: str, *paragraphs: str) -> str:
    text = "\n\n".join(paragraphs)
    return " ".join(analyzer.analyze(RawArticle(title=title, text=text), NOW).summary)


@pytest.mark.parametrize(
    ("title", "paragraphs", "struck"),
    [
        (  # the results of other matches
            "Marsh lifts Owls in overtime",
            (
                "Jo Marsh scored in overtime to lift the Haldon Owls over Marlow 5-4 on Tuesday.",
                "The Owls were two goals down before Ann Lowe and Mark Orr scored in the last four"
                " minutes.",
                "Hawks 4, Wolves 1: Ned Bell scored twice and Oldvale beat Brackwell. Tom Ashe"
                " scored for the Wolves, who have lost three times in a row this season.",
                "Foxes 2, Crows 0: Lee Dunn scored twice in overtime and Kelby beat Northgate.",
            ),
            ("Ned Bell", "Tom Ashe", "Lee Dunn"),
        ),
        (  # what each of several people is accused of
            "Police in Haldon arrest three",
            (
                "Police in Haldon arrested three people on Monday in an inquiry into stolen cars.",
                "Officers found two of the cars in a garage in Mill Lane, Sgt Ann Lowe said.",
                "Mark D. Orr: Theft of two cars, one car of the police damaged, held in jail.",
                "Ned B. Ashe: Theft of stolen cars on Monday in Haldon, held in jail in Marlow.",
            ),
            ("Orr:", "Ashe:"),
        ),
        (  # the columns of a table
            "How the line of the Owls played",
            (
                "The line of the Owls held Marlow to nine points in Haldon on Sunday afternoon.",
                "DL Jo Marsh 63 85% 1 tackle (1 combined) in Haldon.",
                "DL Mark Orr 49 66% 2 tackles 1 assist (3 combined) for Owls.",
                "The line of the Owls meets Oldvale on Friday.",
            ),
            ("DL Jo", "DL Mark"),
        ),
        (  # another story, under a heading
            "Owls beat Marlow in the spring cup",
            (
                "The Haldon Owls beat Marlow 45-17 on Tuesday in the spring cup before 900 people.",
                "Jo Marsh scored three times for the Owls, and Ann Lowe once.",
                "The Owls led 14-7 at half-time.",
                "Other sports",
                "Northgate will play its rowing final without Ned Bell, who broke a finger.",
                "Bell said he would row again in May for Northgate in Brackwell.",
            ),
            ("Ned Bell", "row again"),
        ),
    ],
)
def test_lists_other_stories_and_background_are_left_out(
    analyzer: ArticleAnalyzer, title: str, paragraphs: tuple[str, ...], struck: tuple[str, ...]
) -> None:
    summary = _summarize(analyzer, title, *paragraphs)
    assert summary
    assert not [words for words in struck if words in summary]


@pytest.mark.parametrize(
    ("title", "paragraphs", "told"),
    [
        (  # the match of the article, in its only paragraph
            "Hawks beat Owls",
            ("Hawks 110, Owls 102: Jo Marsh scored 34 points in Haldon on Monday night.",),
            "Jo Marsh scored 34 points",
        ),
        (  # the same before the other matches
            "Hawks beat Owls",
            (
                "Hawks 110, Owls 102: Jo Marsh scored 34 points in Haldon on Monday night.",
                "Foxes 97, Crows 90: Ned Bell scored 12 points as Kelby beat Northgate.",
            ),
            "Jo Marsh scored 34 points",
        ),
        (  # the same after the lead
            "Hawks beat Owls",
            (
                "The Hawks have won in Haldon for the first time in ten games against the Owls.",
                "Hawks 110, Owls 102: Jo Marsh scored 34 points in Haldon on Monday night.",
            ),
            "Jo Marsh scored 34 points",
        ),
        (  # a label, with the time of an update
            "Haldon road reopens",
            (
                "A road in Haldon was closed by the police on Monday after a gas leak in Mill Lane.",
                "UPDATE: 5 pm: The road in Haldon has been opened again by the police, Ann Lowe said.",
                "UPDATE: 6 pm: The gas leak in Mill Lane has been stopped by engineers in Haldon.",
            ),
            "The road in Haldon has been opened",
        ),
        (
            "Haldon mayor resigns",
            (
                "Haldon: Update: The mayor of Haldon resigned on Monday over a bridge in Mill Lane.",
                "Marlow: Update: The council of Marlow will pay for half of the bridge in Mill Lane.",
            ),
            "The mayor of Haldon resigned",
        ),
    ],
)
def test_a_result_or_label_that_opens_the_news_is_kept(
    analyzer: ArticleAnalyzer, title: str, paragraphs: tuple[str, ...], told: str
) -> None:
    assert told in _summarize(analyzer, title, *paragraphs)


@pytest.mark.parametrize(
    ("title", "paragraphs", "first"),
    [
        (  # a promotion above the text
            "Marsh unhappy with partner over record label",
            (
                "Haldon will honour the singer Tilly Dane in May with a concert in the castle.",
                "Singer Jo Marsh is unhappy with Mark Orr, a partner at the record label Veltrix, the"
                " paper Oldvale Post reported on Monday.",
            ),
            "Singer Jo Marsh is unhappy",
        ),
        (  # a scene before the news
            "Haldon to test sleeping sailors",
            (
                "If a ship in a film crosses the ice, its crew are usually asleep in glass boxes.",
                "Now Haldon has asked its university how sleep would change the ships of the navy.",
                "The study will take two years, said Ann Lowe of the university.",
            ),
            "Now Haldon has asked",
        ),
        (  # a space before a possessive
            "Veltrix sells its boats",
            (
                "Ferry firm Veltrix agreed to sell five of Haldon 's boats on Monday, it said.",
                "The boats were built in Marlow. Unions in Haldon object to the sale.",
            ),
            "Ferry firm Veltrix agreed",
        ),
    ],
)
def test_a_summary_begins_with_the_news(
    analyzer: ArticleAnalyzer, title: str, paragraphs: tuple[str, ...], first: str
) -> None:
    assert _summarize(analyzer, title, *paragraphs).startswith(first)


def _analyze(title: str, *sentences: str) -> Analysis:
    blocks = tuple(Block(BlockKind.PARAGRAPH, one) for one in sentences)
    return TextAnalyzer(Lemmatizer()).analyze(title, blocks, "en")


def _list_candidates(analysis: Analysis) -> tuple[list[Candidate], Said]:
    sentences = annotate(analysis)
    said = find_said(sentences, analysis.title, None, "en")
    return list_candidates(analysis, sentences, said), said


def test_what_is_deep_in_a_long_text_is_left_out() -> None:
    told = [f"The mayor of Haldon told the council of {n} new roads to Marlow." for n in range(30)]
    analysis = _analyze("Haldon builds roads", *told)
    candidates, said = _list_candidates(analysis)
    kept = keep_news(candidates, candidates[0], analysis, said)
    assert max(one.number for one in candidates) > 20
    assert max(one.number for one in kept) == 20


def test_sentences_that_give_the_same_number_repeat_each_other_sooner() -> None:
    lead = "Two lifts in Haldon have been named the fastest in the country by its engineers."
    first = "Visitors ride the lifts to the top of the tower in {} minutes."
    second = "A ride in the tower of Marlow needs a guide, a map and 30 pounds, Jo Orr said."
    found = []
    for minutes in (30, 45):
        candidates, said = _list_candidates(_analyze("Fast", lead, first.format(minutes), second))
        assert len(candidates) == 3
        found.append(is_coherent(candidates, said))
    assert found == [False, True]


@pytest.mark.parametrize(
    ("text", "is_whole"),
    [
        ("DL Jo Marsh 63 85% 1 tackle (1 combined) in Haldon.", False),
        ("DL Ann Reeves 49 66% 2 tackles 1 hit for the Owls.", False),
        ("Revenue grew 12 percent to 3.4 billion euros from 3.1 billion euros.", True),
        ("Oil sank 3 percent to 61 dollars after 5 days of talks.", True),
        ("The team came from 3 goals down with 10 men to draw 3 games.", True),
        ("Oil climbs 3 percent to 61 dollars after 5 days of talks.", True),
        ("About 300 people died, 40 children, 12 women and 5 guards among them.", True),
    ],
)
def test_a_sentence_with_numbers_is_no_row_of_a_table(text: str, *, is_whole: bool) -> None:
    lead = "The Owls of Haldon met Marlow in the spring cup on Sunday."
    assert annotate(_analyze("", lead, text))[1].is_whole is is_whole


@pytest.mark.parametrize(
    ("text", "is_background"),
    [
        ("For many years, researchers have suspected that there was a lake in Haldon.", True),
        ("A year ago, Haldon sold a ferry and a tug to a firm in Oldvale.", True),
        ("The ferry is only one of seven boats of the harbour.", True),
        ("Recent boats of the firm include a ferry, a tug and a pilot boat.", True),
        ("Orr has been in the council since 1997 when he came from Oldvale.", True),
        ("Usually selling for ten pounds, a ticket of the ferry costs four.", True),
        ("For years the parties have met in Haldon.", False),
        ("Recent rain included hail, said the weather office.", False),
        ("Orr said on Monday that he would sell one of seven boats.", False),
        ("The storm has been the deadliest in the state since 2005.", False),
        ("Unemployment has remained above 10 percent since 2008, the office said.", False),
        ("Unemployment has remained above a tenth since 2008.", False),
        ("Over the last two years, the company has cut 4,000 jobs.", False),
        ("Over the last two years, the company has cut most of its jobs.", False),
        ("For three decades, the dam held; on Monday it burst.", False),
        ("A year ago, the firm had one ferry, and on Monday it bought the harbour.", False),
        ("Usually closed, the road is now open.", False),
        ("For three decades, the dam has held the water of the lake.", True),
        ("For more than two decades, until 2003, Orr sat in the council.", True),
        ("A year ago, Haldon sold 3 ferries and a tug to a firm in Oldvale.", True),
    ],
)
def test_what_is_usual_or_long_so_is_background(text: str, *, is_background: bool) -> None:
    sentences = _analyze("", *["Haldon sold a boat on Monday."] * 2, text, "It sailed.").sentences
    assert (2 in find_background(sentences, sentences[0])) is is_background


@pytest.mark.parametrize(
    ("text", "leans"),
    [
        ("Yes, there is a chance of rain in Haldon.", True),
        ("Granted, there is a chance of rain in Haldon.", True),
        ("Yes Bank shares rose 5 per cent on Monday.", False),
        ("Granted bail on Monday, the minister left the prison in Haldon.", False),
    ],
)
def test_an_admission_leans_on_what_was_argued(text: str, *, leans: bool) -> None:
    assert leans_back(_analyze("", text).sentences[0], "en") is leans


def test_another_needs_nothing_at_the_beginning_of_a_text() -> None:
    text = "Another cloud of smoke is set to reach the people of Haldon this week, Ann Lowe said."
    first, second = annotate(_analyze("", text, text))
    assert first.needs == Needs()
    assert second.needs != Needs()


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("TRENTON, N.J. — The state will close two prisons next year.", "TRENTON, N.J. —"),
        ("ALBANY, N.Y. (AP) — The state will close two prisons.", "ALBANY, N.Y. (AP) —"),
        ("Charleston, W.Va. - The state will close two prisons.", "Charleston, W.Va. -"),
        ("Trenton, N.J., will close two of its prisons next year.", ""),
    ],
)
def test_a_state_with_stops_is_part_of_a_dateline(text: str, head: str) -> None:
    assert cut_head(text) == (head, text.removeprefix(head).lstrip())


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The report by E! News says so.", 1),
        ("Yahoo! Japan sold the site.", 1),
        ("They wrote to Yahoo! The firm did not answer.", 2),
        ("The Owls won! Haldon went wild.", 2),
    ],
)
def test_a_listed_name_may_end_in_an_exclamation_mark(text: str, count: int) -> None:
    assert len(split_sentences(text)) == count


def test_a_possessive_after_a_space_opens_no_quotation() -> None:
    assert is_balanced("Five of Haldon 's boats were sold.")
    assert not is_balanced("Orr called it 'simple and left.")
