"""A Zebra scanner over SSI: every label once, whatever happens to packets and answers."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.scanner.framer import SCAN_MAX_BYTES
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
)
from drivers.scanner.ssi import (
    COMMANDS_MAX,
    RESPONSE_S,
    REST_S,
    SILENCE_S,
    TRIES,
    CommandFailed,
    Failure,
    SsiEvent,
    SsiProtocol,
)
from drivers.scanner.ssi_packets import (
    DATA_MAX_BYTES,
    DECODER,
    PACKET_MAX_BYTES,
    Opcode,
    Packet,
    PacketReader,
)
from drivers.simulator.faults import PERFECT, FaultyLine, LinkFaults
from drivers.simulator.scanner_ssi import SsiScannerSimulator
from drivers.wire.protocol import WireProtocol

ACK = bytes.fromhex("04 D0 04 00 FF 28")
DISABLE = bytes.fromhex("04 EA 04 00 FF 0E")
ENABLE = bytes.fromhex("04 E9 04 00 FF 0F")
UPC, CODE_128, PDF417 = 0x08, 0x03, 0x11


def scanner(**options: bool) -> SsiProtocol:
    """A connected scanner that has been told whether to read, and said yes."""
    protocol = SsiProtocol(**options)
    protocol.connected(0.0)
    protocol.outgoing()
    protocol.receive(from_decoder(Opcode.CMD_ACK), 0.0)
    return protocol


def from_decoder(opcode: Opcode, data: bytes = b"", status: int = 0) -> bytes:
    return Packet(opcode, data, source=DECODER, status=status).encode()


def decoded(code_type: int, label: bytes, status: int = 0) -> bytes:
    return from_decoder(Opcode.DECODE_DATA, bytes((code_type,)) + label, status)


@pytest.mark.parametrize(
    ("opcode", "frame"),
    [(Opcode.CMD_ACK, ACK), (Opcode.SCAN_DISABLE, DISABLE), (Opcode.SCAN_ENABLE, ENABLE)],
)
def test_the_frames_of_the_document_byte_for_byte(opcode: Opcode, frame: bytes) -> None:
    assert Packet(opcode).encode() == frame


def test_the_scanner_has_the_shape_of_every_protocol() -> None:
    protocol: WireProtocol[ScannerCommand, SsiEvent] = scanner()
    assert protocol.wants_wire()


def test_a_packet_longer_than_its_length_byte_counts_is_not_made() -> None:
    with pytest.raises(ValueError, match="251"):
        Packet(Opcode.BEEP, bytes(DATA_MAX_BYTES + 1))
    assert len(Packet(Opcode.BEEP, bytes(DATA_MAX_BYTES)).encode()) == PACKET_MAX_BYTES


def test_a_label_is_acknowledged_at_once_and_named_by_its_type() -> None:
    protocol = scanner()
    protocol.receive(decoded(UPC, b"012345678905"), 1.0)
    assert protocol.outgoing() == ACK
    assert protocol.events() == [Scanned("]E0", b"012345678905", 1.0)]
    assert protocol.deadline() is None


@pytest.mark.parametrize(
    ("code_type", "label", "scan"),
    [
        (CODE_128, b"6012345-02\r\n", Scanned("]C0", b"6012345-02", 1.0)),
        (0x0F, b"0100303784517932", Scanned("]C1", b"0100303784517932", 1.0)),
        (0xC1, b"01003\x1d21SER1", Scanned("]d2", b"01003\x1d21SER1", 1.0)),
        (UPC, b"]C06012345", Scanned("]C0", b"6012345", 1.0)),
        (0x7F, b"6012345", Scanned("]X0", b"6012345", 1.0)),
    ],
)
def test_an_aim_id_in_front_says_more_than_the_type(
    code_type: int, label: bytes, scan: Scanned
) -> None:
    protocol = scanner()
    protocol.receive(decoded(code_type, label), 1.0)
    assert protocol.events() == [scan]


def test_a_retransmission_is_acknowledged_and_not_a_second_item() -> None:
    protocol = scanner()
    protocol.receive(decoded(UPC, b"012345678905"), 1.0)
    protocol.receive(decoded(UPC, b"012345678905", status=1), 1.0 + RESPONSE_S)
    assert protocol.outgoing() == ACK * 2
    assert protocol.events() == [Scanned("]E0", b"012345678905", 1.0)]


def test_a_retransmission_of_what_was_damaged_is_the_item() -> None:
    protocol = scanner()
    protocol.receive(decoded(UPC, b"012345678905"), 1.0)
    damaged = bytearray(decoded(UPC, b"012345678905"))
    damaged[7] ^= 0x01
    protocol.receive(bytes(damaged), 2.0)
    protocol.outgoing()
    protocol.tick(2.0 + SILENCE_S)
    assert protocol.outgoing() == Packet(Opcode.CMD_NAK, b"\x01").encode()
    protocol.receive(decoded(UPC, b"012345678905", status=1), 2.3)
    assert [type(event) for event in protocol.events()] == [Scanned, Scanned]


def test_the_same_label_again_on_purpose_is_a_second_item() -> None:
    protocol = scanner()
    protocol.receive(decoded(UPC, b"012345678905"), 1.0)
    protocol.receive(decoded(UPC, b"012345678905"), 1.5)
    assert len(protocol.events()) == 2


def test_a_long_label_comes_in_packets_and_is_one_scan() -> None:
    protocol = scanner()
    for number in range(3):
        assert protocol.events() == []
        more = 2 if number < 2 else 0
        protocol.receive(decoded(PDF417, b"x" * 200, status=more), 1.0)
    assert protocol.events() == [Scanned("]L0", b"x" * 600, 1.0)]


def test_half_a_label_is_given_up_and_told() -> None:
    protocol = scanner()
    protocol.receive(decoded(PDF417, b"x" * 200, status=2), 1.0)
    assert protocol.deadline() == 1.0 + REST_S
    protocol.tick(1.0 + REST_S)
    protocol.receive(decoded(UPC, b"012345678905"), 9.0)
    assert protocol.events() == [
        ScanGarbage(200, Garbage.CUT_SHORT),
        Scanned("]E0", b"012345678905", 9.0),
    ]


def test_an_endless_label_is_told_once_and_kept_within_bounds() -> None:
    protocol = scanner()
    for number in range(30):
        protocol.receive(decoded(PDF417, bytes((97 + number % 20,)) * 250, status=2), 1.0)
        assert len(protocol._label) <= SCAN_MAX_BYTES + DATA_MAX_BYTES
    protocol.receive(decoded(PDF417, b"end"), 1.0)
    (event,) = protocol.events()
    assert isinstance(event, ScanGarbage)
    assert event.reason is Garbage.OVERLONG


# --- commands


def test_the_scanner_is_told_whether_to_read_when_it_comes() -> None:
    protocol = SsiProtocol()
    protocol.command(Disarm(), 0.0)
    protocol.connected(1.0)
    assert protocol.outgoing() == DISABLE
    protocol.receive(from_decoder(Opcode.CMD_ACK), 1.1)
    protocol.command(Arm(), 1.2)
    assert protocol.outgoing() == ENABLE


def test_a_label_that_crossed_the_disarming_is_acknowledged_and_dropped() -> None:
    protocol = scanner()
    protocol.command(Disarm(), 1.0)
    protocol.receive(decoded(UPC, b"012345678905"), 1.01)
    assert protocol.outgoing() == DISABLE + ACK
    assert protocol.events() == [ScanDropped(Dropped.DISARMED)]


def test_commands_go_out_one_at_a_time() -> None:
    protocol = scanner()
    protocol.command(BeepGood(), 1.0)
    protocol.command(BeepError(), 1.0)
    assert protocol.outgoing() == Packet(Opcode.BEEP, b"\x00").encode()
    assert protocol.outgoing() == b""
    protocol.receive(from_decoder(Opcode.CMD_ACK), 1.1)
    assert protocol.outgoing() == Packet(Opcode.BEEP, b"\x10").encode()


def test_a_command_without_an_answer_is_sent_three_times_and_then_told() -> None:
    protocol = scanner()
    protocol.command(BeepGood(), 0.0)
    for _ in range(TRIES):
        deadline = protocol.deadline()
        assert deadline is not None
        assert protocol.outgoing()
        protocol.tick(deadline)
    assert protocol.outgoing() == b""
    assert protocol.events() == [CommandFailed(Opcode.BEEP, Failure.SILENT)]
    assert protocol.deadline() is None


def test_a_refused_command_is_told_and_the_next_one_goes_out() -> None:
    protocol = scanner()
    protocol.command(BeepGood(), 1.0)
    protocol.command(Disarm(), 1.0)
    protocol.outgoing()
    protocol.receive(from_decoder(Opcode.CMD_NAK, b"\x06"), 1.1)
    assert protocol.events() == [CommandFailed(Opcode.BEEP, Failure.REFUSED)]
    assert protocol.outgoing() == DISABLE


def test_a_command_that_arrived_damaged_is_sent_again_as_such() -> None:
    protocol = scanner()
    protocol.command(BeepGood(), 1.0)
    protocol.outgoing()
    protocol.receive(from_decoder(Opcode.CMD_NAK, b"\x01"), 1.1)
    assert protocol.outgoing() == Packet(Opcode.BEEP, b"\x00", status=1).encode()


def test_no_heap_of_beeps_waits_for_a_scanner_that_is_gone() -> None:
    protocol = scanner()
    for _ in range(COMMANDS_MAX + 1):
        protocol.command(BeepGood(), 1.0)
    assert protocol.events() == [CommandFailed(Opcode.BEEP, Failure.CROWDED)]
    protocol.disconnected(2.0)
    protocol.command(BeepGood(), 2.0)
    protocol.connected(3.0)
    assert protocol.outgoing() == ENABLE


def test_other_packets_are_acknowledged_and_nothing_else() -> None:
    protocol = scanner()
    protocol.receive(Packet(0xF6, b"\x01", source=DECODER).encode(), 1.0)
    assert protocol.outgoing() == ACK
    assert protocol.events() == []


def test_the_content_of_a_label_is_in_no_repr() -> None:
    assert "PUBLIC" not in repr(Packet(Opcode.DECODE_DATA, b"PUBLIC"))


# --- noise and bad cables


def test_noise_is_asked_about_three_times_and_told_once() -> None:
    protocol = scanner()
    asked = 0
    for turn in range(6):
        protocol.receive(b"\xff" * 700, float(turn))
        protocol.tick(turn + SILENCE_S)
        asked += protocol.outgoing().count(Packet(Opcode.CMD_NAK, b"\x01").encode())
    assert asked == TRIES
    assert protocol.events() == [ScanGarbage(0, Garbage.NOISE)]
    protocol.receive(decoded(UPC, b"012345678905"), 9.0)
    assert protocol.events() == [Scanned("]E0", b"012345678905", 9.0)]


@given(noise=st.binary(max_size=300))
def test_a_packet_behind_noise_is_found_at_the_latest_in_silence(noise: bytes) -> None:
    reader = PacketReader()
    wanted = Packet(Opcode.DECODE_DATA, b"\x08012345678905", source=DECODER)
    found = reader.feed(noise + wanted.encode())
    found += reader.silence()[0]
    assert wanted in found


LABELS = st.lists(
    st.tuples(st.sampled_from([UPC, CODE_128, PDF417]), st.binary(min_size=1, max_size=250)),
    max_size=8,
)


@given(labels=LABELS, cuts=st.lists(st.integers(0, 2000)))
def test_however_the_bytes_are_split_the_packets_are_the_same(
    labels: list[tuple[int, bytes]], cuts: list[int]
) -> None:
    stream = b"".join(decoded(code_type, label) for code_type, label in labels)
    places = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    reader = PacketReader()
    packets = [p for a, b in pairwise(places) for p in reader.feed(stream[a:b])]
    assert [packet.data for packet in packets] == [bytes((t,)) + label for t, label in labels]
    assert not reader.unsettled


@given(pieces=st.lists(st.binary(max_size=400), max_size=20), silences=st.sets(st.integers(0, 20)))
def test_no_bytes_raise_and_the_buffer_keeps_its_bound(
    pieces: list[bytes], silences: set[int]
) -> None:
    protocol = scanner()
    for number, piece in enumerate(pieces):
        protocol.receive(piece, float(number))
        if number in silences:
            protocol.tick(number + 0.5)
        assert len(protocol._reader._buffer) <= PACKET_MAX_BYTES
        protocol.outgoing()


class Cable:
    """The driver and the simulated scanner, with a clock that stands until it is moved."""

    def __init__(self, faults: LinkFaults = PERFECT) -> None:
        self.line = FaultyLine(faults)
        self.driver = SsiProtocol()
        self.scanner = SsiScannerSimulator()
        self.now = 0.0
        self.events: list[SsiEvent] = []
        self.driver.connected(self.now)
        self.scanner.connected(self.now)
        self.run(0.1)

    def run(self, seconds: float) -> None:
        until = self.now + seconds
        while self.now < until:
            self.now += 0.05
            self.scanner.receive(self.driver.outgoing(), self.now)
            self.scanner.tick(self.now)
            self.line.feed(self.scanner.outgoing(), self.now)
            said = self.line.due(self.now)
            if said:
                self.driver.receive(said, self.now)
            deadline = self.driver.deadline()
            if deadline is not None and self.now >= deadline:
                self.driver.tick(self.now)
            self.events += self.driver.events()

    @property
    def scans(self) -> list[bytes]:
        return [event.data for event in self.events if isinstance(event, Scanned)]


@given(
    faults=st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 2)).filter(lambda both: sum(both) <= 2),
        max_size=5,
    ),
    same=st.booleans(),
)
def test_every_label_arrives_once_although_packets_and_answers_are_lost(
    faults: list[tuple[int, int]], same: bool
) -> None:
    cable = Cable()
    labels = [b"0" * 11 + (b"5" if same else b"%d" % number) for number in range(len(faults))]
    for label, (damaged, unheard) in zip(labels, faults, strict=True):
        if same and damaged and unheard:
            continue  # two faults on the label that is also the one before: told apart by nothing
        cable.scanner.damage_next, cable.scanner.deaf_to = damaged, unheard
        before = len(cable.scans)
        assert cable.scanner.scan(UPC, label)
        cable.run(8.0)
        assert cable.scans[before:] == [label]
        assert cable.scanner.transmission_errors == 0


@given(
    dropped=st.frozensets(st.integers(6, 150), max_size=4),
    corrupted=st.frozensets(st.integers(6, 150), max_size=1),
    byte_by_byte=st.booleans(),
)
def test_a_cable_that_loses_bytes_never_makes_up_a_label_and_never_doubles_one(
    dropped: frozenset[int], corrupted: frozenset[int], byte_by_byte: bool
) -> None:
    faults = LinkFaults(drop_at=dropped, corrupt_at=corrupted, delay_s=0.01)
    cable = Cable(faults)
    labels = [b"%012d" % number for number in range(5)]
    for label in labels:
        assert cable.scanner.scan(UPC, label)
        cable.run(10.0)
    assert cable.scans == sorted(set(cable.scans))
    assert set(cable.scans) <= set(labels)
    assert len(cable.scans) + cable.scanner.transmission_errors == len(labels)
    cable.line = FaultyLine(LinkFaults(byte_by_byte=byte_by_byte))
    assert cable.scanner.scan(UPC, b"012345678905")
    cable.run(5.0)
    assert cable.scans[-1] == b"012345678905"


def test_a_licence_of_three_packets_survives_a_damaged_one() -> None:
    cable = Cable()
    licence = b"@\n\x1e\rANSI 636000090001DL" + b"x" * 600 + b"\r"
    cable.scanner.damage_next = 1
    assert cable.scanner.scan(PDF417, licence)
    cable.run(3.0)
    assert cable.scans == [licence.rstrip(b"\r")]


def test_a_disarmed_scanner_has_no_light_and_beeps_are_heard() -> None:
    cable = Cable()
    cable.driver.command(Disarm(), cable.now)
    cable.driver.command(BeepError(), cable.now)
    cable.run(0.5)
    assert not cable.scanner.scan(UPC, b"012345678905")
    assert cable.scanner.beeps == [0x10]
    cable.driver.command(Arm(), cable.now)
    cable.run(0.5)
    assert cable.scanner.scan(UPC, b"012345678905")
