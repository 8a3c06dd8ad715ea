"""The part of the line to the store hub that carries tickets from lane to lane.

Rules that hold here (docs/decisions/0036):

1. What left this lane is in its journal, and is brought from there at each start until the hub says
   that it arrived. Before the journal was read nothing is asked of the counter.
2. That a ticket arrived is said only once it is in our journal; one that came twice is known there.
3. A request does not wait for the line: a person stands at the counter.
"""

import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Final

from sync.lanes import moves as m
from sync.lanes.client import Quiet, Silence
from terminal.app.effects import AskForTicket, GiveTicket, HearMove, TellMove
from terminal.app.elsewhere import AsideElsewhere, AsideOffered
from terminal.app.faults import KnownFault
from terminal.app.hub_keys import HubKeys
from terminal.app.hub_store import HubStore
from terminal.app.inputs import Input, MoveTold, TicketArrived
from terminal.domain.identity import LaneId
from terminal.domain.move import Moved, SaleMovedAway
from terminal.uplink.move_mapping import (
    WORDS,
    arrived_of,
    aside_elsewhere,
    aside_of,
    away_of,
    wanted_of,
)

AGAIN_S: Final = 5.0
"""When an input is posted again of which the counter has said nothing: its commit failed."""
Said = m.MoveTold | Silence


class HubMoves:
    """`perform` and `show` are called from the counter's thread, the rest from the line's own."""

    def __init__(
        self,
        lane: LaneId,
        store: HubStore,
        keys: HubKeys,
        post: Callable[[Input], None],
        clock: Callable[[], datetime],
        wake: Callable[[], None],
    ) -> None:
        self._lane = lane
        self._store = store
        self._keys = keys
        self._post = post
        self._clock = clock
        self._wake = wake
        self._lock = threading.Lock()
        # Guarded by `_lock`: what the counter's thread leaves for the line's.
        self._offered: tuple[AsideOffered, ...] = ()
        self._wanted: deque[AskForTicket] = deque()
        self._away: dict[str, SaleMovedAway] = {}
        self._to_tell: dict[str, Moved] = {}
        self._heard: set[str] = set()
        # The line's alone.
        self._read = False
        self._posted: dict[str, datetime] = {}

    def show(self, offered: tuple[AsideOffered, ...]) -> None:
        """The tickets that wait at this lane now."""
        with self._lock:
            if offered == self._offered:
                return
            self._offered = offered
        self._wake()

    def perform(self, effect: AskForTicket | GiveTicket | TellMove | HearMove) -> None:
        with self._lock:
            match effect:
                case AskForTicket():
                    self._wanted.append(effect)
                case GiveTicket(away):
                    self._away[away.move] = away
                case TellMove(move, word):
                    self._to_tell[move] = word
                case HearMove(move):
                    self._heard.add(move)
        self._wake()

    # --- the line's thread

    def said(self, *, keyed: bool) -> m.MovesSaid:
        """For the next report; without the store's key nobody could read of a ticket."""
        with self._lock:
            told = list(self._to_tell.items())[: m.MAX_MOVES]
            heard = sorted(self._heard)[: m.MAX_MOVES]
            offered = self._offered if keyed else ()
        return m.MovesSaid(
            aside_of(offered, self._lane, self._keys),
            tuple(m.MoveTold(move, WORDS[word]) for move, word in told),
            tuple(heard),
        )

    def reported(self, said: m.MovesSaid) -> None:
        """The hub has it."""
        with self._lock:
            for each in said.told:
                self._to_tell.pop(each.id, None)
            self._heard.difference_update(said.heard)
        for move in (*(each.id for each in said.told), *said.heard):
            self._posted.pop(move, None)

    def ask(self, want: Callable[[m.Want], Said], give: Callable[[m.Away], Said]) -> None:
        """Bring what left this lane, and what is asked of others."""
        while True:
            with self._lock:
                if not self._wanted:
                    break
                asked = self._wanted.popleft()
            said = want(m.Want(asked.move, asked.lane, asked.ticket, asked.by))
            if isinstance(said, Silence):
                self._post(MoveTold(asked.move, Moved.SILENT))
            elif said.word is not m.MoveWord.TAKEN:
                self._post(MoveTold(asked.move, Moved(said.word.value)))
        if not self._was_read():
            return
        with self._lock:
            left = list(self._away.items())
        for move, away in left:
            given = give(away_of(away, self._keys))
            if isinstance(given, Silence) and given.why is not Quiet.REFUSED:
                return
            with self._lock:
                self._away.pop(move, None)

    def _was_read(self) -> bool:
        """Rule 1."""
        if not self._read:
            try:
                left = self._store.moved_away()
            except KnownFault:  # met again at the next turn
                return False
            with self._lock:
                self._away = {each.move: each for each in left} | self._away
            self._read = True
        return True

    def take(self, said: m.MoveSituation | None) -> tuple[AsideElsewhere, ...]:
        """What waits elsewhere; what the hub brought goes to the counter."""
        if said is None:
            return ()
        with self._lock:
            away, told, heard = set(self._away), set(self._to_tell), set(self._heard)
        for wanted in said.wanted:
            move = wanted.want.id
            if self._read and move not in away | told and self._due(move):
                self._post(wanted_of(wanted))
        for arriving in said.arriving:
            if arriving.away.id not in told and self._due(arriving.away.id):
                self._arrived(arriving)
        for each in said.told:
            if each.id not in heard and self._due(each.id):
                self._post(MoveTold(each.id, Moved(each.word.value)))
        return aside_elsewhere(said.aside, self._keys)

    def _arrived(self, arriving: m.Arriving) -> None:
        """Rule 2."""
        try:
            if self._store.arrived(arriving.away.id):
                self.perform(TellMove(arriving.away.id, Moved.TAKEN))
                return
            what: TicketArrived | None = arrived_of(arriving, self._keys, self._store.items)
        except KnownFault:  # it lies at the hub until then
            return
        if what is not None:
            self._post(what)

    def alone(self) -> None:
        """Rule 3."""
        with self._lock:
            asked = tuple(self._wanted)
            self._wanted.clear()
        for each in asked:
            self._post(MoveTold(each.move, Moved.SILENT))

    def _due(self, move: str) -> bool:
        """Whether the counter has not been told of it just now."""
        now, last = self._clock(), self._posted.get(move)
        if last is not None and abs((now - last).total_seconds()) < AGAIN_S:
            return False
        self._posted[move] = now
        return True
