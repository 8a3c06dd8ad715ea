"""The simulated scanner says what a real one would and hears its beeps."""

from drivers.simulator.scanner import ERROR, GOOD_READ, LOW, ScannerSimulator


def test_a_label_leaves_as_aim_id_content_and_suffix() -> None:
    scanner = ScannerSimulator()
    scanner.scan("]d2", b"0100303784517932\x1d21SER1")
    assert scanner.outgoing() == b"]d20100303784517932\x1d21SER1\r"
    assert scanner.outgoing() == b""


def test_the_plainest_scanner_sends_the_content_alone() -> None:
    scanner = ScannerSimulator(suffix=b"", sends_aim=False)
    scanner.scan("]E0", b"012345678905")
    assert scanner.outgoing() == b"012345678905"


def test_garbage_has_the_asked_length_and_no_end() -> None:
    scanner = ScannerSimulator()
    scanner.garbage(5000)
    noise = scanner.outgoing()
    assert len(noise) == 5000
    assert not set(noise) & set(b"\r\n\t")


def test_beeps_are_understood_in_any_split_and_other_commands_ignored() -> None:
    scanner = ScannerSimulator()
    for byte in b"x\x1b7,\x16M\r\x1b8,\x1b8,\x1b9,\x1b4,":
        scanner.receive(bytes((byte,)), 0.0)
    assert scanner.beeps == [GOOD_READ, ERROR, ERROR, LOW]
