"""The words of a PDF as somebody else reads them: its content streams, by its fonts' own maps.

Written from ISO 32000-1 (sections 9.4 and 9.10), for PDFs whose text is shown sign by sign.
"""

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_SHOWN = re.compile(
    rb"/(F\d+) [\d.]+ Tf [^\n]*Tm\s+([-\d.]+) ([-\d.]+) Td <([0-9a-fA-F]+)> Tj", re.DOTALL
)
_RANGE = re.compile(rb"<([0-9a-fA-F]{4})> <[0-9a-fA-F]{4}> (?:\[([^]]*)\]|<[0-9a-fA-F]{4}>)")
_SIGN = re.compile(rb"<([0-9a-fA-F]{4})>")


def words_of(pdf: bytes) -> list[str]:
    """Each line's signs from left to right, without its blanks, from top to bottom."""
    objects = {int(found[1]): found[2] for found in _OBJECT.finditer(pdf)}
    maps = _maps(objects)
    lines: dict[float, list[tuple[float, str]]] = {}
    for body in objects.values():
        for font, x, y, signs in _SHOWN.findall(_content(body)):
            here = maps[font]
            text = "".join(here[signs[at : at + 4].upper()] for at in range(0, len(signs), 4))
            lines.setdefault(round(float(y)), []).append((float(x), text))
    return ["".join(text for _, text in sorted(lines[y])) for y in sorted(lines, reverse=True)]


def _content(body: bytes) -> bytes:
    found = _STREAM.search(body)
    if found is None:
        return b""
    return zlib.decompress(found[1]) if b"/FlateDecode" in body else found[1]


def _maps(objects: dict[int, bytes]) -> dict[bytes, dict[bytes, str]]:
    """What each code of each font means."""
    maps: dict[bytes, dict[bytes, str]] = {}
    for body in objects.values():
        for font, number in re.findall(rb"/(F\d+) (\d+) 0 R", body):
            to_unicode = re.search(rb"/ToUnicode (\d+) 0 R", objects[int(number)])
            assert to_unicode is not None, "a font whose words nobody can copy"
            maps[font] = _map(_content(objects[int(to_unicode[1])]))
    return maps


def _map(cmap: bytes) -> dict[bytes, str]:
    """The arrays of `bfrange`: from the first code on, a sign for each."""
    known: dict[bytes, str] = {}
    for first, signs in _RANGE.findall(cmap):
        for step, sign in enumerate(_SIGN.findall(signs)):
            known[b"%04X" % (int(first, 16) + step)] = chr(int(sign, 16))
    return known
