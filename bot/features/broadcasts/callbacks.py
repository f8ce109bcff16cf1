"""Callback data of the buttons of broadcasts."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from bot.ui.callbacks import EditorCallback, Id, VersionedCallback
from service.editors.rights import Right


class ConfirmBroadcast(VersionedCallback, EditorCallback, prefix="b", right=Right.DRAFT):
    """Send a previewed broadcast, or cancel it; an author may only cancel their own. ``version``:
    of the broadcast that is shown, empty in old data."""

    broadcast: Id
    send: bool
    version: str = ""

    def get_right(self) -> Right:
        """Return SEND for the button that sends; cancelling needs only the right of a preview."""
        return Right.SEND if self.send else self.right


class PreviewScreen(StrEnum):
    """A screen under a preview; ``TEST`` sends the message to the editor alone, ``SUBMIT`` shows it
    to those who may send it."""

    QUESTION = "q"
    AUDIENCE = "a"
    LATER = "l"
    TEST = "t"
    SUBMIT = "s"


class PreviewMenu(VersionedCallback, EditorCallback, prefix="bq", right=Right.DRAFT):
    """Open a screen under a preview. ``version``: as in `ConfirmBroadcast`."""

    broadcast: Id
    screen: PreviewScreen
    version: str = ""

    def get_right(self) -> Right:
        """Return SEND for the button that schedules the broadcast; other screens need less."""
        return Right.SEND if self.screen is PreviewScreen.LATER else self.right


class SetSilent(EditorCallback, prefix="bz", right=Right.DRAFT):
    """Sends without a sound, or with one."""

    broadcast: Id
    on: bool


class SetTtl(EditorCallback, prefix="bv", right=Right.DRAFT):
    """Sets how long the news is valid, one minute to a week."""

    broadcast: Id
    minutes: Annotated[int, Field(ge=1, le=10_080)]


class ToggleAudienceTopic(EditorCallback, prefix="bt", right=Right.DRAFT):
    """Add a topic to the audience or remove it; an empty ``topic`` removes all."""

    broadcast: Id
    topic: str
    on: bool


class SetAudienceLanguage(EditorCallback, prefix="bl", right=Right.DRAFT):
    """Narrow the audience to a language; an empty ``language`` means any."""

    broadcast: Id
    language: str


class ScheduleBroadcast(VersionedCallback, EditorCallback, prefix="bw", right=Right.SEND):
    """Start the broadcast at ``minute`` (since 1970). ``version``: as in `ConfirmBroadcast`."""

    broadcast: Id
    minute: Annotated[int, Field(ge=0, le=68_000_000)]
    version: str = ""


class BroadcastAction(StrEnum):
    """What the buttons of a running broadcast do."""

    PAUSE = "p"
    RESUME = "r"
    STOP = "s"


class ControlBroadcast(EditorCallback, prefix="bs", right=Right.SEND):
    """Pause, resume or stop a running broadcast."""

    broadcast: Id
    action: BroadcastAction


class ConfirmAmendment(EditorCallback, prefix="bc", right=Right.AMEND):
    """Correct or retract a broadcast as it was shown, or drop it."""

    proposal: Id
    confirm: bool


class Offer(StrEnum):
    """What the buttons of a report offer; ``DROP`` ends the question for a new text."""

    CORRECT = "c"
    RETRACT = "r"
    DROP = "x"


class OfferAmendment(EditorCallback, prefix="br", right=Right.AMEND):
    """Ask below a report for a new text, or whether to retract."""

    broadcast: Id
    action: Offer


class Verdict(StrEnum):
    """What an editor says to the proposal of another one; ``OVERRIDE``: an owner to their own."""

    APPROVE = "a"
    REJECT = "r"
    OVERRIDE = "o"


class ReviewProposal(EditorCallback, prefix="ba", right=Right.SEND):
    """Approve, reject or override a proposal."""

    proposal: Id
    verdict: Verdict

    def get_right(self) -> Right:
        """Return OVERRIDE for sending without the second editor; a verdict needs less."""
        return Right.OVERRIDE if self.verdict is Verdict.OVERRIDE else self.right


class Label(StrEnum):
    """What a message is that only editors get."""

    PREVIEW = "p"
    TEST = "t"
    OWN = "o"


class ShowLabel(EditorCallback, prefix="bh", right=Right.DRAFT):
    """Say who sees a labelled message."""

    label: Label
