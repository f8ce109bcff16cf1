"""/sources: editors list and add sources, and exchange OPML files."""

from __future__ import annotations

import re

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import BufferedInputFile, CallbackQuery, InaccessibleMessage, Message

from bot.features.sources import views
from bot.features.sources.callbacks import ChooseSource, SourcesPage
from bot.telegram.context import Context
from bot.telegram.filters import May, SyncFilter
from bot.telegram.message_input import download
from bot.ui.document import Document, build_document
from service.editors.rights import Right
from service.sources.registration import SourceCandidate
from service.sources.service import Registered, SourceChanges

MAX_FILE_BYTES = 2 * 1024 * 1024
_OFFERED_FEED = re.compile(r"^(?P<place>\d+)\. .*?(?P<url>https?://\S+)$", re.MULTILINE)


def router() -> Router:
    router = Router(name="sources")
    router.message.filter(May(Right.SOURCES))
    router.callback_query.filter(May(Right.SOURCES))
    router.message.register(on_sources_command, Command("sources", ignore_case=True))
    router.message.register(
        on_opml_file, SyncFilter(F.document.file_name.lower().regexp(r".+\.(?:opml|xml)$"))
    )
    router.callback_query.register(show_sources_page, SourcesPage.filter())
    router.callback_query.register(
        on_feed_chosen,
        ChooseSource.filter(),
        flags={"callback_answer": {"pre": True}},  # the feed is read, which may take longer
    )
    return router


async def on_sources_command(message: Message, command: CommandObject, ctx: Context) -> None:
    """Add or change a source, send the OPML file, or list the sources.

    Arguments: ``add URL``, ``opml``, ``topics``, ``rename``, ``language`` or ``header`` with an
    address or a number and a value, or none. Others are answered with how it is written.
    """
    verb, url, listed = (*(command.args or "").split(maxsplit=2), "", "", "")[:3]
    match verb.lower():
        case "add" if url:
            await ctx.send(await _add_source(ctx, url))
        case "opml":
            await _send_opml_file(ctx)
        case "topics" if url:
            saved = await ctx.services.sources.set_topics(url, listed, ctx.editor, ctx.now)
            await ctx.send(build_document(views.format_topics_saved(ctx.t, saved)))
        case "rename" | "language" as what if url:
            await _configure(message, ctx, what, url, listed)
        case "header" as what if listed:
            await _configure(message, ctx, what, url, listed)
        case "":
            await ctx.send(await _build_page(ctx, 0))
        case _:
            await ctx.send(build_document(ctx.t("sources-usage")))


async def _configure(message: Message, ctx: Context, what: str, address: str, value: str) -> None:
    """Set the name, the language or a header of a source.

    A message with a header is deleted first: its value may be secret.
    """
    if what == "header":
        await message.delete()
    changes = {
        "rename": SourceChanges(title=value),
        "language": SourceChanges(language=value.strip().lower()),
        "header": SourceChanges(headers=[value]),
    }[what]
    changed = await ctx.services.sources.configure(address, changes, ctx.editor, ctx.now)
    confirm = {
        "rename": views.format_renamed,
        "language": views.format_language_set,
        "header": views.format_headers_set,
    }[what]
    await ctx.send(build_document(confirm(ctx.t, changed.source)))


async def show_sources_page(query: CallbackQuery, callback_data: SourcesPage, ctx: Context) -> None:
    """Show another page of the list of sources in place."""
    await ctx.edit(query, await _build_page(ctx, callback_data.page))


async def on_feed_chosen(query: CallbackQuery, callback_data: ChooseSource, ctx: Context) -> None:
    """Register one of the feeds that the message lists: their addresses are stored nowhere else."""
    message = query.message
    text = "" if message is None or isinstance(message, InaccessibleMessage) else message.text or ""
    offered = {int(line["place"]): line["url"] for line in _OFFERED_FEED.finditer(text)}
    if (url := offered.get(callback_data.index)) is None:
        await ctx.edit(query, ctx.t("stale-button"))
        return
    candidate = SourceCandidate(url)
    registered = await ctx.services.sources.register(candidate, ctx.editor, ctx.now)
    await ctx.edit(query, views.build_registered(ctx.t, registered))


async def on_opml_file(message: Message, ctx: Context) -> None:
    """Add the feeds of an OPML file. Raises UnreadableFileError."""
    assert message.document is not None
    name = message.document.file_name or "OPML"
    body = await download(ctx.bot, message.document, MAX_FILE_BYTES)
    report = await ctx.services.sources.import_opml(body, name, ctx.editor, ctx.now)
    await ctx.send(
        views.build_opml_report(ctx.t, report.added, report.already_known, report.rejected)
    )


async def _add_source(ctx: Context, address: str) -> Document:
    found = await ctx.services.sources.register_address(address, ctx.editor, ctx.now)
    if isinstance(found, Registered):
        return views.build_registered(ctx.t, found)
    return views.build_feed_picker(ctx.t, found)


async def _send_opml_file(ctx: Context) -> None:
    body, count = await ctx.services.sources.export_opml(only_feeds=True)
    await ctx.bot.send_document(
        ctx.subscriber.chat_id,
        BufferedInputFile(body, "svodka.opml"),
        caption=ctx.t("sources-list", count=count),
    )


async def _build_page(ctx: Context, number: int) -> Document:
    page = await ctx.services.sources.list_page(number, views.PAGE_SIZE, ctx.now)
    return views.build_source_list(ctx.t, page, ctx.subscriber.timezone, ctx.now)
