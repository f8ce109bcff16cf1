"""Test two pairs of eyes in random order: nothing goes out that too few approved as it is.

People of every role draft, change, request, approve, reject, override and cancel, correct and
retract, and lose and get their roles in between. Two others have to approve. The model decides from
the rows of the broadcast what each step may do.
"""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule
from sqlalchemy import update

from bot.features.broadcasts.renderer import BroadcastMessages
from bot.ui.message import Message
from sandbox.clock import ManualClock
from service.broadcasts.draft_service import ConfirmResult, DraftService
from service.broadcasts.proposals import Decision, ProposalDetails, ProposalService
from service.broadcasts.service import BroadcastService
from service.config import Settings
from service.editors.rights import NotAllowedError, Right, has_right
from service.i18n.translations import Translations
from storage.chats import editors, subscribers
from storage.chats.editors import Editor, Role
from storage.messaging import broadcasts, proposals
from storage.messaging.broadcasts import UNSENT_STATES, Broadcast
from storage.messaging.proposals import ProposalState, ProposedAction
from storage.schema.tables import deliveries
from storage.stats.audit_log import Actor
from tests.support.databases.machine import DatabaseMachine
from tests.support.factories import NOON, subscriber

pytestmark = pytest.mark.slow

T = TypeVar("T")

OWNER, READER, NEEDED = 1, 100, 2
PEOPLE = range(1, 7)
FIRST_ROLES = {2: Role.EDITOR, 3: Role.EDITOR, 4: Role.EDITOR, 5: Role.AUTHOR}
Person = st.sampled_from(PEOPLE)


@dataclass
class Asked:
    """A proposal as the model knows it: what was shown, and who approved it."""

    id: int
    action: ProposedAction
    shown: tuple[object, ...]
    proposer: int
    state: ProposalState
    created_at: datetime
    approvers: set[int] = field(default_factory=set)


