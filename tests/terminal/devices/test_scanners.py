"""Every kind of scanner, from the label to the input and from the answer to the beep."""

import queue
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from drivers.scanner.messages import (
    Arm,
    BeepError,
    BeepGood,
    Disarm,
    Garbage,
    ScanDropped,
    ScanGarbage,
    Scanned,
    ScannerCommand,
    Sound,
)
from drivers.simulator.host import SimulatedDevice, SimulatorHost
from drivers.simulator.scanner import ERROR, GOOD_READ, ScannerSimulator
from drivers.simulator.scanner_hid import HidScannerSimulator, Vendor
from drivers.simulator.scanner_ssi import SsiScannerSimulator
from helpers.counter import SETTINGS
from terminal.app.inputs import (
    CodeScanned,
    Condition,
    DeviceHealthChanged,
    DeviceRole,
    Input,
    ScanRefused,
    ScanSeen,
    ScanTurnedAway,
)
from terminal.app.settings import Devices, ScannerKind, Settings
from terminal.devices.scanner import Scanner, protocol_of
from terminal.devices.scans import ScanReader
from terminal.domain.barcode import (
    EntryMethod,
    GiftCode,
    GtinCode,
    NotUnderstood,
    RxLabel,
    RxNumber,
    gtin,
)
from terminal.domain.gift import GiftRules
from terminal.domain.keyed import TenderRules

PATIENCE_S = 30.0
SOAP, SALTS = gtin("012345678905"), gtin("300450449108")
GARBAGE = Garbage.NOISE
SOAP_SCANNED, SALTS_SCANNED = (CodeScanned(GtinCode((code,))) for code in (SOAP, SALTS))


@dataclass
class Kind:
    """A kind of scanner as the settings name it; `read` holds a UPC before its simulator."""

    kind: ScannerKind
    device: SimulatedDevice
    read: Callable[[str], object]


def in_text(kind: ScannerKind, *, host_acknowledge: bool = False) -> Kind:
    device = ScannerSimulator(host_acknowledge=host_acknowledge)
    return Kind(kind, device, lambda upc: device.scan("]E0", upc.encode()))


def in_packets() -> Kind:
    device = SsiScannerSimulator()
    return Kind(ScannerKind.ZEBRA_SSI, device, lambda upc: device.scan(0x08, upc.encode()))


def in_reports() -> Kind:
    device = HidScannerSimulator()
    return Kind(ScannerKind.HID, device, lambda upc: device.scan("]E0", upc.encode()))


KINDS: dict[str, Callable[[], Kind]] = {
    "plain": lambda: in_text(ScannerKind.PLAIN),
    "honeywell": lambda: in_text(ScannerKind.HONEYWELL),
    "host acknowledge": lambda: in_text(
        ScannerKind.HONEYWELL_HOST_ACKNOWLEDGE, host_acknowledge=True
    ),
    "ssi": in_packets,
    "hid": in_reports,
}
every_kind = pytest.mark.parametrize("name", KINDS)


def settings_of(kind: ScannerKind, address: str = "serial:/dev/null") -> Settings:
    return Settings(SETTINGS.store, scanner_kind=kind, devices=Devices(scanner=address))


