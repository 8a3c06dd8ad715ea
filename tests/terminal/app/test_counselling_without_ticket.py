"""Counselling where there is nothing to counsel."""

from helpers.counter import a_counter
from terminal.app.counselling import to_counsel


def test_without_a_ticket_nobody_waits_for_counselling() -> None:
    assert to_counsel(a_counter().state) == ()
