"""What a scanner's bytes mean: framing, AIM ids, repeats, noise, and being disarmed."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.scanner.framer import SCAN_MAX_BYTES
from drivers.scanner.gate import REPEAT_S
from drivers.scanner.messages import (
    Arm,
    BeepError,
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
from drivers.scanner.profile import HONEYWELL, PLAIN
from drivers.scanner.protocol import SILENCE_S, ScannerProtocol
from drivers.wire.protocol import WireProtocol

LICENCE = (
    b"@\n\x1e\rANSI 636000090001DL00310127DLDAQD12345678\nDCSPUBLIC\nDACJOHN\nDADQUINCY\n"
    b"DBB01311970\nDBA01312035\nDBC1\nDAG789 E OAK ST\nDAIANYTOWN\nDAJVA\nDAK222010000  \n"
    b"DCGUSA\r"
)
"""The vector of scanners-printers-displays.md section 8: nobody's licence."""


def scanner(**options: object) -> ScannerProtocol:
    protocol = ScannerProtocol(**options)  # type: ignore[arg-type]
    protocol.connected(0.0)
    return protocol


def scans(*pieces: bytes, then_silence: bool = False) -> list[ScannerEvent]:
    """Feed pieces that come without a pause."""
    protocol = scanner()
    for piece in pieces:
        protocol.receive(piece, 1.0)
    if then_silence:
        protocol.tick(1.0 + SILENCE_S)
    return list(protocol.events())


def test_the_scanner_has_the_shape_of_every_protocol() -> None:
    protocol: WireProtocol[ScannerCommand, ScannerEvent] = scanner()
    assert protocol.wants_wire()


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\t", b"\r\r"])
def test_a_scan_ends_at_each_usual_suffix(end: bytes) -> None:
    assert scans(b"]E0300450449108" + end) == [Scanned("]E0", b"300450449108", 1.0)]


def test_a_scan_without_suffix_ends_after_forty_milliseconds_of_silence() -> None:
    protocol = scanner()
    protocol.receive(b"]C0601", 1.0)
    assert protocol.deadline() == 1.0 + SILENCE_S
    protocol.receive(b"2345", 1.03)
    protocol.tick(1.0 + SILENCE_S)
    assert protocol.events() == []
    protocol.tick(1.03 + SILENCE_S)
    assert protocol.events() == [Scanned("]C0", b"6012345", 1.03 + SILENCE_S)]
    assert protocol.deadline() is None


@pytest.mark.parametrize(
    ("frame", "symbology", "data"),
    [
        (b"]d20100303784517932\x1d21SER1", "]d2", b"0100303784517932\x1d21SER1"),
        (b"]A06012345", "]A0", b"6012345"),
        (b"6012345", "", b"6012345"),
        (b"]", "", b"]"),
        (b"]12", "", b"]12"),
        (b"]E0012345678905]C18101000", "]E0", b"012345678905]C18101000"),
    ],
)
def test_the_aim_id_is_parsed_off_and_nothing_else(
    frame: bytes, symbology: str, data: bytes
) -> None:
    assert scans(frame + b"\r") == [Scanned(symbology, data, 1.0)]


@pytest.mark.parametrize("aim", [b"", b"]L0", b"]L2"])
@pytest.mark.parametrize("suffix", [b"", b"\r", b"\r\n"])
def test_a_licence_is_one_scan_although_it_holds_line_ends(aim: bytes, suffix: bytes) -> None:
    assert scans(aim + LICENCE + suffix) == [Scanned(aim.decode(), LICENCE, 1.0)]


def test_a_licence_does_not_swallow_the_scan_behind_it() -> None:
    assert scans(b"]L2" + LICENCE + b"\r]E0012345678905\r") == [
        Scanned("]L2", LICENCE, 1.0),
        Scanned("]E0", b"012345678905", 1.0),
    ]


@pytest.mark.parametrize(
    "licence",
    [
        LICENCE.replace(b"0127DL", b"0999DL"),  # declares more than there is
        LICENCE.replace(b"ANSI 63600009", b"ANSI 63600001"),  # version 01: another header
        LICENCE.replace(b"\x1e", b""),  # the record separator lost on the way
        LICENCE.replace(b"DL0031", b"D\xff0031"),
    ],
)
def test_a_licence_with_an_unusable_length_ends_with_silence(licence: bytes) -> None:
    assert scans(licence + b"\r\n") == []
    (scan,) = scans(licence + b"\r\n", then_silence=True)
    assert scan == Scanned("", licence.rstrip(b"\r\n"), 1.0 + SILENCE_S)


def test_the_same_label_held_in_front_of_the_scanner_is_one_item() -> None:
    protocol = scanner()
    assert REPEAT_S < 2.1 - 1.6
    for moment in (1.0, 1.3, 1.6):
        protocol.receive(b"]E0012345678905\r", moment)
    protocol.receive(b"]E0012345678905\r", 2.1)
    assert protocol.events() == [
        Scanned("]E0", b"012345678905", 1.0),
        ScanDropped(Dropped.DUPLICATE),
        ScanDropped(Dropped.DUPLICATE),
        Scanned("]E0", b"012345678905", 2.1),
    ]


def test_two_different_labels_at_once_are_two_items() -> None:
    assert len(scans(b"A1\rB2\rA1\r")) == 3


