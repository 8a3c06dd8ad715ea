"""The lane's line to the store hub: one thread reports, publishes, asks and brings answers.

Rules that hold here (phms-and-sync.md sections 7 and 9):

1. A question about a buyer gets exactly one answer; without a line at once, and as incomplete.
2. What was sold is told from the journal, from where the hub has it, until the hub has it all.
3. What became of an answer is said to the hub only after the counter has it on the disk, and said
   again until the hub has heard it. An answer that was given here waits for the line, as long as
   the program runs; its question stays open at its own lane.
4. Nothing of other lanes is kept: what waits there is gone with the line.
5. Buyers are told and asked for under the store's own key (`hub_keys.py`). Until this lane holds
   it, nothing is told, so that the others know of it, and no answer is complete.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, TypeVar

from sync.http import Exchange, HttpAnswer, HttpRequest, Transport, drive
from sync.lanes import client
from sync.lanes.client import Quiet, Silence
from sync.lanes.keys import Box, Keying, KeySituation, Marked, Unmarked, Wanting
from sync.lanes.messages import (
    MAX_ANSWERS,
    MAX_PURCHASES,
    BuyerAnswer,
    BuyerQuestion,
    Logged,
    Mark,
    Outcome,
    Publication,
    Report,
    Returned,
    Situation,
    Told,
    WaitingTicket,
)
from sync.messages import utc_now
from sync.transport import Destination, HttpxTransport, is_loopback
from terminal.app.counselling_elsewhere import AwaitedCounselling
from terminal.app.effects import Secret
from terminal.app.elsewhere import OtherLanesState
from terminal.app.faults import KnownFault
from terminal.app.hub_keys import HubKeys
from terminal.app.hub_store import HubStore, LoggedSale, ReturnedSale
from terminal.app.inputs import AnswerMoved, Input, OtherLanesHeard
from terminal.app.pse_store import BoughtElsewhere, TakeBought
from terminal.domain.elsewhere import CounselledElsewhere, Delivery
from terminal.domain.identity import Digest, LaneId
from terminal.uplink.faults import BadAddress, DemoKeepsToItself
from terminal.uplink.hub_mapping import (
    DELIVERIES,
    OUTCOMES,
    answer_of,
    answered_of,
    logged_of,
    purchases_of,
    returned_of,
    tickets_of,
    waiting_of,
)
from terminal.uplink.hub_moves import HubMoves

EVERY_S: Final = 1.0
"""How often a lane reports; ten missed reports make it silent (`sync.hub.desk.SILENT_AFTER`)."""
REQUEST_TIMEOUT_S: Final = 2.0
"""The hub is on the store's own network, and a person may wait for the answer."""
AGAIN_S: Final = 5.0
"""When an input is posted again of which the counter has said nothing: its commit failed."""
SALES_AT_ONCE: Final = 20
JOIN_TIMEOUT_S: Final = 15.0
_WHY: Final = {
    Quiet.UNREACHABLE: "the store hub is not reached",
    Quiet.TROUBLE: "the store hub is in trouble",
    Quiet.STRANGER: "the store hub does not know this lane: join it again with rxlane hub join",
    Quiet.REPLACED: "another computer goes on in this lane's place",
    Quiet.REFUSED: "the store hub is of another version",
}
SaidT = TypeVar("SaidT")


@dataclass(frozen=True, slots=True)
class HubPlace:
    """Where the hub is, whose authority is believed, and how this lane shows who it is."""

    lane: LaneId
    address: str
    authority_file: str
    token: Secret | None = field(repr=False)
    """None: it is lost, and the lane has to join again."""
    keys: HubKeys = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Question:
    document: Digest
    person: Digest
    since: date
    answer: TakeBought


