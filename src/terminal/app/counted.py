"""One or several: the words for how many there are."""

from collections.abc import Sized


def form_of(count: int, one: str, several: str) -> str:
    """`1 sale waits`, `2 sales wait`, `0 sales wait`."""
    return one if count == 1 else several


def rows_in(rows: Sized) -> str:
    """Of a file that was written."""
    return form_of(len(rows), "1 row", f"{len(rows)} rows")
