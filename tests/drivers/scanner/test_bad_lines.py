"""What holds for scanners of every kind, however bad the line: found back, bounded, nothing raised.

Issue 3: any chunking, one byte at a time, random loss, delay, leading noise, 4 kB of garbage.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.scanner.framer import SCAN_MAX_BYTES
from drivers.scanner.hid_pos import REPORT_BYTES, REST_S, HidPosProtocol
from drivers.scanner.messages import Scanned
from drivers.scanner.profile import HONEYWELL, HONEYWELL_HOST_ACK
from drivers.scanner.protocol import SILENCE_S, ScannerProtocol
from drivers.scanner.ssi import REST_S as SSI_REST_S
from drivers.scanner.ssi import SILENCE_S as SSI_SILENCE_S
from drivers.scanner.ssi import SsiProtocol
from drivers.simulator.scanner_hid import Vendor, reports
from drivers.wire.protocol import WireProtocol
from wire_support.slow_line import CUTS, GARBAGE, SlowLine, cut, held_bytes

HELD_MAX_BYTES = 2 * SCAN_MAX_BYTES
"""One label under way, what came behind it, and the objects around them."""


@dataclass(frozen=True)
class Kind:
    """How a kind of scanner puts a label on the cable, and how it is told to be silent."""

    new: Callable[[], WireProtocol[Any, Any]]
    frame: Callable[[bytes], bytes]
    together_s: float
    """Bytes that follow each other sooner are of one label."""
    settled_s: float
    """After so long without a byte, whatever was under way is over."""

    def line(self) -> SlowLine:
        return SlowLine(self.new()).wait(self.settled_s)


def _report(label: bytes) -> bytes:
    return b"".join(reports(Vendor.MOST, "]E0", label))


def _packet(label: bytes) -> bytes:
    """The decoder's packet, counted here and not by the driver: length, F3, 00, 00, type, label."""
    covered = bytes((len(label) + 5, 0xF3, 0, 0, 0x08)) + label
    return covered + (-sum(covered) & 0xFFFF).to_bytes(2, "big")


KINDS = {
    "plain": Kind(ScannerProtocol, lambda label: b"]E0" + label + b"\r", SILENCE_S, 0.1),
    "without suffix": Kind(ScannerProtocol, lambda label: label, SILENCE_S, 0.1),
    "honeywell": Kind(
        lambda: ScannerProtocol(HONEYWELL), lambda label: label + b"\r\n", SILENCE_S, 0.1
    ),
    "host acknowledge": Kind(
        lambda: ScannerProtocol(HONEYWELL_HOST_ACK), lambda label: label + b"\r", SILENCE_S, 11.0
    ),
    "HID": Kind(HidPosProtocol, _report, REST_S, 0.5),
    "SSI": Kind(SsiProtocol, _packet, SSI_SILENCE_S, SSI_REST_S + SSI_SILENCE_S),
}
kinds = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
LABELS = st.lists(
    st.integers(0, 10**12 - 1).map(b"%012d".__mod__), min_size=1, max_size=5, unique=True
)
GOOD = b"999999999999"


def scanned(line: SlowLine) -> list[bytes]:
    return [event.data for event in line.events if isinstance(event, Scanned)]


@kinds
@given(labels=LABELS, cuts=CUTS, late=st.floats(0.0, 0.99), whole=st.booleans())
def test_however_late_the_bytes_of_a_label_come_it_is_that_label(
    kind: Kind, labels: list[bytes], cuts: list[int], late: float, whole: bool
) -> None:
    line = kind.line()
    for label in labels:
        frame = kind.frame(label)
        pieces = cut(frame, cuts) if whole else [bytes((byte,)) for byte in frame]
        line.hear(pieces, late * kind.together_s).wait(kind.settled_s)
    assert scanned(line) == labels


@settings(deadline=None, max_examples=25)  # up to 240 kB each, byte by byte
@kinds
@given(
    garbage=st.lists(GARBAGE, max_size=3),
    often=st.sampled_from([1, 1, 1, 20]),
    glued=st.booleans(),
    cuts=CUTS,
    pause=st.sampled_from([0.0, 0.01, 0.05, 0.3]),
)
def test_the_next_label_after_noise_is_read_and_no_noise_is_hoarded(
    kind: Kind, garbage: list[bytes], often: int, glued: bool, cuts: list[int], pause: float
) -> None:
    line = kind.line()
    for noise in garbage * often:
        line.hear([noise], pause)
        assert held_bytes(line.protocol) <= HELD_MAX_BYTES
    if glued:  # the label right behind noise may be lost with it, the one after it may not
        line.hear([kind.frame(b"111111111111")])
    line.wait(kind.settled_s)
    before = len(scanned(line))
    line.hear(cut(kind.frame(GOOD), cuts)).wait(kind.settled_s)
    assert scanned(line)[before:] == [GOOD]


@kinds
@given(
    labels=LABELS,
    lost=st.frozensets(st.integers(0, 6 * REPORT_BYTES), max_size=12),
    one_by_one=st.booleans(),
)
def test_lost_bytes_cost_their_own_label_and_no_other(
    kind: Kind, labels: list[bytes], lost: frozenset[int], one_by_one: bool
) -> None:
    line, at, whole = kind.line(), 0, []
    for label in labels:
        frame = kind.frame(label)
        left = bytes(byte for n, byte in enumerate(frame, at) if n not in lost)
        at += len(frame)
        whole += [label] if left == frame else []
        before = len(scanned(line))
        line.hear(cut(left, range(len(left))) if one_by_one else [left]).wait(kind.settled_s)
        assert len(scanned(line)) - before <= 1
    heard = scanned(line)
    assert [label for label in heard if label in whole] == whole
    line.hear([kind.frame(GOOD)]).wait(kind.settled_s)
    assert scanned(line)[-1] == GOOD


@given(labels=LABELS, lost=st.frozensets(st.integers(0, 100), max_size=4))
def test_where_there_is_a_checksum_a_lost_byte_makes_up_no_label(
    labels: list[bytes], lost: frozenset[int]
) -> None:
    stream = b"".join(map(_packet, labels))
    left = bytes(byte for n, byte in enumerate(stream) if n not in lost)
    line = KINDS["SSI"].line().hear([left]).wait(KINDS["SSI"].settled_s)
    assert set(scanned(line)) <= set(labels)
