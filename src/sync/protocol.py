"""When to send, when to send again, when to stop, and how far a list of changes has been read.

Rules (phms-and-sync.md section 7), all without a clock, a socket or a random source of their own:

1. One try per key in flight; order within a stream; a head that is held or dead stops only its
   own stream (`Outbox.due` hands out heads alone).
2. A row is SENT, with `first_sent_at`, before a byte of it leaves. After a lost answer the fill
   is asked whether it carries our id before anything is sent again.
3. Full jitter: the wait is `rnd * min(300 s, 1 s * 2^tries)`, never less than a Retry-After.
4. Not being reached is retried for ever; being refused is not.
5. The watermark is a stamp of the server and moves only after a pass that saw every page.
"""

from collections import OrderedDict
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol, assert_never

from sync.http import Exchange
from sync.messages import (
    AlreadyApplied,
    Applied,
    Conflict,
    Cursor,
    Envelope,
    Fate,
    FillKey,
    FillSnapshot,
    Outcome,
    PhmsId,
    Refused,
    Retry,
    Unauthorised,
    UnreadableFill,
    Version,
    WorkItem,
    WorkItemKind,
)
from sync.ports import Dead, Done, Hold, OutboxRow, Settlement, TryAgain

BACKOFF_FIRST_S = 1.0  # phms-and-sync.md section 7: min(300 s, 1 s * 2^tries)
BACKOFF_MAX_S = 300.0
RETRY_AFTER_MAX_S = 3600.0  # a server that asks for more than an hour is asked again after one
TRIES_UNTIL_DEAD = 5  # section 7: a 4xx that is not a validation error gets five tries
UNKNOWN_DOUBTFUL = timedelta(hours=24)  # section 7: foreign idempotency keys expire
PULL_OVERLAP = timedelta(seconds=130)  # section 7: 120 s transaction timeout + drift
BREAKER_TRIPS_AT = 3
BREAKER_MAX_S = 15.0  # a counter should notice within 15 s that the PhMS is back
MAX_PAGES = 20_000  # 50 rows each: a million rows; more is a server that loops
MAX_RECENT = 50_000  # versions remembered to skip what an overlap shows again
MAX_SHORT_PASSES = 3  # passes repeated because rows moved under the paging, before moving on

SeenVersion = tuple[str, str, str]  # resource type, id, version


class PhmsConnector(Protocol):
    """One PhMS interface: requests out, meaning back. Exchanges raise `Trouble` and no other."""

    @property
    def sources(self) -> tuple[str, ...]:
        """The lists of changes to follow, in the order in which to follow them."""

    def changes(
        self,
        source: str,
        since: datetime | None,
        page_token: str | None,
        known: Container[SeenVersion],
    ) -> "Exchange[ChangePage]":
        """One page of what changed at or after `since`, oldest first."""

    def fill(self, key: FillKey) -> Exchange[FillSnapshot | None]:
        """One fill with all that belongs to it; None when the PhMS says that it is not there."""

    def deliver(self, envelope: Envelope, *, doubtful: bool) -> Exchange[Outcome]:
        """Bring an envelope there, once in effect. Asks for it first, and after any doubt.

        `doubtful`: its outcome has been unknown for so long that only a clear "never seen" lets
        it be sent again.
        """

    def ready_keys(self) -> Exchange[frozenset[FillKey]]:
        """Every fill that is ready now."""


@dataclass(frozen=True, slots=True)
class ChangePage:
    """One page of changes: `seen` names every row of it, `fills` only what was not known."""

    fills: tuple[FillSnapshot, ...]
    unreadable: tuple[UnreadableFill, ...]
    seen: tuple[SeenVersion, ...]
    newest: datetime | None
    next_token: str | None
    total: int | None = None  # of the whole list, if the server says


# Sending


def backoff_s(tries: int, rnd: float) -> float:
    """Seconds to wait after `tries` failures; `rnd` is uniform in [0, 1)."""
    assert tries >= 0
    assert 0.0 <= rnd <= 1.0
    return rnd * min(BACKOFF_MAX_S, BACKOFF_FIRST_S * 2.0 ** min(tries, 30))


def is_due(due_at: datetime, now: datetime) -> bool:
    """Whether a row may go. A time further off than any wait means that our clock stepped back."""
    return due_at <= now or due_at > now + timedelta(seconds=RETRY_AFTER_MAX_S)


def is_doubtful(row: OutboxRow, now: datetime) -> bool:
    """Whether the row has been of unknown outcome for so long that resending needs proof."""
    return row.first_sent_at is not None and now - row.first_sent_at > UNKNOWN_DOUBTFUL


def settle(row: OutboxRow, outcome: Outcome, now: datetime, rnd: float) -> Settlement:
    """What an outcome means for its row."""
    tries = row.tries + 1
    match outcome:
        case Applied():
            return Done("applied")
        case AlreadyApplied():
            return Done("already applied")
        case Conflict(kind, detail):
            return Hold(_work_item(row, kind, detail), tries)
        case Retry(reason, fate, retry_after_s):
            wait_s = max(backoff_s(row.tries, rnd), min(retry_after_s or 0.0, RETRY_AFTER_MAX_S))
            return TryAgain(now + timedelta(seconds=wait_s), tries, _unknown(row, fate), reason)
        case Refused(reason, certain):
            if certain or tries >= TRIES_UNTIL_DEAD:
                return Dead(_work_item(row, WorkItemKind.REFUSED, reason), tries)
            due_at = now + timedelta(seconds=backoff_s(row.tries, rnd))
            return TryAgain(due_at, tries, unknown=False, error=reason)
        case Unauthorised(reason):  # the destination is held; the row goes first once it is not
            unknown = _unknown(row, Fate.UNTOLD)
            return TryAgain(now, row.tries, unknown, reason)
        case _:
            assert_never(outcome)


