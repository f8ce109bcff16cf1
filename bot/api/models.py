"""What the API takes and gives. The OpenAPI document is generated from these models."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    model_validator,
)

from news.errors import UnreadableFileError
from news.limits import MAX_TITLE_CHARS
from news.model import BlockKind, EntityKind, Language
from news.sources.formats.file import parse_published
from storage.messaging.broadcasts import BroadcastState

MAX_ID = 10**15 - 1
MAX_PAGE_SIZE = 50
MAX_PAGE = 1000
MAX_QUERY_CHARS = 200
MAX_DRAFT_CHARS = 4000
LAST_UNIX_SECOND = 4_102_444_800
"""The year 2100: a larger number is milliseconds, or no time at all."""


def _omit_default(schema: dict[str, Any]) -> None:
    """Leave out what stands for a missing value in the code. It is no value that can be sent, or
    one that changes something."""
    schema.pop("default", None)


OMIT_DEFAULT = Field(json_schema_extra=_omit_default)
Id = Annotated[int, Field(ge=1, le=MAX_ID)]
Text = Annotated[str, Field(min_length=1, pattern=r"\S")]


def _parse_published(value: object) -> datetime | None:
    if isinstance(value, int | float) and not 0 <= value <= LAST_UNIX_SECOND:
        raise ValueError(f"not seconds since 1970: {value!r}")
    if value == "":
        raise ValueError("an empty text is no date: leave it out")
    try:
        published = parse_published(value)
    except UnreadableFileError as error:
        raise ValueError(str(error)) from error
    if published is not None and not 0 <= published.timestamp() <= LAST_UNIX_SECOND:
        raise ValueError(f"not a time from 1970 to 2100: {value!r}")
    return published


UnixSeconds = Annotated[float, Field(ge=0, le=LAST_UNIX_SECOND)]
Published = Annotated[
    datetime | None,
    BeforeValidator(_parse_published, json_schema_input_type=str | UnixSeconds | None),
]


class Model(BaseModel):
    """Base of all models."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class NewArticle(Model):
    """An article to add, with the fields of a line of JSONL. Other fields are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    text: Text = Field(description="The body; paragraphs have blank lines between them.")
    title: str | None = Field(None, description="Without one, a headline is written.")
    url: str | None = Field(None, description="Identifies the article.")
    published: Published = Field(
        None, description="ISO 8601 (UTC without a zone) or Unix seconds; by default, now."
    )
    source: str | None = Field(None, description="The name of the outlet.")
    author: str | None = None
    language: str | None = Field(None, description="A hint; the text decides.")
    restore: StrictBool = Field(False, description="Also if it was removed: that is 409 otherwise.")


class ArticleReceipt(Model):
    """What became of an article. ``is_new`` is false if it was stored already."""

    id: int
    story_id: int
    is_new: bool


class ArticlePatch(Model):
    """Changes of an article; what is left out stays. All are made, or none."""

    title: Annotated[Text, Field(max_length=MAX_TITLE_CHARS), OMIT_DEFAULT] = ""
    text: Annotated[Text, OMIT_DEFAULT] = ""
    topics: Annotated[tuple[str, ...], Field(max_length=50), OMIT_DEFAULT] = ()

    @model_validator(mode="after")
    def _require_a_change(self) -> ArticlePatch:
        if not self.model_fields_set:
            raise ValueError("one of title, text and topics is required")
        return self


class RemovedArticle(Model):
    """An article that was removed, and the broadcasts that delivered it: messages stay."""

    id: int
    title: str
    broadcast_ids: tuple[int, ...]


class TopicScoreView(Model):
    """A topic of an article; the score is from 0 to 1."""

    id: str
    score: float


class EntityView(Model):
    """A person, organisation or place that an article names."""

    name: str
    kind: EntityKind


class BlockView(Model):
    """A block of the text; only images have a URL, their text is the caption."""

    kind: BlockKind
    text: str
    url: str


class ArticleSummary(Model):
    """An article without its text."""

    id: int
    story_id: int
    title: str
    url: str
    language: Language
    published: datetime
    published_is_estimated: bool
    source: str
    sources: tuple[str, ...] = Field(description="All sources of its story.")
    topics: tuple[TopicScoreView, ...]
    summary: tuple[str, ...]
    is_follow_up: bool


class ArticleView(ArticleSummary):
    """An article with its text."""

    author: str
    title_is_generated: bool
    entities: tuple[EntityView, ...]
    attribution: str
    photo_credit: str
    image: str
    is_teaser: bool
    blocks: tuple[BlockView, ...]


class PageQuery(Model):
    """Which page of a list, counted from 1, and how many items it has."""

    page: Annotated[int, Field(ge=1, le=MAX_PAGE)] = 1
    page_size: Annotated[int, Field(ge=1, le=MAX_PAGE_SIZE)] = 20

    @property
    def offset(self) -> int:
        """How many items are on the pages before."""
        return (self.page - 1) * self.page_size

    def get_next(self, total: int) -> int | None:
        """Return the number of the next page; None after the last, and after the last that may be
        asked for."""
        is_last = self.page * self.page_size >= total or self.page == MAX_PAGE
        return None if is_last else self.page + 1


class SearchQuery(PageQuery):
    """A search as people type it, and the page of its results."""

    query: Annotated[str, Field(min_length=1, max_length=MAX_QUERY_CHARS)]


class SearchPage(Model):
    """A page of a search: one article of each story, best first. ``total`` counts stories."""

    items: tuple[ArticleSummary, ...]
    total: int
    page: int
    next_page: int | None
    not_understood: tuple[str, ...] = Field(description="Operators of the query without effect.")


class ReportView(Model):
    """A report of a story."""

    id: int
    title: str
    source: str
    language: Language
    published: datetime
    published_is_estimated: bool
    is_follow_up: bool


class StoryView(Model):
    """A story with a page of its reports, newest first."""

    id: int
    title: str
    lead_id: int
    sources: tuple[str, ...]
    topics: tuple[str, ...]
    opened_at: datetime
    report_count: int
    reports: tuple[ReportView, ...]
    next_page: int | None


class NewDraft(Model):
    """Breaking news to suggest: a text, or an article of the archive."""

    text: Annotated[Text, Field(max_length=MAX_DRAFT_CHARS), OMIT_DEFAULT] = ""
    article_id: Id | None = None

    @model_validator(mode="after")
    def _require_one(self) -> NewDraft:
        if bool(self.text) == (self.article_id is not None):
            raise ValueError("exactly one of text and article_id is required")
        return self


class DraftReceipt(Model):
    """The number of a draft; an editor decides whether it is sent."""

    id: int


class DeliveryCounts(Model):
    """Numbers of chats: those that got it, that did not, and that are still to get it."""

    sent: int
    failed: int
    remaining: int


class BroadcastView(Model):
    """A broadcast: its state and how far its delivery is."""

    id: int
    state: BroadcastState
    text: str
    topics: tuple[str, ...]
    language: Literal["ru", "uk", "en"] | None
    silent: bool
    is_paused: bool
    is_stopped: bool
    is_retracted: bool
    created_at: datetime
    scheduled_at: datetime | None
    started_at: datetime | None
    counts: DeliveryCounts
    opened: int = Field(description="How many people opened its article.")


class FieldError(Model):
    """What is wrong with a part of a request; ``pointer`` is a JSON pointer into the body, or into
    the parameters of the address."""

    pointer: str
    detail: str


class ProblemView(Model):
    """A problem by RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: tuple[FieldError, ...] = ()
