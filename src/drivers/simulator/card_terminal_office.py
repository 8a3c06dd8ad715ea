"""What a simulated card terminal answers without a customer: who it is, records, the batch."""

from drivers.simulator import card_terminal_answers as answers
from drivers.simulator.card_terminal_bank import CardHost
from drivers.simulator.card_terminal_frames import Asked
from drivers.simulator.card_terminal_store import TerminalStore

MODEL = "S300"


class Office:
    """Reads and closes the books; moves no money."""

    def __init__(self, store: TerminalStore, host: CardHost) -> None:
        self._store = store
        self._host = host

    def report(self, asked: Asked, serial: str) -> str:
        """The answer to anything but a charge and a cancel."""
        match asked.command:
            case "A00":
                return answers.initialized(serial, MODEL)
            case "R02":
                return self._look_up(asked)
            case "B00":
                count, total = self._store.clear()
                return answers.closed(count, total, self._host.stamp())
            case "A16" | "A20":
                return answers.short(_next(asked.command), "000000", "OK")
            case _:
                return answers.short(_next(asked.command), "100026", "UNSUPPORTED COMMAND")

    def _look_up(self, asked: Asked) -> str:
        number, terminal_txn, auth, ref = (asked.group(i) for i in (5, 6, 7, 8))
        if ref:
            record = self._store.by_ref(ref)
        elif terminal_txn.isdigit():
            record = self._store.by_number(int(terminal_txn))
        elif auth:
            record = self._store.by_auth(auth)
        elif number.isdigit() and number != "0":
            record = self._store.by_number(int(number))
        else:
            record = self._store.latest()
        if record is None:
            return answers.short("R03", "100023", "NOT FOUND")
        return answers.found(record, 1 if ref or terminal_txn else len(self._store.records()))


def _next(command: str) -> str:
    digits = command[1:]
    return f"{command[:1]}{int(digits) + 1:02d}" if digits.isdigit() else command
