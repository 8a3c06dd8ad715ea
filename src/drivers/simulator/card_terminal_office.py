"""What a simulated card terminal answers without a customer: who it is, records, batch, stored."""

from drivers.simulator import card_terminal_answers as answers
from drivers.simulator.card_terminal_bank import CardHost, OfflineLimits
from drivers.simulator.card_terminal_frames import Asked, whole
from drivers.simulator.card_terminal_store import FAILED, NORMAL, STORED, Record, TerminalStore

MODEL = "S300"
_STORED, _FAILED = "0", "1"
_BOOKS = ("01", "02", "03", "04", "05", "06")  # credit, debit, EBT, gift, loyalty, cash
OK = ("000000", "OK")
NOT_FOUND = ("100023", "NOT FOUND")


class Office:
    """Keeps the books. `refused_at_upload`: the references that the host will not take.

    `declines_at_upload`: so many of the next ones, whoever they are.
    """

    def __init__(self, store: TerminalStore, host: CardHost) -> None:
        self._store = store
        self._host = host
        self.refused_at_upload: frozenset[str] = frozenset()
        self.declines_at_upload = 0
        self.drawn = ""

    def report(self, asked: Asked, serial: str) -> str:
        """The answer to anything that asks no customer."""
        match asked.command:
            case "A00":
                return answers.initialized(serial, MODEL)
            case "A08":
                return self._drawn(asked)
            case "A54":
                return self._store_and_forward(asked)
            case "R02":
                return self._look_up(asked)
            case "R10":
                found = self._indicated(asked)
                return answers.counted(len(found), _cents(found))
            case "B00":
                return self._close_batch()
            case "B08":
                return self._upload()
            case "B10":
                return answers.deleted(sum(map(self._store.discard, _ranges(asked))))
            case "A16":
                return answers.short("A17", *OK)
            case _:
                return answers.short(answers.after(asked.command), "100026", "UNSUPPORTED COMMAND")

    def begin(self, asked: Asked) -> None:
        """Do the first part of what is asked, and no more."""
        if asked.command == "B08":
            self._host.upload(self._accepts, most=1)

    def _look_up(self, asked: Asked) -> str:
        auth, ref = asked.group(7), asked.group(8)
        number, terminal_txn = whole(asked.group(5)), whole(asked.group(6))
        if ref:
            record = self._store.by_ref(ref)
            if record is not None and record.number not in NORMAL:
                record = None  # what is stored is found by its number only (section 10.2)
        elif terminal_txn is not None:
            record = self._store.by_number(terminal_txn)
        elif auth:
            record = self._store.by_auth(auth)
        elif number:
            record = self._store.by_number(number)
        else:
            record = self._store.latest()
        if record is None:
            return answers.short("R03", *NOT_FOUND)
        total = 1 if ref or terminal_txn else len(self._store.records(NORMAL))
        return answers.found(record, total, self._store.batch)

    def _close_batch(self) -> str:
        batch = self._store.batch
        kept = self._store.close_batch()
        books = [[record for record in kept if record.edc == edc] for edc in _BOOKS]
        totals = [(len(book), _cents(book)) for book in books]
        return answers.closed(totals, self._host.stamp(), batch)

    def _store_and_forward(self, asked: Asked) -> str:
        mode, most, total, card, sale = (asked.group(i) for i in (2, 6, 7, 8, 9))
        limits = [whole(limit) for limit in (most, total, card, sale)]
        if mode not in {"0", "1", "2", "3"} or (mode != "0" and None in limits):
            return answers.short("A55", "100003", "SAF SETTINGS INVALID")
        numbers = [limit or 0 for limit in limits] if mode != "0" else [0, 0, 0, 0]
        self._store.put_setting("offline", OfflineLimits(int(mode), *numbers).text)
        return answers.short("A55", *OK)

    def _upload(self) -> str:
        uploaded, failed = self._host.upload(self._accepts)
        return answers.uploaded(
            (len(uploaded), _cents(uploaded)), (len(failed), _cents(failed)), self._host.stamp()
        )

    def _accepts(self, record: Record) -> bool:
        if self.declines_at_upload:
            self.declines_at_upload -= 1
            return False
        return record.ref not in self.refused_at_upload

    def _indicated(self, asked: Asked) -> list[Record]:
        """What was voided before it was sent waits for nothing."""
        listed = (record for numbers in _ranges(asked) for record in self._store.records(numbers))
        return [record for record in listed if not record.voided]

    def _drawn(self, asked: Asked) -> str:
        offset, length = whole(asked.group(2)), whole(asked.group(3))
        if not self.drawn or offset is None:
            return answers.short("A09", *NOT_FOUND)
        end = len(self.drawn) if length is None else offset + length
        return answers.drawn(len(self.drawn), self.drawn[offset:end])


def drawing(strokes: tuple[tuple[tuple[int, int], ...], ...]) -> str:
    """Strokes as a terminal keeps them: the pen is lifted at 65535, a tilde ends."""
    written = ["".join(f"{x},{y}^" for x, y in stroke) for stroke in strokes]
    return "0,65535^".join(written) + "~"


def _ranges(asked: Asked) -> tuple[range, ...]:
    return {_STORED: (STORED,), _FAILED: (FAILED,)}.get(asked.group(2), (STORED, FAILED))


def _cents(records: list[Record]) -> int:
    return sum(record.cents for record in records)
