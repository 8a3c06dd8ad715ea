"""A signature is strokes, bounded, and named by what was drawn."""

import hashlib

import pytest

from terminal.domain.signature import MAX_POINTS, Point, Strokes, digest_of

A, B = Point(0, 0, 0), Point(10, 200, 8)
TREMBLED = Point(199, 199, 8)


@pytest.mark.parametrize(
    ("strokes", "is_signature"),
    [
        (Strokes(), False),
        (Strokes(((),)), False),
        (Strokes(((A,), (B,))), False),
        (Strokes(((A, A), (B, B))), False),
        (Strokes(((A, TREMBLED, A),)), False),
        (Strokes(((A,), (A, B))), True),
    ],
)
def test_a_dot_is_not_a_signature(strokes: Strokes, *, is_signature: bool) -> None:
    assert bool(strokes) is is_signature


def test_more_points_than_a_hand_draws_are_refused() -> None:
    assert Strokes(((A, *(B,) * (MAX_POINTS - 1)),))
    with pytest.raises(ValueError, match="points"):
        Strokes(((A,) * MAX_POINTS, (A,)))


def test_the_stored_form_is_stable_and_named_by_its_hash() -> None:
    stored = Strokes(((A, B), (B,))).canonical()
    assert stored == b"0,0,0 10,200,8;10,200,8"
    assert digest_of(stored) == hashlib.sha256(stored).hexdigest()
