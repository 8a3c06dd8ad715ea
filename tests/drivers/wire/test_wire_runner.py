"""The device thread over real ptys and sockets: commands at once, losses survived, bugs heard."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from drivers.simulator.host import SimulatorHost
from drivers.wire import runner as wire_runner
from drivers.wire.errors import CommandsFull, WireLost, WireMissing
from drivers.wire.inbox import COMMANDS_MAX
from drivers.wire.link import LinkDown, LinkIdle, LinkUp, ProtocolBug
from drivers.wire.recorder import Direction, WireRecorder
from drivers.wire.runner import READ_SLICE_S, UNSENT_MAX_BYTES, DeviceRunner
from wire_support.bench import PATIENCE_S, Echo, Event, Parrot, needs_pty, running, together, until


@pytest.fixture(params=["pty:", "tcp://127.0.0.1:0"])
def wire(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_command_reaches_the_device_at_once(wire: str) -> None:
    parrot = Parrot()
    with SimulatorHost(parrot, wire) as host, running(host.url, Echo()) as (runner, events):
        until(lambda: any(isinstance(event, LinkUp) for event in events))
        delays = []
        for count in range(1, 21):
            time.sleep(0.003)
            sent_at = time.monotonic()
            runner.send(b"x")
            until(lambda wanted=count: len(parrot.heard) == wanted)  # type: ignore[misc]
            delays.append(parrot.heard_at[-1] - sent_at)
        assert sorted(delays)[10] < READ_SLICE_S / 10, "it waits for no read to end"


def test_bytes_from_the_device_become_events_on_the_device_thread(wire: str) -> None:
    parrot = Parrot()
    threads: list[str] = []
    driver = Echo()
    with SimulatorHost(parrot, wire) as host:
        runner = DeviceRunner(
            "parrot", host.url, driver, lambda _: threads.append(threading.current_thread().name)
        )
        runner.start()
        until(lambda: parrot.presence == [True] and len(threads) == 1)
        host.call(lambda: parrot.saying.extend(b"hello"))
        until(lambda: len(threads) >= 2)
        runner.stop()
    assert set(threads) == {"device parrot"}


@needs_pty
def test_an_unplugged_device_is_noticed_at_once_and_found_again(tmp_path: Path) -> None:
    parrot = Parrot()
    driver = Echo()
    link = tmp_path / "printer"
    with SimulatorHost(parrot, f"pty:{link}") as host, running(host.url, driver) as (_, events):
        together(parrot, events)
        host.unplug()
        until(lambda: isinstance(events[-1], LinkDown))
        host.replug()
        until(lambda: isinstance(events[-1], LinkUp))
        host.call(lambda: parrot.saying.extend(b"back"))
        until(lambda: events[-1] == b"back")
    assert driver.calls[:3] == ["connected", "disconnected", "connected"]


def test_a_replugged_network_device_is_found_again() -> None:
    parrot = Parrot()
    with (
        SimulatorHost(parrot, "tcp://127.0.0.1:0") as host,
        running(host.url, Echo()) as (_, events),
    ):
        together(parrot, events)
        host.unplug()
        until(lambda: isinstance(events[-1], LinkDown))
        host.replug()
        until(lambda: isinstance(events[-1], LinkUp))


def test_a_missing_device_is_told_once_and_the_driver_knows_each_time() -> None:
    driver = Echo()
    with running("serial:/dev/does-not-exist", driver) as (_, events):
        until(lambda: driver.calls.count("disconnected") >= 2)
    assert [event for event in events if isinstance(event, LinkDown)] == [
        LinkDown(str(WireMissing("/dev/does-not-exist")))
    ]


def test_a_wire_on_demand_opens_for_a_command_and_closes_after_its_answer() -> None:
    parrot = Parrot()
    with (
        SimulatorHost(parrot, "tcp://127.0.0.1:0") as host,
        running(host.url, Echo(on_demand=True)) as (runner, events),
    ):
        for _ in range(2):
            parrot.heard.clear()
            runner.send(b"sale")
            until(lambda: bytes(parrot.heard) == b"sale")
            host.call(lambda: parrot.saying.extend(b"approved"))
            until(lambda: isinstance(events[-1], LinkIdle))
    where = host.url.removeprefix("tcp://")
    assert events == [LinkUp(where), b"approved", LinkIdle()] * 2


def test_a_wire_on_demand_that_cannot_open_settles_the_command_and_waits_for_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wire_runner, "BACK_OFF_S", (10 * PATIENCE_S,))
    driver = Echo(on_demand=True)
    with running("serial:/dev/does-not-exist", driver) as (runner, _):
        for count in (1, 2, 3):
            runner.send(b"sale")  # a person waits: no back-off between needs
            until(lambda wanted=count: driver.calls.count("disconnected") == wanted)  # type: ignore[misc]


def test_a_bug_in_a_driver_is_heard_of_without_its_data_and_the_device_goes_on() -> None:
    parrot = Parrot()
    with SimulatorHost(parrot) as host, running(host.url, Echo()) as (_, events):
        together(parrot, events)
        host.call(lambda: parrot.saying.extend(b"bug"))
        until(lambda: any(isinstance(event, ProtocolBug) for event in events))
        until(lambda: isinstance(events[-1], LinkUp))
        host.call(lambda: parrot.saying.extend(b"fine"))
        until(lambda: events[-1] == b"fine")
    bug = next(event for event in events if isinstance(event, ProtocolBug))
    assert bug.kind == "LookupError"
    assert "4111" not in repr(events)


def test_a_listener_that_fails_reaches_the_crash_hook_and_the_device_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[type[BaseException]] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: told.append(args.exc_type))
    parrot = Parrot()

    def listener(event: Event) -> None:
        if isinstance(event, LinkUp):
            raise KeyError("listener")

    with SimulatorHost(parrot) as host:
        runner = DeviceRunner("parrot", host.url, Echo(), listener)
        runner.start()
        until(lambda: told == [KeyError])
        runner.send(b"still here")
        until(lambda: bytes(parrot.heard) == b"still here")
        runner.stop()


def test_a_deadline_is_kept_while_the_wire_is_silent() -> None:
    with SimulatorHost(Parrot()) as host, running(host.url, Echo()) as (runner, events):
        runner.send(b"alarm")
        until(lambda: "alarm" in events)


def test_what_was_sent_before_the_stop_still_leaves(wire: str) -> None:
    parrot = Parrot()
    with SimulatorHost(parrot, wire) as host:
        runner = DeviceRunner("parrot", host.url, Echo(), lambda _: None)
        runner.start()
        until(lambda: parrot.presence == [True])
        runner.send(b"z" * 5000)
        runner.stop()
        until(lambda: len(parrot.heard) == 5000)
        with pytest.raises(WireLost):
            runner.send(b"too late")


def test_too_many_commands_are_refused() -> None:
    runner = DeviceRunner("parrot", "serial:/dev/null", Echo(), lambda _: None)
    for _ in range(COMMANDS_MAX):
        runner.send(b"x")
    with pytest.raises(CommandsFull):
        runner.send(b"x")
    runner.stop()


def test_two_devices_of_the_counter_cannot_share_a_port() -> None:
    with (
        SimulatorHost(Parrot()) as host,
        running(host.url, Echo()) as (_, first),
    ):
        until(lambda: bool(first))
        with running(host.url, Echo()) as (_, second):
            until(lambda: bool(second))
        assert isinstance(second[0], LinkDown)
        assert "in use by another device of this counter" in second[0].reason


@needs_pty
def test_a_port_held_by_another_program_is_named() -> None:
    program = (
        "import serial, sys; held = serial.Serial(sys.argv[1], exclusive=True);"
        "print(flush=True); sys.stdin.read()"
    )
    with SimulatorHost(Parrot()) as host:
        path = host.url.removeprefix("serial:")
        with subprocess.Popen(
            [sys.executable, "-c", program, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as other:
            assert other.stdout is not None
            assert other.stdin is not None
            other.stdout.readline()
            with running(host.url, Echo()) as (_, events):
                until(lambda: bool(events))
            other.stdin.close()
    assert isinstance(events[0], LinkDown)
    assert "in use by another program (python" in events[0].reason
    assert f"process {other.pid}); close that program" in events[0].reason


def test_a_wish_that_arises_from_passing_time_is_seen_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing else will wake the thread: after the tick nothing is awaited any more."""
    monkeypatch.setattr(wire_runner, "BACK_OFF_S", (10 * PATIENCE_S,))

    class Greeter(Echo):
        def tick(self, now: float) -> None:
            super().tick(now)
            self._wanted = True

    parrot = Parrot()
    with (
        SimulatorHost(parrot, "tcp://127.0.0.1:0") as host,
        running(host.url, Greeter(on_demand=True)) as (runner, events),
    ):
        runner.send(b"alarm")
        until(lambda: any(isinstance(event, LinkUp) for event in events))


