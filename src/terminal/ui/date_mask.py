"""A date while it is typed: digits in, `MM / DD / YYYY` out.

Rules that hold here: only digits count, a slash ends a part; a first digit that can only be a whole
month (2-9) or day (4-9) gets its zero at once. Whether the date exists is decided elsewhere.
"""

import re

PARTS = (2, 2, 4)
SHAPE = "MM / DD / YYYY"
SEPARATOR = " / "
LARGEST_FIRST_DIGIT = ("1", "3")
"""A month starts with 0 or 1, a day with 0 to 3."""


def date_digits(text: str) -> str:
    """The digits of what was typed, at most eight: month, day, year."""
    typed = [re.sub(r"\D", "", part) for part in text.split("/")]
    made: list[str] = []
    for at, part in enumerate(typed):
        rest = part
        while rest and len(made) < len(PARTS):
            rest, one = _take(rest, PARTS[len(made)], len(made))
            ended = at < len(typed) - 1 and not rest and len(made) < 2
            made.append(one.rjust(2, "0") if ended else one)
            if len(made[-1]) < PARTS[len(made) - 1]:
                break
    return "".join(made)


def _take(digits: str, width: int, part: int) -> tuple[str, str]:
    """The rest, and the digits of one part of the date."""
    if part < 2 and digits[0] > LARGEST_FIRST_DIGIT[part]:
        return digits[1:], f"0{digits[0]}"
    return digits[width:], digits[:width]


def date_shown(digits: str) -> str:
    parts, at = [], 0
    for width in PARTS:
        part = digits[at : at + width]
        if part:
            parts.append(part)
        at += width
    return SEPARATOR.join(parts)


def date_hint(digits: str) -> str:
    """The part of the shape that is still to be typed."""
    return SHAPE[len(date_shown(digits)) :]
