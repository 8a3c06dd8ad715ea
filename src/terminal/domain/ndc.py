"""The National Drug Code: three segments, of which a barcode and a bill show only digits.

Rules that hold here (scanners-printers-displays.md section 6; 91 FR 10749):

1. What is kept is the three segments; every digit form is derived from them.
2. Digits without hyphens have several readings. All are given; the catalogue or a person decides.
3. A code in the drug range of GS1 is a candidate, never proof: devices and supplements use it too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final, NewType

Ndc = NewType("Ndc", str)
"""An NDC in its 12-digit 6-4-2 form (91 FR 10749, in force 7 March 2033)."""


class NdcLayout(Enum):
    """How many digits the three segments have."""

    L442 = (4, 4, 2)
    L532 = (5, 3, 2)
    L541 = (5, 4, 1)
    L632 = (6, 3, 2)
    L641 = (6, 4, 1)

    @property
    def digits(self) -> int:
        return sum(self.value)


_TEN: Final = (NdcLayout.L442, NdcLayout.L532, NdcLayout.L541)
_ELEVEN: Final = (NdcLayout.L632, NdcLayout.L641)
_BILLED: Final = (5, 4, 2)
_CANONICAL: Final = (6, 4, 2)


@dataclass(frozen=True, slots=True)
class NdcCandidate:
    """One reading, in the layout of its label."""

    layout: NdcLayout
    labeler: str
    product: str
    package: str

    def __post_init__(self) -> None:
        lengths = (len(self.labeler), len(self.product), len(self.package))
        if lengths != self.layout.value or not _digits(self.plain()):
            raise ValueError("the segments of an NDC have the digits of its layout")

    def plain(self) -> str:
        return self.labeler + self.product + self.package

    def hyphenated(self) -> str:
        return f"{self.labeler}-{self.product}-{self.package}"

    def eleven(self) -> str:
        """The billing form 5-4-2; an NDC of 11 digits is billed as it is."""
        if self.layout in _ELEVEN:
            return self.plain()
        return _padded((self.labeler, self.product, self.package), _BILLED)

    def twelve(self) -> Ndc:
        return Ndc(_padded((self.labeler, self.product, self.package), _CANONICAL))


def ten_digit_readings(ten: str) -> tuple[NdcCandidate, ...]:
    """The three readings of a 10-digit NDC without hyphens."""
    return tuple(_cut(ten, layout) for layout in _TEN)


def eleven_digit_readings(eleven: str) -> tuple[NdcCandidate, ...]:
    """Every reading of 11 digits: an old one in billing form, and the new layouts as they are.

    A segment of the billing form that begins with 0 may have been padded: with more than one such
    segment, which of them it was cannot be told.
    """
    if len(eleven) != 11 or not _digits(eleven):
        raise ValueError("11 digits")
    segments = _segments(eleven, _BILLED)
    return (*_unpadded(segments, _BILLED), *(_cut(eleven, layout) for layout in _ELEVEN))


def typed_readings(text: str) -> tuple[NdcCandidate, ...]:
    """The readings of an NDC with its hyphens, as a person types it; empty when it is none."""
    found = _HYPHENATED.fullmatch(text)
    if found is None:
        return ()
    segments = (found[1], found[2], found[3])
    lengths = tuple(len(each) for each in segments)
    exact = next((each for each in NdcLayout if each.value == lengths), None)
    if exact is not None:
        return (NdcCandidate(exact, *segments),)
    if lengths in (_BILLED, _CANONICAL):
        return tuple(_unpadded(segments, lengths))
    return ()


_HYPHENATED: Final = re.compile(r"([0-9]{4,6})-([0-9]{3,4})-([0-9]{1,2})")


def _unpadded(segments: tuple[str, str, str], form: tuple[int, ...]) -> Iterator[NdcCandidate]:
    """What the segments were before they were filled with zeros up to `form`."""
    layouts = _TEN if form == _BILLED else NdcLayout
    for layout in layouts:
        extra = [len(each) - size for each, size in zip(segments, layout.value, strict=True)]
        if all(not each[:more].strip("0") for each, more in zip(segments, extra, strict=True)):
            bare = (each[more:] for each, more in zip(segments, extra, strict=True))
            yield NdcCandidate(layout, *bare)


def _cut(plain: str, layout: NdcLayout) -> NdcCandidate:
    if len(plain) != layout.digits:
        raise ValueError(f"{layout.digits} digits")
    return NdcCandidate(layout, *_segments(plain, layout.value))


def _segments(plain: str, lengths: tuple[int, int, int]) -> tuple[str, str, str]:
    first, second, _ = lengths
    return plain[:first], plain[first : first + second], plain[first + second :]


def _padded(segments: tuple[str, str, str], form: tuple[int, int, int]) -> str:
    return "".join(each.zfill(size) for each, size in zip(segments, form, strict=True))


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