class HubLink:
    """`post` may be called from our thread and must not block. Raises `KnownFault` for an address
    that cannot be used."""

    def __init__(
        self,
        place: HubPlace,
        store: HubStore,
        post: Callable[[Input], None],
        clock: Callable[[], datetime] = utc_now,
        *,
        every_s: float = EVERY_S,
    ) -> None:
        self._destination = _destination(place, demo=store.demo)
        self._place = place
        self._known = place.token is not None
        self._keys = place.keys
        self._store = store
        self._post = post
        self._clock = clock
        self._every_s = every_s
        self._changed = threading.Condition()
        # Guarded by `_changed`: what the counter's thread leaves for ours.
        self._awaited: tuple[AwaitedCounselling, ...] = ()
        self._questions: deque[_Question] = deque()
        self._to_give: dict[str, CounselledElsewhere] = {}
        self._to_tell: dict[str, Outcome] = {}
        self._heard: set[str] = set()
        self._unpublished = True
        self._woken = True
        self._stopping = False
        self._connected = False
        # Ours alone.
        self._transport: Transport | None = None
        self._now: OtherLanesState | None = None
        self._keyed = False
        self._moved: dict[str, Delivery] = {}
        self._posted: dict[str, datetime] = {}
        self.moves = HubMoves(place.lane, store, place.keys, post, clock, self._wake_up)
        """Tickets that go on at another lane."""
        self._thread = threading.Thread(target=self._run, name="store-hub")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """The hub is told that the lane closes; a request under way comes to its end first."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        if self._thread.ident is not None:
            self._thread.join(JOIN_TIMEOUT_S)
            assert not self._thread.is_alive(), "the hub's thread did not end"

    # --- from the counter's thread; nothing here blocks

    def show(self, awaited: tuple[AwaitedCounselling, ...]) -> None:
        """What of this lane waits for a pharmacist now."""
        with self._changed:
            if awaited != self._awaited:
                self._awaited = awaited
                self._wake()

    def give(self, fact: CounselledElsewhere) -> None:
        with self._changed:
            self._to_give[fact.answer] = fact
            self._wake()

    def tell(self, answer: str, outcome: Delivery) -> None:
        with self._changed:
            self._to_tell[answer] = OUTCOMES[outcome]
            self._wake()

    def hear(self, answer: str) -> None:
        with self._changed:
            self._heard.add(answer)
            self._wake()

    def wake(self) -> None:
        """Something may have been sold."""
        with self._changed:
            self._unpublished = True
            self._wake()

    def ask(self, document: Digest, person: Digest, since: date, answer: TakeBought) -> None:
        """`terminal.app.pse_store.OtherLanes`."""
        with self._changed:
            if self._connected and not self._stopping:
                self._questions.append(_Question(document, person, since, answer))
                self._wake()
                return
        answer(BoughtElsewhere((), complete=False))

    def _wake_up(self) -> None:
        with self._changed:
            self._wake()

    def _wake(self) -> None:
        self._woken = True
        self._changed.notify()

    # --- our thread

    def _run(self) -> None:
        try:
            while True:
                with self._changed:
                    if not (self._woken or self._stopping):
                        self._changed.wait(self._every_s)
                    self._woken = False
                    stopping = self._stopping
                self._answer_questions()
                if stopping:
                    self._leave()
                    return
                self._turn()
        finally:
            self._answer_questions()
            if self._transport is not None:
                self._transport.close()

    def _turn(self) -> None:
        """Report, publish what is new and say so, bring answers."""
        if not self._known:
            self.moves.alone()
            self._alone(Silence(Quiet.STRANGER, "no token"))
            return
        said = self._reported()
        if isinstance(said, Situation):
            self._keyed = self._holds_key(said.keys)
        if isinstance(said, Situation) and self._keyed and self._unpublished:
            self._publish(said.mark)
            said = self._reported()
        if isinstance(said, Situation):
            said = self._gave() or said
        if isinstance(said, Situation) and self._keyed and said.moves is not None:
            self.moves.ask(
                lambda what: self._say(client.want(what)),
                lambda what: self._say(client.give_away(what)),
            )
        else:
            self.moves.alone()
        if isinstance(said, Silence):
            self._alone(said)
            return
        self._take(said)
        self._post_moved()

    def _reported(self, *, closing: bool = False) -> Situation | Silence:
        with self._changed:
            awaited = self._awaited
            told = dict(list(self._to_tell.items())[:MAX_ANSWERS])
            heard = sorted(self._heard)[:MAX_ANSWERS]
            pending = self._unpublished
        waiting: tuple[WaitingTicket, ...] = waiting_of(awaited)
        moves = self.moves.said(keyed=self._keyed)
        said = self._say(
            client.report(
                Report(
                    self._store.epoch,
                    pending,
                    waiting,
                    tuple(Told(answer, outcome) for answer, outcome in told.items()),
                    tuple(heard),
                    closing,
                    self._keys.check,
                    self._keys.public,
                    moves,
                )
            )
        )
        if isinstance(said, Situation):
            self.moves.reported(moves)
            with self._changed:
                for answer in told:
                    del self._to_tell[answer]
                    self._posted.pop(answer, None)
                self._heard.difference_update(heard)
            for answer in heard:
                self._moved.pop(answer, None)
                self._posted.pop(answer, None)
        return said

    def _holds_key(self, keys: KeySituation | None) -> bool:
        """Whether this lane marks buyers as the others do (rule 5); what they lack is given.

        A hub of an earlier version knows nothing of marks: it would not find what was told plain.
        """
        try:
            if keys is not None and not keys.check:
                self._keys.begin()
                keys = self._said_of_key(Keying(self._keys.check))
            if keys is None or not keys.check:
                return False
            if keys.check != self._keys.check:
                return bool(keys.box) and self._keys.open(keys.box, keys.check)
        except KnownFault:  # the disk; met again at the next turn
            return False
        boxes = tuple(box for each in keys.wants for box in _boxes(self._keys, each))
        marked = tuple(_marked(self._keys, each) for each in keys.unmarked)
        if boxes or marked:
            self._said_of_key(Keying(keys.check, boxes, marked))
        return True

    def _said_of_key(self, what: Keying) -> KeySituation | None:
        said = self._say(client.key(what))
        return None if isinstance(said, Silence) else said

    def _publish(self, mark: Mark) -> None:
        """From where the hub has it to the end of the journal (rule 2)."""
        while True:
            with self._changed:
                self._unpublished = False
            try:
                rows = self._store.logged_after(mark.epoch, mark.seq, SALES_AT_ONCE)
            except KnownFault:  # a broken disk is met again at the next turn
                self._still_unpublished()
                return
            if not rows:
                return
            told = _at_once(rows, f"{self._store.device}/{self._place.lane}", self._keys.mark)
            what = Publication(self._store.epoch, mark, *told, self._keys.check)
            said = self._say(client.publish(what))
            if isinstance(said, Silence) or said == mark:
                self._still_unpublished()
                return
            mark = said

    def _still_unpublished(self) -> None:
        with self._changed:
            self._unpublished = True

    def _gave(self) -> Silence | None:
        """Bring the answers that wait; the silence that stopped it."""
        with self._changed:
            waiting = list(self._to_give.items())
        for answer, fact in waiting:
            said = self._say(client.give(answer_of(fact)))
            if isinstance(said, Silence):
                if said.why is not Quiet.REFUSED:
                    return said
                delivery = Delivery.REFUSED
            else:
                delivery = DELIVERIES[said.accepted]
            with self._changed:
                del self._to_give[answer]
            if delivery is not Delivery.ON_ITS_WAY:
                self._moved[answer] = delivery
        return None

    def _take(self, said: Situation) -> None:
        with self._changed:
            self._connected = True
            known = set(self._to_tell) | self._heard
        for each in said.outcomes:
            if each.id not in known:
                self._moved[each.id] = Delivery(each.outcome.value)
        for brought in said.answers:
            answer = brought.answer.id
            if answer in known or not self._due(answer):
                continue
            what = answered_of(brought)
            if what is None:
                self.tell(answer, Delivery.REFUSED)
            else:
                self._post(what)
        before = self._now
        since = before.since if before is not None and before.connected else self._clock()
        aside = self.moves.take(said.moves if self._keyed else None)
        self._tell_counter(OtherLanesState(True, since, tickets_of(said.waiting), aside=aside))

    def _post_moved(self) -> None:
        for answer, delivery in self._moved.items():
            if self._due(answer):
                self._post(AnswerMoved(answer, delivery))

    def _due(self, answer: str) -> bool:
        """Whether the counter has not been told of it just now."""
        now, last = self._clock(), self._posted.get(answer)
        if last is not None and abs((now - last).total_seconds()) < AGAIN_S:
            return False
        self._posted[answer] = now
        return True

    def _alone(self, said: Silence) -> None:
        """No line: what is asked meanwhile is answered at once."""
        with self._changed:
            self._connected = False
        self._answer_questions()
        before = self._now
        since = before.since if before is not None and not before.connected else self._clock()
        self._tell_counter(OtherLanesState(False, since, (), _WHY[said.why]))

    def _tell_counter(self, now: OtherLanesState) -> None:
        if now != self._now:
            self._now = now
            self._post(OtherLanesHeard(now))

    def _answer_questions(self) -> None:
        while True:
            with self._changed:
                if not self._questions:
                    return
                question, connected = self._questions.popleft(), self._connected
            said = None
            if connected and self._keyed:
                document, person = map(self._keys.mark, (question.document, question.person))
                asked = BuyerQuestion(document, person, question.since, self._keys.check)
                said = self._say(client.bought(asked))
            question.answer(_known_of(said))

    def _leave(self) -> None:
        """Say that this lane closes, so that its silence is no riddle to the others."""
        if self._connected:
            self._reported(closing=True)

    def _say(self, what: Exchange[SaidT]) -> SaidT:
        if self._transport is None:
            self._transport = HttpxTransport(self._destination)
        transport = self._transport

        def carry(request: HttpRequest) -> HttpAnswer:
            return transport.send(request, REQUEST_TIMEOUT_S)

        return drive(what, carry)


def _at_once(
    rows: Sequence[LoggedSale | ReturnedSale], store: str, mark: Callable[[Digest], str]
) -> tuple[Mark, tuple[Logged, ...], tuple[Returned, ...]]:
    """As many whole sales as one message holds, and up to where that is."""
    logged: list[Logged] = []
    returned: list[Returned] = []
    upto = Mark(rows[0].epoch, rows[0].seq)
    for row in rows:
        if isinstance(row, ReturnedSale):
            returned.append(returned_of(row, store))
            upto = Mark(row.epoch, row.seq)
            continue
        more = logged_of(row, store, mark)
        if logged and len(logged) + len(more) > MAX_PURCHASES:
            break
        logged.extend(more)
        upto = Mark(row.epoch, row.seq)
    return upto, tuple(logged[:MAX_PURCHASES]), tuple(returned)


def _boxes(keys: HubKeys, wanting: Wanting) -> tuple[Box, ...]:
    """None for a lane that shows what is no public key."""
    try:
        return (Box(wanting.lane, wanting.public, keys.seal(wanting.public)),)
    except ValueError:
        return ()


def _marked(keys: HubKeys, plain: Unmarked) -> Marked:
    document, person = keys.mark(Digest(plain.document)), keys.mark(Digest(plain.person))
    return Marked(plain, document, person)


def _known_of(said: BuyerAnswer | Silence | None) -> BoughtElsewhere:
    if not isinstance(said, BuyerAnswer):
        return BoughtElsewhere((), complete=False)
    purchases = purchases_of(said.purchases)
    if purchases is None:
        return BoughtElsewhere((), complete=False)
    return BoughtElsewhere(purchases, complete=not said.unseen)


def _destination(place: HubPlace, *, demo: bool) -> Destination:
    """Raises `KnownFault`."""
    base = place.address if place.address.endswith("/") else f"{place.address}/"
    token = "" if place.token is None else place.token.text
    try:
        destination = Destination(base, token, place.authority_file)
    except ValueError as error:
        raise BadAddress(str(error), "store hub") from error
    if demo and not is_loopback(base):
        raise DemoKeepsToItself("store hub")
    return destination
