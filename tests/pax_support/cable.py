"""A card terminal driver and a simulated terminal on one bench, in virtual time.

The bench plays the part of the device's thread: it opens the wire when the driver wants it, moves
bytes (in one piece or one by one), and lets time pass in steps. `listen` hears every piece, and
`passes` may lose it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from drivers.card_terminal.messages import (
    Command,
    Event,
    Found,
    NotProcessed,
    Outcome,
    Query,
    QueryAnswered,
    Refund,
    Result,
    Sale,
    Service,
    ServiceEvent,
    Unresolved,
    Void,
)
from drivers.card_terminal.pax_cancel import PaxCancel
from drivers.card_terminal.protocol import PaxTerminal, WireUse
from drivers.simulator.card_terminal import CardTerminalSimulator

STEP_S = 0.05
RETRY_OPEN_S = 0.5


@dataclass
class Bench:
    """Both ends and the cable; `down_s`: how long a cut link stays down."""

    terminal: CardTerminalSimulator
    driver: PaxTerminal = field(default_factory=PaxTerminal)
    byte_by_byte: bool = False
    wire: WireUse = WireUse.ALWAYS
    down_s: float = 1.0
    now: float = 1000.0
    is_open: bool = False
    plugged: bool = True
    events: list[Event] = field(default_factory=list)
    sent: bytearray = field(default_factory=bytearray)
    listen: Callable[[bool, bytes], None] = lambda _to_terminal, _data: None
    passes: Callable[[bytes], bool] = lambda _piece: True

    def __post_init__(self) -> None:
        self.terminal.on_hang_up = self.hang_up
        self._opens_at = 0.0

    def hang_up(self) -> None:
        """Cut the link for a while."""
        if self.is_open:
            self.is_open = False
            self._opens_at = self.now + self.down_s
            self.driver.disconnected(self.now)
            self.terminal.disconnected(self.now)

    def crash(self, driver: PaxTerminal | None = None) -> None:
        """The till dies and starts again: nothing in its memory is left."""
        self.is_open = False
        self.terminal.disconnected(self.now)
        self.driver = driver or PaxTerminal()
        self.events.clear()

    def power_on(self, terminal: CardTerminalSimulator) -> None:
        """Another simulator takes the place of the one that lost its power."""
        if self.is_open:
            self.is_open = False
            self.driver.disconnected(self.now)
        self.terminal = terminal
        self.terminal.on_hang_up = self.hang_up

    def turn(self) -> None:
        """One turn of the device's thread, then a step of time."""
        self._look_after_wire()
        for _ in range(4000):
            if not self._move():
                break
        deadline = self.driver.deadline()
        if deadline is not None and self.now >= deadline:
            self.driver.tick(self.now)
        self.terminal.tick(self.now)
        self.events += self.driver.events()
        self.now += STEP_S

    def run(self, seconds: float) -> None:
        """Let so much time pass."""
        for _ in range(round(seconds / STEP_S)):
            self.turn()

    def do(self, command: Command) -> None:
        """Give the driver a command and let it begin."""
        self.driver.command(command, self.now)
        self.turn()

    def outcome(self, command: Sale | Refund | Void, limit_s: float = 400.0) -> Result:
        """Charge, and wait for the outcome."""
        self.do(command)
        return self.wait_outcome(command.ref, limit_s)

    def wait_outcome(self, ref: str, limit_s: float = 400.0) -> Result:
        """Wait for the outcome of an attempt under way."""
        for _ in range(round(limit_s / STEP_S)):
            for event in self.events:
                if isinstance(event, Outcome) and event.ref == ref:
                    return event.result
            self.turn()
        raise AssertionError(f"no outcome for {ref} within {limit_s} s")

    def serve(self, service: Service, limit_s: float = 400.0) -> ServiceEvent:
        """Ask for a service, and wait for its one event."""
        before = len(self._services())
        self.do(service)
        for _ in range(round(limit_s / STEP_S)):
            if len(services := self._services()) > before:
                return services[before]
            self.turn()
        raise AssertionError("the service was not answered")

    def _services(self) -> list[ServiceEvent]:
        return [event for event in self.events if isinstance(event, ServiceEvent)]

    def ask(self, query: Query, limit_s: float = 60.0) -> Found | NotProcessed | Unresolved:
        """Ask what became of an attempt."""
        already = len([e for e in self.events if isinstance(e, QueryAnswered)])
        self.do(query)
        for _ in range(round(limit_s / STEP_S)):
            answers = [e for e in self.events if isinstance(e, QueryAnswered)]
            if len(answers) > already:
                return answers[-1].answer
            self.turn()
        raise AssertionError("the query was not answered")

    def resolve(
        self, sale: Sale | Refund, sent_at: float, serial: str = ""
    ) -> Found | NotProcessed | None:
        """Ask as often as the answers say it may help; None: parked for a person."""
        for _ in range(60):
            query = Query(sale.ref, sale.amount_cents, max(0.0, self.now - sent_at), serial)
            answer = self.ask(query)
            if not isinstance(answer, Unresolved):
                return answer
            if answer.retry_after_s is None:
                return None
            self.run(answer.retry_after_s + STEP_S)
        return None

    def cancel_aside(self) -> None:
        """A cancel on a second connection, as over TCP."""
        aside = PaxCancel()
        from drivers.card_terminal.messages import Cancel

        aside.command(Cancel(), self.now)
        aside.connected(self.now)
        aside.receive(self.terminal.urgent(aside.outgoing(), self.now), self.now)
        assert not aside.wants_wire()

    def _look_after_wire(self) -> None:
        wanted = self.driver.wants_wire()
        if self.is_open and not wanted:
            self.is_open = False
            self.terminal.disconnected(self.now)
            self.driver.disconnected(self.now)
        elif wanted and not self.is_open and self.now >= self._opens_at:
            if not self.plugged:
                self._opens_at = self.now + RETRY_OPEN_S
                self.driver.disconnected(self.now)
                return
            self.is_open = True
            self.terminal.connected(self.now)
            self.driver.connected(self.now)

    def _move(self) -> bool:
        if not self.is_open:
            self.terminal.outgoing()
            return False
        down, up = self.driver.outgoing(), self.terminal.outgoing()
        self.sent += down
        self._deliver(down, to_terminal=True)
        self._deliver(up, to_terminal=False)
        return bool(down or up)

    def _deliver(self, data: bytes, *, to_terminal: bool) -> None:
        self.listen(to_terminal, data)
        pieces = [bytes([b]) for b in data] if self.byte_by_byte else [data] if data else []
        for piece in pieces:
            if not self.passes(piece):
                continue  # lost on the way
            if not self.is_open:
                return  # the rest was on a cable that is gone
            if to_terminal:
                self.terminal.receive(piece, self.now)
            else:
                self.driver.receive(piece, self.now)
