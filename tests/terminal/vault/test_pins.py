"""PINs: right is right, wrong costs time, and more each time."""

from datetime import UTC, datetime, timedelta

import pytest

from terminal.vault.pins import check_pin, delay_s, hash_pin, is_pin, wait_s

NOW = datetime(2026, 3, 7, 15, tzinfo=UTC)


def test_only_the_right_pin_is_right() -> None:
    kept = hash_pin("407913")
    assert kept.startswith("$argon2id$v=19$m=32768,t=4,p=1$")
    assert check_pin("407913", kept)
    assert not check_pin("407914", kept)
    assert hash_pin("407913") != kept


@pytest.mark.parametrize("typed", ["", "0000", "x" * 50, "١٢٣٤"])
def test_nobody_has_no_pin(typed: str) -> None:
    assert not check_pin(typed, None)


@pytest.mark.parametrize("text", ["", "123", "1234567890123", "12a4", "١٢٣٤", "-123"])
def test_what_is_no_pin_is_refused(text: str) -> None:
    assert not is_pin(text)
    with pytest.raises(ValueError, match="4 to 12 digits"):
        hash_pin(text)


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(-1, 0), (0, 0), (2, 0), (3, 5), (4, 15), (5, 30), (6, 60), (7, 120), (8, 300), (9000, 300)],
)
def test_the_delay_grows_with_each_failure_in_a_row(failures: int, seconds: int) -> None:
    assert delay_s(failures) == seconds


@pytest.mark.parametrize(
    ("passed_s", "left_s"), [(0, 30), (10, 20), (30, 0), (3600, 0), (-86_400, 30)]
)
def test_waiting_counts_from_the_last_failure(passed_s: int, left_s: int) -> None:
    assert wait_s(5, NOW - timedelta(seconds=passed_s), NOW) == left_s
    assert wait_s(5, None, NOW) == 0
