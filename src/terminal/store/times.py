"""Instants as text: one fixed-width UTC form that sorts, and the form that keeps its zone."""

from datetime import UTC, datetime
from typing import Final

DUE_AT_ONCE: Final = "1970-01-01T00:00:00.000000Z"
"""Before every instant, whatever the clock of the counter says."""


def utc_text(at: datetime) -> str:
    """`2026-03-07T15:04:05.000006Z`: equal length, so that text order is time order."""
    if at.tzinfo is None:
        raise ValueError("an instant has a zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def local_text(at: datetime) -> str:
    """ISO 8601 with the offset it was made with: the wall clock of the counter."""
    if at.tzinfo is None:
        raise ValueError("an instant has a zone")
    return at.isoformat()


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def maybe_instant(text: str | None) -> datetime | None:
    return None if text is None else instant(text)
