"""Windows' spooler, played: documents that are begun, written and ended."""

from drivers.wire.spool_transport import Handle, SpoolerRefused

DEAD = 1722
"""RPC_S_SERVER_UNAVAILABLE: the spooler's service is gone."""


class PlayedSpooler:
    """`printed`: the documents; `dies_after`: so many bytes of one are taken, then it is gone."""

    def __init__(self) -> None:
        self.printed: list[bytes] = []
        self.titles: list[str] = []
        self.open_now = False
        self.refuses: int | None = None
        self.takes = 10_000
        self.dies_after: int | None = None
        self._document = b""

    def open(self, _printer: str, /) -> Handle:
        self._ask()
        self.open_now = True
        return Handle(7)

    def begin(self, _handle: Handle, title: str, /) -> None:
        self._ask()
        self.titles.append(title)
        self._document = b""

    def write(self, _handle: Handle, data: bytes, /) -> int:
        self._ask()
        taken = data[: self.takes]
        if self.dies_after is not None:
            taken = taken[: self.dies_after - len(self._document)]
            if not taken:
                self.refuses = DEAD
                self._ask()
        self._document += taken
        return len(taken)

    def end(self, _handle: Handle, /) -> None:
        self._ask()
        self.printed.append(self._document)

    def close(self, _handle: Handle, /) -> None:
        self.open_now = False

    def revive(self) -> None:
        self.refuses = self.dies_after = None

    def _ask(self) -> None:
        if self.refuses is not None:
            raise SpoolerRefused(self.refuses)
