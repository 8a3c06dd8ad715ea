"""Whatever a wire does: bytes in order and once, nothing spins, and nobody waits for another."""

import os
import threading
from collections import deque
from contextlib import ExitStack

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.simulator.host import SimulatorHost
from drivers.wire.errors import WireLost
from drivers.wire.link import LinkDown, LinkUp
from drivers.wire.runner import READ_LIMIT_BYTES, STALL_LOOK_S
from drivers.wire.transport import open_url
from wire_support.bench import Echo, Event, Parrot, needs_pty, running, until

POLLS_PER_S = 10
"""The issue's figure: nothing polls a port more often."""


class PlayedWire:
    """A transport that takes and gives what its script says, and notes how long it may wait."""

    hears = True
    where = "the played wire"

    def __init__(self, takes: list[int], gives: list[bytes] | None = None) -> None:
        self.takes = deque(takes)
        self.gives = deque(gives or [])
        self.taken = bytearray()
        self.waits: list[tuple[float, bool]] = []
        self.closed = 0
        self._woken = threading.Event()

    def open(self) -> None:
        pass

    def close(self) -> None:
        self.closed += 1

    def write(self, data: bytes) -> int:
        size = min(self.takes.popleft() if self.takes else len(data), len(data))
        if size < 0:
            raise WireLost("the played wire was cut")
        self.taken += data[:size]
        return size

    def read(self, limit: int, timeout_s: float, *, until_room: bool = False) -> bytes:
        assert limit == READ_LIMIT_BYTES
        self.waits.append((timeout_s, until_room))
        if self.gives:
            return self.gives.popleft()
        if not self.takes:  # the script is over: wait as a real wire would
            self._woken.wait(timeout_s)
            self._woken.clear()
        return b""

    def interrupt(self) -> None:
        self._woken.set()


@settings(max_examples=40, deadline=None)  # threads: as slow as the machine
@given(
    st.lists(st.integers(min_value=0, max_value=60), max_size=60),
    st.lists(st.binary(max_size=9), max_size=20),
    st.lists(st.binary(min_size=1, max_size=200), min_size=1, max_size=8),
)
def test_however_few_bytes_a_wire_takes_all_leave_once_and_in_order(
    takes: list[int], gives: list[bytes], words: list[bytes]
) -> None:
    words = [word for word in words if word != b"alarm"]
    wire = PlayedWire(takes, [piece for piece in gives if piece != b"bug"])
    with running(lambda: wire, Echo()) as (runner, events):
        for word in words:
            runner.send(word)
        until(lambda: len(wire.taken) >= sum(map(len, words)) and not wire.gives)
    assert bytes(wire.taken) == b"".join(words)
    heard = [event for event in events if isinstance(event, bytes)]
    assert b"".join(heard) == b"".join(piece for piece in gives if piece != b"bug")
    assert wire.closed


@settings(max_examples=40, deadline=None)  # threads: as slow as the machine
@given(st.lists(st.integers(min_value=1, max_value=60), max_size=20))
def test_what_was_not_written_before_a_cut_is_not_written_after_it(takes: list[int]) -> None:
    """A printer that lost its wire must not get the second half of a receipt as its first."""
    wires = deque([PlayedWire([*takes, -1]), PlayedWire([])])
    opened: list[PlayedWire] = []

    def next_wire() -> PlayedWire:
        opened.append(wires.popleft())
        return opened[-1]

    with running(next_wire, Echo()) as (runner, events):
        runner.send(b"r" * 5000)
        until(lambda: any(isinstance(event, LinkDown) for event in events))
        runner.look_again()
        until(lambda: len(opened) == 2 and isinstance(events[-1], LinkUp))
        runner.send(b"next")
        until(lambda: bytes(opened[1].taken) == b"next")
    assert len(opened[0].taken) == sum(takes)
    assert opened[0].closed