def stalled_port() -> tuple[int, str]:
    """A pty whose other side never reads."""
    import tty

    master, slave = os.openpty()
    tty.setraw(slave)
    name = os.ttyname(slave)
    os.close(slave)
    return master, f"serial:{name}"


@needs_pty
def test_a_device_that_takes_no_bytes_is_lost_after_the_patience_it_was_given() -> None:
    master, url = stalled_port()
    events: list[Event] = []
    runner = DeviceRunner("parrot", url, Echo(), events.append, write_patience_s=0.1)
    runner.start()
    runner.send(b"z" * 100_000)
    until(lambda: any(isinstance(event, LinkDown) for event in events))
    runner.stop()
    os.close(master)
    assert LinkDown(f"{url.removeprefix('serial:')} takes no bytes") in events


@needs_pty
def test_a_stalled_device_is_still_heard_while_its_bytes_wait() -> None:
    master, url = stalled_port()
    events: list[Event] = []
    runner = DeviceRunner("parrot", url, Echo(), events.append, write_patience_s=60.0)
    runner.start()
    runner.send(b"z" * 100_000)
    until(lambda: bool(events))
    os.write(master, b"paper out")
    until(lambda: b"paper out" in events)
    started = time.monotonic()
    runner.stop()
    assert time.monotonic() - started < 20.0, "stopping does not wait for a stalled device"
    os.close(master)


