"""What a scanner told, as inputs: bytes become a meaning here, and are not kept.

Rules that hold here: whatever the driver tells of is told to the terminal, which answers each;
while a person watches for diagnostics, how the code looked is told too, masked.
"""

from collections.abc import Callable

from drivers.scanner.messages import Dropped, ScanDropped, ScanGarbage, Scanned, ScannerEvent
from terminal.app.inputs import CodeScanned, Input, ScanRefused, ScanSeen, ScanTurnedAway
from terminal.app.scanning import entry_of_scan
from terminal.app.settings import Settings
from terminal.devices.gs1 import is_gs1, read_gs1
from terminal.domain.barcode import EntryMethod, Meaning, NotUnderstood, gift_code, meaning_of_scan
from terminal.domain.rx_mask import DEFAULT_RX_MASKS, RxMask, rx_masks
from terminal.domain.shown_scan import kind_of_code, shown_scan


class ScanReader:
    """Reads the codes of one lane's scanner."""

    def __init__(self, settings: Settings) -> None:
        self._masks = rx_masks(settings.rx_masks)
        self._gift = settings.tenders.gift
        self.entry = entry_of_scan(settings)
        self.watched = False

    def told(self, event: ScannerEvent) -> tuple[Input, ...]:
        """The inputs that an event of the driver makes, in order."""
        match event:
            case Scanned(symbology=symbology, data=data):
                meaning = self._meaning(symbology, data)
                seen = self._seen(symbology, lambda: shown_scan(symbology, data), meaning)
                return (*seen, CodeScanned(meaning))
            case ScanGarbage(length=length, reason=reason):
                seen = self._seen("", lambda: f"{length} bytes", reason.value)
                return (*seen, ScanRefused(reason.value))
            case ScanDropped(reason=Dropped.DISARMED):
                return (ScanTurnedAway(),)
            case ScanDropped():
                return ()

    def _meaning(self, symbology: str, data: bytes) -> Meaning:
        """A gift card only where the store has its own, and the code is nothing else."""
        meaning = meaning_of(symbology, data, self._masks, self.entry)
        if not (self._gift.cards and isinstance(meaning, NotUnderstood)):
            return meaning
        return gift_code(symbology, data, self._gift.prefix) or meaning

    def _seen(
        self, symbology: str, shown: Callable[[], str], meaning: Meaning | str
    ) -> tuple[Input, ...]:
        if not self.watched:
            return ()
        words = meaning if isinstance(meaning, str) else kind_of_code(meaning)
        return (ScanSeen(self.entry, symbology, shown(), words),)


def meaning_of(
    symbology: str,
    data: bytes,
    masks: tuple[RxMask, ...] = DEFAULT_RX_MASKS,
    entry: EntryMethod = EntryMethod.SCANNED,
) -> Meaning:
    """What a scan means, GS1 element strings and Digital Links included."""
    if is_gs1(symbology, data):
        return read_gs1(symbology, data, typed=entry is EntryMethod.WEDGE)
    return meaning_of_scan(symbology, data, masks, entry)