def test_an_idle_wire_is_waited_for_and_not_polled() -> None:
    wire = PlayedWire([])
    with running(lambda: wire, Echo()) as (runner, _):
        until(lambda: bool(wire.waits))
        runner.send(b"x")
        until(lambda: bytes(wire.taken) == b"x")
    idle = [wait for wait, _ in wire.waits]
    assert min(idle) >= 1 / POLLS_PER_S


def test_a_stalled_wire_is_tried_ten_times_a_second_at_most() -> None:
    wire = PlayedWire([0] * 30)
    with running(lambda: wire, Echo()) as (runner, _):
        runner.send(b"receipt")
        until(lambda: bytes(wire.taken) == b"receipt")
    stalled = wire.waits[-32:]
    assert sum(until_room for _, until_room in stalled) == 1, "believed once"
    assert min(wait for wait, _ in stalled) >= 1 / POLLS_PER_S
    assert STALL_LOOK_S >= 1 / POLLS_PER_S


def test_a_command_that_was_given_before_the_bytes_came_is_heard_first() -> None:
    """A scanner that was disarmed before a scan is disarmed for that scan."""
    order: list[str] = []

    class Ordered(Echo):
        def receive(self, data: bytes, now: float) -> None:
            order.append("bytes")
            super().receive(data, now)

        def command(self, command: bytes, now: float) -> None:
            order.append("command")
            super().command(command, now)

    class LateWire(PlayedWire):
        """Gives bytes only once the command is waiting."""

        given = threading.Event()

        def read(self, limit: int, timeout_s: float, *, until_room: bool = False) -> bytes:
            if "bytes" in order:
                return super().read(limit, timeout_s, until_room=until_room)
            assert self.given.wait(5.0)
            return b"scan"

    wire = LateWire([])
    with running(lambda: wire, Ordered()) as (runner, events):
        until(lambda: bool(events))
        runner.send(b"disarm")
        wire.given.set()
        until(lambda: len(order) == 2)
    assert order == ["command", "bytes"]


@needs_pty
def test_a_hang_up_in_the_middle_of_a_write_is_a_loss() -> None:
    master, slave = raw_pty()
    wire = open_url(f"serial:{os.ttyname(slave)}")
    os.close(slave)
    while wire.write(b"x" * 512):
        pass
    os.close(master)
    with pytest.raises(WireLost):
        wire.write(b"x")
    with pytest.raises(WireLost):
        wire.read(100, 1.0)
    wire.close()


@needs_pty
def test_room_ends_the_wait_of_a_stalled_write() -> None:
    master, slave = raw_pty()
    wire = open_url(f"serial:{os.ttyname(slave)}")
    while wire.write(b"x" * 512):
        pass
    drained = threading.Thread(target=os.read, args=(master, 100_000))
    drained.start()
    while not wire.write(b"x"):
        assert wire.read(100, 5.0, until_room=True) == b""
    drained.join()
    wire.close()
    os.close(slave)
    os.close(master)


@needs_pty
def test_a_stalled_printer_never_delays_a_scan() -> None:
    master, slave = raw_pty()
    scanner = Parrot()
    with ExitStack() as stack:
        host = stack.enter_context(SimulatorHost(scanner))
        printer, printed = stack.enter_context(running(f"serial:{os.ttyname(slave)}", Echo()))
        _, scans = stack.enter_context(running(host.url, Echo()))
        until(lambda: is_up(printed) and is_up(scans) and scanner.presence[-1:] == [True])
        printer.send(b"z" * 500_000)
        for number in range(50):
            label = b"%06d\r" % number
            host.call(lambda said=label: scanner.saying.extend(said))  # type: ignore[misc]
            until(lambda wanted=label: b"".join(heard(scans)).endswith(wanted))  # type: ignore[misc]
        assert is_up(printed), "and the printer is stalled all the while"
    os.close(slave)
    os.close(master)


def raw_pty() -> tuple[int, int]:
    import tty

    master, slave = os.openpty()
    tty.setraw(slave)
    return master, slave


def is_up(events: list[Event]) -> bool:
    return bool(events) and isinstance(events[-1], LinkUp)


def heard(events: list[Event]) -> list[bytes]:
    return [event for event in events if isinstance(event, bytes)]