def test_a_disarmed_scanner_drops_scans_and_says_so() -> None:
    protocol = scanner()
    protocol.command(Disarm(), 1.0)
    protocol.receive(b"]E0012345678905\r", 1.0)
    protocol.command(Arm(), 1.1)
    protocol.receive(b"]E0012345678905\r", 1.2)
    assert protocol.events() == [
        ScanDropped(Dropped.DISARMED),
        Scanned("]E0", b"012345678905", 1.2),
    ]


def test_four_kilobytes_without_an_end_are_told_once_and_the_next_scan_works() -> None:
    exactly = b"x" * SCAN_MAX_BYTES
    assert scans(exactly + b"\r") == [Scanned("", exactly, 1.0)]
    assert scans(exactly + b"y" * 9000 + b"\r]E0012345678905\r") == [
        ScanGarbage(SCAN_MAX_BYTES + 1, Garbage.OVERLONG),
        Scanned("]E0", b"012345678905", 1.0),
    ]


def test_an_endless_licence_is_skipped_up_to_the_next_silence() -> None:
    protocol = scanner()
    protocol.receive(b"]L2" + b"junk\r" * 2000, 1.0)
    protocol.tick(1.0 + SILENCE_S)
    protocol.receive(b"]E0012345678905\r", 2.0)
    assert protocol.events() == [
        ScanGarbage(SCAN_MAX_BYTES + 1, Garbage.OVERLONG),
        Scanned("]E0", b"012345678905", 2.0),
    ]


def test_noise_and_empty_labels_are_told_without_their_bytes() -> None:
    assert scans(b"\x00\x8012\x1b\r]E0\r") == [
        ScanGarbage(5, Garbage.NOISE),
        ScanGarbage(3, Garbage.EMPTY),
    ]


def test_a_lost_wire_forgets_half_a_scan() -> None:
    protocol = scanner()
    protocol.receive(b"]E00123", 1.0)
    protocol.disconnected(1.01)
    assert protocol.deadline() is None
    protocol.connected(2.0)
    protocol.receive(b"]E0012345678905\r", 2.0)
    assert protocol.events() == [Scanned("]E0", b"012345678905", 2.0)]


def test_beeps_are_the_bytes_of_the_scanner_at_hand() -> None:
    honeywell = scanner(profile=HONEYWELL)
    honeywell.command(BeepGood(), 1.0)
    honeywell.command(BeepError(), 1.0)
    assert honeywell.outgoing() == b"\x1b7,\x1b8,\x1b8,"
    assert honeywell.outgoing() == b""
    plain = scanner(profile=PLAIN)
    plain.command(BeepGood(), 1.0)
    assert plain.outgoing() == b""


def test_beeps_are_not_saved_up_for_a_scanner_that_is_away() -> None:
    honeywell = scanner(profile=HONEYWELL)
    honeywell.disconnected(1.0)
    honeywell.command(BeepGood(), 1.1)
    honeywell.connected(2.0)
    assert honeywell.outgoing() == b""


def test_an_acknowledged_beep_is_no_scan_and_spoils_none() -> None:
    honeywell = scanner(profile=HONEYWELL)
    honeywell.receive(b"\x06]E0012345678905\r\x06\x06]E0300450449108\r\x15", 1.0)
    assert honeywell.events() == [
        Scanned("]E0", b"012345678905", 1.0),
        Scanned("]E0", b"300450449108", 1.0),
    ]
    assert honeywell.deadline() is None


def test_the_content_of_a_scan_is_in_no_repr() -> None:
    assert "PUBLIC" not in repr(scans(b"]C06012345 PUBLIC\r"))


LABELS = st.binary(min_size=1, max_size=40).filter(
    lambda data: not set(data) & set(b"\r\n\t") and data[:1] not in (b"@", b"]")
)
ENDS = st.sampled_from(["\r", "\n", "\t"])
FRAMES = st.lists(
    st.tuples(st.sampled_from([b"", b"]E0", b"]C0", b"]d2"]), LABELS, ENDS), max_size=12
)


@given(frames=FRAMES, cuts=st.lists(st.integers(0, 600)))
def test_however_the_bytes_are_split_or_glued_the_scans_are_the_same(
    frames: list[tuple[bytes, bytes, str]], cuts: list[int]
) -> None:
    stream = b"".join(aim + data + end.encode() for aim, data, end in frames)
    places = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    pieces = [stream[start:stop] for start, stop in pairwise(places)]
    assert scans(*pieces) == scans(*(bytes((byte,)) for byte in stream)) == scans(stream)
    assert len(scans(stream)) == len(frames)


@given(pieces=st.lists(st.binary(max_size=600), max_size=30), silences=st.sets(st.integers(0, 30)))
def test_no_bytes_raise_and_the_buffer_keeps_its_bound(
    pieces: list[bytes], silences: set[int]
) -> None:
    protocol = scanner(profile=HONEYWELL)
    for number, piece in enumerate(pieces):
        protocol.receive(piece * 20, float(number))
        if number in silences:
            protocol.tick(number + 0.5)
        assert len(protocol._framer._scan) <= SCAN_MAX_BYTES
        for event in protocol.events():
            assert not isinstance(event, Scanned) or len(event.data) <= SCAN_MAX_BYTES