class Approvals(DatabaseMachine):
    def __init__(self) -> None:
        super().__init__()
        settings = Settings(_env_file=None, admin_ids=str(OWNER), approvals=NEEDED + 1)
        self.drafts = DraftService(self.database, settings)
        self.proposals = ProposalService(self.database, settings)
        self.sent = BroadcastService(self.database, settings)
        self.renderer = BroadcastMessages(translations())
        self.clock = ManualClock(NOON)
        self.roles: dict[int, Role] = {OWNER: Role.OWNER}
        self.number = 0
        self.owners: set[int] = set()
        self.asked: Asked | None = None
        self.approved_schedule: Asked | None = None
        self.is_out = False
        self.texts = 0
        for person, role in FIRST_ROLES.items():
            self.give_role(person, role)
        self.transact(lambda connection: subscribers.add(connection, subscriber(READER)))

    def attempt(self, person: int, right: Right, work: Coroutine[Any, Any, T]) -> T | None:
        """Run a use case; who has not the right is refused."""
        if has_right(self.roles.get(person), right):
            return self.complete(work)
        with pytest.raises(NotAllowedError):
            self.complete(work)
        return None

    def load(self) -> Broadcast | None:
        return self.read(lambda connection: broadcasts.get(connection, self.number))

    def see(self, action: ProposedAction) -> tuple[object, ...]:
        """Return all of the broadcast that an editor decides about."""
        one = self.load()
        assert one is not None
        seen: list[object] = [one.payload_id, one.retracted]
        if one.state in UNSENT_STATES:
            seen += [one.topics, one.language, one.silent, one.ttl]
        if action is ProposedAction.SCHEDULE:
            seen.append(one.scheduled_at)
        return tuple(seen)

    def write_text(self) -> Message:
        self.texts += 1
        return Message(text=f"Мост {self.texts}")

    def remember(self, found: ProposalDetails | None, state: ProposalState) -> None:
        """Take over a proposal, unless it is the one that waits already."""
        if found is None or (self.asked is not None and self.asked.id == found.proposal.id):
            return
        one = found.proposal
        self.asked = Asked(
            one.id, one.action, self.see(one.action), one.proposed_by, state, self.clock()
        )

    @rule(person=st.sampled_from([2, 3, 4, 5, 6]), role=st.sampled_from([None, *Role]))
    def give_role(self, person: int, role: Role | None) -> None:
        async def change(connection: Any) -> None:
            await editors.remove(connection, person)
            if role is not None:
                stored = Editor(person, str(person), role, None, self.clock())
                await editors.add(connection, stored)

        self.transact(change)
        self.roles.pop(person, None)
        if role is not None:
            self.roles[person] = role

    @rule(person=Person)
    def draft(self, person: int) -> None:
        work = self.drafts.create_draft(self.write_text(), actor(person), person, self.clock())
        made = self.attempt(person, Right.DRAFT, work)
        if made is not None:
            self.number, self.owners = made.broadcast.id, {person}
            self.asked = self.approved_schedule = None
            self.is_out = False

    @precondition(lambda self: self.number)
    @rule(person=Person, silent=st.booleans())
    def change(self, person: int, silent: bool) -> None:
        if has_right(self.roles.get(person), Right.SEND):
            self.complete(self.drafts.set_silent(self.number, silent, actor(person)))

    @precondition(lambda self: self.number and not self.is_out)
    @rule(person=Person)
    def rewrite(self, person: int) -> None:
        target = self.complete(self.sent.get_amendable(self.number))
        if target is None:
            return
        work = self.sent.rewrite(target, self.write_text(), actor(person), self.clock())
        if self.attempt(person, Right.AMEND, work):
            self.owners = {self.first_owner(), person}

    def first_owner(self) -> int:
        one = self.load()
        assert one is not None
        return one.editor_id

    @precondition(lambda self: self.number)
    @rule(person=Person)
    def send_without_asking(self, person: int) -> None:
        work = self.drafts.confirm(self.number, actor(person), self.clock(), None)
        result = self.attempt(person, Right.SEND, work)
        assert result is not ConfirmResult.CONFIRMED

    @precondition(lambda self: self.number and not self.is_out)
    @rule(person=Person)
    def request(self, person: int) -> None:
        work = self.proposals.request(
            self.number, ProposedAction.SEND, actor(person), self.renderer, self.clock(), None
        )
        self.remember(self.attempt(person, Right.SEND, work), ProposalState.WAITING)

    @precondition(lambda self: self.number and not self.is_out)
    @rule(person=Person, minutes=st.integers(1, 30))
    def schedule(self, person: int, minutes: int) -> None:
        at = self.clock() + timedelta(minutes=minutes)
        work = self.drafts.schedule(self.number, at, actor(person), self.clock())
        if self.attempt(person, Right.SEND, work) is None:
            return
        request = self.proposals.request(
            self.number, ProposedAction.SCHEDULE, actor(person), self.renderer, self.clock(), None
        )
        self.remember(self.complete(request), ProposalState.WAITING)

    @precondition(lambda self: self.is_out)
    @rule(person=Person, retracts=st.booleans())
    def propose_amendment(self, person: int, retracts: bool) -> None:
        target = self.complete(self.sent.get_amendable(self.number))
        if target is None:
            return
        action = ProposedAction.RETRACT if retracts else ProposedAction.CORRECT
        work = self.proposals.propose_amendment(
            target.broadcast, action, self.write_text(), actor(person), self.clock()
        )
        self.remember(self.attempt(person, Right.AMEND, work), ProposalState.SHOWN)

    @precondition(lambda self: self.asked is not None and self.is_out)
    @rule(person=Person)
    def confirm_amendment(self, person: int) -> None:
        asked = self.get_asked()
        before = self.load()
        work = self.proposals.confirm(asked.id, actor(person), self.renderer, self.clock(), None)
        is_open = asked.state is ProposalState.SHOWN and self.is_amendable()
        is_same = asked.shown == self.see(asked.action)
        answer = self.attempt(person, Right.AMEND, work)
        if answer is None:
            return
        if not is_open or person != asked.proposer:
            assert answer[0] is Decision.ALREADY_DECIDED
        elif not is_same:
            assert answer[0] is Decision.CHANGED
            asked.state = ProposalState.VOID
        else:
            assert answer[0] is Decision.WAITING
            asked.state = ProposalState.WAITING
        assert self.load() == before

    @precondition(lambda self: self.asked is not None)
    @rule(person=Person)
    def approve(self, person: int) -> None:
        asked, expected = self.get_asked(), self.expect(person)
        work = self.proposals.approve(asked.id, actor(person), self.renderer, self.clock())
        answer = self.attempt(person, Right.SEND, work)
        if answer is None:
            return
        if expected is Decision.DONE:
            asked.approvers.add(person)
            counted = [one for one in asked.approvers if has_right(self.roles.get(one), Right.SEND)]
            expected = Decision.DONE if len(counted) >= NEEDED else Decision.WAITING
        self.check(asked, answer[0], expected, ProposalState.APPROVED)

    @precondition(lambda self: self.asked is not None)
    @rule(person=Person)
    def reject(self, person: int) -> None:
        asked, expected = self.get_asked(), self.expect(person)
        before = self.load()
        work = self.proposals.reject(asked.id, actor(person), self.renderer, self.clock())
        answer = self.attempt(person, Right.SEND, work)
        if answer is None:
            return
        assert answer[0] is expected
        if expected in (Decision.CHANGED, Decision.EXPIRED):
            self.void(asked, expected)
        elif expected is Decision.DONE:
            asked.state = ProposalState.REJECTED
            if asked.action is ProposedAction.SCHEDULE:
                return
        assert self.load() == before

    @precondition(lambda self: self.asked is not None)
    @rule(person=Person)
    def override(self, person: int) -> None:
        asked, expected = self.get_asked(), self.expect(person, may_be_own=True)
        work = self.proposals.override(asked.id, actor(person), self.renderer, self.clock())
        answer = self.attempt(person, Right.OVERRIDE, work)
        if answer is not None:
            self.check(asked, answer[0], expected, ProposalState.APPROVED)

    @precondition(lambda self: self.asked is not None)
    @rule(person=Person)
    def cancel(self, person: int) -> None:
        asked = self.get_asked()
        work = self.proposals.cancel(asked.id, actor(person))
        is_cancelled = self.attempt(person, Right.SEND, work)
        if is_cancelled:
            assert person == asked.proposer
            assert asked.state in (ProposalState.SHOWN, ProposalState.WAITING)
            asked.state = ProposalState.CANCELLED

    def get_asked(self) -> Asked:
        assert self.asked is not None
        return self.asked

    def is_amendable(self) -> bool:
        one = self.load()
        return one is not None and not one.retracted

    def expect(self, person: int, *, may_be_own: bool = False) -> Decision:
        """Return what a verdict of this person has to come to."""
        asked, one = self.get_asked(), self.load()
        assert one is not None
        is_unsent = one.state in UNSENT_STATES
        is_for_unsent = asked.action in (ProposedAction.SEND, ProposedAction.SCHEDULE)
        is_open = is_unsent if is_for_unsent else self.is_amendable()
        if asked.state is not ProposalState.WAITING or not is_open:
            return Decision.ALREADY_DECIDED
        own = {asked.proposer, *(self.owners if is_for_unsent else ())}
        if not may_be_own and person in own:
            return Decision.OWN
        may_propose = has_right(self.roles.get(asked.proposer), Right.SEND)
        if asked.shown != self.see(asked.action) or not may_propose:
            return Decision.CHANGED
        is_scheduled = asked.action is ProposedAction.SCHEDULE
        due_at = one.scheduled_at if is_scheduled else asked.created_at
        if is_for_unsent and due_at is not None and self.clock() >= due_at + one.ttl:
            return Decision.EXPIRED
        return Decision.DONE

    def check(
        self, asked: Asked, answer: Decision, expected: Decision, state: ProposalState
    ) -> None:
        """Compare an answer, and take over what was done."""
        assert answer is expected
        if answer in (Decision.CHANGED, Decision.EXPIRED):
            self.void(asked, answer)
        if answer is not Decision.DONE:
            return
        asked.state = state
        one = self.load()
        assert one is not None
        if one.state == "scheduled":
            self.approved_schedule = asked
        elif asked.action is ProposedAction.CORRECT:
            self.owners = {self.first_owner(), asked.proposer}
        elif one.state == "sending":
            self.is_out = True

    def void(self, asked: Asked, answer: Decision) -> None:
        """Take over that a proposal is decided by what came of it; compare what is stored."""
        is_expired = answer is Decision.EXPIRED
        asked.state = ProposalState.EXPIRED if is_expired else ProposalState.VOID
        stored = self.read(lambda connection: proposals.get(connection, asked.id))
        assert stored is not None
        assert stored.state is asked.state

    @invariant()
    def nothing_is_out_that_was_not_approved(self) -> None:
        one = self.load()
        if one is not None:
            assert (one.started_at is not None) is self.is_out

    @precondition(lambda self: self.number)
    @rule(minutes=st.integers(1, 150))
    def let_time_pass(self, minutes: int) -> None:
        """Start what is due: only what was approved as it is now, by who may still approve."""
        self.clock.advance(minutes=minutes)
        one = self.load()
        if one is None or one.state != "scheduled" or one.scheduled_at > self.clock():  # type: ignore[operator]
            return
        seen = self.see(ProposedAction.SCHEDULE)
        self.complete(self.sent.start_due(self.number, self.renderer, self.clock()))
        started = self.load()
        assert started is not None
        if started.started_at is None:
            self.asked = None  # a new request may have been made
            return
        approved = self.approved_schedule
        assert approved is not None
        assert (approved.state, approved.shown) == (ProposalState.APPROVED, seen)
        self.is_out = True

    @precondition(lambda self: self.is_out)
    @rule()
    def deliver(self) -> None:
        """Have every chat get what is sent; until then, an amendment changes what they will get."""
        self.transact(deliver)


async def deliver(connection: Any) -> None:
    """Have every chat get what is sent."""
    sent = update(deliveries).where(deliveries.c.action == "send")
    await connection.execute(sent.values(state="sent", message_id=1, finished_at=NOON))


def actor(person: int) -> Actor:
    return Actor(person, str(person))


@cache
def translations() -> Translations:
    return Translations()


TestApprovals = Approvals.TestCase
TestApprovals.settings = hypothesis_settings(
    max_examples=60,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