def _unknown(row: OutboxRow, fate: Fate) -> bool:
    match fate:
        case Fate.UNTOLD:
            return row.first_sent_at is not None
        case Fate.NOT_APPLIED:
            return False
        case Fate.UNKNOWN:
            return True
        case _:
            assert_never(fate)


def _work_item(row: OutboxRow, kind: WorkItemKind, detail: str) -> WorkItem:
    return WorkItem(kind, str(row.envelope.key), detail, row.key)


@dataclass(frozen=True, slots=True)
class Breaker:
    """Keeps a dead line quiet: after three failures in a row, one probe per back-off.

    Times are of one monotonic clock, in seconds.
    """

    failures: int = 0
    open_until: float | None = None

    def allows(self, now: float) -> bool:
        """Whether something may be tried now."""
        return self.open_until is None or now >= self.open_until

    def failed(self, now: float, rnd: float) -> "Breaker":
        """Nobody answered."""
        failures = self.failures + 1
        if failures < BREAKER_TRIPS_AT:
            return Breaker(failures)
        wait_s = min(BREAKER_MAX_S, backoff_s(failures - BREAKER_TRIPS_AT + 1, rnd))
        return Breaker(failures, now + wait_s)

    def answered(self) -> "Breaker":
        """Somebody answered, whatever it was."""
        return CLOSED_BREAKER

    def probe_now(self) -> "Breaker":
        """A person asks: the next try is allowed at once."""
        return replace(self, open_until=None)


CLOSED_BREAKER = Breaker()


# Pulling


def is_news(held: FillSnapshot | None, incoming: FillSnapshot) -> bool:
    """Whether `incoming` replaces what is held of the same PhMS id.

    Versions are opaque, so the server's stamps decide; the same version with other content is
    taken, for a copay and a patient are resources of their own whose change leaves it alone.
    Works for a cache by PhMS id and for one by Rx and fill number: of two records of one fill
    (reversed, then entered again) the living one is kept, whichever comes last.
    """
    if held is None:
        return True
    if held.phms_id != incoming.phms_id:
        assert held.key == incoming.key
        if (held.tombstone is None) != (incoming.tombstone is None):
            return incoming.tombstone is None
        return incoming.changed_at > held.changed_at
    return incoming.changed_at >= held.changed_at and incoming != held


class RecentVersions:
    """The versions seen lately, so that an overlap costs one search and no more."""

    def __init__(self, limit: int = MAX_RECENT) -> None:
        self._limit = limit
        self._seen: OrderedDict[SeenVersion, None] = OrderedDict()

    def __contains__(self, version: object) -> bool:
        return version in self._seen

    def add(self, versions: Iterable[SeenVersion]) -> None:
        """Remember versions whose page has been applied."""
        for version in versions:
            self._seen[version] = None
            self._seen.move_to_end(version)
        while len(self._seen) > self._limit:
            self._seen.popitem(last=False)


class PullPass:
    """One pass over a list of changes, from its first page to its last.

    A pass that resumes a stored page only finishes it: what came before was seen by a process
    that is gone, so the watermark stays and the next pass reads from there again. Rows that move
    while a server pages by offset push others across the border of two pages; then fewer distinct
    rows were seen than the server counts, and the pass does not count as complete either.
    """

    def __init__(self, cursor: Cursor, short_passes: int = 0) -> None:
        self._cursor = cursor
        self._whole = cursor.page_token is None
        self._newest = cursor.watermark
        self._ids: set[tuple[str, str]] = set()
        self._tokens: set[str] = set()
        self._short_passes = short_passes
        self.complete = False
        self.short = False

    @property
    def since(self) -> datetime | None:
        """From which server stamp on, overlap included; None asks for everything."""
        watermark = self._cursor.watermark
        return None if watermark is None else watermark - PULL_OVERLAP

    @property
    def page_token(self) -> str | None:
        """Which page is next; None is the first."""
        return self._cursor.page_token

    def take(self, page: ChangePage, now: datetime) -> Cursor:
        """Count a page in; the cursor returned is stored in the transaction of its fills."""
        assert not self.complete
        self._ids.update((kind, name) for kind, name, _ in page.seen)
        if page.newest is not None and (self._newest is None or page.newest > self._newest):
            self._newest = page.newest
        token = page.next_token
        if token is not None and token not in self._tokens and len(self._tokens) < MAX_PAGES:
            self._tokens.add(token)
            self._cursor = replace(self._cursor, page_token=token)
            return self._cursor
        return self._finish(page, looped=token is not None, now=now)

    def _finish(self, page: ChangePage, *, looped: bool, now: datetime) -> Cursor:
        counted = len(self._ids)
        missed = page.total is not None and counted < page.total
        self.short = self._whole and (looped or missed)
        self.complete = True
        if self._whole and (not self.short or self._short_passes + 1 >= MAX_SHORT_PASSES):
            self._cursor = Cursor(self._cursor.source, self._newest, None, now)
        else:
            self._cursor = replace(self._cursor, page_token=None)
        return self._cursor

    def restart(self) -> Cursor:
        """The server no longer knows the page: begin the pass again from the watermark."""
        self._cursor = replace(self._cursor, page_token=None)
        self.complete = True
        return self._cursor


def version_of(kind: str, phms_id: PhmsId | str, version: Version | str) -> SeenVersion:
    """The name under which a version is remembered."""
    return (kind, phms_id, version)
