"""`sync.ports.Inbox` over the terminal's store: what the PhMS told, as fills of the cache.

Rules that hold here:

1. `sync.protocol.is_news` decides what replaces what, inside the store's transaction; beside it, a
   fill that we had marked as missing and that is there again is taken though nothing of it changed.
2. A fill that was read again by itself is taken even when it says the same: its copay is as old as
   the last time that the PhMS told it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from sync.codec import decode_fill, encode_fill
from sync.messages import (
    Cursor,
    FillKey,
    FillSnapshot,
    UnreadableFill,
    WorkItemKind,
)
from sync.protocol import is_news
from terminal.app.sync_store import CachedFill, FillNews, PullMark, SyncStore, WorkNote
from terminal.uplink.mapping import fill_at_counter, key_at_counter, key_at_phms
from terminal.uplink.patience import Patience


class StoreInbox:
    """`clock` says when the PhMS told something: the age of a copay."""

    def __init__(self, store: SyncStore, patience: Patience, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._until_done = patience.until_done
        self._clock = clock

    def cursor(self, source: str) -> Cursor:
        mark = self._until_done(lambda: self._store.pull_mark(source))
        return Cursor(mark.source, mark.watermark, mark.page_token, mark.last_complete_at)

    def apply_page(
        self,
        fills: Sequence[FillSnapshot],
        unreadable: Sequence[UnreadableFill],
        cursor: Cursor | None,
    ) -> None:
        now = self._clock()
        news = [news_of(each, now) for each in fills]
        notes = [_note(each) for each in unreadable]
        mark = None if cursor is None else _mark(cursor)
        if news or notes or mark is not None:
            self._until_done(lambda: self._store.take(news, notes, mark, now))

    def ready_keys(self) -> frozenset[FillKey]:
        return frozenset(map(key_at_phms, self._until_done(self._store.ready_keys)))

    def mark_missing(self, key: FillKey, reason: str, now: datetime) -> None:
        here = key_at_counter(key)
        self._until_done(lambda: self._store.mark_missing(here, reason, now))


def news_of(told: FillSnapshot, read_at: datetime, *, reread: bool = False) -> FillNews:
    """A told fill as the store takes it. `reread`: it was asked for by itself, just now."""
    return FillNews(
        fill_at_counter(told, read_at),
        told.changed_at,
        encode_fill(told),
        lambda held: _replaces(told, held, reread=reread),
        told.patient.phone or "",
        told.tombstone or "",
    )


def _replaces(told: FillSnapshot, held: CachedFill | None, *, reread: bool) -> bool:
    if held is None:
        return True
    known = _known(held)
    if known is None or is_news(known, told):
        return True
    same = known == told
    back = bool(held.tombstone) and known.tombstone is None
    return same and (reread or back)


def _known(held: CachedFill) -> FillSnapshot | None:
    """What was told last; None when an older program wrote it: then anything told is newer."""
    try:
        return decode_fill(held.source)
    except ValueError:
        return None


def _mark(cursor: Cursor) -> PullMark:
    return PullMark(cursor.source, cursor.watermark, cursor.page_token, cursor.last_complete_at)


def _note(odd: UnreadableFill) -> WorkNote:
    """The PhMS's id names the fill: its number may be what cannot be read."""
    once = f"unreadable:{odd.phms_id}:{odd.version}:{odd.reason}"
    return WorkNote(WorkItemKind.UNREADABLE_FILL, odd.phms_id, odd.reason, once)
