"""A scanner that reports: each vendor's layout, long labels, and rests that do not come."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.scanner.framer import SCAN_MAX_BYTES
from drivers.scanner.hid_pos import (
    REPORT_BYTES,
    REST_S,
    STANDARD,
    WITHOUT_AIM,
    HidLayout,
    HidPosProtocol,
    layout_of,
)
from drivers.scanner.messages import (
    Arm,
    BeepGood,
    Disarm,
    Dropped,
    Garbage,
    ScanDropped,
    ScanGarbage,
    Scanned,
    ScannerCommand,
    ScannerEvent,
)
from drivers.simulator.scanner_hid import Vendor, reports
from drivers.wire.protocol import WireProtocol

BOARDING = b"M1GATHERGOOD/MICHAEL YABCDEF LHRDURAK 3542 052Y003D23  0030"
"""The example of a vendor's manual (Access-IS LSR118, appendix B): cut behind its 56th byte."""


def report(aim: bytes, piece: bytes, *, more: bool = False) -> bytes:
    return (bytes((2, len(piece))) + aim + piece).ljust(63, b"\0") + bytes((more,))


def heard(*pieces: bytes, layout: HidLayout = STANDARD) -> list[ScannerEvent]:
    protocol = HidPosProtocol(layout)
    protocol.connected(0.0)
    for piece in pieces:
        protocol.receive(piece, 1.0)
    return list(protocol.events())


def test_the_scanner_has_the_shape_of_every_protocol() -> None:
    protocol: WireProtocol[ScannerCommand, ScannerEvent] = HidPosProtocol()
    assert protocol.wants_wire()
    assert protocol.outgoing() == b""


def test_the_example_of_a_vendors_manual() -> None:
    first = report(b"]Q0", BOARDING[:56], more=True)
    second = report(b"]Q0", BOARDING[56:])
    assert (first[1], first[63], second[63], len(first)) == (0x38, 0x01, 0x00, REPORT_BYTES)
    assert heard(first, second) == [Scanned("]Q0", BOARDING, 1.0)]


@pytest.mark.parametrize(
    ("vendor", "layout"),
    [
        (0x0C2E, STANDARD),
        (0x05E0, STANDARD),
        (0x05F9, STANDARD),
        (0x0ACD, WITHOUT_AIM),
        (0x1EAB, WITHOUT_AIM),
    ],
)
def test_the_layout_goes_by_the_vendor(vendor: int, layout: HidLayout) -> None:
    assert layout_of(vendor) is layout


def test_a_scanner_without_aim_ids_still_may_have_one_in_the_content() -> None:
    assert heard(report(b"", b"012345678905"), layout=WITHOUT_AIM) == [
        Scanned("", b"012345678905", 1.0)
    ]
    assert heard(report(b"", b"]E0012345678905\r"), layout=WITHOUT_AIM) == [
        Scanned("]E0", b"012345678905", 1.0)
    ]


def test_an_aim_field_that_holds_none_gives_no_symbology() -> None:
    assert heard(report(b"\0\0\0", b"6012345")) == [Scanned("", b"6012345", 1.0)]


def test_a_rest_that_does_not_come_is_told() -> None:
    protocol = HidPosProtocol()
    protocol.receive(report(b"]L2", b"x" * 56, more=True), 1.0)
    assert protocol.deadline() == 1.0 + REST_S
    protocol.tick(1.0 + REST_S)
    protocol.receive(report(b"]E0", b"012345678905"), 2.0)
    assert protocol.events() == [
        ScanGarbage(56, Garbage.CUT_SHORT),
        Scanned("]E0", b"012345678905", 2.0),
    ]
    assert protocol.deadline() is None


def test_another_label_in_the_place_of_a_rest_is_a_scan_of_its_own() -> None:
    assert heard(report(b"]L2", b"x" * 56, more=True), report(b"]E0", b"012345678905")) == [
        ScanGarbage(56, Garbage.CUT_SHORT),
        Scanned("]E0", b"012345678905", 1.0),
    ]


