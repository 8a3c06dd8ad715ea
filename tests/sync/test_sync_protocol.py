"""Rules of sending and of reading a list of changes, without a clock or a wire."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.messages import (
    AlreadyApplied,
    Applied,
    Conflict,
    Cursor,
    Fate,
    FillStatus,
    Outcome,
    PhmsId,
    Refused,
    Retry,
    Unauthorised,
    Version,
    WorkItemKind,
)
from sync.ports import Dead, Done, Hold, RowState, TryAgain
from sync.protocol import (
    BREAKER_MAX_S,
    MAX_SHORT_PASSES,
    PULL_OVERLAP,
    Breaker,
    ChangePage,
    PullPass,
    RecentVersions,
    backoff_s,
    is_doubtful,
    is_due,
    is_news,
    settle,
)
from sync_support.samples import NOON, a_row, a_snapshot


@given(st.integers(0, 10_000), st.floats(0, 1, exclude_max=True))
def test_a_wait_is_never_longer_than_five_minutes_nor_than_doubling_allows(
    tries: int, rnd: float
) -> None:
    wait_s = backoff_s(tries, rnd)
    assert 0 <= wait_s <= 300
    assert wait_s <= 2.0 ** min(tries, 20)


@given(st.integers(0, 50), st.floats(0, 1, exclude_max=True), st.floats(0, 7200))
def test_a_retry_after_is_kept_up_to_an_hour(tries: int, rnd: float, asked_s: float) -> None:
    settlement = settle(a_row(tries=tries), Retry("busy", Fate.UNKNOWN, asked_s), NOON, rnd)
    assert isinstance(settlement, TryAgain)
    wait = settlement.due_at - NOON
    assert timedelta(seconds=min(asked_s, 3600)) - timedelta(milliseconds=1) <= wait
    assert wait <= timedelta(hours=1)
    assert settlement.tries == tries + 1


@given(st.integers(0, 100_000))
def test_not_being_reached_is_retried_for_ever(tries: int) -> None:
    settlement = settle(a_row(tries=tries), Retry("no route", Fate.UNTOLD), NOON, 0.5)
    assert isinstance(settlement, TryAgain)


@pytest.mark.parametrize(
    ("fate", "was_unknown", "is_unknown"),
    [
        (Fate.UNTOLD, False, False),
        (Fate.UNTOLD, True, True),
        (Fate.NOT_APPLIED, True, False),
        (Fate.UNKNOWN, False, True),
    ],
)
def test_what_is_unknown_stays_unknown_until_somebody_tells(
    fate: Fate, was_unknown: bool, is_unknown: bool
) -> None:
    row = a_row(state=RowState.SENT if was_unknown else RowState.QUEUED)
    row = replace(row, first_sent_at=NOON if was_unknown else None)
    settlement = settle(row, Retry("timeout", fate), NOON, 0.5)
    assert isinstance(settlement, TryAgain)
    assert settlement.unknown is is_unknown


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        (Applied(Version("2")), Done),
        (AlreadyApplied(Version("2")), Done),
        (Conflict(WorkItemKind.FILL_CHANGED, "changed", None), Hold),
        (Refused("HTTP 422", certain=True), Dead),
        (Refused("HTTP 405", certain=False), TryAgain),
    ],
)
def test_each_outcome_has_one_settlement(outcome: Outcome, kind: type) -> None:
    assert isinstance(settle(a_row(), outcome, NOON, 0.5), kind)


def test_an_unclear_refusal_is_dead_after_the_fifth_try() -> None:
    refused = Refused("HTTP 405", certain=False)
    assert isinstance(settle(a_row(tries=3), refused, NOON, 0.5), TryAgain)
    dead = settle(a_row(tries=4), refused, NOON, 0.5)
    assert isinstance(dead, Dead)
    assert dead.work_item.kind is WorkItemKind.REFUSED
    assert dead.work_item.subject == "7000001-0"


def test_a_locked_door_costs_the_row_no_try() -> None:
    settlement = settle(a_row(tries=2), Unauthorised("HTTP 401"), NOON, 0.5)
    assert isinstance(settlement, TryAgain)
    assert settlement.tries == 2


def test_a_day_of_silence_makes_a_row_doubtful() -> None:
    assert not is_doubtful(a_row(unknown_for=timedelta(hours=24)), NOON)
    assert is_doubtful(a_row(unknown_for=timedelta(hours=24, seconds=1)), NOON)


def test_a_clock_that_steps_back_does_not_park_a_row() -> None:
    assert not is_due(NOON + timedelta(minutes=5), NOON)
    assert is_due(NOON + timedelta(hours=5), NOON)


@given(st.lists(st.floats(0, 1, exclude_max=True), min_size=3, max_size=40))
def test_a_dead_line_is_probed_at_least_every_fifteen_seconds(rnds: list[float]) -> None:
    breaker = Breaker()
    for rnd in rnds:
        breaker = breaker.failed(100.0, rnd)
    assert breaker.allows(100.0 + BREAKER_MAX_S)
    assert breaker.probe_now().allows(100.0)
    assert breaker.answered().allows(100.0)


def test_two_failures_do_not_trip_the_breaker() -> None:
    assert Breaker().failed(0.0, 0.9).failed(0.0, 0.9).allows(0.0)
    assert not Breaker().failed(0.0, 0.9).failed(0.0, 0.9).failed(0.0, 0.9).allows(0.0)


# Pulling


def a_page(
    *names: str, newest: datetime | None = NOON, token: str | None = None, total: int | None = None
) -> ChangePage:
    seen = tuple(("MedicationDispense", name, "1") for name in names)
    return ChangePage((), (), seen, newest, token, total)


def test_the_watermark_moves_only_with_the_last_page() -> None:
    later = NOON + timedelta(minutes=10)
    reading = PullPass(Cursor("fills", NOON))
    assert reading.since == NOON - PULL_OVERLAP
    first = reading.take(a_page("a", newest=later, token="p2"), NOON)
    assert (first.watermark, first.page_token, reading.complete) == (NOON, "p2", False)
    last = reading.take(a_page("b", newest=NOON), NOON)
    assert (last.watermark, last.page_token, reading.complete) == (later, None, True)


def test_a_pass_resumed_in_the_middle_does_not_move_the_watermark() -> None:
    reading = PullPass(Cursor("fills", NOON, "p2"))
    last = reading.take(a_page("b", newest=NOON + timedelta(hours=1)), NOON)
    assert last.watermark == NOON
    assert last.page_token is None


def test_the_watermark_is_the_servers_time_and_never_goes_back() -> None:
    reading = PullPass(Cursor("fills", NOON))
    older = reading.take(a_page("a", newest=NOON - timedelta(minutes=1)), NOON + timedelta(days=9))
    assert older.watermark == NOON


def test_an_empty_answer_leaves_the_watermark_alone() -> None:
    assert PullPass(Cursor("fills", NOON)).take(a_page(newest=None), NOON).watermark == NOON
    assert PullPass(Cursor("fills")).take(a_page(newest=None), NOON).watermark is None


def test_the_same_page_twice_ends_the_pass_without_moving_the_watermark() -> None:
    reading = PullPass(Cursor("fills", NOON))
    later = NOON + timedelta(hours=1)
    reading.take(a_page("a", newest=later, token="p2"), NOON)
    again = reading.take(a_page("a", newest=later, token="p2"), NOON)
    assert reading.complete
    assert reading.short
    assert again.watermark == NOON


def test_a_row_pushed_across_a_page_border_makes_the_pass_short() -> None:
    later = NOON + timedelta(hours=1)
    reading = PullPass(Cursor("fills", NOON))
    reading.take(a_page("a", "b", newest=later, token="p2", total=4), NOON)
    short = reading.take(a_page("d", newest=later, total=4), NOON)  # c moved up, unseen
    assert reading.short
    assert short.watermark == NOON
    tired = PullPass(Cursor("fills", NOON), short_passes=MAX_SHORT_PASSES - 1)
    assert tired.take(a_page("d", newest=later, total=4), NOON).watermark == later


def test_a_newer_stamp_is_news_and_an_older_one_is_not() -> None:
    held = a_snapshot(version="2")
    assert is_news(None, held)
    assert not is_news(held, held)
    assert is_news(held, a_snapshot(version="3", changed_at=NOON + timedelta(milliseconds=1)))
    assert not is_news(held, a_snapshot(version="1", changed_at=NOON - timedelta(milliseconds=1)))


def test_another_version_in_the_same_millisecond_is_news() -> None:
    assert is_news(a_snapshot(version="2"), a_snapshot(version="3"))


def test_another_copay_of_the_same_version_is_news() -> None:
    assert is_news(a_snapshot(copay_cents=1500), a_snapshot(copay_cents=410))


def test_of_two_records_of_one_fill_the_living_one_is_kept() -> None:
    later = NOON + timedelta(hours=1)
    entered_again = replace(a_snapshot(), phms_id=PhmsId("fill-1b"))
    reversed_later = replace(
        a_snapshot(), status=FillStatus.CANCELLED, tombstone="reversed", changed_at=later
    )
    assert not is_news(entered_again, reversed_later)
    assert is_news(reversed_later, entered_again)
    assert is_news(a_snapshot(), replace(entered_again, changed_at=later))


def test_versions_are_forgotten_oldest_first() -> None:
    recent = RecentVersions(limit=2)
    recent.add([("F", "a", "1"), ("F", "b", "1"), ("F", "a", "1"), ("F", "c", "1")])
    assert ("F", "a", "1") in recent
    assert ("F", "b", "1") not in recent
