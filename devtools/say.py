"""Progress in plain lines: what is being done, how long it took, and what to do about trouble."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Trouble(Exception):
    """Something that stops the work; the text says what happened and what to do."""


def say(text: str) -> None:
    """To standard error: standard output belongs to what is run, `bench --json` for one."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def timed(doing: str) -> Iterator[None]:
    """Say what is being done, and afterwards how long it took."""
    say(f"[dev] {doing} ...")
    start = time.monotonic()
    yield
    say(f"[dev] {doing}: done in {time.monotonic() - start:.1f} s")