class Cable:
    """The lane's protocol and a simulated scanner, joined without a thread; time stands still."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.protocol = protocol_of(settings_of(kind.kind))
        self.reader = ScanReader(settings_of(kind.kind))
        self.now = 100.0
        self.protocol.connected(self.now)
        kind.device.connected(self.now)
        self.turn()

    def ask(self, command: ScannerCommand) -> None:
        self.protocol.command(command, self.now)
        self.turn()

    def read(self, upc: str, after: float = 0.1) -> list[Input]:
        """What the terminal is told of a label; each telling is answered."""
        self.now += after
        self.kind.device.tick(self.now)
        self.kind.read(upc)
        told = self.turn()
        for _ in told:
            self.ask(BeepGood())
        return told

    def turn(self) -> list[Input]:
        told: list[Input] = []
        while True:
            to_host, to_scanner = self.kind.device.outgoing(), self.protocol.outgoing()
            if not (to_host or to_scanner):
                return told
            self.protocol.receive(to_host, self.now)
            self.kind.device.receive(to_scanner, self.now)
            for event in self.protocol.events():
                assert isinstance(event, Scanned | ScanGarbage | ScanDropped)
                told += self.reader.told(event)


@every_kind
def test_a_scanner_begins_disarmed_and_reads_once_armed(name: str) -> None:
    cable = Cable(KINDS[name]())
    dark = [] if name == "ssi" else [ScanTurnedAway()]  # that one's light is off
    assert cable.read(SOAP[2:]) == dark
    cable.ask(Arm())
    assert cable.read(SOAP[2:]) == [SOAP_SCANNED]
    cable.ask(Disarm())
    assert cable.read(SALTS[2:]) == dark


@every_kind
def test_a_label_left_in_front_of_the_scanner_is_one_item(name: str) -> None:
    cable = Cable(KINDS[name]())
    cable.ask(Arm())
    assert cable.read(SOAP[2:]) == [SOAP_SCANNED]
    assert cable.read(SOAP[2:], after=0.399) == []
    assert cable.read(SALTS[2:]) == [SALTS_SCANNED]
    assert cable.read(SOAP[2:]) == [SOAP_SCANNED]
    assert cable.read(SOAP[2:], after=0.4) == [SOAP_SCANNED]


@every_kind
def test_a_label_arrives_over_a_port(name: str) -> None:
    kind = KINDS[name]()
    inputs: queue.Queue[Input] = queue.Queue()
    with SimulatorHost(kind.device, "pty:?baud=115200") as host:
        scanner = Scanner(settings_of(kind.kind, host.url), inputs.put)
        scanner.arm(armed=True)
        scanner.start()
        try:
            assert inputs.get(timeout=PATIENCE_S) == DeviceHealthChanged(
                DeviceRole.SCANNER, Condition.GOOD
            )
            while host.call(lambda: kind.read(SOAP[2:])) is False:
                pass  # until the scanner has heard that it may read
            assert inputs.get(timeout=PATIENCE_S) == SOAP_SCANNED
        finally:
            scanner.stop()


def heard(kind: Kind, ask: Callable[[Scanner], None]) -> list[str]:
    """What the simulated scanner beeped when the adapter was asked and then stopped."""
    inputs: queue.Queue[Input] = queue.Queue()
    with SimulatorHost(kind.device, "pty:?baud=115200") as host:
        scanner = Scanner(settings_of(kind.kind, host.url), inputs.put)
        scanner.start()
        try:
            inputs.get(timeout=PATIENCE_S)
            ask(scanner)
            scanner.beep(good=False)  # the last one, to wait for
            device = kind.device
            assert isinstance(device, ScannerSimulator)
            while ERROR not in host.call(lambda: list(device.beeps)):
                pass
            return host.call(lambda: list(device.beeps))
        finally:
            scanner.stop()


def test_a_scanner_that_beeps_by_itself_is_not_made_to_beep_twice() -> None:
    quiet = heard(KINDS["honeywell"](), lambda scanner: scanner.answer(good=True))
    assert GOOD_READ not in quiet
    told = heard(KINDS["host acknowledge"](), lambda scanner: scanner.answer(good=True))
    assert told[0] == GOOD_READ


def test_the_layout_of_a_report_follows_the_vendor() -> None:
    for address, vendor in (
        ("hid:0C2E:0B6A:18102B", Vendor.MOST),
        ("hid:1EAB:0001:X", Vendor.IDTECH),
    ):
        protocol = protocol_of(settings_of(ScannerKind.HID, address))
        device = HidScannerSimulator(vendor)
        device.scan("]E0", SOAP[2:].encode())
        protocol.connected(0.0)
        protocol.command(Arm(), 0.0)
        protocol.receive(device.outgoing(), 1.0)
        (event,) = protocol.events()
        assert isinstance(event, Scanned)
        assert event.data == SOAP[2:].encode()


def test_a_scanner_that_types_has_no_cable() -> None:
    with pytest.raises(ValueError, match="keyboard"):
        protocol_of(settings_of(ScannerKind.KEYBOARD))


# --- what is told


def test_the_lanes_own_label_masks_are_used() -> None:
    masked = Settings(SETTINGS.store, rx_masks=(r"(?P<rx>\d{8})(?P<store>\d{4})",))
    told = ScanReader(masked).told(Scanned("]C0", b"601234560012", 0.0))
    assert told == (CodeScanned(RxLabel(RxNumber("60123456"), None)),)


def test_a_code_is_shown_only_while_somebody_watches_and_masked() -> None:
    reader = ScanReader(SETTINGS)
    scanned = Scanned("]C0", b"6012345-02", 0.0)
    meant = CodeScanned(RxLabel(RxNumber("6012345"), 2))
    assert reader.told(scanned) == (meant,)
    reader.watched = True
    seen = ScanSeen(EntryMethod.SCANNED, "]C0", "60#####-##", "a prescription label")
    assert reader.told(scanned) == (seen, meant)
    noise, refused = reader.told(ScanGarbage(7, GARBAGE))
    assert noise == ScanSeen(EntryMethod.SCANNED, "", "7 bytes", GARBAGE.value)
    assert refused == ScanRefused(GARBAGE.value)


def test_a_sound_is_no_answer() -> None:
    """Whatever else sounds, the scanner that waits goes on waiting for its own answer."""
    cable = Cable(KINDS["host acknowledge"]())
    cable.ask(Arm())
    cable.kind.read(SOAP[2:])
    assert cable.turn() == [SOAP_SCANNED]
    cable.ask(Sound(good=True))
    assert cable.kind.read(SALTS[2:]) is False
    cable.ask(BeepError())
    assert cable.kind.read(SALTS[2:]) is True


def test_a_gift_card_is_one_only_where_the_store_has_its_own() -> None:
    scan = Scanned("]C0", b"9800123456782207", 0.0)
    (none,) = ScanReader(SETTINGS).told(scan)
    assert isinstance(none, CodeScanned)
    assert isinstance(none.meaning, NotUnderstood)
    own = replace(SETTINGS, tenders=TenderRules(gift=GiftRules(cards=True)))
    assert ScanReader(own).told(scan) == (CodeScanned(GiftCode("9800123456782207")),)
    assert ScanReader(own).told(Scanned("]E0", b"036000291452", 0.0)) != (none,)
