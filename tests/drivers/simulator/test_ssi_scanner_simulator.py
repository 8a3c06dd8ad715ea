"""The simulated SSI scanner: packets by the document, three sends, and then it gives up."""

from drivers.simulator.scanner_ssi import DENIED, ENABLE, SENDS, SsiScannerSimulator, frame

ACK = bytes.fromhex("04 D0 04 00 FF 28")


def test_its_own_frames_are_those_of_the_document() -> None:
    assert frame(0xD0, source=4) == ACK
    assert frame(0xEA, source=4) == bytes.fromhex("04 EA 04 00 FF 0E")
    assert frame(0xE9, source=4) == bytes.fromhex("04 E9 04 00 FF 0F")


def test_the_second_label_waits_until_the_first_is_acknowledged() -> None:
    scanner = SsiScannerSimulator()
    scanner.scan(8, b"1")
    scanner.scan(8, b"2")
    assert scanner.outgoing() == frame(0xF3, b"\x081")
    for byte in ACK:
        scanner.receive(bytes((byte,)), 0.0)
    assert scanner.outgoing() == frame(0xF3, b"\x082")
    assert scanner.acknowledged == 1


def test_what_nobody_acknowledges_is_sent_three_times() -> None:
    scanner = SsiScannerSimulator(response_s=2.0)
    scanner.scan(8, b"1")
    sent = [scanner.outgoing()]
    for now in (2.0, 4.0, 6.0, 8.0):
        scanner.tick(now)
        sent.append(scanner.outgoing())
    assert sent == [frame(0xF3, b"\x081"), *[frame(0xF3, b"\x081", 1)] * (SENDS - 1), b"", b""]
    assert scanner.transmission_errors == 1


def test_a_damaged_command_is_asked_for_again_and_a_forbidden_one_denied() -> None:
    scanner = SsiScannerSimulator()
    scanner.receive(ACK[:-1] + b"\x00", 0.0)
    assert scanner.outgoing() == frame(0xD1, b"\x01")
    scanner.deny = {ENABLE}
    scanner.receive(frame(ENABLE, source=4), 0.0)
    assert scanner.outgoing() == frame(0xD1, bytes((DENIED,)))


def test_unplugged_it_forgets_what_nobody_heard() -> None:
    scanner = SsiScannerSimulator()
    scanner.scan(8, b"1")
    scanner.disconnected(1.0)
    scanner.tick(9.0)
    assert scanner.outgoing() == b""