class Broken(Echo):
    """A driver that cannot even be told that its wire is gone."""

    def disconnected(self, now: float) -> None:
        super().disconnected(now)
        raise ZeroDivisionError

    def tick(self, now: float) -> None:
        raise ArithmeticError  # and its deadline stays where it was


def test_a_driver_that_fails_in_every_way_is_heard_of_and_does_not_spin() -> None:
    with SimulatorHost(Parrot()) as host, running(host.url, Broken()) as (runner, events):
        runner.send(b"alarm")
        until(lambda: sum(isinstance(event, ProtocolBug) for event in events) >= 2)
        bugs = [event for event in events if isinstance(event, ProtocolBug)]
    assert {bug.kind for bug in bugs} == {"ArithmeticError", "ZeroDivisionError"}
    assert len(bugs) <= 4
    assert not any(thread.name == "device parrot" for thread in threading.enumerate())


def test_a_driver_that_hoards_bytes_without_bound_is_a_bug() -> None:
    with SimulatorHost(Parrot()) as host, running(host.url, Echo()) as (runner, events):
        runner.send(b"z" * (UNSENT_MAX_BYTES + 1))
        until(lambda: any(isinstance(event, ProtocolBug) for event in events))


def test_a_recording_holds_what_the_redaction_leaves() -> None:
    parrot = Parrot()
    recorder = WireRecorder()
    with SimulatorHost(parrot) as host, running(host.url, Echo(), recorder) as (runner, events):
        together(parrot, events)
        runner.send(b"secret")
        until(lambda: bytes(parrot.heard) == b"secret")
        host.call(lambda: parrot.saying.extend(b"answer"))
        until(lambda: b"answer" in events)
    assert [(frame.direction, frame.text) for frame in recorder.frames()] == [
        (Direction.SENT, "6 bytes"),
        (Direction.RECEIVED, "6 bytes"),
    ]
