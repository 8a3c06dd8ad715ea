"""How a pharmacy system prints its label codes: a pattern for each, from the lane's settings.

Rules that hold here (scanners-printers-displays.md section 7):

1. A mask fits a whole code or not at all.
2. A mask that could take long is refused when the settings are read: no label may hold up a scan.
   Each quantifier and each `|` multiplies the ways in which a code can be tried, repeated groups
   multiply them without end; the product is bounded, and so is the length of a code.
3. `price` and `name` may be in a code; nothing ever reads them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LABEL_MAX: Final = 64
"""Characters of a label code; a Code 128 of more is wider than a vial."""
MASK_MAX: Final = 200
WAYS_MAX: Final = 20_000
"""Some milliseconds at the worst."""
_GROUPS: Final = frozenset({"rx", "fill", "store", "price", "name"})
_RX_MAX: Final = 20


@dataclass(frozen=True, slots=True)
class RxMask:
    """A pattern with the groups `rx` and, if there, `fill`."""

    name: str
    pattern: re.Pattern[str]

    def reading(self, text: str) -> tuple[str, int | None] | None:
        """The number and the fill, where the mask fits."""
        if len(text) > LABEL_MAX:
            return None
        found = self.pattern.fullmatch(text)
        parts = {} if found is None else found.groupdict()
        rx, fill = parts.get("rx"), parts.get("fill")
        if not rx or len(rx) > _RX_MAX or not (fill is None or fill.isdigit()):
            return None
        return rx, None if fill is None else int(fill)


def rx_mask(pattern: str) -> RxMask:
    """A mask of the settings. ValueError, in words for the installer, when it cannot be one."""
    if len(pattern) > MASK_MAX:
        raise ValueError(f"a label mask has at most {MASK_MAX} characters")
    try:
        compiled = re.compile(pattern, re.ASCII)
    except (re.error, OverflowError) as wrong:
        raise ValueError(f"the label mask {pattern!r} is no pattern: {wrong}") from None
    groups = compiled.groupindex.keys()
    if "rx" not in groups:
        raise ValueError(f"the label mask {pattern!r} has no group (?P<rx>...)")
    if groups - _GROUPS:
        unknown = ", ".join(sorted(groups - _GROUPS))
        raise ValueError(f"the label mask {pattern!r} has a group that is not known: {unknown}")
    if _ways(pattern) > WAYS_MAX:
        raise ValueError(
            f"the label mask {pattern!r} is no plain pattern, or could take too long:"
            " say how often, like {6,8}, and repeat no group"
        )
    return RxMask(pattern, compiled)


def rx_masks(patterns: Sequence[str]) -> tuple[RxMask, ...]:
    """The masks of a lane: its own, or the usual ones when it names none."""
    return tuple(rx_mask(each) for each in patterns) or DEFAULT_RX_MASKS


_TOKEN: Final = re.compile(
    r"(?P<atom>\\[A-Za-z.\-$^|?*+()\[\]{}/, ]|\[\^?\]?(?:\\.|[^\]\\])*\]|[^\\\[\](){}|?*+])"
    r"|(?P<open>\((?:\?P<[a-z]+>|\?:|(?!\?)))"
    r"|(?P<close>\))"
    r"|(?P<either>\|)"
    r"|(?P<times>[*+?]|\{(?P<least>\d*)(?P<span>,(?P<most>\d*))?\})(?P<lazy>[?+]?)"
)
_TOO_MANY: Final = WAYS_MAX + 1


def _ways(pattern: str) -> int:
    """At most so many ways to fit a code; too many for what is not one of the plain forms."""
    ways, place, after_group = 1, 0, False
    while place < len(pattern):
        token = _TOKEN.match(pattern, place)
        if token is None or (after_group and token["times"] not in (None, "?")):
            return _TOO_MANY
        if token["either"]:
            ways *= 2
        elif token["times"]:
            ways *= _repeats(token)
        after_group = token["close"] is not None
        place = token.end()
    return ways


def _repeats(token: re.Match[str]) -> int:
    """How many lengths a quantifier leaves open."""
    if token["times"] == "?":
        return 2
    if token["times"] in ("*", "+"):
        return LABEL_MAX
    least = int(token["least"] or 0)
    if token["span"] is None:
        return 1
    most = int(token["most"]) if token["most"] else LABEL_MAX
    return max(1, most - least + 1)


DEFAULT_RX_MASKS: Final = (rx_mask(r"(?:RX)?(?P<rx>\d{6,8})(?:[-, ](?P<fill>\d{1,2}))?"),)
"""`6012345-02` and `6012345`; a store sets its own masks for its PhMS."""
