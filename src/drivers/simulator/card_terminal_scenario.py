"""What the requests to a simulated card terminal are to come to, in the order of the script."""

from collections import defaultdict, deque

from drivers.simulator.card_terminal_frames import Asked
from drivers.simulator.card_terminal_requests import EDC
from drivers.simulator.card_terminal_script import NO_FAULTS, Faults, Refuse, Script


class Scenario:
    """Hands out outcomes and faults; `outcome` and `faults` are those of the request under way."""

    def __init__(self) -> None:
        self.outcome: Script | None = None
        self.faults: Faults = NO_FAULTS
        self._charges: deque[tuple[Script, Faults]] = deque()
        self._others: dict[str, deque[tuple[Refuse | None, Faults]]] = defaultdict(deque)
        self._refused: Asked | None = None
        self._naks_left = 0

    def script(self, outcome: Script, faults: Faults) -> None:
        """The next charge."""
        self._charges.append((outcome, faults))

    def expect(self, command: str, outcome: Refuse | None, faults: Faults) -> None:
        """The next request of another name."""
        self._others[command].append((outcome, faults))

    def begins(self, asked: Asked) -> bool:
        """Take up a request; False if it is refused with NAK this time (fault 2)."""
        if asked != self._refused:
            coming = self._charges if asked.command in EDC else self._others[asked.command]
            self.outcome, self.faults = coming.popleft() if coming else (None, NO_FAULTS)
            self._naks_left = self.faults.nak_first
        if self._naks_left:
            self._naks_left -= 1
            self._refused = asked
            return False
        self._refused = None
        return True

    def forget(self) -> None:
        """The power failed: a request that was refused is not remembered."""
        self._refused, self._naks_left = None, 0
