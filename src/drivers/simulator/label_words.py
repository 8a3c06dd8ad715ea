"""A label as a person types it: its AIM identifier, a blank, and what it holds."""

import re
from typing import Final

from drivers.simulator.console import CommandRefused

AIM: Final = re.compile(r"\][A-Za-z][0-9A-Za-z]")
ESCAPE: Final = re.compile(rb"\\(?:x([0-9A-Fa-f]{2})|([nrt\\]))")
NAMED: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"\\": b"\\"}
LABEL_USAGE: Final = (
    "a label: its AIM identifier, a blank, what it holds; \\x1d, \\n, \\r are signs"
)


def label_of(text: str) -> tuple[str, bytes]:
    """The symbology and the bytes of a label as it is typed; raises `CommandRefused`."""
    aim, _, typed = text.partition(" ")
    if AIM.fullmatch(aim) is None:
        raise CommandRefused("A label is an AIM identifier such as ]E0, a blank, and its content.")
    try:
        raw = typed.encode("latin-1")
    except UnicodeEncodeError as error:
        raise CommandRefused("A label holds no such sign; write its bytes as \\x1d.") from error
    return aim, ESCAPE.sub(_sign, raw)


def _sign(match: re.Match[bytes]) -> bytes:
    return bytes.fromhex(match[1].decode("ascii")) if match[1] else NAMED[match[2]]