def test_noise_is_told_and_the_next_report_works() -> None:
    assert heard(b"\xff\x02\xff\x00" + report(b"]E0", b"012345678905")) == [
        ScanGarbage(4, Garbage.NOISE),
        Scanned("]E0", b"012345678905", 1.0),
    ]
    protocol = HidPosProtocol()
    protocol.receive(b"\x02\x05half a report", 1.0)
    protocol.tick(1.0 + REST_S)
    assert protocol.events() == [ScanGarbage(15, Garbage.NOISE)]


def test_an_endless_label_is_told_once_and_kept_within_bounds() -> None:
    protocol = HidPosProtocol()
    for _ in range(200):
        protocol.receive(report(b"]L2", b"x" * 56, more=True), 1.0)
        assert len(protocol._label) <= SCAN_MAX_BYTES + REPORT_BYTES
    protocol.receive(report(b"]L2", b"x"), 1.0)
    (event,) = protocol.events()
    assert isinstance(event, ScanGarbage)
    assert event.reason is Garbage.OVERLONG


def test_armed_and_disarmed_like_any_scanner() -> None:
    protocol = HidPosProtocol(armed=False)
    protocol.receive(report(b"]E0", b"012345678905"), 1.0)
    protocol.command(Arm(), 1.1)
    protocol.receive(report(b"]E0", b"012345678905"), 1.2)
    protocol.command(BeepGood(), 1.3)
    protocol.command(Disarm(), 1.4)
    protocol.receive(report(b"]E0", b"300450449108"), 1.5)
    assert protocol.events() == [
        ScanDropped(Dropped.DISARMED),
        Scanned("]E0", b"012345678905", 1.2),
        ScanDropped(Dropped.DISARMED),
    ]
    assert protocol.outgoing() == b""


def test_a_lost_wire_forgets_half_a_label() -> None:
    protocol = HidPosProtocol()
    protocol.receive(report(b"]L2", b"x" * 56, more=True) + b"\x02", 1.0)
    protocol.disconnected(1.1)
    assert protocol.deadline() is None
    protocol.connected(2.0)
    protocol.receive(report(b"]E0", b"012345678905"), 2.0)
    assert protocol.events() == [Scanned("]E0", b"012345678905", 2.0)]


def test_a_layout_fits_into_a_report() -> None:
    for place in (1, 8):
        with pytest.raises(ValueError, match="between"):
            HidLayout("odd", data_at=place)


LABELS = st.lists(
    st.text("ABC0123-+ \x1d", min_size=1, max_size=400).map(lambda text: text.encode() + b"."),
    max_size=6,
    unique=True,
)


@given(
    labels=LABELS,
    vendor=st.sampled_from([(Vendor.MOST, STANDARD), (Vendor.IDTECH, WITHOUT_AIM)]),
    cuts=st.lists(st.integers(0, 3000)),
)
def test_however_reports_are_split_or_glued_the_scans_are_the_same(
    labels: list[bytes], vendor: tuple[Vendor, HidLayout], cuts: list[int]
) -> None:
    whose, layout = vendor
    stream = b"".join(b"".join(reports(whose, "]C0", label)) for label in labels)
    places = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    events = heard(*(stream[a:b] for a, b in pairwise(places)), layout=layout)
    symbology = "]C0" if whose is Vendor.MOST else ""
    assert events == [Scanned(symbology, label, 1.0) for label in labels]


@given(pieces=st.lists(st.binary(max_size=300), max_size=20), silences=st.sets(st.integers(0, 20)))
def test_no_bytes_raise_and_the_buffers_keep_their_bounds(
    pieces: list[bytes], silences: set[int]
) -> None:
    protocol = HidPosProtocol()
    for number, piece in enumerate(pieces):
        protocol.receive(piece, float(number))
        if number in silences:
            protocol.tick(number + 0.5)
        assert len(protocol._buffer) < REPORT_BYTES
        assert len(protocol._label) <= SCAN_MAX_BYTES + REPORT_BYTES
